"""Fresh processes, bounded in time: what one takes, and what one tells."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROBES = Path(__file__).parent / "probes"
PATIENCE = 300
"""Seconds after which a process is ended."""

_MEASURE = """
import resource, subprocess, sys, time
limit, nothing = float(sys.argv[1]), subprocess.DEVNULL
start = time.perf_counter()
done = subprocess.run(sys.argv[2:], timeout=limit, stdin=nothing, stdout=nothing, stderr=subprocess.PIPE, text=True)
if done.returncode:
    sys.exit(f"{sys.argv[2]} exits with {done.returncode}: " + done.stderr.strip().rpartition(chr(10))[2])
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

_PLACE = re.compile(r" \(/[^()]*\)$")
"""The file that Python names at the end of an error of import; it is in a temporary folder."""


class Failed(Exception):
    """A process that was to be measured failed, or took too long; the text says why."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took."""

    seconds: float
    peak_mib: float


def cost(command: Sequence[str | Path], *, also_in_path: Path | None = None) -> Cost:
    """Give wall time and peak memory of a command.

    A small process in between starts it: a process counts the memory of the one that it was forked from as its own.
    """
    path = os.pathsep.join([*([str(also_in_path)] if also_in_path else []), os.environ.get("PATH", "")])
    told = _run([sys.executable, "-c", _MEASURE, str(PATIENCE), *map(str, command)], {"PATH": path})
    seconds, kilobytes = told.split()
    return Cost(float(seconds), int(kilobytes) / 1024)


def probe(python: Path, name: str, *arguments: str, packages: Sequence[Path] = (), patience: float = PATIENCE) -> Any:
    """Run one of the scripts in `probes` by `python`, with folders of packages to import from, and give its answer."""
    found_in = {"PYTHONPATH": os.pathsep.join(str(folder) for folder in packages)}
    return json.loads(_run([python, PROBES / f"{name}.py", *arguments], found_in, patience))


@contextmanager
def served() -> Iterator[str]:
    """Run the server of the benchmarks in a process of its own; give its address."""
    command = (sys.executable, PROBES / "server.py")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            if not port:
                raise Failed("the server of the benchmarks does not start")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _run(command: Sequence[str | Path], variables: dict[str, str], patience: float = PATIENCE) -> str:
    """Run a command without the proxies of this machine, and with files of bytecode, as a user's program has them."""
    # what a command started ends with it: the script that measures has the shorter limit
    limit = patience + 10
    left = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy") and k != "PYTHONDONTWRITEBYTECODE"}
    try:
        done = subprocess.run(  # noqa: S603
            command, env=left | variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit,
            check=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{command[0]} takes more than {patience} seconds") from error
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().rpartition("\n")[2]
        raise Failed(_PLACE.sub("", last) or f"exits with {error.returncode}") from error
    return done.stdout
