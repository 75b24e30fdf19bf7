"""The plan as the JSON documents that KrakenD reads, and that Amazon's and Huawei's gateways import."""

from collections.abc import Mapping
from typing import Any

from generator.gateway.plan import GatewayPlan, PathRoute, RoutedOperation, Variable
from generator.gateway.refusals import GatewayRefusedError, Refusal
from spec.pointer import join
from spec.profiles.apig_plan import Route as ApigRoute
from spec.profiles.apig_plan import Upstream as ApigUpstream
from spec.profiles.apig_plan import bare_document, plan_imports
from spec.profiles.apig_rules import broken_rules
from spec.profiles.path_names import PathNames, plain_name

JsonObject = dict[str, Any]
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
    """Give the OpenAPI 3.0.0 documents that Huawei's APIG imports one after the other into one group: the profile of
    `spec.profiles` with nothing but what routes.

    Raises GatewayRefusedError (GAT002) for what APIG would not import.
    """
    routed = {
        ApigRoute(_route_path(route), operation.method, operation.name): operation
        for route in plan.routes
        for operation in route.operations
    }
    upstream = plan.upstream
    target = ApigUpstream(upstream.scheme, f"{upstream.host}:{upstream.port}", plan.settings.timeout * 1000)
    imports = plan_imports(list(routed))
    made = [bare_document(plan.title, apis, target) for apis in imports]
    refused = []
    for apis, document in zip(imports, made, strict=True):
        places = {join("/paths", api.path, api.route.method.lower()): routed[api.route] for api in apis}
        for rule, pointer in broken_rules(document):
            about = places.get("/".join(pointer.split("/")[:4]))
            told = (about.id, about.pointer) if about else ("", "")
            refused.append(Refusal("GAT002", "apig", rule.text, rule.way_out, *told))
    if refused:
        raise GatewayRefusedError(*refused)
    return {f"apis-{at}.json": document for at, document in enumerate(made, 1)}


class _Names:
    """What each path parameter is called in the configurations: see `PathNames`."""

    def __init__(self, plan: GatewayPlan) -> None:
        self._paths = {route: _route_path(route) for route in plan.routes}
        self._names = PathNames(self._paths.values())

    def of(self, route: PathRoute) -> dict[str, str]:
        """Give the names of a path's parameters, in order, and what each is called in the document."""
        documented = self._names.parameters(self._paths[route])
        return {name: plain_name(raw) for name, raw in documented.items()}

    def path(self, route: PathRoute) -> str:
        """Give the path with them."""
        return self._names.path(self._paths[route])


def _route_path(route: PathRoute) -> str:
    """Give the path of a route whose segments are literals or placeholders, as the document names these."""
    return "/" + "/".join(s.shape if s.is_literal else f"{{{s.names[0]}}}" for s in route.segments)
