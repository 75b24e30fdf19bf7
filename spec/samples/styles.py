"""From the value of a parameter to the texts that are sent for it, by `style` and `explode`; nothing is encoded yet."""

import json
from collections.abc import Mapping
from typing import Any

from spec.samples.request import Pairs

_USUAL = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


def pairs_of(parameter: Mapping[str, Any], value: Any) -> Pairs:
    """Give what is sent for a value of a parameter: its name with a text, or several pairs where its style says so.

    A parameter of a media type is sent as JSON, and so is a value inside of one, for which no style has a form.
    """
    name, place = str(parameter.get("name", "")), str(parameter.get("in", ""))
    if "content" in parameter:
        return ((name, write_json(value)),)
    usual = _USUAL.get(place, "simple")
    stated = parameter.get("style")
    style = stated if isinstance(stated, str) else usual
    explode = parameter.get("explode")
    exploded = explode if isinstance(explode, bool) else style == "form"
    if isinstance(value, dict):
        return _object(name, place, style, exploded, value)
    if isinstance(value, list):
        texts = [text_of(item) for item in value]
        if place in ("query", "cookie"):
            if exploded:
                return tuple((name, text) for text in texts)
            return ((name, _SEPARATORS.get(style, ",").join(texts)),)
        separator = {"label": ".", "matrix": f";{name}="}.get(style, ",") if exploded else ","
        return ((name, _prefix(style, name) + separator.join(texts)),)
    return ((name, _prefix(style, name) + text_of(value)),)


def _object(name: str, place: str, style: str, exploded: bool, value: Mapping[str, Any]) -> Pairs:
    items = [(key, text_of(item)) for key, item in value.items()]
    if style == "deepObject" and place == "query":
        return tuple((f"{name}[{key}]", text) for key, text in items)
    if place in ("query", "cookie"):
        if exploded:
            return tuple(items)
        return ((name, _SEPARATORS.get(style, ",").join(part for item in items for part in item)),)
    if not exploded:
        return ((name, _prefix(style, name) + ",".join(part for item in items for part in item)),)
    first, separator = {"label": (".", "."), "matrix": (";", ";")}.get(style, ("", ","))
    return ((name, first + separator.join(f"{key}={text}" for key, text in items)),)


def _prefix(style: str, name: str) -> str:
    return {"label": ".", "matrix": f";{name}="}.get(style, "")


def text_of(value: Any) -> str:
    """Give a value as it stands in a URL or header: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else write_json(value)


def write_json(value: Any) -> str:
    """Write JSON in one line. Raises ValueError for a number that JSON has no form for."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str, allow_nan=False)
