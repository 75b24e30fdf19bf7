"""Progress of long work: a line on stderr that says which stage runs, and how far it is. On a terminal only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

    from apiscribe.build import Clock
    from scraper.reading import OnRead


@contextmanager
def clock_on_terminal() -> Iterator["Clock"]:
    """Give a clock; on a terminal its stages show as they run."""
    from apiscribe.build import STAGES, Clock

    clock = Clock()
    if not sys.stderr.isatty():
        yield clock
        return
    with _shown() as progress:
        task = progress.add_task("", total=len(STAGES), count="")

        def on_stage(stage: str) -> None:
            progress.update(task, description=stage, completed=STAGES.index(stage), count="")

        clock.on_stage = on_stage
        clock.on_read = lambda done, of: progress.update(task, count=f"{done:,} of {of:,}")
        yield clock


@contextmanager
def reading_on_terminal() -> Iterator["OnRead"]:
    """Give what is to be told how many sources have been read; on a terminal it shows them."""
    if not sys.stderr.isatty():
        yield _nothing
        return
    with _shown() as progress:
        task = progress.add_task("read", total=None, count="")
        yield lambda done, of: progress.update(task, completed=done, total=of, count=f"{done:,} of {of:,}")


def _nothing(done: int, of: int) -> None:
    """Show nothing."""


def _shown() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        *(TextColumn("{task.description:<10}"), BarColumn(bar_width=30), TextColumn("{task.fields[count]}")),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
