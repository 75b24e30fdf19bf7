"""Conflicts as a file, written and read back: JSON that other programs can use."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from spec import files
from spec.conflicts.model import Conflict, ConflictKind, Conflicts, Reading, SourceDocument
from spec.diagnostics import refused
from spec.provenance import Place, place_as_dict


def as_dict(conflicts: Conflicts) -> dict[str, Any]:
    """Give conflicts in JSON types: the sources in the order in which they count, numbers by kind, all conflicts."""
    return {
        "sources": [_source_as_dict(source) for source in conflicts.sources],
        "kinds": {kind: numbers.as_dict() for kind, numbers in numbers_by_kind(conflicts.conflicts).items()},
        "conflicts": [_conflict_as_dict(conflict) for conflict in conflicts.conflicts],
    }


class Numbers:
    """How many conflicts of a kind there are, how many distinct ones, and in how many one side only says nothing."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        found = list(conflicts)
        self.conflicts = len(found)
        self.distinct = len({conflict.signature for conflict in found})
        self.silent = sum(conflict.is_silent for conflict in found)

    def as_dict(self) -> dict[str, int]:
        """Give the numbers in JSON types."""
        return {"conflicts": self.conflicts, "distinct": self.distinct, "silent": self.silent}


def numbers_by_kind(conflicts: Iterable[Conflict]) -> dict[ConflictKind, Numbers]:
    """Give the numbers of the kinds that occur, most first."""
    groups: dict[ConflictKind, list[Conflict]] = {}
    for conflict in conflicts:
        groups.setdefault(conflict.kind, []).append(conflict)
    kinds = sorted(groups, key=lambda kind: (-len(groups[kind]), kind))
    return {kind: Numbers(groups[kind]) for kind in kinds}


def _source_as_dict(source: SourceDocument) -> dict[str, str]:
    record = {
        "document": source.document, "date": source.date, "language": source.language, "kind": source.kind
    }  # fmt: skip
    return {key: value for key, value in record.items() if value}


def _conflict_as_dict(conflict: Conflict) -> dict[str, Any]:
    record: dict[str, Any] = {
        "kind": str(conflict.kind),
        "operation": conflict.operation,
        "subject": conflict.subject,
        "also": list(conflict.also),
        "pointer": conflict.pointer,
    }
    record = {key: value for key, value in record.items() if value}
    record["taken"] = conflict.taken
    record["readings"] = [_reading_as_dict(reading) for reading in conflict.readings]
    return record


def _reading_as_dict(reading: Reading) -> dict[str, Any]:
    return {**({"value": reading.value} if reading.stated else {}), **place_as_dict(reading.place)}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Source(_Strict):
    document: str
    date: str = ""
    language: str = ""
    kind: str = ""


class _Reading(Place):
    value: Any = None


class _Conflict(_Strict):
    kind: ConflictKind
    operation: str = ""
    subject: str = ""
    also: tuple[str, ...] = ()
    pointer: str = ""
    taken: int = Field(ge=-1)
    readings: tuple[_Reading, ...] = Field(min_length=1)


class _File(_Strict):
    sources: tuple[_Source, ...]
    kinds: dict[ConflictKind, dict[str, int]]
    conflicts: tuple[_Conflict, ...]


def load(path: Path) -> Conflicts:
    """Read conflicts. Raises DiagnosticError for a file that cannot be read or holds something else (SPC083)."""
    try:
        file = _File.model_validate(files.load(path))
    except ValidationError as error:
        raise refused("SPC083", error, str(path)) from error
    sources = tuple(SourceDocument(s.document, s.date, s.language, s.kind) for s in file.sources)
    return Conflicts(sources, tuple(_conflict(conflict) for conflict in file.conflicts))


def _conflict(conflict: _Conflict) -> Conflict:
    readings = tuple(Reading(r.location(), r.value, "value" in r.model_fields_set) for r in conflict.readings)
    return Conflict(
        conflict.kind,
        conflict.operation,
        conflict.subject,
        readings,
        min(conflict.taken, len(readings) - 1),
        conflict.pointer,
        conflict.also,
    )
