"""A report as one HTML page that needs nothing beside it: no network, no other file; light and dark; wide and narrow.

Text of documents reaches the page escaped, and a content security policy lets only the page's own script run.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from spec.codes import CODES, Code
from spec.diagnostics import Diagnostic, Severity, in_order
from spec.page import Link, render
from spec.report import Account, Departure, Kind, Reason, Report

MAX_FINDINGS = 3_000
MAX_LINES = 2_000
MAX_POINTERS = 2_000
"""How many of each the page shows; the report itself has all of them."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many things of a kind there are, how many were used, and the lines of the others by reason, most first."""

    kind: Kind
    found: int
    used: int
    left_out: tuple[tuple[Reason, tuple[int, ...]], ...] = ()

    @property
    def percent(self) -> float:
        """The used part, for the width of a bar."""
        return round(100 * self.used / self.found, 2) if self.found else 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """Departures that were made by one pass for one reason."""

    by: str
    why: str
    pointers: tuple[str, ...]


def totals(report: Report) -> list[Share]:
    """Give what all documents of a report hold, by kind."""
    shares = []
    for kind in Kind:
        found = sum(account.found(kind) for account in report.accounts)
        if found:
            shares.append(Share(kind, found, sum(account.used.get(kind, 0) for account in report.accounts)))
    return shares


def shares(account: Account) -> list[Share]:
    """Give what one document holds, by kind."""
    found = []
    for kind in Kind:
        if not account.found(kind):
            continue
        reasons = [(reason, lines) for (of, reason), lines in account.left_out.items() if of is kind]
        reasons.sort(key=lambda item: (-len(item[1]), str(item[0])))
        found.append(Share(kind, account.found(kind), account.used.get(kind, 0), tuple(reasons)))
    return found


def departure_groups(departures: Iterable[Departure]) -> list[Group]:
    """Give departures by pass and reason, most first."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for departure in departures:
        groups[departure.by, departure.why].append(departure.pointer)
    found = [Group(by, why, tuple(sorted(pointers))) for (by, why), pointers in groups.items()]
    return sorted(found, key=lambda group: (-len(group.pointers), group.by, group.why))


def render_page(report: Report, title: str, up: Iterable[Link] = ()) -> str:
    """Give the page of a report. `title` names what the report is of, `up` are the pages above it."""
    findings = sorted(in_order(report.diagnostics), key=lambda finding: list(Severity).index(finding.severity))
    conflicts = [finding for finding in findings if finding.against]
    severities = Counter(finding.severity for finding in findings)
    return render(
        "report",
        title=title,
        up=tuple(up),
        totals=totals(report),
        severities=[(severity, severities[severity]) for severity in Severity],
        documents=[(a.document, shares(a)) for a in sorted(report.accounts, key=lambda a: a.document)],
        findings=findings[:MAX_FINDINGS],
        hidden=max(0, len(findings) - MAX_FINDINGS),
        codes=[(code, number, CODES[code]) for code, number in _most(findings)],
        conflicts=_by_code(conflicts[:MAX_FINDINGS]),
        conflicting=len(conflicts),
        departures=departure_groups(report.departures),
        departed=len(report.departures),
        max_lines=MAX_LINES,
        max_pointers=MAX_POINTERS,
    )


def _by_code(findings: list[Diagnostic]) -> list[tuple[Code, list[Diagnostic]]]:
    return [(CODES[code], [f for f in findings if f.code == code]) for code, _ in _most(findings)]


def _most(findings: list[Diagnostic]) -> list[tuple[str, int]]:
    counts = Counter(finding.code for finding in findings)
    return sorted(counts.items(), key=lambda item: (list(Severity).index(CODES[item[0]].severity), -item[1], item[0]))
