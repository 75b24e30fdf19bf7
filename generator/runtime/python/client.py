"""The two clients below the generated ones. They differ in how they send, and in nothing else."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self, TypeVar, Unpack

import httpx

from .auth import Credentials
from .errors import connection_error
from .not_given import NotGiven
from .requests import CallOptions, Headers, Timeout, build_request, fill_path, read_response

T = TypeVar("T")

DEFAULT_TIMEOUT = httpx.Timeout(60.0, connect=5.0)
"""Seconds."""


def server_url(template: str, variables: Mapping[str, str | None], base_url: str | None) -> str:
    """Give the address of the server, without a slash at its end. One that lacks a value raises ValueError."""
    if base_url is not None:
        url = base_url
    else:
        url = template
        for name, value in variables.items():
            if value is None:
                raise ValueError(f"give {name!r} or base_url: the server is {template}")
            url = url.replace("{" + name + "}", value)
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"not an address of a server: {url!r}; give base_url")
    return url.rstrip("/")


class _Caller:
    """What both clients know: the server, the credentials, the values that paths take from the client."""

    def __init__(
        self, *, base_url: str, auth: Credentials | None, scope: Mapping[str, str | None], headers: Headers | None
    ) -> None:
        self._base_url = base_url
        self._auth = auth
        self._scope = scope
        self._headers = dict(headers or {})

    def _prepare(
        self, http: httpx.Client | httpx.AsyncClient, method: str, path: str, options: CallOptions
    ) -> httpx.Request:
        values = options.get("path_values", {})
        filled = {key: self._scope.get(key) if isinstance(value, NotGiven) else value for key, value in values.items()}
        complete: CallOptions = {**options, "headers": {**self._headers, **options.get("headers", {})}}
        return build_request(http, method, self._base_url + fill_path(path, filled), complete)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._base_url!r}, auth={self._auth!r})"


class SyncClient(_Caller):
    """A client that waits for each answer."""

    def __init__(
        self,
        *,
        base_url: str,
        auth: Credentials | None,
        scope: Mapping[str, str | None],
        headers: Headers | None,
        timeout: Timeout | NotGiven,
        http_client: httpx.Client | None,
    ) -> None:
        super().__init__(base_url=base_url, auth=auth, scope=scope, headers=headers)
        limit = DEFAULT_TIMEOUT if isinstance(timeout, NotGiven) else timeout
        self._http = http_client or httpx.Client(timeout=limit)

    def request(self, method: str, path: str, *, cast_to: type[T], **options: Unpack[CallOptions]) -> T:
        """Send one request and give its answer as `cast_to`; also for operations that this package does not know."""
        request = self._prepare(self._http, method, path, options)
        try:
            response = self._http.send(request, auth=self._auth or httpx.USE_CLIENT_DEFAULT)
        except httpx.RequestError as error:
            raise connection_error(error, request) from error
        return read_response(response, cast_to)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(_Caller):
    """A client whose calls are awaited."""

    def __init__(
        self,
        *,
        base_url: str,
        auth: Credentials | None,
        scope: Mapping[str, str | None],
        headers: Headers | None,
        timeout: Timeout | NotGiven,
        http_client: httpx.AsyncClient | None,
    ) -> None:
        super().__init__(base_url=base_url, auth=auth, scope=scope, headers=headers)
        limit = DEFAULT_TIMEOUT if isinstance(timeout, NotGiven) else timeout
        self._http = http_client or httpx.AsyncClient(timeout=limit)

    async def request(self, method: str, path: str, *, cast_to: type[T], **options: Unpack[CallOptions]) -> T:
        """Send one request and give its answer as `cast_to`; also for operations that this package does not know."""
        request = self._prepare(self._http, method, path, options)
        try:
            response = await self._http.send(request, auth=self._auth or httpx.USE_CLIENT_DEFAULT)
        except httpx.RequestError as error:
            raise connection_error(error, request) from error
        return read_response(response, cast_to)

    async def close(self) -> None:
        """Close the connections."""
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
