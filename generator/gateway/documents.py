"""The plan as the JSON documents that KrakenD reads, and that Amazon's and Huawei's gateways import."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.gateway.plan import GatewayPlan, PathRoute, RoutedOperation, Variable

JsonObject = dict[str, Any]
NAME_LENGTH = 32
"""Characters of a path parameter: what the strictest of the gateways takes."""
APIS_PER_IMPORT = 300
_MADE = "Made by apiscribe; do not edit."


def krakend_document(plan: GatewayPlan) -> JsonObject:
    """Give `krakend.json`. A key that begins with `@` is a comment there."""
    settings, upstream = plan.settings, plan.upstream
    names = _Names(plan)
    router: JsonObject = {"disable_redirect_trailing_slash": True, "disable_redirect_fixed_path": True}
    document: JsonObject = {
        "@comment": f"{plan.service}: {plan.operations} operations. {_MADE}",
        "$schema": "https://www.krakend.io/schema/v2.13/krakend.json",
        "version": 3,
        "name": plan.service,
        "listen_ip": settings.address,
        "port": settings.port,
        "timeout": f"{settings.timeout}s",
        "dialer_timeout": f"{settings.connect_timeout}s",
        "output_encoding": "no-op",
        "host": [f"{upstream.scheme}://{upstream.host}:{upstream.port}"],
        "extra_config": {"router": router},
    }
    if settings.certificate:
        document["tls"] = {"keys": [{"public_key": settings.certificate, "private_key": settings.key}]}
    document["endpoints"] = [
        _krakend_endpoint(names.path(route), names.of(route), operation, settings.rate_limit)
        for route in plan.routes
        for operation in route.operations
    ]
    return document


def _krakend_endpoint(path: str, renamed: Mapping[str, str], operation: RoutedOperation, rate: int) -> JsonObject:
    endpoint: JsonObject = {
        "@operation": operation.name,
        "endpoint": path,
        "method": operation.method,
        "output_encoding": "no-op",
        "input_headers": ["*"],
        "input_query_strings": ["*"],
        "backend": [{"url_pattern": path, "method": operation.method, "encoding": "no-op"}],
    }
    if documented := {name: other for name, other in renamed.items() if name != other}:
        endpoint["@parameters"] = documented
    if rate:
        endpoint["extra_config"] = {"qos/ratelimit/router": {"client_max_rate": rate, "strategy": "ip"}}
    return endpoint


def aws_document(plan: GatewayPlan) -> JsonObject:
    """Give the OpenAPI 3.0 document that Amazon API Gateway imports as a REST API."""
    names = _Names(plan)
    paths: JsonObject = {}
    for route in plan.routes:
        path = names.path(route)
        item = paths.setdefault(path.rstrip("/") or "/", {})
        for operation in route.operations:
            item[operation.method.lower()] = _aws_operation(plan, path, names.of(route), operation)
    return {
        "openapi": "3.0.1",
        "info": {"title": plan.service, "version": "1", "description": _MADE},
        # Bodies go through as they are, not as text.
        "x-amazon-apigateway-binary-media-types": ["*/*"],
        "paths": paths,
    }


def _aws_operation(plan: GatewayPlan, path: str, renamed: Mapping[str, str], operation: RoutedOperation) -> JsonObject:
    upstream = plan.upstream
    host = "".join(_stage_variable(p) if isinstance(p, Variable) else p for p in upstream.parts)
    port = "" if upstream.authority == upstream.host else f":{upstream.port}"
    integration: JsonObject = {
        "type": "http_proxy",
        "httpMethod": operation.method,
        "uri": f"{upstream.scheme}://{host}{port}{path}",
        "passthroughBehavior": "when_no_match",
        "timeoutInMillis": plan.settings.timeout * 1000,
    }
    if renamed:
        integration["requestParameters"] = {
            f"integration.request.path.{n}": f"method.request.path.{n}" for n in renamed
        }
    return {
        "operationId": operation.name,
        "parameters": _path_parameters(renamed),
        "responses": {"default": {"description": "What the service answers."}},
        "x-amazon-apigateway-integration": integration,
    }


def _stage_variable(variable: Variable) -> str:
    return "${stageVariables." + variable.name + "}"


def _path_parameters(renamed: Mapping[str, str]) -> list[JsonObject]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        | ({"description": documented} if documented != name else {})
        for name, documented in renamed.items()
    ]


def apig_documents(plan: GatewayPlan) -> Mapping[str, JsonObject]:
    """Give the OpenAPI 3.0.0 documents that Huawei's APIG imports one after the other into one group."""
    names = _Names(plan)
    parts: list[JsonObject] = []
    count = APIS_PER_IMPORT
    for route in plan.routes:
        if count + len(route.operations) > APIS_PER_IMPORT:
            parts.append({})
            count = 0
        count += len(route.operations)
        path = names.path(route)
        item = parts[-1].setdefault(path, {})
        for operation in route.operations:
            item[operation.method.lower()] = _apig_operation(plan, path, names.of(route), operation)
    title = plan.service.replace("-", "_")
    group = (title if len(title) >= 3 and title[0].isalpha() else f"api_{title}")[:64]
    head = {"openapi": "3.0.0", "info": {"title": group, "version": "1", "description": _MADE}}
    return {f"apis-{at}.json": {**head, "paths": paths} for at, paths in enumerate(parts, 1)}


