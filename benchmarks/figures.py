"""What a benchmark gives, and how it is shown: tables for people, JSON for programs."""

import json
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

Cell = str | float | None
WIDTH = 132
"""What the widest table needs, also where the output is no terminal."""


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that is to stay below a limit; both None where it could not be measured here."""

    what: str
    value: float | None
    limit: float | None

    @property
    def verdict(self) -> str:
        """Say whether it does."""
        if self.value is None or self.limit is None:
            return "not measured"
        return "met" if self.value <= self.limit else "missed"


@dataclass(frozen=True, slots=True)
class Figures:
    """One table: the first column says what was measured; and the targets that its figures are held against."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    targets: tuple[Target, ...] = ()
    notes: tuple[str, ...] = ()


def middle(values: list[float]) -> float:
    """Give the median, which one slow run does not move."""
    return float(median(values))


def show(parts: list[Figures], environment: dict[str, str]) -> None:
    """Print tables, the targets as the last one."""
    console = Console(highlight=False)
    console.width = max(console.width, WIDTH)
    for part in parts:
        console.print(_table(part.title, part.columns, part.rows))
        for note in part.notes:
            console.print(f"  {note}")
    targets = [target for part in parts for target in part.targets]
    if targets:
        rows = tuple((target.what, target.value, target.limit, target.verdict) for target in targets)
        console.print(_table("targets", ("what", "measured", "at most", ""), rows))
    console.print("  " + ", ".join(f"{name} {version}" for name, version in environment.items()))


def write_json(parts: list[Figures], environment: dict[str, str]) -> None:
    """Print the same as one JSON document, each row an object."""
    tables = [
        {"title": part.title, "rows": [dict(zip(part.columns, row, strict=True)) for row in part.rows]}
        | {"targets": [asdict(target) | {"verdict": target.verdict} for target in part.targets]}
        | {"notes": list(part.notes)}
        for part in parts
    ]
    document: dict[str, Any] = {"environment": environment, "tables": tables}
    print(json.dumps(document, indent=2, ensure_ascii=False))


def _table(title: str, columns: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...]) -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*(_text(cell) for cell in row))
    return table


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) or abs(cell) >= 100:
        return f"{cell:,.0f}"
    return f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}"
