"""Literals as printed to JSON values of a schema's type."""

import json
import math
import re

MAX_DEPTH = 64

_INTEGER = re.compile(r"[+-]?\d{1,19}$")
_NUMBER = re.compile(r"[+-]?\d{1,19}(?:\.\d{1,18})?(?:[eE][+-]?\d{1,3})?$")
_UNIT = re.compile(r"([+-]?\d{1,19}(?:\.\d{1,18})?)\s*[^\d\s.].{0,8}$")
_TRUE = frozenset({"true", "是", "yes"})
_FALSE = frozenset({"false", "否", "no"})

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}

JsonValue = str | int | float | bool | list["JsonValue"] | dict[str, "JsonValue"] | None


def parse_json(text: str) -> JsonValue:
    """Give the value that `text` is in JSON. Raises ValueError or RecursionError for what cannot be written again."""
    value: JsonValue = json.loads(text)
    # json.loads takes NaN, 1e999 and halves of surrogate pairs
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    if _is_deep(value):
        raise ValueError(f"nested deeper than {MAX_DEPTH}")
    return value


def _is_deep(value: JsonValue) -> bool:
    level: list[JsonValue] = [value]
    for _ in range(MAX_DEPTH):
        inner = (v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list))
        level = [x for values in inner for x in values]
        if not level:
            return False
    return True


def is_of_type(value: JsonValue, schema_type: str) -> bool:
    """Tell whether a JSON value is of a schema's type."""
    if isinstance(value, bool):
        return schema_type == "boolean"
    return isinstance(value, _TYPES.get(schema_type, object))


def typed_value(literal: str, schema_type: str) -> JsonValue:
    """Give `literal` as a value of `schema_type`. Raises ValueError where it is none."""
    text = literal.strip()
    if schema_type == "string":
        return text
    if schema_type == "integer" and _INTEGER.match(text):
        return int(text)
    if schema_type == "number" and _NUMBER.match(text):
        return int(text) if _INTEGER.match(text) else _finite(text)
    if schema_type == "boolean" and text.casefold() in _TRUE | _FALSE:
        return text.casefold() in _TRUE
    if schema_type in ("integer", "number"):
        with_unit = _UNIT.match(text)
        if with_unit:
            return typed_value(with_unit[1], schema_type)
    if schema_type in ("object", "array") and text[:1] in ("{", "["):
        value = parse_json(text)
        if isinstance(value, dict if schema_type == "object" else list):
            return value
    raise ValueError(f"{literal!r} is no {schema_type}")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text!r} is out of range")
    return number


def enum_values(literals: list[str], schema_type: str) -> list[JsonValue] | None:
    """Give the members of an enum, without repetition; None where one of them is no value of the type."""
    try:
        values = [typed_value(x, schema_type) for x in literals]
    except ValueError:
        return None
    return list(dict.fromkeys(values))
