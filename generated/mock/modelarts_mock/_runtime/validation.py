# Copied from apiscribe; do not edit.
"""Requests against the document: what is wrong with one, each violation with its place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from math import isinf
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from .parameters import Parameter, cookie_pairs, query_pairs, read_parameters
from .samples import resolve
from .service import Answer, Operation, Service, error_answer, json_text
from .views import MISSING, Schemas

MAX_VIOLATIONS = 100
MAX_COUNTED = 10_000
"""How many violations of one place are named, and up to how many more are counted."""

MAX_DEPTH = 200
MAX_MESSAGE = 200


@dataclass(slots=True)
class Values:
    """What a request says, read as documented. `body` is MISSING where there is none, or none in JSON."""

    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    cookie: dict[str, Any] = field(default_factory=dict)
    body: Any = MISSING


class RefusedError(Exception):
    """A request that is not as documented, with the answer to it."""

    def __init__(self, status: int, *violations: str) -> None:
        super().__init__(*violations)
        self.answer: Answer = error_answer(status, "; ".join(violations))


class _Place:
    """The parameters in one place of requests, checked all at once."""

    def __init__(self, schemas: Schemas, place: str, parameters: list[Parameter]) -> None:
        self.place = place
        self.parameters = parameters
        self._schemas = schemas

    def read(self, pairs: Mapping[str, list[str]], violations: list[str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for parameter in self.parameters:
            if (found := parameter.read(pairs)) is not None:
                values[parameter.name] = found[0]
        if self._validator is not None:
            violations += violations_of(self._validator, values, self.place)
        return values

    @cached_property
    def _validator(self) -> Draft202012Validator | None:
        schema = {
            "type": "object",
            "properties": {parameter.name: parameter.schema for parameter in self.parameters},
            "required": [parameter.name for parameter in self.parameters if parameter.required],
        }
        return _compiled(self._schemas, schema)


class Checker:
    """Reads and checks the requests of one operation. It is compiled at the first of them."""

    def __init__(self, service: Service, operation: Operation, secrets: frozenset[str]) -> None:
        shared, own = operation.item.get("parameters"), operation.spec.get("parameters")
        nodes = [*(shared if isinstance(shared, list) else []), *(own if isinstance(own, list) else [])]
        parameters = read_parameters(service.document, nodes, secrets)
        self._places = {
            place: _Place(service.schemas, place, found)
            for place in ("path", "query", "header", "cookie")
            if (found := [parameter for parameter in parameters if parameter.place == place])
        }
        body = resolve(service.document, operation.spec.get("requestBody"))
        content = body.get("content") if isinstance(body, Mapping) else None
        self._content: Mapping[str, Any] = content if isinstance(content, Mapping) else {}
        self._body_required = isinstance(body, Mapping) and body.get("required") is True
        self._schemas = service.schemas
        self._bodies: dict[str, Draft202012Validator | None] = {}

    def read(
        self, path: Mapping[str, str], query: bytes, headers: Mapping[str, str], body: bytes, strict: bool
    ) -> Values:
        """Give what a request says. Raises RefusedError with every violation; if not `strict`, only where it cannot
        be read at all."""
        violations: list[str] = []
        values = Values()
        if place := self._places.get("path"):
            values.path = place.read({name: [text] for name, text in path.items()}, violations)
        if place := self._places.get("query"):
            try:
                values.query = place.read(query_pairs(query), violations)
            except ValueError:
                violations.append("query: is not in UTF-8, percent-encoded, or too long")
        if place := self._places.get("header"):
            values.header = place.read({name: [text] for name, text in headers.items()}, violations)
        if place := self._places.get("cookie"):
            values.cookie = place.read(cookie_pairs(headers.get("cookie", "")), violations)
        if self._content:
            values.body = self._read_body(headers.get("content-type", ""), body, violations)
        if violations and strict:
            raise RefusedError(400, *violations)
        return values

    def _read_body(self, content_type: str, body: bytes, violations: list[str]) -> Any:
        if not body:
            if self._body_required:
                violations.append("body: is required")
            return MISSING
        sent, _, rest = content_type.partition(";")
        key = _documented_type(self._content, sent.strip().lower())
        if key is None:
            allowed = ", ".join(self._content)
            named = sent.strip()[:MAX_MESSAGE]
            raise RefusedError(415, f"header content-type: {named!r} is not documented here, only {allowed}")
        if "json" not in key.lower() and "json" not in sent.lower():
            return MISSING
        if _charset(rest) not in ("", "utf-8", "utf8", "us-ascii"):
            raise RefusedError(415, "header content-type: JSON is in UTF-8")
        value = read_json(body)
        if key not in self._bodies:
            media = self._content[key]
            self._bodies[key] = _compiled(self._schemas, media.get("schema", {}) if isinstance(media, Mapping) else {})
        validator = self._bodies[key]
        if validator is not None:
            violations += violations_of(validator, value, "body")
        return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise ValueError(f"{text[:40]} is too large a number")
    return number


def _is_deep(value: Any) -> bool:
    """Tell whether a value is nested deeper than what is taken."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [item for item in level if isinstance(item, dict | list)]
        if not level:
            return False
        level = [one for item in level for one in (item.values() if isinstance(item, dict) else item)]
    return True


_DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)


def read_json(body: bytes) -> Any:
    """Read a body as JSON. Raises RefusedError where it is none."""
    try:
        value = _DECODER.decode(body.decode())
        if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _is_deep(value):
            raise RecursionError
        if b"\\u" in body:
            json_text(value).encode()
        return value
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"body: is not in UTF-8, from byte {error.start}") from None
    except UnicodeEncodeError:
        raise RefusedError(400, "body: has half a surrogate pair, which is no Unicode") from None
    except RecursionError:
        raise RefusedError(400, "body: is nested too deep") from None
    except ValueError as error:
        raise RefusedError(400, f"body: is no JSON: {str(error)[:MAX_MESSAGE]}") from None


def violations_of(validator: Draft202012Validator, value: Any, place: str) -> list[str]:
    """Say what of a value a schema refuses, each with its place."""
    try:
        if validator.is_valid(value):
            return []
        errors = validator.iter_errors(value)
        found = [_violation(error, place) for error in islice(errors, MAX_VIOLATIONS)]
        if more := sum(1 for _ in islice(errors, MAX_COUNTED)):
            found.append(f"{place}: {'at least ' if more == MAX_COUNTED else ''}{more} more")
    except (ValueError, RecursionError):
        return [f"{place}: is nested too deep, or has text that is no Unicode"]
    return found


def _violation(error: ValidationError, place: str) -> str:
    steps = [str(step)[:80] for step in error.instance_path]
    if place != "body":
        where = " ".join([place, "/".join(steps)]).strip()
    else:
        where = place + "".join(f"/{step}" for step in steps)
    message = error.message if len(error.message) <= MAX_MESSAGE else f"{error.message[:MAX_MESSAGE]}…"
    return f"{where}: {message}"


def _compiled(schemas: Schemas, schema: Any) -> Draft202012Validator | None:
    """Compile a schema; one that is none accepts everything."""
    try:
        return schemas.validator(schema)
    except ValueError:
        return None


def _documented_type(content: Mapping[str, Any], sent: str) -> str | None:
    """Give the documented media type that a body has; without a type it is the first one."""
    if not sent:
        return next(iter(content))
    group = sent.partition("/")[0]
    for key in content:
        if key.partition(";")[0].strip().lower() in (sent, f"{group}/*", "*/*"):
            return key
    return None


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""
