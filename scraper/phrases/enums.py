"""Closed lists of values, in whatever way a description shows them."""

import re
from dataclasses import replace

from .bullets import names_values, read_bullets
from .clauses import read_clauses
from .inline import read_inline
from .items import ChoiceList, Item, is_placeholder
from .layout import Piece, pieces
from .leads import JOINED, VETOES, ends_with
from .patterns import BLOT
from .reading import Kind

MAX_CHOICES = 500
_BOOLEAN_TWIN = re.compile(r"([^/\s]+)/(true|false)$", re.IGNORECASE)
_WHOLE = re.compile(r"-?\d+")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def read_choices(text: str, kind: Kind) -> ChoiceList | None:
    """The closed list that a description states for a value of a kind, or None.

    A list inside a sentence wins over a bulleted one unless the bullets name all of its values too.
    """
    parts = pieces(text)
    sentences = _sentences(text, parts)
    chosen = _better(text, read_bullets(text, parts), read_inline(sentences)) or read_clauses(sentences)
    if chosen is None or ends_with(VETOES, text) or (kind is Kind.STRING and ends_with(JOINED, sentences)):
        return None
    chosen = _apart(text, _unique(text, chosen))
    return chosen if _fits([text[slice(*item.value)] for item in chosen.items], kind) else None


def _sentences(text: str, parts: tuple[Piece, ...]) -> str:
    """The text without the items that name values, as what a label says about its value is not said of the field."""
    for piece in parts:
        if piece.item and names_values(text, piece):
            text = text[: piece.start] + BLOT * (piece.end - piece.start) + text[piece.end :]
    return text


def _better(text: str, bulleted: ChoiceList | None, inline: ChoiceList | None) -> ChoiceList | None:
    if bulleted is None or inline is None:
        return bulleted or inline
    listed = {text[slice(*item.value)] for item in bulleted.items}
    named = {text[slice(*item.value)] for item in inline.items}
    if named <= listed or len(named) == 1 or inline.lead[0] > bulleted.items[0].mark:
        return bulleted
    return inline


def _fits(values: list[str], kind: Kind) -> bool:
    if not values or any(is_placeholder(value) for value in values):
        return False
    if kind is Kind.INTEGER:
        return all(_WHOLE.fullmatch(value) for value in values)
    if kind is Kind.NUMBER:
        return all(_NUMBER.fullmatch(value) for value in values)
    return True


def _unique(text: str, found: ChoiceList) -> ChoiceList:
    first: dict[str, Item] = {}
    for item in found.items[:MAX_CHOICES]:
        first.setdefault(text[slice(*item.value)], item)
    return replace(found, items=tuple(first.values()))


def _apart(text: str, found: ChoiceList) -> ChoiceList:
    """Items such as "0/false" name two spellings of a value: each is a value of its own."""
    if not all(_BOOLEAN_TWIN.match(text[slice(*item.value)]) for item in found.items):
        return found
    items: list[Item] = []
    for item in found.items:
        start, end = item.value
        slash = text.index("/", start)
        items += [replace(item, value=(start, slash)), replace(item, mark=slash + 1, value=(slash + 1, end))]
    return replace(found, items=tuple(items))
