"""What changed from one OpenAPI document to another, by its effect on the wire and on generated clients.

`kinds.py` is the table of all that can change. Schemas are compared as they resolve (`shape.py`, `schemas.py`), each
pair of them once for each direction, whichever operations come there (`graph.py`).
"""

from collections.abc import Mapping
from typing import Any

from spec.diagnostics import Diagnostic, DiagnosticError
from spec.diff.document import compare_documents
from spec.diff.found import Gathered
from spec.diff.graph import Graph
from spec.diff.matching import matched, operations_of
from spec.diff.model import Aliases, Change, Diff, Effect, Part
from spec.diff.names import compare_names
from spec.diff.operations import OperationComparison
from spec.diff.schemas import Finding, SchemaComparison
from spec.diff.shape import Shapes
from spec.diff.unchanged import Unchanged
from spec.location import Location

__all__ = ["NO_ALIASES", "Aliases", "Change", "Diff", "Effect", "Part", "compare"]

NO_ALIASES = Aliases()
_NO_PLACES: Mapping[str, Location] = {}


def compare(
    old: dict[str, Any],
    new: dict[str, Any],
    *,
    old_places: Mapping[str, Location] = _NO_PLACES,
    new_places: Mapping[str, Location] = _NO_PLACES,
    aliases: Aliases = NO_ALIASES,
) -> Diff:
    """Compare two OpenAPI documents, of 3.0 or 3.1, as they were loaded from files.

    `old_places` and `new_places` say by JSON pointer where parts of them are documented, `aliases` which old names the
    new client keeps. Raises DiagnosticError (SPC084) for documents that nest too deep, or hold more than can be
    compared.
    """
    try:
        return _compared(old, new, old_places, new_places, aliases)
    except RecursionError as error:
        diagnostic = Diagnostic("SPC084", "nested too deep", Location("diff"))
        raise DiagnosticError(diagnostic) from error


def _compared(
    old: dict[str, Any],
    new: dict[str, Any],
    old_places: Mapping[str, Location],
    new_places: Mapping[str, Location],
    aliases: Aliases,
) -> Diff:
    gathered = Gathered()
    compare_documents(old, new, gathered)
    unchanged = Unchanged(old, new)
    graph = Graph(SchemaComparison(Shapes(old, unchanged.used[0]), Shapes(new, unchanged.used[1])), unchanged)
    comparison = OperationComparison(old, new, graph, gathered, aliases)
    pairs = matched(operations_of(old), operations_of(new))
    for was, now in pairs:
        if was and now:
            if not unchanged.is_same_operation(was, now):
                comparison.compare(was, now)
        elif now:
            name = f"{now.method.upper()} {now.path}"
            finding = Finding("operation-added", None, name, "", now.pointer)
            gathered.add(finding, Part.OPERATION, "operation", operations=(now.id,))
        elif was:
            name = f"{was.method.upper()} {was.path}"
            finding = Finding("operation-removed", name, None, was.pointer, "")
            gathered.add(finding, Part.OPERATION, "operation", operations=(was.id,))
    graph.finish()
    for number, places in graph.reached().items():
        pair = graph.pairs[number]
        label, path = next(iter(places.values()), ("", ""))
        for finding in pair.findings:
            gathered.add(finding, pair.part, label, path, places)
    compare_names(old, new, graph, aliases, gathered)
    order = {operation.id: index for index, operation in enumerate(now or was for was, now in pairs) if operation}
    changes = gathered.changes(order, _finder(old_places), _finder(new_places))
    return Diff(_version(old), _version(new), changes)


def _version(document: dict[str, Any]) -> str:
    info = document.get("info")
    return str(info.get("version", "")) if isinstance(info, dict) else ""


def _finder(places: Mapping[str, Location]) -> Any:
    """Give the function that says where a pointer, or the nearest above it, is documented."""

    def find(pointer: str) -> Location | None:
        while pointer:
            if pointer in places:
                return places[pointer]
            pointer = pointer.rpartition("/")[0]
        return None

    return find
