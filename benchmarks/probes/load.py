"""Send one request again and again over several connections; give the requests, the seconds, the refused ones.

What the benchmarks use where there is no wrk. Arguments: URL, method, body, seconds, connections.
"""

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit

import httptools


class _Connection(asyncio.Protocol):
    """One connection, with one request on it at a time."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.answered = self.refused = 0
        self.ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.parser = httptools.HttpResponseParser(self)
        self._send()

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.refused += not self.ended

    def on_message_complete(self) -> None:
        self.answered += 1
        self.refused += not 200 <= self.parser.get_status_code() < 300
        self._send()

    def _send(self) -> None:
        self.transport.write(self.request)  # type: ignore[attr-defined]


async def main(url: str, method: str, body: str, seconds: str, connections: str) -> None:
    """Load one server, and print what came of it."""
    parts, data = urlsplit(url), body.encode()
    head = (
        f"{method} {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nX-Auth-Token: test-token\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    loop = asyncio.get_running_loop()
    opened = [_Connection(head.encode() + data) for _ in range(int(connections))]
    start = time.perf_counter()
    for connection in opened:
        await loop.create_connection(lambda it=connection: it, parts.hostname, parts.port)
    await asyncio.sleep(float(seconds))
    took = time.perf_counter() - start
    for connection in opened:
        connection.ended = True
    answered, refused = sum(it.answered for it in opened), sum(it.refused for it in opened)
    print(json.dumps({"requests": answered, "seconds": took, "refused": refused}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
