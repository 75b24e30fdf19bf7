"""The cells of a table, each by its role: names and types stay, descriptions keep what they state, others labels."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from scraper.document import Cell, Row, Table, Text
from scraper.extract.fields import field_name
from scraper.extract.types import MAX_LENGTH as MAX_TYPE
from scraper.extract.types import parse_type
from scraper.phrases.description import merged
from scraper.phrases.patterns import Span
from scraper.profiles.profile import load_profile
from scraper.redact.cells import CellCutter, write_plain
from scraper.redact.descriptions import Descriptions, Stated, wants_table
from scraper.redact.prose import MARK, count_han, count_words, is_label, is_prose, is_sentence, keep_spans
from scraper.redact.signs import listed, separate_values
from scraper.tables.roles import column_roles, read_rows, same_header, table_kind

MAX_ROUNDS = 8
MAX_REQUIRED = 40
# Where more of a column than this are sentences, its labels are short sentences too.
MAX_SENTENCES = 0.2

_ARRAY_OF = re.compile(r"Array of (\w+) objects")
_FACTS = frozenset({"name", "type", "location", "default", "method", "uri"})
_LISTED = frozenset(
    {"method", "uri", "permission", "api", "action", "related_action", "iam_project", "enterprise_project"}
)
_DESCRIPTIONS = ("description", "range")
_EMPTY = Text("")
_HTTP_PHRASES = frozenset(s.phrase.casefold() for s in HTTPStatus)
_CAPITALS = re.compile(r"\b[A-Z]+\b")

# By the markup of the parts, the name and the type of a field: what its description was cut to.
Memory = dict[tuple[tuple[str, ...], str, str], tuple[str, ...]]


class TableRedactor:
    """Rewrites the raw cells of tables. `raw` maps the id of each Cell object to its markup, and takes what changes."""

    def __init__(
        self,
        cutter: CellCutter,
        descriptions: Descriptions,
        raw: dict[int, str],
        memory: Memory,
        *,
        joins_cut_rows: bool,
        in_pipes: bool,
    ) -> None:
        self.cutter = cutter
        self.descriptions = descriptions
        self.raw = raw
        self.memory = memory
        self.joins_cut_rows = joins_cut_rows
        self.in_pipes = in_pipes
        self.done: set[int] = set()

    def redact(self, tables: Sequence[Table]) -> None:
        """Rewrite one table, or several that go on with each other."""
        rows = [r for t in tables for r in t.rows]
        if not rows:
            return
        header = rows[0]
        roles = column_roles(header)
        kind = table_kind(roles) or ("list" if "action" in roles else "")
        if kind:
            self.done.update(id(c) for c in header.cells)
        if kind == "fields":
            self._fields(header, roles, rows[1:])
        elif kind:
            self._status(roles, rows[1:])
        else:
            self._others(rows)
        self._labels(rows)

    def _labels(self, rows: Sequence[Row]) -> None:
        """Of the cells that nothing else was done with only labels stay, and none in a column that has sentences."""
        header = rows[0]
        for row in rows:
            for cell in row.cells if same_header(header, row) else ():
                self._label(cell, _label_spans(cell.text.plain))
        for column in range(max(len(r.cells) for r in rows)):
            cells = [r.cells[column] for r in rows if len(r.cells) > column and r.cells[column].text]
            cells = [c for c in cells if id(c) not in self.done]
            sentences = sum(not _is_label_cell(c.text.plain) for c in cells)
            find = _code_spans if sentences > len(cells) * MAX_SENTENCES else _label_spans
            for cell in cells:
                self._label(cell, find(cell.text.plain))

    def _label(self, cell: Cell, spans: Sequence[Span]) -> None:
        if id(cell) not in self.done:
            self.done.add(id(cell))
            self._put(cell, merged([*spans, *keep_spans(cell.text.plain, self.descriptions.keep)]))

    def _put(self, cell: Cell, spans: Sequence[Span]) -> None:
        """Cut a cell; one that had words and has none left shows a mark."""
        plain = cell.text.plain
        if not plain or (len(spans) == 1 and tuple(spans[0]) == (0, len(plain))) or id(cell) not in self.raw:
            return
        raw = self.cutter.cut(self.raw[id(cell)], spans)
        if not self.cutter.read(raw).plain:
            raw = _marked(raw)
        self.raw[id(cell)] = raw

    def _keep(self, cell: Cell) -> None:
        """Keep a cell whole, unless it is a sentence, which names nothing."""
        if not is_prose(cell.text.plain) or self.descriptions.is_title(cell.text.plain):
            self.done.add(id(cell))

    def _others(self, rows: Sequence[Row]) -> None:
        """A list of groups and links to pages keeps both."""
        for row in rows:
            if len(row.cells) >= 3 and row.cells[1].text.links:
                for cell in row.cells[:2]:
                    if not is_sentence(cell.text.plain):
                        self.done.add(id(cell))

    def _status(self, roles: tuple[str, ...], rows: Sequence[Row]) -> None:
        for row in rows:
            for role, cell in zip(roles, row.cells, strict=False):
                if role in _LISTED:
                    self._keep(cell)
                elif role == "status" and id(cell) not in self.done:
                    plain = cell.text.plain
                    code = plain[:3]
                    if code.isdecimal() and not _is_whole_label(plain):
                        self.done.add(id(cell))
                        self._put(cell, merged([(0, 3), *keep_spans(plain, self.descriptions.keep)]))

    def _fields(self, header: Row, roles: tuple[str, ...], rows: list[Row]) -> None:
        logical, odd = read_rows(header, roles, rows, joins_cut_rows=self.joins_cut_rows)
        for row, why in odd:
            if why == "header":
                self.done.update(id(c) for c in row.cells)
        parts = [r.rows for r in logical] + [(row,) for row, why in odd if why == "again"]
        for group in parts:
            self._row(header, roles, list(group))

    def _row(self, header: Row, roles: tuple[str, ...], rows: list[Row]) -> None:
        """Rewrite one logical row."""
        for row in rows:
            for role, cell in zip(roles, row.cells, strict=False):
                if role == "required":
                    self._required(cell)
                elif role == "type" and is_prose(cell.text.plain):
                    self._type(cell)
                elif role in _FACTS:
                    self._keep(cell)
        for role in _DESCRIPTIONS:
            if role in roles:
                self._description(header, roles, rows, role)
        self._generic_type(dict(zip(roles, rows[0].cells, strict=False)))

    def _generic_type(self, cells: dict[str, Cell]) -> None:
        """Where name and type repeat words until they are as many as a sentence, `Array of x objects` is `Array<x>`."""
        if "name" not in cells or "type" not in cells:
            return
        name, kind = cells["name"].text.plain, cells["type"].text.plain
        array = _ARRAY_OF.fullmatch(kind)
        if not array or self.raw.get(id(cells["type"]), "").strip() != kind or not is_prose(f"{name} {kind}"):
            return
        if parse_type(f"Array<{array[1]}>") == parse_type(kind):
            raw = self.raw[id(cells["type"])]
            self.raw[id(cells["type"])] = raw.replace(kind, f"Array<{array[1]}>")

    def _required(self, cell: Cell) -> None:
        if id(cell) in self.done:
            return
        plain = cell.text.plain
        profile = load_profile()
        said = profile.is_required(plain.strip())
        if said is None or _is_whole_label(plain):
            return
        end = next(
            (i for i in range(1, min(len(plain), MAX_REQUIRED)) if profile.is_required(plain[:i].strip()) is said),
            len(plain),
        )
        while end < len(plain) and plain[end].isascii() and plain[end].isalpha():
            end += 1
        self.done.add(id(cell))
        self._put(cell, merged([(0, end), *keep_spans(plain, self.descriptions.keep)]))

    def _type(self, cell: Cell) -> None:
        """Of a type cell that goes on with a sentence the shortest beginning stays that is read as the same type."""
        if id(cell) in self.done:
            return
        plain = cell.text.plain
        wanted = parse_type(plain)
        self.done.add(id(cell))
        if wanted is None:
            self._put(cell, merged([*_label_spans(plain), *keep_spans(plain, self.descriptions.keep)]))
            return
        stated = self.descriptions.stated(plain, plain, "")
        for end in (i for i in range(1, min(len(plain), MAX_TYPE)) if not plain[i].isalnum()):
            if parse_type(plain[:end]) == wanted:
                spans = merged([(0, end), *self.descriptions.spans(plain, plain, "")])
                left = "".join(plain[s:e] for s, e in spans)
                if (
                    parse_type(left) == wanted
                    and self.descriptions.stated(left, plain, "").reference == stated.reference
                ):
                    self._put(cell, spans)
                    return

    def _description(self, header: Row, roles: tuple[str, ...], rows: list[Row], role: str) -> None:
        """Cut a description, which may stand in several cells, until cutting it again changes nothing."""
        cells = [id(rows[n].cells[column]) for n, column in _places(roles, rows, role)]
        if any(c in self.done or c not in self.raw for c in cells):
            return
        self.done.update(cells)
        if not any(self.raw[c] for c in cells):
            return
        logical = dict(zip(roles, (c.text for c in rows[0].cells), strict=False))
        if len(rows) > 1:
            logical = self.reread(header, roles, rows)
        name, type_text = field_name(logical.get("name", _EMPTY).plain), logical.get("type", _EMPTY).plain
        key = (tuple(self.raw[c] for c in cells), name, type_text)
        known = self.memory.get(key)
        if known is None:
            known = self.memory[key] = self._settled(
                _Description(self, header, roles, rows, role, cells, name, type_text)
            )
        self.raw.update(zip(cells, known, strict=True))

    def _settled(self, description: "_Description") -> tuple[str, ...]:
        wanted = description.stated()
        for _ in range(MAX_ROUNDS):
            before = description.raws()
            description.cut(wanted)
            if description.raws() == before or not description.joined():
                break
        return description.raws()

    def reread(self, header: Row, roles: tuple[str, ...], rows: Sequence[Row]) -> dict[str, Text]:
        """Read a logical row as it is written now."""
        again = [
            Row(
                tuple(replace(c, text=self.cutter.read(self.raw[id(c)])) if id(c) in self.raw else c for c in r.cells),
                r.line,
            )
            for r in rows
        ]
        logical, _ = read_rows(Row((), header.line), roles, again, joins_cut_rows=True)
        return logical[0].cells if logical else {}


@dataclass(slots=True)
class _Description:
    """One description while it is being cut: the cells that hold its parts, and how to read them together."""

    redactor: TableRedactor
    header: Row
    roles: tuple[str, ...]
    rows: list[Row]
    role: str
    cells: list[int]
    name: str
    type_text: str

    def raws(self) -> tuple[str, ...]:
        return tuple(self.redactor.raw[c] for c in self.cells)

    def joined(self) -> str:
        if len(self.cells) == 1:
            return self.redactor.cutter.read(self.redactor.raw[self.cells[0]]).plain
        return self.redactor.reread(self.header, self.roles, self.rows).get(self.role, _EMPTY).plain

    def stated(self) -> Stated:
        return self.redactor.descriptions.stated(self.joined(), self.type_text, self.name)

    def cut(self, wanted: Stated) -> None:
        """Cut once: in the markup, or where that is read otherwise written anew, or where that is too left as it is."""
        descriptions, before, joined = self.redactor.descriptions, self.raws(), self.joined()
        spans = descriptions.spans(joined, self.type_text, self.name)
        plains = [self.redactor.cutter.read(r).plain for r in before]
        for candidate in dict.fromkeys((descriptions.with_kept(joined, spans), spans)):
            parts = _parts(joined, plains, candidate)
            for write in (self._cut_markup, self._write_anew):
                write(parts)
                if self.raws() == before or self.stated() == wanted:
                    self._separate_values(wanted)
                    return
                self.redactor.raw.update(zip(self.cells, before, strict=True))

    def _cut_markup(self, parts: list[tuple[str, tuple[Span, ...]]]) -> None:
        raw, cutter = self.redactor.raw, self.redactor.cutter
        for cell, (plain, inner) in zip(self.cells, parts, strict=True):
            if plain:
                raw[cell] = cutter.cut(raw[cell], inner, keep_links=wants_table(self.type_text))

    def _write_anew(self, parts: list[tuple[str, tuple[Span, ...]]]) -> None:
        raw = self.redactor.raw
        for cell, (plain, inner) in zip(self.cells, parts, strict=True):
            left = "".join(plain[s:e] for s, e in inner).strip()
            written = write_plain(left, in_pipes=self.redactor.in_pipes) if left else ""
            raw[cell] = written + "\n" * raw[cell].count("\n")

    def _separate_values(self, wanted: Stated) -> None:
        """Where name, type and values are as many words as a sentence, signs between the values tell them apart."""
        if not is_prose(f"{self.name} {self.type_text} {self.joined()}"):
            return
        raw, before = self.redactor.raw, self.raws()
        values = [choice.value for reading in wanted.readings for choice in reading.choices]
        raw.update((c, separate_values(raw[c], values)) for c in self.cells)
        if self.stated() == wanted and not is_prose(f"{self.name} {self.type_text} {self.joined()}"):
            return
        raw.update(zip(self.cells, before, strict=True))
        if len(self.cells) == 1 and wanted.readings:
            written = listed(max(wanted.readings, key=lambda r: len(r.choices)))
            raw[self.cells[0]] = written + "\n" * (before[0].count("\n") - written.count("\n"))
            if self.stated() != wanted:
                raw.update(zip(self.cells, before, strict=True))


def _marked(raw: str) -> str:
    """Put the mark into a cell without words: in front of the first closing tag, else behind all."""
    at = raw.find("</")
    at = len(raw.rstrip()) if at < 0 else at
    return raw[:at] + MARK + raw[at:]


def _is_whole_label(plain: str) -> bool:
    return all(is_label(line) for line in plain.split("\n"))


def _is_label_cell(plain: str) -> bool:
    return is_label("".join(plain.split("\n")) if count_han(plain) else plain.replace("\n", " "))


def _label_spans(plain: str) -> tuple[Span, ...]:
    """A label stays, and so do the lines of codes and paths in any other cell."""
    return ((0, len(plain)),) if _is_label_cell(plain) else _code_spans(plain)


def _code_spans(plain: str) -> tuple[Span, ...]:
    """Codes, paths with their methods, and the phrases that HTTP has for its status codes stay."""
    if plain.casefold() in _HTTP_PHRASES:
        return ((0, len(plain)),)
    spans: list[Span] = []
    offset = 0
    for line in plain.split("\n"):
        if not count_han(line) and not count_words(_CAPITALS.sub("", line)):
            spans.append((offset, min(offset + len(line) + 1, len(plain))))
        offset += len(line) + 1
    return merged(spans)


def _places(roles: tuple[str, ...], rows: Sequence[Row], role: str) -> Iterable[tuple[int, int]]:
    """Yield where the parts of a role stand: its column in each row, for the last role also the cells behind it."""
    column = roles.index(role)
    for number, row in enumerate(rows):
        last = len(row.cells) if column == len(roles) - 1 else column + 1
        for index in range(column, min(last, len(row.cells))):
            yield number, index


def _parts(joined: str, plains: Sequence[str], spans: Sequence[Span]) -> list[tuple[str, tuple[Span, ...]]]:
    """Give for each part its plain text and the ranges of it that stay."""
    out: list[tuple[str, tuple[Span, ...]]] = []
    position = 0
    for plain in plains:
        start = joined.find(plain, position, position + len(plain) + 4)
        if start < 0:
            start = position
        end = start + len(plain)
        inner = tuple((max(s, start) - start, min(e, end) - start) for s, e in spans if s < end and e > start)
        out.append((plain, inner))
        position = end
    return out
