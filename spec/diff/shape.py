"""Schemas as they are compared: references followed, and the parts of `allOf` put together as one shape.

`{"$ref": X}`, X itself in its place, `allOf` of it alone and `anyOf` of it and null have the same shape, apart from
null. A shape is read from all parts that describe one value, the outermost first: what that says of itself, a
description or a default, counts before what it refers to says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from spec import pointer as pointers
from spec.diff.values import PROSE, Place, canonical, target

Site: TypeAlias = tuple[str, ...]
"""The pointers of all parts that describe one value."""

ANYTHING: Site = ()
MAX_PARTS = 1_000
ELSEWHERE = "$ref elsewhere"
"""Stands in a part for a reference that leads nowhere in the document."""

_COMPONENT = "/components/schemas/"
_ANNOTATIONS = PROSE | {"default", "deprecated", "readOnly", "writeOnly", "nullable"}
_UNIONS = ("oneOf", "anyOf")
_LOWER = ("minimum", "minLength", "minItems", "minProperties", "minContains")
_UPPER = ("maximum", "maxLength", "maxItems", "maxProperties", "maxContains")
_EXCLUSIVE = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_FORMS = {("contentEncoding", "base64"): "byte", ("contentMediaType", "application/octet-stream"): "binary"}
_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
_READ = {
    "$ref", "allOf", "type", "enum", "const", "x-extensible-enum", "properties", "required", "items", "format",
    "additionalProperties", "pattern", "discriminator", "uniqueItems", "$schema", "$id", "$anchor", "$defs",
    "definitions", *_ANNOTATIONS, *_UNIONS, *_LOWER, *_UPPER, *_EXCLUSIVE, *(key for key, _ in _FORMS),
}  # fmt: skip


class Fact(NamedTuple):
    """A value, and the pointer of what states it."""

    value: Any
    pointer: str


@dataclass(slots=True)
class Shape:
    """What is known of one value. Types are without null; none of them: anything.

    `name` is that of the component schema that describes it, empty where it has none. `bounds` hold the limit and
    whether it is excluded. `words` are prose and extensions, `others` the keywords that are compared as a whole.
    """

    pointer: str = ""
    name: str = ""
    types: frozenset[str] = frozenset()
    nullable: Fact | None = None
    values: Fact | None = None
    is_open: bool = False
    format: Fact | None = None
    bounds: dict[str, Fact] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    words: dict[str, Fact] = field(default_factory=dict)
    others: dict[str, Fact] = field(default_factory=dict)
    properties: dict[str, list[Place]] = field(default_factory=dict)
    required: dict[str, str] = field(default_factory=dict)
    items: list[Place] = field(default_factory=list)
    extra: list[Place] = field(default_factory=list)
    is_closed: bool = False
    union: list[Place] = field(default_factory=list)

    @property
    def says(self) -> bool:
        """Whether it describes the value at all, apart from alternatives."""
        return bool(self.types or self.properties or self.values or self.others or self.items or self.extra)


@dataclass(slots=True)
class Shapes:
    """The schemas of one document, each read once."""

    root: Mapping[str, Any]
    used: frozenset[str] = frozenset()
    """The pointers of the components that operations use."""
    _sites: dict[Site, Site] = field(default_factory=dict)
    _values: dict[str, Any] = field(default_factory=dict)
    _shapes: dict[Site, Shape] = field(default_factory=dict)
    _nullable: dict[Site, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Tell whether a component schema that operations use has this name."""
        return pointers.join("/components/schemas", name) in self.used

    def site(self, places: Iterable[Place]) -> Site:
        """Give the parts that describe what is described at these places."""
        places = list(places)
        key = tuple(pointer for pointer, _ in places)
        if key not in self._sites:
            parts: dict[str, Any] = {}
            nulls: list[str] = []
            self._collect(places, parts, nulls)
            site = tuple(parts)
            self._values.update(parts)
            if nulls:
                self._nullable.setdefault(site, nulls[0])
            self._sites[key] = site
        return self._sites[key]

    def shape(self, site: Site) -> Shape:
        """Give the shape of what some parts describe."""
        if site not in self._shapes:
            shape = Shape(pointer=site[0] if site else "", name=self._name(site))
            if site in self._nullable:
                shape.nullable = Fact(True, self._nullable[site])
            for pointer in site:
                _read(shape, pointer, self._values[pointer])
            self._shapes[site] = shape
        return self._shapes[site]

    def _collect(self, places: list[Place], parts: dict[str, Any], nulls: list[str]) -> None:
        waiting = places[::-1]
        seen: set[tuple[str, int]] = set()
        while waiting and len(seen) < MAX_PARTS:
            pointer, value = waiting.pop()
            if (pointer, id(value)) in seen:
                continue
            seen.add((pointer, id(value)))
            if value is False:
                value = {"not": {}}
            if not isinstance(value, dict):
                continue
            inner: list[Place] = []
            reference = value.get("$ref")
            found = target(self.root, reference) if isinstance(reference, str) else None
            if found is not None:
                inner.append(found)
            elif isinstance(reference, str):
                value = {**value, ELSEWHERE: reference}
            listed = value.get("allOf")
            if isinstance(listed, list):
                inner += [(f"{pointer}/allOf/{index}", one) for index, one in enumerate(listed)]
            inner += _only_alternative(pointer, value, nulls)
            if value.keys() != {"$ref"} or found is None:
                parts[pointer] = value
            waiting += inner[::-1]

    def _name(self, site: Site) -> str:
        for pointer in site:
            if _is_class(self._values[pointer]):
                name = pointer.removeprefix(_COMPONENT)
                named = pointer.startswith(_COMPONENT) and "/" not in name
                return name.replace("~1", "/").replace("~0", "~") if named else ""
        return ""


