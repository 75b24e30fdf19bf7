"""One item of a list: the value that it names and the label behind it; and the items that a document glued together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .layout import Piece
from .patterns import CODE, HAN, QUOTES, Pattern, Span

MAX_VALUE = 100
_LEAD_WORDS = "表示|代表|指定|意味|对应|为|是|指|即|时"
_WORDS = "indicates?|means?|represents?|refers to|specifies|stands for|is|are"


@dataclass(frozen=True, slots=True)
class Item:
    """A value and its label as ranges of the description; `mark` is where the item's bullet starts."""

    mark: int
    value: Span
    label: Span


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """The items of a closed list with the range of the wording that closes it (empty where the items alone do)."""

    pattern: str
    lead: Span
    items: tuple[Item, ...]


def _form(name: str, expression: str, example: str, expect: str) -> Pattern:
    return Pattern(name, re.compile(expression), example, expect)


# How an item names its value, the surest form first. `expect` is "value|label".
FORMS = (
    _form(
        "quoted",
        rf"[{QUOTES}](?P<value>[^{QUOTES}\n\u4e00-\u9fff]{{1,80}})[{QUOTES}]\s*(?:[:：，,、；;。.]|(?=[（(])|"
        rf"(?={HAN})|$)\s*(?P<label>.*)",
        "“up”为向上",
        "up|为向上",
    ),
    _form("colon", rf"(?P<value>{CODE})\s*(?:[:：；](?!//)|=>|->|—|–)\s*(?P<label>.*)", "hot：热", "hot|热"),
    _form("bare", rf"(?P<value>{CODE})\s*[;；。,，、.]*(?P<label>)$", "hot;", "hot|"),
    _form("brackets", rf"(?P<value>{CODE})\s*(?P<label>[（(].*)", "hot（热）", "hot|（热）"),
    _form("comma", rf"(?P<value>{CODE})\s*[，,]\s*(?P<label>{HAN}.*)", "hot，热", "hot|热"),
    _form("verb", rf"(?P<value>{CODE})\s*(?P<label>(?:{_LEAD_WORDS}).*)", "3代表热", "3|代表热"),
    _form("blank", rf"(?P<value>{CODE})\s+(?P<label>.*{HAN}.*)", "HOT 热", "HOT|热"),
    _form("word", rf"(?P<value>{CODE})\s+(?P<label>(?:{_WORDS})\s.*)", "2 means warm", "2|means warm"),
)
# Forms that only a list of values may use: several words, or a label that follows without any sign.
LOOSE_FORMS = (
    _form(
        "words and colon",
        rf"(?P<value>{CODE}(?: {CODE}){{1,2}})\s*[:：](?!//)\s*(?P<label>.*)",
        "Deep Blue: chess",
        "Deep Blue|chess",
    ),
    _form("glued label", rf"(?P<value>{CODE})(?P<label>{HAN}.*)", "7暖", "7|暖"),
    _form(
        "words",
        rf"(?P<value>{CODE}(?: {CODE}| ?\({CODE}\)(?:-{CODE})?){{1,4}})[;；。]?(?P<label>)$",
        "Oven 1.0 (gas)-big",
        "Oven 1.0 (gas)-big|",
    ),
)
_EMPTY = re.compile(
    rf"(?:空值?|空字符串|[{QUOTES}]{{2}}|不填|不传|empty|blank)\s*(?:[:：，,;；。(（]|$)", re.IGNORECASE
)
_REMARK = re.compile(r"(?:notes?|notices?|examples?|remarks?|tips?|caution)$", re.IGNORECASE)
_SENTENCE = re.compile(
    r"\b(?:the|is|are|of|to|if|not|and|or|be|can|must|only|this|when|with|for|in|by|cannot|from|at|a|an)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"-?\d+(?:\.\d+)?\s*[-~]\s*\d+(?:\.\d+)?$|.*~")
_PLACEHOLDER = re.compile(r"[yY]{4}|MM-?dd|[*]{3,}")
# Words that make up lists whose separators are lost altogether, as in "CPUGPU".
_ATOMS = re.compile(r"(?:CPU|GPU|NPU|TPU|FPGA|ASCEND|Ascend|ARM64|ARM|X86_64|X86|x86_64|x86|AARCH64)")


def is_value(text: str) -> bool:
    """Whether a piece of text can be sent as it stands: no remark, no range, no sentence, no placeholder."""
    return (
        0 < len(text) <= MAX_VALUE
        and not _REMARK.match(text)
        and not _RANGE.match(text)
        and not (" " in text and _SENTENCE.search(text))
    )


def is_placeholder(value: str) -> bool:
    """Whether a value stands for many, as a date pattern does."""
    return bool(_PLACEHOLDER.search(value))


def is_empty_value(text: str, piece: Piece) -> bool:
    """Whether an item speaks of leaving the field empty, which is no value."""
    return bool(_EMPTY.match(text, piece.start, piece.end))


def read_item(text: str, piece: Piece, *, loose: bool) -> tuple[Item, str] | None:
    """The value and label of one item with the name of its form, or None where the item names no value."""
    for form in (*FORMS, *LOOSE_FORMS) if loose else FORMS:
        found = form.regex.match(text, piece.start, piece.end)
        if found is None:
            continue
        value = found["value"]
        if not is_value(value) or (form.name == "word" and _SENTENCE.match(value)):
            return None
        return Item(piece.mark, found.span("value"), found.span("label")), form.name
    return None


def _style(code: str) -> str:
    if re.fullmatch(r"-?\d+", code):
        return "number"
    if code.upper() == code:
        return "upper"
    return "lower" if code[:1].islower() else "title"


_COLON = re.compile(rf"(?<![A-Za-z0-9_.\-/@])(?P<value>{CODE})\s?(?:：|:(?!//)(?=\s|{HAN}|[A-Z]|$))")
_BRACKETS = re.compile(rf"(?P<value>{CODE})\s?[（(][^（）()\n]{{0,60}}[）)][\s;；、，,。]*")
_BLANK = re.compile(rf"(?:(?<=[。；;，,\s])|(?<={HAN}))(?P<value>{CODE})(?=\s(?:{HAN}|\w))")
_VERB = re.compile(rf"(?:(?<=[。；;])\s*)(?P<value>[{QUOTES}]?{CODE}[{QUOTES}]?)(?=(?:表示|代表|为|是|指))")
_QUOTED = re.compile(rf"[{QUOTES}](?P<value>{CODE})[{QUOTES}][\s、,，;；和或]*")
_BARE = re.compile(rf"(?P<value>{CODE})[\s、,，;；。]*")
_TAIL = re.compile(r"(?: (?P<value>[A-Z][A-Z0-9_]{2,}))(?=(?: [A-Z][A-Z0-9_]{2,})*\s*$)")


def split_glued(text: str, piece: Piece) -> tuple[Piece, ...]:
    """The items that one item is made of where the document lost the bullets between them; else the item alone."""
    content = text[piece.start : piece.end]
    for starts in (_by_colon, _by_quotes, _by_brackets, _by_words, _by_atoms, _by_blank, _by_verb):
        found = list(starts(content))
        if len(found) > 1 and found[0] == 0:
            return tuple(_cut(text, piece, found))
    return (piece,)


def _cut(text: str, piece: Piece, starts: list[int]) -> Iterator[Piece]:
    for start, stop in zip(starts, [*starts[1:], piece.end - piece.start], strict=True):
        begin, end = piece.start + start, piece.start + stop
        while end > begin and text[end - 1] in " ,，、":
            end -= 1
        yield Piece(piece.mark if start == 0 else begin, begin, end, item=True)


def _by_colon(content: str) -> Iterator[int]:
    style, last = "", 0
    for found in _COLON.finditer(content):
        start, code = found.start("value"), found["value"]
        if not style:
            if start:
                return
            style = _style(code)
        elif style == "lower" and (glued := re.fullmatch(r"[A-Z0-9]{2,}([a-z][a-z0-9_-]*)", code)):
            start, code = found.start("value") + glued.start(1), glued[1]
        if _style(code) == style or {_style(code), style} == {"upper", "title"}:
            last = found.end()
            yield start
    if style == "upper" and last:
        tail = [found.start("value") for found in _TAIL.finditer(content, last)]
        yield from tail if len(tail) > 1 else ()


def _by_quotes(content: str) -> Iterator[int]:
    return _whole(_QUOTED, content)


def _by_brackets(content: str) -> Iterator[int]:
    return _whole(_BRACKETS, content)


def _by_words(content: str) -> Iterator[int]:
    if _SENTENCE.search(content) or re.search(rf"{HAN}|[:：（）()]", content):
        return iter(())
    return _whole(_BARE, content)


def _by_atoms(content: str) -> Iterator[int]:
    return _whole(_ATOMS, content)


def _whole(pattern: re.Pattern[str], content: str) -> Iterator[int]:
    """Where the matches start, provided that they follow each other without a gap from end to end."""
    starts, position = [], 0
    while position < len(content):
        found = pattern.match(content, position)
        if found is None or found.end() == position:
            return iter(())
        starts.append(position)
        position = found.end()
    return iter(starts)


def _by_blank(content: str) -> Iterator[int]:
    first = re.match(rf"({CODE})\s(?=.*{HAN})", content)
    if first is None:
        return
    yield 0
    style = _style(first[1])
    for found in _BLANK.finditer(content, first.end()):
        han_label = style == "upper" or re.match(rf"\s{HAN}", content[found.end() : found.end() + 2])
        if _style(found["value"]) == style and len(found["value"]) > 1 and han_label:
            yield found.start("value")


def _by_verb(content: str) -> Iterator[int]:
    if re.match(rf"[{QUOTES}]?{CODE}[{QUOTES}]?(?:表示|代表|为|是|指)", content):
        yield 0
        for found in _VERB.finditer(content):
            yield found.start("value")
