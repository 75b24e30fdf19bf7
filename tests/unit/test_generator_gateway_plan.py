"""The plan of gateways: what a path becomes, in which order paths stand, which of two takes a request."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.gateway.paths import TRICK, split_path
from generator.gateway.plan import GatewayPlan, PathRoute
from generator.gateway.planning import plan_gateway, route_name
from generator.gateway.refusals import GatewayRefusedError
from generator.gateway.settings import GatewaySettings
from generator.runtime.mock.router import Router

SERVER = [{"url": "https://service.example"}]
METHODS = ("get", "put", "post", "delete")
SAFE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/[]^?#+(|):%.-_~!$&'*,;=@")
"""Characters of a regular expression: no backslash, brace, quote that opens, white space."""


def document(paths: dict[str, Any]) -> dict[str, Any]:
    """Give a document of these paths."""
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "servers": SERVER, "paths": paths}


def planned(paths: dict[str, Any]) -> GatewayPlan:
    """Give the plan of these paths."""
    return plan_gateway(document(paths), GatewaySettings())


def first(plan: GatewayPlan, path: str) -> PathRoute | None:
    """Give the route that takes a request as every gateway finds it: the first that fits."""
    return next((route for route in plan.routes if re.fullmatch(route.regex, path)), None)


SEGMENTS = ("a", "b", "all", "{x}", "{y}", "pre-{x}", "{x}.json", "{x}-{y}", "{x}.{y}-{z}", "{x}--{y}", "al{x}")


@given(
    st.dictionaries(
        st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts)),
        st.sampled_from(METHODS),
        min_size=1,
        max_size=12,
    ),
    st.lists(
        st.lists(
            st.sampled_from(
                ("a", "b", "all", "pre-1", "x.json", "pre-x.json", "alb-c", "-", "--", "-a-", "x.y.json", ".json")
            ),
            min_size=1,
            max_size=4,
        ),
        max_size=20,
    ),
)
def test_routes_are_those_of_the_mock(paths: dict[str, str], requests: list[list[str]]) -> None:
    """The first route that fits a request is the one that the generated mock takes, and no later one takes a method
    that the first does not have without being named there."""
    described = {path: {method: {"operationId": f"op {path}"}} for path, method in paths.items()}
    try:
        plan = planned(described)
    except GatewayRefusedError as error:
        assert {refusal.code for refusal in error.refusals} == {"GAT001"}
        return
    router: Router[str] = Router()
    for path, method in paths.items():
        router.add(method.upper(), path, f"op {path}")
    for request in requests:
        route = first(plan, "/" + "/".join(request))
        assert sorted(route.methods if route else ()) == router.methods(request)
        for operation in route.operations if route else ():
            found = router.find(operation.method, request)
            assert found is not None
            assert found.target == operation.id
        if route:
            later = [r for r in plan.routes if r is not route and re.fullmatch(r.regex, "/" + "/".join(request))]
            assert {m for r in later for m in r.methods} - set(route.methods) <= set(route.refused)


@given(st.text())
def test_a_regular_expression_holds_nothing_of_the_document(text: str) -> None:
    """Whatever a path holds, its expression has nothing but harmless signs, and fits what a client sends of it, with
    the signs that may stand as they are encoded or not."""
    literal = text.replace("{", "").replace("}", "").replace("/", "").encode("utf-8", "replace").decode()
    (segment,) = split_path(f"/{literal}")
    assert set(segment.regex) <= SAFE
    decoded = segment.literals[0]
    for safe in ("", "!$&'()*+,;=:@"):
        assert re.fullmatch(segment.regex, quote(decoded, safe=safe))
    assert re.fullmatch(segment.regex, re.sub("%..", lambda found: found[0].lower(), quote(decoded)))
    assert not re.fullmatch(segment.regex, quote(decoded) + "x")
    assert set(segment.shape) <= SAFE - set("[]^?#+(|)$&'*,;=!")


@given(st.text())
def test_an_expression_for_decoded_paths_fits_the_decoded_path(text: str) -> None:
    """Where a gateway decodes all but the reserved signs, the other expression fits, and no text ends it."""
    literal = re.sub("[{}/%]", "", text).encode("utf-8", "replace").decode()
    (segment,) = split_path(f"/{literal}")
    kept = "".join(quote(c, safe="") if c in "/?#[]%" else c for c in literal)
    python = re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: re.escape(chr(int(found[1], 16))), segment.decoded_regex)
    assert re.fullmatch(python, kept)
    assert set(segment.decoded_regex) <= SAFE | set("\\{}")
    assert "{{" not in segment.decoded_regex and "`" not in segment.decoded_regex


@given(st.text())
def test_a_route_name_is_a_word(text: str) -> None:
    """The name of an operation is letters, digits, `_` and `-`, and begins with a letter."""
    assert re.fullmatch("[A-Za-z][A-Za-z0-9_-]{0,55}", route_name(text))


@pytest.mark.parametrize("path", ["/a//b", "/a/./b", "/a/..", "/a/%2E%2e/b", "//a", "/a/%00", "/a%00b"])
def test_tricks_fit_no_route(path: str) -> None:
    """Paths that servers read in several ways are seen as such, with and without a query."""
    assert re.match(TRICK, path) and re.match(TRICK, f"{path}?q=1")


@pytest.mark.parametrize("path", ["/a/b", "/a/", "/a/..b", "/a/b..", "/a/...", "/a?q=/../x//", "/", "/a/.b", "/a%2Fb"])
def test_other_paths_are_no_tricks(path: str) -> None:
    """Dots in a segment, a slash at the end and whatever a query holds are fine."""
    assert not re.match(TRICK, path)


@pytest.mark.parametrize(
    ("server", "host", "port", "base"),
    [
        ({"url": "https://a.example"}, "a.example", 443, ""),
        ({"url": "http://a.example:81/base/"}, "a.example", 81, "/base"),
        ({"url": "https://s.{my r}.example", "variables": {"my r": {"default": "r-1"}}}, "s.r-1.example", 443, ""),
    ],
)  # fmt: skip
def test_the_service_is_the_first_server(server: dict[str, Any], host: str, port: int, base: str) -> None:
    """Host, port and variables are the first server's; its path is part of every route."""
    plan = plan_gateway({**document({"/x": {"get": {}}}), "servers": [server]}, GatewaySettings())
    assert (plan.upstream.host, plan.upstream.port, plan.routes[0].shape) == (host, port, f"{base}/x")
    assert [variable.name for variable in plan.upstream.variables] == (["MY_R"] if "variables" in server else [])


