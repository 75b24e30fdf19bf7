"""Two schemas, beside each other: what differs here, and which parts of them are to be compared in turn."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from spec.diff.model import Part
from spec.diff.shape import ELSEWHERE, Fact, Shape, Shapes, is_tighter
from spec.diff.values import Place, canonical, expanded

MAX_ALTERNATIVES = 200

_WIDTHS = {"int32": 1, "int64": 2, "float": 1, "double": 2}
_KINDS_OF_NUMBER = ({"int32", "int64"}, {"float", "double"})
_NUMBERS = frozenset({"integer", "number"})
_EXAMPLES = frozenset({"example", "examples", "x-documented-examples"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference. `of` names the keyword or field below the place that it is about, as a person reads it."""

    kind: str
    old: Any = None
    new: Any = None
    old_pointer: str = ""
    new_pointer: str = ""
    of: str = ""


class Child(NamedTuple):
    """A part of two schemas: how a path to it goes on, and what describes it on both sides."""

    step: str
    old: tuple[Place, ...]
    new: tuple[Place, ...]


@dataclass(slots=True)
class Compared:
    """What comparing two schemas gave."""

    findings: list[Finding] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SchemaComparison:
    """Compares schemas of two documents as sent (`Part.REQUEST`) or as read (`Part.RESPONSE`)."""

    old: Shapes
    new: Shapes

    def compare(self, old: Shape, new: Shape, part: Part, step: str) -> Compared:
        """Compare two shapes; `step` is how one came there."""
        compared = Compared()
        findings = compared.findings
        was, now = old.others.get(ELSEWHERE), new.others.get(ELSEWHERE)
        if _differ(was, now):
            findings.append(_changed("external-reference-changed", was, now, old, new))
            return compared
        if old.name != new.name and new.name and self.new.has(old.name):
            findings.append(Finding("schema-replaced", old.name, new.name, old.pointer, new.pointer))
        findings += _words(old, new)
        findings += _annotations(old, new)
        if old.union or new.union:
            found = self._alternatives(old, new)
            if found is not None:
                findings += found.findings
                compared.children += found.children
                return compared
            findings.append(Finding("alternatives-changed", None, None, old.pointer, new.pointer))
        findings += _nulls(old, new, inside=not step.startswith("."))
        stated = _stated_fields(old, new)
        findings += stated or _types(old, new)
        if _is_other_type(old, new):
            return compared
        findings += _formats(old, new)
        findings += _values(old, new)
        findings += _bounds(old, new)
        findings += self._others(old, new)
        compared.children += _fields(old, new, part, findings, whole=bool(stated))
        if (old.items or new.items) and not stated:
            compared.children.append(Child("[]", tuple(old.items), tuple(new.items)))
        if old.extra or new.extra:
            compared.children.append(Child(".*", tuple(old.extra), tuple(new.extra)))
        return compared

    def _others(self, old: Shape, new: Shape) -> Iterator[Finding]:
        for key in dict.fromkeys((*old.others, *new.others)):
            was, now = old.others.get(key), new.others.get(key)
            before = expanded(self.old.root, was.value) if was else None
            after = expanded(self.new.root, now.value) if now else None
            if before != after:
                kind = "stated" if was is None else "dropped" if now is None else "changed"
                yield _changed(f"constraint-{kind}", was, now, old, new, key)

    def _alternatives(self, old: Shape, new: Shape) -> Compared | None:
        """Compare alternatives; one shape beside some is one of one. None where that cannot be."""
        if (not old.union and old.properties and new.says) or (not new.union and new.properties and old.says):
            return None
        before = old.union or [(old.pointer, {"$ref": "#" + old.pointer})]
        after = new.union or [(new.pointer, {"$ref": "#" + new.pointer})]
        if not (old.says or old.union) or not (new.says or new.union):
            kind = "type-stated" if new.union else "type-dropped"
            return Compared([Finding(kind, None, None, old.pointer, new.pointer)])
        if len(before) > MAX_ALTERNATIVES or len(after) > MAX_ALTERNATIVES:
            return None
        compared = Compared()
        for was, now in self._matched(before, after):
            if was and now:
                compared.children.append(Child(f"|{self._label(now, self.new)}", (was,), (now,)))
            elif was:
                label = self._label(was, self.old)
                compared.findings.append(Finding("alternative-removed", label, None, was[0], new.pointer))
            elif now:
                label = self._label(now, self.new)
                compared.findings.append(Finding("alternative-added", None, label, old.pointer, now[0]))
        return compared

    def _matched(self, before: list[Place], after: list[Place]) -> Iterator[tuple[Place | None, Place | None]]:
        """Match alternatives by name, else by what they say, else the only ones that are left."""
        waiting = list(after)
        left = []
        for was in before:
            name, text = self._name(was, self.old), expanded(self.old.root, was[1])
            found = next((now for now in waiting if name and self._name(now, self.new) == name), None)
            found = found or next((now for now in waiting if expanded(self.new.root, now[1]) == text), None)
            if found:
                waiting.remove(found)
                yield was, found
            else:
                left.append(was)
        if len(left) == len(waiting) == 1:
            yield left[0], waiting[0]
            return
        yield from ((was, None) for was in left)
        yield from ((None, now) for now in waiting)

    def _name(self, place: Place, shapes: Shapes) -> str:
        return shapes.shape(shapes.site([place])).name

    def _label(self, place: Place, shapes: Shapes) -> str:
        shape = shapes.shape(shapes.site([place]))
        return shape.name or " or ".join(sorted(shape.types)) or "anything"


