"""JSON values as they are compared: without order where that means nothing, references followed, prose left out."""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias
from urllib.parse import unquote

from spec import pointer as pointers

Place: TypeAlias = tuple[str, Any]
"""A JSON pointer and what stands there."""

MAX_HOPS = 50
MAX_EXPANDED = 20_000
"""How many values a constraint may hold, what it refers to included, to be compared in detail."""

PROSE = frozenset({"title", "summary", "description", "externalDocs", "$comment", "example", "examples", "xml"})
"""Keywords that no program acts on."""

_ANY_ORDER = frozenset({"enum", "required", "type", "allOf", "anyOf", "oneOf"})


def canonical(value: Any) -> str:
    """Give a text that is the same for equal JSON values: keys in order, 1.0 as 1."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def resolve(root: Mapping[str, Any], pointer: str, value: Any) -> Place:
    """Follow the references of a value inside a document; one that leads nowhere, or in a circle, stays as it is."""
    for _ in range(MAX_HOPS):
        reference = value.get("$ref") if isinstance(value, dict) else None
        found = target(root, reference) if isinstance(reference, str) else None
        if found is None:
            break
        pointer, value = found
    return pointer, value


def target(root: Mapping[str, Any], reference: str) -> Place | None:
    """Give what a reference inside the document leads to; None where there is nothing."""
    if not reference.startswith("#"):
        return None
    pointer = unquote(reference[1:]) if "%" in reference else reference[1:]
    try:
        return pointer, pointers.resolve(root, pointer)
    except (LookupError, ValueError):
        return None


def expanded(root: Mapping[str, Any], value: Any) -> str:
    """Give a text that is the same for values which say the same: prose left out, references followed."""
    budget = [MAX_EXPANDED]

    def expand(item: Any, open_: tuple[str, ...]) -> Any:
        budget[0] -= 1
        if isinstance(item, list):
            return [expand(one, open_) for one in item]
        if not isinstance(item, dict):
            return item
        reference = item.get("$ref")
        if isinstance(reference, str) and reference not in open_ and budget[0] > 0:
            found = target(root, reference)
            if found is not None and isinstance(found[1], dict):
                beside = {key: inner for key, inner in item.items() if key != "$ref"}
                return expand({**found[1], **beside}, (*open_, reference))
        return {key: _sorted(key, expand(inner, open_)) for key, inner in item.items() if key not in PROSE}

    return canonical(expand(value, ()))


def _sorted(key: str, value: Any) -> Any:
    return sorted(value, key=canonical) if key in _ANY_ORDER and isinstance(value, list) else value
