# Copied from apiscribe; do not edit.
"""How much of a body is read: the limit of what a service may do to the memory of its caller."""

import httpx

MAX_BODY = 100 * 2**20
"""Bytes of a decoded body that a call takes; what is larger is read with `stream`."""


class BodyTooLarge(Exception):
    """The body has more than MAX_BODY bytes."""


class BodyReader:
    """Collects the chunks of a body, until it is too large."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._chunks: list[bytes] = []
        self._size = 0

    def add(self, chunk: bytes) -> None:
        """Take a decoded chunk. Raises BodyTooLarge."""
        self._chunks.append(chunk)
        self._size += len(chunk)
        if self._size > MAX_BODY:
            self._chunks.clear()
            raise BodyTooLarge

    def finish(self) -> None:
        """Give the response its content."""
        # httpx only offers `read`, which knows no limit; its content stands in this attribute.
        self._response._content = b"".join(self._chunks)
