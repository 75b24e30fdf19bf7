"""Changes in the order in which people read them: by effect, then by what they reach; and what is said of each."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from spec.diagnostics import shown
from spec.diff.kinds import KINDS
from spec.diff.model import Change, Diff, Effect

MAX_VALUE = 80
MAX_OPERATIONS = 3
MIN_ALIKE = 3
"""How many changes that are alike are told as one."""

_NAMED_BY_SUBJECT = ("field-", "required-", "parameter-", "header-")
_OF_OPERATIONS = ("operation-added", "operation-removed", "operation-deprecated", "operation-undeprecated")
_LISTED = (*_OF_OPERATIONS, "schema-", "operation-id-", "method-renamed")
"""Kinds of which a list of names says all."""

_OF_CLASSES = ("schema-added", "schema-removed")
"""Kinds that only follow from others: a class comes and goes with what is made of it."""

_OF_BOTH = ("bound-", "number-format-changed")
"""Kinds that do not say by their name which of the two values there is."""

_FIELD = re.compile(r"([^`]+) field (`[^`]+`): ([a-z ]+)")
_WORDS = ("text-changed", "examples-changed", "extension-changed")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one change, or of several that are alike, and where the reference states the first of them."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Group:
    """Changes that reach the same operations, which `title` names."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Changes of one effect: those of operations, and the names of which nothing else is to be said, by kind.

    `counts` has how many of the others there are by what they mean.
    """

    title: str
    effect: Effect
    groups: tuple[Group, ...]
    names: tuple[tuple[str, tuple[str, ...]], ...]
    counts: tuple[tuple[str, int], ...]
    count: int


def sections(diff: Diff) -> list[Section]:
    """Give the changes by effect, the worst first: what breaks code alone comes after what breaks on the wire."""
    breaking = diff.by_effect[Effect.BREAKING]
    parts = [
        ("Breaking on the wire", Effect.BREAKING, [c for c in breaking if c.wire is Effect.BREAKING]),
        ("Breaking for code only", Effect.BREAKING, [c for c in breaking if c.wire is not Effect.BREAKING]),
        ("Compatible", Effect.COMPATIBLE, list(diff.by_effect[Effect.COMPATIBLE])),
        ("Documentation only", Effect.DOCUMENTATION, list(diff.by_effect[Effect.DOCUMENTATION])),
    ]
    return [_section(title, effect, changes) for title, effect, changes in parts if changes]


def reading_rank(kind: str) -> int:
    """Tell where a kind of change stands among those of one effect: operations first, classes last."""
    return 0 if kind in _OF_OPERATIONS else 2 if kind in _OF_CLASSES else 1


def _section(title: str, effect: Effect, changes: list[Change]) -> Section:
    names: dict[str, list[str]] = {}
    others = []
    for change in sorted(changes, key=lambda change: reading_rank(change.kind)):
        if change.kind.startswith(_LISTED):
            names.setdefault(KINDS[change.kind].meaning, []).append(_renamed(change))
        else:
            others.append(change)
    everywhere = _said_alike(others)
    titled: list[tuple[tuple[tuple[int, str], str], int, tuple[str, str], list[Change]]] = []
    for text, alike in everywhere.items():
        operations = tuple(dict.fromkeys(name for change in alike for name in change.operations))
        titled.append((_title(operations), len(titled), text, alike))
    titled.sort(key=lambda item: item[0][0])
    groups = [
        Group(key[1], tuple(_entries([(text, alike[0]) for _, _, text, alike in part])))
        for key, part in groupby(titled, key=lambda item: item[0])
    ]
    listed = tuple((meaning, tuple(found)) for meaning, found in names.items())
    counts = Counter(KINDS[change.kind].meaning for change in others)
    return Section(title, effect, tuple(groups), listed, tuple(counts.most_common()), len(changes))


def _said_alike(changes: list[Change]) -> dict[tuple[str, str], list[Change]]:
    """Put together what is said of several single operations in the same words; the key is the words, and whose."""
    by_text: dict[str, list[Change]] = {}
    texts = [said(change) for change in changes]
    for text, change in zip(texts, changes, strict=True):
        if len(change.operations) == 1:
            by_text.setdefault(text, []).append(change)
    found: dict[tuple[str, str], list[Change]] = {}
    for text, change in zip(texts, changes, strict=True):
        alike = by_text.get(text, [])
        is_common = len(change.operations) == 1 and len(alike) >= MIN_ALIKE
        whose = "" if is_common else " ".join(change.operations) + change.new_pointer + change.old_pointer
        found.setdefault((text, whose), alike if is_common else [change])
    return found


def _entries(changes: Iterable[tuple[tuple[str, str], Change]]) -> Iterator[Entry]:
    """Say what changed; fields of one place to which the same happened are one entry."""
    fields: dict[tuple[str, str], list[tuple[str, Change]]] = {}
    lines: list[tuple[str, str] | Entry] = []
    for (text, _), change in changes:
        match = _FIELD.fullmatch(text)
        if not match:
            lines.append(Entry(text, place(change)))
            continue
        key = (match[1], match[3])
        if key not in fields:
            lines.append(key)
        fields.setdefault(key, []).append((match[2], change))
    for line in lines:
        if isinstance(line, Entry):
            yield line
            continue
        found = fields[line]
        if len(found) < MIN_ALIKE:
            yield from (Entry(f"{line[0]} field {name}: {line[1]}", place(change)) for name, change in found)
            continue
        names = ", ".join(name for name, _ in found)
        yield Entry(f"{line[0]}: {line[1]} ({len(found):,}): {names}", place(found[0][1]))


def _title(operations: tuple[str, ...]) -> tuple[tuple[int, str], str]:
    """Give what a group sorts by (the document, single operations, what several share) and its title."""
    if not operations:
        return (0, ""), "The service"
    if len(operations) == 1:
        return (1, operations[0]), f"`{plain(operations[0])}`"
    listed = ", ".join(f"`{plain(name)}`" for name in operations[:MAX_OPERATIONS])
    more = len(operations) - MAX_OPERATIONS
    text = f"{listed} and {more} more" if more > 0 else listed
    return (2, " ".join(operations)), text


def _renamed(change: Change) -> str:
    if change.kind in _OF_OPERATIONS:
        return f"`{plain(change.operations[0])}`"
    names = [
        plain(str(value)) if isinstance(value, str) else short(value) for value in (change.old, change.new) if value
    ]
    return " → ".join(f"`{name}`" for name in names)


def said(change: Change) -> str:
    """Say what changed: the subject, what happened to it, and the values."""
    meaning = KINDS[change.kind].meaning
    subject = "" if meaning.startswith(change.subject) else f"{plain(change.subject)}: "
    return f"{subject}{meaning}{_values(change)}"


def _values(change: Change) -> str:
    old, new = change.old, change.new
    if (old is None and new is None) or change.kind in _WORDS or change.kind.endswith("deprecated"):
        return ""
    if (old is None or new is None) and change.kind.startswith(_NAMED_BY_SUBJECT):
        return ""
    if change.kind.startswith(_OF_BOTH):
        return f" ({_limit(old)} → {_limit(new)})"
    if old is None or new is None:
        return f" ({short(new if old is None else old)})"
    return f" ({short(old)} → {short(new)})"


def _limit(value: Any) -> str:
    if value is None:
        return "none"
    return f"excluding {short(value['excluded'])}" if isinstance(value, dict) and "excluded" in value else short(value)


def short(value: Any) -> str:
    """Give a value as JSON on one line, cut where it is long."""
    if isinstance(value, list) and value and all(isinstance(item, str | int | float) for item in value):
        text = ", ".join(str(item) for item in value)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return plain(text, MAX_VALUE)


def plain(text: str, limit: int = 300) -> str:
    """Give text of a document on one line, so that a terminal does not act on it."""
    return shown(text, limit)


def place(change: Change) -> str:
    """Say where the reference states it: in the new one, else in the old."""
    found = change.new_place or change.old_place
    return shown(str(found)) if found else ""


def summary(diff: Diff) -> str:
    """Count the changes by effect: `3 breaking (1 for code only), 5 compatible, 1 documentation`."""
    counts = Counter(change.effect for change in diff.changes)
    parts = [
        f"{counts[effect]:,} {effect}" for effect in reversed(Effect) if counts[effect] and effect is not Effect.NONE
    ]
    if only := sum(c.effect is Effect.BREAKING and c.wire is not Effect.BREAKING for c in diff.changes):
        parts[0] += f" ({only:,} for code only)"
    return ", ".join(parts) or "no changes"


def operations_reached(diff: Diff) -> int:
    """Count the operations that any change reaches."""
    return len({name for change in diff.changes for name in change.operations})
