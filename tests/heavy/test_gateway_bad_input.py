"""Names that mean something in the files of gateways, and documents of thousands of operations, in the gateways."""

import re
import time
from typing import Any
from urllib.parse import quote

import pytest
from gateway_programs import Echo
from gateway_requests import BODY, HEADERS, QUERY, VALUE, Made, assert_accepted, assert_intact, filled, operations

from generator.gateway.rules import LIMITS

pytestmark = pytest.mark.heavy

HOSTILE = [
    "/h/$(touch pwned)/`id`/${HOME}/$request_uri",
    "/h/\"double\"/'single'/{x}",
    "/h/{{ end }}/{y}",
    '/h/{{env "HOME"}}-{$HOME}',
    "/h/back\\slash/new\nline/;semi#hash?q%zz=1",
    "/h/.*(a|b)+[c]^d/[^x]{2}/$",
    "/h/\u6570\u636e/{\u9879\u76ee}/\U0001f600",
    "/h/ngx.say(1)--]]/%{+x}/%[env(HOME)]/${{HOME}}",
    "/h/mixed/{a}.{b}/pre-{c}",
    "/h/mixed/{a}:act",
    "/h/sub!$&'()*+,;=:@/x",
    f"/h/{{{'p' * 40}}}/{{{'p' * 40}x}}/long",
    "/h/# comment } server { listen 1;/x",
    "/h/\u2028sep\u0085\u202e/x",
    "/h/-n/--flag/x y",
    "/h/" + "\u6570" * 150 + "/long",
    "/ping",
    "/api/dashboard",
    "/a/{x}/b",
    "/a/c/{y}",
]
NAMES = [
    '";return 200;#', "{{end}}", "a\nb: c", "`id`", "${{X}}", "*/", "\u6570", "x" * 300, "api@internal", "default", "0",
]  # fmt: skip

NEAR = [
    "/h/xx(a|b)+[c]^d/ccc/x", "/h/aaa/b/$", "/pingx", "/xping", "/h/mixed/ab/pre-c", "/h/mixed/a.b/pre-", "/a/z/z",
    "/evil", "/", "/h/sub/x",
]  # fmt: skip


def hostile_document() -> dict[str, Any]:
    """Give a document whose paths, names and title mean something in the files of gateways."""
    paths: dict[str, Any] = {}
    for at, path in enumerate(HOSTILE):
        name = NAMES[at] if at < len(NAMES) else f"Op{at}"
        paths[path] = {"post": {"operationId": name, "summary": NAMES[at % len(NAMES)], "responses": {}}}
    paths["/same/{x}"] = {"get": {"operationId": "SameGet"}}
    paths["/same/{y}"] = {"put": {"operationId": "same get"}}
    title = "\"; } evil {{ end }} ${HOME}\n# `id` '"
    return {"openapi": "3.1.1", "info": {"title": title, "version": "1"}, "paths": paths}


def wire(path: str, value: str = VALUE) -> str:
    """Give what a client sends of a path: all but letters and digits encoded."""
    pieces = re.split(r"(\{[^{}]*\})", path)
    decoded = (p if at % 2 else quote(re.sub("%(?![0-9a-f]{2})", "%25", p), safe="/%") for at, p in enumerate(pieces))
    return "".join(value if at % 2 else piece for at, piece in enumerate(decoded))


def test_hostile_names_are_names(made: Made, echo: Echo) -> None:
    """Quotes, templates, shell words, regular expressions, line breaks and comments in paths, names and titles are what
    they are: the configuration is accepted, each operation is reached, and nothing near it."""
    made.write(hostile_document(), echo.url)
    assert_accepted(made)
    with made.run() as gateway:
        gateway.wait_until("POST", "/ping")
        for path in HOSTILE:
            target = f"{wire(path)}?{QUERY}"
            echo.arrived.clear()
            assert gateway.ask("POST", target, HEADERS, BODY).status == 200, path
            host = f"127.0.0.1:{gateway.port}"
            assert_intact(echo.arrived[0], "POST", target, host, BODY, made.program.drops)
            assert gateway.ask("PUT", target).status == 405, path
        assert gateway.ask("POST", wire(HOSTILE[10]).replace("%40", "@").replace("%3A", ":")).status == 200
        assert [gateway.ask(method, "/same/1").status for method in ("GET", "PUT", "POST")] == [200, 200, 405]
        assert [gateway.ask("POST", path).status for path in ("/a/c/b", "/a/z/b", "/a/c/z")] == [200, 200, 200]
        echo.arrived.clear()
        for near in NEAR:
            assert gateway.ask("POST", near).status == 404, near
        for trick in ("/same//1", "/same/..", "/same/%2e%2E", "/same/.", "/same/%00", "/x/../pong", "//ping/", "/./s"):
            assert gateway.ask("POST", trick).status in (400, 404, 405), trick
        assert not echo.arrived
    assert not [*made.folder.rglob("pwned"), *made.work.rglob("pwned")]