def _changed(kind: str, was: Fact | None, now: Fact | None, old: Shape, new: Shape, of: str = "") -> Finding:
    return Finding(
        kind,
        was.value if was else None,
        now.value if now else None,
        was.pointer if was else old.pointer,
        now.pointer if now else new.pointer,
        of,
    )


def _differ(was: Fact | None, now: Fact | None) -> bool:
    if was is None or now is None:
        return was is not now
    return was.value != now.value or canonical(was.value) != canonical(now.value)


def _words(old: Shape, new: Shape) -> Iterator[Finding]:
    if old.words == new.words:
        return
    for key in dict.fromkeys((*old.words, *new.words)):
        was, now = old.words.get(key), new.words.get(key)
        if key != "x-aliases" and _differ(was, now):
            is_example = key in _EXAMPLES
            extension = key.startswith("x-") and not key.endswith("Descriptions")
            kind = "examples-changed" if is_example else "extension-changed" if extension else "text-changed"
            yield _changed(kind, was, now, old, new, key)


def _annotations(old: Shape, new: Shape) -> Iterator[Finding]:
    if not old.facts and not new.facts:
        return
    for key, kinds in _OF_FACTS.items():
        was, now = old.facts.get(key), new.facts.get(key)
        if _differ(was, now):
            yield _changed(kinds[0 if was is None else 1 if now is None else 2], was, now, old, new, key)


_OF_FACTS = {
    "default": ("default-stated", "default-dropped", "default-changed"),
    "deprecated": ("field-deprecated", "field-undeprecated", "field-deprecated"),
    "pattern": ("pattern-stated", "pattern-dropped", "pattern-changed"),
    "uniqueItems": ("bound-tightened", "bound-loosened", "bound-tightened"),
    "discriminator": ("discriminator-changed",) * 3,
    "readOnly": ("text-changed",) * 3,
    "writeOnly": ("text-changed",) * 3,
}
"""For each keyword the kind where it is stated, dropped, changed. What it does that a field is only read, or only
written, shows where the field comes and goes."""


def _nulls(old: Shape, new: Shape, *, inside: bool) -> Iterator[Finding]:
    # what may be anything may be null; whether it says so is no news
    was, now = old.nullable is not None or not old.types, new.nullable is not None or not new.types
    if was == now or not old.types or not new.types:
        return
    kind = "null-refused" if was else "null-element-allowed" if inside else "null-allowed"
    yield _changed(kind, old.nullable, new.nullable, old, new)


def _stated_fields(old: Shape, new: Shape) -> list[Finding]:
    """Say where an object of any fields became one of known fields, or the other way."""
    free_before, free_after = _is_free(old), _is_free(new)
    if free_before and new.properties:
        return [Finding("fields-stated", None, list(new.properties), old.pointer, new.pointer)]
    if free_after and old.properties:
        return [Finding("fields-dropped", list(old.properties), None, old.pointer, new.pointer)]
    return []


def _is_free(shape: Shape) -> bool:
    return shape.types <= {"object"} and not shape.properties and not shape.values and not shape.others


def _types(old: Shape, new: Shape) -> Iterator[Finding]:
    before, after = old.types, new.types
    if before == after:
        return
    if not before or not after:
        kind = "type-dropped" if before else "type-stated"
    elif _covers(after, before):
        kind = "type-widened"
    elif _covers(before, after):
        kind = "type-narrowed"
    else:
        kind = "type-changed"
    yield Finding(kind, _listed(before), _listed(after), old.pointer, new.pointer)


def _covers(wide: frozenset[str], narrow: frozenset[str]) -> bool:
    return all(name in wide or (name == "integer" and "number" in wide) for name in narrow)


def _listed(types: frozenset[str]) -> str | list[str] | None:
    return (next(iter(types)) if len(types) == 1 else sorted(types)) if types else None


def _formats(old: Shape, new: Shape) -> Iterator[Finding]:
    was, now = old.format, new.format
    # another type has other formats: that it changed says it all
    if not _differ(was, now) or old.types != new.types:
        return
    if old.types and old.types <= _NUMBERS:
        both = {fact.value for fact in (was, now) if fact}
        kind = "number-format-changed"
        if was and now and any(both <= kinds for kinds in _KINDS_OF_NUMBER):
            kind = "format-widened" if _WIDTHS[was.value] < _WIDTHS[now.value] else "format-narrowed"
    else:
        kind = "format-stated" if was is None else "format-dropped" if now is None else "format-changed"
    yield _changed(kind, was, now, old, new)


