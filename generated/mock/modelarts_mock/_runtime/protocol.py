# Copied from apiscribe; do not edit.
"""HTTP/1.1 with bounds: what is too large, too slow or no HTTP is refused in the envelope, before it costs anything."""

import asyncio
from collections import deque
from typing import Any, ClassVar

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from .cuts import TRANSPORT
from .offers import RequestParser
from .service import error_answer
from .settings import Settings

MAX_HEAD = 32 * 1024
"""Bytes of the request line and the headers together."""

_DEFAULTS = Settings()

MAX_HELD = 256 * 1024 * 1024
"""Bytes of the bodies of all requests that are there at the same time."""

MAX_UNREAD = 256 * 1024 * 1024
"""Bytes of the answers that clients have not taken yet, all connections together."""

MAX_PIPELINED = 1_000
"""Requests that wait for their turn on one connection."""

LEAST_TAKEN = 64 * 1024
"""Bytes of an answer that a client takes at least in the time of a request."""

LINGER = 2.0
"""Seconds for which what still comes after a refusal is dropped: closing at once would take the refusal away too."""


class _RefusedError(Exception):
    """Ends the parsing of a request that is refused."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection. The bounds are those of the settings of the application."""

    held: ClassVar[int] = 0
    """Bytes of the bodies of all connections."""

    unread: ClassVar[int] = 0
    """Bytes of the answers that wait in connections whose clients do not read."""

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:  # fmt: skip
        super().__init__(config, server_state, app_state, _loop)
        self.parser: RequestParser = RequestParser(self)  # type: ignore[assignment]
        settings = getattr(config.loaded_app, "settings", _DEFAULTS)
        self._max_body: int = settings.max_body
        self._timeout: float = settings.request_timeout
        self._why = (400, "the request is no HTTP/1.1")
        self._refused = False
        self._in_head = False
        self._goes_on = False
        self._shares_piece = False
        self._head = 0
        self._body = 0
        self._unread = 0
        self._waiting_since: float | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._cycles: deque[RequestResponseCycle] = deque()
        self._extensions: dict[str, Any] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch the time."""
        super().connection_made(transport)
        self._extensions = {TRANSPORT: transport}
        self._waiting_since = self.loop.time()
        self._watch = self.loop.call_later(self._timeout, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop to watch the time."""
        if self._watch is not None:
            self._watch.cancel()
        self._release()
        self._forget_unread()
        self._let_go()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Give the client some time to take what waits for it; where too much waits already, none."""
        super().pause_writing()
        self._wait_for_reader(self.transport.get_write_buffer_size())
        if BoundedProtocol.unread > MAX_UNREAD:
            self.loop.call_soon(self.transport.abort)

    def resume_writing(self) -> None:
        """Stop to wait: the client reads."""
        self._forget_unread()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """Parse what came. After a refusal it is dropped."""
        if self._refused:
            return
        self._head += len(data)
        self._goes_on = False
        super().data_received(data)
        if self._waiting_since is None and not self._cycles:
            self._waiting_since = self.loop.time()  # empty lines before a request: uvicorn waits for one without end
        if self._goes_on:
            self._head = 0
        elif self._head > MAX_HEAD and not self._refused:
            self._why = _HEAD_TOO_LARGE
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """Note when the request began."""
        self._waiting_since = self.loop.time()
        self._in_head = True
        self._shares_piece = self._goes_on
        self._release()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Start the answer, unless the head is too large or announces a body that is."""
        if self.parser.is_offered:
            return
        self._in_head = False
        if self._head > MAX_HEAD or self._shares_piece:
            self._check_head()
        if self.parser.get_method() != b"GET":
            self._check_length()
        if len([name for name, _ in self.headers if name == b"host"]) != 1 and self.parser.get_http_version() == "1.1":
            self._refuse(400, "a request of HTTP/1.1 has one header Host")
        self.scope["extensions"] = self._extensions
        super().on_headers_complete()
        self._cycles.append(self.cycle)
        if len(self._cycles) > MAX_PIPELINED:
            self._refuse(503, "too many requests come at once over one connection")
        self.headers = []  # what comes behind the body is no header, and not given on

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body, as long as it is not too large."""
        self._goes_on = True
        self._body += len(body)
        BoundedProtocol.held += len(body)
        if self._body > self._max_body:
            self._refuse(413, f"the body has more than {self._max_body} bytes")
        if BoundedProtocol.held > MAX_HELD + self._max_body:
            self._refuse(503, "too many large bodies come at once")
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request is there."""
        if self.parser.is_offered:
            return
        self._waiting_since = None
        self._goes_on = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Forget the request and its body."""
        self._cycles.popleft()
        if self._body:
            self._release()
        super().on_response_complete()
        if self.pipeline:
            self.flow.pause_reading()  # uvicorn reads on here, and all that comes would wait for its turn in memory

    def send_400_response(self, msg: str) -> None:
        """Refuse the request, whatever uvicorn says of it, and drop what still comes."""
        self._refused = True
        self._release()
        transport = self.transport
        if any(cycle.response_started for cycle in self._cycles):
            transport.abort()
            return
        self._let_go()
        self.flow.resume_reading()
        transport.write(_refusal(*self._why))
        if transport.can_write_eof():
            transport.write_eof()
        self.loop.call_later(LINGER, transport.abort)

    def _let_go(self) -> None:
        """Let the application learn that nobody waits for its answers any more: uvicorn tells the last one alone."""
        for cycle in self._cycles:
            cycle.disconnected = True
            cycle.message_event.set()

    def _release(self) -> None:
        BoundedProtocol.held -= self._body
        self._body = 0

    def _wait_for_reader(self, size: int) -> None:
        self._forget_unread()
        self._unread = size
        BoundedProtocol.unread += size
        self._patience = self.loop.call_later(self._timeout, self._look_at_reader)

    def _look_at_reader(self) -> None:
        """Drop a connection whose client took next to nothing in the time of a request."""
        size = self.transport.get_write_buffer_size()
        if self._unread - size < LEAST_TAKEN:
            self.transport.abort()
        else:
            self._wait_for_reader(size)

    def _forget_unread(self) -> None:
        BoundedProtocol.unread -= self._unread
        self._unread = 0
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _check_head(self) -> None:
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > MAX_HEAD:
            self._refuse(*_HEAD_TOO_LARGE)

    def _check_length(self) -> None:
        for name, value in self.headers:
            if name == b"content-length" and int(value) > self._max_body:
                self._refuse(413, f"the body has more than {self._max_body} bytes")

    def _refuse(self, status: int, message: str) -> None:
        self._why = status, message
        raise _RefusedError

    def _look(self) -> None:
        """Refuse a request that is still not there; close a connection on which none began, drop one whose client does
        not take the rest of what it was sent."""
        now = self.loop.time()
        since = self._waiting_since
        if self._refused:
            return
        if self.transport.is_closing():
            if self._patience is None:
                self._wait_for_reader(self.transport.get_write_buffer_size())
            self._watch = self.loop.call_later(self._timeout, self._look)
        elif since is None or now - since < self._timeout:
            self._watch = self.loop.call_at((since or now) + self._timeout, self._look)
        elif self._in_head or self.cycle is not None:
            self._why = 408, f"the request was not complete after {self._timeout:g} s"
            self.send_400_response("")
        else:
            self.transport.close()


_HEAD_TOO_LARGE = 431, f"the request line and the headers have more than {MAX_HEAD} bytes"


def _refusal(status: int, message: str) -> bytes:
    answer = error_answer(status, message)
    headers = (*answer.headers, ("content-length", str(len(answer.body))), ("connection", "close"))
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return STATUS_LINE[status] + head.encode("latin-1") + b"\r\n" + answer.body
