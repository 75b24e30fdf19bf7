# Copied from apiscribe; do not edit.
"""Tokens fetched with user and password as OpenStack Identity v3 gives them. Nothing in here sends."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import httpx

from .auth import Secret, Token, Unpicklable
from .errors import APIError, response_error
from .json_text import parse_json
from .redaction import HIDDEN

if TYPE_CHECKING:
    import asyncio

RENEWED_BEFORE = 300.0
"""Seconds before its end at which a token is renewed; a short-lived one at four fifths of its life."""

PROJECT = "project_id"
"""What the project is called in the paths of the API."""

_UNKNOWN_LIFE = 3600.0
_HEADER = "x-subject-token"


@dataclass(frozen=True, slots=True)
class FetchedToken:
    """A token and how long it is used, on the monotonic clock."""

    value: Secret
    until: float


class PasswordToken(Token):
    """A token that is fetched with user and password: made by `Token.from_password`.

    One client fetches one token at a time, however many threads or tasks ask for it.
    """

    def __init__(
        self, *, user: str, password: str, domain: str, project: str | None, project_id: str | None, url: str | None,
    ) -> None:  # fmt: skip
        for what, value in (("user", user), ("domain", domain), ("password", password)):
            if not value:
                raise ValueError(f"the {what} is empty")
        self._user, self._domain = user, domain
        self._password = _Password(password)
        self._project, self._project_id, self._url = project, project_id, url
        self._learnt: str | None = None
        self.lock = threading.Lock()
        self._async_lock: tuple[object, asyncio.Lock] | None = None
        self._fetched: FetchedToken | None = None
        self.fetches = 0
        """How often a token was asked for."""
        self.failure: APIError | None = None
        """The error that the last fetch ended in."""

    def __copy__(self) -> Self:
        return self.bound(None, None)

    def bound(self, url: str | None, project_id: str | None) -> Self:
        """Give the credentials of one client: with its place for tokens and its project where none were given."""
        return type(self)(
            user=self._user,
            password=self._password.value,
            domain=self._domain,
            project=self._project,
            project_id=self._project_id or (None if self._project else project_id),
            url=self._url or url,
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What an error must not show, wherever it comes from."""
        return (self._password.value,)

    @property
    def scope(self) -> Mapping[str, str | None]:
        """The project that tokens are for, as far as it is known: one that was given by name is told with a token."""
        return {PROJECT: self._project_id or self._learnt}

    @property
    def project_is_unknown(self) -> bool:
        """Whether the project was given by name, and no token has told its id yet."""
        return bool(self._project) and not self._project_id and self._learnt is None

    @property
    def async_lock(self) -> asyncio.Lock:
        """The lock of the running event loop."""
        import asyncio

        loop = asyncio.get_running_loop()
        if self._async_lock is None or self._async_lock[0] is not loop:
            self._async_lock = (loop, asyncio.Lock())
        return self._async_lock[1]

    def current(self, moment: float) -> FetchedToken | None:
        """Give the token in hand, None where there is none or its time has come."""
        fetched = self._fetched
        return fetched if fetched is not None and moment < fetched.until else None

    def discard(self, fetched: FetchedToken) -> None:
        """Forget a token that was refused, unless another one is in hand already."""
        if self._fetched is fetched:
            self._fetched = None

    def request(self, timeouts: dict[str, Any]) -> httpx.Request:
        """Give the request for a token. Without an address for it ValueError is raised."""
        if not self._url:
            raise ValueError("give `url` to Token.from_password: nothing says where tokens are made")
        return httpx.Request("POST", self._url, json=self._body(), extensions=timeouts)

    def _body(self) -> dict[str, Any]:
        user = {"name": self._user, "password": self._password.value, "domain": {"name": self._domain}}
        auth: dict[str, Any] = {"identity": {"methods": ["password"], "password": {"user": user}}}
        if self._project:
            auth["scope"] = {"project": {"name": self._project}}
        elif self._project_id:
            auth["scope"] = {"project": {"id": self._project_id}}
        return {"auth": auth}

    def accept(self, response: httpx.Response, moment: float) -> FetchedToken:
        """Keep the token of an answer. One without a token, or that is not what it should be, raises APIResponseError.

        `moment` is when it was asked for, on the monotonic clock. How long it lives is the difference of two times
        that the answer gives: what the local clock shows does not matter.
        """
        try:
            value = Secret(response.headers.get(_HEADER, ""), "token")
        except ValueError as error:
            raise response_error(response, f"no token came: {error}", self.secrets) from error
        details = _details(response)
        life = _life(details)
        margin = min(RENEWED_BEFORE, life / 5)
        self._learnt = _project(details)
        self._fetched = fetched = FetchedToken(value, moment + life - margin)
        return fetched

    def __repr__(self) -> str:
        return f"Token.from_password(user={self._user!r}, password={HIDDEN!r}, domain={self._domain!r})"


@dataclass(frozen=True, slots=True)
class _Password(Unpicklable):
    """A password, any characters, which `repr` does not show."""

    value: str

    def __repr__(self) -> str:
        return HIDDEN


def _details(response: httpx.Response) -> Any:
    """Give what an answer says of its token, None where it says nothing."""
    try:
        return parse_json(response.content)["token"]
    except (ValueError, TypeError, KeyError):
        return None


def _life(details: Any) -> float:
    """Give the seconds that a token lives, counted from when it was issued; an hour where the answer does not say."""
    try:
        return max(0.0, (_moment(details["expires_at"]) - _moment(details["issued_at"])).total_seconds())
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return _UNKNOWN_LIFE


def _project(details: Any) -> str:
    """Give the id of the project that a token is for, empty where the answer does not say."""
    try:
        project = details["project"]["id"]
    except (TypeError, KeyError):
        return ""
    return project if isinstance(project, str) else ""


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
