"""When the client sends again, as decisions alone."""

from email.utils import formatdate

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.python.retries import (
    MAX_DELAY,
    MAX_RETRY_AFTER,
    Clock,
    backoff,
    checked_retries,
    delay_after_error,
    delay_after_status,
    retry_after,
)

CLOCK = Clock(now=lambda: 1_700_000_000.0, random=lambda: 0.5)
METHODS = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "POST", "PATCH"]


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_waits_grow_and_stay_in_bounds(attempt: int, chance: float) -> None:
    """Each wait is at least three quarters of its step, never more than the longest, and never shorter than before."""
    delay = backoff(attempt, chance)
    assert 0.375 <= delay <= MAX_DELAY
    assert backoff(attempt + 1, chance) >= delay


@given(st.text(max_size=70))
def test_any_retry_after_is_seconds_or_nothing(value: str) -> None:
    """Whatever stands in the header is a number of seconds, none below zero, or ignored."""
    seconds = retry_after({"retry-after": value}, 0.0)
    assert seconds is None or seconds >= 0


@given(st.integers(-(10**6), 10**6))
def test_dates_of_retry_after_are_exact(offset: int) -> None:
    """A date is the time until it, none where it has passed."""
    now = 1_700_000_000.0
    header = formatdate(now + offset, usegmt=True)
    assert retry_after({"retry-after": header}, now) == max(0, offset)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("status", [200, 301, 400, 401, 404, 408, 409, 429, 500, 501, 502, 503, 504, 505])
def test_which_answers_are_asked_for_again(method: str, status: int) -> None:
    """Busy and broken services for idempotent methods, 429 for all, nothing else."""
    response = httpx.Response(status, request=httpx.Request(method, "http://h"))
    again = delay_after_status(response, 1, CLOCK, repeatable=False) is not None
    idempotent = method not in ("POST", "PATCH")
    assert again == (status == 429 or (idempotent and status in (408, 500, 502, 503, 504)))


def test_a_service_that_asks_for_too_much_is_not_waited_for() -> None:
    """Up to the limit its wish is obeyed, beyond it there is no further attempt."""
    for seconds, expected in ((MAX_RETRY_AFTER, MAX_RETRY_AFTER), (MAX_RETRY_AFTER + 1, None)):
        headers = {"Retry-After": str(seconds)}
        response = httpx.Response(503, headers=headers, request=httpx.Request("GET", "http://h"))
        assert delay_after_status(response, 1, CLOCK, repeatable=False) == expected


@pytest.mark.parametrize(("kind", "idempotent", "other"), [
    (httpx.ConnectError, True, True), (httpx.ConnectTimeout, True, True), (httpx.PoolTimeout, True, True),
    (httpx.ReadTimeout, True, False), (httpx.ReadError, True, False), (httpx.WriteError, True, False),
    (httpx.RemoteProtocolError, True, False), (httpx.LocalProtocolError, False, False),
    (httpx.DecodingError, False, False), (httpx.UnsupportedProtocol, False, False),
])  # fmt: skip
def test_which_failures_are_tried_again(kind: type[httpx.RequestError], idempotent: bool, other: bool) -> None:
    """Where nothing was sent any method goes again; where it may have been, an idempotent one; else none."""
    for method, expected in (("PUT", idempotent), ("POST", other)):
        error = kind("x", request=httpx.Request(method, "http://h"))
        assert (delay_after_error(error, 1, CLOCK, repeatable=False) is not None) == expected


def test_a_certificate_that_is_not_trusted_is_not_tried_again() -> None:
    """It will not be trusted a second later."""
    error = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] x", request=httpx.Request("GET", "http://h"))
    assert delay_after_error(error, 1, CLOCK, repeatable=False) is None


@pytest.mark.parametrize("number", [-1, True, 1.5, "2", None])
def test_a_number_of_retries_is_a_number(number: object) -> None:
    """Anything but a whole number from 0 is refused."""
    with pytest.raises(ValueError, match="max_retries"):
        checked_retries(number)  # type: ignore[arg-type]
    assert checked_retries(0) == 0
