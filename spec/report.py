"""The account of a run: what every document held, what became of it, and what was found wrong.

While a document is read, an `Accounting` is told of each table, row, example and operation, and then that it was used
or why it was left out. Frozen, it is an `Account`: what was told of and never decided is a finding.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain

from spec.diagnostics import Diagnostic, in_order
from spec.location import Location

MAX_LINES = 5_000
"""How many lines a report lists for one reason; of the others it says how many they are."""


class Kind(StrEnum):
    """What a document holds and a report counts."""

    FILE = "file"
    OPERATION = "operation"
    TABLE = "table"
    ROW = "row"
    EXAMPLE = "example"


class Reason(StrEnum):
    """Why something was left out. The list is closed: what fits none of these has not been understood."""

    # files
    UNKNOWN_FORMAT = "unknown format"
    UNREADABLE = "unreadable"
    SAME_FILE = "same file again"
    NO_OPERATION = "no operation in it"
    # operations
    OTHER_SERVICE = "operation of another service"
    NO_REQUEST = "heading without a request"
    SAME_OPERATION = "same operation again"
    # tables
    UNKNOWN_HEADER = "header not known"
    CONTENTS = "table of contents"
    CHANGE_HISTORY = "change history"
    LAYOUT = "layout, not data"
    OUTSIDE_OPERATIONS = "outside the operations"
    NOT_LINKED = "nothing refers to it"
    # rows
    HEADER = "header row"
    REPEATED_HEADER = "header repeated after a page break"
    REPEATED_ROW = "same row again"
    CONTINUED = "joined to what stands above"
    EMPTY = "empty"
    GROUP_TITLE = "title of a group of rows"
    NO_NAME = "row without a name"
    NO_PLACEHOLDER = "path parameter without a placeholder"
    # examples
    REQUEST_LINE = "request line without a body"
    COMMAND = "command or program text"
    NOT_JSON = "not JSON"
    CUT_OFF = "cut off"
    SAME_EXAMPLE = "same example again"
    # tables and rows whose facts are kept elsewhere
    SHARED_FACTS = "general facts, used for every operation"


@dataclass(frozen=True, slots=True)
class Departure:
    """One place where the published document departs from the scraped one: what did it, and why."""

    pointer: str
    by: str
    why: str

    def as_dict(self) -> dict[str, object]:
        """Give the departure in JSON types."""
        return {"pointer": self.pointer, "by": self.by, "why": self.why}


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the contents of one document: how many of a kind were used, and the lines left out, by reason."""

    document: str
    used: dict[Kind, int]
    left_out: dict[tuple[Kind, Reason], tuple[int, ...]]
    undecided: dict[Kind, tuple[int, ...]]

    def found(self, kind: Kind) -> int:
        """Count the things of a kind in the document."""
        left_out = sum(len(lines) for (of, _), lines in self.left_out.items() if of is kind)
        return self.used.get(kind, 0) + left_out + len(self.undecided.get(kind, ()))

    def check_complete(self) -> Iterator[Diagnostic]:
        """Yield an error for each thing that was neither used nor left out for a reason."""
        for kind, lines in self.undecided.items():
            for line in lines:
                yield Diagnostic("REF007", f"{kind} is neither used nor left out", Location(self.document, line))

    def as_dict(self) -> dict[str, object]:
        """Give the account in JSON types; the order does not depend on the order of the work."""
        counts: dict[str, object] = {}
        for kind in Kind:
            if not (found := self.found(kind)):
                continue
            reasons = {str(r): list(self.left_out[kind, r]) for r in Reason if (kind, r) in self.left_out}
            listed = {reason: lines[:MAX_LINES] for reason, lines in reasons.items()}
            counts[str(kind)] = record = {"found": found, "used": self.used.get(kind, 0), "left_out": listed}
            if more := {reason: len(lines) - MAX_LINES for reason, lines in reasons.items() if len(lines) > MAX_LINES}:
                record["more"] = more
        return {"document": self.document, "contents": counts}


@dataclass(slots=True)
class _Entry:
    """One thing to account for. `item` is held so that its identity stays its own."""

    kind: Kind
    item: object
    line: int
    used: bool = False
    reason: Reason | None = None


@dataclass(slots=True)
class Accounting:
    """The running account of one document. Things are told apart by identity, so any object will do as one."""

    document: str
    _entries: dict[int, _Entry] = field(default_factory=dict)

    def expect(self, kind: Kind, item: object, line: int) -> None:
        """Take up a thing that the document holds at a line; telling it again changes nothing."""
        self._entries.setdefault(id(item), _Entry(kind, item, line))

    def use(self, *items: object) -> None:
        """Say that things went into the reference; this outweighs a reason to leave them out.

        Raises KeyError for a thing that was never expected.
        """
        for item in items:
            self._entries[id(item)].used = True

    def leave_out(self, reason: Reason, *items: object) -> None:
        """Say why things are left out; the first reason given stands.

        Raises KeyError for a thing that was never expected.
        """
        for item in items:
            entry = self._entries[id(item)]
            entry.reason = entry.reason or reason

    def undecided(self, kind: Kind) -> Iterator[object]:
        """Yield the things of a kind that are neither used nor left out so far."""
        return (e.item for e in self._entries.values() if e.kind is kind and not e.used and e.reason is None)

    def freeze(self) -> Account:
        """Give the account as it stands."""
        used: Counter[Kind] = Counter()
        left_out: dict[tuple[Kind, Reason], list[int]] = {}
        undecided: dict[Kind, list[int]] = {}
        for entry in self._entries.values():
            if entry.used:
                used[entry.kind] += 1
            elif entry.reason is None:
                undecided.setdefault(entry.kind, []).append(entry.line)
            else:
                left_out.setdefault((entry.kind, entry.reason), []).append(entry.line)
        return Account(
            self.document,
            dict(used),
            {key: tuple(sorted(lines)) for key, lines in left_out.items()},
            {kind: tuple(sorted(lines)) for kind, lines in undecided.items()},
        )


@dataclass(frozen=True, slots=True)
class Report:
    """The account of a run: its documents, its findings, and where the published document departs from the scraped."""

    accounts: tuple[Account, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    departures: tuple[Departure, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Give the report in JSON types: totals first, then each document, finding and departure, in a stable order."""
        diagnostics = in_order(self.diagnostics)
        codes = Counter(diagnostic.code for diagnostic in diagnostics)
        return {
            "totals": {
                "contents": {
                    str(kind): {"found": found, "used": sum(account.used.get(kind, 0) for account in self.accounts)}
                    for kind in Kind
                    if (found := sum(account.found(kind) for account in self.accounts))
                },
                "diagnostics": dict(sorted(codes.items())),
            },
            "documents": [account.as_dict() for account in sorted(self.accounts, key=lambda a: a.document)],
            "diagnostics": [diagnostic.as_dict() for diagnostic in diagnostics],
            "departures": [d.as_dict() for d in sorted(self.departures, key=lambda d: (d.pointer, d.by, d.why))],
        }


def merge(reports: Iterable[Report]) -> Report:
    """Give one report of several: every account, finding and departure of theirs."""
    reports = list(reports)
    return Report(
        tuple(chain.from_iterable(report.accounts for report in reports)),
        tuple(chain.from_iterable(report.diagnostics for report in reports)),
        tuple(chain.from_iterable(report.departures for report in reports)),
    )
