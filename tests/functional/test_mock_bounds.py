"""Bad input, sent byte by byte to a mock that runs as a process of its own: a refusal each, and nothing else."""

import importlib
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from lamps import SECONDS, Mock, receive, running

LAMPS = b"/v1/p1/lamps"
POST = b"POST " + LAMPS + b" HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
HUNDRED_MB = 100 * 1024 * 1024
MOST_MEMORY = 160
"""Megabytes that the mock ever needs, its document, pages and one body of the largest size included."""


@pytest.fixture(scope="module")
def mock(lamp_folder: Path) -> Iterator[Mock]:
    """A mock whose patience is short. At the end it has said nothing, and has not grown."""
    with running(lamp_folder, "--no-auth", "--request-timeout", "1") as mock:
        yield mock
        assert mock.process.poll() is None
        assert mock.says() == ""
        assert mock.memory < MOST_MEMORY


def get(path: bytes, *headers: bytes) -> bytes:
    """Give a request that closes its connection."""
    return b"\r\n".join([b"GET " + path + b" HTTP/1.1", b"host: x", b"connection: close", *headers, b"", b""])


def refusal(received: bytes) -> tuple[int, str]:
    """Give status and message of a refusal, which is one complete answer in the envelope."""
    head, _, body = received.partition(b"\r\n\r\n")
    said = json.loads(body)
    status = int(head.split()[1])
    assert said["error_code"] == f"Mock.{status:04d}"
    return status, said["error_msg"]


