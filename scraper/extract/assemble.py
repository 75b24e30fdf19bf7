"""One operation's sorted tables to an Operation: parameters, body, responses, examples."""

from collections.abc import Iterable
from dataclasses import replace

from scraper.document import Text
from scraper.examples import findings, read_example
from scraper.extract.links import Linker
from scraper.extract.operations import FieldTable, OperationTables
from scraper.extract.uri import RequestLine, placeholders
from scraper.phrases.reading import Kind
from scraper.profiles.profile import load_profile
from scraper.reference import Body, Example, Field, Operation, Response, Type
from spec.diagnostics import Diagnostic
from spec.location import Location

_STRUCTURES = ("structure", "other")


def assemble(
    tables: OperationTables, request: RequestLine, linker: Linker, chapters: tuple[str, ...]
) -> tuple[Operation, list[Diagnostic]]:
    """Build the operation that `request` names. Findings are placeholders without a row and what the linker found."""
    scope = tables.scope
    diagnostics: list[Diagnostic] = []
    trail = tuple(filter(None, (scope.title.shown,)))
    location = Location(scope.document, scope.request_line, trail)
    body = _body(linker, [t for t in tables.tables if t.side == "request"], "body")
    path = _parameters(linker, tables, "path")
    declared = {f.name.strip("{}") for f in path}
    for hole in placeholders(request.path):
        if hole not in declared:
            diagnostics.append(Diagnostic("REF005", f"`{hole}` has no row in a table of path parameters", location))
            path.append(Field(hole, Type(Kind.STRING), True, Text(""), location))
    if scope.recovered:
        diagnostics.append(
            Diagnostic("REF004", f"the page of {request.method} {request.path} is lost, its tables are there", location)
        )
    legacy = any(load_profile().is_legacy(t) for t in (*chapters, scope.title.text))
    operation = Operation(
        method=request.method,
        path=request.path,
        title=scope.title.text,
        section=scope.title.number,
        chapters=chapters,
        anchor=_anchor(scope.title.anchors, scope.document),
        legacy=legacy,
        description="\n".join(tables.description),
        query_in_uri=request.query,
        path_parameters=tuple(replace(f, name=f.name.strip("{}"), required=True) for f in path),
        query_parameters=tuple(_parameters(linker, tables, "query")),
        header_parameters=tuple(_parameters(linker, tables, "header")),
        body=body,
        responses=tuple(_responses(linker, tables, location)),
        examples=tuple(_examples(tables, scope.document, trail, diagnostics)),
        location=location,
    )
    return operation, diagnostics


def _anchor(anchors: tuple[str, ...], document: str) -> str:
    return anchors[0] if anchors else ""


def _parameters(linker: Linker, tables: OperationTables, place: str) -> list[Field]:
    found: dict[str, Field] = {}
    for table in tables.tables:
        if table.place == place and table.side == "request":
            linker.link(
                [table],
                [t for t in tables.tables if t.place in _STRUCTURES and t.side == "request"]
                if place == "query"
                else [],
            )
            for item in linker.fields(table):
                found.setdefault(item.name.strip("{}"), item)
    return list(found.values())


def _body(linker: Linker, tables: list[FieldTable], place: str) -> Body | None:
    """Build the body that the root tables of one set describe, with all the structures below it."""
    roots = [t for t in tables if t.place == place and t.rows]
    if not roots:
        return None
    root = roots[0] if len(roots) == 1 else replace(roots[0], rows=tuple(r for t in roots for r in t.rows))
    linker.link([root], [t for t in tables if t.place in _STRUCTURES])
    fields = linker.structures[root.id].fields
    if len(fields) == 1 and load_profile().match_line("array_element", fields[0].name):
        kind = fields[0].type
        return Body(kind if kind.kind is Kind.ARRAY else Type(Kind.ARRAY, item=kind), fields[0].location)
    return Body(Type(Kind.OBJECT, structure=root.id), root.location)


def _responses(linker: Linker, tables: OperationTables, location: Location) -> Iterable[Response]:
    """Build the responses in the order of their codes.

    A table without a code is that of the one documented success, else of 200.
    """
    success = [c for c in (*tables.codes, *tables.statuses) if c.startswith("2")]
    unnamed = success[0] if len(set(success)) == 1 else "200"
    by_code: dict[str, list[FieldTable]] = {c: [] for c in (*tables.codes, *tables.statuses)}
    for table in tables.tables:
        if table.side == "response":
            code = table.code or unnamed
            by_code.setdefault(code, []).append(table)
    for code in sorted(by_code):
        group = by_code[code]
        headers = [t for t in group if t.place == "response_header"]
        fields: dict[str, Field] = {}
        for table in headers:
            linker.link([table], [])
            for item in linker.fields(table):
                fields.setdefault(item.name, item)
        body = _body(linker, group, "response_body")
        place = next((t.location for t in group), location.at(tables.status_lines.get(code, location.line)))
        yield Response(code, tables.statuses.get(code, ""), tuple(fields.values()), body, place)


def _examples(
    tables: OperationTables, document: str, trail: tuple[str, ...], diagnostics: list[Diagnostic]
) -> Iterable[Example]:
    for item in tables.examples:
        location = Location(document, item.line, (*trail, item.role))
        read = read_example(item)
        diagnostics += findings(item, read, location)
        text = "" if read.values else item.text
        yield Example(item.role, item.code, item.title, item.request, read.values, text, location)
