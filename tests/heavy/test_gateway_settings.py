"""What a user decides about gateways, in the gateways: limits, the service behind them, TLS on both sides."""

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from gateway_programs import Arrived, Echo
from gateway_requests import BODY, HEADERS, QUERY, VALUE, Made, assert_accepted, filled, operations, published

from generator.gateway import GatewayRefusedError

pytestmark = pytest.mark.heavy


def test_limits_hold(made: Made, echo: Echo) -> None:
    """A body that is too large gets 413, too many requests get 429, and the service sees its own host where the
    configuration says so; a gateway that cannot limit the rate says that before it writes anything."""
    document = published()
    rate = {"rate_limit": 5} if made.program.name != "caddy" else {}
    if not rate:
        with pytest.raises(GatewayRefusedError, match="rate_limit"):
            made.write(document, echo.url, rate_limit=5)
        assert not made.folder.exists()
    made.write(document, echo.url, max_body=1000, host="upstream", **rate)
    assert_accepted(made)
    with made.run() as gateway:
        gateway.wait_until("GET", "/v1/p/notebooks")
        assert echo.arrived[-1].headers["host"] == echo.url.removeprefix("http://")
        time.sleep(1.1)
        assert gateway.ask("POST", "/v1/p/notebooks", HEADERS, b"x" * 1000).status == 200
        assert gateway.ask("POST", "/v1/p/notebooks", HEADERS, b"x" * 2000).status == 413
        if rate:
            found = {gateway.ask("GET", "/v1/p/notebooks").status for _ in range(40)}
            assert found == {200, 429}


def test_no_connection_becomes_another_protocol(made: Made, echo: Echo) -> None:
    """A request that asks for another protocol is answered without it, or refused: through a connection of HTTP/2 in
    plain text, requests would reach the service that no route takes."""
    made.write(published(), echo.url)
    with made.run() as gateway:
        gateway.wait_until("GET", "/v1/p/notebooks")
        for protocol in ("h2c", "websocket"):
            lines = ["Connection: Upgrade, HTTP2-Settings", f"Upgrade: {protocol}", "HTTP2-Settings: AAMAAABk"]
            lines += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
            assert gateway.status_of("/v1/p/notebooks", *lines) in (200, 403), protocol
        assert not [arrived for arrived in echo.arrived if "upgrade" in arrived.headers]


def test_a_slow_service_is_not_waited_for(made: Made, echo: Echo) -> None:
    """Where the service takes longer than the configuration allows, the client gets a 504 in that time."""
    made.write(published(), echo.url, timeout=1)
    with made.run() as gateway:
        gateway.wait_until("GET", "/v1/p/notebooks")
        begun = time.perf_counter()
        assert gateway.ask("GET", "/v1/p/notebooks", {"X-Sleep": "4"}).status == 504
        assert time.perf_counter() - begun < 3


LONG = f"X-{'y' * 198}"


def secured(document: dict[str, Any]) -> dict[str, Any]:
    """Give the document with operations that ask for other credentials than most: none, one or two of them, in a query
    and in a cookie."""
    names: dict[str, Any] = {
        "open": [], "free": [{}], "either": [{"Key": []}, {"Session": []}], "both": [{"Key": [], "Token": []}],
        "dotted": [{"Dotted": []}, {"Long": []}],
    }  # fmt: skip
    paths = {
        f"/secured/{name}/{{x}}": {"get": {"operationId": name, "security": security, "responses": {}}}
        for name, security in names.items()
    }
    schemes = {
        **document["components"]["securitySchemes"],
        "Key": {"type": "apiKey", "in": "query", "name": "api_key"},
        "Session": {"type": "apiKey", "in": "cookie", "name": "session-id"},
        "Dotted": {"type": "apiKey", "in": "cookie", "name": "connect.sid"},
        "Long": {"type": "apiKey", "in": "header", "name": LONG},
    }
    components = {**document["components"], "securitySchemes": schemes}
    return {**document, "components": components, "paths": {**document["paths"], **paths}}


