# Copied from apiscribe; do not edit.
"""One call, from its request to its answer: credentials, attempts, limits, hooks, log, errors. Nothing in here sends.

A call is a generator of steps; a client carries them out and gives their results back. So both clients do the same.
"""

import copy
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Any

import httpx

from .auth import Token
from .bodies import MAX_BODY, BodyTooLarge
from .deadlines import Deadline
from .errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    asked,
    hide_secrets,
    response_error,
    status_error,
)
from .hints import hint_for
from .logs import keep_tokens_out_of_logs, log_failure, log_request, log_response
from .retries import Clock, delay_after_error, delay_after_status
from .service import ServiceDescription
from .tokens import FetchedToken, PasswordToken

NO_CREDENTIALS = httpx.Auth()
"""Adds nothing to a request, and keeps those of the connections out."""

Hook = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Send:
    """Send a request; the result is the response, its body not read yet.

    Where `auth` is None the credentials are those of the connections, if they have any. With `stream` the deadline
    goes with the body, for others will read it.
    """

    request: httpx.Request
    auth: httpx.Auth | None
    deadline: Deadline | None
    stream: bool


@dataclass(frozen=True, slots=True)
class Read:
    """Read the body of a response."""

    response: httpx.Response
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Run:
    """Run a hook of the user. Where it fails, the response is closed."""

    hook: Hook
    argument: httpx.Request | httpx.Response


@dataclass(frozen=True, slots=True)
class Lock:
    """Wait for the lock of a token; the result is what releases it, None where the time is over."""

    token: PasswordToken
    deadline: Deadline | None


Step = Send | Read | Sleep | Run | Lock
Steps = Generator[Step, Any, httpx.Response]


@dataclass(frozen=True, slots=True)
class Rules:
    """How a call is carried out. With `stream` a body stays unread; the deadline holds for who reads it.

    `repeatable`: the request may be sent twice whatever its method is. `secrets` stand in the body of the request.
    """

    max_retries: int
    deadline: Deadline | None
    clock: Clock
    service: ServiceDescription
    stream: bool = False
    on_request: Hook | None = None
    on_response: Hook | None = None
    repeatable: bool = False
    secrets: tuple[str, ...] = ()


def exchange(request: httpx.Request, auth: httpx.Auth | None, rules: Rules) -> Steps:
    """Carry out a call. Gives an answer with a status below 300; everything else raises APIError.

    A token that was fetched and is refused is fetched again, once.
    """
    if not isinstance(auth, PasswordToken):
        return (yield from _attempts(request, auth, rules))
    again = _repetition(request)
    token = yield from obtain(auth, request, rules)
    try:
        return (yield from _attempts(request, Token(token.value), rules))
    except AuthenticationError:
        auth.discard(token)
    token = yield from obtain(auth, request, rules)
    return (yield from _attempts(again(), Token(token.value), rules))


def obtain(source: PasswordToken, request: httpx.Request, rules: Rules) -> Generator[Step, Any, FetchedToken]:
    """Give the token in hand, else fetch one. Who waited while it was fetched shares the result, a failure too."""
    if (token := source.current(rules.clock.monotonic())) is not None:
        return token
    fetches = source.fetches
    release = yield Lock(source, rules.deadline)
    if release is None:
        raise APITimeoutError(f"{asked(request)}: no token in time", request=request)
    try:
        if (token := source.current(rules.clock.monotonic())) is not None:
            return token
        if source.fetches != fetches and (failure := source.failure) is not None:
            raise copy.copy(failure) from failure.__cause__  # one for each: they get tracebacks and causes
        return (yield from _fetch(source, request, rules))
    finally:
        release()


def _fetch(source: PasswordToken, request: httpx.Request, rules: Rules) -> Generator[Step, Any, FetchedToken]:
    keep_tokens_out_of_logs()
    moment = rules.clock.monotonic()
    asking = source.request(request.extensions)
    private = replace(
        rules, stream=False, on_request=None, on_response=None, repeatable=True, secrets=source.secrets
    )  # fmt: skip
    source.failure = None
    try:
        response = yield from _attempts(asking, NO_CREDENTIALS, private)
        return source.accept(response, moment)
    except APIError as error:
        source.failure = copy.copy(error)  # without the traceback, which holds the call
        source.failure.__cause__ = error.__cause__
        raise
    finally:
        source.fetches += 1


