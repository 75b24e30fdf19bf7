"""Names that stay: one that was given out belongs to its operation, or to its schema, for good.

The record of names is a file beside the document: `METHOD path` -> operationId, schema -> a place of its use. What is
gone keeps its line, so that its name is not given to another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spec import files
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location
from spec.model import Operation, operations


def key_of(operation: Operation) -> str:
    """Give the key of an operation in the record of names."""
    return f"{operation.method.upper()} {operation.path}"


@dataclass(frozen=True, slots=True)
class Names:
    """Names given out: `METHOD path` to operationId, and schema name to a place in the API where it is used."""

    operations: Mapping[str, str] = field(default_factory=dict)
    schemas: Mapping[str, str] = field(default_factory=dict)

    def joined(self, later: "Names") -> "Names":
        """Give these names and later ones; where both name one thing, the later name."""
        return Names({**self.operations, **later.operations}, {**self.schemas, **later.schemas})


NO_NAMES = Names()


def read_names(path: Path) -> Names:
    """Read a record of names, empty where there is no file. Raises DiagnosticError for a file of another kind."""
    if not path.exists():
        return NO_NAMES
    record = files.load(path)
    parts = {key: record.get(key, {}) for key in ("operations", "schemas")}
    for key, names in parts.items():
        if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
            raise DiagnosticError(Diagnostic("SPC072", f"`{key}` is not an object of names", Location(str(path))))
    return Names(**parts)


def dump_names(names: Names) -> str:
    """Give the text of a record of names, sorted."""
    return files.dump_json(
        {"operations": dict(sorted(names.operations.items())), "schemas": dict(sorted(names.schemas.items()))}
    )


def record_names(document: dict[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """Give the record with the names of a document added to it.

    Raises DiagnosticError with every name that has moved: an operation that had another, or a name that was another's.
    """
    owners = {name: key for key, name in names.items()}
    added: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for operation in operations(document):
        if not (name := operation.value.get("operationId")):
            continue
        key = key_of(operation)
        place = operation.pointer + "/operationId"
        if (before := names.get(key, name)) != name:
            problems.append(Diagnostic("SPC070", f"{before} is now {name}", Location("openapi"), key, place))
        elif (owner := owners.get(name, key)) != key:
            problems.append(Diagnostic("SPC071", f"{name} belongs to {owner}", Location("openapi"), key, place))
        added[key] = name
    if problems:
        raise DiagnosticError(*problems)
    return {**names, **added}
