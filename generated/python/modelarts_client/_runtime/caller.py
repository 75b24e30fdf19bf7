# Copied from apiscribe; do not edit.
"""What both clients know, whoever sends: the server, the credentials, the limits, how a call becomes steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import httpx

from .auth import AccessKey, Credentials
from .credentials import Environment
from .deadlines import Deadline, checked_deadline, checked_timeout
from .exchange import NO_CREDENTIALS, Rules, Steps, exchange, obtain
from .headers import merge_headers
from .not_given import NOT_GIVEN, NotGiven
from .redaction import redact_url
from .retries import DEFAULT_MAX_RETRIES, SYSTEM_CLOCK, Clock, checked_retries
from .service import ServiceDescription, fill_variables, server_url
from .tokens import PROJECT, PasswordToken

if TYPE_CHECKING:
    from .requests import CallOptions, Headers, Timeout

DEFAULT_TIMEOUT = httpx.Timeout(60.0, connect=5.0)
"""Seconds of each wait: for a connection, for the next part of an answer."""

DEFAULT_DEADLINE = 600.0
"""Seconds of a whole call: all its attempts, the waits between them, the body, read at once or in parts."""

RequestHook = Callable[[httpx.Request], object]
ResponseHook = Callable[[httpx.Response], object]


@dataclass(frozen=True, slots=True)
class ClientOptions:
    """What a client is made with."""

    base_url: str | None = None
    auth: Credentials | NotGiven | None = NOT_GIVEN
    variables: Mapping[str, str | None] | None = None
    scope: Mapping[str, str | None] | None = None
    headers: Headers | None = None
    timeout: Timeout | NotGiven = NOT_GIVEN
    max_retries: int = DEFAULT_MAX_RETRIES
    deadline: float | None = DEFAULT_DEADLINE
    strict: bool = False
    on_request: RequestHook | None = None
    on_response: ResponseHook | None = None


class Caller:
    """What both clients know: the server, the credentials, the values that paths take from the client."""

    def __init__(self, service: ServiceDescription, options: ClientOptions, owns_http: bool) -> None:
        self._service = service
        self._clock: Clock = SYSTEM_CLOCK
        self._environment = Environment(service)
        given = options.variables or {}
        variables = {
            name: given.get(name) or self._environment.value(name) or default
            for name, default in service.variables.items()
        }
        self._base_url = server_url(service.server, variables, options.base_url)
        self._scope = dict(options.scope or {})
        self._options = replace(
            options, headers=merge_headers(options.headers or {}), auth=self._bound(options.auth, variables)
        )
        self._owns_http = owns_http
        self._closed = False
        checked_retries(options.max_retries)
        checked_deadline(options.deadline)
        checked_timeout(options.timeout)

    @cached_property
    def _http(self) -> httpx.Client | httpx.AsyncClient:
        raise NotImplementedError

    def with_options(
        self,
        *,
        timeout: Timeout | NotGiven = NOT_GIVEN,
        max_retries: int | NotGiven = NOT_GIVEN,
        deadline: float | NotGiven | None = NOT_GIVEN,
        headers: Headers | NotGiven = NOT_GIVEN,
    ) -> Self:
        """Give a client like this one with other limits, or with more headers. Both use the same connections.

        A limit that is none raises ValueError.
        """
        options = self._options
        changed = replace(
            options,
            timeout=options.timeout if isinstance(timeout, NotGiven) else checked_timeout(timeout),
            max_retries=options.max_retries if isinstance(max_retries, NotGiven) else checked_retries(max_retries),
            deadline=options.deadline if isinstance(deadline, NotGiven) else checked_deadline(deadline),
            headers=merge_headers(options.headers or {}, {} if isinstance(headers, NotGiven) else headers),
        )
        other = type(self).__new__(type(self))
        # only what this class sets: resources that were used already belong to this client
        for name in ("_service", "_clock", "_environment", "_base_url", "_scope", "_http"):
            setattr(other, name, getattr(self, name))
        other._options = changed
        other._owns_http = False
        other._closed = self._closed
        return other

    def _check_open(self) -> None:
        """Raise RuntimeError where this client was closed, or the one whose connections it uses."""
        http = self.__dict__.get("_http")
        if self._closed or (http is not None and http.is_closed):
            raise RuntimeError("the client is closed: nothing can be sent any more")

    def _bound(
        self, auth: Credentials | NotGiven | None, variables: Mapping[str, str | None]
    ) -> Credentials | NotGiven | None:
        if not isinstance(auth, PasswordToken):
            return auth
        url = self._service.token_url
        return auth.bound(fill_variables(url, variables) if url else "", self._scope_value(PROJECT, None))

    def _auth(self) -> Credentials | None:
        """Give the credentials of a call, None to leave them to `http_client`.

        CredentialsError where they are looked for in vain.
        """
        auth = self._options.auth
        if auth is None:
            return NO_CREDENTIALS
        if not isinstance(auth, NotGiven):
            return auth
        if self._http.auth is not None or not self._environment.names_credentials:
            return None
        return self._environment.credentials()

    def _scope_value(self, name: str, auth: object) -> str | None:
        """Give what fills a path: the client's own value, else that of its credentials, else the environment's."""
        value = self._scope.get(name)
        if value is None and isinstance(auth, AccessKey | PasswordToken):
            value = auth.scope.get(name)
        return value if value is not None else self._environment.value(name)

    def _steps(self, method: str, path: str, options: CallOptions, *, stream: bool = False) -> Steps:
        """Give the steps of a call."""
        self._check_open()
        own = self._options
        auth = self._auth()
        retries = options.get("max_retries", NOT_GIVEN)
        rules = Rules(
            max_retries=own.max_retries if isinstance(retries, NotGiven) else checked_retries(retries),
            deadline=None if own.deadline is None else Deadline.after(own.deadline, self._clock.monotonic),
            clock=self._clock,
            service=self._service,
            stream=stream,
            on_request=own.on_request,
            on_response=own.on_response,
        )
        if isinstance(auth, PasswordToken) and auth.project_is_unknown and self._needs_project(path, options):
            return self._steps_after_token(method, path, options, auth, rules)
        return exchange(self._request(method, path, options, auth), auth, rules)

    def _steps_after_token(
        self, method: str, path: str, options: CallOptions, auth: PasswordToken, rules: Rules
    ) -> Steps:
        """Give the steps of a call whose path needs the project that the token is for: it comes with the token."""
        from .requests import build_request

        unfilled = build_request(self._http, method, self._base_url, {}, headers={}, timeout=self._timeout(options))
        yield from obtain(auth, unfilled, rules)
        return (yield from exchange(self._request(method, path, options, auth), auth, rules))

    def _request(self, method: str, path: str, options: CallOptions, auth: Credentials | None) -> httpx.Request:
        """Make the request of a call."""
        from .requests import build_request, fill_path

        where = fill_path(path, options.get("path_values", {}), lambda name: self._scope_value(name, auth))
        return build_request(
            self._http,
            method,
            self._base_url + where,
            options,
            headers=self._options.headers or {},
            timeout=self._timeout(options),
        )

    def _timeout(self, options: CallOptions) -> Timeout | NotGiven:
        """Give the timeout of a call, NOT_GIVEN where it is that of the connections."""
        timeout = options.get("timeout", NOT_GIVEN)
        return self._options.timeout if isinstance(timeout, NotGiven) else checked_timeout(timeout)

    def _needs_project(self, path: str, options: CallOptions) -> bool:
        """Tell whether neither the call nor the client names the project that stands in the path."""
        given = options.get("path_values", {}).get(PROJECT, NOT_GIVEN)
        return f"{{{PROJECT}}}" in path and isinstance(given, NotGiven) and self._scope.get(PROJECT) is None

    def __repr__(self) -> str:
        auth = self._options.auth
        shown = "" if isinstance(auth, NotGiven) else f", auth={auth!r}"
        return f"{type(self).__name__}({redact_url(self._base_url)!r}{shown})"


def first_timeout(options: ClientOptions) -> Timeout:
    """Give the timeout of a client of httpx that is ours."""
    return DEFAULT_TIMEOUT if isinstance(options.timeout, NotGiven) else options.timeout
