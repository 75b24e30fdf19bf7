"""Names by which generators of several languages call one thing: what becomes of them, and names that are free."""

import re
from collections.abc import Container, Iterable
from itertools import chain, count

from spec.model import Operation

_WORD = re.compile("[A-Za-z0-9]+")
_PLAIN = re.compile("[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")


def folded(name: str) -> str:
    """Give what two names share that become one identifier: their letters and digits, in lower case."""
    return "".join(_WORD.findall(name)).lower()


def is_plain(name: str) -> bool:
    """Tell whether every language takes a name as it is, a keyword aside: letters, digits and single `_`."""
    return _PLAIN.fullmatch(name) is not None


def in_words(name: str, otherwise: str) -> str:
    """Give a name of letters and digits, each word with a capital; `otherwise` where there is nothing of it left."""
    words = "".join(word[0].upper() + word[1:] for word in _WORD.findall(name))[:120]
    return words if words[:1].isalpha() else otherwise + words


def name_of(operation: Operation) -> str:
    """Give words for an operation: its id, or method and path where it has none."""
    return in_words(str(operation.value.get("operationId") or f"{operation.method} {operation.path}"), "Call")


def free_name(name: str, suffix: str, taken: Container[str], endings: Iterable[str] = ("",)) -> str:
    """Give the name with a suffix, and a number from 2 on where it takes one, so that its folded form is free with each
    of the endings."""
    candidates = chain([name + suffix], (f"{name}{suffix}{number}" for number in count(2)))
    return next(one for one in candidates if all(folded(one) + ending not in taken for ending in endings))
