"""Credentials that a gateway asks for: what a document's security becomes, and what no gateway can look for."""

import time
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from generator.gateway import GatewayRefusedError, GatewaySettings, generate_gateways
from generator.gateway.planning import plan_gateway


def written(given: dict[str, Any], name: str, credentials: str = "require") -> dict[str, str]:
    """Give the files of a gateway, by path."""
    settings = GatewaySettings(credentials=credentials)
    return {file.path: file.text for file in generate_gateways(given, [name], settings, "0", folders=False)}


def secured(security: Any, schemes: dict[str, Any]) -> dict[str, Any]:
    """Give a document of one operation with this security."""
    operation = {"operationId": "ShowA", "security": security, "responses": {"200": {"description": "OK"}}}
    return {
        "openapi": "3.1.1",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://service.example"}],
        "paths": {"/a": {"get": operation}},
        "components": {"securitySchemes": schemes},
    }


def key(name: str, place: str = "header") -> dict[str, Any]:
    """Give a security scheme."""
    return {"type": "apiKey", "in": place, "name": name}


HOSTILE_SCHEMES = [
    key("X-Key\r\nX-Evil: 1"), key("X Key"), key("`id`"), key("${HOME}"), key("a' -m found } #"), key("k.*", "query"),
    key("\u6570", "cookie"), key("", "query"), key("X-Key", "body"), {"type": "mutualTLS"}, {}, key("X.Key"),
    key("x" * 201), key("Host"), key("transfer-encoding"), key("Connection"),
]  # fmt: skip


@pytest.mark.parametrize("scheme", HOSTILE_SCHEMES)
def test_credentials_that_nothing_shows_are_refused(scheme: dict[str, Any]) -> None:
    """A scheme whose name is not a plain one, or that no header, query parameter or cookie carries, is refused with the
    operation where credentials are required, and is nothing to a gateway that passes them on."""
    given = secured([{"Scheme": []}], {"Scheme": scheme})
    with pytest.raises(GatewayRefusedError) as refused:
        written(given, "nginx")
    assert [(r.code, r.operation) for r in refused.value.refusals] == [("GAT004", "ShowA")]
    assert "ShowA" in written(given, "nginx", "pass")["routes.conf"]


@pytest.mark.parametrize("security", [None, {"Key": []}, ["Key"], "Key", [{"Key": []}, None]])
@pytest.mark.parametrize("whole", [True, False])
def test_security_that_says_nothing_is_not_open(security: Any, whole: bool) -> None:
    """Where the document's security is none that the standard knows, a gateway that requires credentials does not take
    the operation for open, but is refused."""
    given = secured([{"Key": []}], {"Key": key("X-Key")})
    if whole:
        del given["paths"]["/a"]["get"]["security"]
    (given if whole else given["paths"]["/a"]["get"])["security"] = security
    with pytest.raises(GatewayRefusedError, match="list of objects"):
        written(given, "nginx")


def test_a_header_that_the_gateway_leaves_out_is_no_credential() -> None:
    """Caddy leaves headers with an underscore out, and nginx and APISIX would take them for those with a dash: a
    credential in one cannot be required there, and none with a dash is taken from one."""
    given = secured([{"Scheme": []}], {"Scheme": key("X_Key")})
    assert "req.fhdr(X_Key)" in written(given, "haproxy")["haproxy.cfg"]
    for name in ("caddy", "nginx", "apisix"):
        with pytest.raises(GatewayRefusedError, match="underscore"):
            written(given, name)
    given = secured([{"Scheme": []}], {"Scheme": key("X-Key")})
    for file, name in (("nginx.conf", "nginx"), ("config.yaml", "apisix")):
        required, passed = (written(given, name, way)[file] for way in ("require", "pass"))
        lines = [
            line.split(maxsplit=1)[-1].strip('";')
            for line in (required + passed).splitlines()
            if "underscores_" in line
        ]
        assert lines == ["off", "on"]


def test_too_many_ways_to_lack_credentials_are_refused() -> None:
    """Alternatives of several schemes each multiply to rules; more than a few are refused, at once."""
    schemes = {f"S{at}": key(f"X-{at}") for at in range(60)}
    ways = [{f"S{3 * at + more}": [] for more in range(3)} for at in range(20)]
    with pytest.raises(GatewayRefusedError, match="alternatives"):
        written(secured(ways, schemes), "nginx")


def test_too_many_credentials_are_refused() -> None:
    """A document whose operations ask for hundreds of different credentials is refused; with as many as may be, three
    thousand operations that each ask for something else are written, whatever the gateway, within seconds."""
    schemes = {f"S{at}": key(f"X-{at}") for at in range(65)}
    given = secured([], schemes)
    operation = given["paths"]["/a"]["get"]
    given["paths"] = {
        f"/{name}": {"get": {**operation, "operationId": name, "security": [{name: []}]}} for name in schemes
    }
    with pytest.raises(GatewayRefusedError) as refused:
        written(given, "envoy")
    assert [(r.operation, r.rule.partition("than ")[2]) for r in refused.value.refusals] == [
        ("S64", "64 different credentials")
    ]
    given["paths"] = {
        f"/a/{at}": {
            "get": {**operation, "operationId": f"Show{at}", "security": [{f"S{at % 64}": [], f"S{at // 64}": []}]}
        }
        for at in range(3000)
    }
    begun = time.perf_counter()
    assert "Show2999" in written(given, "nginx")["routes.conf"]
    assert time.perf_counter() - begun < 10


def test_what_is_checked_is_that_a_value_came() -> None:
    """Bearer tokens, passwords and OAuth stand in `Authorization`; where all operations are open nothing is checked."""
    for scheme in ({"type": "http", "scheme": "bearer"}, {"type": "oauth2", "flows": {}}, {"type": "openIdConnect"}):
        assert "http_authorization $came_1" in written(secured([{"S": []}], {"S": scheme}), "nginx")["routes.conf"]
    for security in ([], [{}], [{"S": []}, {}]):
        files = written(secured(security, {"S": key("X-Key")}), "haproxy")
        assert "401" not in files["haproxy.cfg"] and "access.map" not in files


@examples(st.lists(st.sets(st.sampled_from("ABCD"), max_size=3), max_size=4), st.sets(st.sampled_from("ABCD")))
def test_a_request_is_refused_where_no_alternative_is_complete(ways: list[set[str]], came: set[str]) -> None:
    """Whatever alternatives an operation documents, a request gets through where it carries all of one of them, or
    where nothing is asked for, and in no other case."""
    security: list[dict[str, Any]] = [{name: [] for name in sorted(way)} for way in ways]
    document = secured(security, {name: key(f"X-{name}") for name in "ABCD"})
    (route,) = plan_gateway(document, GatewaySettings(credentials="require")).routes
    refused = any(not came & {one.name[2:] for one in guard.absent} for guard in route.guards)
    assert refused == (bool(ways) and not any(way <= came for way in ways))
