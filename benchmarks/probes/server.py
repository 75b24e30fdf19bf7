"""Answers GET with a notebook, or with a page of a hundred; prints its port, ends when its input does.

It does next to nothing per request, so that what is measured is the client.
"""

import asyncio
import sys

from notebooks import HUNDRED, ONE


def answer(body: bytes) -> bytes:
    """Give a response with this JSON."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


LIST, SHOW = answer(HUNDRED), answer(ONE)


class Connection(asyncio.Protocol):
    """One connection, kept until the client closes it."""

    def __init__(self) -> None:
        self._received = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Keep where to answer."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        *requests, self._received = (self._received + data).split(b"\r\n\r\n")
        for request in requests:
            path = request.split(b" ", 2)[1].partition(b"?")[0]
            self._transport.write(LIST if path.endswith(b"/notebooks") else SHOW)


async def main() -> None:
    """Serve until the process that started this one is gone."""
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.to_thread(sys.stdin.read)


asyncio.run(main())
