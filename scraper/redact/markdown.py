"""The facts edition of Markdown: tables are HTML, all other text goes line by line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from scraper.document import Code, Table
from scraper.phrases.patterns import Span
from scraper.readers.markdown import read_markdown, table_regions
from scraper.redact.code import redact_code
from scraper.redact.descriptions import Descriptions
from scraper.redact.html import TAG, MarkupRedactor, tag_edits, text_ranges
from scraper.redact.prose import MARK, has_letters, hide, write_spans
from scraper.redact.tables import Memory
from scraper.redact.text import redact_rows
from scraper.redact.tracing import Piece, Traced, apply_edits, trace

_PREFIX = re.compile(
    rf"[ \t]*(?:>[ \t]?)*[ \t]*(?:(?:[-*+]|\d{{1,9}}[.)])[ \t]+)*(?:#{{1,6}}[ \t]+)?(?:(?:{TAG})\s*)*", re.DOTALL
)
_UNMARKED = re.compile(r"[ \t]*(?:[-*+>]\s*)*(?:`{3}|~{3}|\||\[[^\]\n]*\]:)")
_TEXT = re.compile(rf"(?P<tag>{TAG})|[^<]+|<", re.DOTALL)


def redact_markdown(name: str, text: str, keep: Sequence[str]) -> str:
    """Give the facts edition of a Markdown page."""
    regions = table_regions(text)
    lines = list(_line_ranges(text, regions))
    tables = [span for region in regions for span in text_ranges(text, *region)]
    texts = sorted([*lines, *tables])
    traced = trace(lambda marked: read_markdown(name, marked), text, [s for s, _ in texts])
    edits = _MarkdownRedactor(text, texts, set(lines), traced, keep).edits()
    edits += [edit for region in regions for edit in tag_edits(text, *region)]
    return apply_edits(text, edits)


def _line_ranges(text: str, regions: Sequence[Span]) -> Iterator[Span]:
    """Yield the ranges of running text in the lines outside tables: behind list signs, heading signs and tags."""
    position = 0
    for start, end in (*regions, (len(text), len(text))):
        for line in re.finditer(r"[^\n]+", text[position:start]):
            if _UNMARKED.match(line[0]):
                continue
            prefix = _PREFIX.match(line[0])
            rest = line[0][prefix.end() if prefix else 0 :]
            if has_letters(rest):
                yield position + line.end() - len(rest), position + line.end() - len(rest) + len(rest.rstrip())
        position = end


class _MarkdownRedactor(MarkupRedactor):
    """Rewrites lines of Markdown; `lines` are the ranges of the pieces that are such."""

    def __init__(
        self, source: str, texts: Sequence[Span], lines: set[Span], traced: Traced, keep: Sequence[str]
    ) -> None:
        super().__init__(source, texts, traced, keep)
        self.lines = {number for number, span in enumerate(texts) if span in lines}
        self.line_starts = [0, *(m.end() for m in re.finditer("\n", source)), len(source)]

    def _hide(self, number: int) -> None:
        if number not in self.lines:
            super()._hide(number)
            return
        self.seen.add(number)
        start, end = self.texts[number]
        self.found.append((start, end, "".join(self._hidden(m) for m in _TEXT.finditer(self.source[start:end]))))

    def _hidden(self, part: re.Match[str]) -> str:
        if part["tag"] or not has_letters(part[0]):
            return part[0] if part["tag"] else ("" if part[0].strip(" *_`") == "" else part[0])
        return hide(part[0], self.keep) if self.keep else MARK

    def _cut(self, number: int, shown: str, spans: Sequence[Span]) -> None:
        if number not in self.lines:
            super()._cut(number, shown, spans)
            return
        self.seen.add(number)
        start, end = self.texts[number]
        self.found.append((start, end, _escaped(write_spans(shown, spans).replace("\n", " "))))

    def _code(self, block: Code, pieces: Iterable[Piece]) -> None:
        """Code goes by its lines; its pieces were only marked in passing."""
        self.seen.update(p.number for p in pieces)
        start = self.line_starts[block.line - 1]
        end = self.line_starts[min(block.line + block.text.count("\n"), len(self.line_starts) - 1)]
        raw = self.source[start:end]
        self.found.append((start, end, redact_code(raw, self.keep)))

    def _table(self, table: Table, descriptions: Descriptions, memory: Memory) -> None:
        """A table of pipes goes row by row, as in PDF text."""
        first, last = table.line - 1, max((r.line for r in table.rows), default=0)
        start, end = self.line_starts[first], self.line_starts[last]
        if not self.source[start:end].lstrip().startswith("|"):
            super()._table(table, descriptions, memory)
            return
        lines = [""] * first + self.source[start:end].split("\n")
        redact_rows([table], lines, descriptions, memory)
        self.found.append((start, end, "\n".join(lines[first:])))


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]])", r"\\\1", escape(text, quote=False))
