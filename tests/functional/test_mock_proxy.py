"""The mock in front of a real server: it passes on, and tells what is not as documented."""

import gzip
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from lamps import TOKEN, Mock, receive, running
from wire import Wire, wire

from generator.runtime.python.auth import AccessKey

LAMPS = "/v1/p1/lamps"


def answer(body: Any, status: str = "200 OK", *headers: str) -> bytes:
    """Give an answer as it goes over the wire."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    kept = [f"HTTP/1.1 {status}", "Connection: close", f"Content-Length: {len(content)}", *headers]
    if not any(header.lower().startswith("content-type") for header in headers):
        kept.append("Content-Type: application/json")
    return "\r\n".join([*kept, "", ""]).encode() + content


@contextmanager
def proxied(folder: Path, *answers: Any) -> Iterator[tuple[Mock, Wire]]:
    """Run the mock in front of a server that gives these answers."""
    with wire(*answers) as server, running(folder, "--proxy", server.url) as mock:
        yield mock, server


@pytest.fixture(scope="module")
def relay(lamp_folder: Path) -> Iterator[tuple[Mock, Wire]]:
    """One mock for many tests: each puts its own answer in the place of the server's."""
    with proxied(lamp_folder, answer({})) as pair:
        yield pair


def told(mock: Mock) -> list[tuple[str, str]]:
    """Give the violations so far, the first one first."""
    shown = httpx.get(f"{mock.url}/__mock/violations").json()["violations"]
    return [(violation["where"], violation["problem"]) for violation in reversed(shown)]


def test_what_is_as_documented_is_passed_on_in_silence(lamp_folder: Path) -> None:
    """Requests and answers go through as they are, headers too, and nothing is told."""
    lamp = {"id": "l1", "name": "a", "height": 3, "status": "LIT"}
    with proxied(lamp_folder, answer(lamp, "200 OK", "X-Request-Id: r1")) as (mock, server):
        found = httpx.get(f"{mock.url}{LAMPS}/l1", headers={**TOKEN, "X-Other": "kept"})
        assert (found.status_code, found.json(), found.headers["x-request-id"]) == (200, lamp, "r1")
        asked = server.requests[0]
        assert (asked.method, asked.path) == ("GET", f"{LAMPS}/l1")
        assert (asked.headers["x-auth-token"], asked.headers["x-other"]) == ("test-token", "kept")
        assert asked.headers["host"] == server.url.removeprefix("http://")
        assert told(mock) == []
        assert mock.says() == ""


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (answer({"id": "l1", "height": "secret-3"}), '/height: *** is not of type "integer"'),
        (answer({"id": "l1", "status": "SUNK"}), "/status: *** is not one of"),
        (answer({"id": "l1", "depth": 3}), "/depth is not documented"),
        (answer([]), 'the body: *** is not of type "object"'),
        (answer({}, "202 Accepted"), "the status 202 is not documented, only 200"),
        (answer(b"<p>", "200 OK", "Content-Type: text/html"), "the media type text/html is not documented"),
        (answer(b"{"), "the body is no JSON"),
        (answer(b"[" * 100_000), "the body is no JSON"),
        (answer(b""), "the answer has no body, and one is documented"),
        (answer(gzip.compress(b'{"depth": 1}'), "200 OK", "Content-Encoding: gzip"), "/depth is not documented"),
        (answer(b"?", "200 OK", "Content-Encoding: br"), "was not checked"),
    ],
)
def test_answers_that_leave_the_document_are_told(relay: tuple[Mock, Wire], sent: bytes, problem: str) -> None:
    """Each departure of an answer is listed without its value, and on a line of stderr; the answer is passed on."""
    mock, server = relay
    server.answers = (sent,)
    httpx.post(f"{mock.url}/__mock/reset").raise_for_status()
    before = len(mock.says())
    with httpx.stream("GET", f"{mock.url}{LAMPS}/l1", headers=TOKEN) as found:
        body = b"".join(found.iter_raw())
    assert body == sent.partition(b"\r\n\r\n")[2]
    [(where, said)] = told(mock)
    assert where == "answer"
    assert problem in said
    assert "secret" not in said
    [line] = mock.says()[before:].splitlines()
    assert line.startswith(f"answer: GET {LAMPS}/l1 ")
    assert said in line


def test_requests_that_leave_the_document_are_told_and_passed_on(lamp_folder: Path) -> None:
    """The server decides about them; secrets in them are hidden."""
    with proxied(lamp_folder, answer({"lamps": []}), answer({"id": "l1"}, "201 Created")) as (mock, server):
        httpx.get(mock.url + LAMPS, params={"limit": 1000, "token": "tok-1"}, headers=TOKEN)
        httpx.post(mock.url + LAMPS, json={"password": "far-too-long"}, headers=TOKEN)
        httpx.get(f"{mock.url}/v1/p1/buoys", headers=TOKEN)
        assert [asked.path.partition("?")[0] for asked in server.requests] == [LAMPS, LAMPS, "/v1/p1/buoys"]
        problems = told(mock)
        assert [where for where, _ in problems] == ["request"] * 4
        said = " ".join(problem for _, problem in problems)
        for words in ("query limit: *** is greater", '"name" is a required', "no documented operation"):
            assert words in said
        for secret in ("tok-1", "far-too-long", "test-token"):
            assert secret not in said
            assert secret not in mock.says()
            assert secret not in httpx.get(f"{mock.url}/__mock/requests").text