@pytest.mark.parametrize(
    "url",
    ["", "/relative", "ftp://x", "https://a b", "https://a;x/", "https://{x}", "https://u@h/", "http://h:99999",
     "https://h/{base}", "https://[::1", 'https://"x"', "https://$(x)/", "https://h?x=1", "https://h#x", "https://-x"],
)  # fmt: skip
def test_a_server_that_is_no_host_is_refused(url: str) -> None:
    """What cannot be the address of a service never reaches a configuration."""
    with pytest.raises(GatewayRefusedError) as refused:
        plan_gateway({**document({"/x": {"get": {}}}), "servers": [{"url": url}]}, GatewaySettings())
    assert [refusal.code for refusal in refused.value.refusals] == ["GAT003"]


@pytest.mark.parametrize(
    "wrong",
    [{"port": 0}, {"port": 70000}, {"address": "all"}, {"host": "other"}, {"timeout": 0}, {"max_body": -1},
     {"rate_limit": -1}, {"certificate": "a"}, {"certificate": "a;b", "key": "k"}, {"certificate": "a b", "key": "k"}],
)  # fmt: skip
def test_settings_that_none_may_have_are_refused(wrong: dict[str, Any]) -> None:
    """Numbers out of range, names of files with signs in them and half a certificate raise ValueError."""
    with pytest.raises(ValueError, match=r".+"):
        GatewaySettings(**wrong)
