# Copied from apiscribe; do not edit.
"""What goes over the connection: the body of a request, an answer."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from .service import BODILESS, Answer

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


_NAME = re.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile("[\t\x20-\x7e\x80-\xff]*")
_OF_BODIES = frozenset({"content-length", "content-type"})


class TooLargeError(Exception):
    """The body is larger than what is taken."""


class DisconnectedError(Exception):
    """The client went away before its request was complete."""


async def read_body(receive: Receive, most: int) -> bytes:
    """Give the body. Raises TooLargeError as soon as it is too large, DisconnectedError where it never ends."""
    message = await receive()
    body: bytes = message.get("body", b"")
    more = message.get("more_body", False)
    if more:
        chunks, size = [body], len(body)
        while more and size <= most:
            message = await receive()
            chunk: bytes = message.get("body", b"")
            chunks.append(chunk)
            size += len(chunk)
            more = message.get("more_body", False)
        body = b"".join(chunks)
    if message["type"] == "http.disconnect":
        raise DisconnectedError
    if len(body) > most:
        raise TooLargeError
    return body


def start_of(answer: Answer) -> Message:
    """Give the message that starts an answer."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    if answer.status not in (204, 304):
        headers.append((b"content-length", str(len(answer.body)).encode()))
    return {"type": "http.response.start", "status": answer.status, "headers": headers}


def checked(answer: Any) -> Answer:
    """Give an answer of a user's own as it can be sent. TypeError and ValueError tell of none."""
    if not isinstance(answer, Answer) or not isinstance(answer.body, bytes) or not isinstance(answer.status, int):
        raise TypeError(f"a handler gives an Answer of a status and bytes, and not {str(answer)[:200]!r}")
    if not 200 <= answer.status <= 599:
        raise ValueError(f"{answer.status} is no status of an answer")
    for name, value in answer.headers:
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise ValueError(f"{name[:80]!r} is no header, or has a value that none can have")
    if answer.status not in BODILESS:
        return answer
    return Answer(answer.status, headers=tuple(h for h in answer.headers if h[0].lower() not in _OF_BODIES))


async def send_answer(answer: Answer, head: bool, send: Send) -> None:
    """Send an answer; to a HEAD without its body."""
    await send(start_of(answer))
    await send({"type": "http.response.body", "body": b"" if head else answer.body})


async def live(receive: Receive, send: Send, end: Callable[[], Awaitable[None]]) -> None:
    """Follow the server from its start to its end."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            await end()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
