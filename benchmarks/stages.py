"""How long the stages take on the embedded reference, alone and repeated, and beside the libraries of the same work.

Each figure is the best of several runs in one process. `growth` is the time per repetition in proportion to that of
one: a stage that is quadratic would show 2, 4, 8.
"""

import gc
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from scraper import Source, scrape
from scraper.extract import extract_reference
from scraper.readers import read_document
from scraper.to_openapi import to_openapi
from spec.files import dump_json, dump_yaml
from spec.validate import validate

from .figures import Cell, Figures
from .processes import cost

REPEATS = (1, 2, 4, 8)
RUNS = 3

_PATH = re.compile(r"(?<=/)v(\d)(?=/)")
_INTEGER = re.compile(r"^(\w+\t)Integer(?=\t)", re.MULTILINE)
"""The name and the type of a field in a table of a response."""

_ANY_EFFECT = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]) not in (0, 10, 11))"
"""Runs an update, which says by its exit code what has changed."""


def stages() -> list[Figures]:
    """Give the tables of the stages, of the libraries and of whole builds."""
    text = _largest_document()
    return [_growth(text), _libraries(scrape([Source("reference.txt", text.encode())]).document), _builds()]


def _largest_document() -> str:
    files = [f for f in _embedded().iterdir() if f.name.endswith(".txt")]
    return max((f.read_text("utf-8") for f in files), key=len)


def _embedded() -> Traversable:
    return resources.files("scraper.corpus").joinpath("modelarts")


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


def _growth(text: str) -> Figures:
    names = ("read", "extract", "write down", "JSON", "YAML", "validate")
    rows: list[tuple[Cell, ...]] = []
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
        rows.append((times, len(data) / 1e6, operations, *seconds, total, total / times / base))
    columns = ("times", "MB", "operations", *names, "total", "growth")
    return Figures("seconds, and growth per repetition", columns, tuple(rows))


def _libraries(document: dict[str, Any]) -> Figures:
    """Compare with the libraries that a user would take otherwise."""
    columns = ("work", "ours, seconds", "peer", "seconds", "times as fast")
    ours, _ = _best(lambda: dump_yaml(document))
    peer, _ = _best(lambda: yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False))
    write: tuple[Cell, ...] = ("write YAML", ours, "PyYAML with libyaml", peer, peer / ours)
    ours, _ = _best(lambda: validate(document))
    peer, _ = _best(lambda: validate(document, reference=True))
    check: tuple[Cell, ...] = ("validate", ours, "openapi-spec-validator", peer, peer / ours)
    return Figures("the same work by the usual library", columns, (write, check))


def _builds() -> Figures:
    """Measure a whole build, all targets, again where nothing is new, and updates of a copy of the reference."""
    with tempfile.TemporaryDirectory() as name:
        reference, out = Path(name) / "reference", Path(name) / "out"
        shutil.copytree(str(_embedded()), reference)
        where: tuple[str | Path, ...] = ("--offline", "--config", reference / "apiscribe.toml", "--out", out)
        build: list[str | Path] = [sys.executable, "-m", "apiscribe", "build", *where]
        first, second = cost(build), cost(build)
        written = sum(file.is_file() for file in out.rglob("*"))
        _change_one_cell(reference)
        before = _stamps(out)
        update: list[str | Path] = [
            sys.executable,
            "-c",
            _ANY_EFFECT,
            sys.executable,
            "-m",
            "apiscribe",
            "update",
            *where,
        ]
        changed = cost(update)
        touched = len(_stamps(out).items() - before.items())
        unchanged = cost(update)
    rows: tuple[tuple[Cell, ...], ...] = (
        (f"apiscribe build, everything ({written} files)", first.seconds, first.peak_mib),
        ("apiscribe build, nothing new", second.seconds, second.peak_mib),
        (f"apiscribe update, one cell changed ({touched} files)", changed.seconds, changed.peak_mib),
        ("apiscribe update, nothing new", unchanged.seconds, unchanged.peak_mib),
    )
    return Figures("whole processes", ("command", "seconds", "peak MiB"), rows)


def _change_one_cell(folder: Path) -> None:
    """Give one field of the largest document another type."""
    file = max(folder.glob("*.txt"), key=lambda path: path.stat().st_size)
    file.write_text(_INTEGER.sub("\\1Long", file.read_text("utf-8"), count=1), "utf-8")


def _stamps(folder: Path) -> dict[Path, int]:
    """Give the time of every file that is published."""
    found = (file for file in folder.rglob("*") if file.is_file() and file.relative_to(folder).parts[0] != ".apiscribe")
    return {file: file.stat().st_mtime_ns for file in found}
