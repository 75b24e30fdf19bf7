"""Times the stages on the embedded reference, alone and repeated, and beside the libraries that do the same work.

Each figure is the best of several runs in one process. `growth` is the time per repetition in proportion to that of
one: a stage that is quadratic would show 2, 4, 8.
"""

import gc
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from importlib import resources
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from scraper import Source, scrape
from scraper.extract import extract_reference
from scraper.readers import read_document
from scraper.to_openapi import to_openapi
from spec.files import dump_json, dump_yaml
from spec.validate import validate

REPEATS = (1, 2, 4, 8)
RUNS = 3

_MEASURE = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
_PATH = re.compile(r"(?<=/)v(\d)(?=/)")


def main() -> None:
    """Print both tables."""
    text = _largest_document()
    console = Console(highlight=False)
    console.print(_growth(text))
    console.print(_peers(scrape([Source("reference.txt", text.encode())]).document))
    console.print(_builds())


def _largest_document() -> str:
    folder = resources.files("scraper.corpus").joinpath("modelarts")
    files = [f for f in folder.iterdir() if f.name.endswith(".txt")]
    return max((f.read_text("utf-8") for f in files), key=len)


def _repeated(text: str, times: int) -> str:
    """Give `text` several times, each time with other paths, so that no operation is there twice."""
    return "\n".join(_PATH.sub(rf"v\1/copy{n}", text) if n else text for n in range(times))


def _best(work: Callable[[], Any]) -> tuple[float, Any]:
    best, result = float("inf"), None
    for _ in range(RUNS):
        gc.collect()
        gc.disable()
        start = perf_counter()
        result = work()
        best = min(best, perf_counter() - start)
        gc.enable()
    return best, result


def _growth(text: str) -> Table:
    table = Table(title="seconds, and growth per repetition")
    stages = ("read", "extract", "write down", "JSON", "YAML", "validate")
    for column in ("times", "MB", "operations", *stages, "total", "growth"):
        table.add_column(column, justify="right")
    base = 0.0
    for times in REPEATS:
        data = _repeated(text, times).encode()
        read, document = _best(partial(read_document, "reference.txt", data))
        extract, extraction = _best(partial(extract_reference, [document]))
        write, contract = _best(partial(to_openapi, extraction.reference))
        json_seconds, _ = _best(partial(dump_json, contract.document))
        yaml_seconds, _ = _best(partial(dump_yaml, contract.document))
        check, _ = _best(partial(validate, contract.document))
        seconds = (read, extract, write, json_seconds, yaml_seconds, check)
        total = sum(seconds)
        base = base or total
        operations = len(extraction.reference.operations)
        cells = [str(times), f"{len(data) / 1e6:.1f}", str(operations), *(f"{s:.2f}" for s in (*seconds, total))]
        table.add_row(*cells, f"{total / times / base:.2f}")
    return table


def _peers(document: dict[str, Any]) -> Table:
    """Compare with the libraries that a user would take otherwise."""
    table = Table(title="the same work by the usual library")
    for column in ("work", "ours, seconds", "peer", "seconds", "times as fast"):
        table.add_column(column, justify="right")
    ours, _ = _best(lambda: dump_yaml(document))
    peer, _ = _best(lambda: yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False))
    table.add_row("write YAML", f"{ours:.2f}", "PyYAML with libyaml", f"{peer:.2f}", f"{peer / ours:.1f}")
    ours, _ = _best(lambda: validate(document))
    peer, _ = _best(lambda: validate(document, reference=True))
    table.add_row("validate", f"{ours:.2f}", "openapi-spec-validator", f"{peer:.2f}", f"{peer / ours:.1f}")
    return table


def _builds() -> Table:
    """Compare the whole build, all targets, with what another generator takes for its Python client alone."""
    table = Table(title="whole processes")
    for column in ("command", "seconds", "peak MB"):
        table.add_column(column, justify="right")
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        build = [sys.executable, "-m", "apiscribe", "build", "--offline", "--out", str(out)]
        table.add_row("apiscribe build, everything", *_process(build))
        table.add_row("apiscribe build, nothing new", *_process(build))
        peer = shutil.which("openapi-generator-cli")
        document = next((out / "spec" / "documents").glob("*/openapi-3.0.json"))
        command = [peer, "generate", "-i", str(document), "-g", "python", "-o", str(out / "peer")] if peer else []
        table.add_row("openapi-generator-cli, its Python client", *(_process(command) if peer else ("not there", "")))
    return table


def _process(command: list[str]) -> tuple[str, str]:
    """Give wall seconds and peak memory of a command.

    A small process in between starts it: a process counts the memory of the one that it was forked from as its own.
    """
    done = subprocess.run([sys.executable, "-c", _MEASURE, *command], capture_output=True, text=True, check=True)  # noqa: S603
    seconds, kilobytes = done.stdout.split()
    return f"{float(seconds):.2f}", f"{int(kilobytes) / 1024:.0f}"


if __name__ == "__main__":
    main()
