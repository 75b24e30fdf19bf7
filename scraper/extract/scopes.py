"""A document cut into scopes: one title and what stands under it.

A scope with a request line under a URI title is an operation.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from scraper.document import Code, Document, Paragraph, Table, Text
from scraper.extract.marks import CaptionMark, ContentsEntry, Mark, SectionMark, Title, read_marks
from scraper.extract.uri import RequestLine, make_request_line, parse_request_line
from scraper.profiles.profile import load_profile, squeeze
from scraper.tables.roles import column_roles, table_kind

ENOUGH_NUMBERS = 3
MAX_REQUESTS = 16

_OPERATION_SECTIONS = frozenset({"function", "status", "errors"})


@dataclass(frozen=True, slots=True)
class Scope:
    """A title and the marks under it.

    `requests` are the request lines under its URI title, `has_uri` tells of the title alone.

    `foreign` are request lines of a page about requests in general: they name the host of another service, and no
    section of an operation goes with them. `recovered` is true where the page with the title was lost and the scope was
    found by its tables.
    """

    document: str
    dialect: str
    title: Title
    chapters: tuple[str, ...]
    marks: tuple[Mark, ...]
    requests: tuple[RequestLine, ...]
    request_line: int
    has_uri: bool
    recovered: bool = False
    foreign: tuple[RequestLine, ...] = ()
    too_many: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """A document's scopes in order, and its table of contents."""

    document: Document
    scopes: tuple[Scope, ...]
    contents: tuple[ContentsEntry, ...]


def read_outline(document: Document) -> Outline:
    """Cut a document into scopes."""
    marks = read_marks(document)
    contents = tuple(m for m in marks if isinstance(m, ContentsEntry))
    body: list[Mark] = [m for m in marks if not isinstance(m, ContentsEntry)]
    numbered = [m for m in body if isinstance(m, Title) and m.number]
    if document.dialect == "text" and (contents or len(numbered) >= ENOUGH_NUMBERS or _all_numbered(body)):
        cut = _cut_numbered(body, {e.number: e.title for e in contents})
    else:
        cut = _cut_at_titles(body)
    titles = {title.number: title.text for title, _ in cut if title.number}
    scopes = [_scope(document, title, _chapters(title, titles), tuple(inner)) for title, inner in cut]
    return Outline(document, tuple(_recovered(scopes, contents)), contents)


def _all_numbered(marks: list[Mark]) -> bool:
    """Tell whether a numbered title comes before each URI title, as in an extract of a few operations."""
    uris, waiting = 0, False
    for mark in marks:
        if isinstance(mark, Title):
            waiting = waiting or "." in mark.number
        elif isinstance(mark, SectionMark) and mark.role == "uri":
            if not waiting:
                return False
            uris, waiting = uris + 1, False
    return uris > 0


def _chapters(title: Title, titles: dict[str, str]) -> tuple[str, ...]:
    parts = title.number.split(".") if title.number else []
    return tuple(titles.get(".".join(parts[:i]), "") for i in range(1, len(parts)))


def _cut_numbered(marks: list[Mark], contents: dict[str, str]) -> list[tuple[Title, list[Mark]]]:
    """Cut at numbered titles.

    Where there is a table of contents, a title has a number of it, and its words or a place in its order; else numbers
    must go upwards.
    """
    cut: list[tuple[Title, list[Mark]]] = [(Title("", "", 1), [])]
    last: tuple[int, ...] = ()
    for mark in marks:
        if isinstance(mark, Title) and mark.number:
            number = tuple(_rank(p) for p in mark.number.split("."))
            if contents:
                known = contents.get(mark.number)
                is_title = known is not None and (number > last or squeeze(known) == squeeze(mark.text))
            else:
                is_title = number > last and bool(mark.level or len(number) > 1)
            if is_title:
                last = number
                cut.append((mark, []))
                continue
        cut[-1][1].append(_as_text(mark))
    return cut


