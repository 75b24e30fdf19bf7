"""What the command tells people and programs: findings on stderr, tables and JSON on stdout."""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from apiscribe.build import Built
from spec.diagnostics import CODES, Diagnostic, Severity, in_order
from spec.model import operations
from spec.report import Kind

SHOWN_WARNINGS = 10


def tell_findings(diagnostics: Iterable[Diagnostic], output_format: str, *, every: bool = False) -> None:
    """Print findings: all errors, the first warnings, and how many more there are. As JSON: all of them, on stdout."""
    found = in_order(diagnostics)
    if output_format == "json":
        print(json.dumps([d.as_dict() for d in found], ensure_ascii=False, indent=2))
        return
    errors = [d for d in found if d.severity is Severity.ERROR]
    warnings = [d for d in found if d.severity is Severity.WARNING]
    notes = [d for d in found if d.severity is Severity.NOTE]
    shown = found if every else [*errors, *warnings[:SHOWN_WARNINGS]]
    for diagnostic in shown:
        print(diagnostic.render(), file=sys.stderr)
    hidden = len(found) - len(shown)
    if found:
        counts = f"{_count(errors, 'error')}, {_count(warnings, 'warning')}, {_count(notes, 'note')}"
        print(f"{counts}{f' ({hidden} not shown: --all shows them)' if hidden else ''}", file=sys.stderr)


def _count(found: list[Diagnostic], word: str) -> str:
    return f"{len(found)} {word}{'' if len(found) == 1 else 's'}"


def build_summary(built: Built, out: Path) -> dict[str, object]:
    """Give what a build did, in JSON types."""
    codes = Counter(d.code for d in built.report.diagnostics)
    return {
        "documents": len(built.report.accounts),
        "operations": sum(1 for _ in operations(built.document)),
        "tables": built.count(Kind.TABLE),
        "rows": built.count(Kind.ROW),
        "schemas": len(built.document.get("components", {}).get("schemas", {})),
        "diagnostics": dict(sorted(codes.items())),
        "files": built.files,
        "folders": built.folders(out),
        "seconds": {stage: round(seconds, 2) for stage, seconds in built.seconds.items()},
    }


def tell_build(built: Built, out: Path, output_format: str) -> None:
    """Print the table at the end of a build."""
    summary = build_summary(built, out)
    if output_format == "json":
        print(json.dumps(summary, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(justify="right", style="bold")
    table.add_column()
    table.add_column(style="dim")
    for name in ("documents", "operations", "tables", "rows", "schemas"):
        table.add_row(f"{summary[name]:,}", name, "")
    for code, number in Counter(d.code for d in built.report.diagnostics).most_common():
        table.add_row(f"{number:,}", f"{CODES[code].severity} {code}", CODES[code].title)
    for folder, number in built.folders(out).items():
        table.add_row(f"{number:,}", "files in", folder)
    for stage, seconds in built.seconds.items():
        table.add_row(f"{seconds:.2f}", "seconds", stage)
    table.add_row(f"{sum(built.seconds.values()):.2f}", "seconds", "in all")
    console = Console(highlight=False)
    console.print(table)
