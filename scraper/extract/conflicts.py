"""What a reference says twice, and not the same: each a conflict with both readings.

Nothing is decided here: which of the two counts is decided where it is read.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from scraper.document import Row, Table
from scraper.extract.general import page_key, title_key
from scraper.extract.operations import OperationTables
from scraper.extract.scopes import Outline, Scope
from scraper.extract.uri import RequestLine, parse_request_line
from scraper.profiles.profile import load_profile, squeeze
from scraper.reference import Example, Operation
from scraper.tables.roles import column_roles, table_kind
from spec.conflicts import EACH, Conflict, ConflictKind, Reading, Told
from spec.location import Location

MIN_LISTED = 3
SHOWN_NAMES = 5
LIKENESS = 0.6
EXAMPLE_LINES = 3
REQUEST_LINES = 6
MAX_COMPARED = 400
MIN_KEY = 4
MAX_COLUMNS = 12

_NUMBERING = re.compile(r"^\d{1,3}(?:\.\d{1,3}){1,5}[\s.、-]*")
_HOLE = re.compile(r"\{[^{}]*\}")
# an id in a path of an example says nothing about the request
_VALUE = re.compile(r"(?=[0-9A-Za-z-]{0,40}\d)[0-9A-Za-z-]{10,}")


def find_conflicts(
    outlines: Sequence[Outline], read: Sequence[OperationTables], operations: Sequence[Operation]
) -> list[Conflict]:
    """Give the conflicts in what was read; `read` are the tables that each of `operations` was made of."""
    found: list[Conflict] = []
    for tables, operation in zip(read, operations, strict=True):
        found += _query(operation)
        found += _statuses(tables, operation)
        found += _examples(tables, operation)
    for outline in outlines:
        found += _titles(outline)
    found += _lists(outlines, operations)
    found += _ages(operations)
    return found


def _query(operation: Operation) -> Iterator[Conflict]:
    """Compare the query in the URI with the table of query parameters, where there are both."""
    in_uri = dict.fromkeys(operation.query_in_uri)
    in_table = {item.name: item.location for item in operation.query_parameters}
    if not in_uri:
        return
    table = next(iter(in_table.values()), None)
    place = Location(table.document, table.line, table.trail[:-1]) if table else None
    only_uri = [name for name in in_uri if name not in in_table]
    if only_uri:
        message = f"the URI has {_names(only_uri)}, and no row describes {_them(only_uri)}"
        readings = [Reading(operation.location, only_uri), *([Reading(place, stated=False)] if place else [])]
        yield _query_conflict(operation, readings, Told("CON001", message), taken=len(readings) - 1)
    only_table = [name for name in in_table if name not in in_uri]
    if only_table and place:
        message = f"the table has {_names(only_table)}, and the query of the URI does not"
        readings = [Reading(place, only_table), Reading(operation.location, stated=False)]
        yield _query_conflict(operation, readings, Told("CON002", message), taken=0)


def _query_conflict(operation: Operation, readings: Sequence[Reading], told: Told, taken: int) -> Conflict:
    return Conflict(ConflictKind.QUERY, operation.key, "query", tuple(readings), taken, told=told)


def _statuses(tables: OperationTables, operation: Operation) -> Iterator[Conflict]:
    """Compare the status table with the codes that response tables stand under, where there are both.

    A success in the list alone is one without a body, unless there is a table for a success that the list lacks.
    """
    listed = tables.status_lines
    described = {t.code: t.location for t in reversed(tables.tables) if t.side == "response" and t.code}
    if not listed or not described:
        return
    lost = [code for code in described if code not in listed]
    bare = [code for code in listed if code.startswith("2") and code not in described]
    for code in sorted(lost):
        place = described[code]
        other = bare[0] if bare and code.startswith("2") else next(iter(listed))
        against = operation.location.at(listed[other])
        instead = f"; it has {', '.join(bare)}" if other in bare else ""
        readings = (Reading(place, [code]), Reading(against, list(listed)))
        told = Told("CON005", f"tables for {code}, which the status table lacks{instead}")
        yield Conflict(ConflictKind.STATUS, operation.key, "status codes", readings, EACH, told=told)


def _examples(tables: OperationTables, operation: Operation) -> Iterator[Conflict]:
    """Compare the request line of each request example with the URIs of its page."""
    uris = [(request.method, request.path) for request in tables.scope.requests]
    if not uris or uris[0] != (operation.method, operation.path):
        return
    for example in operation.examples:
        request = _request_of(example) if example.role == "request" else None
        if request is None:
            continue
        if not any(request.method == method and _alike(request.path, path) for method, path in uris):
            shown = f"{request.method} {_VALUE.sub('…', request.path)}"
            readings = (Reading(example.location, shown), Reading(operation.location, operation.key))
            told = Told("CON006", _apart(request, operation))
            yield Conflict(ConflictKind.REQUEST, operation.key, "request example", readings, 1, told=told)


def _apart(request: RequestLine, operation: Operation) -> str:
    """Say in what an example is of another request: the segments of the path where that says it all."""
    ours, theirs = request.path.split("/"), operation.path.split("/")
    if request.method != operation.method or len(ours) != len(theirs):
        return f"the example is of {request.method} {request.path}, the URI is {operation.key}"
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if not _alike(a, b)]
    words = " and ".join(f"`{a}` where the URI has `{b}`" for a, b in pairs)
    return f"the example has {words} in {operation.key}"


def _request_of(example: Example) -> RequestLine | None:
    lines = (example.request or example.text).split("\n", EXAMPLE_LINES + REQUEST_LINES)[
        : EXAMPLE_LINES + REQUEST_LINES
    ]
    for number in range(min(EXAMPLE_LINES, len(lines))):
        request = parse_request_line(lines[number : number + REQUEST_LINES])
        if request:
            return request
    return None


def _alike(path: str, template: str) -> bool:
    """Tell whether a path with values is one of a template; a hole in it may have another name."""
    ours, theirs = path.split("/"), template.split("/")
    return len(ours) == len(theirs) and all(
        _segment(template_part).fullmatch(part) or _HOLE.sub("{}", part) == _HOLE.sub("{}", template_part)
        for part, template_part in zip(ours, theirs, strict=True)
    )


def _segment(template: str) -> re.Pattern[str]:
    """A pattern for one segment of a path. A hole takes what is left of it: two holes in one are compared as one."""
    start, hole, rest = template.partition("{")
    if not hole:
        return re.compile(re.escape(template))
    return re.compile(re.escape(start) + ".+" + re.escape(rest.rpartition("}")[2]))


def _titles(outline: Outline) -> Iterator[Conflict]:
    """Compare the titles in the contents with those of the pages. A title that the contents cut is the same."""
    titles = {scope.title.number: scope.title for scope in outline.scopes if scope.title.number}
    for entry in outline.contents:
        title = titles.get(entry.number)
        if title is None:
            continue
        listed, shown = title_key(entry.title), title_key(title.text)
        if listed and shown and not shown.startswith(listed):
            message = f"the contents say `{entry.title}`, the page says `{title.text}`"
            place = Location(outline.document.name, title.line, (title.shown,))
            readings = (
                Reading(place, title.text),
                Reading(Location(outline.document.name, entry.line), entry.title),
            )
            yield Conflict(ConflictKind.TITLE, "", "title in the contents", readings, 0, told=Told("CON007", message))


def _ages(operations: Sequence[Operation]) -> Iterator[Conflict]:
    """Compare the descriptions of one operation: one of them may stand among those that are kept for old clients."""
    first: dict[tuple[str, str], Operation] = {}
    for operation in operations:
        other = first.setdefault((operation.method, _HOLE.sub("{}", operation.path)), operation)
        if other.legacy != operation.legacy:
            words = ("legacy", "current") if other.legacy else ("current", "legacy")
            message = f"{other.key} is described as {words[0]} here, as {words[1]} at {operation.location}"
            readings = (Reading(other.location, words[0]), Reading(operation.location, words[1]))
            yield Conflict(ConflictKind.AGE, other.key, "operation", readings, 0, told=Told("CON008", message))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of a list of operations: title, the page that it links to, the requests that stand beside it, its place.

    `table` is the line of its table.
    """

    title: str
    page: str
    requests: tuple[tuple[str, str], ...]
    location: Location
    table: int

    @property
    def key(self) -> str:
        """The title for comparing, without a number before it."""
        return title_key(_NUMBERING.sub("", self.title))


