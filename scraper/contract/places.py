"""Provenance: by JSON pointer the places of the reference that state what stands there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scraper.contract.schema_names import Node
from scraper.contract.schemas import SchemaBook
from scraper.reference import ApiReference, Operation
from spec import pointer as pointers
from spec.location import Location
from spec.provenance import Provenance, all_of

_SCHEMAS = "/components/schemas"


def complete_places(
    document: Mapping[str, Any], reference: ApiReference, book: SchemaBook, known: Mapping[str, Location]
) -> Provenance:
    """Give the places of everything in `document`, which was written from `reference` and `book`.

    `known` are the places that the writing itself knew. Where several structures became one schema, the first in
    document order counts and the others stand beside it.
    """
    first = dict(known)
    also: dict[str, tuple[Location, ...]] = {}
    found: Iterable[tuple[str, list[Location]]] = (
        *_operations(document, reference, known),
        *_schemas(reference, book),
        *_error_body(document, reference, book),
        *_general(document, reference),
    )
    for pointer, places in found:
        kept = all_of(places)
        if kept:
            first[pointer] = kept[0]
        if len(kept) > 1:
            also[pointer] = kept[1:]
    return Provenance(first, also)


def _operations(
    document: Mapping[str, Any], reference: ApiReference, known: Mapping[str, Location]
) -> Iterator[tuple[str, list[Location]]]:
    """Yield the places of operations, of response headers, and of error responses that hold for all operations."""
    by_place = {operation.location: operation for operation in reference.operations}
    for path, item in document["paths"].items():
        for method, value in item.items():
            pointer = pointers.join("/paths", path, method)
            operation = by_place.get(known[pointer])
            if operation is None:
                continue
            yield pointer, [operation.location, *operation.also]
            yield from _responses(operation, value["responses"], f"{pointer}/responses", reference)


def _responses(
    operation: Operation, responses: Mapping[str, Any], pointer: str, reference: ApiReference
) -> Iterator[tuple[str, list[Location]]]:
    documented = {response.code: response for response in operation.responses}
    for code, value in responses.items():
        if code not in documented:
            yield f"{pointer}/{code}", [reference.envelope.location if reference.envelope else operation.location]
            continue
        for item in documented[code].headers:
            if item.name in value.get("headers", ()):
                yield pointers.join(pointer, code, "headers", item.name), [item.location]


def _schemas(reference: ApiReference, book: SchemaBook) -> Iterator[tuple[str, list[Location]]]:
    """Yield the places of component schemas and their properties, of all structures that became one."""
    ranks = _ranks(reference)
    groups: dict[str, list[Node]] = defaultdict(list)
    for node, name in book.names.items():
        groups[name].append(node)
    for name, nodes in groups.items():
        pointer = pointers.join(_SCHEMAS, name)
        structures = [reference.structures[node.structure] for node in nodes]
        yield pointer, _in_order((s.location for s in structures), ranks)
        rows: dict[str, list[Location]] = defaultdict(list)
        for structure in structures:
            for item in structure.fields:
                rows[item.name].append(item.location)
        for field_name, places in rows.items():
            yield pointers.join(pointer, "properties", field_name), _in_order(places, ranks)


def _error_body(
    document: Mapping[str, Any], reference: ApiReference, book: SchemaBook
) -> Iterator[tuple[str, list[Location]]]:
    """Yield the places of the one schema that no table describes: that of the error body of all operations."""
    described = set(book.names.values())
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        if name not in described and reference.envelope:
            pointer = pointers.join(_SCHEMAS, name)
            for below in ("", *(pointers.join("/properties", field_name) for field_name in schema["properties"])):
                yield pointer + below, [reference.envelope.location]


def _ranks(reference: ApiReference) -> dict[str, int]:
    """Number the documents in the order in which they were read."""
    return {name: rank for rank, name in enumerate(dict.fromkeys(o.location.document for o in reference.operations))}


def _in_order(places: Iterable[Location], ranks: Mapping[str, int]) -> list[Location]:
    return sorted(places, key=lambda place: (ranks.get(place.document, len(ranks)), place))


def _general(document: Mapping[str, Any], reference: ApiReference) -> Iterator[tuple[str, list[Location]]]:
    """Yield the places of title, version, tags and security."""
    stated = reference.places
    for key in ("title", "version"):
        yield f"/info/{key}", [stated[key]] if key in stated else []
    for number, tag in enumerate(document.get("tags", ())):
        chapter = stated.get(f"chapter {tag['name']}")
        users = (o.location for o in reference.operations if tag["name"] in o.chapters)
        yield f"/tags/{number}", [chapter] if chapter else list(users)[:1]
    components = document.get("components", {})
    rows: dict[str, list[Location]] = defaultdict(list)
    for operation in reference.operations:
        for item in operation.header_parameters:
            rows[item.name.casefold()].append(item.location)
    schemes = {name: _scheme(scheme, stated, rows) for name, scheme in components.get("securitySchemes", {}).items()}
    for name, places in schemes.items():
        yield pointers.join("/components/securitySchemes", name), places
    yield "/security", [place for places in schemes.values() for place in places[:1]]


def _scheme(
    scheme: Mapping[str, Any], stated: Mapping[str, Location], rows: Mapping[str, list[Location]]
) -> list[Location]:
    header = str(scheme.get("name", "")).casefold()
    general = stated.get(f"header {header}")
    return [*([general] if general else []), *rows.get(header, ())]
