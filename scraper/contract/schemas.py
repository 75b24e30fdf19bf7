"""Structures to component schemas: one schema for each set of equal structures of one name.

Names that tell the rest apart.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from scraper.contract.names import pascal_case
from scraper.contract.schema_names import Node, Use, assign_names
from scraper.contract.values import enum_values, is_of_type, typed_value
from scraper.phrases import read_description
from scraper.phrases.reading import Kind, Reading
from scraper.reference import Field, Structure, Type
from spec.diagnostics import Diagnostic
from spec.location import Location

JsonObject = dict[str, Any]


class SchemaBook:
    """Collects the structures that operations use, then names them and writes their schemas."""

    def __init__(
        self, structures: dict[str, Structure], *, with_descriptions: bool, record: Mapping[str, str] | None = None
    ) -> None:
        self.structures = structures
        self.with_descriptions = with_descriptions
        self.record = record or {}
        self.uses: dict[Node, Use] = {}
        self.raw: dict[Node, JsonObject] = {}
        self.places: dict[Node, dict[str, Location]] = {}
        self.diagnostics: list[Diagnostic] = []
        self.names: dict[Node, str] = {}

    def add(self, type_: Type, side: str, base: str, operation: str, place: str) -> None:
        """Take up a body or parameter type of an operation.

        `base` names its structure where the document does not; `place` says where in the API it is used.
        """
        stack: list[tuple[str, str, str, Node | None]] = [(inner, base, place, None) for inner in _structures(type_)]
        while stack:
            structure, name, at, parent = stack.pop()
            node = Node(structure, side)
            use = self.uses.get(node)
            is_new = use is None
            if use is None:
                documented = pascal_case(self.structures[structure].name)
                use = self.uses[node] = Use(documented or name)
            seen = operation in use.operations
            use.operations.add(operation)
            if parent:
                use.parents.add(parent)
            if is_new:
                self._write(node)
            if is_new or not seen:
                use.places.add(at)
                owner = use.base
                for item in self.structures[structure].fields:
                    below = (owner + pascal_case(item.name), f"{at}/{item.name}", node)
                    stack += [(inner, *below) for inner in _structures(item.type)]

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
        self.names = assign_names(self.uses, self.raw, self.record)
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