def large_document(operations: int) -> dict[str, Any]:
    """Give a document of many operations."""
    paths: dict[str, Any] = {}
    for at in range(operations // 3):
        paths[f"/v1/{{project_id}}/things{at}/{{thing_id}}"] = {
            method: {"operationId": f"{method.title()}Thing{at}"} for method in ("get", "put", "delete")
        }
    return {"openapi": "3.1.1", "info": {"title": "Large", "version": "1"}, "paths": paths}


def test_three_thousand_operations(made: Made, echo: Echo, capsys: pytest.CaptureFixture[str]) -> None:
    """A document of 3,000 operations is accepted and every operation of it is reached."""
    document = large_document(3000)
    made.write(document, echo.url)
    assert_accepted(made)
    with made.run() as gateway:
        gateway.wait_until("GET", "/v1/p/things0/1")
        begun = time.perf_counter()
        for method, path, name in operations(document):
            assert gateway.ask(method, filled(path)).status == 200, name
        seconds = time.perf_counter() - begun
        assert len(echo.arrived) >= 3000
        assert gateway.ask("POST", "/v1/p/things999/1").status == made.program.wrong_method
        assert gateway.ask("GET", "/v1/p/things1000/1").status == 404
    with capsys.disabled():
        print(
            f"\n{made.program.name}, 3000 operations: {gateway.started:.2f} s to start, {seconds / 3:.2f} ms a request"
        )


def test_every_method_and_no_other(made: Made, echo: Echo) -> None:
    """Each method of HTTP that the gateway can route is routed, also beside a placeholder that takes others; one that
    is not declared, or written otherwise, is refused."""
    methods = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH"]
    methods += [] if "TRACE" in LIMITS[made.program.name].refused_methods else ["TRACE"]
    paths: dict[str, Any] = {"/m/{x}": {m.lower(): {"operationId": f"{m}Other"} for m in ("GET", "POST", "DELETE")}}
    paths |= {f"/m/{m}": {m.lower(): {"operationId": f"{m}Own"}} for m in methods}
    document = {"openapi": "3.1.1", "info": {"title": "Methods", "version": "1"}, "paths": paths}
    made.write(document, echo.url)
    assert_accepted(made)
    with made.run() as gateway:
        gateway.wait_until("GET", "/m/GET")
        echo.arrived.clear()
        for method in methods:
            assert gateway.ask(method, f"/m/{method}").status == 200, method
        assert [arrived.method for arrived in echo.arrived] == methods
        echo.arrived.clear()
        for method in methods:
            for other in {*methods, "PROPFIND", "get", "ANY"} - {method}:
                assert gateway.ask(other, f"/m/{method}").status in (400, 405, 501), (method, other)
        assert not echo.arrived


def test_chunks_and_errors_go_through(made: Made, echo: Echo) -> None:
    """A body in chunks arrives whole; what the service refuses is answered as the service does, and sent once."""
    made.write(large_document(3), echo.url)
    with made.run() as gateway:
        gateway.wait_until("GET", "/v1/p/things0/1")
        assert gateway.ask("PUT", "/v1/p/things0/1", HEADERS, BODY * 20, chunked=True).status == 200
        assert echo.arrived[-1].body == BODY * 20
        for status in (301, 400, 401, 404, 405, 413, 429, 500, 502, 503, 504):
            echo.arrived.clear()
            answer = gateway.ask("PUT", "/v1/p/things0/1", {"X-Answer": str(status)}, BODY)
            assert (answer.status, answer.headers["x-from"], answer.body) == (status, "echo", b'{"at": 1}')
            assert len(echo.arrived) == 1
