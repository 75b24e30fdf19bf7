"""The facts edition of PDF text: every line of the text is a block of its own, so each is rewritten alone."""

import re
from collections.abc import Sequence

from scraper.document import Code, Document, Heading, Paragraph, Table
from scraper.phrases.patterns import Span
from scraper.readers.markup import TAG, read_cell
from scraper.readers.text import pipe_cells, read_text, tab_cells
from scraper.redact.cells import CellCutter, Syntax
from scraper.redact.code import redact_code
from scraper.redact.descriptions import Descriptions
from scraper.redact.lines import LineJudge
from scraper.redact.prose import MARK, write_spans
from scraper.redact.tables import Memory, TableRedactor
from scraper.tables.roles import continues

SYNTAX = Syntax(read_cell, TAG.pattern, markdown=True)

_PREFIX = re.compile(r"\s*(?:#{1,6}\s+)?(?:(?:[-*•●▪]|\d+[.)、])\s+(?=\S))?")
_CODE_LINE = re.compile(
    r"\s*(?:[{}\[\]]|\"[^\"]{0,80}\"\s*[:,}\]]|\"[^\"]*\"?,?$|<[/!a-z?]|#\s|//|-[A-Za-z]\b|curl\s|\w[\w.]{0,60}\s*=\s*\S|\w+\s*:\s*[\[{\"])"
)


def redact_text(name: str, text: str, keep: Sequence[str]) -> str:
    """Give the facts edition of a text."""
    document = read_text(name, text)
    lines = text.split("\n")
    judge = LineJudge(document, keep)
    spans = judge.judge()
    for index, block in enumerate(document.blocks):
        if isinstance(block, Code):
            count = block.text.count("\n") + 1
            at = block.line - 1
            lines[at : at + count] = redact_code("\n".join(lines[at : at + count]), keep).split("\n")
        elif isinstance(block, Paragraph | Heading):
            at = block.line - 1
            lines[at] = _line(lines[at], block.text.plain, spans[index], keep)
    for line in judge.entries:
        title, tab, page = lines[line - 1].partition("\t")
        end = judge.title_end(title, line)
        lines[line - 1] = title if not tab and end == len(title) else write_spans(title, ((0, end),)) + tab + page
    _tables(document, lines, Descriptions(judge.captions(), keep, judge.operations), judge.entries)
    return "\n".join(lines)


def _line(raw: str, plain: str, spans: tuple[Span, ...], keep: Sequence[str]) -> str:
    if not spans and _CODE_LINE.match(raw):
        return redact_code(raw, keep)
    if spans == ((0, len(plain)),):
        return raw
    prefix = _PREFIX.match(raw)
    return (prefix[0] if prefix else "") + write_spans(plain, spans).replace("\n", "<br>")


def _tables(document: Document, lines: list[str], descriptions: Descriptions, entries: frozenset[int]) -> None:
    """Rewrite the rows of all tables; a table that goes on behind a page break is read with the one before it."""
    group: list[Table] = []
    memory: Memory = {}
    for block in (*document.blocks, None):
        if isinstance(block, Table) and block.rows and block.line not in entries:
            if group and not continues(block, group[0].rows[0]):
                redact_rows(group, lines, descriptions, memory)
                group = []
            group.append(block)
        elif group:
            redact_rows(group, lines, descriptions, memory)
            group = []


def redact_rows(tables: list[Table], lines: list[str], descriptions: Descriptions, memory: Memory) -> None:
    """Rewrite, in `lines`, the rows of tables that go on with each other, each row a line of its own."""
    in_pipes = "\t" not in lines[tables[0].rows[0].line - 1].strip()
    split = pipe_cells if in_pipes else tab_cells
    raw: dict[int, str] = {}
    before: dict[int, list[str]] = {}
    for table in tables:
        for row in table.rows:
            before[row.line] = split(lines[row.line - 1]) or lines[row.line - 1].split("\t")
            raw.update(zip((id(c) for c in row.cells), before[row.line], strict=False))
    redactor = TableRedactor(CellCutter(SYNTAX), descriptions, raw, memory, joins_cut_rows=True, in_pipes=in_pipes)
    redactor.redact(tables)
    for table in tables:
        for row in table.rows:
            cells = [raw.get(id(c), b) for c, b in zip(row.cells, before[row.line], strict=False)]
            cells += before[row.line][len(cells) :]
            if cells != before[row.line]:
                lines[row.line - 1] = _written(lines[row.line - 1], before[row.line], cells, in_pipes=in_pipes)


def _written(line: str, before: list[str], cells: list[str], *, in_pipes: bool) -> str:
    """Write a row. Where it would be none any more, the first cell that is empty now shows a mark."""
    row = _joined(line, before, cells, in_pipes=in_pipes)
    split = pipe_cells if in_pipes else tab_cells
    for index, cell in enumerate(cells):
        again = split(row)
        if again is not None and len(again) == len(cells):
            break
        if before[index].strip() and not cell.strip():
            cells[index] = MARK
            row = _joined(line, before, cells, in_pipes=in_pipes)
    return row


def _joined(line: str, before: list[str], cells: list[str], *, in_pipes: bool) -> str:
    if not in_pipes:
        return "\t".join(cells)
    padded = [c if c == b else f" {c.strip()} " for b, c in zip(before, cells, strict=True)]
    indent = line[: len(line) - len(line.lstrip())]
    end = "|" if line.rstrip().endswith("|") and not line.rstrip().endswith("\\|") else ""
    return f"{indent}|{'|'.join(padded)}{end}"