SECURED: list[tuple[str, dict[str, str], int]] = [
    ("open/1", {}, 200), ("free/1", {}, 200), ("either/1", {}, 401), ("either/1?api_key=k", {}, 200),
    ("either/1?a=b&api_key=k", {}, 200), ("either/1?api_key=&a=b", {}, 401), ("either/1?my_api_key=k", {}, 401),
    ("either/1?a=/api_key=k", {}, 401), ("either/api_key=k", {}, 401), ("either/1", {"Cookie": "session-id=s"}, 200),
    ("either/1", {"Cookie": "a=b; session-id=s"}, 200), ("either/1", {"Cookie": "my-session-id=s"}, 401),
    ("either/1", {"X-Auth-Token": "t"}, 401), ("both/1?api_key=k", {}, 401), ("both/1", {"X-Auth-Token": "t"}, 401),
    ("both/1?api_key=k", {"X-Auth-Token": "t"}, 200), ("dotted/1", {"Cookie": "connect.sid=s"}, 200),
    ("dotted/1", {"Cookie": "connect-sid=s"}, 401), ("dotted/1", {LONG: "t"}, 200), ("dotted/1", {LONG[:-1]: "t"}, 401),
]  # fmt: skip
WITHOUT: list[tuple[str, ...]] = [
    ("", "X-Auth-Token: \t "), ("", "X-Auth-Token:", "X-Auth-Token:"), ("", "X_Auth_Token: t"), ("", "X_Auth-Token: t"),
    ("", "X-Auth-Token: ,"), ("", "X.Auth.Token: t"), ("", "X-Other: a", "Connection: X-Auth-Token"),
    ("either/1", "Cookie: session-id= ; a=b"), ("either/1", "Cookie: a=b, session-id=s"),
    ("either/1", "Cookie: a=session-id=s"), ("either/1", "Cookie: a=b session-id=s"),
    ("either/1", "Cookie: SESSION-ID=s"), ("either/1", "Cookie: a=" + "; " * 3000), ("either/1?a=b;api_key=k",),
    ("either/1?api_key",), ("either/1?API_KEY=k",), ("either/1?a=b%26api_key=k",), ("either/1%3Fapi_key=k?x",),
    ("either/1?" + "&api_key=" * 700,),
]  # fmt: skip
"""Targets and headers that look as if they had credentials; one of the published operations where it is empty."""
WITH: list[tuple[str, ...]] = [
    ("", "x-auth-token: t"), ("", "X-Auth-Token: 0"), ("", f"X-Auth-Token: {'t' * 30_000}"),
    ("", "Authorization: Bearer t"), ("either/1?a?b&api_key==",), ("either/1", "Cookie: a=b;session-id= s"),
]  # fmt: skip


def test_requests_without_credentials_are_refused(made: Made, echo: Echo) -> None:
    """Where credentials are required a request of each operation without any gets 401 and never reaches the service;
    one with either of the documented ones goes through, whatever it is worth. An operation without security is open,
    one of two schemes at once asks for both, and 404 and 405 are what they were."""
    document = secured(published())
    made.write(document, echo.url, credentials="require")
    assert_accepted(made)
    with made.run() as gateway:
        gateway.wait_until("GET", "/v1/p/notebooks", 401)
        for method, path, name in operations(published()):
            echo.arrived.clear()
            assert gateway.ask(method, filled(path), {"X-Auth-Token": "", "X-Other": "t"}).status == 401, name
            assert gateway.ask(method, f"{filled(path)}?X-Auth-Token=t&Authorization=t").status == 401, name
            assert not echo.arrived
            for header in ("X-Auth-Token", "authorization"):
                assert gateway.ask(method, f"{filled(path)}?{QUERY}", {header: "t"}).status == 200, (name, header)
        for target, headers, status in SECURED:
            assert gateway.ask("GET", f"/secured/{target}", headers).status == status, (target, headers)
        echo.arrived.clear()
        for target, *lines in WITHOUT:
            assert gateway.status_of(f"/secured/{target}" if target else "/v1/p/notebooks", *lines) == 401, lines
        assert not echo.arrived
        for target, *lines in WITH:
            assert gateway.status_of(f"/secured/{target}" if target else "/v1/p/notebooks", *lines) == 200, lines
        # a credential that the header `Connection` names is sent on all the same, or refused
        status = gateway.status_of("/v1/p/notebooks", "Connection: X-Auth-Token", "X-Auth-Token: t")
        assert status == 401 or (status, echo.arrived[-1].headers.get("x-auth-token")) == (200, "t")
        assert gateway.ask("GET", "/v1/p/nowhere").status == 404
        assert gateway.ask("PATCH", "/v1/p/notebooks").status == made.program.wrong_method


