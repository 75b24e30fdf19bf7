"""How time and memory grow with the number of pages, read by one process and by several.

A folder of pages is repeated, each time with other paths, so that no file and no operation is there twice.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from .figures import Cell, Figures
from .processes import Failed, probe

TIMES = (1, 5, 20, 50)

_ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 1800
"""Seconds after which the command is ended: ten thousand pages take a minute or two."""
DEFAULT = tuple(_ROOT.parent / "shared" / "corpus" / name for name in ("modelarts-zh-md", "modelarts-en-html"))

_PATH = re.compile(rb"(?<![\w.{-])/(?=v\d+(?:\.\d+)?/)")


def scale(folders: Sequence[Path], times: int, out: Path) -> Figures:
    """Scrape each folder up to `times` times, in one process and in as many as there are cores."""
    jobs = (1, max(2, os.cpu_count() or 1))
    rows: list[tuple[Cell, ...]] = []
    notes: list[str] = []
    for folder in folders:
        if folder.is_dir():
            for number in sorted({n for n in TIMES if n < times} | {times}):
                rows += _rows(folder, number, jobs, out)
        else:
            notes.append(f"left out: {folder.name}: not there; --pages FOLDER takes another folder of pages")
    columns = (
        *("pages of", "times", "pages", "processes", "seconds", "ms per page", "CPU seconds"),
        *("peak MiB", "KiB per page", "largest reader, MiB"),
    )
    return Figures("growth with the number of pages", columns, tuple(rows), notes=tuple(notes))


def _rows(folder: Path, times: int, jobs: Sequence[int], out: Path) -> Iterator[tuple[Cell, ...]]:
    copies = out / "pages"
    pages = _write(folder, times, copies)
    results = set()
    for processes in jobs:
        output = out / "openapi.json"
        took = probe(Path(sys.executable), "scale", str(copies), str(output), str(processes), patience=PATIENCE)
        results.add(output.read_bytes())
        output.unlink()
        seconds, peak = took["seconds"], took["peak"]
        per_page = seconds * 1000 / pages, peak * 1024 / pages
        reader = took["reader"] if processes > 1 else None
        yield folder.name, times, pages, processes, seconds, per_page[0], took["cpu"], peak, per_page[1], reader
    shutil.rmtree(copies)
    if len(results) > 1:
        raise Failed(f"{folder.name}: several processes write another document than one")


def _write(folder: Path, times: int, copies: Path) -> int:
    """Write the files of a folder so many times; gives how many they are."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for number in range(times):
        for path in files:
            copy = copies / f"{number:04}" / path.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            data = path.read_bytes()
            copy.write_bytes(_PATH.sub(b"/copy%d/" % number, data) + b"\n" * number if number else data)
    return len(files) * times
