"""Progress of long work: a line on stderr that says which stage runs, on a terminal only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from apiscribe.build import STAGES, Clock


@contextmanager
def clock_on_terminal() -> Iterator[Clock]:
    """Give a clock; on a terminal its stages show as they run."""
    clock = Clock()
    if not sys.stderr.isatty():
        yield clock
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(bar_width=30), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=len(STAGES))

        def on_stage(stage: str) -> None:
            progress.update(task, description=stage, completed=STAGES.index(stage))

        clock.on_stage = on_stage
        yield clock
