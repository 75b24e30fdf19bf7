"""What stands around the body of a request: trailers, the header Host, targets, empty lines, schemas from elsewhere."""

import importlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
import yaml
from lamps import SECONDS, Mock, receive, running

from generator import Settings, generate
from generator.write import write_tree

LAMPS = b"/v1/p1/lamps"


@pytest.fixture(scope="module")
def mock(lamp_folder: Path) -> Iterator[Mock]:
    """A mock that asks for a token and has a short patience. At the end it has said nothing."""
    with running(lamp_folder, "--request-timeout", "1") as mock:
        yield mock
        assert mock.says() == ""


def status(received: bytes) -> int:
    """Give the status of an answer."""
    return int(received.split(maxsplit=2)[1])


CHUNKED = b"GET " + LAMPS + b" HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n"


def test_trailers_are_no_headers(mock: Mock) -> None:
    """A token behind the body is none, and takes the place of none."""
    token, other = b"x-auth-token: test-token\r\n", b"x-auth-token: other\r\n"
    assert status(mock.send(CHUNKED + token + b"\r\n0\r\n\r\n")) == 200
    assert status(mock.send(CHUNKED + b"\r\n0\r\n" + token + b"\r\n")) == 401
    assert status(mock.send(CHUNKED + token + b"\r\n0\r\n" + other + b"\r\n")) == 200
    assert status(mock.send(CHUNKED + other + b"\r\n0\r\n" + token + b"\r\n")) == 401


OFFER = b"connection: Upgrade, HTTP2-Settings\r\nhttp2-settings: AAEAAEAAAAIAAAAA\r\nupgrade: h2c\r\n"


