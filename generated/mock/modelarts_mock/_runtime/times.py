# Copied from apiscribe; do not edit.
"""When a thing was made and changed, in the fields that say so."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_NOW = r"(at|date|on|time|timestamp)(ms|millis)?"
_MADE = re.compile(rf"(create|created|creation){_NOW}")
_CHANGED = re.compile(rf"(change|changed|latestupdate|lastmodified|lastupdate|modified|update|updated){_NOW}|updatems")
_MILLISECONDS = 10**11
"""What is greater than this are milliseconds since 1970, not seconds."""

_HEAD = "metadata"
_DAY, _MOMENT = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"

_Form = Callable[[float], int | str]


@dataclass(frozen=True, slots=True)
class TimeField:
    """A field that says when: its names from the outside in, and how it is written."""

    names: tuple[str, ...]
    form: _Form
    of_change: bool


def time_fields(thing: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[TimeField]:
    """Find the fields of a thing that say when it was made or changed: its own, and those of its `metadata`."""
    for name, usual in thing.items():
        key = re.sub("[^a-z]", "", name.lower())
        of_change = bool(_CHANGED.fullmatch(key))
        if isinstance(usual, Mapping) and name == _HEAD and not above:
            yield from time_fields(usual, (*above, name))
        elif (of_change or _MADE.fullmatch(key)) and (form := _form(usual)):
            yield TimeField((*above, name), form, of_change)


def _form(usual: Any) -> _Form | None:
    """Tell how a time is written, by one that is."""
    if isinstance(usual, int) and not isinstance(usual, bool):
        return int if 10**8 < usual < _MILLISECONDS else _milliseconds
    if not isinstance(usual, str):
        return None
    if usual.isdigit():
        return (lambda now: str(_milliseconds(now))) if int(usual) > _MILLISECONDS else (lambda now: str(int(now)))
    style = _DAY if re.fullmatch(r"\d{4}-\d{2}-\d{2}", usual) else _MOMENT
    return lambda now: datetime.fromtimestamp(now, UTC).strftime(style)


def _milliseconds(now: float) -> int:
    return int(now * 1000)


def set_times(fields: dict[str, Any], times: list[TimeField], now: float, *, made: bool) -> None:
    """Put the time into the fields of a thing that was made or changed, where these are objects."""
    for time in times:
        if not (made or time.of_change):
            continue
        inner: Any = fields
        for name in time.names[:-1]:
            below = inner.get(name, {})
            if not isinstance(below, dict):
                break
            inner[name] = inner = {**below}
        else:
            inner[time.names[-1]] = time.form(now)
