"""How long a call lasts, over real sockets: never longer than its deadline, whatever the service sends meanwhile."""

import asyncio
import math
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from wire import Answer, Calls, http, read_request, reply, silence, wire

SHIP = reply(200, {"id": "s1"})
START = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
GZIP_WITH_A_NAME = b"\x1f\x8b\x08\x08\0\0\0\0\0\0"
"""What begins a gzip file: a name follows, which ends with a zero, and which no decoder gives away."""


@pytest.fixture(params=["sync", "async"])
def calls(request: pytest.FixtureRequest, client_package: ModuleType) -> Calls:
    """Calls of the synchronous and of the asynchronous client."""
    return Calls(client_package, request.param)


def forever(start: bytes, part: bytes, pause: float = 0.02) -> Callable[[socket.socket], None]:
    """Answer with a start, and then the same part again and again, for ten seconds or until the client leaves."""

    def answer(connection: socket.socket) -> None:
        end = time.monotonic() + 10
        connection.sendall(start)
        while time.monotonic() < end:
            connection.sendall(part)
            time.sleep(pause)

    return answer


def stalled(connection: socket.socket) -> None:
    """Send a part of the body shortly before the deadline of two seconds, and then nothing."""
    connection.sendall(START + b"Content-Length: 20\r\n\r\n")
    time.sleep(1.8)
    connection.sendall(b"{")
    silence(connection)


def on_a_connection_in_use(connection: socket.socket) -> None:
    """Answer quickly and keep the connection; the next answer on it never ends."""
    connection.sendall(START + b"Content-Length: 2\r\n\r\n{}")
    if read_request(connection) is not None:
        forever(b"HTTP/1.1 200 OK\r\nX-A: ", b"a")(connection)


