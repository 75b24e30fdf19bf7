"""Clients that do not take what they are sent: they are dropped, and cost no more memory than is given to them."""

import importlib
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from lamps import SECONDS, Mock, receive, running

LAMPS = "/v1/p1/lamps"
NAMES = 8 * 1024 * 1024
"""Bytes of the names of the lamps in one large answer: more than the system keeps for one connection."""


def fill(url: str) -> None:
    """Make the lamps of a large answer, which no cache holds."""
    with httpx.Client(base_url=url, timeout=SECONDS) as client:
        for _ in range(2):
            client.post(LAMPS, json={"name": "x" * (NAMES // 2)}).raise_for_status()


@pytest.fixture(scope="module")
def mock(lamp_folder: Path) -> Iterator[Mock]:
    """A mock whose patience is short, with a large answer. At the end it has said nothing."""
    with running(lamp_folder, "--no-auth", "--no-validate", "--request-timeout", "1") as mock:
        fill(mock.url)
        yield mock
        assert mock.process.poll() is None
        assert mock.says() == ""


def ask(url: str, path: str = LAMPS, more: str = "") -> socket.socket:
    """Send a request over a connection that takes little at a time, and read nothing."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(SECONDS)
    parts = urlsplit(url)
    connection.connect((parts.hostname, parts.port))
    connection.sendall(f"GET {path} HTTP/1.1\r\nhost: x\r\n{more}\r\n".encode())
    return connection


def memory(mock: Mock) -> int:
    """Give the megabytes that a mock has now."""
    status = Path(f"/proc/{mock.process.pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def test_who_reads_gets_everything(mock: Mock) -> None:
    """An answer of many megabytes arrives whole, also where it is read a little later."""
    with mock.connect() as connection:
        connection.sendall(f"GET {LAMPS} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
        time.sleep(0.3)
        assert len(receive(connection)) > NAMES


def test_who_never_reads_is_dropped(mock: Mock) -> None:
    """Answers that nobody takes are given up when the time of a request is over, and their memory with them."""
    before = memory(mock)
    for _ in range(3):
        with ExitStack() as stack:
            waiting = [stack.enter_context(ask(mock.url)) for _ in range(20)]
            time.sleep(2.5)
            assert all(len(receive(connection)) < NAMES for connection in waiting)
    assert memory(mock) < before + 25 * NAMES // 2**20


def test_who_reads_a_drop_at_a_time_is_dropped(mock: Mock) -> None:
    """To read a byte now and then is no reading."""
    with ask(mock.url) as connection:
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline:
            connection.recv(1)
            time.sleep(0.1)
        assert len(receive(connection)) < NAMES


def test_who_asks_on_and_on_is_dropped(mock: Mock) -> None:
    """Small answers that nobody takes end the same way: no more requests are read, and the connection is reset."""
    before = memory(mock)
    with ask(mock.url, "/v1/status") as connection:
        asked = b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n" * 10
        deadline = time.monotonic() + SECONDS
        with pytest.raises(ConnectionError):
            while time.monotonic() < deadline:
                connection.sendall(asked)
                connection.recv(1)
    assert memory(mock) < before + 60


def test_requests_that_wait_for_their_turn_are_bounded(mock: Mock) -> None:
    """Some hundred requests sent at once are answered in their order; of thousands the connection ends."""
    asked = b"GET /v1/status HTTP/1.1\r\nhost: x\r\n\r\n"
    last = asked.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")
    assert mock.send(asked * 900 + last).count(b"HTTP/1.1 200") == 901
    assert mock.send(asked * 4_000 + last).count(b"HTTP/1.1 200") < 4_000
    assert httpx.get(f"{mock.url}/v1/status").status_code == 200


def test_a_connection_that_is_closed_while_something_waits_ends(mock: Mock) -> None:
    """The last answer of a connection waits no longer than others."""
    with ask(mock.url, more="connection: close\r\n") as connection:
        time.sleep(3.5)
        assert len(receive(connection)) < NAMES


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_all_unread_answers_together_are_bounded(lamp_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where too much waits already, who does not take an answer at once is dropped at once; small answers come, and
    large ones again as soon as the others are gone."""
    monkeypatch.syspath_prepend(str(lamp_folder))
    package = importlib.import_module("lamp_mock")
    protocol = importlib.import_module("lamp_mock._runtime.protocol")
    monkeypatch.setattr(protocol, "MAX_UNREAD", 2 * NAMES)
    with package.serve(package.create_app(package.Settings(validate=False, request_timeout=SECONDS))) as url:
        fill(url)
        with ExitStack() as stack:
            waiting = [stack.enter_context(ask(url)) for _ in range(6)]
            time.sleep(2)
            assert httpx.get(f"{url}/v1/status").status_code == 200
            assert 0 < protocol.BoundedProtocol.unread <= 2 * NAMES
            assert 2 <= sum(len(receive(connection)) > NAMES for connection in waiting[::-1]) < len(waiting)
        time.sleep(0.3)
        assert protocol.BoundedProtocol.unread == 0
        with ask(url, more="connection: close\r\n") as connection:
            assert len(receive(connection)) > NAMES
