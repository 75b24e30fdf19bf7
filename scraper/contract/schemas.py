"""Structures to component schemas: one schema for each set of equal structures of one name.

Names that tell the rest apart.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from scraper.contract.names import pascal_case
from scraper.contract.values import enum_values, is_of_type, typed_value
from scraper.phrases import read_description
from scraper.phrases.reading import Kind, Reading
from scraper.reference import Field, Structure, Type
from spec.diagnostics import Diagnostic
from spec.location import Location

JsonObject = dict[str, Any]

NUMERIC = (Kind.INTEGER, Kind.NUMBER)
_PROSE = ("description", "x-enumDescriptions", "x-documented-default")


@dataclass(frozen=True, slots=True)
class Node:
    """One use of a structure: as part of a request, where fields may be required, or of a response, where none is."""

    structure: str
    side: str


@dataclass(slots=True)
class _Use:
    """Who uses a node first: for its name."""

    base: str
    operations: set[str] = field(default_factory=set)
    parents: set[Node] = field(default_factory=set)


class SchemaBook:
    """Collects the structures that operations use, then names them and writes their schemas."""

    def __init__(self, structures: dict[str, Structure], *, with_descriptions: bool) -> None:
        self.structures = structures
        self.with_descriptions = with_descriptions
        self.uses: dict[Node, _Use] = {}
        self.raw: dict[Node, JsonObject] = {}
        self.places: dict[Node, dict[str, Location]] = {}
        self.diagnostics: list[Diagnostic] = []
        self.names: dict[Node, str] = {}

    def add(self, type_: Type, side: str, base: str, operation: str) -> None:
        """Take up a body or parameter type of an operation. `base` names its structure where the document does not."""
        stack: list[tuple[str, str, Node | None]] = [(inner, base, None) for inner in _structures(type_)]
        while stack:
            structure, name, parent = stack.pop()
            node = Node(structure, side)
            use = self.uses.get(node)
            is_new = use is None
            if use is None:
                documented = pascal_case(self.structures[structure].name)
                use = self.uses[node] = _Use(documented or name)
            seen = operation in use.operations
            use.operations.add(operation)
            if parent:
                use.parents.add(parent)
            if is_new:
                self._write(node)
            if is_new or not seen:
                owner = use.base
                for item in self.structures[structure].fields:
                    stack += [(inner, owner + pascal_case(item.name), node) for inner in _structures(item.type)]

    def _write(self, node: Node) -> None:
        structure = self.structures[node.structure]
        properties: JsonObject = {}
        required: list[str] = []
        places: dict[str, Location] = {}
        for item in structure.fields:
            properties[item.name] = self.field_schema(item, node.side)
            places[item.name] = item.location
            if item.required and node.side == "request":
                required.append(item.name)
        schema: JsonObject = {"type": "object", "properties": properties}
        if required:
            schema["required"] = required
        self.raw[node] = schema
        self.places[node] = places

    def field_schema(self, item: Field, side: str) -> JsonObject:
        """Give the schema of a field; references to structures stand as Node objects until they have names."""
        kind, inner = _kinds(item.type)
        reading = read_description(item.description.plain, kind, inner, item.name)
        type_ = _settled(item.type, reading)
        schema = self.type_schema(type_, side)
        target = schema
        while target.get("type") == "array" and isinstance(target.get("items"), dict):
            target = target["items"]
        self._add_choices(item, target, reading)
        _add_bounds(schema, target, reading)
        self._add_default(item, schema, target, reading)
        if item.description.plain and self.with_descriptions:
            schema["description"] = item.description.plain
        return schema

    def type_schema(self, type_: Type, side: str) -> JsonObject:
        """Give the schema of a type alone."""
        if type_.structure is not None:
            return {"$ref": Node(type_.structure, side)}
        if type_.kind is Kind.ARRAY:
            return {"type": "array", "items": self.type_schema(type_.item, side) if type_.item else {}}
        if type_.kind is Kind.OBJECT:
            if type_.item is None:
                return {"type": "object"}
            is_open = type_.item.kind in (Kind.OBJECT, Kind.ANY) and not (type_.item.item or type_.item.structure)
            return {"type": "object", "additionalProperties": True if is_open else self.type_schema(type_.item, side)}
        if type_.kind is Kind.ANY:
            return {}
        return {"type": type_.kind.value, "format": type_.format} if type_.format else {"type": type_.kind.value}

    def _add_choices(self, item: Field, target: JsonObject, reading: Reading) -> None:
        kind = target.get("type")
        if not reading.choices or kind not in ("string", "integer", "number"):
            return
        values = enum_values([c.value for c in reading.choices], kind)
        if not values:
            return
        target["enum"] = values
        labels = {str(v): c.label for v, c in zip(values, reading.choices, strict=False) if c.label}
        if labels:
            target["x-enumDescriptions"] = labels

    def _add_default(self, item: Field, schema: JsonObject, target: JsonObject, reading: Reading) -> None:
        kind = schema.get("type")
        items = getattr(reading, "default_items", ())
        literal = reading.default if reading.default is not None else (item.default or None)
        if kind is None or (literal is None and not items):
            return
        try:
            if kind == "array":
                value: Any = _array_default(literal, items, schema["items"])
            else:
                value = typed_value(literal or "", str(kind))
        except (ValueError, RecursionError):
            schema["x-documented-default"] = literal or list(items)
            if reading.default is not None:
                self._find("PHR002", f"default {literal!r} of `{item.name}` is no {kind}", item)
            return
        members = value if isinstance(value, list) else [value]
        if all(_allows(target, m) for m in members):
            schema["default"] = value
        else:
            schema["x-documented-default"] = value
            self._find("PHR001", f"default {literal!r} of `{item.name}` is not among its values", item)

    def _find(self, code: str, message: str, item: Field) -> None:
        self.diagnostics.append(Diagnostic(code, message, item.location, item.row))

    def components(self) -> JsonObject:
        """Name all nodes, then give the component schemas, by name."""
        self._assign_names()
        out: JsonObject = {}
        for node, name in sorted(self.names.items(), key=lambda x: x[1]):
            if name not in out:
                out[name] = self.resolved(self.raw[node])
        return out

    def resolved(self, schema: Any) -> Any:
        """Give a schema with its Node objects as `$ref` strings."""
        if isinstance(schema, dict):
            return {
                k: "#/components/schemas/" + self.names[v] if isinstance(v, Node) else self.resolved(v)
                for k, v in schema.items()
            }
        return [self.resolved(x) for x in schema] if isinstance(schema, list) else schema

    def _assign_names(self) -> None:
        classes = equal_classes({n: (self.uses[n].base, self.raw[n]) for n in self.uses})
        members: dict[int, list[Node]] = defaultdict(list)
        for node, number in classes.items():
            members[number].append(node)
        by_base: dict[str, list[list[Node]]] = defaultdict(list)
        for group in members.values():
            by_base[self.uses[group[0]].base].append(group)
        taken: dict[str, list[Node]] = {}
        singles = [(b, g) for b, g in sorted(by_base.items()) if len(g) == 1]
        for base, groups in [*singles, *((b, g) for b, g in sorted(by_base.items()) if len(g) > 1)]:
            for name, group in self._told_apart(base, groups, set(by_base) | set(taken)):
                taken[name] = group
                for node in group:
                    self.names[node] = name

    def _told_apart(self, base: str, groups: list[list[Node]], reserved: set[str]) -> Iterator[tuple[str, list[Node]]]:
        """Name the classes that share a base name: the most used keeps it.

        The others get the nearest word that tells them apart.
        """
        order = sorted(
            groups, key=lambda g: (-self._weight(g), min(n.side for n in g) == "request", self._first_operation(g))
        )
        yield base, order[0]
        left = order[1:]
        for words in (self._side_word, self._parent_word, self._operation_word, self._both_words):
            names = {i: words(base, g) for i, g in enumerate(left)}
            count: dict[str, int] = defaultdict(int)
            for name in names.values():
                count[name] += 1
            done = [i for i, n in names.items() if n and count[n] == 1 and n not in reserved]
            for i in done:
                reserved.add(names[i])
                yield names[i], left[i]
            left = [g for i, g in enumerate(left) if i not in done]
        for group in left:
            place = self.structures[group[0].structure].location.line
            yield f"{self._both_words(base, group)}Line{place}", group

    def _weight(self, group: list[Node]) -> int:
        return len({o for n in group for o in self.uses[n].operations})

    def _first_operation(self, group: list[Node]) -> str:
        return min(o for n in group for o in self.uses[n].operations)

    def _side_word(self, base: str, group: list[Node]) -> str:
        sides = {n.side for n in group}
        return base + sides.pop().capitalize() if len(sides) == 1 else ""

    def _parent_word(self, base: str, group: list[Node]) -> str:
        parents = sorted(self.uses[p].base for n in group for p in self.uses[n].parents)
        return parents[0] + base if parents and not base.startswith(parents[0]) else ""

    def _operation_word(self, base: str, group: list[Node]) -> str:
        return self._first_operation(group) + base

    def _both_words(self, base: str, group: list[Node]) -> str:
        parents = sorted(self.uses[p].base for n in group for p in self.uses[n].parents)
        side = min(n.side for n in group).capitalize()
        return self._first_operation(group) + side + (parents[0] if parents else "") + base


def _structures(type_: Type) -> list[str]:
    while type_.item is not None:
        type_ = type_.item
    return [type_.structure] if type_.structure is not None else []


def _kinds(type_: Type) -> tuple[Kind, Kind | None]:
    """Give the kind of a type, and of its elements; what only has a name may turn out to be a string."""
    if type_.kind is Kind.ARRAY:
        inner: Type | None = type_.item
        while inner is not None and inner.kind is Kind.ARRAY:
            inner = inner.item
        return Kind.ARRAY, _kinds(inner)[0] if inner else None
    return (Kind.STRING if _is_only_named(type_) else type_.kind), None


def _is_only_named(type_: Type) -> bool:
    return type_.kind is Kind.OBJECT and bool(type_.name) and type_.structure is None and type_.item is None


def _settled(type_: Type, reading: Reading) -> Type:
    """A name that no table describes, with a closed list of values, is a string."""
    if type_.kind is Kind.ARRAY and type_.item is not None:
        return Type(Kind.ARRAY, item=_settled(type_.item, reading))
    if _is_only_named(type_) and reading.choices:
        return Type(Kind.STRING)
    return type_


def _array_default(literal: str | None, items: Iterable[str], elements: JsonObject) -> list[Any]:
    """Give a default of an array with such elements. Raises ValueError where the elements are of another type."""
    member = "object" if "$ref" in elements else str(elements.get("type", "string"))
    text = (literal or "").strip()
    if items or not text.startswith("["):
        return [typed_value(x, member) for x in items or (text,)]
    value = typed_value(text, "array")
    assert isinstance(value, list)  # noqa: S101 it was asked for
    if "type" in elements and not all(is_of_type(x, member) for x in value):
        raise ValueError(f"{text!r} has other elements than {member}")
    return value


def _add_bounds(schema: JsonObject, target: JsonObject, reading: Reading) -> None:
    kind = target.get("type")
    if kind in ("integer", "number"):
        for name, value, exclusive in (
            ("inimum", reading.minimum, reading.exclusive_minimum),
            ("aximum", reading.maximum, reading.exclusive_maximum),
        ):
            if value is not None:
                target[("exclusiveM" if exclusive else "m") + name] = value
    if kind == "string":
        if reading.min_length is not None:
            target["minLength"] = reading.min_length
        if reading.max_length is not None:
            target["maxLength"] = reading.max_length
        if reading.format and "format" not in target:
            target["format"] = reading.format
    if schema.get("type") == "array":
        if reading.min_items is not None:
            schema["minItems"] = reading.min_items
        if reading.max_items is not None:
            schema["maxItems"] = reading.max_items


def _allows(schema: JsonObject, value: Any) -> bool:
    """Tell whether a default is a value of its schema.

    One that is an open end of a range shows that the end is closed.
    """
    if "enum" in schema and value not in schema["enum"]:
        return False
    if isinstance(value, str):
        return bool(schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    for open_end, closed_end in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if schema.get(open_end) == value:
            schema[closed_end] = schema.pop(open_end)
    above = schema.get("exclusiveMinimum", value - 1) < value and schema.get("minimum", value) <= value
    below = value < schema.get("exclusiveMaximum", value + 1) and value <= schema.get("maximum", value)
    return bool(above and below)


def equal_classes(nodes: dict[Node, tuple[str, JsonObject]]) -> dict[Node, int]:
    """Number the classes of equal nodes: same name, same facts, references to equal nodes. Recursion is no obstacle.

    Starts with what each node says itself and splits classes by the classes of what they refer to, until nothing
    splits.
    """
    numbers: dict[str, int] = {}
    classes: dict[Node, int] = {}
    children: dict[Node, list[Node]] = {}
    for node, (base, schema) in nodes.items():
        below: list[Node] = []
        own = json.dumps([base, _facts(schema, below)], sort_keys=True, ensure_ascii=False)
        classes[node] = numbers.setdefault(own, len(numbers))
        children[node] = below
    count = len(numbers)
    while True:
        signatures: dict[tuple[int, ...], int] = {}
        refined = {
            n: signatures.setdefault((c, *(classes[b] for b in children[n])), len(signatures))
            for n, c in classes.items()
        }
        if len(signatures) == count:
            return classes
        classes, count = refined, len(signatures)


def _facts(schema: Any, below: list[Node]) -> Any:
    """Give a schema without its prose, references as marks; `below` collects what they refer to, in the same order."""
    if isinstance(schema, Node):
        below.append(schema)
        return "$node"
    if not isinstance(schema, dict):
        return schema
    facts: JsonObject = {}
    for key in sorted(schema):
        if key == "properties":
            facts[key] = {name: _facts(value, below) for name, value in sorted(schema[key].items())}
        elif key not in _PROSE:
            facts[key] = _facts(schema[key], below)
    return facts
