"""One document, read by itself: everything that does not depend on the other documents.

What comes of it is small enough to travel between processes: the blocks that its facts were read from stay behind.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scraper.document import Block, Code, Document, Heading, Paragraph, Table
from scraper.extract.general import Facts, read_facts
from scraper.extract.marks import ContentsEntry
from scraper.extract.operations import OperationTables, read_operation
from scraper.extract.scopes import MAX_REQUESTS, Outline, Scope, read_outline
from scraper.extract.uri import RequestLine
from scraper.profiles.language import MAX_TITLE
from scraper.tables.lists import Taken
from scraper.tables.roles import column_roles, table_kind
from spec.diagnostics import Diagnostic
from spec.location import Location
from spec.report import Account, Accounting, Kind, Reason


@dataclass(frozen=True, slots=True)
class Page:
    """What one document states, before anything in it is linked.

    `outline` has lost its blocks, but for the tables outside the operations, and its document all but what tells its
    language. `read` are the operations, as tables. The account is complete: each of `read` becomes an operation.
    """

    outline: Outline
    read: tuple[tuple[OperationTables, RequestLine], ...]
    facts: Facts
    account: Account
    diagnostics: tuple[Diagnostic, ...]


def read_page(document: Document) -> Page:
    """Read one document."""
    outline = read_outline(document)
    facts = read_facts(outline)
    accounting = Accounting(document.name)
    diagnostics: list[Diagnostic] = []
    read: list[tuple[OperationTables, RequestLine]] = []
    scopes: list[Scope] = []
    for scope in outline.scopes:
        bare = _without_blocks(scope)
        scopes.append(bare)
        for request in scope.requests:
            tables, found = read_operation(scope, request, accounting)
            accounting.expect(Kind.OPERATION, tables, scope.request_line)
            accounting.use(tables)
            tables.scope = bare
            diagnostics += found
            read.append((tables, request))
    diagnostics += _unread(outline)
    if document.cut_off:
        place = Location(document.name, document.cut_off)
        diagnostics.append(Diagnostic("TBL003", "the document breaks off in a table", place))
    _account_for_rest(outline, accounting, facts.taken)
    facts.taken = {}
    kept = Outline(replace(document, blocks=tuple(_titles(document))), tuple(scopes), outline.contents)
    return Page(kept, tuple(read), facts, accounting.freeze(), tuple(diagnostics))


def _without_blocks(scope: Scope) -> Scope:
    """Give a scope with nothing under its title, or, where it is no operation, with its tables alone."""
    tables = () if scope.requests else tuple(m for m in scope.marks if isinstance(m, Table))
    return replace(scope, marks=tables)


def _titles(document: Document) -> Iterator[Block]:
    """Yield what may be a title or the header of a table: by these the language of a document is told."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield replace(block, rows=block.rows[:1])
        elif isinstance(block, Heading | Paragraph) and len(block.text.plain) <= MAX_TITLE:
            yield block


def _unread(outline: Outline) -> Iterator[Diagnostic]:
    """Find what the document names as an operation and states no request of.

    In a chapter that has operations, every leaf of the contents is one, unless it stands there without a URI title.
    """
    document = outline.document.name
    numbers = {s.title.number: s for s in outline.scopes if s.title.number}
    chapters = {n.split(".")[0] for n, s in numbers.items() if s.requests}
    for scope in (s for s in outline.scopes if s.too_many):
        message = f"more than {MAX_REQUESTS} requests stand under one title, the others are left out"
        yield Diagnostic("REF001", message, Location(document, scope.title.line, (scope.title.shown,)))
    for scope in outline.scopes:
        title = f"{scope.title.number} {scope.title.text}".strip()
        in_chapter = not scope.title.number or scope.title.number.split(".")[0] in chapters
        if scope.has_uri and not scope.requests and in_chapter and not _is_general(scope):
            message = f"`{title}` has a URI section, and no line with method and path in it"
            yield Diagnostic("REF001", message, Location(document, scope.title.line, (title,)))
    parents = {e.number.rpartition(".")[0] for e in outline.contents}
    for entry in outline.contents:
        if entry.number not in parents and entry.number.split(".")[0] in chapters and entry.number not in numbers:
            message = f"the contents list `{entry.number} {entry.title}`, and no page of it is there"
            yield Diagnostic("REF001", message, Location(document, entry.line, (f"{entry.number} {entry.title}",)))


def _is_general(scope: Scope) -> bool:
    """A page about requests in general has a URI section too, without a word on parameters or responses."""
    roles = {m.role for m in scope.marks if hasattr(m, "role")}
    return not scope.title.number and not roles & {"function", "response", "response_body", "status"}


def _account_for_rest(outline: Outline, accounting: Accounting, taken: Taken) -> None:
    """Say of every table and leaf outside the operations why it is left out, or that its facts are general."""
    chapters = {s.title.number.split(".")[0] for s in outline.scopes if s.requests and s.title.number}
    parents = {s.title.number.rpartition(".")[0] for s in outline.scopes}
    for entry in outline.contents:
        _leave(accounting, entry, entry.line, Reason.CONTENTS)
    for scope in outline.scopes:
        if scope.requests:
            continue
        number = scope.title.number
        if "." in number and number not in parents and number.split(".")[0] in chapters:
            accounting.expect(Kind.OPERATION, scope, scope.title.line)
            accounting.leave_out(Reason.NO_REQUEST, scope)
        for request in scope.foreign:
            accounting.expect(Kind.OPERATION, request, scope.request_line)
            accounting.leave_out(Reason.OTHER_SERVICE, request)
        for mark in scope.marks:
            if isinstance(mark, Table):
                kind = table_kind(column_roles(mark.rows[0])) if mark.rows else ""
                _leave_table(accounting, mark, Reason.OUTSIDE_OPERATIONS if kind else Reason.UNKNOWN_HEADER, taken)
            elif isinstance(mark, Code):
                accounting.expect(Kind.EXAMPLE, mark, mark.line)
                accounting.leave_out(Reason.COMMAND, mark)


def _leave(accounting: Accounting, entry: ContentsEntry, line: int, reason: Reason) -> None:
    accounting.expect(Kind.ROW, entry, line)
    accounting.leave_out(reason, entry)


def _leave_table(accounting: Accounting, table: Table, reason: Reason, taken: Taken) -> None:
    """Leave out a table and its rows, but for what was taken of it."""
    accounting.expect(Kind.TABLE, table, table.line)
    for row in table.rows:
        accounting.expect(Kind.ROW, row, row.line)
    for item in (table, *table.rows):
        why = taken.get(id(item), reason)
        if why is None:
            accounting.use(item)
        else:
            accounting.leave_out(why, item)
