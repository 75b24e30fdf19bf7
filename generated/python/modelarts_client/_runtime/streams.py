# Copied from apiscribe; do not edit.
"""An answer that is read in parts: a log, a file."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import httpx

from .errors import APIConnectionError, APIError, APITimeoutError, asked, hide_secrets, response_error, text_encoding

BLOCK = 64 * 1024
"""Bytes of a part that `to_file` writes."""


class _Answer:
    """What the answers of both clients know: the status and the headers, there before the body."""

    def __init__(self) -> None:
        self._opened: httpx.Response | None = None

    @property
    def response(self) -> httpx.Response:
        """The answer over HTTP. RuntimeError outside of the `with` statement."""
        if self._opened is None:
            raise RuntimeError("an answer in parts is opened by a `with` statement")
        return self._opened

    @property
    def status_code(self) -> int:
        """The status, below 300: others have raised an error before."""
        return self.response.status_code

    @property
    def headers(self) -> httpx.Headers:
        """The headers."""
        return self.response.headers

    @contextmanager
    def _typed_errors(self) -> Iterator[None]:
        response = self.response
        try:
            yield
        except httpx.RequestError as error:
            raise _failure(error, response) from error


class SyncStream(_Answer):
    """An answer whose body is not read yet. It is sent for by `with`, and closed at its end."""

    def __init__(self, send: Callable[[], httpx.Response]) -> None:
        super().__init__()
        self._send = send

    def __enter__(self) -> Self:
        self._opened = self._send()
        self._opened.encoding = text_encoding(self._opened)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.response.close()

    def iter_bytes(self, size: int | None = None) -> Iterator[bytes]:
        """Yield the decoded body in parts of `size` bytes, or as they come. A break raises APIConnectionError."""
        with self._typed_errors():
            yield from self.response.iter_bytes(size)

    def iter_text(self) -> Iterator[str]:
        """Yield the body as text, as it comes; bytes that are no text become U+FFFD."""
        with self._typed_errors():
            yield from self.response.iter_text()

    def iter_lines(self) -> Iterator[str]:
        """Yield the lines of the body without their ends."""
        with self._typed_errors():
            yield from self.response.iter_lines()

    def to_file(self, path: str | os.PathLike[str]) -> Path:
        """Write the body to a file and give its path. A file of that name is replaced when the body is whole."""
        with _whole_or_not_at_all(Path(path)) as file:
            for block in self.iter_bytes(BLOCK):
                file.write(block)
        return Path(path)


class AsyncStream(_Answer):
    """An answer whose body is not read yet. It is sent for by `async with`, and closed at its end."""

    def __init__(self, send: Callable[[], Awaitable[httpx.Response]]) -> None:
        super().__init__()
        self._send = send

    async def __aenter__(self) -> Self:
        self._opened = await self._send()
        self._opened.encoding = text_encoding(self._opened)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.response.aclose()

    async def iter_bytes(self, size: int | None = None) -> AsyncIterator[bytes]:
        """Yield the decoded body in parts of `size` bytes, or as they come. A break raises APIConnectionError."""
        with self._typed_errors():
            async for part in self.response.aiter_bytes(size):
                yield part

    async def iter_text(self) -> AsyncIterator[str]:
        """Yield the body as text, as it comes; bytes that are no text become U+FFFD."""
        with self._typed_errors():
            async for part in self.response.aiter_text():
                yield part

    async def iter_lines(self) -> AsyncIterator[str]:
        """Yield the lines of the body without their ends."""
        with self._typed_errors():
            async for line in self.response.aiter_lines():
                yield line

    async def to_file(self, path: str | os.PathLike[str]) -> Path:
        """Write the body to a file and give its path. A file of that name is replaced when the body is whole."""
        with _whole_or_not_at_all(Path(path)) as file:
            async for block in self.iter_bytes(BLOCK):
                file.write(block)
        return Path(path)


def _failure(error: httpx.RequestError, response: httpx.Response) -> APIError:
    request = response.request
    if isinstance(error, httpx.DecodingError):
        return response_error(response, f"the body is not what its content encoding says ({error})")
    hide_secrets(request)
    if isinstance(error, httpx.TimeoutException):
        return APITimeoutError(f"{asked(request)}: timed out in the body", request=request)
    return APIConnectionError(f"{asked(request)}: the connection failed in the body: {error}", request=request)


@contextmanager
def _whole_or_not_at_all(path: Path) -> Iterator[IO[bytes]]:
    """Open a file beside the path, which takes its place at the end of the block; after an error it is removed."""
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            yield file
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