HOSTILE: dict[str, Answer] = {
    "headers byte by byte": forever(b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
    "early answers": forever(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "early answers without a pause": forever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50, pause=0),
    "a body byte by byte": forever(START + b"Content-Length: 100000\r\n\r\n", b" "),
    "a body that unpacks to nothing": forever(
        START + b"Content-Encoding: gzip\r\nContent-Length: 100000\r\n\r\n" + GZIP_WITH_A_NAME, b"a"
    ),
    "a body that unpacks to nothing, without a pause": forever(
        START + b"Content-Encoding: gzip\r\n\r\n" + GZIP_WITH_A_NAME, b"a" * 1000, pause=0
    ),
    "the length of a chunk": forever(START + b"Transfer-Encoding: chunked\r\n\r\n2;", b"a"),
    "an error byte by byte": forever(b"HTTP/1.1 404 X\r\nContent-Length: 100000\r\n\r\n", b" "),
}


@contextmanager
def ends_within(seconds: float) -> Iterator[None]:
    """Fail where the block takes longer; what else the machine does takes a second at most."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds + 1


@pytest.mark.parametrize("timeout", [60, None])
@pytest.mark.parametrize("what", HOSTILE)
def test_a_call_ends_with_its_deadline(calls: Calls, what: str, timeout: float | None) -> None:
    """Each wait is short and there is no end of them; the error says that the time was over, and of which request."""
    with wire(HOSTILE[what]) as server:
        with ends_within(0.5), pytest.raises(calls.package.APITimeoutError, match="timed out") as caught:
            calls(server.url, lambda client: client.ships.get("s1"), deadline=0.5, timeout=timeout)
        assert len(server.requests) == 1
    assert f"GET {server.url}/v1/p1/ships/s1" in str(caught.value)


def test_a_stall_near_the_deadline_does_not_begin_it_anew(calls: Calls) -> None:
    """What is waited for the next part is what is left, not what was left when the answer began."""
    with wire(stalled) as server, ends_within(2), pytest.raises(calls.package.APITimeoutError):
        calls(server.url, lambda client: client.ships.get("s1"), deadline=2, max_retries=0)


def test_a_connection_in_use_keeps_the_deadline_of_each_call(calls: Calls) -> None:
    """The second call on one connection ends with its own deadline."""

    def plain(client: Any) -> Any:
        client.ships.get("s1")
        return client.with_options(deadline=0.5).ships.get("s2")

    async def awaited(client: Any) -> Any:
        await client.ships.get("s1")
        return await client.with_options(deadline=0.5).ships.get("s2")

    with wire(on_a_connection_in_use) as server:
        with ends_within(1), pytest.raises(calls.package.APITimeoutError, match="s2: timed out"):
            calls(server.url, plain if calls.mode == "sync" else awaited)
        assert len(server.requests) == 1  # the second one came over the first connection


@pytest.mark.parametrize("through_a_proxy", [False, True])
def test_connections_of_the_user_keep_it_for_our_calls(calls: Calls, through_a_proxy: bool) -> None:
    """A client of httpx that is given keeps the deadline of a call through it; calls of the user have none."""
    kind = httpx.Client if calls.mode == "sync" else httpx.AsyncClient
    with wire(forever(b"HTTP/1.1 200 OK\r\nX-A: ", b"a")) as server:
        own = kind(proxy=server.url) if through_a_proxy else kind()
        with ends_within(0.5), pytest.raises(calls.package.APITimeoutError):
            calls("http://x.test" if through_a_proxy else server.url, lambda client: client.ships.get("s1"),
                  http_client=own, deadline=0.5)  # fmt: skip


def test_calls_of_the_user_on_the_same_connections_have_no_deadline(client_package: ModuleType) -> None:
    """What was set for our call is gone after it."""

    def late(connection: socket.socket) -> None:
        time.sleep(0.6)
        connection.sendall(SHIP)

    with wire(SHIP, late) as server, httpx.Client() as own:
        client = client_package.Harbour(
            project_id="p1", base_url=server.url, auth=None, http_client=own, deadline=0.5
        )  # fmt: skip
        assert client.ships.get("s1").id == "s1"
        assert own.get(server.url).status_code == 200


@contextmanager
def slow_reader() -> Iterator[str]:
    """Serve on an address whose requests are read slowly and never answered."""
    stopping = threading.Event()
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def read() -> None:
            connection, _ = listener.accept()
            with connection:
                while not stopping.wait(0.01) and connection.recv(1024):
                    pass

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            stopping.set()
            thread.join(10)


def test_a_request_that_is_read_slowly_ends_too(calls: Calls) -> None:
    """The service takes a little of a large body now and then."""
    body = {"text": "x" * 30_000_000}
    with (
        slow_reader() as url,
        ends_within(1.5),
        pytest.raises(calls.package.APITimeoutError, match="timed out"),
    ):
        calls(url, lambda client: client.request("PUT", "/x", cast_to=object, body=body), deadline=1)


def test_a_token_that_does_not_come_ends_the_call(calls: Calls) -> None:
    """The deadline is of the call with the fetch of its token."""
    with wire(HOSTILE["headers byte by byte"]) as identity, wire(SHIP) as server:
        token = calls.package.Token.from_password(user="u", password="pass-word", domain="d", url=f"{identity.url}/t")
        with ends_within(0.5), pytest.raises(calls.package.APITimeoutError):
            calls(server.url, lambda client: client.ships.get("s1"), auth=token, deadline=0.5)
        assert not server.requests


@pytest.mark.parametrize("method", ["iter_bytes", "iter_text", "iter_lines", "to_file"])
@pytest.mark.parametrize("what", ["a body byte by byte", "a body that unpacks to nothing", "silence"])
def test_a_body_that_is_read_in_parts_ends_too(calls: Calls, method: str, what: str, tmp_path: Path) -> None:
    """The deadline of the call holds until the body is read, however it is read."""

    def arguments() -> tuple[Path, ...]:
        return (tmp_path / "x.log",) if method == "to_file" else ()

    def plain(client: Any) -> Any:
        with client.stream("GET", "/log") as answer:
            return list(getattr(answer, method)(*arguments()))

    async def awaited(client: Any) -> Any:
        async with client.stream("GET", "/log") as answer:
            result = getattr(answer, method)(*arguments())
            return await result if asyncio.iscoroutine(result) else [part async for part in result]

    answer = HOSTILE.get(what, lambda c: (c.sendall(START + b"Content-Length: 9\r\n\r\n"), silence(c)))
    with wire(answer) as server, ends_within(0.5), pytest.raises(calls.package.APITimeoutError, match="in the body"):
        calls(server.url, plain if calls.mode == "sync" else awaited, deadline=0.5)
    assert not list(tmp_path.iterdir())


def test_without_a_deadline_each_wait_has_its_timeout(calls: Calls) -> None:
    """Parts that come in time are waited for as long as they come; the first that does not ends the call."""

    def slow(connection: socket.socket) -> None:
        connection.sendall(START + b"Content-Length: 12\r\n\r\n")
        for part in (b'{"id"', b': "', b's1"', b"}"):
            time.sleep(0.3)
            connection.sendall(part)

    with wire(slow, silence) as server:
        limits = {"deadline": None, "timeout": 0.9, "max_retries": 0}
        assert calls(server.url, lambda client: client.ships.get("s1"), **limits).id == "s1"
        with ends_within(1), pytest.raises(calls.package.APITimeoutError):
            calls(server.url, lambda client: client.ships.get("s1"), **limits)


def test_a_deadline_without_end_is_none(calls: Calls) -> None:
    """Infinity is a number of seconds like any other."""
    with wire(SHIP) as server:
        assert calls(server.url, lambda client: client.ships.get("s1"), deadline=math.inf, timeout=None).id == "s1"


NO_LIMITS: list[tuple[str, Any]] = [
    *(("deadline", value) for value in (0, -1, math.nan, "5", True)),
    *(("timeout", value) for value in (0, -1, math.nan, math.inf, 1e9, "5", True, (1, 2))),
    *(("timeout", httpx.Timeout(5, **{kind: value})) for kind, value in (("read", -1), ("connect", 0), ("pool", "5"))),
    *(("max_retries", value) for value in (-1, 1.5, True, "2", None)),
]


@pytest.mark.parametrize(("name", "value"), NO_LIMITS)
def test_a_limit_that_is_none_is_refused(calls: Calls, name: str, value: Any) -> None:
    """Where the client is made, where it is changed, and in a call: ValueError names it, and nothing is sent."""
    with wire(http(200)) as server:
        given: dict[str, Any] = {name: value}
        with pytest.raises(ValueError, match=f"^{name} must be "):
            calls(server.url, lambda client: client.ships.get("s1"), **given)
        with pytest.raises(ValueError, match=f"^{name} must be "):
            calls(server.url, lambda client: client.with_options(**given).ships.get("s1"))
        if name != "deadline":
            with pytest.raises(ValueError, match=f"^{name} must be "):
                calls(server.url, lambda client: client.request("GET", "/x", cast_to=object, **given))
        assert not server.requests


def test_a_timeout_of_a_call_is_checked_in_its_method(calls: Calls) -> None:
    """The methods of resources refuse it too."""
    with wire(http(200)) as server:
        with pytest.raises(ValueError, match=r"^timeout must be "):
            calls(server.url, lambda client: client.ships.get("s1", timeout=-1))
        assert not server.requests
