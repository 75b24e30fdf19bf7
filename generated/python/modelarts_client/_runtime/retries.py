# Copied from apiscribe; do not edit.
"""When a request is sent again, and after how long. Decisions only: nothing in here waits or sends."""

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx

DEFAULT_MAX_RETRIES = 2
FIRST_DELAY = 0.5
MAX_DELAY = 8.0
MAX_RETRY_AFTER = 60.0
"""Seconds that are waited when the service asks for it; where it asks for more, the error is raised at once."""

_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
_NOT_PROCESSED = frozenset({429})
"""Statuses after which any request may be sent again: the service has not touched it."""

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_MAY_PASS = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)


async def _sleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time and chance come from, and how time is spent."""

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    random: Callable[[], float] = random.random
    sleep: Callable[[float], None] = time.sleep
    async_sleep: Callable[[float], Awaitable[None]] = _sleep


SYSTEM_CLOCK = Clock()


def checked_retries(number: int) -> int:
    """Give the number of retries. One that is none raises ValueError."""
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise ValueError(f"max_retries must be 0 or more, not {number!r}")
    return number


def may_pass(status: int) -> bool:
    """Tell whether what a status says may be over soon."""
    return status in _STATUSES


def error_may_pass(error: BaseException | None) -> bool:
    """Tell whether a failure to send or receive may be over soon: a certificate that is not trusted stays so."""
    return isinstance(error, _MAY_PASS) and "CERTIFICATE_VERIFY_FAILED" not in str(error)


def delay_after_status(response: httpx.Response, attempt: int, clock: Clock, *, repeatable: bool) -> float | None:
    """Give the seconds to wait after this answer to the given attempt (from 1); None: do not send again.

    `repeatable` says that the request may be sent twice whatever its method is.
    """
    allowed = _STATUSES if repeatable or response.request.method in _IDEMPOTENT else _NOT_PROCESSED
    if response.status_code not in allowed:
        return None
    asked = retry_after(response.headers, clock.now())
    if asked is None:
        return backoff(attempt, clock.random())
    return asked if asked <= MAX_RETRY_AFTER else None


def delay_after_error(error: httpx.RequestError, attempt: int, clock: Clock, *, repeatable: bool) -> float | None:
    """Give the seconds to wait after a failure to send or receive; None: do not send again."""
    repeatable = repeatable or error.request.method in _IDEMPOTENT
    if not error_may_pass(error) or not (repeatable or isinstance(error, _NOT_SENT)):
        return None
    return backoff(attempt, clock.random())


def backoff(attempt: int, chance: float) -> float:
    """Give the seconds before the next attempt: twice as many each time, up to a quarter less by chance (0 to 1)."""
    delay = min(FIRST_DELAY * 2.0 ** min(attempt - 1, 16), MAX_DELAY)
    return delay * (1 - 0.25 * chance)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Give the seconds that `Retry-After` asks for, as a number or as a date; None where it is absent or neither."""
    value = headers.get("retry-after", "").strip()[:64]
    if not value:
        return None
    if value.isascii() and value.replace(".", "", 1).isdigit():
        return float(value)
    moment = http_date(value)
    return None if moment is None else max(0.0, moment - now)


def http_date(value: str) -> float | None:
    """Give the seconds since 1970 of a date as HTTP writes it, None for anything else."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
