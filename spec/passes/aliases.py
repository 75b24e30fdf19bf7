"""Old names of schemas and methods, which clients give beside the new ones: written into the document as `x-aliases`.

On a schema, and on an operation, it maps each old name to the version since which it is old: `{"Old": "2.1.0"}`,
`{"old.resource.method": "2.1.0"}`.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from spec.diagnostics import Diagnostic, DiagnosticError
from spec.diff.model import Aliases
from spec.location import Location
from spec.model import operations
from spec.passes.names import Alias, Names, ends, method_of
from spec.rules.contract import as_dict
from spec.versions import is_over

ALIASES = "x-aliases"


class Stated(NamedTuple):
    """A document that states its aliases, and a note for each one on record that it does not state."""

    document: dict[str, Any]
    diagnostics: tuple[Diagnostic, ...]


def state_aliases(document: dict[str, Any], names: Names, version: str) -> Stated:
    """Give the document of a version with the aliases on record whose time is not over, and with no others.

    Raises DiagnosticError (SPC076) where a schema or a method of the document has the old name itself.
    """
    components = as_dict(document.get("components"))
    schemas = as_dict(components.get("schemas"))
    methods = {method_of(operation): operation for operation in operations(document)}
    of_schemas, lost = _stated(names.schema_aliases, schemas, version)
    of_methods, gone = _stated(names.method_aliases, methods, version)
    changed = {name: _with_aliases(schema, of_schemas.get(name)) for name, schema in schemas.items()}
    paths = {p: dict(i) if isinstance(i, dict) else i for p, i in as_dict(document.get("paths")).items()}
    for name, operation in methods.items():
        paths[operation.path][operation.method] = _with_aliases(operation.value, of_methods.get(name))
    parts: dict[str, Any] = {"paths": paths} if "paths" in document else {}
    if schemas:
        parts["components"] = {**components, "schemas": changed}
    return Stated({**document, **parts}, (*lost, *gone))


def _stated(
    aliases: Mapping[str, Alias], there: Mapping[str, Any], version: str
) -> tuple[dict[str, dict[str, str]], list[Diagnostic]]:
    """Give by name in use the old names with their versions, and what is not given any more."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    notes: list[Diagnostic] = []
    for old, new in sorted(ends(aliases).items()):
        since = aliases[old].since
        if old in there:
            message = f"{old} is also an old name of {new}"
            raise DiagnosticError(Diagnostic("SPC076", message, Location("names"), old))
        if is_over(since, version):
            notes.append(Diagnostic("SPC075", f"{old} is {new} since {since}", Location("names"), old))
        elif new not in there:
            notes.append(Diagnostic("SPC075", f"nothing is called {new}", Location("names"), old))
        else:
            found[new][old] = since
    return found, notes


def _with_aliases(value: Any, aliases: Mapping[str, str] | None) -> Any:
    if not isinstance(value, dict) or (not aliases and ALIASES not in value):
        return value
    rest = {key: item for key, item in value.items() if key != ALIASES}
    return {**rest, ALIASES: dict(aliases)} if aliases else rest


def dated(names: Names, version: str) -> Names:
    """Give the record with a version for the aliases that have none yet."""
    schemas, methods = (
        {old: replace(alias, since=alias.since or version) for old, alias in part.items()}
        for part in (names.schema_aliases, names.method_aliases)
    )
    return replace(names, schema_aliases=schemas, method_aliases=methods)


def dropped_aliases(names: Names, before: str, after: str) -> dict[str, str]:
    """Give the old names, as programs write them, that clients give in one version and not in a later one."""
    over: dict[str, str] = {}
    for prefix, aliases in (("models.", names.schema_aliases), ("client.", names.method_aliases)):
        for old, new in ends(aliases).items():
            since = aliases[old].since
            if is_over(since, after) and not is_over(since, before):
                over[prefix + old] = prefix + new
    return over


def aliases_in(document: Mapping[str, Any]) -> Aliases:
    """Give the aliases that a document states, old name to new."""
    schemas = as_dict(as_dict(document.get("components")).get("schemas"))
    of_schemas = {old: name for name, schema in schemas.items() for old in as_dict(as_dict(schema).get(ALIASES))}
    found = [(operation, method_of(operation)) for operation in operations(dict(document))]
    return Aliases(of_schemas, {old: name for o, name in found for old in as_dict(o.value.get(ALIASES))})
