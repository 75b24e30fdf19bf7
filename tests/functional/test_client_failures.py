"""What a service can do to the client, over real sockets: each ends in a typed error that says what came, in time."""

import gzip
import json
import socket
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
import pytest
from wire import Answer, Calls, http, reply, wire


@pytest.fixture(params=["sync", "async"])
def calls(request: pytest.FixtureRequest, client_package: ModuleType) -> Calls:
    """Calls of the synchronous and of the asynchronous client."""
    return Calls(client_package, request.param)


def cut(connection: socket.socket) -> None:
    """Promise more than is sent."""
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"id": ')


def cut_in_a_chunk(connection: socket.socket) -> None:
    """Break off inside a chunk."""
    connection.sendall(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"id": "s')


HUGE = b"[" + b"1, " * 3_500_000 + b"1]"
DEEP = b'{"twin":' * 100_000 + b"1" + b"}" * 100_000
ANSWERS: dict[str, tuple[Answer, str, str]] = {
    "HTML": (http(200, b"<html>sign in</html>", content_type="text/html"), "APIResponseError", "text/html, '<html>"),
    "a charset that is none": (
        http(200, b"<html>", content_type="text/html; charset=hex"), "APIResponseError", "charset=hex, '<html>'",
    ),
    "an empty body": (http(200), "APIResponseError", "no body came"),
    "blanks": (http(201, b" \n"), "APIResponseError", "no body came"),
    "truncated JSON": (http(200, b'{"id": "s1", "na'), "APIResponseError", '\'{"id": "s1", "na'),
    "gzip that is none": (http(200, b"{}", content_encoding="gzip"), "APIResponseError", "'gzip'"),
    "gzip that breaks off": (
        http(200, gzip.compress(b'{"id": "s1"}' * 99)[:40], content_encoding="gzip"), "APIResponseError", "200 X",
    ),
    "10 MB of array": (http(200, HUGE), "APIResponseError", "an object was due, an array came"),
    "a number": (http(200, b"17"), "APIResponseError", "an object was due"),
    "null": (http(200, b"null"), "APIResponseError", "an object was due"),
    "deep JSON": (http(200, DEEP), "APIResponseError", "deep"),
    "no UTF-8": (http(200, b'{"id": "\xff\xfe\xfa"}'), "APIResponseError", "utf-8"),
    "a redirect": (http(302, location="https://elsewhere.example/x"), "RedirectError", "https://elsewhere.example/x"),
    "an error envelope": (
        reply(200, {"is_success": False, "error_code": "H.7", "error_message": "no"}),
        "OperationFailedError", "H.7: no",
    ),
    "an error code and nothing else": (
        reply(200, {"error_code": "H.8", "error_msg": "never"}), "OperationFailedError", "H.8: never",
    ),
    "a cut body": (cut, "APIConnectionError", "after 200 had come"),
    "a cut chunk": (cut_in_a_chunk, "APIConnectionError", "after 200 had come"),
    "no answer": (lambda connection: None, "APIConnectionError", "the connection failed"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n", "APIConnectionError", "the connection failed"),
    "a header with a line break": (
        b"HTTP/1.1 200 OK\r\nX-A: 1\r\n bad\x00: 2\r\n\r\n", "APIConnectionError", "the connection failed",
    ),
    "headers without end": (b"HTTP/1.1 200 OK\r\n" + b"X-A: 1\r\n" * 30_000, "APIConnectionError", "connection failed"),
}  # fmt: skip


@pytest.mark.parametrize("what", ANSWERS)
def test_each_bad_answer_is_a_typed_error(calls: Calls, what: str) -> None:
    """The error is of the right class, names the request and what came, and comes at once."""
    answer, name, said = ANSWERS[what]
    start = time.monotonic()
    with wire(answer) as server, pytest.raises(calls.package.APIError) as caught:
        calls(server.url, lambda client: client.ships.get("s1"), max_retries=0)
    assert time.monotonic() - start < 3
    assert type(caught.value).__name__ == name
    message = str(caught.value)
    assert message.startswith(f"GET {server.url}/v1/p1/ships/s1: ")
    assert said in message
    assert len(message) < 700


def test_an_answer_of_200_that_documents_its_error_code_is_no_error(calls: Calls) -> None:
    """An error code beside documented fields is one of those fields, or the state of the thing; it is given."""
    body = {"id": "s1", "name": "Anna", "error_code": "H.9", "error_msg": "sank", "is_success": True}
    with wire(reply(200, body)) as server:
        ship = calls(server.url, lambda client: client.ships.get("s1"))
    assert ship.to_json() == body


def test_a_status_without_a_body_is_no_error(calls: Calls) -> None:
    """204 gives what the method gives, empty."""
    with wire(http(204)) as server:
        assert calls(server.url, lambda client: client.ships.get("s1")).to_json() == {}
        assert calls(server.url, lambda client: client.ships.delete("s1")) is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_credentials_never_go_to_another_host(calls: Calls, status: int) -> None:
    """A redirect is not followed, not by a client of the user either; its error names where it leads."""
    with wire(reply(200, {})) as other, wire(http(status, location=f"{other.url}/catch")) as server:
        with pytest.raises(calls.package.RedirectError) as caught:
            calls(server.url, lambda client: client.ships.get("s1"))
        http_client = httpx.Client if calls.mode == "sync" else httpx.AsyncClient
        with pytest.raises(calls.package.RedirectError):
            own = http_client(follow_redirects=True)
            calls(server.url, lambda client: client.ships.get("s1"), http_client=own)
        assert not other.requests
    assert caught.value.location == f"{other.url}/catch"


def test_a_body_that_is_too_large_is_refused(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small answer that unpacks to more than the limit is an error, and no memory is spent on the rest."""
    bodies = __import__(f"{calls.package.__name__}._runtime.bodies", fromlist=["bodies"])
    monkeypatch.setattr(bodies, "MAX_BODY", 1_000_000)
    bomb = http(200, gzip.compress(b" " * 3_000_000), content_encoding="gzip")
    with wire(bomb) as server, pytest.raises(calls.package.APIResponseError, match="has more than"):
        calls(server.url, lambda client: client.ships.get("s1"))


@pytest.mark.parametrize(("seconds", "said"), [(1200, "20 minutes behind"), (-1200, "20 minutes ahead of")])
def test_a_clock_that_is_off_is_told(calls: Calls, seconds: int, said: str) -> None:
    """A refused signature, and a service whose clock is another one: the error says by how much."""
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + seconds))
    refusal = reply(401, {"error_code": "G.1", "error_msg": "signature expired"}, date=date)
    key = calls.package.AccessKey("ak", "sk-secret")
    with wire(refusal) as server, pytest.raises(calls.package.AuthenticationError, match=said) as caught:
        calls(server.url, lambda client: client.ships.get("s1"), auth=key)
    assert said in caught.value.hint
    with wire(refusal) as server, pytest.raises(calls.package.AuthenticationError) as caught:
        calls(server.url, lambda client: client.ships.get("s1"))
    assert not caught.value.hint  # a token knows no clock


@pytest.mark.parametrize("make", [
    lambda p: p.Token("secret-token"),
    lambda p: p.AccessKey("ak", "sk-secret", security_token="secret-token"),
])  # fmt: skip
@pytest.mark.parametrize("status", [400, 401, 500, 200])
def test_errors_show_no_credential(calls: Calls, make: Callable[[Any], Any], status: int) -> None:
    """Neither message, repr, request nor cause holds a credential, not even where the service sends it back."""
    body = {"error_code": "secret-token", "error_msg": 'token secret-token, {"password": "pw-secret"}'}
    with wire(reply(status, body)) as server, pytest.raises(calls.package.APIStatusError) as caught:
        calls(server.url, lambda client: client.ships.get("s1"), auth=make(calls.package), max_retries=0)
    error = caught.value
    headers = dict(error.request.headers), dict(error.response.request.headers)
    shown = f"{error} {error!r} {error.error_msg} {error.error_code} {headers}"
    assert "secret-token" not in shown and "sk-secret" not in shown and "pw-secret" not in shown
    assert "Signature=" not in shown


def test_connection_errors_show_no_credential(calls: Calls) -> None:
    """The request of an error of the transport holds none, and no frame below it is kept."""
    with pytest.raises(calls.package.APIConnectionError) as caught:
        calls("http://127.0.0.1:9", lambda client: client.ships.get("s1"), max_retries=0)
    cause = caught.value.__cause__
    assert isinstance(cause, httpx.ConnectError) and cause.__traceback__ is None
    assert "secret-token" not in f"{dict(caught.value.request.headers)} {dict(cause.request.headers)}"


def test_requests_that_no_wire_can_hold_are_refused(calls: Calls) -> None:
    """A line break in a header, or a path that is another host, is an error before anything is sent."""
    with wire(reply(200, {})) as server:
        for call in (
            lambda client: client.ships.get("s1", extra_headers={"X-A": "1\r\nX-B: 2"}),
            lambda client: client.request("GET", "@elsewhere.example/", cast_to=object),
            lambda client: client.request("GET", "https://elsewhere.example/", cast_to=object),
        ):
            with pytest.raises(ValueError, match=r"line break|slash"):
                calls(server.url, call)
        assert not server.requests


def test_an_undocumented_call_has_the_same_power(calls: Calls) -> None:
    """`request` takes query, body and headers, gives what `cast_to` says, and raises the same errors."""
    envelope = {"error_code": "H.1", "error_msg": "no"}
    with wire(reply(200, {"a": [1]}), reply(200, envelope), http(200)) as server:
        options = {"query": {"q": [1, 2]}, "body": {"x": None}, "headers": {"X-A": "1"}}
        value = calls(server.url, lambda c: c.request("POST", "/v9/new?z=0", cast_to=object, **options))
        asked = server.requests[0]
        assert value == {"a": [1]}
        assert (asked.method, asked.path, json.loads(asked.body)) == ("POST", "/v9/new?z=0&q=1&q=2", {"x": None})
        assert asked.headers["x-a"] == "1"
        with pytest.raises(calls.package.OperationFailedError):
            calls(server.url, lambda c: c.request("GET", "/v9/new", cast_to=object))
        assert calls(server.url, lambda c: c.request("GET", "/v9/new", cast_to=object)) is None


@pytest.mark.parametrize("what", ["a cut body", "a cut chunk", "no answer", "no HTTP", "gzip that is none", "HTML"])
def test_no_frame_of_a_traceback_shows_a_credential(calls: Calls, what: str) -> None:
    """What tools print of the variables of each frame holds neither token nor secret key, the causes included."""
    auth = calls.package.AccessKey("ak", "sk-secret", security_token="secret-token")
    with wire(ANSWERS[what][0]) as server, pytest.raises(calls.package.APIError) as caught:
        calls(server.url, lambda client: client.ships.get("s1"), max_retries=0, auth=auth)
    seen: list[str] = []
    error: BaseException | None = caught.value
    while error is not None:
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename != __file__:
                seen += [repr(value) for value in trace.tb_frame.f_locals.values()]
            trace = trace.tb_next
        error = error.__cause__ or error.__context__
    text = "\n".join(seen)
    assert len(seen) > 10
    assert "sk-secret" not in text and "secret-token" not in text and "Signature=" not in text
