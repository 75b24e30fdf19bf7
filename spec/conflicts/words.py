"""How a conflict is shown: values, places, and what is in one reading and in none of the others."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from spec.conflicts.model import Conflict, Reading
from spec.diagnostics import shown

MAX_VALUE = 500
MAX_MEMBERS = 100
MAX_READINGS = 20
"""How many readings of one conflict are shown; the file has all of them."""
NOTHING = "–"

_OTHER = re.compile(rf"|true|false|null|{NOTHING}|[+-]?[\d.].*|[\[{{\"].*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Member:
    """One value of a reading; `alone` where some other reading does not have it."""

    text: str
    alone: bool


def members(conflict: Conflict, reading: Reading) -> list[Member]:
    """Give the values of a reading, each told apart from those that all readings have; none where nothing is stated."""
    others = [set(_texts(other)) for other in conflict.readings if other.stated and other is not reading]
    texts = _texts(reading)
    marked = isinstance(reading.value, list | dict) and others
    found = [Member(text, bool(marked) and not all(text in other for other in others)) for text in texts[:MAX_MEMBERS]]
    return [*found, Member("…", alone=False)] if len(texts) > MAX_MEMBERS else found


def _texts(reading: Reading) -> list[str]:
    value = reading.value
    if not reading.stated:
        return []
    if isinstance(value, list):
        return [value_text(item) for item in value]
    if isinstance(value, dict):
        return [f"{shown(key)}: {value_text(item)}" for key, item in value.items()]
    return [value_text(value)]


def value_text(value: Any) -> str:
    """Give a JSON value in one line; a string without quotes where it cannot be taken for something else."""
    if isinstance(value, str) and value.strip() == value and not _OTHER.fullmatch(value):
        return shown(value, MAX_VALUE)
    return shown(json.dumps(value, ensure_ascii=False), MAX_VALUE)


def reading_text(reading: Reading) -> str:
    """Give what a reading states in one line."""
    return "; ".join(_texts(reading)[:MAX_MEMBERS]) if reading.stated else NOTHING


def subjects(conflict: Conflict) -> str:
    """Give the subject and the number of further places where the same statements meet."""
    more = f" and {len(conflict.also)} more" if conflict.also else ""
    return shown(conflict.subject) + more


@dataclass(frozen=True, slots=True)
class Group:
    """Conflicts that are one and the same statement in several operations."""

    conflicts: tuple[Conflict, ...]

    @property
    def first(self) -> Conflict:
        """The one that stands for all."""
        return self.conflicts[0]

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations, each once."""
        return tuple(dict.fromkeys(c.operation for c in self.conflicts if c.operation))

    @property
    def others(self) -> list[str]:
        """The other ones, each in one line: its operation, and the places where it is stated."""
        return [_line(conflict) for conflict in self.conflicts[1:]]


def _line(conflict: Conflict) -> str:
    readings = (str(reading.place) for reading in conflict.readings[:MAX_READINGS])
    return ": ".join(filter(None, (conflict.operation or conflict.subject, ", ".join(readings))))


def grouped(conflicts: Iterable[Conflict]) -> list[Group]:
    """Give conflicts in their order, those with one signature as one group."""
    groups: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in conflicts:
        groups[conflict.signature].append(conflict)
    return [Group(tuple(group)) for group in groups.values()]


def places(reading: Reading) -> Sequence[str]:
    """Give the place of a reading: document and line, then the titles and the table above it."""
    place = reading.place
    return [shown(str(place)), *(shown(step) for step in place.trail)]
