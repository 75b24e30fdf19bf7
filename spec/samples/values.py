"""A value for a schema: always the same one, valid as far as the schema tells, finite where the schema is not.

A generated mock has a copy of this module: it imports nothing of the project.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from jsonschema_rs import Draft202012Validator, FancyRegexOptions

MAX_DEPTH = 12
MAX_ITEMS = 100
MAX_VALUES = 20_000
MAX_LENGTH = 10_000

_FORMATS = {
    "date-time": "2024-01-01T00:00:00Z",
    "date": "2024-01-01",
    "time": "00:00:00Z",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "uri": "https://example.com",
    "url": "https://example.com",
    "email": "user@example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "hostname": "example.com",
    "byte": "c3RyaW5n",
}
_CANDIDATES = (
    "string",
    "a",
    "A",
    "0",
    "1",
    "a1",
    "A1",
    "Aa1",
    "a-b",
    "a_b",
    "name-1",
    "1.0.0",
    "/",
    "/a/",
    "obs://a/b/",
)
_PATTERNS = FancyRegexOptions(backtrack_limit=10_000)
"""A pattern that takes forever to fail is given up."""


@dataclass(slots=True)
class _Source:
    """The document, how many more values one sample may have, and whether objects have what they need alone."""

    root: Mapping[str, Any]
    least: bool = False
    left: int = MAX_VALUES


class _Endless(Exception):
    """The schema has no finite value on this way."""


def resolve(root: Mapping[str, Any], node: Any) -> Any:
    """Give what a chain of references inside the document leads to, None where it is broken."""
    for _ in range(20):
        reference = node.get("$ref") if isinstance(node, Mapping) else None
        if not isinstance(reference, str):
            return node
        node = root
        for step in reference.removeprefix("#/").split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            node = node.get(key) if isinstance(node, Mapping) else None
    return None


def sample(root: Mapping[str, Any], schema: Any) -> Any:
    """Give a value for a schema of the document `root`; None where it has none."""
    try:
        return _sample(_Source(root), schema, ())
    except _Endless:
        return None


def sample_named(root: Mapping[str, Any], schema: Any, name: str, *, least: bool = False) -> Any:
    """Give a value for the schema of a thing with a name: a text without other hints is called after it.

    With `least`, objects have their required properties alone.
    """
    try:
        return _sample(_Source(root, least), schema, (), name=name)
    except _Endless:
        return None


def _sample(source: _Source, schema: Any, trail: tuple[int, ...], index: int = 0, name: str = "") -> Any:
    """`index` is the place in an array, `name` that of the property: a text without other hints is called after it."""
    node = resolve(source.root, schema)
    if not isinstance(node, Mapping):
        return {}
    source.left -= 1
    if len(trail) >= MAX_DEPTH or id(node) in trail or source.left < 0:
        raise _Endless
    inside = (*trail, id(node))
    if (stated := _stated(node, index)) is not None:
        return stated[0]
    for key in ("oneOf", "anyOf"):
        if choices := _list(node, key):
            return _first_of(source, choices, inside)
    kind = _type_of(node)
    if kind == "object":
        return _object(source, node, inside)
    if kind == "array":
        return _array(source, node, inside, name)
    if parts := _list(node, "allOf"):
        return _sample(source, parts[0], inside, index, name)
    if kind == "string":
        return _string(node, index, name)
    if kind in ("integer", "number"):
        return _number(node, kind == "integer", index)
    return {"boolean": True, "null": None}.get(kind, {})


def _stated(node: Mapping[str, Any], index: int) -> tuple[Any] | None:
    """Give the value that the schema states itself."""
    if "const" in node:
        return (node["const"],)
    if enum := _list(node, "enum"):
        return (enum[index % len(enum)],)
    if index == 0:
        if examples := _list(node, "examples"):
            return (examples[0],)
        for key in ("example", "default"):
            if key in node:
                return (node[key],)
    return None


def _type_of(node: Mapping[str, Any]) -> str:
    kind = node.get("type")
    if isinstance(kind, list):
        kind = next((name for name in kind if name != "null"), "null")
    if isinstance(kind, str):
        return kind
    if "properties" in node or any("properties" in part for part in _list(node, "allOf") if isinstance(part, Mapping)):
        return "object"
    return "array" if "items" in node else ""


def _first_of(source: _Source, choices: list[Any], trail: tuple[int, ...]) -> Any:
    for choice in choices:
        try:
            return _sample(source, choice, trail)
        except _Endless:
            continue
    raise _Endless


def _object(source: _Source, node: Mapping[str, Any], trail: tuple[int, ...]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for part in _list(node, "allOf"):
        inner = _sample(source, part, trail)
        value |= inner if isinstance(inner, dict) else {}
    required = _list(node, "required")
    properties = node.get("properties")
    for name, schema in properties.items() if isinstance(properties, Mapping) else ():
        if source.least and name not in required:
            continue
        try:
            value[name] = _sample(source, schema, trail, 0, name)
        except _Endless:
            if name in required:
                raise
    return value


def _array(source: _Source, node: Mapping[str, Any], trail: tuple[int, ...], name: str) -> list[Any]:
    least = min(_count(node.get("minItems"), 0), MAX_ITEMS)
    wanted = min(max(least, 1), _count(node.get("maxItems"), MAX_ITEMS))
    try:
        return [_sample(source, node.get("items", {}), trail, index, name) for index in range(wanted)]
    except _Endless:
        if least:
            raise
        return []


def _list(node: Mapping[str, Any], key: str) -> list[Any]:
    value = node.get(key)
    return value if isinstance(value, list) else []


def _count(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else otherwise


def _string(node: Mapping[str, Any], index: int, name: str) -> str:
    least = min(_count(node.get("minLength"), 0), MAX_LENGTH)
    most = max(_count(node.get("maxLength"), MAX_LENGTH), least)
    stated = _FORMATS.get(str(node.get("format")))
    if stated and index == 0:
        return stated
    letters = chr(ord("a") + index % 26) if index else ""
    candidates = (name, *_CANDIDATES) if name else _CANDIDATES
    fitting = [_to_length(letters + candidate, least, most) for candidate in candidates]
    pattern = node.get("pattern")
    if isinstance(pattern, str):
        try:
            judge = Draft202012Validator({"pattern": pattern}, pattern_options=_PATTERNS)
        except ValueError:
            return fitting[0]
        return next((text for text in fitting if judge.is_valid(text)), fitting[0])
    return fitting[0]


def _to_length(text: str, least: int, most: int) -> str:
    return (text + text[-1] * max(0, least - len(text)))[:most]


def _number(node: Mapping[str, Any], whole: bool, index: int) -> int | float:
    low, high = _bound(node, "minimum", "exclusiveMinimum", whole), _bound(node, "maximum", "exclusiveMaximum", whole)
    value: float = 1 + index
    if low is not None and value < low:
        value = low + index
    if high is not None and value > high:
        value = high
    step = node.get("multipleOf")
    if isinstance(step, int | float) and not isinstance(step, bool) and step > 0:
        value = ceil(value / step) * step
        if high is not None and value > high:
            value = floor(high / step) * step
    return int(value) if whole else value


def _bound(node: Mapping[str, Any], key: str, exclusive_key: str, whole: bool) -> float | None:
    """Give the least or greatest allowed value; an excluded one moves by one, or by a little for fractions."""
    value, exclusive = node.get(key), node.get(exclusive_key)
    sign = 1 if key == "minimum" else -1
    if isinstance(exclusive, int | float) and not isinstance(exclusive, bool):
        return exclusive + sign * (1 if whole else 1e-6)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value + sign if exclusive is True else value
    return None
