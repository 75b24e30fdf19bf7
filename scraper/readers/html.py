"""HTML pages, also inside a file viewer's text, to a Document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from scraper.document import Block, Cell, Code, Document, Heading, Link, Paragraph, Table, Text
from scraper.readers.markup import tidy
from scraper.tables.grid import SpanCell, expand_spans
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location

MAX_DEPTH = 400
TABLE_EDGE = re.compile(r"<(/?)table\b[^>]*>", re.IGNORECASE)

_ENDS = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SKIPPED = frozenset({"script", "style", "head", "noscript", "template", "iframe", "object", "svg"})
_BLOCK_NAMES = """
address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer form
header hr html li main nav ol p section summary table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())


def read_html(name: str, text: str) -> Document:
    """Read an HTML page. Raises DiagnosticError (DOC004) where tags are nested deeper than MAX_DEPTH."""
    root = _parse(text)
    blocks: tuple[Block, ...] = () if root is None else tuple(_Walk(name).run(root))
    return Document(name, "html", blocks, text.count("\n") + 1, open_table(text))


def open_table(text: str) -> int:
    """Give the line of the table that has no end in `text`, 0 where all have one."""
    if text.count("<table") == text.count("</table"):
        return 0
    starts: list[int] = []
    for edge in TABLE_EDGE.finditer(text):
        if not edge[1]:
            starts.append(edge.start())
        elif starts:
            starts.pop()
    return text.count("\n", 0, starts[0]) + 1 if starts else 0


def read_tables(text: str, line: int, anchors: tuple[str, ...] = ()) -> tuple[Table, ...]:
    """Read the outermost tables of a piece of HTML that begins at `line` of its document."""
    root = _parse(text)
    if root is None:
        return ()
    found = [e for e in root.iter("table") if not any(a.tag == "table" for a in e.iterancestors())]
    return tuple(_table(e, anchors if e is found[0] else (), line - 1) for e in found)


def without_ends(text: str) -> str:
    """Give a page without the ends of `html` and `body`, its lines kept: the parser stops there, browsers read on."""
    return _ENDS.sub(lambda end: "\n" * end[0].count("\n"), text)


def _parse(text: str) -> etree._Element | None:
    text = without_ends(text)
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    data = text.encode("utf-8", "replace")
    try:
        return etree.fromstring(data, parser) if data.strip() else None
    except etree.ParserError:
        return None
    except etree.XMLSyntaxError:
        return None


@dataclass
class _TextBuilder:
    """Collects the words of inline content, its line breaks, list items and links."""

    parts: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    link: tuple[str, int] | None = None

    def start(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "li":
            self.parts.append("\n• ")
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a" and element.get("href"):
            self.link = (element.get("href", ""), len(self.parts))
        if element.text:
            self.parts.append(element.text.replace("\n", " "))

    def end(self, element: etree._Element) -> None:
        if element.tag in _BLOCKS:
            self.parts.append("\n")
        elif element.tag == "a" and self.link:
            target, start = self.link
            words = tidy("".join(self.parts[start:])).replace("\n", " ").removeprefix("• ")
            self.links.append(Link(words, target))
            self.link = None

    def tail(self, element: etree._Element) -> None:
        if element.tail:
            self.parts.append(element.tail.replace("\n", " "))

    def take(self) -> Text:
        text = Text(tidy("".join(self.parts)), tuple(self.links))
        self.parts.clear()
        self.links.clear()
        self.link = None
        return text


def _text(element: etree._Element) -> Text:
    builder = _TextBuilder()
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(inner.tag, str):
            continue
        if event == "start":
            builder.start(inner)
        else:
            builder.end(inner)
            if inner is not element:
                builder.tail(inner)
    return builder.take()


def _code(element: etree._Element) -> str:
    parts: list[str] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if inner.tag == "br":
                parts.append("\n")
            parts.append(inner.text or "")
        elif inner is not element:
            parts.append(inner.tail or "")
    return "".join(parts).strip("\n")


def _line(element: etree._Element) -> int:
    line = element.sourceline
    return line if isinstance(line, int) else 0


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return int(value) if value.isdecimal() and len(value) < 6 else 1


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _table(table: etree._Element, anchors: tuple[str, ...], offset: int) -> Table:
    rows: list[tuple[int, list[SpanCell]]] = []
    for tr in _rows(table):
        parent = tr.getparent()
        in_head = parent is not None and parent.tag == "thead"
        cells: list[SpanCell] = [
            (
                Cell(_text(c), _line(c) + offset, in_head or c.tag == "th"),
                _span(c, "colspan"),
                _span(c, "rowspan"),
            )
            for c in tr.iterchildren("td", "th")
        ]
        if cells:
            rows.append((_line(tr) + offset, cells))
    caption = next((_text(c) for c in table.iterchildren("caption")), None)
    own = table.get("id")
    names = dict.fromkeys((*anchors, own) if own else anchors)
    return Table(expand_spans(rows), _line(table) + offset, caption, tuple(names))


class _Walk:
    """Walks a page once, in document order, without recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.blocks: list[Block] = []
        self.anchors: list[str] = []
        self.builder = _TextBuilder()
        self.line = 0
        self.item = False

    def run(self, root: etree._Element) -> list[Block]:
        depth = 0
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                depth += 1
                if depth > MAX_DEPTH:
                    message = f"tags are nested deeper than {MAX_DEPTH}"
                    raise DiagnosticError(Diagnostic("DOC004", message, Location(self.name, _line(element))))
                if self._whole(element):
                    walk.skip_subtree()
                elif isinstance(element.tag, str):
                    self._start(element)
            else:
                depth -= 1
                if isinstance(element.tag, str):
                    self._end(element)
                if not self.builder.parts:
                    self.line = max(self.line, element.sourceline or 0)
                self.builder.tail(element)
        self._flush()
        return self.blocks

    def _whole(self, element: etree._Element) -> bool:
        """Take a heading, table or code block as one; tell whether `element` needs no further walk."""
        tag = element.tag
        if tag in _SKIPPED:
            return True
        line = _line(element)
        if tag in _HEADINGS:
            self._flush()
            self._anchor(element.get("id"))
            for inner in element.iter("a"):
                self._anchor(inner.get("name"))
            self.blocks.append(Heading(_text(element), _HEADINGS[tag], line, self._take_anchors()))
        elif tag == "table":
            self._flush()
            self.blocks.append(_table(element, self._take_anchors(), 0))
        elif tag == "pre":
            self._flush()
            self.blocks.append(Code(_code(element), line))
        else:
            return False
        return True

    def _start(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _BLOCKS and tag != "br":
            self._flush()
            self.item = tag == "li" or (self.item and tag in ("p", "div"))
        if tag == "a":
            self._anchor(element.get("name") or element.get("id"))
        if not self.builder.parts:
            self.line = _line(element)
        if tag == "li":
            if element.text:
                self.builder.parts.append(element.text.replace("\n", " "))
        else:
            self.builder.start(element)

    def _end(self, element: etree._Element) -> None:
        if element.tag in _BLOCKS and element.tag != "br":
            self._flush()
            self.item = False
        else:
            self.builder.end(element)

    def _anchor(self, name: str | None) -> None:
        if name and name not in self.anchors:
            self.anchors.append(name)

    def _take_anchors(self) -> tuple[str, ...]:
        anchors = tuple(self.anchors)
        self.anchors.clear()
        return anchors

    def _flush(self) -> None:
        text = self.builder.take()
        if text:
            self.blocks.append(Paragraph(text, self.line, self.item))
