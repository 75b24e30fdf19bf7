# Copied from apiscribe; do not edit.
"""Answers that are cut on purpose: a connection that is reset, a body that ends too early."""

import struct
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

Message = MutableMapping[str, Any]

TRANSPORT = "mock.transport"
"""The extension of the scope under which the mock's own protocol gives the connection."""


_LINGER = "hh" if sys.platform == "win32" else "ii"


async def reset(scope: Message, receive: Callable[[], Awaitable[Message]]) -> None:
    """Reset the connection: the peer sees RST. Without a connection, in one process, ConnectionResetError is raised."""
    transport = (scope.get("extensions") or {}).get(TRANSPORT)
    if transport is None:
        raise ConnectionResetError("a fault resets the connection")
    if socket := transport.get_extra_info("socket"):
        # Closing a socket that lingers for no time sends RST in place of FIN.
        socket.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack(_LINGER, 1, 0))
    transport.abort()
    await _gone(receive)


async def truncate(
    start: Message, body: bytes, scope: Message, receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:  # fmt: skip
    """Announce the whole answer, send half of it and close the connection."""
    await send(start)
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    transport = (scope.get("extensions") or {}).get(TRANSPORT)
    if transport is None:
        raise ConnectionResetError("a fault cuts the body")
    transport.close()
    await _gone(receive)


async def _gone(receive: Callable[[], Awaitable[Message]]) -> None:
    """Wait until the server knows that the connection is gone, so that it does not miss the rest of the answer."""
    while (await receive())["type"] != "http.disconnect":
        pass
