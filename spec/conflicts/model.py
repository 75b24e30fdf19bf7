"""The records: a conflict, its readings, and all conflicts of a set of documents."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from spec.diagnostics import Diagnostic
from spec.location import Location
from spec.pointer import join
from spec.provenance import Provenance

EACH = -1
"""`taken` of a conflict in which each reading counts where it stands."""


class ConflictKind(StrEnum):
    """In what two statements differ."""

    TYPE = "type"
    FORMAT = "format"
    REQUIRED = "required"
    DEFAULT = "default"
    RANGE = "range"
    LENGTH = "length"
    COUNT = "count"
    VALUES = "values"
    SPELLING = "spelling"
    FIELD = "field"
    PART = "part"
    NAME = "name"
    QUERY = "query"
    REQUEST = "request"
    EXAMPLE_FIELD = "example field"
    EXAMPLE_VALUE = "example value"
    STATUS = "status"
    PERMISSION = "permission"
    TITLE = "title"
    LISTING = "listing"
    AGE = "age"


MEANINGS: Mapping[ConflictKind, str] = {
    ConflictKind.TYPE: "another type",
    ConflictKind.FORMAT: "another format",
    ConflictKind.REQUIRED: "required in one, optional in the other",
    ConflictKind.DEFAULT: "another default",
    ConflictKind.RANGE: "other bounds of the value",
    ConflictKind.LENGTH: "other bounds of the length",
    ConflictKind.COUNT: "another number of elements",
    ConflictKind.VALUES: "values of a closed list that the other lacks",
    ConflictKind.SPELLING: "values of a closed list spelt otherwise",
    ConflictKind.FIELD: "a field that one of them lacks",
    ConflictKind.PART: "a table or body that one of them lacks, or has another of",
    ConflictKind.NAME: "the same thing under another name",
    ConflictKind.QUERY: "query of the URI and table of query parameters",
    ConflictKind.REQUEST: "example of another request than the URI",
    ConflictKind.EXAMPLE_FIELD: "a field of an example that no table lists",
    ConflictKind.EXAMPLE_VALUE: "a value of an example that its table refuses",
    ConflictKind.STATUS: "status codes",
    ConflictKind.PERMISSION: "a permission's name and request, and the operations",
    ConflictKind.TITLE: "contents or list and the title of the page",
    ConflictKind.LISTING: "listed and not described, or described and not listed",
    ConflictKind.AGE: "described as legacy and as current",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one place states: a JSON value; `stated` is false for a place that lacks what another one states."""

    place: Location
    value: Any = None
    stated: bool = True

    @property
    def source(self) -> str:
        """The document that it stands in."""
        return self.place.document


@dataclass(frozen=True, slots=True)
class Told:
    """How a conflict is told among the findings: code and words, the text of the page, and whether with both places."""

    code: str
    message: str
    subject: str = ""
    with_both: bool = True


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more readings of one thing.

    `operation` is `METHOD path`, "" where the conflict is of none; `subject` is what a person reads (``query parameter
    `limit` ``). `also` are further places in the API where the same two statements meet: a structure may be used in
    many. `taken` is the index of the reading that counts, EACH where each counts at its own place; `pointer` is the
    part of the OpenAPI document that it went into. `told` is how it is told on its own, None where another finding
    counts it.
    """

    kind: ConflictKind
    operation: str
    subject: str
    readings: tuple[Reading, ...]
    taken: int = 0
    pointer: str = ""
    also: tuple[str, ...] = ()
    told: Told | None = None

    @property
    def is_silent(self) -> bool:
        """Tell whether one of them only leaves unsaid what another states."""
        return not all(reading.stated for reading in self.readings)

    @property
    def signature(self) -> str:
        """What conflicts that are one and the same statement, used in many places, have in common."""
        last = self.subject.rpartition(".")[2].rpartition("`")[0] or self.subject
        last = last.rpartition("`")[2]
        values = [[reading.stated, reading.value] for reading in self.readings]
        return json.dumps([self.kind, last, values], ensure_ascii=False, sort_keys=True, default=str)

    def finding(self) -> Diagnostic:
        """Give the finding that tells it. Raises ValueError for one that is not told on its own."""
        if self.told is None:
            raise ValueError("this conflict is not told on its own")
        first, *others = self.readings
        return Diagnostic(
            self.told.code,
            self.told.message,
            first.place,
            self.told.subject,
            self.pointer,
            others[0].place if others and self.told.with_both else None,
        )


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document that was read: its date as its user gives it, its language and its kind (`html`, `markdown`...)."""

    document: str
    date: str = ""
    language: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Conflicts:
    """All conflicts of some documents, which stand in the order in which they count."""

    sources: tuple[SourceDocument, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    def located(self, provenance: Provenance) -> "Conflicts":
        """Give the same conflicts, each with the part of a document that the reading which counts went into.

        Without one it is that of another reading, else the operation.
        """
        pointers: dict[Location, str] = {}
        for pointer, place in provenance.first.items():
            pointers.setdefault(place, pointer)
        for pointer, places in provenance.also.items():
            for place in places:
                pointers.setdefault(place, pointer)

        def located(conflict: Conflict) -> Conflict:
            counts = conflict.readings[conflict.taken : conflict.taken + 1] if conflict.taken >= 0 else ()
            places = (reading.place for reading in (*counts, *conflict.readings))
            known = [pointers[place] for place in places if place in pointers]
            method, _, path = conflict.operation.partition(" ")
            operation = join("/paths", path, method.lower())
            return replace(conflict, pointer=[*known, operation if operation in provenance.first else ""][0])

        return replace(self, conflicts=tuple(located(conflict) for conflict in self.conflicts))
