# Copied from apiscribe; do not edit.
"""What goes over the connection: the body of a request, an answer."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from .service import Answer

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


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
