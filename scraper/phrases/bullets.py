"""Closed lists with an item per value: bulleted, one a line, or glued together behind the words that announce them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .items import ChoiceList, Item, is_empty_value, read_item, split_glued
from .layout import Piece
from .leads import OPEN_LEADS, OTHER_LEADS, STRONG, closed_lead, ends_with

_LEAD_LENGTH = 160
_REMARK = re.compile(r"(?:说明|注意|备注|注|Notes?|NOTE)\s*[:：]")
_RUN_ON = re.compile(r"(?:可选值?|枚举值?|取值(?:范围)?)[^。；;：:\n]{0,6}[：:]\s*|\b[Oo]ptions:\s*")


@dataclass(frozen=True, slots=True)
class Group:
    """Items that stand together, and the piece in front of them. `nested` where that piece is an item itself."""

    lead: Piece | None
    items: tuple[Piece, ...]
    nested: bool = False


def read_bullets(text: str, parts: tuple[Piece, ...]) -> ChoiceList | None:
    """The list of values among the items of a text: the first that its lead closes, else the first."""
    open_list = None
    for group in _groups(text, parts):
        found = _list_of(text, group)
        if found and found.lead[0] < found.lead[1]:
            return found
        open_list = open_list or found
    return open_list


def names_values(text: str, piece: Piece) -> bool:
    """Whether an item names a value, so that the rest of it is a label."""
    return read_item(text, piece, loose=False) is not None


def _groups(text: str, parts: tuple[Piece, ...]) -> Iterator[Group]:
    lead: Piece | None = None
    items: list[Piece] = []
    nested = False
    for piece in parts:
        if piece.item and not _announces(text, piece):
            items.append(piece)
            continue
        if items:
            yield Group(lead, tuple(items), nested)
        lead, items, nested = piece, [], piece.item
    if items:
        yield Group(lead, tuple(items), nested)
    yield from _lines(text, parts)
    for piece in parts:
        if not piece.item:
            yield from _run_on(text, piece)


def _announces(text: str, piece: Piece) -> bool:
    """Whether an item only announces the items behind it."""
    return text[piece.end - 1 : piece.end] in (":", "：") and closed_lead(_tail(text, piece)) is not None


def _lines(text: str, parts: tuple[Piece, ...]) -> Iterator[Group]:
    """A lead that ends its line, then a line per value without bullets."""
    for index, lead in enumerate(parts[:-1]):
        if lead.item or not _announces(text, lead):
            continue
        items: list[Piece] = []
        for piece in parts[index + 1 :]:
            if piece.item or _announces(text, piece) or read_item(text, piece, loose=False) is None:
                break
            items.append(piece)
        if items:
            yield Group(lead, tuple(items))


def _run_on(text: str, piece: Piece) -> Iterator[Group]:
    """A lead and, in the same line, its items with nothing but their labels between them."""
    for found in _RUN_ON.finditer(text, piece.start, piece.end):
        items = split_glued(text, Piece(found.end(), found.end(), piece.end, item=True))
        if len(items) > 1:
            yield Group(Piece(piece.mark, piece.start, found.end(), item=False), items)


def _tail(text: str, piece: Piece) -> str:
    return text[max(piece.start, piece.end - _LEAD_LENGTH) : piece.end]


def _list_of(text: str, group: Group) -> ChoiceList | None:
    tail = _tail(text, group.lead) if group.lead else ""
    closed = closed_lead(tail)
    strong = closed is not None and STRONG.search(tail, closed.start()) and not ends_with(OPEN_LEADS, tail)
    if not strong and ends_with(OTHER_LEADS, tail):
        return None
    items = split_glued(text, group.items[0]) if len(group.items) == 1 else group.items
    read: list[Item] = []
    for piece in items:
        found = read_item(text, piece, loose=closed is not None)
        if found is not None:
            read.append(found[0])
        elif group.nested and len(read) > 1:
            break
        elif not is_empty_value(text, piece) and not (closed and _REMARK.match(text, piece.start)):
            return None
    if not read or (closed is None and len(read) < 2):
        return None
    first = read[0].mark
    lead = (first, first)
    if closed is not None and group.lead is not None:
        lead = group.lead.end - len(tail) + closed.start(), group.lead.end
    return ChoiceList("list", lead, tuple(read))
