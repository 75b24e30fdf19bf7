"""What the command tells people and programs: findings on stderr, tables and JSON on stdout."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spec.diagnostics import CODES, Diagnostic, Severity, in_order
from spec.model import operations
from spec.report import Kind

if TYPE_CHECKING:
    from apiscribe.build import Built

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


def build_summary(built: "Built", out: Path) -> dict[str, object]:
    """Give what a build did, in JSON types."""
    codes = Counter(d.code for d in built.report.diagnostics)
    return {
        "version": str(built.document["info"]["version"]),
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


def tell_build(summary: Mapping[str, Any], output_format: str) -> None:
    """Print what a build did: a table, or JSON."""
    if output_format == "json":
        print(json.dumps(summary, ensure_ascii=False, indent=2))
        return
    rows = [(f"{summary[n]:,}", n, "") for n in ("documents", "operations", "tables", "rows", "schemas")]
    found = sorted(summary["diagnostics"].items(), key=lambda item: (-item[1], item[0]))
    rows += [(f"{number:,}", f"{CODES[code].severity} {code}", CODES[code].title) for code, number in found]
    rows += [(f"{number:,}", "files in", folder) for folder, number in summary["folders"].items()]
    seconds = summary["seconds"]
    rows += [(f"{spent:.2f}", "seconds", stage) for stage, spent in seconds.items()]
    rows.append((f"{sum(seconds.values()):.2f}", "seconds", "in all") if seconds else ("", "nothing has changed", ""))
    for number, name, text in rows:
        print(f"{number:>8}  {name:<15}  {text}".rstrip())
