"""Names that stay: one that was given out belongs to its operation, or to its schema, for good.

The record of names is a file beside the document: `METHOD path` -> operationId and -> method of clients, schema -> a
place of its use. What is gone keeps its line, so that its name is not given to another. An operation that has moved to
another path under its operationId keeps its names. A name that changes becomes an alias: the old one stands for the
new one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from spec import files
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location
from spec.model import Operation, operations
from spec.versions import is_version


def key_of(operation: Operation) -> str:
    """Give the key of an operation in the record of names."""
    return f"{operation.method.upper()} {operation.path}"


@dataclass(frozen=True, slots=True)
class Alias:
    """What an old name stands for, and the version since which it does; "" is the version to come."""

    name: str
    since: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Names given out: `METHOD path` to operationId, schema name to a place in the API where it is used ("" where it
    only must not be given again), and `METHOD path` to the method of clients (`datasets.versions.list`).

    The aliases are names of schemas and of methods that changed: the old name to what it stands for.
    """

    operations: Mapping[str, str] = field(default_factory=dict)
    schemas: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)
    schema_aliases: Mapping[str, Alias] = field(default_factory=dict)
    method_aliases: Mapping[str, Alias] = field(default_factory=dict)

    def joined(self, later: "Names") -> "Names":
        """Give these names and later ones; where both name one thing, the later name."""
        return Names(
            {**self.operations, **later.operations},
            {**self.schemas, **later.schemas},
            {**self.methods, **later.methods},
            {**self.schema_aliases, **later.schema_aliases},
            {**self.method_aliases, **later.method_aliases},
        )

    def renamed(self) -> "Names":
        """Give what an alias stands for the place, or the operation, of the old name, which nothing else gets.

        A schema of the new name that has a place keeps it. Raises DiagnosticError (SPC072) for aliases in a circle.
        """
        schemas = dict(self.schemas)
        for old, new in ends(self.schema_aliases).items():
            if not schemas.get(new) and schemas.get(old):
                schemas[new], schemas[old] = schemas[old], ""
            schemas.setdefault(old, "")
        current = ends(self.method_aliases)
        methods = {key: current.get(name, name) for key, name in self.methods.items()}
        return replace(self, schemas=schemas, methods=methods)

    def moved(self, ids: Mapping[str, str]) -> "Names":
        """Give the names with those of operations that have moved under their new path.

        `ids` are the operationIds of a document by `METHOD path`: one that belongs to an operation which the document
        lacks, and to no other on record, is that operation.
        """
        owners = {name: key for key, name in self.operations.items() if key not in ids}
        moves = {
            owners[name]: key for key, name in ids.items() if name in owners and self.operations.get(key, name) == name
        }
        return replace(
            self,
            operations={moves.get(key, key): name for key, name in self.operations.items()},
            schemas={name: _moved_place(place, moves) for name, place in self.schemas.items()},
            methods={moves.get(key, key): name for key, name in self.methods.items()},
        )


NO_NAMES = Names()
_PARTS = ("operations", "schemas", "methods")


def ends(aliases: Mapping[str, Alias]) -> dict[str, str]:
    """Give by old name the one in use, at the end of a chain of aliases. DiagnosticError (SPC072) tells of a circle."""
    found: dict[str, str] = {}
    for old in aliases:
        name, steps = old, 0
        while name in aliases and steps <= len(aliases):
            name, steps = aliases[name].name, steps + 1
        if name in aliases:
            raise DiagnosticError(Diagnostic("SPC072", "aliases in a circle", Location("names"), old))
        found[old] = name
    return found


def _moved_place(place: str, moves: Mapping[str, str]) -> str:
    key = " ".join(place.split(" ", 2)[:2])
    return moves[key] + place.removeprefix(key) if key in moves else place


def read_names(path: Path) -> Names:
    """Read a record of names, empty where there is no file. Raises DiagnosticError for a file of another kind."""
    if not path.exists():
        return NO_NAMES
    record = files.load(path)
    parts = {name: record.get(name, {}) for name in _PARTS}
    for key, names in parts.items():
        if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
            raise _not_a_record(path, f"`{key}` is not an object of names")
    aliases = record.get("aliases", {})
    if not isinstance(aliases, dict):
        raise _not_a_record(path, "`aliases` is not an object")
    schemas, methods = (_aliases(aliases.get(key, {}), path) for key in ("schemas", "methods"))
    return Names(**parts, schema_aliases=schemas, method_aliases=methods)