def test_the_environment_names_the_service(made: Made, echo: Echo) -> None:
    """Where the host of the service has a variable, the environment of the gateway sets it; nginx and Envoy, which read
    no environment, take the default."""
    reads = made.program.name not in ("nginx", "envoy")
    port = echo.url.rpartition(":")[2]
    variables = {"host part": {"default": "127.0.0.2" if reads else "127.0.0.1"}}
    servers = [{"url": f"http://{{host part}}:{port}", "variables": variables}]
    made.write({**published(), "servers": servers}, "")
    assert_accepted(made)
    with made.run({"HOST_PART": "127.0.0.1"}) as gateway:
        gateway.wait_until("GET", "/v1/p/notebooks")
    if reads:
        with made.run() as gateway:
            gateway.wait_until("GET", "/v1/p/notebooks", 503 if made.program.name == "haproxy" else 502)


def test_a_certificate_of_nobody_is_not_trusted(made: Made, echo: Echo) -> None:
    """Over TLS to the service its certificate is checked: one that nobody has signed gets the request nowhere."""
    certificate, key = own_certificate(made.work)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with served_over_tls(echo, context) as url:
        made.write(published(), url)
        assert_accepted(made)
        with made.run() as gateway:
            gateway.wait_until("GET", "/v1/p/nowhere", 404)
            time.sleep(1)
            assert gateway.ask("GET", "/v1/p/notebooks").status in (500, 502, 503)
    assert not echo.arrived


@contextmanager
def served_over_tls(echo: Echo, context: ssl.SSLContext) -> Iterator[str]:
    """Take TLS connections and hand on what comes to the service."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    done = Event()

    def serve() -> None:
        while not done.is_set():
            with suppress(OSError), closing(context.wrap_socket(listener.accept()[0], server_side=True)) as secure:
                if first := secure.recv(65536):
                    echo.arrived.append(Arrived("", "", {}, first))

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{listener.getsockname()[1]}"
    finally:
        done.set()
        thread.join(5)
        listener.close()


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """Give a certificate of the loopback that nobody has signed, and its key."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate")
    certificate, key = folder / "own.pem", folder / "own.pem.key"
    words = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    command = ["openssl", *words, *names, "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return certificate, key


def test_tls(made: Made, echo: Echo) -> None:
    """With a certificate the gateway listens for TLS."""
    certificate, key = own_certificate(made.work)
    made.write(published(), echo.url, certificate=str(certificate), key=str(key))
    assert_accepted(made)
    with made.run() as gateway:
        gateway.over_tls(ssl.create_default_context(cafile=str(certificate)))
        gateway.wait_until("GET", "/v1/p/notebooks")
        target = f"/v1/{VALUE}/notebooks?{QUERY}"
        assert gateway.ask("POST", target, HEADERS, BODY).status == 200
        assert (echo.arrived[-1].target, echo.arrived[-1].body) == (target, BODY)
