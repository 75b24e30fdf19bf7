"""A document's blocks as marks: which line is a title, a section, a caption, a status line, and which is only text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from scraper.document import Code, Document, Heading, Paragraph, Table, Text
from scraper.profiles.profile import load_profile, squeeze

MAX_MARK = 120
MAX_TITLE = 160

_NUMBERED = re.compile(r"^(?P<number>\d{1,4}(?:\.\d{1,4}){0,5})[.、]?\s+(?P<title>[^\W\d_].*|\d*[^\W\d_].*)$")
_CONTENTS_LINE = re.compile(
    r"^(?P<number>(?:\d{1,4}|[A-Z])(?:\.\d{1,4}){0,5})[.、]?\s+(?P<title>.*?)[\s.…·]*(?:\s|\.{2,}|…)\s*(?P<page>\d{1,5})$"
)
_PAGE = re.compile(r"^\d{1,5}$")


@dataclass(frozen=True, slots=True)
class Title:
    """A line that may be the title of a chapter or of an operation.

    `number` is "" where it has none, `level` that of the heading that the markup declares, 0 for a plain line.
    """

    number: str
    text: str
    line: int
    anchors: tuple[str, ...] = ()
    level: int = 0

    @property
    def shown(self) -> str:
        """Number and text, for people."""
        return f"{self.number} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class SectionMark:
    """The title of a section inside an operation."""

    role: str
    line: int


@dataclass(frozen=True, slots=True)
class StatusMark:
    """A line that says for which status code the next tables or examples are."""

    code: str
    line: int


@dataclass(frozen=True, slots=True)
class CaptionMark:
    """The caption of the next table."""

    number: str
    title: str
    line: int


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One line of a table of contents."""

    number: str
    title: str
    line: int


Mark: TypeAlias = Title | SectionMark | StatusMark | CaptionMark | ContentsEntry | Paragraph | Table | Code


def read_marks(document: Document) -> list[Mark]:
    """Give the marks of a document, in order."""
    marks: list[Mark] = []
    first_heading = True
    for block in document.blocks:
        if isinstance(block, Heading):
            marks += _heading(block, first_heading and document.dialect != "text")
            first_heading = False
        elif isinstance(block, Paragraph):
            marks += _paragraph(block, document.dialect)
        elif isinstance(block, Table):
            entries = _contents(block)
            marks += entries or [block]
        else:
            marks.append(block)
    return _with_appendices(marks)


def _with_appendices(marks: list[Mark]) -> list[Mark]:
    """Make titles of the lines that the contents list with a letter for a number."""
    listed = {f"{m.number} {m.title}": m for m in marks if isinstance(m, ContentsEntry) and m.number[0].isalpha()}
    return (
        [
            Title(entry.number, entry.title, m.line)
            if isinstance(m, Paragraph) and (entry := listed.get(m.text.plain))
            else m
            for m in marks
        ]
        if listed
        else marks
    )


def _heading(block: Heading, is_first: bool) -> list[Mark]:
    text = block.text.plain.replace("\n", " ").strip("* ")
    if not is_first:
        found = _mark(text, block.line)
        if found:
            return found
    numbered = _NUMBERED.match(text)
    number, title = (numbered["number"], numbered["title"]) if numbered else ("", text)
    return [Title(number, title.strip(), block.line, block.anchors, block.level)]


def _paragraph(block: Paragraph, dialect: str) -> Iterator[Mark]:
    for offset, line in enumerate(block.text.plain.split("\n")):
        text = line.removeprefix("• ").strip("* ")
        if not text:
            continue
        found = _mark(text, block.line) if len(text) <= MAX_MARK else None
        if found:
            yield from found
            continue
        if dialect == "text" and len(text) <= MAX_TITLE:
            entry = _CONTENTS_LINE.match(text) if text[-1].isdecimal() and ".." in text else None
            if entry:
                yield ContentsEntry(entry["number"], entry["title"], block.line)
                continue
            numbered = _NUMBERED.match(text) if text[0].isdecimal() else None
            if numbered and not block.item:
                yield Title(numbered["number"], numbered["title"].strip(), block.line)
                continue
        yield (
            block
            if offset == 0 and "\n" not in block.text.plain
            else Paragraph(Text(line, block.text.links), block.line, block.item)
        )


@cache
def _marks_of(text: str) -> tuple[tuple[str, str, str], ...]:
    """Give (kind, first, second) of each mark that a line is, none for running text."""
    profile = load_profile()
    caption = profile.match_line("caption", text)
    if caption:
        return (("caption", caption["number"], caption["title"].strip(" .:：")),)
    status = profile.match_line("status", text)
    if status and status["code"].isascii():
        rest = profile.match_line("caption", status["rest"].strip("* "))
        first = ("status", status["code"], "")
        return (first, ("caption", rest["number"], rest["title"].strip())) if rest else (first,)
    role = profile.sections.get(squeeze(text)) if len(text) <= 48 else None
    if role:
        return (("section", role, ""),)
    if any(c.isdecimal() for c in text):
        for cut in range(2, min(len(text), 24)):
            role = profile.sections.get(squeeze(text[:cut]))
            inner = profile.match_line("status", text[cut:].strip("* ")) if role else None
            if role and inner:
                return (("section", role, ""), ("status", inner["code"], ""))
    return ()


def _mark(text: str, line: int) -> list[Mark]:
    out: list[Mark] = []
    for kind, first, second in _marks_of(text):
        if kind == "caption":
            out.append(CaptionMark(first, second, line))
        elif kind == "status":
            out.append(StatusMark(first, line))
        else:
            out.append(SectionMark(first, line))
    return out


def _contents(table: Table) -> list[Mark]:
    """Give the entries of a table of contents that was read as a table: a numbered title and a page in each row."""
    entries: list[Mark] = []
    for row in table.rows:
        cells = [c.text.plain for c in row.cells if c.text]
        numbered = _NUMBERED.match(cells[0]) if len(cells) == 2 and _PAGE.match(cells[1]) else None
        if not numbered:
            return []
        entries.append(ContentsEntry(numbered["number"], numbered["title"].rstrip(" .…·"), row.line))
    return entries
