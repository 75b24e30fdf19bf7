"""The mock as an ASGI application. It needs no framework: one tree of routes, one body, one answer."""

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .router import Router, split_path
from .service import Answer, Call, Route, Service, error_answer

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MAX_BODY = 10 * 1024 * 1024


class MockApp:
    """Answers every documented operation."""

    def __init__(self, service: Service, routes: Iterable[Route]) -> None:
        self.service = service
        self.router: Router[Route] = Router()
        for route in routes:
            self.router.add(route.method, route.path, route)

    @classmethod
    def from_file(cls, document: Path, routes: Iterable[Route]) -> "MockApp":
        """Make the application of a document on disk, as JSON."""
        return cls(Service(json.loads(document.read_bytes())), routes)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Handle one connection event of ASGI."""
        if scope["type"] == "http":
            answer = await self._answer(scope, receive)
            await _send_answer(answer, scope["method"] == "HEAD", send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)

    async def _answer(self, scope: Message, receive: Receive) -> Answer:
        body = await _read_body(receive)
        if body is None:
            return error_answer(413, f"the body has more than {MAX_BODY} bytes")
        raw = scope.get("raw_path") or scope["path"].encode()
        segments = split_path(raw.decode("latin-1"), unquote)
        method = scope["method"]
        match = self.router.find(method, segments)
        if match is None and method == "HEAD":
            match = self.router.find("GET", segments)
        if match is None:
            return self._no_route(method, scope["path"], segments)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        call = Call(self.service, match.target, match.path_values, scope["query_string"], headers, body)
        return match.target.handler(call)

    def _no_route(self, method: str, path: str, segments: list[str]) -> Answer:
        if methods := self.router.methods(segments):
            allowed = ", ".join(methods)
            return error_answer(405, f"{method} is not documented here, only {allowed}", (("allow", allowed),))
        return error_answer(404, f"no documented path fits {path[:200]}")


async def _read_body(receive: Receive) -> bytes | None:
    """Give the body, None for one that is too large; what comes after the limit is read and dropped."""
    chunks: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= MAX_BODY:
            chunks.append(chunk)
        more = message.get("more_body", False)
    return b"".join(chunks) if size <= MAX_BODY else None


async def _send_answer(answer: Answer, head: bool, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    if answer.status not in (204, 304):
        headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else answer.body})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
