# Copied from apiscribe; do not edit.
"""How long a call may last: a deadline, kept however little the service sends each time.

A timeout is of one wait: a byte now and then, or one early answer after the other, and it never ends. A deadline is of
the whole call. It is kept while a connection is made, while the request is sent, while headers come, and between the
parts of a body, decoded or not. Under asyncio a call is cancelled. Without asyncio every wait of a connection gets
what is left: of the connections that httpx makes itself, which a transport of the user may not do; there the deadline
is kept between the parts of a body. Looking up the name of a host is a matter of the system, which nothing cuts short,
and each address of that name has `connect` seconds.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from .not_given import NotGiven

AnyTimeout = TypeVar("AnyTimeout", bound=float | httpx.Timeout | NotGiven | None)

LONGEST = 2_000_000.0
"""Seconds that a wait is given at most: systems count its milliseconds in 31 bits."""

_PART = 16 * 1024
"""Bytes of a request that are sent in one go: few enough to fit where a connection takes any."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of a monotonic clock."""

    moment: float
    monotonic: Callable[[], float]

    @classmethod
    def after(cls, seconds: float, monotonic: Callable[[], float]) -> Deadline:
        """Give the moment that comes so many seconds after now."""
        return cls(monotonic() + seconds, monotonic)

    def left(self) -> float:
        """Give the seconds that are left; none or fewer where the moment has passed."""
        return min(self.moment - self.monotonic(), LONGEST)


_KEPT: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


class Keeping:
    """Lets the connections that this thread uses in the block of a `with` keep a deadline."""

    __slots__ = ("_before", "_deadline")

    def __init__(self, deadline: Deadline | None) -> None:
        self._deadline = deadline

    def __enter__(self) -> None:
        self._before: Token[Deadline | None] = _KEPT.set(self._deadline)

    def __exit__(self, *error: object) -> None:
        _KEPT.reset(self._before)


def keep_deadlines(client: httpx.Client) -> None:
    """Let the connections that a client makes from now on keep the deadline of the call that uses them.

    Calls that have none, those that its owner makes, are as before.
    """
    # httpx takes no network backend, so it is replaced where the pools of its transports hold it
    for transport in (getattr(client, "_transport", None), *getattr(client, "_mounts", {}).values()):
        pool: Any = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if backend is not None and not isinstance(backend, _Backend):
            pool._network_backend = _Backend(backend)


def time_left(deadline: Deadline | None) -> float | None:
    """Give the seconds that are left, None for no end."""
    return None if deadline is None else deadline.left()


def checked_deadline(seconds: float | None) -> float | None:
    """Give the seconds of a call, None for no end. What is no number above 0 raises ValueError."""
    if seconds is not None and not _is_positive(seconds):
        raise ValueError(f"deadline must be seconds above 0, or None, not {seconds!r}")
    return seconds


def checked_timeout(timeout: AnyTimeout) -> AnyTimeout:
    """Give the seconds of a wait, or those of each kind of wait. What is no number above 0 raises ValueError."""
    if not isinstance(timeout, NotGiven):
        for seconds in timeout.as_dict().values() if isinstance(timeout, httpx.Timeout) else (timeout,):
            if seconds is not None and not (_is_positive(seconds) and seconds <= LONGEST):
                raise ValueError(f"timeout must be seconds above 0 up to {LONGEST:.0f}, or None, not {timeout!r}")
    return timeout


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


class SyncBody(httpx.SyncByteStream):
    """A body as it comes over the wire. After the deadline its next part is httpx.ReadTimeout."""

    def __init__(self, stream: httpx.SyncByteStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        parts = iter(self._stream)
        while (part := self._next(parts)) is not None:
            yield part

    def _next(self, parts: Iterator[bytes]) -> bytes | None:
        _seconds(self._deadline, httpx.ReadTimeout)
        with Keeping(self._deadline):
            return next(parts, None)

    def close(self) -> None:
        """Close the connection, or give it back where the body was read."""
        self._stream.close()


class AsyncBody(httpx.AsyncByteStream):
    """A body as it comes over the wire. After the deadline its next part is httpx.ReadTimeout."""

    def __init__(self, stream: httpx.AsyncByteStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    async def __aiter__(self) -> AsyncIterator[bytes]:
        parts = aiter(self._stream)
        while (part := await self._next(parts)) is not None:
            yield part

    async def _next(self, parts: AsyncIterator[bytes]) -> bytes | None:
        import asyncio

        try:
            async with asyncio.timeout(_seconds(self._deadline, httpx.ReadTimeout)):
                return await anext(parts, None)
        except TimeoutError as error:
            raise httpx.ReadTimeout("the body did not end in time") from error

    async def aclose(self) -> None:
        """Close the connection, or give it back where the body was read."""
        await self._stream.aclose()


class _Backend:
    """Makes connections as another network backend does, and lets them keep deadlines."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def connect_tcp(self, *where: Any, timeout: float | None = None, **options: Any) -> _Connection:
        limit = _limit(timeout, httpx.ConnectTimeout)
        return _Connection(self._backend.connect_tcp(*where, timeout=limit, **options))

    def connect_unix_socket(self, *where: Any, timeout: float | None = None, **options: Any) -> _Connection:
        limit = _limit(timeout, httpx.ConnectTimeout)
        return _Connection(self._backend.connect_unix_socket(*where, timeout=limit, **options))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(_limit(seconds, httpx.ConnectTimeout))


class _Connection:
    """A connection whose waits end with the deadline of whoever uses it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.close = stream.close
        self.get_extra_info = stream.get_extra_info

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._stream.read(max_bytes, timeout=_limit(timeout, httpx.ReadTimeout))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        size = len(buffer) if _KEPT.get() is None else _PART
        for start in range(0, len(buffer), size or 1):
            limit = _limit(timeout, httpx.WriteTimeout)
            self._stream.write(buffer[start : start + size], timeout=limit)

    def start_tls(self, *context: Any, timeout: float | None = None, **options: Any) -> _Connection:
        try:
            limit = _limit(timeout, httpx.ConnectTimeout)
        except httpx.ConnectTimeout:
            self.close()
            raise
        return _Connection(self._stream.start_tls(*context, timeout=limit, **options))


def _limit(timeout: float | None, error: type[httpx.TimeoutException]) -> float | None:
    """Give the seconds that a wait may take. Where the deadline has passed the error is raised."""
    deadline = _KEPT.get()
    if deadline is None:
        return timeout
    left = _seconds(deadline, error)
    return left if timeout is None else min(timeout, left)


def _seconds(deadline: Deadline, error: type[httpx.TimeoutException]) -> float:
    """Give the seconds that are left. Where none are the error is raised."""
    left = deadline.left()
    if left <= 0:
        raise error("the deadline of the call has passed")
    return left
