"""An example as the OpenAPI document lists it: on its operation, until a pass finds out where it belongs."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from scraper.contract.values import JsonValue
from scraper.redact.prose import MARK, is_prose, is_wordy
from scraper.reference import Example

MAX_NAME_WORDS = 6

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_PHRASES = frozenset(status.phrase.casefold() for status in HTTPStatus)


def documented(example: Example, *, with_prose: bool) -> Iterator[dict[str, Any]]:
    """Yield the entries of an example, one for each value: `in`, `status`, `name`, `request` and `value`.

    All but `in` are left out where the page does not state them. `with_prose=False` puts a mark in place of sentences.
    """
    entry: dict[str, Any] = {"in": example.role}
    if example.code:
        entry["status"] = example.code
    if name := _name(example.title):
        entry["name"] = name
    if example.request:
        entry["request"] = example.request
    values: tuple[JsonValue, ...] = example.values or ((example.text,) if example.text else ())
    for value in values:
        yield {**entry, "value": value if with_prose else without_prose(value)}
    if not values:
        yield entry


def _name(title: str) -> str:
    """Give a title as a name where it is a few ASCII words and no more than the phrase of a status."""
    words = title.strip(" .:-*").split()
    if not 0 < len(words) <= MAX_NAME_WORDS or title.strip(" .").casefold() in _PHRASES:
        return ""
    return "-".join(words).casefold() if all(_NAME.fullmatch(word) for word in words) else ""


def without_prose(value: JsonValue) -> JsonValue:
    """Give a value with each string that is prose replaced by a mark."""
    if isinstance(value, str):
        is_candidate = len(value) > 3 and (" " in value or not value.isascii())
        return MARK if is_candidate and (is_wordy(value) or is_prose(value)) else value
    if isinstance(value, dict):
        return {key: without_prose(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_prose(item) for item in value]
    return value
