"""Passes: functions from an OpenAPI document to a better one. None changes the document that it is given."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

from spec.report import Departure


class Passed(NamedTuple):
    """What a pass gives: the document, and where it departs from the one before."""

    document: dict[str, Any]
    departures: tuple[Departure, ...] = ()


Pass: TypeAlias = Callable[[dict[str, Any]], Passed]


def run(document: dict[str, Any], passes: Iterable[Pass]) -> Passed:
    """Apply passes one after the other; gives the last document and all departures."""
    departures: tuple[Departure, ...] = ()
    for one in passes:
        document, made = one(document)
        departures += made
    return Passed(document, departures)
