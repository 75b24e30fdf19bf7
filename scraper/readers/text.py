"""PDF turned into text to a Document: TAB tables, pipe tables, fences, plain and `#` headings, one line at a time.

The line structure is all that such a text has, so every line keeps its own block and nothing is joined here.
"""

import re
from collections.abc import Callable

from scraper.document import Block, Cell, Code, Document, Heading, Paragraph, Row, Table
from scraper.readers.markup import read_cell, read_line

_FENCE = re.compile(r"\s{0,12}(?:[-*•]\s+|\d+\.\s+)?(`{3,}|~{3,})(?!.*`)")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_NUMBERED_HEADING = re.compile(r"\s{0,3}#{1,6}\s+\d+(?:\.\d+)*\s")
_RULE = re.compile(r"[\s|:+-]*-[\s|:+-]*")
_ITEM = re.compile(r"\s*(?:[-*•●▪]|\d+[.)、])\s+(?=\S)")
_CELL_EDGE = re.compile(r"(?<!\\)\|")


def read_text(name: str, text: str) -> Document:
    """Read a text. Tables end at the first line that is no row; what follows a page break is a table of its own."""
    lines = text.split("\n")
    blocks = tuple(_Lines(lines).run())
    return Document(name, "text", blocks, len(lines), _cut_off(blocks, lines))


def _cut_off(blocks: tuple[Block, ...], lines: list[str]) -> int:
    """Give the last line where it breaks off in the first cell of a row: no line end, and a table right above."""
    if len(blocks) < 2 or not lines[-1]:
        return 0
    above, last = blocks[-2:]
    if not isinstance(above, Table) or not isinstance(last, Paragraph) or not above.rows:
        return 0
    return last.line if last.line == len(lines) == above.rows[-1].line + 1 else 0


class _Lines:
    """Goes through the lines once; `at` is the index of the line to read."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.blocks: list[Block] = []

    def run(self) -> list[Block]:
        lines, count = self.lines, len(self.lines)
        while self.at < count:
            line = lines[self.at]
            if not line or line.isspace():
                self.at += 1
            elif "`" in line and _FENCE.match(line):
                self._code()
            elif "\t" in line.strip():
                self._table(tab_cells)
            elif line.lstrip().startswith("|") and line.count("|") > 1:
                self._table(pipe_cells)
            else:
                self._line(line)
                self.at += 1
        return self.blocks

    def _line(self, line: str) -> None:
        heading = _HEADING.match(line) if "#" in line else None
        number = self.at + 1
        if heading:
            self.blocks.append(Heading(read_line(heading[2]), len(heading[1]), number))
            return
        item = _ITEM.match(line)
        text = read_line(line[item.end() :] if item else line)
        if text:
            self.blocks.append(Paragraph(text, number, bool(item)))

    def _code(self) -> None:
        """Take a fenced block. A numbered heading ends it too: one fence too many must not turn the rest inside out."""
        start = self.at + 1
        end = start
        while end < len(self.lines):
            line = self.lines[end]
            if "`" in line and _FENCE.match(line):
                self.at = end + 1
                break
            if line.startswith("#") and _NUMBERED_HEADING.match(line):
                self.at = end
                break
            end += 1
        else:
            self.at = end
        body = "\n".join(self.lines[start:end])
        if body.strip():
            self.blocks.append(Code(body, start + 1))

    def _table(self, split: Callable[[str], list[str] | None]) -> None:
        rows: list[Row] = []
        first = self.at + 1
        while self.at < len(self.lines):
            line = self.lines[self.at]
            raw = split(line)
            if raw is None and rows and "\t" in line and line.count("\t") == len(rows[0].cells) - 1:
                # all cells but one are empty
                raw = line.split("\t")
            if raw is None:
                break
            self.at += 1
            if raw:
                cells = tuple(Cell(read_cell(c), self.at, header=not rows) for c in raw)
                rows.append(Row(cells, self.at))
        self.blocks.append(Table(tuple(rows), first))


def tab_cells(line: str) -> list[str] | None:
    """Give the cells of a row of a TAB table, None for a line that is no row."""
    return line.split("\t") if "\t" in line.strip() else None


def pipe_cells(line: str) -> list[str] | None:
    """Give the cells of a pipe row, none for the rule under a header, None for a line that is no row."""
    line = line.strip()
    if not line.startswith("|"):
        return None
    if _RULE.fullmatch(line):
        return []
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return _CELL_EDGE.split(line[1:])