def _cut_at_titles(marks: list[Mark]) -> list[tuple[Title, list[Mark]]]:
    """Cut at the title of each operation; titles inside an operation are only text."""
    starts = _starts(marks)
    first = next((i for i, m in enumerate(marks) if isinstance(m, Title) and m.level), None)
    if not starts and first is not None:
        starts = [first]
    cut: list[tuple[Title, list[Mark]]] = []
    if not starts or starts[0] > 0:
        cut.append((Title("", "", 1), [_as_text(m) for m in marks[: starts[0] if starts else len(marks)]]))
    for start, end in pairwise([*starts, len(marks)]):
        title = marks[start]
        assert isinstance(title, Title)  # noqa: S101 starts are indices of titles
        cut.append((title, [_as_text(m) for m in marks[start + 1 : end]]))
    return cut


def _starts(marks: list[Mark]) -> list[int]:
    """Find the title of each URI title: the highest since the one before.

    Where several operations share a page, their titles have one level, the highest that stands before each of them.
    """
    groups: list[list[tuple[int, int]]] = []
    titles: list[tuple[int, int]] = []
    for index, mark in enumerate(marks):
        if isinstance(mark, Title) and mark.level:
            titles.append((mark.level, index))
        elif isinstance(mark, SectionMark) and mark.role == "uri" and titles:
            groups.append(titles)
            titles = []
    shared = set.intersection(*({level for level, _ in g} for g in groups)) if len(groups) > 1 else set()
    if not shared:
        return [min(g)[1] for g in groups]
    return [next(index for level, index in g if level == min(shared)) for g in groups]


def _rank(part: str) -> int:
    """Give the place of a part of a number; letters, of appendices, come after all numbers."""
    return int(part) if part.isdecimal() else 1000 + ord(part)


def _as_text(mark: Mark) -> Mark:
    """A title that starts no scope is a line of text."""
    if not isinstance(mark, Title):
        return mark
    return Paragraph(Text(f"{mark.number} {mark.text}".strip()), mark.line)


def _scope(document: Document, title: Title, chapters: tuple[str, ...], marks: tuple[Mark, ...]) -> Scope:
    found = list(_request_lines(marks))
    requests = tuple(dict.fromkeys(r for r, _ in found))
    foreign: tuple[RequestLine, ...] = ()
    if not any(
        isinstance(m, SectionMark) and (m.role in _OPERATION_SECTIONS or m.role.startswith("response")) for m in marks
    ):
        foreign = tuple(r for r in requests if r.host)
        requests = tuple(r for r in requests if not r.host)
    distinct = _distinct(requests)
    has_uri = any(isinstance(m, SectionMark) and m.role == "uri" for m in marks)
    line = found[0][1] if found else title.line
    return Scope(
        document.name,
        document.dialect,
        title,
        chapters,
        marks,
        distinct[:MAX_REQUESTS],
        line,
        has_uri and not foreign,
        foreign=foreign,
        too_many=len(distinct) > MAX_REQUESTS,
    )


def _distinct(requests: tuple[RequestLine, ...]) -> tuple[RequestLine, ...]:
    """The first request line, and others that are no example of one: an example has values where a placeholder was."""
    kept: list[RequestLine] = []
    for request in requests:
        if len(kept) <= MAX_REQUESTS and not any(
            request.method == k.method and _fits(request.path, k.path) for k in kept
        ):
            kept.append(request)
    return tuple(kept)


def _fits(path: str, template: str) -> bool:
    ours, theirs = path.split("/"), template.split("/")
    return len(ours) == len(theirs) and all(a == b or b.startswith("{") for a, b in zip(ours, theirs, strict=True))


