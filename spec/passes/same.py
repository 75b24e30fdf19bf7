"""Schemas that an overlay says are one: `x-same-as: Name` on a schema under a misprinted name."""

from collections.abc import Mapping
from typing import Any

from spec import pointer as pointers
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location
from spec.model import Part, copied, walk
from spec.passes import Passed
from spec.report import Departure
from spec.rules.contract import as_dict

SAME_AS = "x-same-as"
MAX_SHOWN = 200
_PREFIX = "#/components/schemas/"
JsonObject = dict[str, Any]

_PROSE = ("description", "x-enumDescriptions", SAME_AS)


def merge_same_schemas(document: dict[str, Any]) -> Passed:
    """Put the schema that `x-same-as` names in the place of each that has it.

    Raises DiagnosticError (SPC064) where the two say different things, or there is no schema of that name.
    """
    schemas = as_dict(as_dict(document.get("components")).get("schemas"))
    renamed = {name: str(schema[SAME_AS]) for name, schema in schemas.items() if SAME_AS in as_dict(schema)}
    for name, other in renamed.items():
        if problem := _problem(schemas, name, other, renamed):
            place = pointers.join("/components/schemas", name, SAME_AS)
            raise DiagnosticError(Diagnostic("SPC064", problem, Location("overlay"), pointer=place))
    changed = copied(document)
    for node in walk(changed):
        target = str(node.value.get("$ref", "")) if node.part is Part.SCHEMA else ""
        if target.startswith(_PREFIX) and target.removeprefix(_PREFIX) in renamed:
            node.value["$ref"] = _PREFIX + renamed[target.removeprefix(_PREFIX)]
    for name in renamed:
        del changed["components"]["schemas"][name]
    made = (Departure(f"/components/schemas/{n}", "overlay", f"the same as {o}") for n, o in renamed.items())
    return Passed(changed, tuple(made))


def _problem(schemas: JsonObject, name: str, other: str, renamed: Mapping[str, str]) -> str:
    """Say why one schema cannot stand for another, nothing where it can."""
    if other not in schemas:
        return f"there is no schema {other[:MAX_SHOWN]}"
    if other in renamed:
        return f"{other} is the same as another one itself"
    return "" if _facts(schemas[other]) == _facts(schemas[name]) else f"{name} and {other} are not the same"


def _facts(schema: Any) -> Any:
    """Give a schema without its prose; properties may be called as prose is."""
    if not isinstance(schema, dict):
        return [_facts(x) for x in schema] if isinstance(schema, list) else schema
    return {
        key: {name: _facts(inner) for name, inner in value.items()} if key == "properties" else _facts(value)
        for key, value in schema.items()
        if key not in _PROSE
    }
