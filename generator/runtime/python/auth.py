"""Credentials: a token, or an access key that signs each request. Their secrets never show in `repr`."""

from collections.abc import Generator
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import httpx

from .signing import DATE_FORMAT, UNSIGNED_PAYLOAD, authorization

_CHANGED_ON_THE_WAY = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "transfer-encoding", "user-agent"}
)
"""Headers that proxies may rewrite: they are not signed."""

_SIGNED_PAYLOADS = ("application/json", "application/bson")


class Token(httpx.Auth):
    """A token, sent as `X-Auth-Token`."""

    def __init__(self, value: str) -> None:
        if not value:
            raise ValueError("the token is empty")
        self._value = value

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the token to a request."""
        request.headers["X-Auth-Token"] = self._value
        yield request

    def __repr__(self) -> str:
        return "Token('***')"


class AccessKey(httpx.Auth):
    """An access key and its secret key, which sign each request; temporary ones come with a security token."""

    requires_request_body = True

    def __init__(
        self, ak: str, sk: str, *, security_token: str | None = None, project_id: str | None = None,
        domain_id: str | None = None,
    ) -> None:  # fmt: skip
        if not ak or not sk:
            raise ValueError("the access key or the secret key is empty")
        self._ak = ak
        self._sk = sk
        self._extra = {
            "X-Security-Token": security_token,
            "X-Project-Id": project_id,
            "X-Domain-Id": domain_id,
        }

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign a request with the time of now, unless it is signed already."""
        if "authorization" not in request.headers:
            request.headers["X-Sdk-Date"] = datetime.now(UTC).strftime(DATE_FORMAT)
            request.headers.update({name: value for name, value in self._extra.items() if value})
            content_type = request.headers.get("content-type", "")
            if content_type and not content_type.lower().startswith(_SIGNED_PAYLOADS):
                request.headers["X-Sdk-Content-Sha256"] = UNSIGNED_PAYLOAD
            request.headers["Authorization"] = authorization(
                method=request.method,
                path=request.url.raw_path.decode("ascii").partition("?")[0],
                query=parse_qsl(request.url.query.decode("ascii"), keep_blank_values=True),
                headers={name: value for name, value in request.headers.items() if name not in _CHANGED_ON_THE_WAY},
                body=request.content,
                access_key=self._ak,
                secret_key=self._sk,
            )
        yield request

    def __repr__(self) -> str:
        return f"AccessKey({self._ak!r}, '***')"


Credentials = Token | AccessKey | httpx.Auth
