"""What operations are called in clients, written into the document: a pass, so that every generator finds the names."""

from collections.abc import Mapping
from typing import Any

from generator.planning.document import Document
from generator.planning.resources import place_operations
from spec.model import operations
from spec.passes import Passed
from spec.passes.names import key_of


def name_methods(document: dict[str, Any], recorded: Mapping[str, str]) -> Passed:
    """Give the document with `x-resource` (dotted) and `x-method` on each operation.

    What the document states counts, then what is recorded (`METHOD path` to `datasets.versions.list`), then the rules.
    Raises GenerationError where two operations would have one name.
    """
    stated = _with_names(document, recorded)
    current = {key_of(operation) for operation in operations(document)}
    gone = [name for key, name in recorded.items() if key not in current]
    placed = place_operations(list(Document(stated).operations()), gone)
    names = {f"{p.operation.method} {p.operation.path}": ".".join((*p.trail, p.name)) for p in placed}
    return Passed(_with_names(stated, names))


def _with_names(document: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    paths = {path: dict(item) for path, item in document.get("paths", {}).items()}
    for operation in operations(document):
        resource, _, method = names.get(key_of(operation), "").rpartition(".")
        if method:
            given = {"x-resource": resource, "x-method": method}
            paths[operation.path][operation.method] = {**given, **operation.value}
    return {**document, "paths": paths}