class _Described:
    """The operations that are described: by title, in the contents too, and by request."""

    def __init__(self, outlines: Iterable[Outline], operations: Sequence[Operation]) -> None:
        self.by_title = {title_key(o.title): o for o in reversed(operations) if o.title}
        self.by_request = {(o.method, _HOLE.sub("{}", o.path)): o for o in reversed(operations)}
        self.by_contents: dict[str, Operation] = {}
        numbers = {(o.location.document, o.section): o for o in operations if o.section}
        self.by_page = {page_key(o.location.document): o for o in reversed(operations)}
        self.other_pages = {page_key(outline.document.name) for outline in outlines} - self.by_page.keys()
        for outline in outlines:
            for entry in outline.contents:
                operation = numbers.get((outline.document.name, entry.number))
                if operation:
                    self.by_contents[title_key(entry.title)] = operation

    def find(self, entry: _Entry) -> Operation | None:
        """Give the operation that an entry of a list means."""
        found = self.by_title.get(entry.key) or self.by_contents.get(entry.key)
        return found or next((o for r in entry.requests if (o := self.by_request.get(r))), None)


def _lists(outlines: Sequence[Outline], operations: Sequence[Operation]) -> Iterator[Conflict]:
    """Compare lists of operations with the operations that are described."""
    described = _Described(outlines, operations)
    columns = [(entries, [described.find(e) for e in entries]) for entries in _columns(outlines, described)]
    somewhere = {o.key for _, found in columns for o in found if o}
    for entries, found in columns:
        known = sum(o is not None for o in found)
        if known < MIN_LISTED or 2 * known < len(found):
            continue
        listed = {o.key for o in found if o}
        missing = {key: o for key, o in described.by_title.items() if o.key not in somewhere}
        free = list(missing)[:MAX_COMPARED]
        for entry in (e for e, o in zip(entries, found, strict=True) if o is None and e.key):
            linked = described.by_page.get(entry.page)
            near = title_key(linked.title) if linked else _nearest(entry.key, free)
            if entry.page in described.other_pages or (linked and near not in missing):
                continue
            if near is None:
                told = Told("CON003", f"the list has `{entry.title}`, and no page describes it")
                yield Conflict(
                    ConflictKind.LISTING, "", "list", (Reading(entry.location, entry.title),), EACH, told=told
                )
                continue
            other = missing.pop(near)
            free = [title for title in free if title != near]
            listed.add(other.key)
            message = f"the list has `{entry.title}`, the page nearest to it says `{other.title}`"
            readings = (Reading(entry.location, entry.title), Reading(other.location, other.title))
            told = Told("CON009", message)
            yield Conflict(ConflictKind.TITLE, other.key, "title in the list", readings, 1, told=told)
        doubtful = set(_doubtful(entries, found))
        candidates = [o for o in missing.values() if _chapter(o) not in doubtful]
        yield from _unlisted(candidates, entries[0].location, operations, listed)