@pytest.mark.parametrize("offer", [OFFER, OFFER.title(), b"connection: upgrade\r\nupgrade: websocket\r\n"])
@pytest.mark.parametrize("pieces", [1, 7, 500])
def test_an_offer_of_another_protocol_is_left_aside(mock: Mock, offer: bytes, pieces: int) -> None:
    """Who offers HTTP/2 over plain HTTP, as Java's client does, gets the answer to the request, whose body counts; the
    next request on the connection is read too."""
    head = b"host: x\r\nx-auth-token: test-token\r\ncontent-type: application/json\r\n"
    body = b'{"name": "offered"}'
    made = b"POST " + LAMPS + b" HTTP/1.1\r\n" + head + offer + b"content-length: 19\r\n\r\n" + body
    chunks = b"POST " + LAMPS + b" HTTP/1.1\r\n" + offer + head + b"transfer-encoding: chunked\r\n\r\n13\r\n" + body
    data = made + chunks + b"\r\n0\r\n\r\nGET " + LAMPS + b" HTTP/1.1\r\n" + head + b"connection: close\r\n\r\n"

    def send(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(data), -(-len(data) // pieces)):
            connection.sendall(data[start : start - (-len(data) // pieces)])

    received = mock.send(send)
    statuses = re.findall(rb"HTTP/1\.1 (\d+)", received)
    assert statuses == [b"201", b"201", b"200"]
    assert received.count(b'"offered"') >= 4


def test_an_offer_lifts_no_bound(mock: Mock) -> None:
    """A head with an offer is bounded as any other, and a body that it announces too."""
    start = b"POST " + LAMPS + b" HTTP/1.1\r\nhost: x\r\n" + OFFER
    assert status(mock.send(start + b"x: " + b"a" * 40_000 + b"\r\n\r\n")) == 431
    assert status(mock.send(start + b"content-length: 99999999999\r\n\r\n")) == 413
    assert status(mock.send(b"CONNECT " + LAMPS + b" HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")) >= 400


@pytest.mark.parametrize("line", [b"x: " + b"a" * 1_000 + b"\r\n", b"a" * 1_000])
@pytest.mark.parametrize("start", [b"\r\n0\r\n", b"\r\n1;"])
def test_what_is_no_body_is_bounded(mock: Mock, start: bytes, line: bytes) -> None:
    """Trailers and extensions of chunks, in many lines or in one, end like headers that are too large."""
    received = mock.send(CHUNKED + start + line * 2_000)
    assert status(received) == (431 if start == b"\r\n0\r\n" or b"\r" not in line else 400)


@pytest.mark.parametrize(
    ("hosts", "expected"), [(b"host: x\r\n", 401), (b"", 400), (b"host: x\r\nhost: y\r\n", 400), (b"host:\r\n", 401)]
)
def test_a_request_has_one_host(mock: Mock, hosts: bytes, expected: int) -> None:
    """Without the header Host, or with two, a request of HTTP/1.1 is none; of HTTP/1.0 it needs none."""
    assert status(mock.send(b"GET " + LAMPS + b" HTTP/1.1\r\nconnection: close\r\n" + hosts + b"\r\n")) == expected
    assert status(mock.send(b"GET " + LAMPS + b" HTTP/1.0\r\n\r\n")) == 401


@pytest.mark.parametrize("target", [b"*", b"*@127.0.0.1:1/x"])
def test_a_target_begins_with_a_slash(mock: Mock, target: bytes) -> None:
    """What a proxy would take for another server is refused."""
    assert status(mock.send(b"OPTIONS " + target + b" HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")) == 400


def test_a_proxy_asks_its_own_server_alone(lamp_folder: Path, mock: Mock) -> None:
    """A target that reads as another server's address goes nowhere."""
    with running(lamp_folder, "--proxy", mock.url) as proxy:
        target = b"*@" + mock.url.removeprefix("http://").encode() + b"/v1/status"
        assert status(proxy.send(b"GET " + target + b" HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")) == 400
        assert "ShowStatus" not in httpx.get(f"{mock.url}/__mock/requests").text
        secret = httpx.post(f"{proxy.url}/v1/p1/lamps", json={"name": "n", "password": ["topsecret"]})
        assert secret.status_code == 401
        assert "topsecret" not in httpx.get(f"{proxy.url}/__mock/violations").text
        assert "topsecret" not in proxy.says()
        assert "body/password" in proxy.says()


def test_empty_lines_are_no_request(mock: Mock) -> None:
    """A kept connection on which only empty lines come ends like one without a request."""
    with mock.connect() as connection:
        connection.sendall(b"GET /v1/status HTTP/1.1\r\nhost: x\r\n\r\n")
        began = time.monotonic()
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        connection.sendall(b"\r\n")
        receive(connection)
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("code", ["100", "101", "1XX", "199"])
def test_an_answer_that_is_none_is_not_preferred(mock: Mock, code: str) -> None:
    """`Prefer` chooses final answers alone."""
    headers = {"X-Auth-Token": "test-token", "Prefer": f"code={code}"}
    assert httpx.get(f"{mock.url}/v1/p1/lamps", headers=headers).status_code == 400


@pytest.mark.parametrize("headers", [{"Host": "[::1"}, {"Origin": "http://["}, {"Host": "evil.example"}])
def test_control_refuses_broken_names(mock: Mock, headers: dict[str, str]) -> None:
    """A Host or an Origin that is none is not this machine's."""
    assert httpx.get(f"{mock.url}/__mock/clock", headers=headers).status_code == 403


def test_the_clock_stays_in_our_time(mock: Mock) -> None:
    """All advances together are bounded."""
    clock = f"{mock.url}/__mock/clock"
    assert httpx.post(clock, json={"advance": 300_000_000}).status_code == 200
    assert httpx.post(clock, json={"advance": 300_000_000}).status_code == 400
    assert httpx.post(f"{mock.url}/__mock/reset").status_code == 200


@pytest.mark.parametrize("body", [b'{"a":1e999,"name":"n"}', b'{"a":-1e999}', b"[" * 300 + b"]" * 300])
def test_values_that_cannot_be_kept_are_refused(mock: Mock, body: bytes) -> None:
    """Numbers beyond all bounds and deep nesting are a 400, also in fields that the document does not know."""
    headers = {"X-Auth-Token": "test-token", "content-type": "application/json"}
    assert httpx.post(f"{mock.url}/v1/p1/lamps", content=body, headers=headers).status_code == 400


def test_a_deep_change_can_be_made_twice(lamp_folder: Path, workshop_mock: ModuleType) -> None:
    """What is taken can be merged with itself."""
    with workshop_mock.serve(workshop_mock.create_app(workshop_mock.Settings(validate=False))) as url:
        made = httpx.post(f"{url}/v1/p/machines", json={"name": "m"}).json()["machine_id"]
        value: Any = 1
        for _ in range(195):
            value = {"a": value}
        for _ in range(2):
            assert httpx.put(f"{url}/v1/p/machines/{made}", json={"zz": value}).status_code == 200


WRONG: dict[str, Any] = {
    "an object": {"a": 1},
    "nothing": None,
    "text in place of bytes": lambda package: package.Answer(200, "text"),
    "a header that none is": lambda package: package.Answer(200, b"", (("x", "a\r\nb"),)),
    "a header of other letters": lambda package: package.Answer(200, b"", (("x", "码"),)),
    "a status that none is": lambda package: package.Answer(99),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_handler_that_gives_no_answer_is_told(workshop_mock: ModuleType, what: str) -> None:
    """It is a 500 in the envelope that names the operation; after it the mock goes on."""
    app = workshop_mock.create_app()
    given = WRONG[what]
    app.on("ShowMachine", lambda _: given(workshop_mock) if callable(given) else given)
    app.on("ListMachines", lambda _: workshop_mock.Answer.of({"a": 1}, 204))
    with workshop_mock.serve(app) as url:
        answer = httpx.get(f"{url}/v1/p/machines/m")
        assert (answer.status_code, answer.json()["error_code"]) == (500, "Mock.0500")
        assert "ShowMachine" in answer.json()["error_msg"]
        empty = httpx.get(f"{url}/v1/p/machines")
        assert (empty.status_code, empty.content, "content-type" in empty.headers) == (204, b"", False)


class _Counting(BaseHTTPRequestHandler):
    """Counts what asks for a schema."""

    asked = 0

    def do_GET(self) -> None:
        """Count."""
        type(self).asked += 1
        self.send_error(404)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


HOSTILE = """
openapi: 3.0.3
info: {title: Hostile API, version: "1"}
paths:
  /a/{x}-{y}-{z}.json:
    parameters:
      - {name: x, in: path, required: true, schema: {type: string}}
      - {name: y, in: path, required: true, schema: {type: string}}
      - {name: z, in: path, required: true, schema: {type: string}}
    get:
      operationId: ShowParts
      responses: {"200": {description: ok, content: {application/json: {schema: {type: string, minLength: 3000,
        pattern: "^a*a*a*a*a*b$"}}}}}
  /pct%20x/{id}:
    get:
      operationId: ShowSpace
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: ok}}
  /things:
    post:
      operationId: CreateThing
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              $schema: URL
              properties:
                note: {type: string, nullable: true}
                kind: {type: string, nullable: true, enum: [a, null], example: a}
                size: {type: integer, minimum: 1, exclusiveMinimum: true}
                other: {$ref: "#/components/schemas/Other"}
      responses: {"201": {description: made}}
components: {schemas: {Other: {$id: URL, type: string, nullable: true}}}
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the mock of a document of 3.0 that would have it ask another server, and try for ever."""
    folder = tmp_path_factory.mktemp("hostile")
    with HTTPServer(("127.0.0.1", 0), _Counting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        text = HOSTILE.replace("URL", f"http://127.0.0.1:{server.server_port}/meta.json")
        document = yaml.safe_load(text)
        write_tree(generate(document, "mock", Settings.for_document(document, "mock", "0.1.0")), folder)
        with pytest.MonkeyPatch.context() as patch:
            patch.syspath_prepend(str(folder))
            package = importlib.import_module("hostile_mock")
            with package.serve(package.create_app()) as url:
                yield url
        server.shutdown()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"note": None, "kind": None, "size": 2, "other": None}, ""),
        ({"note": 1}, "body/note"),
        ({"kind": "b"}, "body/kind"),
        ({"size": 1}, "body/size"),
        ({"size": None}, "body/size"),
    ],
)
def test_a_document_of_3_0_is_followed(hostile: str, body: dict[str, Any], words: str) -> None:
    """`nullable` and excluded bounds of 3.0 hold for requests; no schema makes the mock ask another server."""
    answer = httpx.post(f"{hostile}/things", json=body)
    assert answer.status_code == (400 if words else 201), answer.text
    assert words in answer.text
    assert _Counting.asked == 0


@pytest.mark.parametrize("segment", ["-" * 4_000 + "x", "-" * 4_000 + ".json", "a-b-c.json"])
def test_a_path_is_understood_at_once(hostile: str, segment: str) -> None:
    """However many placeholders a segment has, and whatever a schema's pattern is, the answer comes."""
    began = time.monotonic()
    answer = httpx.get(f"{hostile}/a/{segment}", timeout=SECONDS)
    assert answer.status_code == (200 if segment.endswith(".json") else 404)
    assert time.monotonic() - began < 2


def test_an_encoded_literal_is_the_documented_one(hostile: str) -> None:
    """A path that the document encodes is met by requests that do."""
    assert httpx.get(f"{hostile}/pct%20x/1").status_code == 200


def test_control_is_guarded_under_any_server(lamp_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in one process, or under another server, other machines and other sites are refused."""
    import asyncio

    monkeypatch.syspath_prepend(str(lamp_folder))
    app = importlib.import_module("lamp_mock").create_app()

    async def status_of(client: tuple[str, int] | None, **headers: str) -> int:
        transport = httpx.ASGITransport(app=app, client=client)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as there:
            return (await there.post("/__mock/reset", headers=headers)).status_code

    assert asyncio.run(status_of(("127.0.0.1", 1))) == 200
    assert asyncio.run(status_of(None)) == 200
    assert asyncio.run(status_of(("192.0.2.1", 1))) == 403
    assert asyncio.run(status_of(("127.0.0.1", 1), origin="http://evil.example")) == 403
    assert asyncio.run(status_of(("127.0.0.1", 1), host="evil.example", origin="http://evil.example")) == 403
