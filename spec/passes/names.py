"""Names that stay: one that was given out belongs to its operation, or to its schema, for good.

The record of names is a file beside the document: `METHOD path` -> operationId and -> method of clients, schema -> a
place of its use. What is gone keeps its line, so that its name is not given to another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
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
    """Names given out: `METHOD path` to operationId, schema name to a place in the API where it is used, and
    `METHOD path` to the method of clients (`datasets.versions.list`)."""

    operations: Mapping[str, str] = field(default_factory=dict)
    schemas: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)

    def joined(self, later: "Names") -> "Names":
        """Give these names and later ones; where both name one thing, the later name."""
        return Names(
            {**self.operations, **later.operations},
            {**self.schemas, **later.schemas},
            {**self.methods, **later.methods},
        )


NO_NAMES = Names()


def read_names(path: Path) -> Names:
    """Read a record of names, empty where there is no file. Raises DiagnosticError for a file of another kind."""
    if not path.exists():
        return NO_NAMES
    record = files.load(path)
    parts = {part.name: record.get(part.name, {}) for part in fields(Names)}
    for key, names in parts.items():
        if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
            raise DiagnosticError(Diagnostic("SPC072", f"`{key}` is not an object of names", Location(str(path))))
    return Names(**parts)


def dump_names(names: Names) -> str:
    """Give the text of a record of names, sorted."""
    parts = {part.name: getattr(names, part.name) for part in fields(Names)}
    return files.dump_json({name: dict(sorted(part.items())) for name, part in parts.items()})


def record_names(document: dict[str, Any], names: Names) -> Names:
    """Give the record with the names of a document added to it: those of its operations and of their methods.

    Raises DiagnosticError with every name that has moved: an operation that had another, or a name that was another's.
    """
    found = list(operations(document))
    given = [(operation, operation.value.get("operationId", "")) for operation in found]
    problems, ids = _checked(given, names.operations, "operationId", ("SPC070", "SPC071"))
    called = [(operation, method_of(operation)) for operation in found]
    moved, methods = _checked(called, names.methods, "x-method", ("SPC073", "SPC074"))
    if problems or moved:
        raise DiagnosticError(*problems, *moved)
    return Names({**names.operations, **ids}, names.schemas, {**names.methods, **methods})


def method_of(operation: Operation) -> str:
    """Give the method of clients that an operation states (`datasets.versions.list`), or nothing."""
    parts = [operation.value.get(key) for key in ("x-resource", "x-method")]
    return ".".join(map(str, parts)) if all(parts) else ""


def _checked(
    given: Iterable[tuple[Operation, str]], names: Mapping[str, str], key: str, codes: tuple[str, str]
) -> tuple[list[Diagnostic], dict[str, str]]:
    owners = {name: owner for owner, name in names.items()}
    added: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for operation, name in given:
        if not name:
            continue
        thing = key_of(operation)
        place = f"{operation.pointer}/{key}"
        if (before := names.get(thing, name)) != name:
            problems.append(Diagnostic(codes[0], f"{before} is now {name}", Location("openapi"), thing, place))
        elif (owner := owners.get(name, thing)) != thing:
            problems.append(Diagnostic(codes[1], f"{name} belongs to {owner}", Location("openapi"), thing, place))
        added[thing] = name
    return problems, added
