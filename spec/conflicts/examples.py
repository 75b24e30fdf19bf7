"""Where documented examples and schemas disagree: fields that no schema lists, values that a schema refuses."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from spec import pointer as pointers
from spec.conflicts import Conflict, ConflictKind, Reading, Told
from spec.conflicts.queries import find_query_conflicts
from spec.location import Location
from spec.model import Operation, operations
from spec.passes.examples import DOCUMENTED, media_type_of
from spec.rules.contract import Contract, as_list
from spec.rules.examples import SchemaCheck

MAX_VALUES = 100_000
MAX_SHOWN = 200
"""How many characters of a value a reading shows; of a longer one it gives the type."""

_ITEM = "[]"
_ANY = "default"
_COMBINED = ("allOf", "anyOf", "oneOf")
_STATED = (
    *("type", "format", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("minLength", "maxLength", "minItems", "maxItems"),
)
_TYPE_NAMES = {dict: "object", list: "array", str: "string"}


def find_example_conflicts(document: dict[str, Any], places: Mapping[str, Location]) -> Iterator[Conflict]:
    """Yield a conflict for each field of each documented example that its schema does not know or refuses.

    What the query of its request says otherwise than the parameters comes too, and is not told on its own.
    `places` are those of a scraped document, by pointer. Elements of a list count as one field, `name[]`.
    """
    contract = Contract(document)
    check = SchemaCheck(document)
    for operation in operations(document):
        for index, item in enumerate(as_list(operation.value.get(DOCUMENTED))):
            example = _Example(operation, item, f"{operation.pointer}/{DOCUMENTED}/{index}", places)
            request = item.get("request")
            yield from find_query_conflicts(contract, check, operation, request, example.place, places)
            found = media_type_of(operation, item)
            if found is None and item.get("value") and not isinstance(item["value"], str):
                nothing = places.get(operation.pointer)
                yield example.conflict("EXA003", "", item["value"], "no table describes the body", nothing)
            if found is None or not isinstance(found[1].get("schema"), dict):
                continue
            schema = found[1]["schema"]
            for field, (value, against) in _not_listed(contract, operation, item, found, places).items():
                yield example.conflict("EXA003", field, value, f"`{field}` is in no table", against)
            refused = {_field(error): error for error in check.errors(found[0] + "/schema", item["value"])}
            for field, error in refused.items():
                where = f"`{field}`" if field else "the whole"
                message = f"{where}: {_said(error)}"
                at, shape = _described(contract, schema, error.instance_path)
                value, stated = _readings(error, shape)
                yield example.conflict("EXA004", field, value, message, _place(places, at), stated)


class _Example:
    """One documented example, of which conflicts are told."""

    def __init__(
        self, operation: Operation, item: Mapping[str, Any], pointer: str, places: Mapping[str, Location]
    ) -> None:
        self.key = f"{operation.method.upper()} {operation.path}"
        self.side = "request" if item["in"] == "request" else f"response {item.get('status', '')}".rstrip()
        self.pointer = pointer
        self.place = places.get(pointer, Location(pointer))

    def conflict(
        self,
        code: str,
        field: str,
        value: object,
        message: str,
        against: Location | None = None,
        stated: object = None,
    ) -> Conflict:
        """Give the conflict of a field of the example with its table, which says `stated` of it, or nothing."""
        readings = [Reading(self.place, _shown(value))]
        if against:
            readings.append(Reading(against, stated, stated=stated is not None))
        return Conflict(
            ConflictKind.EXAMPLE_FIELD if code == "EXA003" else ConflictKind.EXAMPLE_VALUE,
            self.key,
            f"{self.side} field `{field}`" if field else f"{self.side} body",
            tuple(readings),
            len(readings) - 1,
            self.pointer,
            told=Told(code, message, with_both=False),
        )


def _not_listed(
    contract: Contract,
    operation: Operation,
    item: Mapping[str, Any],
    found: tuple[str, dict[str, Any]],
    places: Mapping[str, Location],
) -> dict[str, tuple[object, Location | None]]:
    """Give the fields of an example that no table lists, each with its value and the place of the table beside it.

    A failure without a status has the body that holds for all operations, and what the table of the success lists
    besides: some references have one table for both.
    """
    at, media_type = found
    unknown = _fields_unknown(contract, media_type["schema"], item["value"])
    if not at.startswith(f"{operation.pointer}/responses/{_ANY}/"):
        return {field: (value, _place(places, below)) for field, (value, below) in unknown.items()}
    success = media_type_of(operation, {**item, "status": ""})
    if success and contract.resolve(success[1].get("schema")).get("properties"):
        listed = _fields_unknown(contract, success[1]["schema"], item["value"])
        unknown = {field: listed[field] for field in unknown if field in listed}
    nothing = _place(places, success[0]) if success else places.get(operation.pointer)
    return {field: (value, nothing) for field, (value, _) in unknown.items()}


def _fields_unknown(contract: Contract, schema: object, value: object) -> dict[str, tuple[object, str]]:
    """Give each unknown field once, as it is met first."""
    fields: dict[str, tuple[object, str]] = {}
    for field, item, at in _unknown(contract, schema, value):
        fields.setdefault(field, (item, at))
    return fields


def _unknown(contract: Contract, schema: object, value: object) -> Iterator[tuple[str, object, str]]:
    """Yield the fields of a value that its schema has no property for, where it has properties at all.

    Each with its path, its value and the pointer of the named schema that lacks it, "" where that has no name.
    """
    stack: list[tuple[object, object, str, str]] = [(schema, value, "", "")]
    for _ in range(MAX_VALUES):
        if not stack:
            return
        given, value, path, at = stack.pop()
        at, shape = _named(given) or at, contract.resolve(given)
        if any(key in shape for key in _COMBINED):
            continue
        if isinstance(value, list) and "items" in shape:
            stack += [(shape["items"], item, path + _ITEM, at) for item in reversed(value)]
        elif isinstance(value, dict):
            properties = shape.get("properties", {})
            others = shape.get("additionalProperties")
            for name, item in reversed(value.items()):
                below = f"{path}.{name}" if path else name
                if name in properties:
                    stack.append((properties[name], item, below, at))
                elif isinstance(others, dict):
                    stack.append((others, item, f"{path}{{}}", at))
                elif properties:
                    yield below, item, at


def _readings(error: jsonschema_rs.ValidationError, shape: Mapping[str, Any]) -> tuple[object, object]:
    """Give what an example has and what the schema asks for instead: the names of all fields where one is missing."""
    keyword = str(error.schema_path[-1]) if error.schema_path else ""
    if keyword == "required" and isinstance(error.instance, dict):
        return list(error.instance), shape.get(keyword)
    return error.instance, {key: shape[key] for key in _STATED if key in shape and key in ("type", "format", keyword)}


def _described(contract: Contract, schema: object, path: list[str | int]) -> tuple[str, Mapping[str, Any]]:
    """Give the nearest named part of the schema of a value, and that schema."""
    at, shape = _named(schema), contract.resolve(schema)
    for step in path:
        properties = shape.get("properties", {})
        if isinstance(step, int):
            below = shape.get("items")
        elif step in properties:
            below = properties[step]
            at = pointers.join(at, "properties", step) if at else ""
        else:
            below = shape.get("additionalProperties")
        at, shape = _named(below) or at, contract.resolve(below)
    return at, shape


def _named(schema: object) -> str:
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    return reference.removeprefix("#") if isinstance(reference, str) else ""


def _place(places: Mapping[str, Location], pointer: str) -> Location | None:
    """Give the place of a pointer, or of what it lies in."""
    while pointer and pointer not in places:
        pointer = pointer.rpartition("/")[0]
    return places.get(pointer)


def _shown(value: object) -> object:
    if isinstance(value, dict | list | str) and len(json.dumps(value, ensure_ascii=False)) > MAX_SHOWN:
        return _TYPE_NAMES[type(value)]
    return value


def _field(error: jsonschema_rs.ValidationError) -> str:
    path = ""
    for step in error.instance_path:
        path += _ITEM if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def _said(error: jsonschema_rs.ValidationError) -> str:
    """Say what a schema has against a value, without the value: `mask` has put words in its place."""
    return error.message.replace("the value ", "", 1)
