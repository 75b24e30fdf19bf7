# Copied from apiscribe; do not edit.
"""Waiting: an operation is asked again and again until a field of its answer has a state.

APIError
├── WaitFailedError      a state from which no way leads to the one that is waited for
└── WaitTimeoutError     the time is over; it is a TimeoutError of Python too

The first question goes out at once, the others an interval apart, a tenth more by chance, so that many who wait do not
ask at the same moment. Every question obeys the retries of the client, but none outlives the time that is left. Trouble
that may pass does not end a wait: no connection, no answer in time, a status that is retried.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .errors import APIError, APIStatusError, APITimeoutError
from .models import Model
from .retries import error_may_pass, may_pass, retry_after

if TYPE_CHECKING:
    from .client import AsyncResource, SyncResource
    from .retries import Clock

T = TypeVar("T")
SyncR = TypeVar("SyncR", bound="SyncResource")
AsyncR = TypeVar("AsyncR", bound="AsyncResource")
State = str | int

_CHANCE = 0.1
_LAST_LOOK = 1.0
"""Seconds of the time that are kept for a last question."""

_SHORTEST = 0.001


class WaitFailedError(APIError):
    """The wait is in vain. `state` is the one that was reached, `last` the answer that told of it."""

    def __init__(self, message: str, *, state: State | None, last: Any) -> None:
        super().__init__(message)
        self.state = state
        self.last = last


class WaitTimeoutError(APIError, TimeoutError):
    """The state did not come in time. `last` is the last answer and `state` its state, None where there was none.

    Where the last question failed, `__cause__` is its error.
    """

    def __init__(self, message: str, *, state: State | None, last: Any) -> None:
        super().__init__(message)
        self.state = state
        self.last = last


class _Gone(Exception):
    """There is nothing any more; it never leaves this module."""


@dataclass(frozen=True, slots=True)
class Waiter:
    """What is known of the states of a thing. `field` is a JSON pointer in the answer that tells of the state.

    `final`: a success state is never left by itself. `gone`: what is waited for is that there is nothing any more,
    which a 404 says, and any refusal with one of `error_codes`.
    """

    thing: str
    field: str
    success: Sequence[State]
    failure: Sequence[State]
    labels: Mapping[str, str]
    final: bool = False
    error_codes: Sequence[str] = ()
    gone: bool = False

    def state_of(self, answer: Any) -> State | None:
        """Give the state that an answer tells of, None where it tells of none."""
        value = answer.to_json() if isinstance(answer, Model) else answer
        for step in self.field.split("/")[1:]:
            value = value.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(value, Mapping) else None
        return value if isinstance(value, str | int) else None

    def says_gone(self, error: APIStatusError) -> bool:
        """Tell whether a refusal says that the thing is not there any more."""
        if not self.gone:
            return False
        return error.status_code == 404 or (400 <= error.status_code < 500 and error.error_code in self.error_codes)

    def shown(self, *states: State | None) -> str:
        """Give states as people read them: `10 (completed) or 11 (failed)`."""
        labels = {state: self.labels.get(str(state)) for state in states}
        return " or ".join(f"{state} ({label})" if label else str(state) for state, label in labels.items())


class Wait(Generic[T]):
    """One wait: it judges each answer, and says how long to pause. It neither asks nor sleeps."""

    def __init__(
        self,
        waiter: Waiter,
        names: Sequence[object],
        until: State | Sequence[State],
        timeout: float,
        interval: float,
        clock: Clock,
    ) -> None:
        if not timeout > 0 or not interval > 0:
            raise ValueError(f"timeout and interval are seconds above 0, not {timeout!r} and {interval!r}")
        self._waiter = waiter
        self._until = (until,) if isinstance(until, str | int) else tuple(until)
        if not self._until and not waiter.gone:
            raise ValueError("no state to wait for")
        self._thing = f"the {waiter.thing} {'/'.join(map(str, names))!r}"
        self._clock = clock
        self._timeout = timeout
        self._interval = interval
        self._deadline = clock.monotonic() + timeout
        self._reserve = min(_LAST_LOOK, interval / 2, timeout / 2)
        self._last: T | None = None
        self._state: State | None = None
        self._trouble: APIError | None = None

    def limit(self, own: float | None) -> float:
        """Give the seconds that the next question may take: what is left, or less where the client gives less."""
        left = max(self._left(), _SHORTEST)
        return left if own is None else min(left, own)

    def judge(self, error: APIError) -> None:
        """Raise what a question that failed means for the wait; nothing where another one may be answered."""
        if isinstance(error, APIStatusError):
            if self._waiter.says_gone(error):
                raise _Gone from error
            passes = may_pass(error.status_code)
        else:
            passes = isinstance(error, APITimeoutError) or error_may_pass(error.__cause__)
        if not passes:
            raise error
        self._trouble = error

    def is_over(self, answer: T) -> bool:
        """Tell whether an answer has a state that is waited for. Raises WaitFailedError for one without a way to it."""
        self._last, self._state, self._trouble = answer, self._waiter.state_of(answer), None
        reached = str(self._state)
        if reached in map(str, self._until):
            return True
        ends = (*self._waiter.failure, *(self._waiter.success if self._waiter.final else ()))
        if reached in map(str, ends):
            raise WaitFailedError(self._message(), state=self._state, last=answer)
        return False

    def pause(self) -> float:
        """Give the seconds until the next question. Raises WaitTimeoutError where none fits into the time."""
        left = self._left()
        if left <= self._reserve:
            raise self._timed_out() from self._trouble
        usual = self._interval * (1 + _CHANCE * self._clock.random())
        return min(max(usual, self._asked_for()), left - self._reserve)

    def _asked_for(self) -> float:
        """Give the seconds that the service asks to be left alone for."""
        if not isinstance(self._trouble, APIStatusError):
            return 0.0
        return retry_after(self._trouble.response.headers, self._clock.now()) or 0.0

    def _left(self) -> float:
        return self._deadline - self._clock.monotonic()

    def _timed_out(self) -> WaitTimeoutError:
        message = f"{self._message()}, after {self._timeout:g} s"
        if self._trouble is not None:
            message += f"; the last question failed: {self._trouble.message}"
        return WaitTimeoutError(message, state=self._state, last=self._last)

    def _message(self) -> str:
        wanted = "gone" if self._waiter.gone else self._waiter.shown(*self._until)
        state = "of unknown state" if self._state is None else self._waiter.shown(self._state)
        return f"{self._thing} is {state}, not {wanted}"


def poll_sync(
    resource: SyncR,
    ask: Callable[[SyncR], T],
    waiter: Waiter,
    names: Sequence[object],
    *,
    until: State | Sequence[State],
    timeout: float,
    interval: float,
    on_poll: Callable[[T], object] | None,
) -> T:
    """Ask until the state is one of `until`; gives the answer that tells of it. `names` say which thing it is."""
    client = resource._client
    wait: Wait[T] = Wait(waiter, names, until, timeout, interval, client._clock)
    while True:
        try:
            answer = ask(type(resource)(client.with_options(deadline=wait.limit(client._options.deadline))))
        except APIError as error:
            wait.judge(error)
        else:
            if on_poll is not None:
                on_poll(answer)
            if wait.is_over(answer):
                return answer
        client._clock.sleep(wait.pause())


async def poll_async(
    resource: AsyncR,
    ask: Callable[[AsyncR], Awaitable[T]],
    waiter: Waiter,
    names: Sequence[object],
    *,
    until: State | Sequence[State],
    timeout: float,
    interval: float,
    on_poll: Callable[[T], object] | None,
) -> T:
    """Ask until the state is one of `until`; gives the answer that tells of it. `names` say which thing it is."""
    import asyncio

    client = resource._client
    wait: Wait[T] = Wait(waiter, names, until, timeout, interval, client._clock)
    while True:
        try:
            answer = await ask(type(resource)(client.with_options(deadline=wait.limit(client._options.deadline))))
        except APIError as error:
            wait.judge(error)
        else:
            if on_poll is not None:
                result = on_poll(answer)
                if inspect.isawaitable(result):
                    await result
            if wait.is_over(answer):
                return answer
        await asyncio.sleep(wait.pause())


def poll_gone_sync(
    resource: SyncR,
    ask: Callable[[SyncR], T],
    waiter: Waiter,
    names: Sequence[object],
    *,
    timeout: float,
    interval: float,
    on_poll: Callable[[T], object] | None,
) -> None:
    """Ask until the thing is gone."""
    with suppress(_Gone):
        poll_sync(
            resource, ask, waiter, names, until=waiter.success, timeout=timeout, interval=interval, on_poll=on_poll
        )


async def poll_gone_async(
    resource: AsyncR,
    ask: Callable[[AsyncR], Awaitable[T]],
    waiter: Waiter,
    names: Sequence[object],
    *,
    timeout: float,
    interval: float,
    on_poll: Callable[[T], object] | None,
) -> None:
    """Ask until the thing is gone."""
    with suppress(_Gone):
        await poll_async(
            resource, ask, waiter, names, until=waiter.success, timeout=timeout, interval=interval, on_poll=on_poll
        )
