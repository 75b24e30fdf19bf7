"""The same operation on several pages, made one: the first description counts whole.

Others fill what it lacks whole.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from scraper.reference import ApiReference, Field, Operation, Response, Structure, Type
from spec.diagnostics import Diagnostic

MAX_DEPTH = 12
MAX_FIELDS = 5_000

_HOLE = re.compile(r"\{[^{}]*\}")


def merge_operations(reference: ApiReference) -> tuple[ApiReference, list[Diagnostic]]:
    """Give `reference` with each operation once. Operations must come in order of precedence."""
    groups: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    for operation in reference.operations:
        groups[operation.method, _HOLE.sub("{}", operation.path)].append(operation)
    diagnostics: list[Diagnostic] = []
    merged: list[Operation] = []
    for group in groups.values():
        operation = group[0]
        for other in group[1:]:
            diagnostics.append(_compare(operation, other, reference.structures))
            operation = _filled(operation, other)
        merged.append(operation)
    return replace(reference, operations=tuple(merged)), diagnostics


def _filled(first: Operation, other: Operation) -> Operation:
    """Fill the whole parts that `first` lacks: a title, a table, an example, a status code."""
    codes = {r.code: r for r in other.responses}
    responses = [_filled_response(r, codes.pop(r.code, None)) for r in first.responses]
    responses += [r for r in codes.values() if not (r.code == "200" and any(x.code[0] == "2" for x in first.responses))]
    roles = {e.role for e in first.examples}
    same_path = first.path == other.path
    return replace(
        first,
        title=first.title or other.title,
        chapters=first.chapters or other.chapters,
        anchor=first.anchor or other.anchor,
        description=first.description or other.description,
        path_parameters=first.path_parameters or (other.path_parameters if same_path else ()),
        query_parameters=first.query_parameters or other.query_parameters,
        header_parameters=first.header_parameters or other.header_parameters,
        body=first.body or other.body,
        responses=tuple(sorted(responses, key=lambda r: r.code)),
        examples=(*first.examples, *(e for e in other.examples if e.role not in roles)),
        also=(*first.also, other.location),
    )


def _filled_response(first: Response, other: Response | None) -> Response:
    if other is None:
        return first
    return replace(
        first,
        description=first.description or other.description,
        headers=first.headers or other.headers,
        body=first.body or other.body,
    )


def _compare(first: Operation, other: Operation, structures: dict[str, Structure]) -> Diagnostic:
    ours, theirs = dict(_facts(first, structures)), dict(_facts(other, structures))
    apart = sorted(k for k in ours.keys() | theirs.keys() if ours.get(k) != theirs.get(k))
    where = f"{first.key} is also described at {other.location}"
    if not apart:
        return Diagnostic("REF003", where, first.location)
    shown = ", ".join(apart[:3]) + (f" and {len(apart) - 3} more" if len(apart) > 3 else "")
    return Diagnostic("REF002", f"{where}, otherwise in {shown}", first.location)


def _facts(operation: Operation, structures: dict[str, Structure]) -> Iterator[tuple[str, str]]:
    """Yield the place and the type of each documented field."""
    count = 0
    stack: list[tuple[str, Type, tuple[str, ...]]] = []
    groups = (
        ("path", operation.path_parameters),
        ("query", operation.query_parameters),
        ("header", operation.header_parameters),
    )
    for place, fields in groups:
        stack += [(f"{place} {f.name}", f.type, ()) for f in fields]
        yield from ((f"{place} {f.name}", _shape(f)) for f in fields)
    if operation.body:
        stack.append(("request", operation.body.type, ()))
    stack += [(f"response {r.code}", r.body.type, ()) for r in operation.responses if r.body]
    while stack and count < MAX_FIELDS:
        place, type_, above = stack.pop()
        while type_.item is not None:
            type_ = type_.item
        if type_.structure is None or type_.structure in above or len(above) > MAX_DEPTH:
            continue
        for item in structures[type_.structure].fields:
            count += 1
            yield f"{place} {item.name}", _shape(item)
            stack.append((f"{place} {item.name}", item.type, (*above, type_.structure)))


def _shape(item: Field) -> str:
    kinds: list[str] = []
    type_: Type | None = item.type
    while type_ is not None:
        kinds.append(f"{type_.kind}/{type_.format}")
        type_ = type_.item
    return f"{' of '.join(kinds)} {item.required}"
