# Copied from apiscribe; do not edit.
"""The documented answers of the service."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from json.encoder import encode_basestring
from typing import Any

from .preferences import Preference
from .samples import resolve, sample
from .views import MISSING, Schemas

JSON = "application/json"
BODILESS = (204, 205, 304)
"""The statuses of answers that have no body."""

JSON_HEADERS = (("content-type", JSON),)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, value: Any, status: int = 200) -> "Answer":
        """Give an answer with a JSON value."""
        return cls(status, json_bytes(value), JSON_HEADERS)


@dataclass(frozen=True, slots=True)
class Documented:
    """One documented answer: its status, its media type, its value and the schema of that; MISSING for no body."""

    status: int
    media_type: str = ""
    value: Any = MISSING
    schema: Any = None

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON."""
        return "json" in self.media_type.lower()

    def answer(self) -> Answer:
        """Give what is sent."""
        if self.value is MISSING:
            return Answer(self.status)
        if self.is_json:
            return Answer.of(self.value, self.status)
        body = self.value if isinstance(self.value, str) else json.dumps(self.value)
        media_type = (("content-type", header_text(self.media_type)),)
        return Answer(self.status, body.encode("utf-8", "replace"), media_type)


class UndocumentedError(Exception):
    """A request prefers an answer that the document does not have."""


@dataclass(slots=True)
class Operation:
    """One operation of the document."""

    document: Mapping[str, Any]
    item: Mapping[str, Any]
    spec: Mapping[str, Any]
    _known: dict[tuple[int, str], tuple[Documented, Answer]] = field(default_factory=dict)

    def documented(self, status: int, example: str = "") -> Documented:
        """Give the documented answer with a status: an example, else a value made of its schema."""
        return self._both(status, example)[0]

    def answer(self, status: int, example: str = "") -> Answer:
        """Give the documented answer with a status as it is sent."""
        return self._both(status, example)[1]

    def preferred(self, preference: Preference, usual: int) -> Answer:
        """Give the answer that a request asks for. Raises UndocumentedError where there is none."""
        status = self._preferred_status(preference, usual) if preference.code else usual
        if preference.example and not preference.code:
            status = next((s for s in (usual, *self._statuses()) if preference.example in self._examples(s)), 0)
        if not status or (preference.example and preference.example not in self._examples(status)):
            raise UndocumentedError(f"no documented answer fits {preference.code or 'any status'}"
                                    f"{f', example {preference.example[:80]!r}' if preference.example else ''};"
                                    f" there are {', '.join(self.responses) or 'none'}")  # fmt: skip
        return self.answer(status, preference.example)

    @property
    def responses(self) -> Mapping[str, Any]:
        """The documented responses by their keys."""
        responses = self.spec.get("responses")
        return {str(key): value for key, value in responses.items()} if isinstance(responses, Mapping) else {}

    def _preferred_status(self, preference: Preference, usual: int) -> int:
        if re.fullmatch("[2-5]XX", preference.code):
            fitting = [s for s in (usual, *self._statuses()) if str(s)[0] == preference.code[0]]
            return fitting[0] if fitting else 100 * int(preference.code[0]) * ("default" in self.responses)
        if not re.fullmatch("[2-5][0-9]{2}", preference.code):
            return 0
        return int(preference.code) if self._response(int(preference.code)) else 0

    def _statuses(self) -> list[int]:
        return sorted(int(key.upper().replace("X", "0")) for key in self.responses if re.fullmatch(r"\d(\d\d|XX)", key))

    def _response(self, status: int) -> Mapping[str, Any]:
        found = self.responses
        node = found.get(str(status)) or found.get(f"{status // 100}XX") or found.get("default") or {}
        response = resolve(self.document, node)
        return response if isinstance(response, Mapping) else {}

    def _examples(self, status: int) -> Mapping[str, Any]:
        return _examples(_media(self._response(status))[1])

    def _both(self, status: int, example: str) -> tuple[Documented, Answer]:
        if (status, example) not in self._known:
            documented = self._make(status, example)
            self._known[status, example] = documented, documented.answer()
        return self._known[status, example]

    def _make(self, status: int, example: str) -> Documented:
        media_type, media = _media(self._response(status))
        if status in BODILESS or not media_type:
            return Documented(status)
        schema = media.get("schema", {})
        stated = _examples(media)
        for node in [stated[example]] if example else stated.values():
            found = resolve(self.document, node)
            if isinstance(found, Mapping) and "value" in found:
                return Documented(status, media_type, found["value"], schema)
        value = media["example"] if "example" in media else sample(self.document, schema)
        return Documented(status, media_type, value, schema)


def _media(response: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Give the media type to answer with, JSON first, and what the document says of it."""
    content = response.get("content")
    if not isinstance(content, Mapping) or not content:
        return "", {}
    media_type = next((key for key in content if "json" in key.lower()), next(iter(content)))
    media = content[media_type]
    return media_type, media if isinstance(media, Mapping) else {}


def _examples(media: Mapping[str, Any]) -> Mapping[str, Any]:
    examples = media.get("examples")
    return examples if isinstance(examples, Mapping) else {}


class Service:
    """The OpenAPI document, and what was made of it so far."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._operations: dict[str, Operation] = {}

    @cached_property
    def schemas(self) -> Schemas:
        """The schemas of the document."""
        return Schemas(self.document)

    def operation(self, method: str, path: str) -> Operation:
        """Give an operation by its request line as documented."""
        line = f"{method} {path}"
        if line not in self._operations:
            item = resolve(self.document, self.document["paths"][path])
            self._operations[line] = Operation(self.document, item, resolve(self.document, item[method.lower()]))
        return self._operations[line]


def error_answer(status: int, message: str, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """Give an answer with an error in the vendor's envelope."""
    body = {"error_code": f"Mock.{status:04d}", "error_msg": message}
    return Answer(status, json_bytes(body), (*JSON_HEADERS, *headers))


def not_allowed(method: str, methods: Collection[str]) -> Answer:
    """Give the refusal of a method where only others are for a path; HEAD is answered where GET is."""
    allowed = ", ".join(sorted({*methods} | ({"HEAD"} if "GET" in methods else set())))
    return error_answer(405, f"{method} is not documented here, only {allowed}", (("allow", allowed),))


def busy_answer() -> Answer:
    """Give the answer where another program holds the state."""
    return error_answer(503, "another program holds the state file; come back", (("retry-after", "1"),))


def json_text(value: Any) -> str:
    """Write a JSON value. Text and whole numbers, which most fields are, go the short way."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    return int.__repr__(value) if kind is int else _ENCODER.encode(value)


def json_bytes(value: Any) -> bytes:
    """Write a JSON value; half a surrogate pair goes as an escape."""
    return utf8(_ENCODER.encode(value))


def utf8(text: str) -> bytes:
    """Give the bytes of JSON text; half a surrogate pair, which stands in a string, goes as an escape."""
    return text.encode("utf-8", "backslashreplace")


def header_text(text: str) -> str:
    """Give text that can stand in a header."""
    return "".join(char for char in text[:200] if char.isascii() and char.isprintable())
