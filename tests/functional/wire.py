"""A server on this machine that writes what a test tells it to, byte by byte, and remembers what it was asked."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

Answer = bytes | Callable[[socket.socket], None]


@dataclass
class Asked:
    """A request as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Wire:
    """Answers each request with the next answer, and with the last one from then on."""

    answers: Sequence[Answer]
    url: str = ""
    requests: list[Asked] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def serve(self, connection: socket.socket) -> None:
        """Answer one request and close the connection."""
        with connection:
            connection.settimeout(20)
            asked = read_request(connection)
            if asked is None:
                return
            with self._lock:
                number = len(self.requests)
                self.requests.append(asked)
            answer = self.answers[min(number, len(self.answers) - 1)]
            try:
                if callable(answer):
                    answer(connection)
                else:
                    connection.sendall(answer)
            except OSError:
                pass  # the client has left


def read_request(connection: socket.socket) -> Asked | None:
    """Read one request with its body; None where nothing comes."""
    data = b""
    while b"\r\n\r\n" not in data:
        try:
            part = connection.recv(65536)
        except OSError:
            return None
        if not part:
            return None
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers: dict[str, str] = {}
    for name, _, value in (line.partition(": ") for line in lines):
        headers[name.lower()] = ", ".join(filter(None, (headers.get(name.lower()), value)))
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    return Asked(method, path, headers, body)


@contextmanager
def wire(*answers: Answer) -> Iterator[Wire]:
    """Serve the answers while the block runs."""
    server = Wire(answers)
    listener = socket.create_server(("127.0.0.1", 0), backlog=200)
    listener.settimeout(0.05)
    server.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    threads: list[threading.Thread] = []

    def accept() -> None:
        while not server.stopping.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=server.serve, args=(connection,), daemon=True)
            thread.start()
            threads.append(thread)

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield server
    finally:
        server.stopping.set()
        accepting.join(10)
        listener.close()
        for thread in threads:
            thread.join(10)


def http(status: int, body: bytes = b"", *, reason: str = "X", **headers: str) -> bytes:
    """Write an answer with its length; underscores in names of headers stand for dashes."""
    lines = [f"HTTP/1.1 {status} {reason}", "Connection: close", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def reply(status: int, value: Any, **headers: str) -> bytes:
    """Write an answer with JSON in it."""
    return http(status, json.dumps(value).encode(), content_type="application/json", **headers)


def silence(connection: socket.socket) -> None:
    """Say nothing until the client leaves."""
    connection.settimeout(10)
    connection.recv(1)


class Calls:
    """Calls of either client by the same words, each on a client of its own that lives as long as the call."""

    def __init__(self, package: ModuleType, mode: str) -> None:
        self.package = package
        self.mode = mode

    def __call__(self, url: str, call: Callable[[Any], Any], **options: Any) -> Any:
        """Give the result of `call`, which gets the client; what is awaitable is awaited."""
        given = {"project_id": "p1", "base_url": url, "auth": self.package.Token("secret-token"), **options}
        pause = given.pop("clock", None)
        if self.mode == "sync":
            with self.package.Harbour(**given) as client:
                client._clock = pause or client._clock
                return call(client)

        async def run() -> Any:
            async with self.package.AsyncHarbour(**given) as client:
                client._clock = pause or client._clock
                return await call(client)

        return asyncio.run(run())
