"""A client of kilns, generated for tests, and a server on this machine that answers as the test says."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """One answer of the server: a status, a body (JSON unless bytes), how long it takes."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0


@dataclass
class Kilns:
    """A server that gives its answers one after the other, the last one again and again; it notes what was asked."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def phases(self, *phases: str) -> None:
        """Answer with a kiln that goes through these phases."""
        self.answers[:] = [Answer(body={"id": "k1", "state": {"phase": phase}}) for phase in phases]

    def next(self, request: str) -> Answer:
        """Give the next answer."""
        self.asked.append(request)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def kiln_server() -> Iterator[Kilns]:
    """Serve kilns over HTTP on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            answer = kilns.next(f"{self.command} {self.path}")
            time.sleep(answer.seconds)
            body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            content = b"" if answer.body is None else body
            self.send_response(answer.status)
            for name, value in {"X-Request-Id": "r1", "Content-Length": str(len(content)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_DELETE = answer

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that went away

    server = Server(("127.0.0.1", 0), Handler)
    kilns = Kilns(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield kilns
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@dataclass
class FakeTime:
    """A clock that moves when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        """Give the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.slept.append(seconds)
        self.now += seconds
