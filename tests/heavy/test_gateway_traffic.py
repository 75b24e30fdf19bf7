"""The configuration of gateways in the gateways themselves: accepted, every operation reached, all else refused."""

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from commands import run
from gateway_programs import Echo, Gateway, tell_to_reload, version_of
from gateway_requests import (
    BODY,
    DOCUMENT,
    HEADERS,
    QUERY,
    Made,
    assert_accepted,
    assert_intact,
    filled,
    fits,
    operations,
    published,
)

from generator.gateway import GatewaySettings, generate_gateways
from generator.runtime.python.signing import authorization

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "functional"))

from mock_process import running as running_mock

KEY, SECRET = "test-access-key", "test-secret-key"
CONVERT = """
const { generate } = require("openapi-2-kong");
generate(process.argv[1], "kong-declarative-config", []).then((made) => console.log(JSON.stringify(made)));
"""

pytestmark = pytest.mark.heavy


def reached(made: Made, gateway: Gateway, echo: Echo, document: dict[str, Any]) -> int:
    """Send a request of every operation; give how many arrive, all of them intact."""
    count = 0
    for method, path, name in operations(document):
        target, body = f"{filled(path)}?{QUERY}", None if method in ("GET", "HEAD") else BODY
        echo.arrived.clear()
        answer = gateway.ask(method, target, HEADERS, body)
        assert answer.status == 200 and len(echo.arrived) == 1, (name, answer)
        assert_intact(echo.arrived[0], method, target, f"127.0.0.1:{gateway.port}", body, made.program.drops)
        count += 1
    return count


def refused(made: Made, gateway: Gateway, echo: Echo, document: dict[str, Any]) -> int:
    """Send what the document does not have; give how many requests were refused, all of them."""
    paths = document["paths"]
    echo.arrived.clear()
    count = 0
    for path, item in paths.items():
        request = filled(path, "v")
        for method in ("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"):
            if method.lower() not in item and not any(
                fits(other, request) and method.lower() in paths[other] for other in paths
            ):
                assert gateway.ask(method, request).status == made.program.wrong_method, (method, request)
                count += 1
        near = (f"{request}/x-y", f"{request}/", request.rpartition("/")[0], f"/v9{request}", request.upper())
        for wrong in near:
            if wrong and not any(fits(other, wrong) for other in paths) and wrong != request:
                assert gateway.ask("GET", wrong).status in (404, 405), wrong
                count += 1
    assert not echo.arrived
    return count


def test_every_operation_arrives_intact(made: Made, echo: Echo, capsys: pytest.CaptureFixture[str]) -> None:
    """The program takes its configuration; every operation of the published document gets through with its path, query,
    headers and body byte for byte, every other path and method is refused, and a new operation is there on reload."""
    document = published()
    made.write(document, echo.url)
    assert_accepted(made)
    with made.run() as gateway:
        gateway.wait_until("GET", "/v1/p/notebooks")
        count, wrong = reached(made, gateway, echo, document), refused(made, gateway, echo, document)
        assert count == len(operations(document)) == 283
        seconds = reloaded(made, gateway, echo, document) if made.program.reload else 0.0
    row = (made.program.name, version_of(made.program, made.binary), f"{count} of 283", f"{wrong} refused")
    reload = f"reload {seconds:.2f} s" if made.program.reload else "no reload"
    with capsys.disabled():
        print("\n|", " | ".join((*row, f"start {gateway.started:.2f} s", reload)), "|")


def reloaded(made: Made, gateway: Gateway, echo: Echo, document: dict[str, Any]) -> float:
    """Add an operation and give the seconds until a gateway that runs takes it."""
    added = {"get": {"operationId": "ShowNewcomer", "responses": {"200": {"description": "OK"}}}}
    assert gateway.ask("GET", "/v3/newcomer").status == 404
    files = generate_gateways(
        {**document, "paths": {**document["paths"], "/v3/newcomer": added}},
        [made.program.name],
        GatewaySettings(upstream=echo.url, address="127.0.0.1", port=made.port),
        "0",
        folders=False,
    )
    for file in files:
        # as `mv` does: that is what a gateway that watches its files waits for
        fresh = made.folder / f"{file.path}.new"
        fresh.write_text(file.text)
        fresh.replace(made.folder / file.path)
    begun = time.perf_counter()
    tell_to_reload(made.program, gateway)
    gateway.wait_until("GET", "/v3/newcomer")
    return time.perf_counter() - begun


def test_every_operation_is_the_one_that_the_mock_answers(made: Made) -> None:
    """Behind the gateway the generated mock sees every operation by its own name, and a signature verifies that was
    made for the address of the gateway; one of another query does not."""
    document = published()
    with running_mock() as mock:
        made.write(document, mock.url)
        with made.run() as gateway:
            gateway.wait_until("GET", "/v1/p/notebooks", 401)
            seen = []
            for method, path, name in operations(document):
                mock.reset()
                gateway.ask(method, filled(path, "00000000-0000-4000-8000-000000000001"), HEADERS, b"{}")
                seen += [(name, *mock.seen())]
            assert [pair for pair in seen if pair != (pair[0], pair[0])] == []
            target, query = "/v1/p%2F1/workspaces", [("limit", "10"), ("name", "a b")]
            host = f"127.0.0.1:{gateway.port}"
            for sent, status in (("limit=10&name=a%20b", 200), ("limit=11&name=a%20b", 401)):
                headers = signed("GET", target, query, host, b"")
                assert gateway.ask("GET", f"{target}?{sent}", headers).status == status
            body = json.dumps({"name": "signed"}).encode()
            headers = signed("POST", "/v1/p1/workspaces", [], host, body)
            assert gateway.ask("POST", "/v1/p1/workspaces", headers, body).status == 200
            assert gateway.ask("POST", "/v1/p1/workspaces", headers, body.replace(b"s", b"z")).status == 401


def signed(method: str, path: str, query: list[tuple[str, str]], host: str, body: bytes) -> dict[str, str]:
    """Give the headers of a signed request."""
    headers = {
        "Host": host,
        "X-Sdk-Date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime()),
        "Content-Type": "application/json",
    }
    signature = authorization(
        method=method, path=path, query=query, headers=headers, body=body, access_key=KEY, secret_key=SECRET
    )
    return {**headers, "Authorization": signature}


def test_kong_has_the_routes_that_its_own_converter_makes(kong_converter: Path) -> None:
    """The converter of Kong makes the same methods and paths of the document, names of placeholders aside."""
    done = run("node", "-e", CONVERT, DOCUMENT.with_name("openapi-3.0.json"), folder=kong_converter)
    assert done.returncode == 0, done.stderr
    theirs = {
        (method, re.sub(r"\(\?<\w+>\[\^[^]]*\]\+\)", "*", path).lstrip("~").replace("\\", ""))
        for service in json.loads(done.stdout)["documents"][0]["services"]
        for route in service["routes"]
        for method in route["methods"]
        for path in route["paths"]
    }
    (made,) = [
        f
        for f in generate_gateways(published(), ["kong"], GatewaySettings(), "0", folders=False)
        if f.path == "kong.yaml"
    ]
    ours = {
        (method, route["paths"][0].lstrip("~").replace("[^/?#]+", "*"))
        for route in yaml.safe_load(made.text)["services"][0]["routes"]
        for method in route["methods"]
        if "plugins" not in route
    }
    assert ours == theirs
