"""The facts edition of HTML: tags stay, each text between them is kept, cut or hidden by what it belongs to."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape, unescape

from scraper.document import Code, Heading, Paragraph, Table, Text
from scraper.phrases.patterns import Span
from scraper.readers.html import read_html, read_tables
from scraper.redact.cells import CellCutter, Syntax, hide_attributes
from scraper.redact.code import redact_code
from scraper.redact.descriptions import Descriptions
from scraper.redact.lines import LineJudge
from scraper.redact.prose import MARK, has_letters, hide, is_label, is_sentence, is_wordy, write_spans
from scraper.redact.tables import Memory, TableRedactor
from scraper.redact.tracing import Piece, Traced, apply_edits, trace

TAG = r"<!--.{0,200}?-->|<[/!?]?[A-Za-z](?:[^<>\"']|\"[^\"]{0,1000}\"|'[^']{0,1000}')*>|<[/!?]?[A-Za-z][^<>]*>"

_OPEN = re.compile(rf"(?P<comment><!--)|(?P<script><script\b[^<>]*>)|{TAG}", re.DOTALL | re.IGNORECASE)
_CLOSE = {"comment": re.compile("-->"), "script": re.compile(r"</script\s*>", re.IGNORECASE)}
_CELL_EDGE = re.compile(r"</?(?:td|th|tr|table|thead|tbody|tfoot|caption)\b", re.IGNORECASE)
_LINE_OF_TEXT = re.compile(r"\S(?:[^\n]*\S)?")

Edit = tuple[int, int, str]


def redact_html(name: str, text: str, keep: Sequence[str]) -> str:
    """Give the facts edition of an HTML page."""
    texts = list(text_ranges(text))
    traced = trace(lambda marked: read_html(name, marked), text, [s for s, _ in texts])
    edits = [*MarkupRedactor(text, texts, traced, keep).edits(), *tag_edits(text, 0, len(text))]
    return apply_edits(text, edits)


def text_ranges(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Yield the ranges of text between tags, without the blanks around them."""
    end = len(text) if end is None else end
    position = start
    for _, first, last in _tokens(text, start, end):
        yield from _trimmed(text, position, first)
        position = last
    yield from _trimmed(text, position, end)