def _request_lines(marks: tuple[Mark, ...]) -> Iterator[tuple[RequestLine, int]]:
    """Yield the request lines under URI titles, in order, with their lines."""
    inside = False
    skip = -1
    for index, mark in enumerate(marks):
        if isinstance(mark, SectionMark):
            inside = mark.role == "uri"
        elif not inside or index <= skip:
            continue
        elif isinstance(mark, Paragraph):
            following = [m for m in marks[index : index + 4] if isinstance(m, Paragraph)]
            lines = [p.text.plain for i, p in enumerate(following) if p.line <= mark.line + i]
            request = parse_request_line(lines) or _split_request(marks, index)
            if request:
                skip = index + 1 if parse_request_line(lines[:1]) != request else index
                yield request, mark.line
        elif isinstance(mark, Code):
            lines = mark.text.split("\n")
            for offset, line in enumerate(lines[:20]):
                request = parse_request_line([line, *lines[offset + 1 : offset + 8]])
                if request:
                    yield request, mark.line + offset
                    break
        elif isinstance(mark, Table):
            yield from _request_table(mark)


def _split_request(marks: tuple[Mark, ...], index: int) -> RequestLine | None:
    """Method and path on two lines of their own, in either order."""
    profile = load_profile()
    texts = [m.text.plain for m in marks[index : index + 3] if isinstance(m, Paragraph)]
    method = next((m["method"] for t in texts if (m := profile.match_line("method_line", t))), "")
    path = next((m["path"] for t in texts if (m := profile.match_line("path_line", t))), "")
    if profile.match_line("method_line", texts[0]) or profile.match_line("path_line", texts[0]):
        return make_request_line(method, path)
    return None


def _request_table(table: Table) -> Iterator[tuple[RequestLine, int]]:
    if not table.rows:
        return
    roles = column_roles(table.rows[0])
    if table_kind(roles) != "request_line":
        return
    method, uri = roles.index("method"), roles.index("uri")
    for row in table.rows[1:]:
        if len(row.cells) == len(roles):
            request = make_request_line(row.cells[method].text.plain, row.cells[uri].text.plain)
            if request:
                yield request, row.line


def _recovered(scopes: list[Scope], contents: tuple[ContentsEntry, ...]) -> Iterator[Scope]:
    """Split a scope that holds the tables of a second operation, whose page with the title was lost.

    A table of path parameters after the response belongs to the next operation: the one that the contents list here.
    """
    present = {s.title.number for s in scopes}
    places = {e.number: place for place, e in enumerate(contents)}
    for scope in scopes:
        at = _second_operation(scope.marks) if scope.requests else None
        place = places.get(scope.title.number, -1) + 1
        lost = contents[place] if at and 0 < place < len(contents) else None
        if at is None or (contents and (lost is None or lost.number in present)):
            yield scope
            continue
        first = scope.marks[at]
        line = first.line
        title = Title(lost.number, lost.title, line) if lost else Title("", "", line)
        yield replace(scope, marks=scope.marks[:at])
        rest = (SectionMark("uri", line), *scope.marks[at:])
        request = _example_request(rest)
        requests = (request[0],) if request else ()
        yield Scope(
            scope.document,
            scope.dialect,
            title,
            scope.chapters,
            rest,
            requests,
            request[1] if request else line,
            True,
            True,
        )


def _second_operation(marks: tuple[Mark, ...]) -> int | None:
    captions = load_profile().captions
    after_response = False
    for index, mark in enumerate(marks):
        if isinstance(mark, SectionMark):
            after_response = after_response or mark.role.startswith("response")
        elif after_response and isinstance(mark, CaptionMark) and captions.get(squeeze(mark.title)) == "path":
            return index
    return None


def _example_request(marks: tuple[Mark, ...]) -> tuple[RequestLine, int] | None:
    inside = False
    for index, mark in enumerate(marks):
        if isinstance(mark, SectionMark):
            inside = mark.role in ("request_example", "example")
        elif inside and isinstance(mark, Code | Paragraph):
            text = mark.text if isinstance(mark, Code) else mark.text.plain
            lines = text.split("\n")
            for offset, line in enumerate(lines[:10]):
                request = parse_request_line([line, *lines[offset + 1 : offset + 5]])
                if request:
                    return request, mark.line + offset
        if index > 400:
            break
    return None
