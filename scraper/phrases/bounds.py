"""How a table of wordings becomes bounds: each pattern names what its numbers mean by the names of its groups.

`min` and `max` are bounds, `above` and `below` exclude the number itself, `both` is one number for both sides; `open`
and `close` are an interval's brackets. The first wording of a table that states a side wins that side.
"""

import re
from dataclasses import dataclass

from .patterns import Pattern, Span, number

_CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_ENGLISH = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}


@dataclass(frozen=True, slots=True)
class Bounds:
    """A lower and an upper bound, whether each excludes its number, and the ranges of the wordings that state them."""

    low: int | float | None = None
    high: int | float | None = None
    low_open: bool = False
    high_open: bool = False
    spans: tuple[Span, ...] = ()
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        left = "(" if self.low_open else "["
        right = ")" if self.high_open else "]"
        return f"{left}{'' if self.low is None else self.low},{'' if self.high is None else self.high}{right}"


def read_bounds(text: str, patterns: tuple[Pattern, ...]) -> Bounds:
    """The bounds that a (masked) text states by the wordings of a table; none where it states several, one per case."""
    found = Bounds()
    for pattern in patterns:
        if (found.low is not None and found.high is not None) or (found.names and "both" in pattern.regex.groupindex):
            break
        stated = [bounds for match in pattern.regex.finditer(text) if (bounds := _stated(pattern, match)) is not None]
        if len({str(bounds) for bounds in stated if bounds.low is not None and bounds.high is not None}) > 1:
            return Bounds()
        for bounds in stated:
            found = _joined(found, bounds)
    if found.low is not None and found.high is not None and found.low > found.high:
        return Bounds()
    return found


def _joined(found: Bounds, stated: Bounds) -> Bounds:
    low = found.low is None and stated.low is not None
    high = found.high is None and stated.high is not None
    if not low and not high:
        return found
    return Bounds(
        stated.low if low else found.low,
        stated.high if high else found.high,
        stated.low_open if low else found.low_open,
        stated.high_open if high else found.high_open,
        found.spans + stated.spans,
        found.names + stated.names,
    )


def _stated(pattern: Pattern, match: re.Match[str]) -> Bounds | None:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    both = _number(groups.get("both"))
    low = _first(_number(groups.get("min")), _number(groups.get("above")), both)
    high = _first(_number(groups.get("max")), _number(groups.get("below")), both)
    if low is None and high is None:
        return None
    low_open = low is not None and ("above" in groups or groups.get("open", "") in ("(", "（"))
    high_open = high is not None and ("below" in groups or groups.get("close", "") in (")", "）"))
    return Bounds(low, high, low_open, high_open, (match.span(),), (pattern.name,))


def _first(*values: int | float | None) -> int | float | None:
    return next((value for value in values if value is not None), None)


def _number(literal: str | None) -> int | float | None:
    if literal is None or len(literal) > 20:
        return None
    word = _CHINESE.get(literal) or _ENGLISH.get(literal.lower())
    if word is not None:
        return word
    try:
        return number(literal)
    except ValueError:
        return None
