# Copied from apiscribe; do not edit.
"""Whether an answer is a documented one: its status, its media type, its body, and every field of that."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from jsonschema_rs import Draft202012Validator

from .redaction import HIDDEN
from .samples import resolve
from .service import Operation, Service
from .views import absolute

MAX_FINDINGS = 20
_MAX_NAME = 80
_PARTS = ("allOf", "anyOf", "oneOf")


class Contract:
    """Compares answers with the document. What it says of them never shows a value."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._validators: dict[int, Draft202012Validator] = {}

    def problems(self, operation: Operation, status: int, content_type: str, body: bytes) -> list[str]:
        """Say in what an answer leaves the document, at most MAX_FINDINGS times."""
        responses = operation.responses
        node = responses.get(str(status)) or responses.get(f"{status // 100}XX") or responses.get("default")
        if node is None:
            return [f"the status {status} is not documented, only {', '.join(responses) or 'none'}"]
        response = resolve(self._service.document, node)
        content = response.get("content") if isinstance(response, Mapping) else None
        media_types = content if isinstance(content, Mapping) else {}
        if not media_types:
            return ["the answer has a body, and none is documented"] if body else []
        if not body:
            return ["the answer has no body, and one is documented"]
        essence = content_type.partition(";")[0].strip().lower()
        media = next((media for name, media in media_types.items() if _same(name, essence)), None)
        if media is None:
            named = essence[:_MAX_NAME] or "none"
            return [f"the media type {named} is not documented, only {', '.join(media_types)}"]
        if "json" not in essence:
            return []
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            return ["the body is no JSON"]
        return list(islice(self._value_problems(media, value), MAX_FINDINGS))

    def _value_problems(self, media: Any, value: Any) -> Iterator[str]:
        schema = media.get("schema") if isinstance(media, Mapping) else None
        if not isinstance(schema, Mapping):
            return
        try:
            for error in self._validator(schema).iter_errors(value):
                yield f"{_pointer(error.instance_path)}: {error.message}"
            yield from _undocumented(self._service.document, schema, value, "")
        except (ValueError, RecursionError):
            yield "the body is nested too deep to be checked, or its schema is none"

    def _validator(self, schema: Mapping[str, Any]) -> Draft202012Validator:
        if id(schema) not in self._validators:
            registry = self._service.schemas.registry
            self._validators[id(schema)] = Draft202012Validator(
                absolute(schema), registry=registry, mask=HIDDEN, offline=True
            )
        return self._validators[id(schema)]


def _same(documented: str, essence: str) -> bool:
    name = documented.partition(";")[0].strip().lower()
    return name in (essence, "*/*") or (name.endswith("/*") and essence.startswith(name[:-1]))


def _pointer(path: Iterable[str | int]) -> str:
    return "".join(f"/{str(step)[:_MAX_NAME]}" for step in path) or "the body"


def _undocumented(document: Mapping[str, Any], schema: Any, value: Any, place: str) -> Iterator[str]:
    """Give the fields that no schema of theirs names, unless one allows any."""
    nodes = list(_parts(document, schema, 0))
    if isinstance(value, list):
        items = next((node["items"] for node in nodes if "items" in node), None)
        for number, item in enumerate(value if items is not None else ()):
            yield from _undocumented(document, items, item, f"{place}/{number}")
    if not isinstance(value, dict):
        return
    named: dict[str, Any] = {}
    for node in nodes:
        properties = node.get("properties")
        named |= properties if isinstance(properties, Mapping) else {}
    is_open = not named or any(node.get("additionalProperties") or "patternProperties" in node for node in nodes)
    for name, item in value.items():
        if name in named:
            yield from _undocumented(document, named[name], item, f"{place}/{name[:_MAX_NAME]}")
        elif not is_open:
            yield f"{place}/{name[:_MAX_NAME]} is not documented"


def _parts(document: Mapping[str, Any], schema: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Give a schema and those that it is made of."""
    node = resolve(document, schema)
    if not isinstance(node, Mapping) or depth > MAX_FINDINGS:
        return
    yield node
    for key in _PARTS:
        parts = node.get(key)
        for part in parts if isinstance(parts, list) else ():
            yield from _parts(document, part, depth + 1)
