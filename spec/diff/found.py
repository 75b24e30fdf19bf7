"""Differences as they are gathered, and the changes that they become: one difference of what many share is one."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from spec import pointer as pointers
from spec.diff.kinds import KINDS
from spec.diff.model import Change, Part
from spec.diff.schemas import Finding
from spec.diff.values import canonical
from spec.location import Location

PlaceOf: TypeAlias = Callable[[str], Location | None]
"""Gives where a pointer is documented."""

_SCHEMA = re.compile(r"/components/schemas/([^/]+)(.*)")
_DIRECTIONS = (Part.REQUEST, Part.RESPONSE)
_STEPS = {"properties": ".", "items": "[]", "additionalProperties": ".*"}


@dataclass(slots=True)
class _Found:
    finding: Finding
    part: Part
    label: str
    path: str
    operations: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Gathered:
    """All differences so far, each once."""

    _found: dict[tuple[str, ...], _Found] = field(default_factory=dict)

    def add(self, finding: Finding, part: Part, label: str, path: str = "", operations: Iterable[str] = ()) -> None:
        """Take note of a difference that some operations reach; `label` and `path` are what a person calls the place.

        One that is there already gets the operations added. What does the same in both directions is one.
        """
        is_shared = part in _DIRECTIONS and not KINDS[finding.kind].has_direction
        shown = Part.DOCUMENT if is_shared else part
        values = (canonical(finding.old), canonical(finding.new))
        key: tuple[str, ...] = (finding.kind, shown, finding.old_pointer, finding.new_pointer, finding.of, *values)
        if finding.kind == "schema-replaced":
            key = (finding.kind, *values)
        found = self._found.setdefault(key, _Found(finding, part, label, path))
        if found.part is not part:
            found.part = Part.DOCUMENT
        found.operations.update(dict.fromkeys(operations))

    def changes(self, order: Mapping[str, int], old_place: PlaceOf, new_place: PlaceOf) -> tuple[Change, ...]:
        """Give the changes by the operations that they reach, in the order of the new document."""
        changes = [_change(found, order, old_place, new_place) for found in self._found.values()]
        last = len(order)
        return tuple(sorted(changes, key=lambda c: order.get(c.operations[0], last) if c.operations else -1))


def _change(found: _Found, order: Mapping[str, int], old_place: PlaceOf, new_place: PlaceOf) -> Change:
    finding = found.finding
    wire, python = KINDS[finding.kind].effects(found.part)
    return Change(
        kind=finding.kind,
        part=Part.CODE if finding.kind == "schema-replaced" else found.part,
        subject=_subject(found),
        old=finding.old,
        new=finding.new,
        wire=wire,
        clients={"python": python},
        operations=tuple(sorted(found.operations, key=lambda name: order.get(name, len(order)))),
        old_pointer=finding.old_pointer,
        new_pointer=finding.new_pointer,
        old_place=old_place(finding.old_pointer),
        new_place=new_place(finding.new_pointer),
    )


def _subject(found: _Found) -> str:
    """Say what changed: as its operation sees it, or, where several do, as the schema that they share does."""
    finding = found.finding
    if finding.kind == "schema-replaced":
        return f"class `{finding.old}`"
    is_field = finding.of.startswith(".")
    shared = _schema_path(finding.old_pointer if is_field and finding.new is None else finding.new_pointer)
    if len(found.operations) < 2 or shared is None:
        path = found.path + finding.of if is_field else found.path
        text = _written(found.label, path)
    else:
        text = _written(f"schema `{shared[0]}`", shared[1])
        if KINDS[finding.kind].has_direction and found.part in _DIRECTIONS:
            text += f" in {found.part}s"
    return text if is_field or not finding.of else f"{text}, {finding.of}"


def _written(label: str, path: str) -> str:
    path = path.removeprefix(".")
    return f"{label.removesuffix(' body')} field `{path}`" if path else label


def _schema_path(pointer: str) -> tuple[str, str] | None:
    """Give the component schema that a pointer leads into, and the path from there to the field."""
    match = _SCHEMA.fullmatch(pointer)
    if not match:
        return None
    path, steps = "", pointers.split(match[2]) if match[2] else []
    while steps:
        step = steps.pop(0)
        if step == "properties" and steps:
            path += f".{steps.pop(0)}"
        elif step in _STEPS and step != "properties":
            path += _STEPS[step]
        elif step in ("allOf", "anyOf", "oneOf") and steps:
            steps.pop(0)
    name = match[1].replace("~1", "/").replace("~0", "~")
    return name, path


def text_change(key: str, was: Any, now: Any, old_pointer: str, new_pointer: str) -> Finding:
    """Give the difference of a text or an extension that stands under a key."""
    kind = "extension-changed" if key.startswith("x-") and key not in ("x-title", "x-section") else "text-changed"
    pointer = pointers.escape(key)
    return Finding(
        "examples-changed" if key in ("example", "examples", "x-documented-examples", "x-codeSamples") else kind,
        was,
        now,
        f"{old_pointer}/{pointer}" if was is not None else old_pointer,
        f"{new_pointer}/{pointer}" if now is not None else new_pointer,
        key,
    )
