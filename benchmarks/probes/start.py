"""Loads one client, makes it, asks once: what each step takes, and what the process has become by then."""

import sys
from time import perf_counter

from contestants import CONTESTANTS


def resident() -> float:
    """Give the memory of this process in MiB."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the steps as JSON; the last one is what the process was before."""
    name, url = sys.argv[1:]
    client = CONTESTANTS[name]()
    memory, modules = resident(), set(sys.modules)
    steps = {}
    for step, work in (("load", client.load), ("connect", lambda: client.connect(url)), ("show", client.show)):
        start = perf_counter()
        work()
        seconds = perf_counter() - start
        steps[step] = {"ms": seconds * 1000, "mib": resident() - memory, "modules": sorted(set(sys.modules) - modules)}
    import json

    print(json.dumps(steps))


main()
