"""The stage as a whole: outlines, facts, operations, links, and the account of everything that was in the documents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scraper.document import Code, Document, Table
from scraper.extract.assemble import assemble
from scraper.extract.contradictions import find_contradictions
from scraper.extract.general import Facts, page_key, read_facts, title_key
from scraper.extract.links import Linker, TableIndex
from scraper.extract.marks import ContentsEntry
from scraper.extract.operations import OperationTables, read_operation
from scraper.extract.scopes import MAX_REQUESTS, Outline, Scope, read_outline
from scraper.extract.uri import RequestLine
from scraper.reference import ApiReference, Operation, Structure
from scraper.tables.lists import Taken
from scraper.tables.roles import column_roles, table_kind
from spec.diagnostics import Diagnostic
from spec.location import Location
from spec.report import Account, Accounting, Kind, Reason


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read of one or more documents."""

    reference: ApiReference
    accounts: tuple[Account, ...]
    diagnostics: tuple[Diagnostic, ...]


def extract_reference(documents: Sequence[Document]) -> Extraction:
    """Give what the documents state. Operations come in document order; the same one on two pages comes twice."""
    outlines = [read_outline(d) for d in documents]
    facts = read_facts(outlines)
    accountings = {d.name: Accounting(d.name) for d in documents}
    diagnostics: list[Diagnostic] = []
    read: list[tuple[OperationTables, RequestLine]] = []
    index = TableIndex()
    for outline in outlines:
        accounting = accountings[outline.document.name]
        for scope in outline.scopes:
            for request in scope.requests:
                tables, found = read_operation(scope, request, accounting)
                diagnostics += found
                read.append((tables, request))
                index.add(scope.document, tables.tables)
        diagnostics += _unread(outline)
        if outline.document.cut_off:
            place = Location(outline.document.name, outline.document.cut_off)
            diagnostics.append(Diagnostic("TBL003", "the document breaks off in a table", place))
    structures: dict[str, Structure] = {}
    operations: list[Operation] = []
    headers = list(facts.headers)
    for tables, request in read:
        linker = Linker(index, structures)
        operation, found = assemble(tables, request, linker, _chapters(tables.scope, facts))
        accounting = accountings[tables.scope.document]
        accounting.expect(Kind.OPERATION, operation, operation.location.line)
        accounting.use(operation)
        diagnostics += found + linker.diagnostics
        headers += [f.name for f in operation.header_parameters]
        operations.append(operation)
    diagnostics += find_contradictions(outlines, [tables for tables, _ in read], operations)
    for outline in outlines:
        _account_for_rest(outline, accountings[outline.document.name], facts.taken)
    reference = ApiReference(
        facts.title,
        facts.version,
        tuple(operations),
        structures,
        tuple(dict.fromkeys(headers)),
        facts.envelope,
        facts.places,
        tuple(facts.permissions),
        tuple(facts.error_codes),
        tuple(facts.status_meanings),
    )
    return Extraction(reference, tuple(a.freeze() for a in accountings.values()), tuple(diagnostics))


def _chapters(scope: Scope, facts: Facts) -> tuple[str, ...]:
    page = page_key(scope.document)
    return (
        scope.chapters
        or facts.groups.get(page)
        or facts.overview.get(page)
        or facts.overview.get(title_key(scope.title.text), ())
    )


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
