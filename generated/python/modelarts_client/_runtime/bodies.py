# Copied from apiscribe; do not edit.
"""How much of a body is read, and for how long: the limits of what a service may do to its caller."""

import httpx

from .retries import Clock

MAX_BODY = 100 * 2**20
"""Bytes of a decoded body that a call takes; what is larger is read with `stream`."""


class BodyTooLarge(Exception):
    """The body has more than MAX_BODY bytes."""


class BodyReader:
    """Collects the chunks of a body. A clock that has passed the deadline ends it, and a body that is too large."""

    def __init__(self, response: httpx.Response, clock: Clock, deadline: float | None) -> None:
        self._response = response
        self._clock = clock
        self._deadline = deadline
        self._chunks: list[bytes] = []
        self._size = 0

    def add(self, chunk: bytes) -> None:
        """Take a decoded chunk. Raises BodyTooLarge, or httpx.ReadTimeout after the deadline."""
        self._chunks.append(chunk)
        self._size += len(chunk)
        if self._size > MAX_BODY:
            self._chunks.clear()
            raise BodyTooLarge
        if self._deadline is not None and self._clock.monotonic() > self._deadline:
            raise httpx.ReadTimeout("the body did not end in time", request=self._response.request)

    def finish(self) -> None:
        """Give the response its content."""
        # httpx only offers `read`, which knows no limit; its content stands in this attribute.
        self._response._content = b"".join(self._chunks)
