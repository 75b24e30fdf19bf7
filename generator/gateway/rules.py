"""What each gateway cannot do, told before anything is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.gateway.plan import GatewayPlan, PathRoute, RoutedOperation
from generator.gateway.refusals import Refusal

LEAVE_OUT = "leave it out of the document, or use another gateway"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a gateway takes. `reserved` are first segments that it answers itself, `literal` is what a literal segment
    may be, where not anything; 0 stands for no limit. One that backtracks needs time by
    the power of the placeholders between which it searches."""

    whole_segments: bool = False
    backtracks: bool = False
    max_expression: int = 8000
    literal: str = ""
    refused_methods: frozenset[str] = frozenset()
    reserved: frozenset[str] = frozenset()
    one_slash: bool = False
    max_resources: int = 0
    max_timeout: int = 0
    max_body: int = 0
    only_utf8: bool = False
    rate_limit: bool = True
    credentials: bool = True
    credential_name: str = ".*"
    tls: bool = True


_PLAIN = "[A-Za-z0-9._~-]*"
_TRACE = frozenset({"TRACE"})
MEBIBYTE = 1024 * 1024
LIMITS = {
    # Its routes that ask for headers stand before all that do not, whatever their priority.
    "kong": Limits(refused_methods=_TRACE, backtracks=True, credentials=False),
    "apisix": Limits(
        refused_methods=_TRACE,
        backtracks=True,
        reserved=frozenset({"apisix"}),
        credential_name="[^_]*",
        tls=False,
    ),
    "krakend": Limits(
        whole_segments=True,
        literal=_PLAIN,
        refused_methods=frozenset({"HEAD", "OPTIONS", "TRACE"}),
        reserved=frozenset({"__health", "__debug", "__echo", "__stats", "__catchall"}),
        credentials=False,
    ),
    "envoy": Limits(),
    "nginx": Limits(refused_methods=_TRACE, backtracks=True, max_expression=4000, credential_name="[^_]*"),
    "haproxy": Limits(backtracks=True),
    "caddy": Limits(rate_limit=False, credential_name="[^_]*"),
    "traefik": Limits(only_utf8=True),
    "aws": Limits(
        whole_segments=True,
        literal="[A-Za-z0-9._:-]*",
        refused_methods=_TRACE,
        reserved=frozenset({"ping", "sping"}),
        one_slash=True,
        max_resources=300,
        max_timeout=29,
        max_body=10 * MEBIBYTE,
        rate_limit=False,
        credentials=False,
        tls=False,
    ),
    "apig": Limits(
        whole_segments=True,
        literal=_PLAIN,
        refused_methods=_TRACE,
        max_timeout=60,
        max_body=12 * MEBIBYTE,
        rate_limit=False,
        credentials=False,
        tls=False,
    ),
}
"""By the name of the gateway."""


def refusals(plan: GatewayPlan, gateway: str) -> Iterator[Refusal]:
    """Give everything that a gateway cannot do of a plan: GAT002 for routes, GAT004 for settings."""
    limits = LIMITS[gateway]
    yield from _settings(plan, gateway, limits)
    slashes = {route.shape for route in plan.routes}
    resources: set[tuple[str, ...]] = set()
    for route in plan.routes:
        for rule in _path_rules(route, limits, slashes):
            operation = route.operations[0]
            yield Refusal("GAT002", gateway, rule, LEAVE_OUT, operation.id, operation.pointer)
        for operation in route.operations:
            yield from _method(operation, gateway, limits)
        shapes = [segment.shape for segment in route.segments]
        resources |= {tuple(shapes[:end]) for end in range(1, len(shapes) + 1) if shapes[end - 1]}
        if limits.max_resources and len(resources) > limits.max_resources:
            rule = f"an API has at most {limits.max_resources} resources, and with this operation there are more"
            way_out = "make two documents, or use another gateway"
            yield Refusal("GAT002", gateway, rule, way_out, route.operations[0].id, route.operations[0].pointer)
            return


def _path_rules(route: PathRoute, limits: Limits, shapes: set[str]) -> Iterator[str]:
    if limits.whole_segments and any(not s.is_literal and not s.is_placeholder for s in route.segments):
        yield "a path parameter is a whole segment"
    if any(b"" in segment.literals[1:-1] for segment in route.segments):
        yield "nothing says where one path parameter ends and the next one begins"
    if limits.backtracks and any(segment.searches > 1 for segment in route.segments):
        yield "where several long literals stand between path parameters, some requests take it too long"
    if limits.max_expression and len(route.regex) > limits.max_expression:
        yield f"the expression of a path has at most {limits.max_expression} characters"
    literals = [segment.literals[0].decode("latin-1") for segment in route.segments if segment.is_literal]
    if limits.literal and not all(re.fullmatch(limits.literal, literal) for literal in literals):
        yield f"a literal segment is of the signs {limits.literal.rstrip('*')}"
    if limits.only_utf8 and not all(segment.is_utf8 for segment in route.segments):
        yield "it reads paths as UTF-8"
    first = route.segments[0]
    if first.is_literal and first.shape in limits.reserved:
        yield f"paths below /{first.shape} are its own"
    if limits.one_slash and route.shape.endswith("/") and route.shape != "/" and route.shape[:-1] in shapes:
        yield "a path and the same one with a slash at its end are one to it"


def _method(operation: RoutedOperation, gateway: str, limits: Limits) -> Iterator[Refusal]:
    if operation.method in limits.refused_methods:
        rule = f"it does not route {operation.method}"
        yield Refusal("GAT002", gateway, rule, LEAVE_OUT, operation.id, operation.pointer)


def _settings(plan: GatewayPlan, gateway: str, limits: Limits) -> Iterator[Refusal]:
    settings = plan.settings
    wrong = []
    if limits.max_timeout and settings.timeout > limits.max_timeout:
        wrong.append(("timeout", f"a request takes at most {limits.max_timeout} seconds"))
    if limits.max_body and settings.max_body > limits.max_body:
        wrong.append(("max_body", f"a body has at most {limits.max_body} bytes"))
    if settings.rate_limit and not limits.rate_limit:
        wrong.append(("rate_limit", "the configuration cannot limit the rate of requests"))
    if settings.credentials == "require" and not limits.credentials:
        wrong.append(("credentials", "the configuration cannot tell whether a request carries credentials"))
    if not all(re.fullmatch(limits.credential_name, credential.header) for credential in plan.credentials):
        wrong.append(("credentials", "it leaves out headers with an underscore, credentials too"))
    if settings.certificate and not limits.tls:
        wrong.append(("certificate", "the configuration cannot name the file of a certificate"))
    for setting, rule in wrong:
        yield Refusal("GAT004", gateway, rule, f"change `{setting}`, or leave {gateway} out of `names`")
