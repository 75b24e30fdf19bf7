"""Scrape a folder by so many processes, as the command does; tell seconds, and the peak memory of each process."""

import json
import resource
import sys
from contextlib import suppress
from time import perf_counter

from apiscribe.cli import main


def measured(folder: str, output: str, jobs: str) -> dict[str, float]:
    """Give what it takes: `peak` is that of this process, `reader` that of the largest of its own."""
    sys.argv = ["apiscribe", "scrape", folder, "-o", output, "--jobs", jobs]
    start = perf_counter()
    with suppress(SystemExit):
        main()
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        "seconds": perf_counter() - start,
        "cpu": own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime,
        "peak": own.ru_maxrss / 1024,
        "reader": others.ru_maxrss / 1024,
    }


# processes that read import this file too
if __name__ == "__main__":
    print(json.dumps(measured(*sys.argv[1:])))
