"""Answers that are read in parts, over real sockets, in both clients."""

import asyncio
import gzip
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from wire import Calls, http, reply, silence, wire

LOG = "first line\nsecond: ü\nlast".encode()


@pytest.fixture(params=["sync", "async"])
def calls(request: pytest.FixtureRequest, client_package: ModuleType) -> Calls:
    """Calls of the synchronous and of the asynchronous client."""
    return Calls(client_package, request.param)


def read(calls: Calls, url: str, method: str, *arguments: Any, **options: Any) -> Any:
    """Give what a method of the open answer gives: a list where it yields."""

    def plain(client: Any) -> Any:
        with client.stream("GET", "/log") as answer:
            result = getattr(answer, method)(*arguments)
            return result if isinstance(result, Path) else list(result)

    async def awaited(client: Any) -> Any:
        async with client.stream("GET", "/log") as answer:
            result = getattr(answer, method)(*arguments)
            return await result if asyncio.iscoroutine(result) else [part async for part in result]

    return calls(url, plain if calls.mode == "sync" else awaited, **options)


def test_a_body_comes_in_parts(calls: Calls) -> None:
    """Bytes, text and lines are those of the decoded body."""
    with wire(http(200, gzip.compress(LOG), content_encoding="gzip", content_type="text/plain")) as server:
        assert b"".join(read(calls, server.url, "iter_bytes")) == LOG
        assert [len(part) for part in read(calls, server.url, "iter_bytes", 10)] == [10, 10, 6]
        assert "".join(read(calls, server.url, "iter_text")) == LOG.decode()
        assert read(calls, server.url, "iter_lines") == LOG.decode().split("\n")


def test_status_and_headers_come_before_the_body(calls: Calls) -> None:
    """They are there while the body is still to come."""

    def late(connection: Any) -> None:
        connection.sendall(b"HTTP/1.1 206 Part\r\nX-A: 1\r\nContent-Length: 5\r\n\r\n")
        silence(connection)

    def plain(client: Any) -> Any:
        with client.stream("GET", "/log") as answer:
            return answer.status_code, answer.headers["x-a"]

    async def awaited(client: Any) -> Any:
        async with client.stream("GET", "/log") as answer:
            return answer.status_code, answer.headers["x-a"]

    with wire(late) as server:
        assert calls(server.url, plain if calls.mode == "sync" else awaited) == (206, "1")


def test_an_error_comes_before_the_body(calls: Calls) -> None:
    """A refusal is raised where the block begins, with the words of the service; and a busy one is asked again."""
    refusal = reply(404, {"error_code": "H.1", "error_msg": "no log"})
    with wire(refusal) as server, pytest.raises(calls.package.NotFoundError, match=r"H\.1: no log"):
        read(calls, server.url, "iter_bytes")
    with wire(http(503, retry_after="0"), http(200, LOG)) as server:
        assert b"".join(read(calls, server.url, "iter_bytes")) == LOG


def test_a_file_is_written_whole(calls: Calls, tmp_path: Path) -> None:
    """`to_file` replaces what was there, gives the path, and leaves nothing beside it."""
    target = tmp_path / "job.log"
    target.write_text("old")
    with wire(http(200, LOG * 9000)) as server:
        assert read(calls, server.url, "to_file", target) == target
    assert target.read_bytes() == LOG * 9000
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("charset", ["hex", "idna", "undefined", "nothing"])
def test_a_charset_that_is_none_counts_as_utf_8(calls: Calls, charset: str) -> None:
    """Names of codecs that make no text, or of none, do no harm."""
    with wire(http(200, LOG, content_type=f"text/plain; charset={charset}")) as server:
        assert "".join(read(calls, server.url, "iter_text")) == LOG.decode()


@pytest.mark.parametrize(("answer", "name"), [
    (lambda c: c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"x" * 500_000), "APIConnectionError"),
    (http(200, gzip.compress(LOG * 9000)[:-8] + b"rubbish!", content_encoding="gzip"), "APIResponseError"),
    (lambda c: (c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), silence(c)), "APITimeoutError"),
])  # fmt: skip
def test_a_file_that_does_not_come_whole_is_not_there(calls: Calls, tmp_path: Path, answer: Any, name: str) -> None:
    """What was there before stays, nothing stands beside it, and the error is a typed one."""
    target = tmp_path / "job.log"
    target.write_text("old")
    with wire(answer) as server, pytest.raises(calls.package.APIError) as caught:
        read(calls, server.url, "to_file", target, timeout=0.3)
    assert type(caught.value).__name__ == name
    assert f"GET {server.url}/log" in str(caught.value)
    assert "secret-token" not in str(dict(caught.value.request.headers))
    assert target.read_text() == "old" and list(tmp_path.iterdir()) == [target]


def test_an_answer_is_read_inside_its_block(client_package: ModuleType) -> None:
    """Outside of the `with` statement there is none."""
    with client_package.Harbour(project_id="p1", auth=None) as client, pytest.raises(RuntimeError, match="with"):
        list(client.stream("GET", "/log").iter_bytes())
