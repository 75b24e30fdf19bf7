# Copied from apiscribe; do not edit.
"""The same calls with the whole answer over HTTP: `with_raw_response`, and in parts: `with_streaming_response`.

A resource builds its requests on the client that it is given. Here it is given a stand-in, which sends the same request
by the same rules, and gives the answer as it came.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, Unpack, cast

from .errors import asked, request_id_of
from .pages import AsyncPage, Page, first_step
from .requests import CallOptions, read_response
from .streams import AsyncStream, SyncStream

if TYPE_CHECKING:
    import httpx

    from .client import AsyncClient, AsyncResource, SyncClient, SyncResource
    from .pages import Pagination

P = ParamSpec("P")
T = TypeVar("T")
SyncR = TypeVar("SyncR", bound="SyncResource")
AsyncR = TypeVar("AsyncR", bound="AsyncResource")


class RawResponse(Generic[T]):
    """An answer over HTTP, its body read. A status of 300 or more has raised an APIStatusError before."""

    def __init__(self, response: httpx.Response, read: Callable[[], T]) -> None:
        self.http_response = response
        """The answer of httpx."""
        self._read = read
        self._parsed: list[T] = []

    def parse(self) -> T:
        """Give what the call itself gives: a model, a page. Raises the errors that it raises for such an answer."""
        if not self._parsed:
            self._parsed.append(self._read())
        return self._parsed[0]

    @property
    def http_request(self) -> httpx.Request:
        """The request that was answered."""
        return self.http_response.request

    @property
    def status_code(self) -> int:
        """The status."""
        return self.http_response.status_code

    @property
    def headers(self) -> httpx.Headers:
        """The headers."""
        return self.http_response.headers

    @property
    def request_id(self) -> str:
        """The name under which the service keeps the request, empty where it gives none."""
        return request_id_of(self.http_response)

    @property
    def elapsed(self) -> timedelta:
        """How long it took from the request to the end of the body, in the last attempt."""
        return self.http_response.elapsed

    @property
    def content(self) -> bytes:
        """The body."""
        return self.http_response.content

    @property
    def text(self) -> str:
        """The body as text."""
        return self.http_response.text

    def json(self) -> Any:
        """Give the body as JSON, without models. Raises ValueError where it is none."""
        return self.http_response.json()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status_code} to {asked(self.http_request)}>"


class _SyncRaw:
    """Stands in for a client; gives answers as they came."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def request(self, method: str, path: str, *, cast_to: type[T], **options: Unpack[CallOptions]) -> RawResponse[T]:
        client = self._client
        response = client._run(client._steps(method, path, options))
        return RawResponse(response, partial(read_response, response, cast_to, strict=client._options.strict))

    def request_page(
        self, method: str, path: str, *, cast_to: type[T], pagination: Pagination, **options: Unpack[CallOptions]
    ) -> RawResponse[Page[Any, T]]:
        raw = self.request(method, path, cast_to=cast_to, **options)
        rest = partial(self._client._fetch, method, path, cast_to)

        def read() -> Page[Any, T]:
            first = [(raw.http_response, raw.parse())]
            return Page(lambda options: first.pop() if first else rest(options), pagination, options)

        raw_page: RawResponse[Page[Any, T]] = RawResponse(raw.http_response, read)
        return raw_page


class _AsyncRaw:
    """Stands in for a client; gives answers as they came."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def request(
        self, method: str, path: str, *, cast_to: type[T], **options: Unpack[CallOptions]
    ) -> RawResponse[T]:
        client = self._client
        response = await client._run(client._steps(method, path, options))
        return RawResponse(response, partial(read_response, response, cast_to, strict=client._options.strict))

    async def request_page(
        self, method: str, path: str, *, cast_to: type[T], pagination: Pagination, **options: Unpack[CallOptions]
    ) -> RawResponse[AsyncPage[Any, T]]:
        raw = await self.request(method, path, cast_to=cast_to, **options)
        rest = partial(self._client._fetch, method, path, cast_to)

        def read() -> AsyncPage[Any, T]:
            first = (raw.http_response, raw.parse())
            return AsyncPage(rest, pagination, options, first_step(pagination, options), first)

        return RawResponse(raw.http_response, read)


class _SyncStreaming:
    """Stands in for a client; gives answers whose body is not read yet."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def request(self, method: str, path: str, *, cast_to: object, **options: Unpack[CallOptions]) -> httpx.Response:
        client = self._client
        return client._run(client._steps(method, path, options, stream=True))

    def request_page(
        self, method: str, path: str, *, cast_to: object, pagination: object, **options: Unpack[CallOptions]
    ) -> httpx.Response:
        return self.request(method, path, cast_to=cast_to, **options)


class _AsyncStreaming:
    """Stands in for a client; gives answers whose body is not read yet."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def request(
        self, method: str, path: str, *, cast_to: object, **options: Unpack[CallOptions]
    ) -> httpx.Response:
        client = self._client
        return await client._run(client._steps(method, path, options, stream=True))

    async def request_page(
        self, method: str, path: str, *, cast_to: object, pagination: object, **options: Unpack[CallOptions]
    ) -> httpx.Response:
        return await self.request(method, path, cast_to=cast_to, **options)


def sync_with_raw(resource: SyncR) -> SyncR:
    """Give a resource whose calls, in truth, give a RawResponse: `sync_raw` says so to type checkers."""
    return type(resource)(cast("SyncClient", _SyncRaw(resource._client)))


def async_with_raw(resource: AsyncR) -> AsyncR:
    """Give a resource whose calls, in truth, give a RawResponse: `async_raw` says so to type checkers."""
    return type(resource)(cast("AsyncClient", _AsyncRaw(resource._client)))


def sync_with_stream(resource: SyncR) -> SyncR:
    """Give a resource whose calls, in truth, give a response that is not read: for `sync_stream`."""
    return type(resource)(cast("SyncClient", _SyncStreaming(resource._client)))


def async_with_stream(resource: AsyncR) -> AsyncR:
    """Give a resource whose calls, in truth, give a response that is not read: for `async_stream`."""
    return type(resource)(cast("AsyncClient", _AsyncStreaming(resource._client)))


def sync_raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
    """Give a method of `sync_with_raw` with the type that it has."""
    return cast("Callable[P, RawResponse[T]]", method)


def async_raw(method: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, RawResponse[T]]]:
    """Give a method of `async_with_raw` with the type that it has."""
    return cast("Callable[P, Coroutine[Any, Any, RawResponse[T]]]", method)


def sync_stream(method: Callable[P, object]) -> Callable[P, SyncStream]:
    """Give what a method of `sync_with_stream` is as a stream, which is sent for by `with`."""

    def call(*args: P.args, **kwargs: P.kwargs) -> SyncStream:
        return SyncStream(cast("Callable[[], httpx.Response]", partial(method, *args, **kwargs)))

    return call


def async_stream(method: Callable[P, object]) -> Callable[P, AsyncStream]:
    """Give what a method of `async_with_stream` is as a stream, which is sent for by `async with`."""

    def call(*args: P.args, **kwargs: P.kwargs) -> AsyncStream:
        return AsyncStream(cast("Callable[[], Awaitable[httpx.Response]]", partial(method, *args, **kwargs)))

    return call
