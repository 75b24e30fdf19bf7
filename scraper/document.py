"""What a page shows, with the line of each piece: blocks in reading order, no API words, no meaning."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside a text: the words that carry it and its target as written."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Text:
    """Readable text of a block or cell.

    `plain` has no markup: entities decoded, escapes removed, runs of blanks made one. A line break stands between
    paragraphs. Each list item starts a line with "• ". A list whose items the document glued together is one item.
    """

    plain: str
    links: tuple[Link, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.plain)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the markup declares. `level` is as written, which in many documents says little."""

    text: Text
    level: int
    line: int
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line or paragraph of text outside tables. `item` is true for a list item."""

    text: Text
    line: int
    item: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A block shown as code; `line` is that of its first content line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table's grid. A spanning cell stands at each place that it covers, as the same object."""

    text: Text
    line: int
    header: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: tuple[Cell, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table as one rectangle of rows, spans expanded.

    `caption` is the table's own caption, where the markup has one.
    """

    rows: tuple[Row, ...]
    line: int
    caption: Text | None = None
    anchors: tuple[str, ...] = ()


Block: TypeAlias = Heading | Paragraph | Code | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A document as shown. `name` is how the user named it; `dialect` is `text`, `markdown` or `html`.

    `cut_off` is the line of a table that the document breaks off in, 0 where it ends in none.
    """

    name: str
    dialect: str
    blocks: tuple[Block, ...]
    lines: int
    cut_off: int = 0
