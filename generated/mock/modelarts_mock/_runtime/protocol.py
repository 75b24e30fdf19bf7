# Copied from apiscribe; do not edit.
"""HTTP/1.1 with bounds: what is too large, too slow or no HTTP is refused in the envelope, before it costs anything."""

import asyncio
from typing import Any, ClassVar

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from .cuts import TRANSPORT
from .service import error_answer
from .settings import Settings

MAX_HEAD = 32 * 1024
"""Bytes of the request line and the headers together."""

_DEFAULTS = Settings()

MAX_HELD = 256 * 1024 * 1024
"""Bytes of the bodies of all requests that are there at the same time."""

LINGER = 2.0
"""Seconds for which what still comes after a refusal is dropped: closing at once would take the refusal away too."""


class _RefusedError(Exception):
    """Ends the parsing of a request that is refused."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection. The bounds are those of the settings of the application."""

    held: ClassVar[int] = 0
    """Bytes of the bodies of all connections."""

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:  # fmt: skip
        super().__init__(config, server_state, app_state, _loop)
        settings = getattr(config.loaded_app, "settings", _DEFAULTS)
        self._max_body: int = settings.max_body
        self._timeout: float = settings.request_timeout
        self._why = (400, "the request is no HTTP/1.1")
        self._refused = False
        self._in_head = False
        self._head = 0
        self._body = 0
        self._waiting_since: float | None = None
        self._watch: asyncio.TimerHandle | None = None
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
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came. After a refusal it is dropped."""
        if self._refused:
            return
        self._head += len(data)
        super().data_received(data)
        if not self._in_head:
            self._head = 0
        elif self._head > MAX_HEAD and not self._refused:
            self._why = _HEAD_TOO_LARGE
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """Note when the request began."""
        self._waiting_since = self.loop.time()
        self._in_head = True
        self._release()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Start the answer, unless the head is too large or announces a body that is."""
        self._in_head = False
        if self._head > MAX_HEAD and len(self.url) + sum(len(n) + len(v) + 4 for n, v in self.headers) > MAX_HEAD:
            self._refuse(*_HEAD_TOO_LARGE)
        if self.parser.get_method() != b"GET":
            self._check_length()
        self.scope["extensions"] = self._extensions
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body, as long as it is not too large."""
        self._body += len(body)
        BoundedProtocol.held += len(body)
        if self._body > self._max_body:
            self._refuse(413, f"the body has more than {self._max_body} bytes")
        if BoundedProtocol.held > MAX_HELD + self._max_body:
            self._refuse(503, "too many large bodies come at once")
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request is there."""
        self._waiting_since = None
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Forget the body."""
        if self._body:
            self._release()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse the request, whatever uvicorn says of it, and drop what still comes."""
        self._refused = True
        self._release()
        cycle, transport = self.cycle, self.transport
        if cycle is not None and not cycle.response_complete:
            if cycle.response_started:
                transport.abort()
                return
            # The application learns that nobody waits for its answer any more.
            cycle.disconnected = True
            cycle.message_event.set()
        self.flow.resume_reading()
        transport.write(_refusal(*self._why))
        if transport.can_write_eof():
            transport.write_eof()
        self.loop.call_later(LINGER, transport.abort)

    def _release(self) -> None:
        BoundedProtocol.held -= self._body
        self._body = 0

    def _check_length(self) -> None:
        for name, value in self.headers:
            if name == b"content-length" and int(value) > self._max_body:
                self._refuse(413, f"the body has more than {self._max_body} bytes")

    def _refuse(self, status: int, message: str) -> None:
        self._why = status, message
        raise _RefusedError

    def _look(self) -> None:
        """Refuse a request that is still not there; close a connection on which none began."""
        now = self.loop.time()
        since = self._waiting_since
        if self._refused or self.transport.is_closing():
            return
        if since is None or now - since < self._timeout:
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
