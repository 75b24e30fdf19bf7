"""The errors of this package.

APIError
├── APIConnectionError            no answer came
│   └── APITimeoutError           not in time
├── APIResponseError              an answer that is not what it says it is
└── APIStatusError                an answer with a status of 300 or more
    ├── BadRequestError           400
    ├── AuthenticationError       401
    ├── PermissionDeniedError     403
    ├── NotFoundError             404
    ├── ConflictError             409
    ├── UnprocessableEntityError  422
    ├── RateLimitError            429
    └── InternalServerError       500 and above
"""

import json
from typing import Any

import httpx

_MAX_BODY = 200


class APIError(Exception):
    """The base of every error that a request can end in."""

    def __init__(self, message: str, *, request: httpx.Request) -> None:
        super().__init__(message)
        self.message = message
        self.request = request


class APIConnectionError(APIError):
    """No answer came: the address is wrong, the connection broke."""


class APITimeoutError(APIConnectionError):
    """No answer came in time."""


class APIResponseError(APIError):
    """The answer cannot be read: a body that is not JSON, say."""

    def __init__(self, message: str, *, response: httpx.Response) -> None:
        super().__init__(message, request=response.request)
        self.response = response


class APIStatusError(APIError):
    """The service refused. `error_code` and `error_msg` are its own words, empty where it gives none."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status_code = response.status_code
        self.body = _json_of(response)
        self.error_code = _first_text(self.body, "error_code", "errorCode", "code")
        self.error_msg = _first_text(self.body, "error_msg", "error_message", "errorMessage", "message", "msg")
        self.request_id = response.headers.get("x-request-id") or _first_text(self.body, "request_id", "requestId")
        parts = [f"{self.status_code} {response.reason_phrase}".strip(), self.error_code]
        parts.append(self.error_msg or response.text[:_MAX_BODY])
        message = ": ".join(part for part in parts if part)
        if self.request_id:
            message += f" (request {self.request_id})"
        super().__init__(message, request=response.request)


class BadRequestError(APIStatusError):
    """400: the request is wrong."""


class AuthenticationError(APIStatusError):
    """401: the credentials are missing, wrong or too old."""


class PermissionDeniedError(APIStatusError):
    """403: the credentials may not do this."""


class NotFoundError(APIStatusError):
    """404: there is no such thing."""


class ConflictError(APIStatusError):
    """409: the state of the resource does not allow it."""


class UnprocessableEntityError(APIStatusError):
    """422: the request can be read but not obeyed."""


class RateLimitError(APIStatusError):
    """429: too many requests."""


class InternalServerError(APIStatusError):
    """500 and above: the service failed."""


_BY_STATUS: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(response: httpx.Response) -> APIStatusError:
    """Give the error for an answer; its body must have been read."""
    default = InternalServerError if response.status_code >= 500 else APIStatusError
    return _BY_STATUS.get(response.status_code, default)(response)


def connection_error(error: httpx.RequestError, request: httpx.Request) -> APIConnectionError:
    """Give the error for a request that got no answer."""
    if isinstance(error, httpx.TimeoutException):
        return APITimeoutError("the request timed out", request=request)
    return APIConnectionError(f"the connection failed: {error}", request=request)


def _json_of(response: httpx.Response) -> Any:
    try:
        return response.json()
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        return None


def _first_text(body: object, *keys: str) -> str:
    """Give the first of the keys that holds text, in the body or in its `error`."""
    if not isinstance(body, dict):
        return ""
    for holder in (body, body.get("error")):
        if isinstance(holder, dict):
            for key in keys:
                value = holder.get(key)
                if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
                    return str(value)
    return ""
