"""A site on this machine that answers each path as a test tells it to, well or badly, and remembers who asked."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from wire import Answer, http, read_request

from scraper.fetch import Fetched, Limits
from scraper.fetch.names import readable

LIMITS = Limits(
    file_bytes=200_000, total_bytes=2_000_000, pages=50, request_seconds=5.0, attempts=2, backoff_seconds=0.01
)
"""Small bounds, so that a test can go beyond them."""

PAGE = (
    "<html><body><h1>Listing the {0}</h1><h4>URI</h4><p>GET /v1/{0}</p><h4>Response Parameters</h4>"
    "<table><caption>Table 1 Response body parameters</caption><tr><th>Parameter</th><th>Type</th><th>Description</th>"
    "</tr><tr><td>{1}</td><td>String</td><td>One.</td></tr></table></body></html>"
)


def page(noun: str, field_name: str = "id") -> bytes:
    """Write a page that describes one operation."""
    return PAGE.format(noun, field_name).encode()


def contents(*links: str) -> bytes:
    """Write a page of links."""
    return ("<html><body><h1>API</h1>" + "".join(f'<p><a href="{link}">x</a></p>' for link in links)).encode()


def ok(body: bytes, content_type: str = "text/html", **headers: str) -> bytes:
    """Write an answer that gives a page."""
    return http(200, body, content_type=content_type, **headers)


@dataclass
class Visit:
    """A request: its path, its headers, when it came."""

    path: str
    headers: Mapping[str, str]
    at: float


@dataclass
class Site:
    """Gives each path its answers in turn, the last one from then on; 404 for any other."""

    url: str = ""
    answers: dict[str, Sequence[Answer]] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    tls: ssl.SSLContext | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, path: str, *answers: Answer) -> str:
        """Give the answers of a path; gives its URL."""
        self.answers[path] = answers
        return self.url + path

    def paths(self) -> list[str]:
        """The paths that were asked for, without robots.txt."""
        return [visit.path for visit in self.visits if visit.path != "/robots.txt"]

    def serve(self, connection: socket.socket) -> None:
        """Answer one request and close the connection."""
        connection.settimeout(10)
        try:
            secured = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
        except OSError:
            connection.close()
            return
        with secured as connection:
            asked = read_request(connection)
            if asked is None:
                return
            with self._lock:
                number = sum(1 for visit in self.visits if visit.path == asked.path)
                self.visits.append(Visit(asked.path, asked.headers, time.monotonic()))
            known = self.answers.get(asked.path, (http(404, b"no such page"),))
            answer = known[min(number, len(known) - 1)]
            try:
                if callable(answer):
                    answer(connection)
                else:
                    connection.sendall(answer)
            except OSError:
                pass  # the client has left


@contextmanager
def serving(host: str = "127.0.0.1") -> Iterator[Site]:
    """Serve a site while the block runs."""
    site = Site()
    listener = socket.create_server((host, 0), backlog=200)
    listener.settimeout(0.05)
    site.url = f"http://{host}:{listener.getsockname()[1]}"

    def accept() -> None:
        while not site.stopping.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            threading.Thread(target=site.serve, args=(connection,), daemon=True).start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield site
    finally:
        site.stopping.set()
        accepting.join(10)
        listener.close()


def dripping(head: bytes, drop: bytes, seconds: float = 0.05) -> Callable[[socket.socket], None]:
    """Send a head, then a drop now and then, for ever."""

    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            time.sleep(seconds)
            connection.sendall(drop)

    return send


def pouring(head: bytes, part: bytes) -> Callable[[socket.socket], None]:
    """Send a head, then the same part for ever."""

    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(part)

    return send


def codes(fetched: Fetched) -> list[str]:
    """The codes of all findings."""
    return [diagnostic.code for diagnostic in fetched.diagnostics]


def names(fetched: Fetched, site: Site) -> list[str]:
    """The names of the pages, without the site."""
    return [readable(p.url, p.member).removeprefix(site.url) for p in fetched.pages]
