"""What Huawei Cloud's API Gateway (APIG) imports, decided once: the names, which import holds what, the backends.

The profile of a document and the configuration of a gateway are both made from it. The rules that it keeps, with their
sources, are in `spec.profiles.apig_rules`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from spec.naming import distinct_names, spell_out, split_words
from spec.profiles.path_names import PathNames, plain_name, segments, shape

JsonObject = dict[str, Any]

VERSION = "3.0.0"
APIS_PER_IMPORT = 300
TIMEOUT = 30_000
"""Milliseconds; APIG itself would wait for 5,000."""

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,63}")
"""What a group or an API may be called."""
_MAX_NAME = 64
_WORD = re.compile(r"[A-Za-z0-9]+")


class ApigName(str):
    """The name of a group or an API: 3 to 64 letters, digits and `_`, a letter first."""

    __slots__ = ()

    def __new__(cls, raw: str) -> "ApigName":
        """Make the name of any text; what is such a name stays."""
        if NAME.fullmatch(raw):
            return super().__new__(cls, raw)
        name = "_".join(_WORD.findall(raw) or split_words(spell_out(raw)) or ["empty"])
        if not name[0].isalpha() or len(name) < len("api"):
            name = f"api_{name}"
        return super().__new__(cls, name[:_MAX_NAME])


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where requests go: `scheme` and `address` (a host, with a port where it is not the usual one), and for how many
    milliseconds APIG waits."""

    scheme: str
    address: str
    timeout: int = TIMEOUT


@dataclass(frozen=True, slots=True)
class Route:
    """An operation as the document has it: its whole path, its method in capitals, its name."""

    path: str
    method: str
    name: str


@dataclass(frozen=True, slots=True)
class Api:
    """An operation as APIG has it. `parameters`: the names of those of the path, and what the document calls each."""

    route: Route
    name: ApigName
    path: str
    parameters: dict[str, str]


def plan_imports(routes: Sequence[Route]) -> list[list[Api]]:
    """Say which APIs each import holds: literal segments before placeholders, the methods of a path together.

    Of routes that take the same requests (see `duplicates`) each is there.
    """
    ordered = sorted(routes, key=lambda route: [_rank(segment) for segment in segments(route.path)])
    names = PathNames(route.path for route in ordered)
    keys = {route: route.name for route in ordered}
    if len(set(keys.values())) != len(keys):
        keys = {route: f"{route.name} {route.method} {route.path}" for route in ordered}
    given = distinct_names(keys.values(), ApigName)
    together: dict[str, list[Api]] = defaultdict(list)
    for route in ordered:
        path = names.path(route.path)
        together[path].append(Api(route, given[keys[route]], path, names.parameters(route.path)))
    imports: list[list[Api]] = []
    for apis in together.values():
        if not imports or len(imports[-1]) + len(apis) > APIS_PER_IMPORT:
            imports.append([])
        imports[-1] += apis
    return imports


def duplicates(routes: Iterable[Route]) -> list[tuple[Route, Route]]:
    """Give the routes that take the same requests as another one before, each with that one."""
    first: dict[tuple[str, str], Route] = {}
    pairs = ((route, first.setdefault((shape(route.path), route.method), route)) for route in routes)
    return [(route, other) for route, other in pairs if route is not other]


def bare_document(title: str, apis: Iterable[Api], upstream: Upstream) -> JsonObject:
    """Give the document of one import."""
    paths: dict[str, JsonObject] = {}
    for api in apis:
        paths.setdefault(api.path, {})[api.route.method.lower()] = _operation(api, upstream)
    info = {"title": ApigName(title), "version": "1", "description": "Made by apiscribe; do not edit."}
    return {"openapi": VERSION, "info": info, "paths": paths}


def _operation(api: Api, upstream: Upstream) -> JsonObject:
    """Give an operation: the ones that are named otherwise than in the document have that name as their summary."""
    backend: JsonObject = {
        "type": "HTTP",
        "httpEndpoints": {
            "address": upstream.address,
            "scheme": upstream.scheme,
            "method": api.route.method,
            "path": api.path,
            "timeout": upstream.timeout,
        },
    }
    if api.parameters:
        backend["parameters"] = [{"name": n, "value": n, "in": "path", "origin": "REQUEST"} for n in api.parameters]
    return {
        "operationId": api.name,
        **({"summary": api.route.name} if api.route.name != api.name else {}),
        "parameters": [_path_parameter(name, documented) for name, documented in api.parameters.items()],
        "responses": {"default": {"description": "What the service answers."}},
        "x-apigateway-request-type": "public",
        "x-apigateway-match-mode": "NORMAL",
        "x-apigateway-backend": backend,
    }


def _path_parameter(name: str, documented: str) -> JsonObject:
    told = plain_name(documented)
    return {
        "name": name,
        "in": "path",
        **({"description": told} if told != name else {}),
        "required": True,
        "schema": {"type": "string"},
        "x-apigateway-pass-through": "always",
    }


def _rank(segment: str) -> tuple[int, int, str]:
    """Give the place of a segment among those at its position: literals, the partly literal, the rest."""
    text = shape(segment)
    return (0, 0, text) if text == segment else (1, -len(text), text)
