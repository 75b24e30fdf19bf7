"""Markdown pages with HTML tables to a Document.

CommonMark ends an HTML block at a blank line, also inside a table; so tables are cut out first, and a comment of one
line keeps the place of each.
"""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from scraper.document import Block, Cell, Code, Document, Heading, Link, Paragraph, Row, Table, Text
from scraper.readers.html import TABLE_EDGE, open_table, read_tables
from scraper.readers.markup import read_cell, tidy

_NEXT_HEADING = re.compile(r"\n(?=#{1,6}\s)")
_ANCHOR = re.compile(r"<a\s+(?:name|id)\s*=\s*[\"']?([^\"'>\s]+)[\"']?[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"<a\s[^>]*?href\s*=\s*[\"']([^\"']*)[\"']", re.IGNORECASE)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable("table")


def read_markdown(name: str, text: str) -> Document:
    """Read a Markdown page. HTML tables may contain blank lines and stand inside lists."""
    mark = _free_mark(text)
    rest, regions = _cut_tables(text, mark)
    blocks = tuple(_Walk(mark, regions).run(_parser().parse(rest)))
    return Document(name, "markdown", blocks, text.count("\n") + 1, open_table(text))


def _free_mark(text: str) -> str:
    mark = "table-here"
    while mark in text:
        mark += "-"
    return mark


def _cut_tables(text: str, mark: str) -> tuple[str, list[tuple[int, str]]]:
    """Give the text with each outermost table replaced by `<!--mark N-->` and as many line ends, and (line.

    Html) of each.
    """
    out: list[str] = []
    regions: list[tuple[int, str]] = []
    position, line = 0, 1
    for start, end in table_regions(text):
        before = text[position:start]
        line += before.count("\n")
        region = text[start:end]
        regions.append((line, region))
        breaks = region.count("\n")
        out += [before, f"<!--{mark} {len(regions) - 1}-->", "\n" * breaks]
        line += breaks
        position = end
    out.append(text[position:])
    return "".join(out), regions


def table_regions(text: str) -> list[tuple[int, int]]:
    """Give where each outermost table begins and ends. One without an end goes to the next heading."""
    found: list[tuple[int, int]] = []
    depth, start, last = 0, 0, 0
    for edge in TABLE_EDGE.finditer(text):
        heading = _NEXT_HEADING.search(text, last, edge.start()) if depth and not edge[1] else None
        if heading:
            found.append((start, heading.start()))
            depth = 0
        last = edge.end()
        if not edge[1]:
            start = start if depth else edge.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                found.append((start, edge.end()))
    if depth:
        heading = _NEXT_HEADING.search(text, last)
        found.append((start, heading.start() if heading else len(text)))
    return found


class _Walk:
    """Turns the flat tokens of markdown-it into blocks."""

    def __init__(self, mark: str, regions: list[tuple[int, str]]) -> None:
        self.regions = regions
        self.place = re.compile(rf"<!--{re.escape(mark)} (\d+)-->")
        self.blocks: list[Block] = []
        self.anchors: list[str] = []
        self.items = 0

    def run(self, tokens: list[Token]) -> list[Block]:
        index = 0
        while index < len(tokens):
            token = tokens[index]
            line = token.map[0] + 1 if token.map else 0
            if token.type == "list_item_open":
                self.items += 1
            elif token.type == "list_item_close":
                self.items -= 1
            elif token.type in ("fence", "code_block"):
                self.blocks.append(Code(token.content.rstrip("\n"), line + (token.type == "fence")))
            elif token.type == "html_block":
                self._html(token.content, line)
            elif token.type == "heading_open":
                self._heading(tokens[index + 1], int(token.tag[1]), line)
            elif token.type == "inline" and tokens[index - 1].type == "paragraph_open":
                self._paragraph(token, line)
            elif token.type == "table_open":
                index = self._pipe_table(tokens, index, line)
            index += 1
        return self.blocks

    def _take_anchors(self) -> tuple[str, ...]:
        anchors = tuple(dict.fromkeys(self.anchors))
        self.anchors.clear()
        return anchors

    def _heading(self, inline: Token, level: int, line: int) -> None:
        text = self._inline(inline)
        self.blocks.append(Heading(text, level, line, self._take_anchors()))

    def _paragraph(self, inline: Token, line: int) -> None:
        if "<!--" in inline.content and self.place.search(inline.content):
            self._html(inline.content, line)
            return
        text = self._inline(inline)
        if text:
            self.blocks.append(Paragraph(text, line, self.items > 0))

    def _html(self, content: str, line: int) -> None:
        position = 0
        for place in self.place.finditer(content):
            self._html_text(content[position : place.start()], line)
            start, region = self.regions[int(place[1])]
            self.blocks += read_tables(region, start, self._take_anchors())
            position = place.end()
        self._html_text(content[position:], line)

    def _html_text(self, content: str, line: int) -> None:
        self.anchors += _ANCHOR.findall(content)
        text = read_cell(content.strip()) if content.strip() else Text("")
        if text and not text.plain.startswith("<"):
            self.blocks.append(Paragraph(text, line, self.items > 0))

    def _inline(self, token: Token) -> Text:
        parts: list[str] = []
        links: list[Link] = []
        opened: tuple[str, int] | None = None
        for child in token.children or ():
            if child.type in ("text", "code_inline", "text_special"):
                parts.append(child.content)
            elif child.type == "softbreak" or child.type == "hardbreak":
                parts.append("\n")
            elif child.type == "link_open":
                opened = (str(child.attrGet("href") or ""), len(parts))
            elif child.type == "link_close" and opened:
                links.append(Link("".join(parts[opened[1] :]), opened[0]))
                opened = None
            elif child.type == "html_inline":
                self.anchors += _ANCHOR.findall(child.content)
                href = _HREF.search(child.content)
                if child.content.lower().startswith("<br"):
                    parts.append("\n")
                elif href:
                    opened = (href[1], len(parts))
                elif child.content.lower().startswith("</a") and opened:
                    links.append(Link("".join(parts[opened[1] :]), opened[0]))
                    opened = None
        return Text(tidy("".join(parts)), tuple(links))

    def _pipe_table(self, tokens: list[Token], index: int, line: int) -> int:
        rows: list[Row] = []
        cells: list[Cell] = []
        row_line = line
        while tokens[index].type != "table_close":
            token = tokens[index]
            if token.type == "tr_open":
                cells, row_line = [], token.map[0] + 1 if token.map else row_line
            elif token.type == "inline":
                cells.append(Cell(self._inline(token), row_line, tokens[index - 1].type == "th_open"))
            elif token.type == "tr_close":
                rows.append(Row(tuple(cells), row_line))
            index += 1
        self.blocks.append(Table(tuple(rows), line, None, self._take_anchors()))
        return index
