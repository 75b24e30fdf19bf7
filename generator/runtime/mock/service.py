"""The documented answers of the service."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from .samples import resolve, sample

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """One operation: its request line as documented, and the function that answers."""

    method: str
    path: str
    operation_id: str
    handler: "Callable[[Call], Answer]"


@dataclass(slots=True)
class Service:
    """The OpenAPI document, and the answers made of it so far."""

    document: Mapping[str, Any]
    _answers: dict[tuple[str, str, int], Answer] = field(default_factory=dict)

    def answer(self, method: str, path: str, status: int) -> Answer:
        """Give the documented answer of an operation: its first example, else a value made of its schema."""
        key = (method, path, status)
        if key not in self._answers:
            self._answers[key] = self._make(method, path, status)
        return self._answers[key]

    def _make(self, method: str, path: str, status: int) -> Answer:
        item = resolve(self.document, self.document["paths"][path])
        operation = resolve(self.document, item[method.lower()])
        responses = operation.get("responses") or {}
        response = resolve(self.document, responses.get(str(status)) or responses.get(f"{status // 100}XX") or {})
        content = response.get("content") if isinstance(response, Mapping) else None
        if status in (204, 304) or not isinstance(content, Mapping) or not content:
            return Answer(status)
        media_type = next((key for key in content if "json" in key.lower()), next(iter(content)))
        value = self._value(content[media_type])
        if "json" in media_type.lower():
            return Answer(status, json_bytes(value), (("content-type", JSON),))
        body = value if isinstance(value, str) else json.dumps(value)
        return Answer(status, body.encode("utf-8", "replace"), (("content-type", header_text(media_type)),))

    def _value(self, media: Any) -> Any:
        node = media if isinstance(media, Mapping) else {}
        examples = node.get("examples")
        for example in examples.values() if isinstance(examples, Mapping) else ():
            stated = resolve(self.document, example)
            if isinstance(stated, Mapping) and "value" in stated:
                return stated["value"]
        return node["example"] if "example" in node else sample(self.document, node.get("schema", {}))


@dataclass
class Call:
    """One request to one operation."""

    service: Service
    route: Route
    path_values: dict[str, str]
    query_string: bytes
    headers: Mapping[str, str]
    body: bytes

    def documented(self, status: int) -> Answer:
        """Give the documented answer with this status."""
        return self.service.answer(self.route.method, self.route.path, status)

    @cached_property
    def query(self) -> dict[str, str]:
        """The query; of a key that comes several times the last value."""
        return dict(parse_qsl(self.query_string.decode("latin-1"), keep_blank_values=True))


def error_answer(status: int, message: str, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """Give an answer with an error in the vendor's envelope."""
    body = {"error_code": f"Mock.{status:04d}", "error_msg": message}
    return Answer(status, json_bytes(body), (("content-type", JSON), *headers))


def json_bytes(value: Any) -> bytes:
    """Write a JSON value; half a surrogate pair goes as an escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def header_text(text: str) -> str:
    """Give text that can stand in a header."""
    return "".join(char for char in text[:200] if char.isascii() and char.isprintable())
