"""Where the words of a document come from: pieces of the source are numbered, and the reader carries the numbers along.

Each piece of text gets two characters in front, from planes of Unicode that no text uses. What the reader makes of the
marked source says of each heading, paragraph and cell which pieces it was made of.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from scraper.document import Block, Cell, Code, Document, Heading, Link, Paragraph, Row, Text

_HIGH, _LOW, _COUNT = 0xF0000, 0x100000, 60_000
_MARK = re.compile("([\U000f0000-\U000fffff])([\U00100000-\U0010ffff])")
_FOREIGN = re.compile("[\U000f0000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the source as a text shows it: its number, and its range in the plain text."""

    number: int
    start: int
    end: int


@dataclass(slots=True)
class Traced:
    """A document, and the pieces of its texts: by the place of a block, and by the id of a cell."""

    document: Document
    blocks: dict[int, tuple[Piece, ...]] = field(default_factory=dict)
    cells: dict[int, tuple[Piece, ...]] = field(default_factory=dict)
    captions: dict[int, tuple[Piece, ...]] = field(default_factory=dict)


def trace(read: Callable[[str], Document], source: str, starts: Sequence[int]) -> Traced:
    """Read `source` and tell where its texts come from. `starts` are the places where pieces begin, in order."""
    source = _FOREIGN.sub("\ufffd", source)
    out: list[str] = []
    position = 0
    for number, start in enumerate(starts):
        out += [source[position:start], chr(_HIGH + number // _COUNT), chr(_LOW + number % _COUNT)]
        position = start
    out.append(source[position:])
    return _Tracer().traced(read("".join(out)))


class _Tracer:
    """Takes the marks out of a document."""

    def __init__(self) -> None:
        self.cells: dict[int, tuple[Cell, tuple[Piece, ...]]] = {}

    def traced(self, document: Document) -> Traced:
        found = Traced(document)
        blocks: list[Block] = []
        for index, block in enumerate(document.blocks):
            if isinstance(block, Heading | Paragraph):
                text, found.blocks[index] = _text(block.text)
                blocks.append(replace(block, text=text))
            elif isinstance(block, Code):
                plain, found.blocks[index] = _unmarked(block.text)
                blocks.append(replace(block, text=plain))
            else:
                table = replace(block, rows=tuple(self._row(r) for r in block.rows))
                if block.caption:
                    caption, found.captions[index] = _text(block.caption)
                    table = replace(table, caption=caption)
                blocks.append(table)
        found.document = replace(document, blocks=tuple(blocks))
        found.cells = {id(cell): pieces for cell, pieces in self.cells.values()}
        return found

    def _row(self, row: Row) -> Row:
        return replace(row, cells=tuple(self._cell(c) for c in row.cells))

    def _cell(self, cell: Cell) -> Cell:
        """A spanning cell stays one object."""
        if id(cell) not in self.cells:
            text, pieces = _text(cell.text)
            self.cells[id(cell)] = replace(cell, text=text), pieces
        return self.cells[id(cell)][0]


def _text(text: Text) -> tuple[Text, tuple[Piece, ...]]:
    plain, pieces = _unmarked(text.plain)
    links = tuple(Link(_MARK.sub("", k.text), k.target) for k in text.links)
    return Text(plain, links), pieces


def _unmarked(text: str) -> tuple[str, tuple[Piece, ...]]:
    marks = list(_MARK.finditer(text))
    ends = [*(m.start() for m in marks[1:]), len(text)][: len(marks)]
    pieces = tuple(
        Piece((ord(m[1]) - _HIGH) * _COUNT + ord(m[2]) - _LOW, m.start() - 2 * i, end - 2 * (i + 1))
        for i, (m, end) in enumerate(zip(marks, ends, strict=True))
    )
    return _MARK.sub("", text), pieces


def apply_edits(source: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Give `source` with each range replaced; of two that overlap the first counts."""
    out: list[str] = []
    position = 0
    for start, end, new in sorted(edits):
        if start >= position:
            out += [source[position:start], new]
            position = end
    out.append(source[position:])
    return "".join(out)
