"""How long the stages take, and how that grows: `python -m benchmarks`."""
