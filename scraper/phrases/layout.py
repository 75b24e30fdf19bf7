"""The pieces of a description: its lines, its list items, also those that stand inside a line."""

import re
from dataclasses import dataclass

from .patterns import HAN

_BULLET = re.compile(r"\s*[•●]\s*")
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
# A hyphen between blanks is a bullet where a clause has just ended or a code with its label follows.
_HYPHEN = re.compile(
    r"(?:^|(?<=[.:：;；。，,)）!?？]))[^\S\n]*- (?=\S)|[^\S\n]- (?=[A-Za-z0-9_-]{1,64}\s?[:：])", re.MULTILINE
)
_FIRST_HYPHEN = re.compile(rf"(?:^|[.:：;；。)）]|{HAN})\s*- \S")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a description without line break: `mark` is where its bullet starts, `start` where its text does."""

    mark: int
    start: int
    end: int
    item: bool


def pieces(text: str) -> tuple[Piece, ...]:
    """The pieces of a text in order. Every "•" starts an item; so does " - " where it stands for one."""
    if "•" not in text and "●" not in text and "- " not in text:
        return _lines(text)
    found: list[Piece] = []
    offset = 0
    for line in text.split("\n"):
        _split(text, offset, offset + len(line), found)
        offset += len(line) + 1
    return tuple(found)


def _lines(text: str) -> tuple[Piece, ...]:
    return tuple(Piece(line.start(), line.start(), line.end(), item=False) for line in _LINE.finditer(text))


def _split(text: str, start: int, end: int, found: list[Piece]) -> None:
    marks = list(_BULLET.finditer(text, start, end)) if "•" in text or "●" in text else []
    marks = [mark for mark in marks if mark[0].strip()]
    if not marks and "- " in text[start:end] and _FIRST_HYPHEN.search(text[start:end]):
        marks = list(_HYPHEN.finditer(text, start, end))
    before = marks[0].start() if marks else end
    if text[start:before].strip():
        found.append(_trimmed(text, start, start, before, item=False))
    stops = [mark.start() for mark in marks[1:]] + [end]
    for mark, stop in zip(marks, stops, strict=False):
        found.append(_trimmed(text, mark.start(), mark.end(), stop, item=True))


def _trimmed(text: str, mark: int, start: int, end: int, *, item: bool) -> Piece:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Piece(mark, start, end, item)
