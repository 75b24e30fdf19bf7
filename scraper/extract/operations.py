"""One scope of the document to one operation's tables: what each table is for, told by section, caption and header."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scraper.document import Code, Paragraph, Row, Table
from scraper.examples import ExampleCollector, ExampleText
from scraper.extract.marks import CaptionMark, Mark, SectionMark, StatusMark
from scraper.extract.scopes import Scope
from scraper.extract.uri import RequestLine, placeholders
from scraper.profiles.profile import load_profile, squeeze
from scraper.tables.roles import RoleRow, column_roles, continues, read_rows, same_header, table_kind
from spec.diagnostics import Diagnostic
from spec.location import Location
from spec.report import Accounting, Kind, Reason

_SECTION_PLACE = {
    "request_body": "body",
    "request_header": "header",
    "request_query": "query",
    "response_body": "response_body",
    "response_header": "response_header",
}
_HEADER_NAME = re.compile(r"X-[A-Z]|Content-(?:Type|Length)$|Authorization$")
_CODE = re.compile(r"[1-5][0-9]{2}")
_STATUS_TEXT = re.compile(r"^\D{0,12}(?P<code>[1-5][0-9]{2})(?!\d)\D{0,60}$")
_OBJECT_PLACES = ("structure", "body", "response_body")
_EXAMPLE_SECTIONS = ("request_example", "response_example", "error_example", "example")
_WITHOUT_FIELDS = (*_EXAMPLE_SECTIONS, "notes", "errors")
_WITHOUT_BODY = frozenset({"GET", "HEAD"})
_ROW_REASONS = {"header": Reason.REPEATED_HEADER, "empty": Reason.EMPTY, "again": Reason.REPEATED_ROW}


@dataclass(frozen=True, slots=True)
class FieldTable:
    """A table of fields and what it is for.

    `place` is path, query, header, uri (path and query), body, response_header, response_body or structure; `side` is
    request or response, `code` the status ("" where the page names none); `name` is the structure that the caption
    names.
    """

    id: str
    place: str
    side: str
    code: str
    name: str
    number: str
    caption: str
    anchors: tuple[str, ...]
    has_required: bool
    rows: tuple[RoleRow, ...]
    location: Location


@dataclass(slots=True)
class OperationTables:
    """What a scope holds, sorted by what it is for."""

    scope: Scope
    tables: list[FieldTable] = field(default_factory=list)
    statuses: dict[str, str] = field(default_factory=dict)
    examples: list[ExampleText] = field(default_factory=list)
    description: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    status_lines: dict[str, int] = field(default_factory=dict)


def read_operation(
    scope: Scope, request: RequestLine, accounting: Accounting
) -> tuple[OperationTables, list[Diagnostic]]:
    """Sort the tables and examples of `scope`. Findings are rows that do not fit their header."""
    reader = _Reader(scope, request, accounting)
    for mark in scope.marks:
        reader.read(mark)
    reader.finish()
    return reader.out, reader.diagnostics


class _Reader:
    """Goes through the marks of a scope; holds the section, status and caption that the next table stands under."""

    def __init__(self, scope: Scope, request: RequestLine, accounting: Accounting) -> None:
        self.scope = scope
        self.request = request
        self.accounting = accounting
        self.out = OperationTables(scope)
        self.diagnostics: list[Diagnostic] = []
        self.section = ""
        self.code = ""
        self.caption: CaptionMark | None = None
        self.pending_text = ""
        self.examples = ExampleCollector(accounting)
        self.group: list[Table] = []
        self.group_header: Row | None = None
        self.group_caption: CaptionMark | None = None
        self.holes = placeholders(request.path)
        self.declared: set[str] = set()
        self.present: set[tuple[str, str]] = set()

    def read(self, mark: Mark) -> None:
        if isinstance(mark, Table):
            self._table(mark)
            return
        self._close()
        if isinstance(mark, SectionMark | StatusMark):
            self.examples.next_section()
        if isinstance(mark, SectionMark):
            if not (mark.role == "notes" and self.section.startswith("response")):
                self.section, self.code = mark.role, ""
            self.caption, self.pending_text = None, ""
        elif isinstance(mark, StatusMark):
            self._status(mark)
        elif isinstance(mark, CaptionMark):
            self.caption, self.pending_text = mark, ""
        elif isinstance(mark, Code):
            if self.section in _EXAMPLE_SECTIONS:
                self.examples.add_code(mark, self.section, self.code)
        elif isinstance(mark, Paragraph):
            if self.section in _EXAMPLE_SECTIONS:
                self.examples.add_line(mark.text.plain, mark.line, self.section, self.code)
            self.pending_text = mark.text.plain
            if self.section == "status":
                found = _STATUS_TEXT.match(mark.text.plain)
                if found:
                    self.out.statuses.setdefault(found["code"], "")
                    self.out.status_lines.setdefault(found["code"], mark.line)
            if self.section == "function":
                self.out.description.append(mark.text.plain)

    def finish(self) -> None:
        self._close()
        self.out.examples += self.examples.finish()

    def _status(self, mark: StatusMark) -> None:
        self.code = mark.code
        of_response = self.section.startswith("response") or self.section in ("", "status", "error_response")
        if of_response and not self.section.endswith("example") and mark.code not in self.out.codes:
            self.out.codes.append(mark.code)
        if self.section == "request_example":
            self.section = "response_example"

    def _table(self, table: Table) -> None:
        """Hold a table until it is known that the next one does not go on with it."""
        if (
            self.group_header is not None
            and self.scope.dialect == "text"
            and self.caption is None
            and continues(table, self.group_header)
        ):
            self.group.append(table)
            return
        self._close()
        if not table.rows:
            return
        self.group, self.group_header, self.group_caption = [table], table.rows[0], self.caption
        self.caption = None

    def _close(self) -> None:
        """Take the held table with all its continuations."""
        if self.group_header is None:
            return
        group, header, caption = self.group, self.group_header, self.group_caption
        self.group, self.group_header, self.group_caption = [], None, None
        roles = column_roles(header)
        kind = table_kind(roles)
        for table in group:
            self.accounting.expect(Kind.TABLE, table, table.line)
            for row in table.rows:
                self.accounting.expect(Kind.ROW, row, row.line)
        if kind == "status":
            self._status_table(group, header, roles)
        elif kind == "fields" and self.section not in _WITHOUT_FIELDS:
            self._field_table(group, header, roles, caption)
        elif kind == "request_line":
            self._use(group, header)
        else:
            reason = Reason.OUTSIDE_OPERATIONS if kind else Reason.UNKNOWN_HEADER
            self.accounting.leave_out(reason, *group, *(r for t in group for r in t.rows))

    def _use(self, group: list[Table], header: Row) -> None:
        self.accounting.use(*group)
        rows = [r for t in group for r in t.rows]
        self.accounting.leave_out(Reason.HEADER, header)
        for row in rows[1:]:
            if same_header(header, row):
                self.accounting.leave_out(Reason.REPEATED_HEADER, row)
            else:
                self.accounting.use(row)

    def _status_table(self, group: list[Table], header: Row, roles: tuple[str, ...]) -> None:
        self._use(group, header)
        column = roles.index("status")
        label = next((i for i, r in enumerate(roles) if r == "description"), None)
        for row in (r for t in group for r in t.rows):
            if len(row.cells) <= column or same_header(header, row):
                continue
            code = row.cells[column].text.plain[:3]
            if _CODE.fullmatch(code):
                text = row.cells[label].text.plain if label is not None and len(row.cells) > label else ""
                self.out.statuses.setdefault(code, text)
                self.out.status_lines.setdefault(code, row.line)

    def _field_table(
        self, group: list[Table], header: Row, roles: tuple[str, ...], caption: CaptionMark | None
    ) -> None:
        rows = [r for t in group for r in t.rows][1:]
        logical, odd = read_rows(header, roles, rows, joins_cut_rows=self.scope.dialect == "text")
        self.accounting.use(*group)
        self.accounting.leave_out(Reason.HEADER, header)
        self.accounting.leave_out(Reason.CONTINUED, *(part for r in logical for part in r.rows[1:]))
        for row, why in odd:
            if why == "length":
                message = f"row has {len(row.cells)} cells, the header has {len(header.cells)}"
                trail = self._trail(caption)
                text = " | ".join(c.text.plain for c in row.cells)
                self.diagnostics.append(
                    Diagnostic("TBL002", message, Location(self.scope.document, row.line, trail), text)
                )
            else:
                self.accounting.leave_out(_ROW_REASONS[why], row)
        for place, part in self._placed(logical, roles, caption or self._own_caption(group[0])):
            if part:
                self._add(place, part, group[0], roles, caption or self._own_caption(group[0]))

    def _own_caption(self, table: Table) -> CaptionMark | None:
        if table.caption:
            found = load_profile().match_line("caption", table.caption.plain)
            if found:
                return CaptionMark(found["number"], found["title"].strip(" .:："), table.line)
            return CaptionMark("", table.caption.plain, table.line)
        if self.pending_text and len(self.pending_text) <= 80 and _caption_role(self.pending_text):
            return CaptionMark("", self.pending_text, table.line)
        return None

    def _trail(self, caption: CaptionMark | None) -> tuple[str, ...]:
        shown = f"{caption.number} {caption.title}".strip() if caption else ""
        return tuple(filter(None, (self.scope.title.shown, shown)))

    def _placed(
        self, rows: list[RoleRow], roles: tuple[str, ...], caption: CaptionMark | None
    ) -> Iterator[tuple[str, list[RoleRow]]]:
        place = self._place(_caption_role(caption.title) if caption else "", rows)
        if "location" in roles and place not in ("structure",):
            yield from self._by_location(rows, place)
        elif place == "uri":
            yield "path", [r for r in rows if self._is_path(r)]
            yield "query", [r for r in rows if not self._is_path(r)]
        elif place == "body" and caption is not None and _caption_role(caption.title) != "body":
            yield "path", [r for r in rows if self._is_undeclared_path(r)]
            headers = [r for r in rows if _looks_like_header(r)]
            yield "header", headers
            yield "body", [r for r in rows if r not in headers and not self._is_undeclared_path(r)]
        else:
            yield place, rows

    def _is_path(self, row: RoleRow) -> bool:
        return row.text("name").plain.strip("{}: ") in self.holes

    def _is_undeclared_path(self, row: RoleRow) -> bool:
        return self._is_path(row) and row.text("name").plain not in self.declared

    def _by_location(self, rows: list[RoleRow], place: str) -> Iterator[tuple[str, list[RoleRow]]]:
        side = "response_" if place.startswith("response") else ""
        sorted_rows: dict[str, list[RoleRow]] = {}
        for row in rows:
            word = row.text("location").plain.casefold()
            where = next(
                (w for w in ("path", "query", "header", "body") if w in word),
                "path" if "uri" in word and self._is_path(row) else "",
            )
            if not where:
                where = "query" if "uri" in word or "url" in word else place.removeprefix("response_")
            sorted_rows.setdefault(side + where if where in ("header", "body") else where, []).append(row)
        yield from sorted_rows.items()

    def _place(self, role: str, rows: list[RoleRow]) -> str:
        """Tell what a table is for.

        The caption decides where it can, else the section, else whether a body is there yet.
        """
        if role in ("path", "query", "header", "body", "response_body", "response_header"):
            if role == "body" and self.section.startswith("response"):
                return "response_body"
            return role
        if self.section.startswith("response") or self.section in ("status", "error_response"):
            place = _SECTION_PLACE.get(self.section, "response_body")
            return "structure" if self._has(place) and role != "array" else place
        if self.section in _SECTION_PLACE:
            place = _SECTION_PLACE[self.section]
            return "structure" if self._has(place) and role == "structure" else place
        if self.section == "uri":
            return "structure" if role == "structure" and self._has("path", "query", "uri") else "uri"
        if self.section == "request":
            return self._request_place(role, rows)
        return "structure" if role == "structure" else "other"

    def _request_place(self, role: str, rows: list[RoleRow]) -> str:
        if rows and all(_looks_like_header(r) for r in rows):
            return "header"
        in_query = set(self.request.query)
        names = {r.text("name").plain for r in rows}
        if self.request.method in _WITHOUT_BODY or (names and names <= in_query):
            return "structure" if self._has("query") and role == "structure" else "query"
        if self._has("body"):
            return "structure"
        return "body"

    def _has(self, *places: str) -> bool:
        """Tell whether a table for one of `places` came already, in a response under the same status code."""
        return any((place, self.code if place.startswith("response") else "") in self.present for place in places)

    def _add(
        self, place: str, rows: list[RoleRow], table: Table, roles: tuple[str, ...], caption: CaptionMark | None
    ) -> None:
        response = place.startswith("response") or (place == "structure" and not self._in_request())
        if place == "path":
            rows = self._with_placeholder(rows)
            self.declared.update(r.text("name").plain for r in rows)
        self.present.add((place, self.code if response else ""))
        self.accounting.use(*(r.rows[0] for r in rows))
        title = caption.title if caption else ""
        name = _structure_name(title) if place == "structure" else ""
        number = caption.number if caption else ""
        self.out.tables.append(
            FieldTable(
                id=f"{self.scope.document}#{table.line}{'' if place in _OBJECT_PLACES else place}",
                place=place,
                side="response" if response else "request",
                code=self.code if response else "",
                name=name,
                number=number,
                caption=title,
                anchors=table.anchors,
                has_required="required" in roles,
                rows=tuple(rows),
                location=Location(self.scope.document, table.line, self._trail(caption)),
            )
        )

    def _with_placeholder(self, rows: list[RoleRow]) -> list[RoleRow]:
        """Leave out path parameters that the path has no placeholder for: OpenAPI cannot state them."""
        for row in rows:
            if not self._is_path(row):
                self.accounting.leave_out(Reason.NO_PLACEHOLDER, row.rows[0])
                message = f"`{row.text('name').plain}` is no placeholder of {self.request.path}"
                self.diagnostics.append(
                    Diagnostic("REF006", message, Location(self.scope.document, row.line), row.shown)
                )
        return [r for r in rows if self._is_path(r)]

    def _in_request(self) -> bool:
        return not (self.section.startswith("response") or self.section in ("status", "error_response"))


def _looks_like_header(row: RoleRow) -> bool:
    return bool(_HEADER_NAME.match(row.text("name").plain))


def _caption_role(title: str) -> str:
    """Give the place that a caption names, `plain` for words that name none, `structure` where it names a structure."""
    role = load_profile().captions.get(squeeze(title))
    if role:
        return role
    return "structure" if _structure_name(title) else ""


def _structure_name(title: str) -> str:
    """Give the name of the structure that a caption names, "" where it names none."""
    text = title.strip(' *`"“”')
    if len(text) > 120 or not text:
        return ""
    for pattern in load_profile().structures:
        found = pattern.match(text)
        if found:
            return "".join(found["name"].split())
    return ""
