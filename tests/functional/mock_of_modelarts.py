"""The mock of the published document, and requests to it that the document accepts."""

import importlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from generator.planning.document import Document, Operation
from generator.planning.kinds import Deed, Kinds
from generator.planning.resources import place_operations
from generator.runtime.mock.samples import sample
from generator.runtime.mock.views import DOCUMENT, absolute

ERROR = {
    "type": "object",
    "properties": {"error_code": {"type": "string"}, "error_msg": {"type": "string"}},
    "required": ["error_code", "error_msg"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Request:
    """One request as it is sent."""

    method: str
    path: str
    params: Mapping[str, Any]
    headers: Mapping[str, str]
    body: bytes


class Published:
    """The published document, read."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root
        self.document = Document(root)
        self.operations = list(self.document.operations())
        placed = place_operations(self.operations)
        kinds = Kinds.of(self.document, placed)
        self.kinds = kinds.all()
        self.deeds: dict[str, Deed] = {item.operation.pointer: kinds.deed(item) for item in placed}
        self._registry = jsonschema_rs.Registry([(DOCUMENT, root)])

    def request(self, operation: Operation, path_values: Mapping[str, str] | None = None, **fields: Any) -> Request:
        """Give a request with what is required, and these fields in its body."""
        known = path_values or {}
        params, headers, path = {}, {}, operation.path
        for parameter in operation.parameters:
            name, place = parameter["name"], parameter["in"]
            if place == "path":
                made = known.get(name, str(sample(self.root, parameter["schema"])))
                path = path.replace(f"{{{name}}}", quote(made, safe=""))
            elif parameter.get("required") and place == "query":
                params[name] = sample(self.root, parameter["schema"])
            elif parameter.get("required") and place == "header":
                headers[name] = str(sample(self.root, parameter["schema"]))
        body = b""
        if "requestBody" in operation.spec:
            spec, _ = self.document.follow(operation.spec["requestBody"], "")
            media_type, media = next(iter(spec["content"].items()))
            headers["content-type"] = media_type
            value = sample(self.root, media.get("schema", {}))
            body = json.dumps({**value, **fields} if isinstance(value, dict) else value).encode()
        return Request(operation.method, path, params, headers, body)

    def problem(self, operation: Operation, status: int, body: bytes) -> str:
        """Say what is wrong with an answer; empty for nothing."""
        response = next((r for r in self.document.responses(operation) if r.status == status), None)
        if response is None and status < 400:
            return f"{operation.id}: {status} is not documented"
        media = response.content.get("application/json") if response else None
        if not body:
            return f"{operation.id}: {status} without its body" if media else ""
        schema = ERROR if status >= 400 else absolute((media or {}).get("schema", False))
        validator = jsonschema_rs.Draft202012Validator(schema, registry=self._registry)
        errors = [f"{error.instance_path}: {error.message[:200]}" for error in validator.iter_errors(json.loads(body))]
        return f"{operation.id}: {status}: {errors[0]}" if errors else ""


def load_document() -> dict[str, Any]:
    """Give the published document."""
    path = Path(__file__).parents[2] / "spec" / "documents" / "modelarts" / "openapi.json"
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


@contextmanager
def served(package: ModuleType, **settings: Any) -> Iterator[tuple[Any, str]]:
    """Serve a generated mock; gives the application and its address."""
    app = package.create_app(package.Settings(**settings))
    with package.serve(app) as url:
        yield app, url


def import_mock(name: str) -> ModuleType:
    """Import a generated mock."""
    return importlib.import_module(name)