def test_redirects_are_passed_back(lamp_folder: Path) -> None:
    """Credentials never go to another server than the one that was named."""
    with wire(answer({})) as elsewhere:
        moved = answer({}, "302 Found", f"Location: {elsewhere.url}/")
        with proxied(lamp_folder, moved) as (mock, _):
            found = httpx.get(mock.url + LAMPS, headers=TOKEN)
            assert (found.status_code, found.headers["location"]) == (302, f"{elsewhere.url}/")
        assert elsewhere.requests == []


def test_answers_come_as_they_are_written(lamp_folder: Path) -> None:
    """The beginning of an answer is there before its end is."""

    def slowly(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{")
        time.sleep(2)
        connection.sendall(b"}")

    with proxied(lamp_folder, slowly) as (mock, _):
        started = time.monotonic()
        with httpx.stream("GET", f"{mock.url}{LAMPS}/l1", headers=TOKEN) as found:
            pieces = found.iter_raw()
            assert next(pieces) == b"{"
            assert time.monotonic() - started < 1.5
            assert b"".join(pieces) == b"}"


def test_large_answers_are_passed_on_unchecked(lamp_folder: Path) -> None:
    """An answer that is too large to be checked comes whole, and that it was not checked is told."""
    body = b'{"x": "' + b"y" * (12 * 1024 * 1024) + b'"}'
    with proxied(lamp_folder, answer(body)) as (mock, _):
        assert httpx.get(f"{mock.url}{LAMPS}/l1", headers=TOKEN).content == body
        assert "was not checked" in told(mock)[0][1]


def test_an_answer_that_breaks_off_breaks_off(lamp_folder: Path) -> None:
    """A server that stops in the middle is told, and the client's connection ends in the middle too."""
    with proxied(lamp_folder, answer({"id": "l1"})[:-3]) as (mock, _):
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{mock.url}{LAMPS}/l1", headers=TOKEN)
        assert "broke off" in told(mock)[0][1]


def test_a_server_that_is_not_there_is_a_502(lamp_folder: Path) -> None:
    """Nobody listens: the envelope says so."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with running(lamp_folder, "--proxy", f"http://127.0.0.1:{free.getsockname()[1]}") as mock:
            found = httpx.get(mock.url + LAMPS, headers=TOKEN)
            assert (found.status_code, found.json()["error_code"]) == (502, "Mock.0502")


def test_hostile_answers_stay_on_their_line(lamp_folder: Path) -> None:
    """Names in an answer cannot write to the terminal, nor begin a line of their own."""
    with proxied(lamp_folder, answer({"a\n\x1b[2Jrequest: forged": 1})) as (mock, _):
        httpx.get(f"{mock.url}{LAMPS}/l1", headers=TOKEN)
        assert len(told(mock)) == 1
        said = mock.says()
        assert len(said.splitlines()) == 1
        assert "\x1b" not in said


def test_in_front_of_another_mock_signatures_are_made_anew(lamp_folder: Path) -> None:
    """The host is signed, so a signature by a known key is made anew for the server behind; by another key it fails."""
    with running(lamp_folder) as behind, running(lamp_folder, "--proxy", behind.url) as mock:
        key = AccessKey("test-access-key", "test-secret-key")
        made = httpx.post(mock.url + LAMPS, json={"name": "é"}, auth=key)
        assert made.status_code == 201, made.text
        listed = httpx.get(f"{behind.url}{LAMPS}?status=WARMING", headers=TOKEN).json()
        assert [lamp["id"] for lamp in listed["lamps"]] == [made.json()["id"]]
        assert httpx.get(f"{mock.url}{LAMPS}?limit=5&status=a%20b", auth=key).status_code == 200
        assert told(mock) == []
        assert httpx.get(mock.url + LAMPS, auth=AccessKey("other", "key")).status_code == 401


def test_faults_and_bounds_are_for_a_proxy_too(lamp_folder: Path) -> None:
    """Faults come before the server behind, and tricks in paths never reach it."""
    with proxied(lamp_folder, answer({"lamps": []})) as (mock, server):
        assert httpx.get(mock.url + LAMPS, headers={"X-Mock-Fault": "status=429"}).status_code == 429
        with mock.connect() as connection:
            connection.sendall(b"GET /v1/%2e%2e/secret HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            assert receive(connection).startswith(b"HTTP/1.1 400")
        assert server.requests == []


def test_proxies_of_the_environment_are_not_used(lamp_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests go to the server that was named, not to one that the environment names."""
    with wire(answer({})) as elsewhere:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, elsewhere.url)
        with proxied(lamp_folder, answer({"lamps": []})) as (mock, server):
            transport = httpx.HTTPTransport()
            with httpx.Client(transport=transport, trust_env=False) as client:
                assert client.get(mock.url + LAMPS, headers=TOKEN).status_code == 200
        assert len(server.requests) == 1
        assert elsewhere.requests == []


def test_secrets_inside_of_bodies_are_not_shown(lamp_folder: Path) -> None:
    """What stands in arrays and objects under the name of a secret is hidden, also where the name is escaped."""
    sent = (
        b'{"tokens": ["topsecret1"], "auth": {"x": {"v": "topsecret2"}}, "inner": [{"p\\u0061ssword": ["topsecret3"]}],'
        b' "height": {"token": {"v": "topsecret4"}}, "name": "Anna"}'
    )
    with proxied(lamp_folder, answer({"id": "l1", "tokens": ["topsecret5"]}, "201 Created")) as (mock, _):
        httpx.post(mock.url + LAMPS, content=sent, headers={**TOKEN, "content-type": "application/json"})
        seen = httpx.get(f"{mock.url}/__mock/requests").text
        told_of = httpx.get(f"{mock.url}/__mock/violations").text
        assert "Anna" in seen and "/tokens is not documented" in told_of
        for text in (seen, told_of, mock.says()):
            assert "topsecret" not in text