def pour(head: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    """Give a sender of 100 MB."""

    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(HUNDRED_MB // 65_536):
            connection.sendall(piece)

    return send


LARGE = {
    "announced": POST + b"content-length: %d\r\n\r\n" % HUNDRED_MB,
    "announced, waiting to be told": POST + b"expect: 100-continue\r\ncontent-length: %d\r\n\r\nx" % HUNDRED_MB,
    "sent": pour(POST + b"content-length: %d\r\n\r\n" % HUNDRED_MB, b"x" * 65_536),
    "sent in chunks": pour(POST + b"transfer-encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65_536 + b"\r\n"),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_body_of_100_mb_is_refused_early(mock: Mock, name: str) -> None:
    """A body that is too large is a 413 as soon as that is known, and the client gets to read it."""
    status, message = refusal(mock.send(LARGE[name]))
    assert (status, message) == (413, "the body has more than 10485760 bytes")


def test_clients_see_why_a_large_body_is_refused(mock: Mock) -> None:
    """An HTTP client that sends on and on still gets the answer."""
    body = b'"' + b"x" * (20 * 1024 * 1024) + b'"'
    answer = httpx.post(mock.url + LAMPS.decode(), content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"zz\r\nxx\r\n0\r\n\r\n",
        b"-1\r\nx\r\n0\r\n\r\n",
        b"5\r\nabcdefgh\r\n",
        b"ffffffffffffffffff\r\n",
        b"\r\n\r\n\r\n",
    ],
)
def test_broken_chunks_are_refused(mock: Mock, body: bytes) -> None:
    """Chunks that are none end the request."""
    status, message = refusal(mock.send(POST + b"transfer-encoding: chunked\r\n\r\n" + body))
    assert (status, message) == (400, "the request is no HTTP/1.1")


def test_a_body_that_breaks_off_is_not_taken_for_a_whole_one(mock: Mock) -> None:
    """Nothing is made of a request whose end never came, though what came is a valid body."""
    body = b'{"name": "half"}'
    with mock.connect() as connection:
        connection.sendall(POST + b"content-length: 50\r\n\r\n" + body)
        connection.shutdown(socket.SHUT_WR)
        assert receive(connection) == b""
    with mock.connect() as connection:
        connection.sendall(POST + b"transfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(body), body))
        time.sleep(0.2)
    assert "half" not in httpx.get(mock.url + LAMPS.decode(), params={"limit": 100}).text


@pytest.mark.parametrize(
    "headers",
    [
        b"content-length: 5\r\ntransfer-encoding: chunked\r\n",
        b"content-length: 5\r\ncontent-length: 6\r\n",
        b"content-length: -5\r\n",
        b"content-length: 99999999999999999999\r\n",
        b"transfer-encoding: chunked, identity\r\n",
        b"x: a\x00b\r\n",
        b"x y: z\r\n",
    ],
)
def test_headers_that_two_servers_would_read_in_two_ways_are_refused(mock: Mock, headers: bytes) -> None:
    """What requests are smuggled with is no HTTP."""
    assert refusal(mock.send(POST + headers + b"\r\n0\r\n\r\n"))[0] == 400


@pytest.mark.parametrize(
    ("head", "body", "status", "words"),
    [
        (POST, b"[" * 200_000, 400, "nested too deep"),
        (POST, b'{"name":' * 50_000, 400, "nested too deep"),
        (POST, b'{"name": "caf\xe9"}', 400, "not in UTF-8"),
        (POST, b'{"name": "half', 400, "no JSON"),
        (POST, b'{"height": NaN, "name": "n"}', 400, "no JSON"),
        (POST.replace(b"json", b"json; charset=utf-16"), '{"name": "a"}'.encode("utf-16"), 415, "UTF-8"),
        (POST.replace(b"application/json", b"text/plain"), b"x", 415, "not documented"),
    ],
)
def test_bodies_that_cannot_be_read_are_refused(mock: Mock, head: bytes, body: bytes, status: int, words: str) -> None:
    """Deep JSON, other character sets, half a body: each is refused for what it is."""
    found, message = refusal(mock.send(head + b"connection: close\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)))
    assert found == status
    assert words in message


@pytest.mark.parametrize(
    "request_",
    [
        get(LAMPS, b"x-a: " + b"a" * 65_536),
        get(LAMPS, *(b"x-%d: aaaaaaaa" % number for number in range(5_000))),
        get(LAMPS + b"/" + b"a" * 65_536),
        get(LAMPS + b"?" + b"a" * 65_536),
        b"GET " + LAMPS + b" HTTP/1.1\r\nx: " + b"a" * 70_000,
    ],
)
def test_headers_of_64_kb_are_refused(mock: Mock, request_: bytes) -> None:
    """A head that is too large is a 431, whatever makes it large and whether it ends or not."""
    status, message = refusal(mock.send(request_))
    assert (status, message) == (431, "the request line and the headers have more than 32768 bytes")


def test_a_large_head_is_taken_up_to_the_bound(mock: Mock) -> None:
    """Tokens are long: 30 KB of headers are none too many."""
    assert mock.send(get(LAMPS, b"x-a: " + b"a" * 30_000)).startswith(b"HTTP/1.1 200")


def test_what_follows_on_one_connection_is_counted_anew(mock: Mock) -> None:
    """Many requests on one connection, one after the other or at once, never make one large head."""
    kept = b"GET " + LAMPS + b" HTTP/1.1\r\nhost: x\r\nx-a: " + b"a" * 20_000 + b"\r\n\r\n"
    assert mock.send(kept * 4 + get(LAMPS)).count(b"HTTP/1.1 200") == 5


def drip(start: bytes, drops: bytes) -> Callable[[socket.socket], None]:
    """Give a sender of one byte every fifth of a second."""

    def send(connection: socket.socket) -> None:
        connection.sendall(start)
        for drop in drops:
            connection.sendall(bytes([drop]))
            time.sleep(0.2)

    return send


@pytest.mark.parametrize(
    ("start", "drops"),
    [
        (b"", b"GET " + LAMPS),
        (POST, b"x-a: aaaaaaaaaaaa"),
        (POST + b"content-length: 50\r\n\r\n", b'{"name": "abcdefgh'),
    ],
)
def test_slow_senders_are_refused(mock: Mock, start: bytes, drops: bytes) -> None:
    """A request line, headers and a body that come byte by byte end with a 408 when their time is over."""
    began = time.monotonic()
    assert refusal(mock.send(drip(start, drops))) == (408, "the request was not complete after 1 s")
    assert time.monotonic() - began < 6


def test_a_connection_without_request_is_closed(mock: Mock) -> None:
    """Who says nothing gets no answer."""
    assert mock.send(b"") == b""


def test_slow_senders_hold_nobody_up(mock: Mock) -> None:
    """While a hundred slow senders are waited for, others are answered."""
    slow = [mock.connect() for _ in range(100)]
    for connection in slow:
        connection.sendall(POST)
    began = time.monotonic()
    assert httpx.get(mock.url + LAMPS.decode()).status_code == 200
    assert time.monotonic() - began < 1
    for connection in slow:
        connection.close()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (b"/v1/%2e%2e/lamps", "a segment of dots"),
        (b"/v1/../lamps", "a segment of dots"),
        (b"/v1/p1/lamps/.", "a segment of dots"),
        (b"/v1//lamps", "an empty segment"),
        (b"//v1/p1/lamps", "an empty segment"),
        (b"/v1/p%00/lamps", "a null character"),
        (b"/v1/%c0%af/lamps", "not in UTF-8"),
        (b"/v1/%ff/lamps", "not in UTF-8"),
        (b"/v1/%ed%a0%80/lamps", "not in UTF-8"),
        (b"/v1/%zz/lamps", "a % that encodes nothing"),
        (b"/v1/%", "a % that encodes nothing"),
        (b"/v1/\xff/lamps", "no HTTP/1.1"),
        (b"/v1/p\x00/lamps", "no HTTP/1.1"),
        (b"http://elsewhere", "no HTTP/1.1"),
    ],
)
def test_tricks_in_paths_are_refused(mock: Mock, path: bytes, words: str) -> None:
    """What servers on the way would read in another way is a 400."""
    status, message = refusal(mock.send(get(path)))
    assert status == 400
    assert words in message


def test_an_encoded_slash_is_no_slash(mock: Mock) -> None:
    """`%2f` stays inside its segment."""
    assert refusal(mock.send(get(b"/v1/p1/lamps%2fl1")))[0] == 404


def test_encoded_control_characters_are_text(mock: Mock) -> None:
    """Line breaks in a path, which no schema forbids, stay in the value; they end no line of the answer."""
    answer = mock.send(get(b"/v1/p%0d%0aset-cookie:%20a%1b%7f/lamps"))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"set-cookie" not in answer.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    "data", [b"\x16\x03\x01\x02\x00\x01", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"FROB / HTTP/1.1\r\n\r\n"]
)
def test_other_protocols_are_refused(mock: Mock, data: bytes) -> None:
    """TLS, HTTP/2 and unknown methods are no HTTP/1.1."""
    assert refusal(mock.send(data)) == (400, "the request is no HTTP/1.1")


def test_noise_does_no_harm(mock: Mock) -> None:
    """Whatever comes, the mock answers the next one."""
    for _ in range(50):
        mock.send(os.urandom(2_000))
    assert httpx.get(mock.url + LAMPS.decode()).status_code == 200


def test_many_large_bodies_at_once(mock: Mock) -> None:
    """Eight bodies of 100 MB at once need no more memory than eight of the largest size that is taken."""
    threads = [threading.Thread(target=mock.send, args=(LARGE["sent in chunks"],)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert httpx.get(mock.url + LAMPS.decode()).status_code == 200


def test_all_bodies_together_are_bounded(lamp_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While others hold all the memory that there is for bodies one more is a 503; once they are gone it is taken."""
    monkeypatch.syspath_prepend(str(lamp_folder))
    package = importlib.import_module("lamp_mock")
    settings = package.Settings(max_body=1_000)
    monkeypatch.setattr(importlib.import_module("lamp_mock._runtime.protocol"), "MAX_HELD", 0)
    body = json.dumps({"name": "a", "more": "x" * 600})
    with package.serve(package.create_app(settings)) as url:
        with socket.create_connection(urlsplit(url).netloc.split(":"), SECONDS) as other:  # type: ignore[arg-type]
            other.sendall(POST + b"content-length: 900\r\n\r\n" + b"x" * 800)
            time.sleep(0.2)
            headers = {"content-type": "application/json"}
            assert httpx.post(url + LAMPS.decode(), content=body, headers=headers).status_code == 503
        time.sleep(0.2)
        for _ in range(5):
            assert httpx.post(url + LAMPS.decode(), content=body, headers=headers).status_code == 201


def test_bounds_can_be_chosen(lamp_folder: Path) -> None:
    """`--max-body` moves the bound of bodies."""
    with running(lamp_folder, "--no-auth", "--max-body", "100") as mock:
        assert httpx.post(mock.url + LAMPS.decode(), json={"name": "a"}).status_code == 201
        assert httpx.post(mock.url + LAMPS.decode(), json={"name": "a" * 100}).status_code == 413
