# Copied from apiscribe; do not edit.
"""The two clients below the generated ones. They differ in how they send and wait, and in nothing else."""

from __future__ import annotations

import inspect
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack, cast

import httpx
import pydantic.main  # noqa: F401 - models need it at the first call: its time is spent where it is less felt

from .bodies import BodyReader
from .caller import Caller, ClientOptions, RequestHook, ResponseHook, first_timeout
from .deadlines import AsyncBody, Keeping, SyncBody, keep_deadlines, time_left
from .exchange import Lock, Read, Run, Send, Sleep, Step, Steps
from .service import ServiceDescription

if TYPE_CHECKING:
    from .pages import AsyncPages, Page, Pagination
    from .requests import CallOptions
    from .streams import AsyncStream, SyncStream

T = TypeVar("T")


class SyncClient(Caller):
    """A client that waits for each answer."""

    def __init__(
        self, service: ServiceDescription, options: ClientOptions, http_client: httpx.Client | None = None
    ) -> None:
        super().__init__(service, options, http_client is None)
        if http_client is not None:
            keep_deadlines(http_client)
            self._http = http_client

    @cached_property
    def _http(self) -> httpx.Client:
        """The connections, made at the first call: reading the certificates takes longer than all else."""
        self._check_open()
        client = httpx.Client(timeout=first_timeout(self._options))
        keep_deadlines(client)
        return client

    def request(self, method: str, path: str, *, cast_to: type[T], **options: Unpack[CallOptions]) -> T:
        """Send one request and give its answer as `cast_to`; also for operations that this package does not know.

        `path` begins with `/` and stands below the address of the server; what the client knows, the project say, may
        stand in it as `{project_id}`.
        """
        return self._fetch(method, path, cast_to, options)[1]

    def request_page(
        self, method: str, path: str, *, cast_to: type[T], pagination: Pagination, **options: Unpack[CallOptions]
    ) -> Page[Any, T]:
        """Send the request of a list; gives its page, which leads to the next one."""
        from .pages import Page

        return Page(partial(self._fetch, method, path, cast_to), pagination, options)

    def stream(self, method: str, path: str, **options: Unpack[CallOptions]) -> SyncStream:
        """Send one request and give its answer to be read in parts, in a `with` statement.

        The deadline of the call holds until the body is read: `with_options(deadline=None)` is for what takes longer.
        """
        from .streams import SyncStream

        return SyncStream(lambda: self._run(self._steps(method, path, options, stream=True)))

    def _fetch(self, method: str, path: str, cast_to: type[T], options: CallOptions) -> tuple[httpx.Response, T]:
        """Send one request and give its answer, as it came and as `cast_to`."""
        response = self._run(self._steps(method, path, options))
        from .requests import read_response

        return response, read_response(response, cast_to, strict=self._options.strict)

    def _run(self, steps: Steps) -> httpx.Response:
        """Carry out the steps of a call."""
        try:
            step = next(steps)
            while True:
                try:
                    result = self._carry_out(step)
                except BaseException as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(result)
        except StopIteration as end:
            return cast(httpx.Response, end.value)

    def _carry_out(self, step: Step) -> object:
        match step:
            case Send(request, auth, deadline):
                own = httpx.USE_CLIENT_DEFAULT if auth is None else auth
                with Keeping(deadline):
                    response = self._http.send(request, auth=own, stream=True, follow_redirects=False)
                if deadline is not None:
                    response.stream = SyncBody(cast(httpx.SyncByteStream, response.stream), deadline)
                return response
            case Read(response):
                self._read(response)
            case Sleep(seconds):
                self._clock.sleep(seconds)
            case Run(hook, argument):
                try:
                    return hook(argument)
                except BaseException:
                    if isinstance(argument, httpx.Response):
                        argument.close()
                    raise
            case Lock(token, deadline):
                left = -1 if deadline is None else max(0.0, deadline.left())
                return token.lock.release if token.lock.acquire(timeout=left) else None
        return None

    def _read(self, response: httpx.Response) -> None:
        reader = BodyReader(response)
        try:
            for chunk in response.iter_bytes():
                reader.add(chunk)
        except BaseException:
            response.close()
            raise
        reader.finish()

    def close(self) -> None:
        """End the use of this client: a call after this raises RuntimeError.

        The connections are closed, unless they belong to another client: the one given as `http_client`, say.
        """
        self._closed = True
        if self._owns_http and "_http" in self.__dict__:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(Caller):
    """A client whose calls are awaited, under asyncio."""

    def __init__(
        self, service: ServiceDescription, options: ClientOptions, http_client: httpx.AsyncClient | None = None
    ) -> None:
        super().__init__(service, options, http_client is None)
        if http_client is not None:
            self._http = http_client

    @cached_property
    def _http(self) -> httpx.AsyncClient:
        """The connections, made at the first call: reading the certificates takes longer than all else."""
        self._check_open()
        return httpx.AsyncClient(timeout=first_timeout(self._options))

    async def request(self, method: str, path: str, *, cast_to: type[T], **options: Unpack[CallOptions]) -> T:
        """Send one request and give its answer as `cast_to`; also for operations that this package does not know.

        `path` begins with `/` and stands below the address of the server; what the client knows, the project say, may
        stand in it as `{project_id}`.
        """
        return (await self._fetch(method, path, cast_to, options))[1]

    def request_page(
        self, method: str, path: str, *, cast_to: type[T], pagination: Pagination, **options: Unpack[CallOptions]
    ) -> AsyncPages[Any, T]:
        """Give the pages of a list, to be awaited or iterated over; nothing is sent before."""
        from .pages import AsyncPages

        return AsyncPages(partial(self._fetch, method, path, cast_to), pagination, options)

    def stream(self, method: str, path: str, **options: Unpack[CallOptions]) -> AsyncStream:
        """Send one request and give its answer to be read in parts, in an `async with` statement.

        The deadline of the call holds until the body is read: `with_options(deadline=None)` is for what takes longer.
        """
        from .streams import AsyncStream

        return AsyncStream(lambda: self._run(self._steps(method, path, options, stream=True)))

    async def _fetch(self, method: str, path: str, cast_to: type[T], options: CallOptions) -> tuple[httpx.Response, T]:
        """Send one request and give its answer, as it came and as `cast_to`."""
        response = await self._run(self._steps(method, path, options))
        from .requests import read_response

        return response, read_response(response, cast_to, strict=self._options.strict)

    async def _run(self, steps: Steps) -> httpx.Response:
        """Carry out the steps of a call."""
        try:
            step = next(steps)
            while True:
                try:
                    result = await self._carry_out(step)
                except BaseException as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(result)
        except StopIteration as end:
            return cast(httpx.Response, end.value)

    async def _carry_out(self, step: Step) -> object:
        import asyncio

        match step:
            case Send(request, auth, deadline, stream):
                own = httpx.USE_CLIENT_DEFAULT if auth is None else auth
                try:
                    async with asyncio.timeout(time_left(deadline)):
                        response = await self._http.send(request, auth=own, stream=True, follow_redirects=False)
                except TimeoutError as error:
                    raise httpx.ReadTimeout("no answer in time", request=request) from error
                if stream and deadline is not None:
                    response.stream = AsyncBody(cast(httpx.AsyncByteStream, response.stream), deadline)
                return response
            case Read(response, deadline):
                try:
                    async with asyncio.timeout(time_left(deadline)):
                        await self._read(response)
                except TimeoutError as error:
                    raise httpx.ReadTimeout("the body did not end in time", request=response.request) from error
            case Sleep(seconds):
                await self._clock.async_sleep(seconds)
            case Run(hook, argument):
                await self._run_hook(hook, argument)
            case Lock(token, deadline):
                lock = token.async_lock
                try:
                    async with asyncio.timeout(time_left(deadline)):
                        await lock.acquire()
                except TimeoutError:
                    return None
                return lock.release
        return None

    async def _run_hook(self, hook: RequestHook | ResponseHook, argument: Any) -> None:
        try:
            result = hook(argument)
            if inspect.isawaitable(result):
                await result
        except BaseException:
            if isinstance(argument, httpx.Response):
                await argument.aclose()
            raise

    async def _read(self, response: httpx.Response) -> None:
        reader = BodyReader(response)
        try:
            async for chunk in response.aiter_bytes():
                reader.add(chunk)
        except BaseException:
            await response.aclose()
            raise
        reader.finish()

    async def close(self) -> None:
        """End the use of this client: a call after this raises RuntimeError.

        The connections are closed, unless they belong to another client: the one given as `http_client`, say.
        """
        self._closed = True
        if self._owns_http and "_http" in self.__dict__:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class SyncResource:
    """A namespace of a client."""

    def __init__(self, client: SyncClient) -> None:
        self._client = client


class AsyncResource:
    """A namespace of a client whose calls are awaited."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