def _tokens(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield tags, comments and scripts as (kind, start, end). What is never closed is a tag alone, or text."""
    position = start
    unclosed: set[str] = set()
    while token := _OPEN.search(text, position, end):
        kind, last = token.lastgroup or "", token.end()
        if kind:
            close = None if kind in unclosed else _CLOSE[kind].search(text, last, end)
            if close:
                last = close.end()
            else:
                unclosed.add(kind)
                kind = ""
        position = last
        if token[0] != "<!--" or kind:
            yield kind, token.start(), last


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    inner = text[start:end]
    if inner.strip():
        yield start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())


def tag_edits(text: str, start: int, end: int) -> Iterator[Edit]:
    """Yield what changes of tags, comments and scripts: prose for people in attributes, comments, all of a script."""
    for kind, first, last in _tokens(text, start, end):
        raw = text[first:last]
        if kind == "script":
            head = raw[: raw.index(">") + 1]
            new = head + "\n" * raw.count("\n", len(head)) + "</script>"
        elif kind == "comment":
            new = f"<!--{MARK}{chr(10) * raw.count(chr(10))}-->" if is_wordy(raw) else raw
        else:
            new = hide_attributes(raw, lambda value: not is_label(value))
        if new != raw:
            yield first, last, new


@lru_cache(maxsize=16384)
def read_html_cell(raw: str) -> Text:
    """Read the markup inside one cell as the reader of pages does."""
    tables = read_tables(f"<table><tr><td>{raw}</td></tr></table>", 1)
    cells = tables[0].rows[0].cells if tables and tables[0].rows else ()
    return cells[0].text if cells else Text("")


SYNTAX = Syntax(read_html_cell, TAG, markdown=False)


class MarkupRedactor:
    """Finds what changes in the pieces of text of a traced document. `texts` are the ranges of the pieces."""

    def __init__(self, source: str, texts: Sequence[Span], traced: Traced, keep: Sequence[str]) -> None:
        self.source = source
        self.texts = texts
        self.traced = traced
        self.keep = keep
        self.seen: set[int] = set()
        self.found: list[Edit] = []

    def edits(self) -> list[Edit]:
        """Give the ranges of the source that change, each with its new text."""
        document = self.traced.document
        judge = LineJudge(document, self.keep)
        spans = judge.judge()
        descriptions = Descriptions(judge.captions(), self.keep, judge.operations)
        memory: Memory = {}
        for index, block in enumerate(document.blocks):
            if isinstance(block, Paragraph | Heading):
                self._texts(block.text.plain, self.traced.blocks[index], spans[index])
            elif isinstance(block, Code):
                self._code(block, self.traced.blocks[index])
            else:
                if block.caption:
                    plain = block.caption.plain
                    self._texts(plain, self.traced.captions[index], () if is_sentence(plain) else ((0, len(plain)),))
                self._table(block, descriptions, memory)
        for number, (start, end) in enumerate(self.texts):
            if number not in self.seen and not is_label(unescape(self.source[start:end])):
                self._hide(number)
        return self.found

    def _texts(self, plain: str, pieces: Iterable[Piece], spans: Sequence[Span]) -> None:
        for piece in pieces:
            shown = plain[piece.start : piece.end]
            inner = [
                (max(s - piece.start, 0), min(e, piece.end) - piece.start)
                for s, e in spans
                if s < piece.end and e > piece.start
            ]
            left = "".join(shown[s:e] for s, e in inner)
            if not left.strip():
                self._hide(piece.number)
            elif left.strip() != shown.strip():
                self._cut(piece.number, shown, inner)
            else:
                self.seen.add(piece.number)

    def _hide(self, number: int) -> None:
        self.seen.add(number)
        start, end = self.texts[number]
        raw = self.source[start:end]
        if has_letters(unescape(raw)):
            self.found.append(
                (start, end, _LINE_OF_TEXT.sub(lambda m: escape(hide(unescape(m[0]), self.keep), quote=False), raw))
            )

    def _cut(self, number: int, shown: str, spans: Sequence[Span]) -> None:
        self.seen.add(number)
        start, end = self.texts[number]
        written = escape(write_spans(shown, spans), quote=False).replace("\n", " ")
        self.found.append((start, end, written + "\n" * self.source.count("\n", start, end)))

    def _code(self, _: Code, pieces: Iterable[Piece]) -> None:
        """Each line of code changes only where it has prose, for its entities are written in many ways."""
        for piece in pieces:
            self.seen.add(piece.number)
            start, end = self.texts[piece.number]
            raw = self.source[start:end].split("\n")
            plain = [unescape(line) for line in raw]
            cut = redact_code("\n".join(p.replace("\n", " ") for p in plain), self.keep).split("\n")
            lines = [r if p == c else escape(c, quote=False) for r, p, c in zip(raw, plain, cut, strict=True)]
            self.found.append((start, end, "\n".join(lines)))

    def _table(self, table: Table, descriptions: Descriptions, memory: Memory) -> None:
        raw: dict[int, str] = {}
        ranges: dict[int, Span] = {}
        cells = {id(c): c for r in table.rows for c in r.cells if self.traced.cells[id(c)]}
        for key, cell in cells.items():
            pieces = self.traced.cells[key]
            inner = self._inside(pieces)
            if read_html_cell(self.source[slice(*inner)]).plain == cell.text.plain:
                ranges[key], raw[key] = inner, self.source[slice(*inner)]
                self.seen.update(p.number for p in pieces)
            else:
                self._texts(cell.text.plain, pieces, ((0, len(cell.text.plain)),) if is_label(cell.text.plain) else ())
        TableRedactor(CellCutter(SYNTAX), descriptions, raw, memory, joins_cut_rows=False, in_pipes=False).redact(
            [table]
        )
        self.found += [(*ranges[k], raw[k]) for k in raw if raw[k] != self.source[slice(*ranges[k])]]

    def _inside(self, pieces: Sequence[Piece]) -> Span:
        """Give the range inside the tags of a cell."""
        first, last = self.texts[pieces[0].number], self.texts[pieces[-1].number]
        start, end = first[0], last[1]
        before = list(_CELL_EDGE.finditer(self.source, max(0, start - 2000), start))
        if before:
            close = self.source.find(">", before[-1].end(), start)
            start = close + 1 if close >= 0 else start
        after = _CELL_EDGE.search(self.source, end, end + 2000)
        return start, after.start() if after else end
