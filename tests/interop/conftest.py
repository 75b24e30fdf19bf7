"""The table of languages that `make interop` ends with."""

from collections.abc import Callable

import pytest
from _pytest.terminal import TerminalReporter

TITLES = ("language", "generator", "version", "given", "compiles", "operations", "calls")


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print what each language was given and did, and which were left out."""
    reports = [one for many in terminalreporter.stats.values() for one in many if getattr(one, "when", "") == "call"]
    rows = [value for report in reports for name, value in report.user_properties if name == "interop" and value]
    if rows:
        widths = [max(map(len, column)) for column in zip(TITLES, *rows, strict=True)]
        terminalreporter.section("interop")
        for row in (TITLES, *sorted(map(tuple, rows))):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            terminalreporter.write_line("  ".join(cells).rstrip())


@pytest.fixture
def row(record_property: Callable[[str, object], None]) -> list[str]:
    """Give a row of the table to be filled."""
    cells: list[str] = []
    record_property("interop", cells)
    return cells
