# Copied from apiscribe; do not edit.
"""What a refusal usually comes from, where that can be known: a clock that is off, a key of another cloud."""

from collections.abc import Sequence

import httpx

from .errors import said_by
from .retries import http_date
from .service import Hint

SIGNATURES_LIVE = 900
"""Seconds for which a signature is taken."""

_NOTABLE = 600
_REFUSALS = frozenset({401, 403})


def hint_for(response: httpx.Response, hints: Sequence[Hint], now: float) -> str:
    """Give what to look at after a refusal, empty where nothing is known. `now` is what the local clock shows."""
    if response.status_code not in _REFUSALS:
        return ""
    off = _clock_hint(response, now)
    if off or not hints:
        return off
    code, message = said_by(response)
    for hint in hints:
        if hint.code == code and all(word in message.lower() for word in hint.words):
            return hint.text
    return ""


def _clock_hint(response: httpx.Response, now: float) -> str:
    if "x-sdk-date" not in response.request.headers:
        return ""
    there = http_date(response.headers.get("date", "")[:64])
    if there is None or abs(there - now) < _NOTABLE:
        return ""
    minutes = round(abs(there - now) / 60)
    side = "behind" if there > now else "ahead of"
    return (
        f"the local clock is {minutes} minutes {side} the service's, and a signature is taken for "
        f"{SIGNATURES_LIVE // 60} minutes: set the clock"
    )