def _apig_operation(plan: GatewayPlan, path: str, renamed: Mapping[str, str], operation: RoutedOperation) -> JsonObject:
    upstream = plan.upstream
    backend: JsonObject = {
        "type": "HTTP",
        "httpEndpoints": {
            "address": f"{upstream.host}:{upstream.port}",
            "scheme": upstream.scheme,
            "method": operation.method,
            "path": path,
            "timeout": plan.settings.timeout * 1000,
        },
    }
    if renamed:
        backend["parameters"] = [{"name": n, "value": n, "in": "path", "origin": "REQUEST"} for n in renamed]
    return {
        "operationId": operation.name,
        "parameters": _path_parameters(renamed),
        "responses": {"default": {"description": "What the service answers."}},
        "x-apigateway-request-type": "public",
        "x-apigateway-match-mode": "NORMAL",
        "x-apigateway-backend": backend,
    }


class _Names:
    """What each path parameter is called: of paths with the same begin, one name at one position, as routers by trees
    need it; letters, digits and `_`, at most NAME_LENGTH of them, no two the same in a path."""

    def __init__(self, plan: GatewayPlan) -> None:
        self._given: dict[tuple[str, ...], str] = {}
        self._paths = {route.shape: tuple(self._pieces(route)) for route in plan.routes}

    def of(self, route: PathRoute) -> dict[str, str]:
        """Give the names of a path's parameters, in order, and what each is called in the document."""
        pieces = zip(self._paths[route.shape], route.segments, strict=True)
        return {piece[1:-1]: _plain_name(segment.names[0]) for piece, segment in pieces if segment.names}

    def path(self, route: PathRoute) -> str:
        """Give the path with them."""
        return "/" + "/".join(self._paths[route.shape])

    def _pieces(self, route: PathRoute) -> Iterator[str]:
        taken: set[str] = set()
        begin: tuple[str, ...] = ()
        for segment in route.segments:
            begin = (*begin, segment.shape)
            if segment.is_literal:
                yield segment.shape
                continue
            name = self._given.get(begin) or _free_name(segment.names[0], taken)
            self._given[begin] = name
            taken.add(name)
            yield f"{{{name}}}"


def _free_name(raw: str, taken: set[str]) -> str:
    name = _plain_name(raw)[:NAME_LENGTH]
    while name in taken:
        name = f"{name[: NAME_LENGTH - 6]}_other" if not name.endswith("_other") else f"x{name}"[:NAME_LENGTH]
    return name


def _plain_name(raw: str) -> str:
    name = "_".join(re.findall("[A-Za-z0-9]+", raw)) or "value"
    return (name if name[0].isalpha() else f"n{name}")[:200]
