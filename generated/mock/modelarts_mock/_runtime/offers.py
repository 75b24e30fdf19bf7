# Copied from apiscribe; do not edit.
"""Requests that offer another protocol, such as HTTP/2 over plain HTTP, are read as the requests that they are."""

from typing import Protocol

import httptools


class Reads(Protocol):
    """What httptools calls with the parts of a request, and what that has kept of the head."""

    url: bytes
    headers: list[tuple[bytes, bytes]]


class RequestParser:
    """The parser of httptools, which ends at the head of a request that offers another protocol: what it has read of
    the head, less the offer, then goes to another one, before the rest. A server may leave an offer aside and answer
    the request (RFC 9110, section 7.8)."""

    def __init__(self, protocol: Reads) -> None:
        self._protocol = protocol
        self._parser = self._new()

    def _new(self) -> httptools.HttpRequestParser:
        parser = httptools.HttpRequestParser(self._protocol)
        if hasattr(parser, "set_dangerous_leniencies"):
            parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn does
        return parser

    @property
    def is_offered(self) -> bool:
        """Whether the request offers another protocol: it will come again without the offer."""
        return bool(self._parser.should_upgrade()) and self._parser.get_method() != b"CONNECT"

    def feed_data(self, data: bytes) -> None:
        """Read what came. Raises what httptools does for what is no HTTP, and for CONNECT."""
        while True:
            try:
                self._parser.feed_data(data)
                return
            except httptools.HttpParserUpgrade as offer:
                if not self.is_offered:
                    raise
                data = self._head() + data[offer.args[0] :]
                self._parser = self._new()

    def _head(self) -> bytes:
        first = b" ".join(
            (self._parser.get_method(), self._protocol.url, f"HTTP/{self._parser.get_http_version()}".encode())
        )
        kept = [b"%b: %b" % header for header in self._protocol.headers if header[0] != b"upgrade"]
        return b"\r\n".join((first, *kept, b"", b""))

    def get_method(self) -> bytes:
        """Give the method of the request."""
        return bytes(self._parser.get_method())

    def get_http_version(self) -> str:
        """Give the version of HTTP that the request is of."""
        return str(self._parser.get_http_version())

    def should_keep_alive(self) -> bool:
        """Tell whether another request may come over the connection."""
        return bool(self._parser.should_keep_alive())

    def should_upgrade(self) -> bool:
        """Tell whether the connection goes on in another protocol."""
        return bool(self._parser.should_upgrade())
