"""Schemas as every generator takes them: properties with names apart, enums of one type, no type that holds itself."""

from typing import Any

from spec.model import Node, Part, walk
from spec.pointer import join
from spec.profiles.codegen.cycles import set_apart
from spec.profiles.codegen.departures import Departures
from spec.profiles.codegen.identifiers import folded
from spec.profiles.codegen.reserved import NOT_PROPERTIES
from spec.profiles.codegen.targets import target_of
from spec.rules.contract import as_dict, as_list

JsonObject = dict[str, Any]

_TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}
_OF_OBJECTS = frozenset(("additionalproperties", "extra"))
"""What written code calls the properties that have no name in the document."""


def simplify_schemas(document: JsonObject, departures: Departures) -> None:
    """Rewrite the schemas of a document in place."""
    schemas = as_dict(as_dict(document.get("components")).get("schemas"))
    unsized = titles = 0
    for node in walk(document):
        if node.part is Part.SCHEMA:
            _set_alternatives(node, schemas, departures)
            _set_enum(node, departures)
            _set_properties(node, departures)
            if node.value.get("type") == "integer" and "format" not in node.value:
                node.value["format"] = "int64"
                unsized += 1
            titles += node.value.pop("title", None) is not None
    if titles:
        departures.add("", f"titles of schemas, {titles:,}, are left out: some generators call types by them")
    if unsized:
        departures.add("", f"integers without a format, {unsized:,}, are int64: some languages would take 32 bits")
    set_apart(schemas, departures)


def _set_alternatives(node: Node, schemas: JsonObject, departures: Departures) -> None:
    """Leave out what must not hold; of alternatives any may hold, so that one of them may say less.

    Java has classes for alternatives that are named schemas or plain types, not for lists.
    """
    schema = node.value
    if "not" in schema:
        del schema["not"]
        departures.add(join(node.pointer, "not"), "no language has a type for what must not hold")
    if "oneOf" in schema:
        options = as_list(schema.pop("oneOf"))
        if "anyOf" in schema:
            schema["allOf"] = [*as_list(schema.get("allOf")), {"anyOf": options}]
        else:
            schema["anyOf"] = options
        departures.add(join(node.pointer, "oneOf"), "any of the alternatives may hold")
    if "anyOf" in schema and not all(_is_alternative(one, schemas) for one in as_list(schema["anyOf"])):
        del schema["anyOf"]
        schema.pop("discriminator", None)
        why = "anything: an alternative is a list, or an object without a name, which not every language takes"
        departures.add(join(node.pointer, "anyOf"), why)


def _is_alternative(schema: Any, schemas: JsonObject) -> bool:
    named = target_of(as_dict(schema))
    kind = as_dict(schemas.get(named) if named else schema).get("type")
    return kind == "object" if named else kind in ("string", "integer", "number", "boolean")


def _set_enum(node: Node, departures: Departures) -> None:
    """Keep an enum of texts or of numbers whose constants have names of their own, and state its type."""
    schema = node.value
    if "enum" not in schema:
        return
    values = as_list(schema.pop("enum"))
    if None in values and len(values) > 1:
        schema["nullable"] = True
    types = {_TYPES.get(type(value), "object") for value in values if value is not None}
    if "integer" in types and ("number" in types or schema.get("type") == "number"):
        types = types - {"integer"} | {"number"}
    kind = next(iter(types)) if len(types) == 1 else ""
    texts = [value for value in values if isinstance(value, str)]
    if kind not in ("string", "integer", "number") or schema.get("type", kind) != kind:
        departures.add(join(node.pointer, "enum"), "any value: not every language has an enum of such values")
    elif len({_constant(text) for text in texts}) < len(texts):
        schema["type"] = kind
        departures.add(join(node.pointer, "enum"), "any text: in some language two values have one name")
    else:
        schema |= {"type": kind, "enum": values}
        if kind == "number":
            schema.setdefault("format", "double")  # openapi-generator has no enums of decimals in Java


def _constant(value: str) -> str:
    """Give what the name of a constant for a value has at the least; signs and nothing have names of their own."""
    if value[:1] in ("+", "-") and value[1:2].isdigit():
        value = ("plus" if value[0] == "+" else "minus") + value[1:]
    return folded(value) or "x"


def _set_properties(node: Node, departures: Departures) -> None:
    """Leave properties whose names fall together to those without a name, all but the first."""
    schema = node.value
    properties = as_dict(schema.get("properties"))
    lost = _fallen_together(schema, set(NOT_PROPERTIES))
    if lost or schema.get("additionalProperties", False) is not False:
        lost = _fallen_together(schema, {*NOT_PROPERTIES, *_OF_OBJECTS})
    for name in lost:
        del properties[name]
        why = "left to the further properties: some language has no name for it, or the same as for another"
        departures.add(join(node.pointer, "properties", name), why)
    if lost:
        schema["additionalProperties"] = True
        if left := [name for name in as_list(schema.get("required")) if name not in lost]:
            schema["required"] = left
        else:
            schema.pop("required", None)


def _fallen_together(schema: JsonObject, taken: set[str]) -> list[str]:
    """Give the properties whose names are taken; required ones take theirs first."""
    lost = []
    for name in sorted(as_dict(schema.get("properties")), key=lambda name: name not in as_list(schema.get("required"))):
        if (key := folded(name)) in taken:
            lost.append(name)
        taken.add(key)
    return lost
