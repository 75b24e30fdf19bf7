# Copied from apiscribe; do not edit.
"""Credentials: a token, or an access key that signs each request. Their secrets never show in `repr`."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, Self, SupportsIndex
from urllib.parse import parse_qsl

import httpx

from .redaction import HIDDEN
from .signing import DATE_FORMAT, UNSIGNED_PAYLOAD, authorization

if TYPE_CHECKING:
    from .tokens import PasswordToken

_CHANGED_ON_THE_WAY = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "transfer-encoding", "user-agent"}
)
"""Headers that proxies may rewrite: they are not signed."""

_SIGNED_PAYLOADS = ("application/json", "application/bson")


class Unpicklable:
    """What can be copied, but not pickled: a pickle would show the secret to whoever reads it."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> NoReturn:
        """Raise TypeError."""
        raise TypeError("credentials are not pickled, they would be readable: give them to each process in another way")


class Secret(Unpicklable, str):
    """A text whose `repr` does not show it."""

    __slots__ = ()

    def __new__(cls, value: str, what: str) -> Secret:
        """Take a secret without the blanks around it. One that no header can hold raises ValueError, naming `what`."""
        text = value.strip()
        if not text:
            raise ValueError(f"the {what} is empty")
        if not (text.isascii() and text.isprintable()):
            raise ValueError(f"the {what} has characters that no header can hold")
        return super().__new__(cls, text)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __repr__(self) -> str:
        return repr(HIDDEN)


class _Copied(Unpicklable, httpx.Auth):
    """Credentials whose parts never change: a copy has the same."""

    def __copy__(self) -> Self:
        copied = object.__new__(type(self))
        copied.__dict__.update(vars(self))
        return copied

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return copy.copy(self)


class Token(_Copied):
    """A token, sent as `X-Auth-Token`. An empty one, or one that no header can hold, raises ValueError."""

    def __init__(self, value: str) -> None:
        self._value = Secret(value, "token")

    @staticmethod
    def from_password(
        *, user: str, password: str, domain: str, project: str | None = None, project_id: str | None = None,
        url: str | None = None,
    ) -> PasswordToken:  # fmt: skip
        """Give credentials that fetch a token when one is needed, keep it, and renew it before it expires.

        `domain` is the account that the user belongs to. The token is for one project: `project` by name, or
        `project_id`; without either that of the client. `url` is where tokens are made, by default the place that
        belongs to the client's server.
        """
        from .tokens import PasswordToken

        return PasswordToken(
            user=user, password=password, domain=domain, project=project, project_id=project_id, url=url
        )

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the token to a request."""
        request.headers["X-Auth-Token"] = self._value
        yield request

    def __repr__(self) -> str:
        return f"Token({HIDDEN!r})"


class AccessKey(_Copied):
    """An access key and its secret key, which sign each request; temporary ones come with a security token.

    `project_id` and `domain_id` are signed along; a call whose path needs the project takes it from here where neither
    it nor the client names one.
    """

    requires_request_body = True

    def __init__(
        self, ak: str, sk: str, *, security_token: str | None = None, project_id: str | None = None,
        domain_id: str | None = None,
    ) -> None:  # fmt: skip
        self._ak = str(Secret(ak, "access key"))
        self._sk = Secret(sk, "secret key")
        self._token = Secret(security_token, "security token") if security_token else None
        self._scope = {"project_id": project_id, "domain_id": domain_id}
        self._now: Callable[[], float] = time.time

    @property
    def scope(self) -> Mapping[str, str | None]:
        """The project and the domain that the key is used for."""
        return self._scope

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request with the time of now, unless it is signed already."""
        if "authorization" not in request.headers:
            self._sign(request)
        yield request

    def _sign(self, request: httpx.Request) -> None:
        headers = request.headers
        headers["X-Sdk-Date"] = time.strftime(DATE_FORMAT, time.gmtime(self._now()))
        extra = ("X-Security-Token", self._token), ("X-Project-Id", self._scope["project_id"])
        for name, value in (*extra, ("X-Domain-Id", self._scope["domain_id"])):
            if value:
                headers[name] = value
        content_type = headers.get("content-type", "")
        if content_type and not content_type.lower().startswith(_SIGNED_PAYLOADS):
            headers["X-Sdk-Content-Sha256"] = UNSIGNED_PAYLOAD
        headers["Authorization"] = authorization(
            method=request.method,
            path=request.url.raw_path.decode("ascii").partition("?")[0],
            query=parse_qsl(request.url.query.decode("ascii"), keep_blank_values=True),
            headers={name: value for name, value in headers.items() if name not in _CHANGED_ON_THE_WAY},
            body=request.content,
            access_key=self._ak,
            secret_key=self._sk,
        )

    def __repr__(self) -> str:
        return f"AccessKey({self._ak!r}, {HIDDEN!r})"


Credentials = Token | AccessKey | httpx.Auth