def _values(old: Shape, new: Shape) -> Iterator[Finding]:
    was, now = old.values, new.values
    if was is None or now is None:
        if was is not now:
            known = was or now
            values = list(known.value.values()) if known else None
            if old.is_open or new.is_open:
                kind = "known-value-added" if now else "known-value-removed"
            else:
                kind = "enum-stated" if now else "enum-dropped"
            pointers = (was.pointer if was else old.pointer, now.pointer if now else new.pointer)
            yield Finding(kind, values if was else None, values if now else None, *pointers)
        return
    if old.is_open != new.is_open:
        kind = "enum-opened" if new.is_open else "enum-closed"
        yield Finding(kind, list(was.value.values()), list(now.value.values()), was.pointer, now.pointer)
    prefix = "known" if new.is_open else "enum"
    if added := [one for text, one in now.value.items() if text not in was.value]:
        yield Finding(f"{prefix}-value-added", None, added, was.pointer, now.pointer)
    if removed := [one for text, one in was.value.items() if text not in now.value]:
        yield Finding(f"{prefix}-value-removed", removed, None, was.pointer, now.pointer)


def _is_other_type(old: Shape, new: Shape) -> bool:
    return bool(old.types and new.types and old.types.isdisjoint(new.types))


def _bounds(old: Shape, new: Shape) -> Iterator[Finding]:
    if not old.bounds and not new.bounds:
        return
    for name in dict.fromkeys((*old.bounds, *new.bounds)):
        was, now = old.bounds.get(name), new.bounds.get(name)
        if was and now and was.value == now.value:
            continue
        if _is_nothing(name, was) and _is_nothing(name, now):
            continue
        tighter = now is not None and (was is None or is_tighter(name, now.value, was.value))
        kind = "bound-tightened" if tighter else "bound-loosened"
        yield _changed(kind, _bound(was), _bound(now), old, new, name)


def _is_nothing(name: str, fact: Fact | None) -> bool:
    """Tell whether a bound says nothing: no length is below 0."""
    return fact is None or (name != "minimum" and name.startswith("min") and fact.value[0] <= 0)


def _bound(fact: Fact | None) -> Fact | None:
    if fact is None:
        return None
    limit, is_excluded = fact.value
    return Fact({"excluded": limit} if is_excluded else limit, fact.pointer)


def _fields(old: Shape, new: Shape, part: Part, findings: list[Finding], *, whole: bool) -> Iterator[Child]:
    before, after = _visible(old, part), _visible(new, part)
    gone = [name for name in before if name not in after] if not whole else []
    come = [name for name in after if name not in before]
    for name, places in before.items():
        if name in after:
            yield Child(f".{name}", tuple(places), tuple(after[name]))
    for was, now in respelt(gone, come):
        gone.remove(was)
        come.remove(now)
        findings.append(Finding("field-renamed", was, now, before[was][0][0], after[now][0][0], f".{was}"))
        yield Child(f".{now}", tuple(before[was]), tuple(after[now]))
    findings += [Finding("field-removed", name, None, before[name][0][0], new.pointer, f".{name}") for name in gone]
    for name in come:
        kind = "required-field-added" if name in new.required else "field-added"
        if not whole or (kind == "required-field-added" and part is Part.REQUEST):
            findings.append(Finding(kind, None, name, old.pointer, after[name][0][0], f".{name}"))
    for name in dict.fromkeys((*old.required, *new.required)):
        if name in before and name in after and (name in old.required) != (name in new.required):
            kind = "field-became-required" if name in new.required else "field-became-optional"
            findings.append(Finding(kind, None, None, before[name][0][0], after[name][0][0], f".{name}"))
    lost, found = (sorted(shape.required.keys() - shape.properties.keys()) for shape in (old, new))
    if lost != found and not whole:
        kind = "stated" if set(lost) < set(found) else "dropped" if set(found) < set(lost) else "changed"
        findings.append(
            Finding(f"constraint-{kind}", lost or None, found or None, old.pointer, new.pointer, "required")
        )
    if old.is_closed != new.is_closed:
        kind = "extra-fields-refused" if new.is_closed else "extra-fields-allowed"
        findings.append(Finding(kind, None, None, old.pointer, new.pointer))


def _visible(shape: Shape, part: Part) -> dict[str, list[Place]]:
    """Give the fields that are there in this direction: what is only read is not sent."""
    hidden = "readOnly" if part is Part.REQUEST else "writeOnly"
    return {
        name: places
        for name, places in shape.properties.items()
        if not any(isinstance(value, dict) and value.get(hidden) is True for _, value in places)
    }


def respelt(gone: list[str], come: list[str]) -> list[tuple[str, str]]:
    """Give the names that differ in capitals, `_` and `-` alone, each used once."""
    plain: dict[str, list[str]] = {}
    for name in come:
        plain.setdefault(_letters(name), []).append(name)
    found = []
    for name in list(gone):
        if len(same := plain.get(_letters(name), [])) == 1 and _letters(name):
            found.append((name, same.pop()))
    return found


def _letters(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
