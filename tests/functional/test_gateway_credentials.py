"""Credentials that a gateway asks for: what a document's security becomes, and what no gateway can look for."""

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
    key("\u6570", "cookie"), key("", "query"), key("X-Key", "body"), {"type": "mutualTLS"}, {},
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


def test_a_header_that_the_gateway_leaves_out_is_no_credential() -> None:
    """Caddy leaves headers with an underscore out, so a credential in one cannot be required there."""
    given = secured([{"Scheme": []}], {"Scheme": key("X_Key")})
    assert "$http_x_key" in written(given, "nginx")["routes.conf"]
    with pytest.raises(GatewayRefusedError, match="underscore"):
        written(given, "caddy")


def test_too_many_ways_to_lack_credentials_are_refused() -> None:
    """Alternatives of several schemes each multiply to rules; more than a few are refused, at once."""
    schemes = {f"S{at}": key(f"X-{at}") for at in range(60)}
    ways = [{f"S{3 * at + more}": [] for more in range(3)} for at in range(20)]
    with pytest.raises(GatewayRefusedError, match="alternatives"):
        written(secured(ways, schemes), "nginx")


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
