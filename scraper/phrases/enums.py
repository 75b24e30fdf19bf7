"""Closed lists of values: bulleted, glued, inside a sentence, or one clause per value."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .inline import EXAMPLES, read_inline
from .items import Item, is_empty_value, is_placeholder, read_item, split_glued
from .layout import Piece, pieces
from .leads import JOINED, OTHER_LEADS, STRONG, VETOES, closed_lead, ends_with
from .patterns import BLOT, CODE, HAN, QUOTES, Span, mask
from .reading import Kind

MAX_CHOICES = 500
_LEAD_LENGTH = 160
_REMARK = re.compile(r"(?:说明|注意|备注|注|Notes?|NOTE)\s*[:：]")


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """The items of a closed list with the range of the wording that closes it (empty where the items alone do)."""

    wording: str
    lead: Span
    items: tuple[Item, ...]


def read_choices(text: str, kind: Kind) -> ChoiceList | None:
    """The closed list that a description states for a value of a kind, or None.

    A list inside a sentence wins over a bulleted one unless the bullets name all of its values too.
    """
    parts = pieces(text)
    sentences = _sentences(text, parts)
    if ends_with(VETOES, text) or (kind is Kind.STRING and ends_with(JOINED, sentences)):
        return None
    bulleted = next(_bulleted(text, parts), None)
    inline = None
    if found := read_inline(mask(sentences, EXAMPLES)):
        inline = ChoiceList(found.pattern, found.lead, found.items)
    chosen = _better(text, bulleted, inline) or _clauses(sentences)
    if chosen is None:
        return None
    chosen = _apart(text, _unique(text, chosen))
    values = [text[slice(*item.value)] for item in chosen.items]
    return chosen if values and _fits(values, kind) else None


def _sentences(text: str, parts: tuple[Piece, ...]) -> str:
    """The text with its list items blotted out, so that what an item says about itself is not said of the field."""
    for piece in parts:
        if piece.item:
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
    if any(is_placeholder(value) for value in values):
        return False
    if kind is Kind.INTEGER:
        return all(re.fullmatch(r"-?\d+", value) for value in values)
    if kind is Kind.NUMBER:
        return all(re.fullmatch(r"-?\d+(?:\.\d+)?", value) for value in values)
    return True


def _unique(text: str, found: ChoiceList) -> ChoiceList:
    first: dict[str, Item] = {}
    for item in found.items[:MAX_CHOICES]:
        first.setdefault(text[slice(*item.value)], item)
    return replace(found, items=tuple(first.values()))


_BOOLEAN_TWIN = re.compile(r"([^/\s]+)/(true|false)$", re.IGNORECASE)


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


def _bulleted(text: str, parts: tuple[Piece, ...]) -> Iterator[ChoiceList]:
    """The lists of items, bulleted or one a line, that name values; in the order of the text."""
    position = 0
    while position < len(parts):
        if not parts[position].item:
            position += 1
            continue
        first = position
        while position < len(parts) and parts[position].item:
            position += 1
        lead = parts[first - 1] if first else None
        if found := _list_of(text, lead, list(parts[first:position])):
            yield found
    yield from _lines(text, parts)


def _lines(text: str, parts: tuple[Piece, ...]) -> Iterator[ChoiceList]:
    """A lead that ends its line, then a line per value without bullets."""
    for index, lead in enumerate(parts[:-1]):
        if lead.item or text[lead.end - 1 : lead.end] not in ("：", ":") or closed_lead(_tail(text, lead)) is None:
            continue
        items: list[Piece] = []
        for piece in parts[index + 1 :]:
            if piece.item or read_item(text, piece, loose=False) is None:
                break
            items.append(piece)
        if len(items) > 1 and (found := _list_of(text, lead, items)):
            yield found
    for piece in parts:
        if not piece.item and (found := _run_on(text, piece)):
            yield found


_RUN_ON = re.compile(r"(?:可选值?|枚举值?|取值(?:范围)?)[^。；;：:\n]{0,6}[：:]\s*|\b[Oo]ptions:\s*")


def _run_on(text: str, piece: Piece) -> ChoiceList | None:
    """A lead and, in the same line, its items with nothing but their labels between them."""
    for found in _RUN_ON.finditer(text, piece.start, piece.end):
        items = split_glued(text, Piece(found.end(), found.end(), piece.end, item=True))
        if len(items) > 1:
            return _list_of(text, Piece(piece.mark, piece.start, found.end(), item=False), list(items))
    return None


def _tail(text: str, piece: Piece) -> str:
    return text[max(piece.start, piece.end - _LEAD_LENGTH) : piece.end]


def _list_of(text: str, lead: Piece | None, items: list[Piece]) -> ChoiceList | None:
    tail = _tail(text, lead) if lead else ""
    closed = closed_lead(tail)
    if ends_with(OTHER_LEADS, tail) and not (closed and STRONG.search(tail[closed.start() :]) and not ends_with(OTHER_LEADS[:4], tail)):
        return None
    if len(items) == 1:
        items = list(split_glued(text, items[0]))
    read: list[Item] = []
    for piece in items:
        found = read_item(text, piece, loose=closed is not None)
        if found is not None:
            read.append(found[0])
        elif not is_empty_value(text, piece) and not (closed and _REMARK.match(text, piece.start)):
            return None
    if not read or (closed is None and len(read) < 2):
        return None
    span = (lead.end - len(tail) + closed.start(), lead.end) if closed and lead else (read[0].mark, read[0].mark)
    return ChoiceList("list", span, tuple(read))


_CLAUSES = (
    re.compile(rf"(?:^|(?<=[。；;\n]))[^\S\n]*(?P<value>{CODE})[:：](?!//)\s*(?P<label>{HAN}[^。；;\n]*)"),
    re.compile(rf"(?:^|(?<=[。；;\n]))[^\S\n]*[{QUOTES}](?P<value>{CODE})[{QUOTES}](?=为|表示|代表|[:：])(?P<label>[^。；;\n]*)"),
)


def _clauses(text: str) -> ChoiceList | None:
    """Clauses that each start with a value and a colon, without any words in front of them."""
    for clause in _CLAUSES:
        items = [Item(found.start(), found.span("value"), found.span("label")) for found in clause.finditer(text)]
        if len(items) > 1 and len({text[slice(*item.value)].isupper() for item in items}) == 1:
            return ChoiceList("clauses", (items[0].mark, items[0].mark), tuple(items))
    return None
