# Copied from apiscribe; do not edit.
"""JSON text: read without losing what a number says, written without losing a character."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from decimal import Decimal

MAX_DIGITS = 4_300
"""Digits up to which Python reads and writes a whole number."""


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"JSON has no {constant}")


def parse_json(content: bytes, constant: Callable[[str], object] = _refuse) -> Any:
    """Give the value of JSON text. A number that no int or float of Python can hold becomes a Decimal.

    ValueError tells of what is no JSON, or is nested too deep. `constant` gives what NaN and the infinities become.
    """
    try:
        try:
            return json.loads(content, parse_constant=constant, parse_float=_float)
        except json.JSONDecodeError:
            raise
        except ValueError:  # a whole number of too many digits, say: the usual way of reading them is the fastest
            return json.loads(content, parse_constant=constant, parse_float=_float, parse_int=_whole)
    except RecursionError as error:
        raise ValueError("the JSON is nested too deep") from error


def write_json(value: Any) -> bytes:
    """Give the JSON text of a value. Half a character, which no encoding can hold, is written as an escape."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def _float(text: str) -> float | Decimal:
    number = float(text)
    return number if isfinite(number) else _decimal(text)


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) <= MAX_DIGITS else _decimal(text)


def _decimal(text: str) -> Decimal:
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"a number is too large: {text[:40]}") from None
