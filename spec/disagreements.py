"""Where documented examples and schemas disagree: fields that no schema lists, values that a schema refuses."""

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from spec.diagnostics import Diagnostic
from spec.location import Location
from spec.model import operations
from spec.passes.examples import DOCUMENTED, media_type_of
from spec.rules.contract import Contract, as_list
from spec.rules.examples import SchemaCheck

MAX_VALUES = 100_000
_ITEM = "[]"
_COMBINED = ("allOf", "anyOf", "oneOf")


def find_disagreements(document: dict[str, Any], places: Mapping[str, Location]) -> Iterator[Diagnostic]:
    """Yield a finding for each field of each documented example that its schema does not know or refuses.

    `places` are those of the examples, by their pointers. Elements of a list count as one field, `name[]`.
    """
    contract = Contract(document)
    check = SchemaCheck(document)
    for operation in operations(document):
        for index, item in enumerate(as_list(operation.value.get(DOCUMENTED))):
            found = media_type_of(operation, item)
            pointer = f"{operation.pointer}/{DOCUMENTED}/{index}"
            place = places.get(pointer, Location(pointer))
            if found is None and item.get("value") and not isinstance(item["value"], str):
                yield Diagnostic("EXA003", "no table describes the body", place, pointer=pointer)
            if found is None or not isinstance(found[1].get("schema"), dict):
                continue
            for field in dict.fromkeys(_unknown(contract, found[1]["schema"], item["value"])):
                yield Diagnostic("EXA003", f"`{field}` is in no table", place, pointer=pointer)
            refused = {_field(error): error for error in check.errors(found[0] + "/schema", item["value"])}
            for field, error in refused.items():
                where = f"`{field}`" if field else "the whole"
                yield Diagnostic("EXA004", f"{where}: {_said(error)}", place, pointer=pointer)


def _unknown(contract: Contract, schema: object, value: object) -> Iterator[str]:
    """Yield the paths of the fields of a value that its schema has no property for, where it has properties at all."""
    stack: list[tuple[object, object, str]] = [(schema, value, "")]
    for _ in range(MAX_VALUES):
        if not stack:
            return
        given, value, path = stack.pop()
        shape = contract.resolve(given)
        if any(key in shape for key in _COMBINED):
            continue
        if isinstance(value, list) and "items" in shape:
            stack += [(shape["items"], item, path + _ITEM) for item in reversed(value)]
        elif isinstance(value, dict):
            properties = shape.get("properties", {})
            others = shape.get("additionalProperties")
            for name, item in reversed(value.items()):
                below = f"{path}.{name}" if path else name
                if name in properties:
                    stack.append((properties[name], item, below))
                elif isinstance(others, dict):
                    stack.append((others, item, f"{path}{{}}"))
                elif properties:
                    yield below


def _field(error: jsonschema_rs.ValidationError) -> str:
    path = ""
    for step in error.instance_path:
        path += _ITEM if isinstance(step, int) else f".{step}" if path else str(step)
    return path


def _said(error: jsonschema_rs.ValidationError) -> str:
    """Say what a schema has against a value, without the value: `mask` has put words in its place."""
    return error.message.replace("the value ", "", 1)
