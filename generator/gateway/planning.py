"""The OpenAPI document to the plan of the gateways."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from generator.gateway.credentials import accesses_of
from generator.gateway.paths import Segment, split_path
from generator.gateway.plan import OPEN, Access, GatewayPlan, PathRoute, RoutedOperation, RouteName, Upstream, Variable
from generator.gateway.refusals import GatewayRefusedError, Refusal
from generator.gateway.settings import GatewaySettings
from generator.identifiers import distinct_names, spell_out, split_words
from generator.output import GenerationError
from generator.planning.client import title_of
from generator.planning.document import Document, JsonObject, Operation, object_of, pointer_of, text_of
from generator.settings import Settings

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,55}")
MAX_ROUTE_NAME = 56
"""With what is put after it, a name has at most the 64 characters that APISIX takes."""


def plan_gateway(root: Mapping[str, Any], settings: GatewaySettings) -> GatewayPlan:
    """Give the plan of a document.

    Raises GatewayRefusedError where no gateway could follow it: an upstream that is no host (GAT003), two operations
    that take the same requests (GAT001), a path that servers read in their own ways (GAT002), credentials to check that
    nothing of a request shows (GAT004); GenerationError for a document without operations.
    """
    document = Document(root)
    base, upstream = _upstream(root, settings.upstream)
    names = Settings.for_document(root, "mock", "0")
    operations = list(document.operations())
    accesses = accesses_of(document, operations) if settings.credentials == "require" else {}
    return GatewayPlan(
        service=names.distribution.removesuffix("-mock"),
        title=title_of(root),
        upstream=upstream,
        routes=_routes(operations, accesses, base),
        settings=settings,
    )


def _routes(operations: list[Operation], accesses: Mapping[str, Access], base: str) -> tuple[PathRoute, ...]:
    if not operations:
        raise GenerationError("the document has no operation to route", pointer_of("paths"))
    keys = [operation.id for operation in operations]
    if len(set(keys)) != len(keys):
        keys = [f"{o.id} {o.method} {o.path}" for o in operations]
    names = distinct_names(keys, route_name)
    found: dict[tuple[str, ...], dict[str, RoutedOperation]] = defaultdict(dict)
    segments: dict[tuple[str, ...], tuple[Segment, ...]] = {}
    refusals = []
    for operation, key in zip(operations, keys, strict=True):
        path = split_path(base + operation.path)
        shape = tuple(segment.shape for segment in path)
        if any(segment.is_trick for segment in path) or any(s.shape == "" for s in path[:-1]):
            rule = "servers on the way read an empty segment, one of dots or a null character in their own ways"
            way_out = "correct the path in the document"
            refusals.append(Refusal("GAT002", "", rule, way_out, operation.id, operation.pointer))
        access = accesses.get(operation.pointer, OPEN)
        routed = RoutedOperation(operation.id, names[key], operation.method, operation.pointer, access)
        other = found[shape].setdefault(operation.method, routed)
        if other is not routed:
            rule = (
                f"it takes the same requests as {other.name}: their paths differ in the names of placeholders at most"
            )
            way_out = "leave one of the two out of the document"
            refusals.append(Refusal("GAT001", "", rule, way_out, operation.id, operation.pointer))
        segments.setdefault(shape, path)
    if refusals:
        raise GatewayRefusedError(*refusals)
    ordered = sorted(segments, key=lambda shape: [segment.rank for segment in segments[shape]])
    routes = [PathRoute(segments[shape], tuple(found[shape].values()), ()) for shape in ordered]
    return _with_refused(routes)


def route_name(raw: str) -> RouteName:
    """Give the name of an operation: as it is where that is plain, else the words of it."""
    if _PLAIN_NAME.fullmatch(raw):
        return RouteName(raw)
    words = split_words(raw) or split_words(spell_out(raw)) or ["empty"]
    name = "-".join(words)[:MAX_ROUTE_NAME].rstrip("-")
    return RouteName(name if name[0].isalpha() else f"n{name}")


@dataclass(slots=True)
class _Node:
    """A segment of paths, for finding those that take some of the same requests."""

    children: dict[Segment, "_Node"] = field(default_factory=dict)
    literals: dict[tuple[bytes, ...], "_Node"] = field(default_factory=dict)
    methods: set[str] = field(default_factory=set)


def _with_refused(routes: list[PathRoute]) -> tuple[PathRoute, ...]:
    """Say of each path which methods later ones would take of its requests."""
    root = _Node()
    refused = []
    for route in reversed(routes):
        found: set[str] = set()
        level = [root]
        for segment in route.segments:
            level = [child for node in level for child in _fitting(node, segment)]
        for node in level:
            found |= node.methods
        refused.append(tuple(sorted(found - set(route.methods))))
        node = root
        for segment in route.segments:
            within = node.literals if segment.is_literal else node.children
            key: Any = segment.literals if segment.is_literal else Segment(segment.literals, ("",) * len(segment.names))
            node = within.setdefault(key, _Node())
        node.methods |= set(route.methods)
    return tuple(PathRoute(r.segments, r.operations, m) for r, m in zip(routes, reversed(refused), strict=True))


def _fitting(node: _Node, segment: Segment) -> list[_Node]:
    found = [child for other, child in node.children.items() if other.may_equal(segment)]
    if segment.is_literal:
        literal = node.literals.get(segment.literals)
        return [*found, literal] if literal else found
    return [*found, *(c for key, c in node.literals.items() if Segment(key, ()).may_equal(segment))]


def _upstream(root: Mapping[str, Any], url: str) -> tuple[str, Upstream]:
    """Give the base path and the upstream of a URL, else of the document's first server."""
    servers = root.get("servers")
    server: JsonObject = {"url": url} if url else object_of(servers[0] if isinstance(servers, list) and servers else {})
    try:
        parsed = urlsplit(text_of(server.get("url")))
        port = parsed.port or (443 if parsed.scheme == "https" else 80)
    except ValueError:
        raise GatewayRefusedError(_no_upstream("is no URL")) from None
    if parsed.scheme not in ("http", "https") or parsed.query or parsed.fragment or "@" in parsed.netloc:
        raise GatewayRefusedError(_no_upstream("is no absolute http or https URL"))
    host, variables = parsed.netloc.rpartition(":")[0] if parsed.port else parsed.netloc.rstrip(":"), {}
    for name in _VARIABLE.findall(host):
        default = text_of(object_of(object_of(server.get("variables")).get(name)).get("default"))
        variables[name] = Variable("_".join(split_words(name)).upper() or "PART", default)
    pieces = _VARIABLE.split(host)
    parts = tuple(variables[p] if at % 2 else p for at, p in enumerate(pieces) if p)
    upstream = Upstream(parsed.scheme, parts, port)
    if not _HOST.fullmatch(upstream.host) or any(v.name[0].isdigit() for v in upstream.variables):
        raise GatewayRefusedError(_no_upstream("names no host once its variables have their defaults"))
    base = parsed.path.rstrip("/")
    if "{" in base:
        raise GatewayRefusedError(_no_upstream("has a variable in its path"))
    return base, upstream


def _no_upstream(problem: str) -> Refusal:
    way_out = "give the URL of the service: `--upstream`, or `upstream` in `[gateway]`"
    return Refusal("GAT003", "", f"the first server of the document {problem}", way_out, "", pointer_of("servers"))
