"""The version of a published document and its clients: a semantic version, and the record that gives it.

The record is a file beside the names given out. It holds the version and, for each version so far, what its changelog
says: both changelogs are written from it alone, so that what was said once stays as it was said. Only a comparison with
the version before raises it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from spec import files
from spec.diagnostics import refused
from spec.diff.model import Effect

FIRST_VERSION = "1.0.0"

_NUMBER = r"(?:0|[1-9]\d{0,8})"
_IDENTIFIER = rf"(?:{_NUMBER}|\d*[A-Za-z-][0-9A-Za-z-]*)"
_VERSION = re.compile(
    rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})(?:-({_IDENTIFIER}(?:\.{_IDENTIFIER})*))?(?:\+[0-9A-Za-z.-]+)?", re.ASCII
)
_PLACE = {Effect.BREAKING: 0, Effect.COMPATIBLE: 1, Effect.DOCUMENTATION: 2}

Sections = Mapping[str, tuple[str, ...]]
"""The sections of an entry: title to lines of Markdown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the changelogs say of one version: `document` of the document, `clients` by target of each client.

    `date` is empty where none is known. `notes` are the words of a person, as Markdown; they stay.
    """

    version: str
    date: str
    document: Sections
    clients: Mapping[str, Sections]
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Versions:
    """The record: the version under which things are published, and the entries so far, the newest first."""

    version: str
    entries: tuple[Entry, ...] = ()


def next_version(current: str, effect: Effect) -> str:
    """Give the version after changes of this effect, as https://semver.org/spec/v2.0.0.html counts.

    BREAKING raises the major number, COMPATIBLE the minor one, DOCUMENTATION the patch; NONE gives the same version.
    Below 1.0.0, where anything may change (section 4), it is one number less: BREAKING raises the minor one, anything
    else the patch. A pre-release stays one, its last number raised (`2.0.0-rc.1`, `2.0.0-rc.2`): to end it, as to go
    from 0 to 1.0.0, is up to a person, who writes the version into the record. Raises ValueError for what is no
    semantic version.
    """
    numbers, before = _parsed(current)
    if effect is Effect.NONE:
        return current
    if before:
        *parts, last = before.split(".")
        more = [*parts, str(int(last) + 1)] if last.isdigit() else [*parts, last, "1"]
        return f"{_joined(numbers)}-{'.'.join(more)}"
    place = min(_PLACE[effect] + (numbers[0] == 0), 2)
    return _joined((*numbers[:place], numbers[place] + 1, *(0 for _ in numbers[place + 1 :])))


def is_version(text: str) -> bool:
    """Tell whether a text is a semantic version."""
    return _VERSION.fullmatch(text) is not None


def is_before(version: str, other: str) -> bool:
    """Tell whether the numbers of a version are lower than those of another, whatever pre-releases they are."""
    return _parsed(version)[0] < _parsed(other)[0]


def sort_key(version: str) -> tuple[object, ...]:
    """Give what versions are ordered by, the oldest first: a pre-release stands before what it leads to.

    Raises ValueError for what is no semantic version.
    """
    numbers, before = _parsed(version)
    parts = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in before.split(".") if part]
    return (numbers, not before, parts, version)


def is_over(since: str, version: str) -> bool:
    """Tell whether the time of an old name is over, which was given up in `since`; "" is the version to come.

    It lasts to the end of the next major version, so that there is always a whole one to move in. Below 1.0.0 the minor
    number counts as the major one.
    """
    if not since:
        return False
    then, now = _parsed(since)[0], _parsed(version)[0]
    place = 1 if then[0] == now[0] == 0 else 0
    return now[place] - then[place] > 1


def _parsed(version: str) -> tuple[tuple[int, ...], str]:
    match = _VERSION.fullmatch(version)
    if not match:
        raise ValueError(f"not a semantic version: {version[:100]!r}")
    return tuple(map(int, match.groups()[:3])), match[4] or ""


def _joined(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))


Version = Annotated[str, Field(pattern=f"^{_VERSION.pattern}$", max_length=100)]
Lines = dict[str, tuple[Annotated[str, Field(pattern=r"^[^\r\n]*$")], ...]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Entry(_Strict):
    version: Version
    date: Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = ""
    notes: str = ""
    document: Lines = {}
    clients: dict[str, Lines] = {}


class _Record(_Strict):
    version: Version
    entries: tuple[_Entry, ...] = ()


_RECORD = TypeAdapter(_Record)


def read_versions(path: Path) -> Versions | None:
    """Read the record of versions; None where there is no file. Raises DiagnosticError (SPC085) for another file."""
    if not path.exists():
        return None
    try:
        record = _RECORD.validate_python(files.load(path))
    except ValidationError as error:
        raise refused("SPC085", error, path.as_posix()) from error
    entries = (Entry(e.version, e.date, e.document, e.clients, e.notes) for e in record.entries)
    return Versions(record.version, tuple(entries))


def dump_versions(versions: Versions) -> str:
    """Give the text of the record."""
    entries = [
        {"version": e.version, "date": e.date, "notes": e.notes, "document": e.document, "clients": e.clients}
        for e in versions.entries
    ]
    return files.dump_json({"version": versions.version, "entries": entries})
