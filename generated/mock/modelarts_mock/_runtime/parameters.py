# Copied from apiscribe; do not edit.
"""The parameters of an operation, read from a request by their style and documented type."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from .samples import resolve

MAX_FIELDS = 1_000
_WHOLE = re.compile(r"[+-]?[0-9]{1,400}")
_NUMBER = re.compile(r"[+-]?([0-9]{1,400}(\.[0-9]{0,400})?|\.[0-9]{1,400})([eE][+-]?[0-9]{1,3})?")
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_NOT_PARAMETERS = frozenset({"accept", "authorization", "content-type"})
"""Headers which the standard does not count among parameters."""

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One documented parameter; names of headers are in small letters. `types` are those of its schema."""

    name: str
    place: str
    required: bool
    schema: Any
    types: tuple[str, ...]
    item_types: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    style: str
    explode: bool

    def read(self, pairs: Mapping[str, list[str]]) -> tuple[Any] | None:
        """Give the value in a tuple, None where the request does not have the parameter."""
        if "object" in self.types and "string" not in self.types:
            return self._read_object(pairs)
        texts = pairs.get(self.name)
        if texts is None:
            return None
        if "array" in self.types:
            return ([coerced(text, self.item_types) for text in self._split(texts)],)
        return (coerced(texts[-1], self.types),)

    def _split(self, texts: list[str]) -> list[str]:
        if self.explode and self.style == "form":
            return texts
        delimiter = _DELIMITERS.get(self.style, ",")
        return [part for text in texts for part in text.split(delimiter) if text]

    def _read_object(self, pairs: Mapping[str, list[str]]) -> tuple[Any] | None:
        if self.style == "deepObject":
            start = f"{self.name}["
            found = {n[len(start) : -1]: t[-1] for n, t in pairs.items() if n.startswith(start) and n.endswith("]")}
        elif self.explode and self.style == "form":
            found = {name: pairs[name][-1] for name in self.fields if name in pairs}
        elif self.name in pairs:
            parts = pairs[self.name][-1].split(",")
            halves = (part.partition("=")[::2] for part in parts)
            found = dict(halves) if self.explode else dict(zip(parts[::2], parts[1::2], strict=False))
        else:
            found = {}
        return ({name: coerced(text, self.fields.get(name, ())) for name, text in found.items()},) if found else None


def coerced(text: str, types: Iterable[str]) -> Any:
    """Give a text as the first of these types that it can be; as it is where it can be none, so that it is refused."""
    for kind in types:
        if kind == "string":
            return text
        if kind == "integer" and (whole := _whole(text)) is not None:
            return whole
        if kind == "number" and _NUMBER.fullmatch(text):
            return float(text)
        if kind == "boolean" and text in ("true", "false"):
            return text == "true"
        if kind == "null" and text in ("", "null"):
            return None
    return text


def _whole(text: str) -> int | None:
    """Give the integer that a text is; as in JSON Schema `1.0` and `1e2` are integers too."""
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text) and (value := Decimal(text)) == value.to_integral_value():
        return int(value)
    return None


def read_parameters(document: Mapping[str, Any], nodes: Iterable[Any], secrets: frozenset[str]) -> list[Parameter]:
    """Give the parameters of an operation; `secrets` are headers that are a matter of authentication."""
    found: dict[tuple[str, str], Parameter] = {}
    for node in nodes:
        stated = resolve(document, node)
        if not isinstance(stated, Mapping) or not isinstance(stated.get("name"), str):
            continue
        place = str(stated.get("in"))
        name = stated["name"].lower() if place == "header" else stated["name"]
        if place == "header" and (name in _NOT_PARAMETERS or name in secrets):
            continue
        found[place, name] = _parameter(document, stated, name, place)
    return list(found.values())


def _parameter(document: Mapping[str, Any], stated: Mapping[str, Any], name: str, place: str) -> Parameter:
    schema = stated.get("schema", {})
    node = resolve(document, schema)
    node = node if isinstance(node, Mapping) else {}
    style = str(stated.get("style") or ("form" if place in ("query", "cookie") else "simple"))
    explode = stated.get("explode")
    properties = node.get("properties")
    fields = properties if isinstance(properties, Mapping) else {}
    return Parameter(
        name=name,
        place=place,
        required=stated.get("required") is True or place == "path",
        schema=schema,
        types=types_of(node),
        item_types=types_of(resolve(document, node.get("items"))),
        fields={str(key): types_of(resolve(document, value)) for key, value in fields.items()},
        style=style,
        explode=explode if isinstance(explode, bool) else style == "form",
    )


def types_of(node: Any) -> tuple[str, ...]:
    """Give the types of a schema, those first that fewer texts can be."""
    stated = node.get("type") if isinstance(node, Mapping) else None
    kinds = [stated] if isinstance(stated, str) else stated if isinstance(stated, list) else ["string"]
    order = ("null", "boolean", "integer", "number", "array", "object", "string")
    return tuple(sorted((kind for kind in kinds if kind in order), key=order.index))


def query_pairs(query: bytes) -> dict[str, list[str]]:
    """Give the values of a query by their names. ValueError tells of one that is not UTF-8, or too long."""
    pairs: dict[str, list[str]] = {}
    if query:
        text = query.decode("ascii")
        for name, value in parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS):
            pairs.setdefault(name, []).append(value)
    return pairs


def cookie_pairs(header: str) -> dict[str, list[str]]:
    """Give the values of cookies by their names."""
    parts = (part.strip().partition("=") for part in header.split(";"))
    return {name: [value.strip('"')] for name, _, value in parts if name}
