"""What operations are called in clients, written into the document: a pass, so that every generator finds the names."""

from collections.abc import Iterable, Mapping
from typing import Any

from generator.planning.document import Document
from generator.planning.resources import place_operations
from spec.model import Operation, operations
from spec.passes import Passed
from spec.passes.names import key_of
from spec.rules.contract import as_dict


def name_methods(document: dict[str, Any], recorded: Mapping[str, str], given_out: Iterable[str] = ()) -> Passed:
    """Give the document with `x-resource` (dotted) and `x-method` on each operation.

    What the document states counts, then what is recorded (`METHOD path` to `datasets.versions.list`), then the rules.
    What is stated stands there as clients write it. `given_out` are further names which no operation gets by rule.
    Raises GenerationError where two operations would have one name.
    """
    stated = _with_names(document, recorded, {})
    current = {key_of(operation) for operation in operations(document)}
    gone = [*given_out, *(name for key, name in recorded.items() if key not in current)]
    placed = place_operations(list(Document(stated).operations()), gone)
    names = {f"{p.operation.method} {p.operation.path}": ".".join((*p.trail, p.name)) for p in placed}
    return Passed(_with_names(stated, {}, names))


def _with_names(document: dict[str, Any], usual: Mapping[str, str], decided: Mapping[str, str]) -> dict[str, Any]:
    """Give the document with names on its operations: `decided` ones win over stated ones, `usual` ones do not."""
    paths = {
        path: dict(item) if isinstance(item, dict) else item for path, item in as_dict(document.get("paths")).items()
    }
    for operation in operations(document):
        given, final = _names_of(usual, operation), _names_of(decided, operation)
        paths[operation.path][operation.method] = {**given, **final, **operation.value, **final}
    return {**document, "paths": paths} if paths else document


def _names_of(names: Mapping[str, str], operation: Operation) -> dict[str, str]:
    resource, _, method = names.get(key_of(operation), "").rpartition(".")
    return {"x-resource": resource, "x-method": method} if method else {}
