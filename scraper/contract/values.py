"""Literals as printed to JSON values of a schema's type."""

import json
import re

_INTEGER = re.compile(r"[+-]?\d{1,19}$")
_NUMBER = re.compile(r"[+-]?\d{1,19}(?:\.\d{1,18})?(?:[eE][+-]?\d{1,3})?$")
_UNIT = re.compile(r"([+-]?\d{1,19}(?:\.\d{1,18})?)\s*[^\d\s.].{0,8}$")
_TRUE = frozenset({"true", "是", "yes"})
_FALSE = frozenset({"false", "否", "no"})

JsonValue = str | int | float | bool | list["JsonValue"] | dict[str, "JsonValue"] | None


def typed_value(literal: str, schema_type: str) -> JsonValue:
    """Give `literal` as a value of `schema_type`. Raises ValueError where it is none."""
    text = literal.strip()
    if schema_type == "string":
        return text
    if schema_type == "integer" and _INTEGER.match(text):
        return int(text)
    if schema_type == "number" and _NUMBER.match(text):
        return int(text) if _INTEGER.match(text) else float(text)
    if schema_type == "boolean" and text.casefold() in _TRUE | _FALSE:
        return text.casefold() in _TRUE
    if schema_type in ("integer", "number"):
        with_unit = _UNIT.match(text)
        if with_unit:
            return typed_value(with_unit[1], schema_type)
    if schema_type in ("object", "array") and text[:1] in ("{", "["):
        value: JsonValue = json.loads(text)
        if isinstance(value, dict if schema_type == "object" else list):
            return value
    raise ValueError(f"{literal!r} is no {schema_type}")


def enum_values(literals: list[str], schema_type: str) -> list[JsonValue] | None:
    """Give the members of an enum, without repetition; None where one of them is no value of the type."""
    try:
        values = [typed_value(x, schema_type) for x in literals]
    except ValueError:
        return None
    return list(dict.fromkeys(values))
