"""Rules on schemas: their values are of their type, within their bounds, and their bounds leave room for a value."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any, TypeGuard

from spec import pointer as pointers
from spec.model import Node, Part
from spec.rules.contract import Contract, Finding, as_dict, as_list

_BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)
_OPEN_BOUNDS = (
    ("exclusiveMinimum", "maximum"),
    ("minimum", "exclusiveMaximum"),
    ("exclusiveMinimum", "exclusiveMaximum"),
)
_ASSERTIONS = ("exclusiveMinimum", "exclusiveMaximum", "multipleOf", "pattern", "uniqueItems", *chain(*_BOUNDS))
_COMPOSED = ("$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas", "patternProperties")


def check_vocabulary(contract: Contract) -> Iterator[Finding]:
    """Find schemas of 3.1 that are no JSON Schema; those of 3.0 are checked with the document as a whole."""
    if contract.is_3_0:
        return
    from jsonschema_rs import Draft202012Validator

    vocabulary = Draft202012Validator({"$ref": "https://json-schema.org/draft/2020-12/schema"})
    inner = ""
    for node in contract.nodes[Part.SCHEMA]:
        # one check covers all that a schema holds, which in this order comes right after it
        if inner and node.pointer.startswith(inner):
            continue
        inner = node.pointer + "/"
        if not vocabulary.is_valid(node.value):
            for error in vocabulary.iter_errors(node.value):
                place = pointers.join(node.pointer, *error.instance_path)
                yield Finding("SPC035", place, f"breaks the keyword `{error.kind.name}` of JSON Schema", error.instance)


def check_enum_values(contract: Contract) -> Iterator[Finding]:
    """Find enum values of another type than their schema, and values that stand twice."""
    for node in contract.nodes[Part.SCHEMA]:
        seen: set[str] = set()
        types = _types(node.value)
        for index, value in enumerate(as_list(node.value.get("enum"))):
            if types and not _types_of(value) & types:
                yield Finding("SPC042", f"{node.pointer}/enum/{index}", f"not of type {_named(types)}", value)
            if (written := json.dumps(value, sort_keys=True)) in seen:
                yield Finding("SPC049", f"{node.pointer}/enum/{index}", "the value is in the enum already", value)
            seen.add(written)


def check_defaults(contract: Contract) -> Iterator[Finding]:
    """Find defaults of another type than their schema, outside its enum, or outside its bounds."""
    for node in contract.nodes[Part.SCHEMA]:
        if "default" not in node.value:
            continue
        default, types, place = node.value["default"], _types(node.value), node.pointer + "/default"
        if types and not _types_of(default) & types:
            yield Finding("SPC043", place, f"not of type {_named(types)}", default)
        elif not _in_enum(node.value, default) or not _items_in_enum(contract, node, default):
            yield Finding("SPC041", place, "the default is not in the enum", default)
        elif broken := _broken_assertion(node.value, default):
            yield Finding("SPC047", place, f"{broken} is {node.value[broken]}", default)


def check_bounds(contract: Contract) -> Iterator[Finding]:
    """Find lower bounds above the upper bound, and bounds that leave no room because one of them is excluded."""
    for node in contract.nodes[Part.SCHEMA]:
        for lower, upper in _BOUNDS:
            low, high = node.value.get(lower), node.value.get(upper)
            if _is_number(low) and _is_number(high) and low > high:
                yield Finding("SPC044", f"{node.pointer}/{lower}", f"{lower} {low} is above {upper} {high}")
        for lower, upper in _OPEN_BOUNDS:
            low, high = node.value.get(lower), node.value.get(upper)
            if _is_number(low) and _is_number(high) and low >= high:
                yield Finding("SPC044", f"{node.pointer}/{lower}", f"{lower} {low} is not below {upper} {high}")


def check_required(contract: Contract) -> Iterator[Finding]:
    """Find required properties that a schema does not define, where no other schema could."""
    for node in contract.nodes[Part.SCHEMA]:
        properties = node.value.get("properties")
        if not isinstance(properties, dict) or not node.value.keys().isdisjoint(_COMPOSED):
            continue
        for index, name in enumerate(as_list(node.value.get("required"))):
            if isinstance(name, str) and name not in properties:
                yield Finding("SPC045", f"{node.pointer}/required/{index}", "no such property", name)


def check_items(contract: Contract) -> Iterator[Finding]:
    """Find arrays that do not say what they hold."""
    for node in contract.nodes[Part.SCHEMA]:
        if "array" in _types(node.value) and "items" not in node.value and "prefixItems" not in node.value:
            yield Finding("SPC046", node.pointer, "the array has no items")


def check_patterns(contract: Contract) -> Iterator[Finding]:
    """Find patterns that are no regular expressions."""
    wrong: dict[str, str] = {}
    for node in contract.nodes[Part.SCHEMA]:
        pattern = node.value.get("pattern")
        if isinstance(pattern, str):
            if pattern not in wrong:
                wrong[pattern] = _pattern_error(pattern)
            if wrong[pattern]:
                yield Finding("SPC048", node.pointer + "/pattern", wrong[pattern], pattern)


def _pattern_error(pattern: str) -> str:
    from jsonschema_rs import Draft202012Validator, ValidationError

    try:
        Draft202012Validator({"pattern": pattern})
    except (ValidationError, ValueError):
        return "not a regular expression"
    return ""


def _types(schema: dict[str, Any]) -> set[str]:
    """Give the JSON types that a schema names, with null where 3.0 says nullable."""
    named = schema.get("type")
    types = {named} if isinstance(named, str) else {name for name in as_list(named) if isinstance(name, str)}
    return types | {"null"} if types and schema.get("nullable") is True else types


def _types_of(value: object) -> set[str]:
    """Give the JSON types that a value is of: 1 and 1.0 are both integer and number."""
    if value is None:
        return {"null"}
    if isinstance(value, bool):
        return {"boolean"}
    if isinstance(value, int | float):
        return {"integer", "number"} if isinstance(value, int) or value.is_integer() else {"number"}
    return {"string"} if isinstance(value, str) else {"array"} if isinstance(value, list) else {"object"}


def _named(types: set[str]) -> str:
    return " or ".join(sorted(types))


def _same(one: object, other: object) -> bool:
    """Compare as JSON does: true is not 1."""
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def _in_enum(schema: dict[str, Any], value: object) -> bool:
    values = schema.get("enum")
    return not isinstance(values, list) or any(_same(value, one) for one in values)


def _items_in_enum(contract: Contract, node: Node, value: object) -> bool:
    items = contract.resolve(as_dict(node.value.get("items")))
    return all(_in_enum(items, one) for one in as_list(value))


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _broken_assertion(schema: dict[str, Any], value: object) -> str:
    """Give the keyword for size, range or form that a value breaks, if any."""
    assertions = {keyword: schema[keyword] for keyword in _ASSERTIONS if keyword in schema}
    if not assertions:
        return ""
    from jsonschema_rs import Draft202012Validator, ValidationError

    try:
        error = next(Draft202012Validator(assertions).iter_errors(value), None)
    except (ValidationError, ValueError):
        # an assertion that is wrong itself: another rule tells of that
        return ""
    return error.kind.name if error else ""