def _is_class(value: dict[str, Any]) -> bool:
    return any(k not in _ANNOTATIONS and k != "$ref" and k not in _UNIONS and not k.startswith("x-") for k in value)


def _only_alternative(pointer: str, value: dict[str, Any], nulls: list[str]) -> list[Place]:
    """Give the one alternative beside null, where there is just one; take note of null."""
    found: list[Place] = []
    for key in _UNIONS:
        members = value.get(key)
        if not isinstance(members, list):
            continue
        others = [(f"{pointer}/{key}/{i}", member) for i, member in enumerate(members) if not _is_null(member)]
        if len(others) < len(members):
            nulls.append(f"{pointer}/{key}")
        if len(others) == 1:
            found += others
    return found


def _is_null(member: Any) -> bool:
    return isinstance(member, dict) and (
        member.get("type") == "null" or member.get("enum") == [None] or ("const" in member and member["const"] is None)
    )


def _read(shape: Shape, pointer: str, value: dict[str, Any]) -> None:
    """Add what one part says to a shape."""
    _read_types(shape, pointer, value)
    _read_values(shape, pointer, value)
    _read_bounds(shape, pointer, value)
    _read_object(shape, pointer, value)
    _read_union(shape, pointer, value)
    form = next((f for (key, text), f in _FORMS.items() if value.get(key) == text), value.get("format"))
    if isinstance(form, str) and shape.format is None:
        if form == "binary" and "string" in shape.types:
            shape.types = shape.types - {"string"} | {"bytes"}
        else:
            shape.format = Fact(form, f"{pointer}/format")
    for key in ("default", "deprecated", "readOnly", "writeOnly", "pattern", "uniqueItems", "discriminator"):
        if key in value and (key == "default" or value[key] is not False):
            shape.facts.setdefault(key, Fact(value[key], f"{pointer}/{key}"))
    if "items" in value:
        shape.items.append((f"{pointer}/items", value["items"]))
    for key, inner in value.items():
        if key in PROSE or (key.startswith("x-") and key not in _READ):
            shape.words.setdefault(key, Fact(inner, f"{pointer}/{key}"))
        elif key not in _READ:
            shape.others.setdefault(key, Fact(inner, f"{pointer}/{key}"))


def _read_types(shape: Shape, pointer: str, value: dict[str, Any]) -> None:
    stated = value.get("type")
    names = [name for name in (stated if isinstance(stated, list) else [stated]) if isinstance(name, str)]
    if "null" in names or value.get("nullable") is True:
        shape.nullable = shape.nullable or Fact(True, f"{pointer}/type")
    types = frozenset(names) - {"null"}
    if not names:
        types = frozenset(_inferred(value))
    if "number" in types:
        types -= {"integer"}
    if not shape.types:
        shape.types = types
    elif types:
        narrow = {"integer"} if "integer" in types | shape.types and "number" in types | shape.types else set()
        shape.types = (types & shape.types) | narrow or shape.types


def _inferred(value: dict[str, Any]) -> set[str]:
    if value.get("properties") or isinstance(value.get("additionalProperties"), dict):
        return {"object"}
    if "items" in value:
        return {"array"}
    listed = value.get("enum") if isinstance(value.get("enum"), list) else [value["const"]] if "const" in value else []
    return {_TYPES[type(one)] for one in listed or () if type(one) in _TYPES}


