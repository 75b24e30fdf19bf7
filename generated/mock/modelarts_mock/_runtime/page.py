# Copied from apiscribe; do not edit.
"""What the mock shows of itself: the document with its own refusals in it, and a page to read that with."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from .samples import resolve
from .service import JSON, JSON_HEADERS, Answer, Service, json_bytes

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_REFUSAL = "MockRefusal"
_ERROR = {
    "type": "object",
    "required": ["error_code", "error_msg"],
    "properties": {"error_code": {"type": "string"}, "error_msg": {"type": "string"}},
}
_REFUSALS = {
    "400": "The request is not as documented.",
    "401": "The request is not authenticated.",
    "404": "There is no such thing.",
    "405": "The path has no such method.",
    "408": "The request came too slowly.",
    "409": "There is such a thing already.",
    "413": "The body is too large.",
    "415": "The body is of another media type than documented.",
    "429": "A fault that was asked for.",
    "431": "The headers are too large.",
    "500": "A fault that was asked for, or a handler that failed.",
    "503": "A fault that was asked for, or too many large bodies at once.",
}
"""What the mock answers beside what is documented."""


class Pages:
    """The page and the document; each is made when it is first asked for."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def docs(self) -> Answer:
        """Give the page."""
        return self._docs

    def document(self) -> Answer:
        """Give the document."""
        return self._document

    @cached_property
    def _document(self) -> Answer:
        return Answer(200, json_bytes(with_refusals(self._service.document)), JSON_HEADERS)

    @cached_property
    def _docs(self) -> Answer:
        html, style, script = (
            Path(__file__).with_name(f"docs.{kind}").read_text("utf-8") for kind in ("html", "css", "js")
        )
        digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
        policy = (
            f"default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        body = html.replace("/*style*/", style).replace("/*script*/", script)
        headers = (("content-type", "text/html; charset=utf-8"), ("content-security-policy", policy))
        return Answer(200, body.encode(), headers)


def with_refusals(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give a copy of a document in which each operation has the refusals of the mock that it lacks itself.

    The server is the mock.
    """
    components = document.get("components")
    parts = {**components} if isinstance(components, Mapping) else {}
    schemas, responses = ({**(parts.get(name) or {})} for name in ("schemas", "responses"))
    schemas[_REFUSAL] = _ERROR
    for status, description in _REFUSALS.items():
        content = {JSON: {"schema": {"$ref": f"#/components/schemas/{_REFUSAL}"}}}
        responses[_REFUSAL + status] = {"description": description, "content": content}
    paths = {path: _with_refusals(document, node) for path, node in document.get("paths", {}).items()}
    changed = {**document, "servers": [{"url": "/"}], "paths": paths}
    return changed | {"components": parts | {"schemas": schemas, "responses": responses}}


def _with_refusals(document: Mapping[str, Any], node: Any) -> Any:
    item = resolve(document, node)
    if not isinstance(item, Mapping):
        return node
    changed = dict(item)
    for method in _METHODS:
        operation = resolve(document, item.get(method))
        if not isinstance(operation, Mapping):
            continue
        stated = operation.get("responses")
        responses = {str(key): value for key, value in stated.items()} if isinstance(stated, Mapping) else {}
        for status in _REFUSALS:
            if status not in responses and f"{status[0]}XX" not in responses:
                responses[status] = {"$ref": f"#/components/responses/{_REFUSAL}{status}"}
        changed[method] = {**operation, "responses": responses}
    return changed
