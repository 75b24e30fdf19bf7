# Copied from apiscribe; do not edit.
"""The errors of this package.

APIError
├── CredentialsError              no credentials were given or found: nothing was sent
├── APIConnectionError            no answer came, or not the whole of it
│   └── APITimeoutError           not in time
├── APIResponseError              an answer that is not what it says it is, or not what was due
└── APIStatusError                an answer that says no
    ├── OperationFailedError      a status below 300 around the envelope of an error
    ├── RedirectError             300 to 399, with another address
    ├── BadRequestError           400
    ├── AuthenticationError       401
    ├── PermissionDeniedError     403
    ├── NotFoundError             404
    ├── ConflictError             409
    ├── UnprocessableEntityError  422
    ├── RateLimitError            429
    └── InternalServerError       500 and above

No message, and no request that an error holds, shows a credential. Errors can be copied and pickled: another process
gets the same error, with request and response as far as they are not bound to a connection, and without credentials.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from .json_text import parse_json
from .redaction import HIDDEN, is_secret, redact_text, redact_url

if TYPE_CHECKING:
    import httpx

_MAX_SHOWN = 200
_MAX_JSON = 1_000_000
ENVELOPE_MARKS = ("is_success", "error_code", "errorCode")
"""The fields by which the envelope of an error shows."""

_CODES = ("error_code", "errorCode", "code")
_MESSAGES = ("error_msg", "error_message", "errorMessage", "message", "msg")


class APIError(Exception):
    """The base of every error that a call can end in."""

    _echo = False
    """Whether the body of the response shows a credential of the request."""

    def __init__(self, message: str) -> None:
        self.message = _printable(message)
        super().__init__(self.message)

    def __reduce__(self) -> tuple[Callable[..., APIError], tuple[type[APIError], tuple[Any, ...], dict[str, Any]]]:
        """Give what a copy is made of, in another process too."""
        state = vars(self).copy()
        if "request" in state:
            state["request"] = _portable_request(state["request"])
        if "response" in state:
            state["response"] = _portable_response(state["response"], state["request"], self._echo)
        if self._echo and "body" in state:
            state["body"] = None
        return _restored, (type(self), self.args, state)


class CredentialsError(APIError):
    """No credentials were given, and none were found where they are looked for; or they cannot be read."""


class APIConnectionError(APIError):
    """No answer came, or not the whole of it: the address is wrong, the connection broke."""

    def __init__(self, message: str, *, request: httpx.Request) -> None:
        super().__init__(message)
        self.request = request


class APITimeoutError(APIConnectionError):
    """The answer did not come in time."""


class APIResponseError(APIError):
    """The answer cannot be read or is not what was due: a body that is not JSON, a list in place of an object."""

    def __init__(self, message: str, *, response: httpx.Response) -> None:
        super().__init__(message)
        self.response = response
        self.request = response.request
        self.status_code = response.status_code


class APIStatusError(APIError):
    """The service refused. `error_code` and `error_msg` are its own words, empty where it gives none.

    `hint` says what such a refusal usually comes from, where that is known.
    """

    def __init__(
        self, response: httpx.Response, *, hint: str = "", attempts: int = 1, secrets: Sequence[str] = ()
    ) -> None:
        self.response = response
        self.request = response.request
        self.status_code = response.status_code
        self.body = _json_of(response)
        secrets = [*secrets, *secrets_of(response.request)]
        self.error_code = redact_text(_first_text(self.body, *_CODES), secrets)
        self.error_msg = redact_text(_first_text(self.body, *_MESSAGES), secrets)
        self.request_id = request_id_of(response) or _first_text(self.body, "request_id", "requestId")
        self.hint = hint
        said = ": ".join(filter(None, [self.error_code, self.error_msg]))
        message = (
            f"{asked(response.request)}: {came(response, secrets) if not said else f'{status_of(response)}: {said}'}"
        )
        message += f"; to {self.location}" if self.location else ""
        message += f" (request {self.request_id})" if self.request_id else ""
        message += f" ({attempts} attempts)" if attempts > 1 else ""
        super().__init__(f"{message}; {hint}" if hint else message)
        self._echo = _echoes(response, secrets)
        hide_secrets(response.request)

    @property
    def location(self) -> str:
        """The address that the answer points to, empty where it points nowhere."""
        return redact_url(self.response.headers.get("location", "")[: _MAX_SHOWN * 2])

    @property
    def documented_statuses(self) -> Sequence[int]:
        """The HTTP statuses that the reference documents for `error_code`; none where it does not know the code."""
        codes = import_module("..error_codes", __package__).STATUSES_BY_CODE
        return cast("Sequence[int]", codes.get(self.error_code, ()))


class OperationFailedError(APIStatusError):
    """The service says in the body that the operation failed, although the status says that it did not."""


class RedirectError(APIStatusError):
    """300 to 399: the answer is said to be elsewhere (`location`). It is not fetched: credentials stay here."""


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


def status_error(
    response: httpx.Response, *, hint: str = "", attempts: int = 1, secrets: Sequence[str] = ()
) -> APIStatusError:
    """Give the error for an answer; its body must have been read. `secrets` are not shown where the answer has them."""
    status = response.status_code
    if status < 300:
        kind: type[APIStatusError] = OperationFailedError
    elif status < 400 and "location" in response.headers:
        kind = RedirectError
    else:
        kind = _BY_STATUS.get(status, InternalServerError if status >= 500 else APIStatusError)
    return kind(response, hint=hint, attempts=attempts, secrets=secrets)


def response_error(response: httpx.Response, problem: str, secrets: Sequence[str] = ()) -> APIResponseError:
    """Give the error for an answer with a problem; its message says what was asked and what came."""
    hidden = [*secrets, *secrets_of(response.request)]
    error = APIResponseError(f"{asked(response.request)}: {problem}: {came(response, hidden)}", response=response)
    error._echo = _echoes(response, hidden)
    hide_secrets(response.request)
    return error


def asked(request: httpx.Request) -> str:
    """Give the method and the address of a request."""
    return f"{request.method} {redact_url(str(request.url))}"


def status_of(response: httpx.Response) -> str:
    """Give the status of an answer with its words."""
    return f"{response.status_code} {response.reason_phrase}".strip()


def said_by(response: httpx.Response) -> tuple[str, str]:
    """Give the code and the message of an error as the service wrote them, empty where it did not."""
    body = _json_of(response)
    return _first_text(body, *_CODES), _first_text(body, *_MESSAGES)


def came(response: httpx.Response, secrets: Iterable[str]) -> str:
    """Give the status of an answer, its content type, and how its body begins where that has been read."""
    parts = [status_of(response), response.headers.get("content-type", "no content type")[:_MAX_SHOWN]]
    try:
        content = response.content[:_MAX_JSON]
    except RuntimeError:  # it was not read, or not to its end
        return ", ".join([*parts, "body not read"])
    text = redact_text(content.decode(text_encoding(response), "replace"), secrets)
    shown = repr(text[:_MAX_SHOWN]) + ("…" if len(text) > _MAX_SHOWN else "")
    return ", ".join([*parts, shown if text else "empty body"])


def text_encoding(response: httpx.Response) -> str:
    """Give the encoding of the text of an answer; UTF-8 where it names one that turns bytes into no text."""
    encoding = response.encoding or "utf-8"
    try:
        b"a".decode(encoding, "replace")
    except (LookupError, ValueError):
        return "utf-8"
    return encoding


def request_id_of(response: httpx.Response) -> str:
    """Give the name under which the service keeps the request, empty where it gives none."""
    return str(response.headers.get("x-request-id", ""))[:_MAX_SHOWN]


def secrets_of(request: httpx.Request) -> list[str]:
    """Give the values of the headers of a request that are not to be shown."""
    return [value for name, value in request.headers.items() if is_secret(name) and value != HIDDEN]


def hide_secrets(request: httpx.Request) -> None:
    """Replace the credentials in a request that is over, for whoever keeps or prints it."""
    for name in [name for name in request.headers if is_secret(name)]:
        request.headers[name] = HIDDEN
    url = str(request.url)
    if (shown := redact_url(url)) != url:
        request.url = type(request.url)(shown)


def is_envelope(body: object, documented: Iterable[str] | None) -> bool:
    """Tell whether the body of a successful answer is the envelope of an error.

    It is where it says so itself (`is_success` is false); and where it has an error code, which is not a documented
    field of the answer, and no field that is. `documented` is None where nothing is known of the answer.
    """
    if not isinstance(body, dict):
        return False
    if body.get("is_success") is False:
        return True
    if not any(isinstance(body.get(key), str) and body[key] for key in ENVELOPE_MARKS[1:]):
        return False
    if documented is None:
        return any(isinstance(body.get(key), str) and body[key] for key in _MESSAGES)
    return not set(documented) & {*body}


def _restored(kind: type[APIError], args: tuple[Any, ...], state: dict[str, Any]) -> APIError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


def _portable_request(request: httpx.Request) -> httpx.Request:
    """Give a copy of a request without its credentials; httpx leaves out of it what is bound to a connection."""
    copied = copy.copy(request)
    copied.headers = request.headers.copy()
    hide_secrets(copied)
    return copied


def _portable_response(response: httpx.Response, request: httpx.Request, echo: bool) -> httpx.Response:
    """Give a copy of a response for a copy of its request, without credentials: with `echo` without its body."""
    headers = response.headers.copy()
    for name in [name for name in headers if is_secret(name)]:
        headers[name] = HIDDEN
    if echo:
        headers.pop("content-encoding", None)
        return type(response)(response.status_code, headers=headers, request=request)
    copied = copy.copy(response)
    copied.headers, copied.request, copied.next_request = headers, request, None
    if callable(copied.default_encoding):
        copied.default_encoding = text_encoding(response)
    return copied


def _echoes(response: httpx.Response, secrets: Iterable[str]) -> bool:
    """Tell whether the body of a response shows one of the secrets."""
    try:
        content = response.content
    except RuntimeError:  # it was not read, or not to its end
        return False
    return any(secret.encode("utf-8", "replace") in content for secret in secrets if secret)


def _json_of(response: httpx.Response) -> Any:
    if len(response.content) > _MAX_JSON:
        return None
    try:
        return parse_json(response.content, constant=str)
    except ValueError:
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
                    return _printable(str(value))
    return ""


def _printable(text: str) -> str:
    """Give a text that can be written anywhere: half a character, which can come in an answer, as its escape."""
    return text.encode("utf-8", "backslashreplace").decode()