def _read_values(shape: Shape, pointer: str, value: dict[str, Any]) -> None:
    listed, key = value.get("enum"), "enum"
    if not isinstance(listed, list) and "const" in value:
        listed, key = [value["const"]], "const"
    if not isinstance(listed, list) and isinstance(value.get("x-extensible-enum"), list):
        listed, key, shape.is_open = value["x-extensible-enum"], "x-extensible-enum", True
    if not isinstance(listed, list):
        return
    if None in listed:
        shape.nullable = shape.nullable or Fact(True, f"{pointer}/{key}")
    found = {canonical(one): one for one in listed if one is not None}
    if shape.values is not None and not shape.is_open:
        found = {text: one for text, one in shape.values.value.items() if text in found}
    if found or shape.values is None:
        shape.values = Fact(found, f"{pointer}/{key}")


def _read_bounds(shape: Shape, pointer: str, value: dict[str, Any]) -> None:
    for key in (*_LOWER, *_UPPER, *_EXCLUSIVE):
        limit = value.get(key)
        if isinstance(limit, bool) or not isinstance(limit, int | float):
            if limit is not None and not isinstance(limit, bool):
                shape.others.setdefault(key, Fact(limit, f"{pointer}/{key}"))
            continue
        name = _EXCLUSIVE.get(key, key)
        marked = value.get("exclusive" + key[:1].upper() + key[1:]) is True
        is_excluded = key in _EXCLUSIVE or marked
        known = shape.bounds.get(name)
        found = Fact((limit, is_excluded), f"{pointer}/{key}")
        if known is None or is_tighter(name, found.value, known.value):
            shape.bounds[name] = found


def is_tighter(name: str, one: tuple[float, bool], other: tuple[float, bool]) -> bool:
    """Tell whether one bound leaves less than another."""
    if one[0] == other[0]:
        return one[1] and not other[1]
    return one[0] > other[0] if name.startswith("min") else one[0] < other[0]


def _read_object(shape: Shape, pointer: str, value: dict[str, Any]) -> None:
    properties = value.get("properties")
    for name, schema in properties.items() if isinstance(properties, dict) else ():
        escaped = str(name).replace("~", "~0").replace("/", "~1")
        shape.properties.setdefault(str(name), []).append((f"{pointer}/properties/{escaped}", schema))
    required = value.get("required")
    for name in required if isinstance(required, list) else ():
        if isinstance(name, str):
            shape.required.setdefault(name, f"{pointer}/required")
    extra = value.get("additionalProperties")
    if extra is False:
        shape.is_closed = True
    elif isinstance(extra, dict) and extra:
        shape.extra.append((f"{pointer}/additionalProperties", extra))


def _read_union(shape: Shape, pointer: str, value: dict[str, Any]) -> None:
    for key in _UNIONS:
        members = value.get(key)
        if not isinstance(members, list):
            continue
        places = [(f"{pointer}/{key}/{i}", member) for i, member in enumerate(members) if not _is_null(member)]
        if len(places) < 2:
            continue
        if types := _plain_types(places):
            shape.types = shape.types or frozenset(types)
        elif open_ := _open_enum(places):
            shape.is_open = True
            _read(shape, *open_)
        elif shape.union:
            shape.others.setdefault(key, Fact(members, f"{pointer}/{key}"))
        else:
            shape.union = places


def _plain_types(places: list[Place]) -> set[str]:
    """Give the types of alternatives that say nothing else; none where one does."""
    found: set[str] = set()
    for _, member in places:
        stated = member.get("type") if isinstance(member, dict) else None
        bare = isinstance(member, dict) and not (member.keys() - {"type", "nullable", *PROSE} - _empty_items(member))
        if not isinstance(stated, str) or not bare:
            return set()
        found.add(stated)
    return found


def _empty_items(member: dict[str, Any]) -> set[str]:
    return {"items"} if member.get("items") == {} else set()


def _open_enum(places: list[Place]) -> Place | None:
    """Give the alternative that lists values where the other one is any value of their type."""
    if len(places) != 2:
        return None
    for (pointer, one), (_, other) in (places, places[::-1]):
        if isinstance(one, dict) and isinstance(other, dict) and isinstance(one.get("enum"), list):
            stated = one.get("type", "string")
            if other.keys() - PROSE == {"type"} and other["type"] == stated:
                return pointer, one
    return None
