"""How long things take and how much they weigh, beside what one would use otherwise: `python -m benchmarks`."""