def _nearest(key: str, titles: list[str]) -> str | None:
    """Give the title that holds the key, or else the one most like it."""
    holding = [title for title in titles if key in title] if len(key) >= MIN_KEY else []
    return (holding if len(holding) == 1 else [*get_close_matches(key, titles, 1, LIKENESS), None])[0]


def _doubtful(entries: Sequence[_Entry], found: Sequence[Operation | None]) -> Iterator[str]:
    """Yield the chapters of which a list may have more than it shows: a title in it was left out of the document."""
    blanks = {entry.table for entry in entries if not entry.key}
    last = ""
    for entry, operation in zip(entries, found, strict=True):
        last = _chapter(operation) if operation else last
        if entry.table in blanks:
            yield last


def _unlisted(
    missing: Iterable[Operation], place: Location, operations: Sequence[Operation], listed: set[str]
) -> Iterator[Conflict]:
    """Find the operations that a list at `place` lacks, in chapters most of which it has."""
    chapters: dict[str, list[bool]] = defaultdict(list)
    for operation in operations:
        chapters[_chapter(operation)].append(operation.key in listed)
    covered = {name for name, known in chapters.items() if 2 * sum(known) > len(known)}
    for operation in missing:
        if _chapter(operation) in covered:
            told = Told("CON004", f"`{operation.title}` is described, and the list lacks it")
            readings = (Reading(operation.location, operation.title), Reading(place, stated=False))
            yield Conflict(ConflictKind.LISTING, operation.key, "list", readings, 0, told=told)


def _chapter(operation: Operation) -> str:
    return " > ".join(operation.chapters)


def _columns(outlines: Iterable[Outline], described: _Described) -> Iterator[tuple[_Entry, ...]]:
    """Yield the column that names most operations by title, of the tables outside the operations with one header."""
    groups: dict[tuple[str, ...], list[tuple[Scope, Table]]] = defaultdict(list)
    for outline in outlines:
        for scope in outline.scopes:
            for table in (m for m in scope.marks if isinstance(m, Table) and m.rows) if not scope.requests else ():
                roles = column_roles(table.rows[0])
                # what a table of permissions says otherwise is found where it is read
                if not table_kind(roles) and "action" not in roles:
                    header = tuple(squeeze(c.text.plain) for c in table.rows[0].cells)
                    groups[scope.document, *header].append((scope, table))
    for header, tables in groups.items():
        lists = [tuple(_entries(tables, column)) for column in range(min(len(header) - 1, MAX_COLUMNS))]
        titled = [sum(entry.key in described.by_title for entry in entries) for entries in lists]
        if lists:
            yield lists[max(range(len(lists)), key=titled.__getitem__)]


def _entries(tables: list[tuple[Scope, Table]], column: int) -> Iterator[_Entry]:
    """Yield the entries that stand in a column, each title once; what has no letters is a title that was left out."""
    nothing = load_profile().nothing
    seen: set[str] = set()
    for scope, table in tables:
        seen.add(_cell(table.rows[0], column))
        for row in table.rows[1:]:
            title = _cell(row, column)
            if title and title not in seen and squeeze(title) not in nothing:
                if title_key(title):
                    seen.add(title)
                trail = tuple(filter(None, (scope.title.shown,)))
                links = row.cells[column].text.links
                page = page_key(links[0].target) if links else ""
                yield _Entry(title, page, tuple(_requests(row)), Location(scope.document, row.line, trail), table.line)


def _requests(row: Row) -> Iterator[tuple[str, str]]:
    for cell in row.cells:
        for line in cell.text.plain.split("\n", MAX_COLUMNS)[:MAX_COLUMNS] if "/" in cell.text.plain else ():
            request = parse_request_line([line])
            if request:
                yield request.method, _HOLE.sub("{}", request.path)


def _cell(row: Row, column: int) -> str:
    return row.cells[column].text.plain.replace("\n", " ").strip() if len(row.cells) > column else ""


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:SHOWN_NAMES])
    return shown + (f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else "")


def _them(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"
