"""A report for people at a terminal: what became of the documents, the findings and the departures, as tables."""

import shutil
from collections import Counter
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from spec.codes import CODES
from spec.diagnostics import shown
from spec.files import dump_json
from spec.report import Report
from spec.report_file import load
from spec.report_page import Share, departure_groups, render_page, shares

BAR = 20
FILE_WIDTH = 120
MAX_GROUPS = 15


def report_as(form: str, folder: Path, *, to_terminal: bool) -> str:
    """Give the report beside the published documents in `folder` as text, json or html.

    Raises DiagnosticError for a report that cannot be read.
    """
    report = load(folder / "report.json")
    if form == "json":
        return dump_json(report.as_dict())
    if form == "html":
        return render_page(report, folder.resolve().name)
    width = shutil.get_terminal_size().columns if to_terminal else FILE_WIDTH
    return report_text(report, width, color=to_terminal)


def report_text(report: Report, width: int, *, color: bool) -> str:
    """Give a report as tables of a width; with color for a terminal."""
    out = StringIO()
    console = Console(file=out, width=width, force_terminal=color, color_system="auto" if color else None)
    parts = {
        "Documents": _documents(report),
        "Findings": _findings(report),
        "Departures of the published document": _departures(report),
    }
    for title, table in parts.items():
        console.print(Text(title, style="bold"))
        console.print(table if table.row_count else "none", highlight=False)
        console.print()
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).rstrip() + "\n"


def _documents(report: Report) -> Table:
    table = Table(box=None, pad_edge=False)
    for name, style in (("document", ""), ("", "bold"), ("used", ""), ("", "cyan"), ("left out", "dim")):
        table.add_column(name, style=style, justify="right" if name == "used" else "left", overflow="fold")
    for account in sorted(report.accounts, key=lambda a: a.document):
        name = shown(account.document)
        for share in shares(account):
            used = f"{share.used:,} of {share.found:,}"
            left_out = ", ".join(f"{len(lines):,} {reason}" for reason, lines in share.left_out)
            table.add_row(Text(name), share.kind, used, _bar(share), left_out)
            name = ""
    return table


def _bar(share: Share) -> str:
    """A full bar is only for all, an empty one only for none."""
    full = round(BAR * share.percent / 100)
    if 0 < share.used < share.found:
        full = min(max(full, 1), BAR - 1)
    return "█" * full + "░" * (BAR - full)


def _findings(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", style="bold")
    for _ in range(2):
        table.add_column(overflow="fold")
    counts = Counter(finding.code for finding in report.diagnostics)
    for code, number in counts.most_common():
        table.add_row(f"{number:,}", f"{CODES[code].severity} {code}", CODES[code].title)
    return table


def _departures(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right", style="bold")
    for _ in range(2):
        table.add_column(overflow="fold")
    groups = departure_groups(report.departures)
    for group in groups[:MAX_GROUPS]:
        table.add_row(f"{len(group.pointers):,}", Text(shown(group.by)), Text(shown(group.why)))
    if len(groups) > MAX_GROUPS:
        rest = sum(len(group.pointers) for group in groups[MAX_GROUPS:])
        table.add_row(f"{rest:,}", "", "for other reasons: --format html or json shows them")
    return table