def _attempts(request: httpx.Request, auth: httpx.Auth | None, rules: Rules) -> Steps:
    """Send a request until it is answered, or must not be sent again."""
    again = _repetition(request)
    attempt = 1
    while True:
        response: httpx.Response | None = None
        started = rules.clock.monotonic()
        _limit_timeouts(request, rules.deadline)
        if rules.on_request is not None:
            yield Run(rules.on_request, request)
        log_request(request, attempt)
        try:
            answer: httpx.Response = yield Send(request, auth, rules.deadline, rules.stream)
            response = answer
            if rules.secrets:
                answer.request = _shown(request, rules)
            answer.history, answer.next_request = [], None  # they would hold credentials
            if not (rules.stream and answer.is_success):
                yield Read(answer, rules.deadline)
        except (httpx.RequestError, BodyTooLarge) as error:
            spent = rules.clock.monotonic() - started
            log_failure(request, error, attempt, spent)
            delay = _delay_after_error(error, attempt, rules)
            if delay is None:
                raise _failure(error, request, response, attempt, rules) from _without_secrets(error, request, rules)
        else:
            log_response(answer, attempt, rules.clock.monotonic() - started)
            if rules.on_response is not None:
                yield Run(rules.on_response, answer)
            if answer.status_code < 300:
                return answer
            delay = _delay_after_status(answer, attempt, rules)
            if delay is None:
                hint = hint_for(answer, rules.service.hints, rules.clock.now())
                raise status_error(answer, hint=hint, attempts=attempt, secrets=rules.secrets)
        yield Sleep(delay)
        request = again()
        attempt += 1


def _delay_after_error(error: Exception, attempt: int, rules: Rules) -> float | None:
    if attempt > rules.max_retries or not isinstance(error, httpx.RequestError):
        return None
    return _in_time(delay_after_error(error, attempt, rules.clock, repeatable=rules.repeatable), rules)


def _delay_after_status(response: httpx.Response, attempt: int, rules: Rules) -> float | None:
    if attempt > rules.max_retries:
        return None
    return _in_time(delay_after_status(response, attempt, rules.clock, repeatable=rules.repeatable), rules)


def _in_time(delay: float | None, rules: Rules) -> float | None:
    """Give the delay, None where the deadline would pass meanwhile."""
    if delay is None or rules.deadline is None or delay < rules.deadline.left():
        return delay
    return None


def _failure(
    error: Exception, request: httpx.Request, response: httpx.Response | None, attempts: int, rules: Rules
) -> APIError:
    """Give our error for one of the transport."""
    if response is not None and isinstance(error, BodyTooLarge):
        return response_error(response, f"the body has more than {MAX_BODY:,} bytes")
    if response is not None and isinstance(error, httpx.DecodingError):
        encoding = response.headers.get("content-encoding", "")[:80]
        return response_error(response, f"the body is not what its content encoding {encoding!r} says ({error})")
    tries = f" ({attempts} attempts)" if attempts > 1 else ""
    shown = _shown(request, rules)
    when = "" if response is None else f" after {response.status_code} had come"
    if isinstance(error, httpx.TimeoutException):
        kind = type(error).__name__
        return APITimeoutError(f"{asked(request)}: timed out{when} ({kind}){tries}", request=shown)
    said = str(error) or type(error).__name__
    return APIConnectionError(f"{asked(request)}: the connection failed{when}: {said}{tries}", request=shown)


def _without_secrets(error: BaseException, request: httpx.Request, rules: Rules) -> BaseException:
    """Give the error of the transport for others to see: the frames that it passed hold headers, so it loses them."""
    hide_secrets(request)
    if isinstance(error, httpx.RequestError):
        error.request = _shown(request, rules)
    cause: BaseException | None = error
    while cause is not None:
        cause.__traceback__ = None
        cause = cause.__cause__ or cause.__context__
    return error


def _shown(request: httpx.Request, rules: Rules) -> httpx.Request:
    """Give the request that errors and answers hold: without its body where a secret is in it."""
    return httpx.Request(request.method, request.url) if rules.secrets else request


def _repetition(request: httpx.Request) -> Callable[[], httpx.Request]:
    """Give what makes the request anew as it is now: before credentials, hooks and redaction change it."""
    method, url, headers, stream = request.method, request.url, request.headers.raw, request.stream
    extensions = request.extensions

    def again() -> httpx.Request:
        repeated = httpx.Request(method, url, headers=headers, stream=stream, extensions=extensions)
        if isinstance(stream, httpx.ByteStream):
            repeated.read()
        return repeated

    return again


def _limit_timeouts(request: httpx.Request, deadline: Deadline | None) -> None:
    """Let no single wait be longer than the time that is left, whatever carries the request."""
    if deadline is None:
        return
    left = max(deadline.left(), 0.001)
    timeouts = request.extensions.get("timeout", {})
    request.extensions = {
        **request.extensions,
        "timeout": {
            kind: left if (limit := timeouts.get(kind)) is None else min(limit, left)
            for kind in ("connect", "read", "write", "pool")
        },
    }
