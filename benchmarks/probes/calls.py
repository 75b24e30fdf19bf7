"""Calls one client again and again: microseconds per call, each of the best of several batches, which take turns."""

import json
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

from contestants import CONTESTANTS

BATCHES = 6
SECONDS = 0.15
"""What a batch takes, about: long enough for the garbage collector to have its turns in each."""
MOST = 1000
"""Calls in a batch."""


def batch(work: Callable[[], Any], times: int) -> float:
    """Give the seconds per call."""
    start = perf_counter()
    for _ in range(times):
        work()
    return (perf_counter() - start) / times


def main() -> None:
    """Print microseconds per call as JSON."""
    name, url = sys.argv[1:]
    client = CONTESTANTS[name]()
    client.load()
    client.connect(url)
    calls: dict[str, Callable[[], Any]] = {"whole": client.show, "whole list": client.list, **client.parts()}
    items = client.list()
    if len(items) != 100 or "notebook-99" not in str(items[99]):
        sys.exit(f"{name} does not read the page")
    times = {}
    for key, work in calls.items():
        batch(work, 10)
        times[key] = max(3, min(MOST, int(SECONDS / batch(work, 10))))
    taken: dict[str, list[float]] = {key: [] for key in calls}
    for _ in range(BATCHES):
        for key, work in calls.items():
            taken[key].append(batch(work, times[key]))
    print(json.dumps({key: min(values) * 1e6 for key, values in taken.items()}))


main()
