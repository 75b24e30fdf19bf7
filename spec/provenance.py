"""Where each part of an OpenAPI document is documented: by JSON pointer the places that state it.

An operation, a body, a response, a schema has the place of its title or table; a parameter, a property, a header that
of its row. What one row states together (type, bounds, enum, default of a property) has no place of its own: the
nearest pointer above is that of the row.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from spec import files, yamlio
from spec import pointer as pointers
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location

MAX_ALSO = 20
"""How many places beside the first are kept for one pointer."""

_ROW = re.compile(r"row (\d{1,6})")


@dataclass(frozen=True, slots=True)
class Provenance(Mapping[str, Location]):
    """By pointer the first place that states it; `also` holds the others where structures were found to be one.

    Both in document order.
    """

    first: Mapping[str, Location] = field(default_factory=dict)
    also: Mapping[str, tuple[Location, ...]] = field(default_factory=dict)

    def __getitem__(self, pointer: str) -> Location:
        return self.first[pointer]

    def __iter__(self) -> Iterator[str]:
        return iter(self.first)

    def __len__(self) -> int:
        return len(self.first)

    def places(self, pointer: str) -> tuple[Location, ...]:
        """Give all places of a pointer. Raises KeyError for one that has none of its own."""
        return (self.first[pointer], *self.also.get(pointer, ()))

    def nearest(self, pointer: str) -> str | None:
        """Give the pointer itself or the nearest above it that has a place; None where none has."""
        while pointer not in self.first:
            if not pointer:
                return None
            pointer = pointer.rpartition("/")[0]
        return pointer

    def moved(self, changes: Mapping[str, str]) -> "Provenance":
        """Give the places of a document in which what stood at some pointers stands at others."""
        if not changes:
            return self
        return Provenance(
            {_moved(pointer, changes): place for pointer, place in self.first.items()},
            {_moved(pointer, changes): places for pointer, places in self.also.items()},
        )

    def within(self, document: Mapping[str, Any]) -> "Provenance":
        """Give the places of what is in a document: some of it may have been taken out."""
        there = {pointer: place for pointer, place in self.first.items() if _stands(document, pointer)}
        return Provenance(there, {pointer: places for pointer, places in self.also.items() if pointer in there})


def _stands(document: Mapping[str, Any], pointer: str) -> bool:
    try:
        pointers.resolve(document, pointer)
    except LookupError:
        return False
    return True


def _moved(pointer: str, changes: Mapping[str, str]) -> str:
    above = pointer
    while above:
        if above in changes:
            return changes[above] + pointer[len(above) :]
        above = above.rpartition("/")[0]
    return pointer


def all_of(places: Iterable[Location]) -> tuple[Location, ...]:
    """Give places once each, in the order given, no more than are kept."""
    return tuple(dict.fromkeys(places))[: MAX_ALSO + 1]


class Place(BaseModel):
    """One place, as written: the steps of the trail that are not empty, under what they are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str
    line: int = Field(ge=0)
    section: str = ""
    table: str = ""
    row: int = Field(default=0, ge=0)

    def location(self) -> Location:
        """Give the place."""
        row = f"row {self.row}" if self.row else ""
        return Location(self.document, self.line, tuple(filter(None, (self.section, self.table, row))))


class _Places(Place):
    also: tuple[Place, ...] = ()


def place_as_dict(place: Location) -> dict[str, object]:
    """Give a place in JSON types: document, line, and the section, table and row that it lies in, where known."""
    steps = list(place.trail)
    row = _ROW.fullmatch(steps[-1]) if steps else None
    named = steps[:-1] if row else steps
    record = {
        "document": place.document,
        "line": place.line,
        "section": named[0] if named else "",
        "table": " > ".join(named[1:]),
        "row": int(row[1]) if row else 0,
    }
    return {key: value for key, value in record.items() if value or key == "line"}


def dump(provenance: Provenance) -> str:
    """Give the text of a provenance file: JSON with one line for each pointer."""
    lines: list[str] = []
    for pointer, place in provenance.items():
        record = place_as_dict(place)
        if also := provenance.also.get(pointer):
            record["also"] = [place_as_dict(other) for other in also]
        lines.append(f"  {_json(pointer)}: {_json(record)}")
    return "{\n" + ",\n".join(lines) + "\n}\n" if lines else "{}\n"


def _json(value: object) -> str:
    return yamlio.without_surrogates(json.dumps(value, ensure_ascii=False))


class PlacesInFile(Mapping[str, Location]):
    """The first place of each pointer of a provenance file, which is opened at the first question.

    A question raises DiagnosticError where the file cannot be read, or what it holds for the pointer is no place.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._records: dict[str, Any] | None = None

    def _all(self) -> dict[str, Any]:
        if self._records is None:
            self._records = files.load(self._path)
        return self._records

    def __getitem__(self, pointer: str) -> Location:
        try:
            return _Places.model_validate(self._all()[pointer]).location()
        except ValidationError as error:
            raise _no_place(pointer, self._path, error) from error

    def __contains__(self, pointer: object) -> bool:
        return pointer in self._all()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _no_place(pointer: str, path: Path, error: ValidationError) -> DiagnosticError:
    message = f"no place at {pointer}: {error.errors()[0]['msg']}"
    return DiagnosticError(Diagnostic("SPC080", message, Location(str(path))))


def load(path: Path) -> Provenance:
    """Read a provenance file. Raises DiagnosticError for one that cannot be read or holds something else (SPC080)."""
    first: dict[str, Location] = {}
    also: dict[str, tuple[Location, ...]] = {}
    for pointer, record in files.load(path).items():
        try:
            places = _Places.model_validate(record)
        except ValidationError as error:
            raise _no_place(pointer, path, error) from error
        first[pointer] = places.location()
        if places.also:
            also[pointer] = tuple(other.location() for other in places.also)
    return Provenance(first, also)
