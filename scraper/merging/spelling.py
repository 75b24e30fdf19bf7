"""Names and values that are the same but for their spelling."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

MIN_LETTERS = 4
MAX_LOST = 3
MIN_KEPT = 0.6
MAX_COMPARED = 200
"""Of how many names on either side each is compared with each."""


def same_but_spelt(names: Sequence[str], others: Iterable[str]) -> dict[str, str]:
    """Pair each name with the one of `others` that is spelt otherwise, where there is exactly one.

    Equal are names with the same letters and digits in any case (`ALL`, `__ALL__`), and one that lost a few letters
    (`bbox`, `bndbox`). A letter in place of another makes another name (`cpu`, `gpu`), and so does any digit.
    """
    ours, theirs = list(names)[:MAX_COMPARED], list(others)[:MAX_COMPARED]
    pairs: dict[str, str] = {}
    for is_same in (_is_equal, _has_lost_letters):
        found = _only_pairs(ours, theirs, is_same)
        pairs |= found
        ours = [name for name in ours if name not in found]
        theirs = [name for name in theirs if name not in found.values()]
    return pairs


def _only_pairs(names: list[str], others: list[str], is_same: Callable[[str, str], bool]) -> dict[str, str]:
    """Give the pairs of which neither is in another one."""
    like = {name: [other for other in others if is_same(name, other)] for name in names}
    used = [other for found in like.values() for other in found]
    return {name: found[0] for name, found in like.items() if len(found) == 1 and used.count(found[0]) == 1}


@lru_cache(maxsize=8192)
def _letters(name: str) -> str:
    return "".join(sign for sign in name if sign.isalnum()).casefold()


def _is_equal(name: str, other: str) -> bool:
    return bool(_letters(name)) and _letters(name) == _letters(other)


def _has_lost_letters(name: str, other: str) -> bool:
    short, long = sorted((_letters(name), _letters(other)), key=len)
    if len(short) < MIN_LETTERS or not 0 < len(long) - len(short) <= MAX_LOST or len(short) < MIN_KEPT * len(long):
        return False
    digits = [[sign for sign in text if sign.isdigit()] for text in (short, long)]
    return digits[0] == digits[1] and short[0] == long[0] and _is_within(short, long)


def _is_within(short: str, long: str) -> bool:
    """Tell whether `long` has the signs of `short` in their order."""
    signs = iter(long)
    return all(sign in signs for sign in short)
