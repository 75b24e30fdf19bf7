# Copied from apiscribe; do not edit.
"""A real server behind the mock: requests go on to it, answers come back, and what leaves the document is told."""

import sys
import time
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from .auth import Key, signature_of
from .contract import Contract
from .cuts import TRANSPORT, reset
from .journal import Journal
from .redaction import redact_text, redact_url
from .service import Answer, Operation, error_answer
from .signing import authorization

if TYPE_CHECKING:
    import httpx

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = Sequence[tuple[bytes, bytes]]

MAX_CHECKED = 10 * 1024 * 1024
"""Bytes of an answer up to which it is compared with the document; it is passed on whole in any case."""

TIMEOUT = 60.0

_HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer trailers "
    b"transfer-encoding upgrade".split()
)
_NOT_SENT_ON = _HOP_BY_HOP | {b"host", b"content-length", b"accept-encoding", b"x-mock-fault", b"expect"}


@dataclass(frozen=True, slots=True)
class Violation:
    """One departure from the document; `where` is `request` or `answer`."""

    time: float
    operation: str
    target: str
    status: int
    where: str
    problem: str

    def shown(self) -> dict[str, Any]:
        """Give the violation as JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request to be passed on. `problems` says in what it leaves the document; `operation` is None for none of it."""

    method: str
    path: bytes
    query: bytes
    headers: Headers
    body: bytes
    operation_id: str
    operation: Operation | None
    problems: Sequence[str]


class ProxyError(Exception):
    """The address is none, or httpx is not installed."""


class Proxy:
    """Passes requests on to one server, and to no other: redirects are passed back, not followed."""

    def __init__(
        self, url: str, contract: Contract, violations: Journal[Violation], keys: Mapping[str, Key],
    ) -> None:  # fmt: skip
        self._base = checked_address(url)
        self._host = urlsplit(self._base).netloc.rpartition("@")[2]
        self._contract = contract
        self._violations = violations
        self._keys = keys
        self._client: httpx.AsyncClient | None = None

    async def pass_on(self, request: Incoming, scope: Message, receive: Receive, send: Send) -> int:
        """Send a request on and its answer back, as it comes. Gives the status of the answer."""
        import httpx

        begun = 0
        try:
            async with self._open().stream(
                request.method, self._target(request), headers=self._headers(request), content=request.body
            ) as response:
                begun = response.status_code
                await self._pass_back(request, response, scope, send)
        except (httpx.TransportError, httpx.InvalidURL, httpx.StreamError) as error:
            name = type(error).__name__
            if begun:
                self._tell(request, begun, "answer", [f"the answer broke off: {name}"])
                await reset(scope, receive)
            else:
                late = isinstance(error, httpx.TimeoutException)
                text = f"the server behind the mock {'did not answer in time' if late else 'cannot be reached'}: {name}"
                begun = 504 if late else 502
                await send_answer(error_answer(begun, text), send)
        self._tell(request, begun, "request", request.problems)
        return begun

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _open(self) -> "httpx.AsyncClient":
        if self._client is None:
            import httpx

            self._client = httpx.AsyncClient(follow_redirects=False, timeout=TIMEOUT, trust_env=False)
        return self._client

    def _target(self, request: Incoming) -> str:
        query = f"?{request.query.decode('latin-1')}" if request.query else ""
        return self._base + request.path.decode("latin-1") + query

    def _headers(self, request: Incoming) -> list[tuple[bytes, bytes]]:
        """Give the headers to send on. A signature covers the host: one by a known key is made anew for the server."""
        named = {
            name.strip().lower() for key, value in request.headers if key == b"connection" for name in value.split(b",")
        }
        kept = [(name, value) for name, value in request.headers if name not in _NOT_SENT_ON | named]
        values = {name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers}
        found = signature_of(values.get("authorization", ""))
        if found and found.access in self._keys:
            values["host"] = self._host
            signed = authorization(
                method=request.method,
                path=urlsplit(self._target(request)).path,
                query=parse_qsl(request.query.decode("latin-1"), keep_blank_values=True),
                headers={name: values[name] for name in found.names if name in values},
                body=request.body,
                access_key=found.access,
                secret_key=self._keys[found.access].secret,
            )
            kept = [(n, signed.encode() if n == b"authorization" else v) for n, v in kept]
        return [*kept, (b"accept-encoding", b"identity"), (b"host", self._host.encode())]

    async def _pass_back(self, request: Incoming, response: "httpx.Response", scope: Message, send: Send) -> None:
        status = response.status_code
        left_out = _HOP_BY_HOP | ({b"content-length"} if status in (204, 304) else frozenset())
        headers = [(name.lower(), value) for name, value in response.headers.raw]
        await send(
            {"type": "http.response.start", "status": status, "headers": [h for h in headers if h[0] not in left_out]}
        )
        transport = (scope.get("extensions") or {}).get(TRANSPORT)
        checked = bytearray()
        whole = True
        async for chunk in response.aiter_raw():
            whole = whole and len(checked) + len(chunk) <= MAX_CHECKED
            if whole:
                checked += chunk
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            if transport is not None and transport.is_closing():
                return
        await send({"type": "http.response.body", "body": b""})
        body = _decoded(bytes(checked), response.headers.get("content-encoding", "")) if whole else None
        self._tell(request, status, "answer", self._problems(request, response, body))

    def _problems(self, request: Incoming, response: "httpx.Response", body: bytes | None) -> list[str]:
        if request.operation is None or request.method == "HEAD":
            return []
        if body is None:
            return ["the body is too large, or encoded in a way that is not known here: it was not checked"]
        content_type = response.headers.get("content-type", "")
        return self._contract.problems(request.operation, response.status_code, content_type, body)

    def _tell(self, request: Incoming, status: int, where: str, problems: Iterable[str]) -> None:
        target = redact_url(self._target(request).removeprefix(self._base))
        for problem in problems:
            told = one_line(redact_text(problem))
            self._violations.add(Violation(time.time(), request.operation_id, target, status, where, told))
            line = f"{where}: {request.method} {one_line(target)} {status} {request.operation_id}: {told}"
            print(line, file=sys.stderr, flush=True)


def checked_address(url: str) -> str:
    """Give the address of a server without a slash at its end. Raises ProxyError for none, and without httpx."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - it is read when it is asked for
    except ValueError as error:
        raise ProxyError(f"the address of the server is none: {error}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ProxyError("the address of the server is http://HOST or https://HOST")
    if parts.username or parts.password:
        raise ProxyError("the address of the server holds no credentials: those of the requests are passed on")
    try:
        import httpx  # noqa: F401
    except ImportError:
        raise ProxyError("a proxy needs httpx: install the extra `proxy` of this distribution") from None
    return url.rstrip("/")


def one_line(text: str) -> str:
    """Give text that can stand on one line of a terminal."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text[:500])


async def send_answer(answer: Answer, send: Send) -> None:
    """Send an answer of the mock's own."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def _decoded(body: bytes, encoding: str) -> bytes | None:
    """Give a body without its encoding, None for one that is not known or too large."""
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "deflate"):
        return None
    try:
        decoder = zlib.decompressobj(wbits=47 if encoding == "gzip" else 15)
        decoded = decoder.decompress(body, MAX_CHECKED)
    except zlib.error:
        return None
    return None if decoder.unconsumed_tail else decoded