def _aliases(record: Any, path: Path) -> dict[str, Alias]:
    if not isinstance(record, dict):
        raise _not_a_record(path, "the aliases of a kind are not an object")
    found = {}
    for old, value in record.items():
        known = isinstance(value, dict) and "name" in value and value.keys() <= {"name", "since"}
        if not known or not all(isinstance(item, str) for item in value.values()):
            raise _not_a_record(path, "an alias has a `name` and, as `since`, the version that it came with", old)
        found[old] = Alias(**value)
        if found[old].since and not is_version(found[old].since):
            raise _not_a_record(path, "`since` is no semantic version", old)
    return found


def _not_a_record(path: Path, message: str, subject: str = "") -> DiagnosticError:
    return DiagnosticError(Diagnostic("SPC072", message, Location(str(path)), subject))


def dump_names(names: Names) -> str:
    """Give the text of a record of names, sorted."""
    record: dict[str, Any] = {name: dict(sorted(getattr(names, name).items())) for name in _PARTS}
    aliases = {"schemas": names.schema_aliases, "methods": names.method_aliases}
    record["aliases"] = {
        key: {old: {"name": alias.name, "since": alias.since} for old, alias in sorted(part.items())}
        for key, part in aliases.items()
    }
    return files.dump_json(record)


def ids_of(document: dict[str, Any]) -> dict[str, str]:
    """Give the operationIds of a document by `METHOD path`."""
    return {key_of(operation): str(operation.value.get("operationId", "")) for operation in operations(document)}


def record_names(document: dict[str, Any], names: Names, *, adopt: bool = False) -> Names:
    """Give the record with the names of a document added to it: those of its operations and of their methods.

    `adopt` makes an alias of each method's name that has changed. Raises DiagnosticError with every name that has moved
    otherwise: an operation that had another, or a name that was another's.
    """
    names = names.renamed().moved(ids_of(document))
    found = list(operations(document))
    given = [(operation, operation.value.get("operationId", "")) for operation in found]
    problems, ids = _checked(given, names.operations, "operationId", ("SPC070", "SPC071"))
    called = [(operation, method_of(operation)) for operation in found]
    if adopt:
        names = _adopted(called, names)
    moved, methods = _checked(called, names.methods, "x-method", ("SPC073", "SPC074"), ends(names.method_aliases))
    if problems or moved:
        raise DiagnosticError(*problems, *moved)
    return replace(names, operations={**names.operations, **ids}, methods={**names.methods, **methods})


def _adopted(called: Iterable[tuple[Operation, str]], names: Names) -> Names:
    """Make aliases of the names on record that methods no longer have."""
    old = {key_of(o): names.methods[key_of(o)] for o, name in called if name and key_of(o) in names.methods}
    taken = set(names.methods.values())
    new = {key_of(o): name for o, name in called if old.get(key_of(o), name) != name and name not in taken}
    back = names.method_aliases.keys() & new.values()
    aliases = {name: alias for name, alias in names.method_aliases.items() if name not in back}
    aliases |= {old[key]: Alias(name) for key, name in new.items()}
    return replace(names, methods={**names.methods, **new}, method_aliases=aliases)


def method_of(operation: Operation) -> str:
    """Give the method of clients that an operation states (`datasets.versions.list`), or nothing."""
    parts = [operation.value.get(key) for key in ("x-resource", "x-method")]
    return ".".join(map(str, parts)) if all(parts) else ""


def _checked(
    given: Iterable[tuple[Operation, object]],
    names: Mapping[str, str],
    key: str,
    codes: tuple[str, str],
    aliases: Mapping[str, str] | None = None,
) -> tuple[list[Diagnostic], dict[str, str]]:
    owners = {name: owner for owner, name in names.items()}
    owners |= {old: f"what is now {new}" for old, new in (aliases or {}).items()}
    added: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for operation, name in given:
        if not isinstance(name, str) or not name:
            continue  # what is no text is for the standard's rules to tell
        thing = key_of(operation)
        place = f"{operation.pointer}/{key}"
        if (before := names.get(thing, name)) != name:
            problems.append(Diagnostic(codes[0], f"{before} is now {name}", Location("openapi"), thing, place))
        elif (owner := owners.get(name, thing)) != thing:
            problems.append(Diagnostic(codes[1], f"{name} belongs to {owner}", Location("openapi"), thing, place))
        added[thing] = name
    return problems, added
