"""What people call a place in an OpenAPI document, to its JSON pointer."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote

from spec import pointer as pointers
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location
from spec.model import operations

MAX_ASKED = 2_000
MAX_REFERENCES = 20
SUGGESTIONS = 3
LIKENESS = 0.55


def find_pointer(document: dict[str, Any], asked: str, name: str = "openapi") -> str:
    """Give the pointer of what `asked` names.

    That is a pointer (`#/...` or `/...`; a `$ref` on its way is followed), an operationId, `METHOD path`, or the name
    of a component schema. `name` is what messages call the document. Raises DiagnosticError (SPC082) where nothing has
    this name, with the names nearest to it.
    """
    asked = asked.strip()[:MAX_ASKED]
    wanted = asked.removeprefix("#")
    if not wanted or (wanted.startswith("/") and wanted.split("/")[1] in document):
        return _followed(document, wanted, name) if "%" not in wanted else _followed(document, unquote(wanted), name)
    names: dict[str, str] = {}
    for operation in operations(document):
        names[f"{operation.method.upper()} {operation.path}"] = operation.pointer
        names[str(operation.value.get("operationId"))] = operation.pointer
    for schema in _names(document, "components", "schemas"):
        names.setdefault(schema, pointers.join("/components/schemas", schema))
    method, _, path = asked.partition(" ")
    found = names.get(asked) or names.get(f"{method.upper()} {path.strip()}")
    if found:
        return found
    if asked in _names(document, "paths"):
        nearest = [key for key in names if key.endswith(" " + asked)]
    else:
        nearest = get_close_matches(asked, names, SUGGESTIONS, LIKENESS)
    raise _unknown(f"nothing is called `{asked}`", nearest, name)


def _names(document: Mapping[str, Any], *steps: str) -> Iterable[str]:
    value: Any = document
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return list(value) if isinstance(value, Mapping) else ()


def _followed(document: dict[str, Any], pointer: str, name: str) -> str:
    """Walk a pointer; a reference on its way leads on to what it refers to."""
    value: Any = document
    place = ""
    references = 0
    for step in pointers.split(pointer):
        while isinstance(value, dict) and step not in value and references < MAX_REFERENCES:
            reference = value.get("$ref")
            if not isinstance(reference, str) or not reference.startswith("#/"):
                break
            references += 1
            place = reference[1:]
            value = _resolved(document, place)
        below = _below(value)
        if step not in below:
            nearest = get_close_matches(step, below, SUGGESTIONS, LIKENESS) or _elsewhere(document, place, step)
            raise _unknown(f"`{step}` is not in #{place}", nearest, name)
        value = value[int(step)] if isinstance(value, list) else value[step]
        place = pointers.join(place, step)
    return place


def _elsewhere(document: dict[str, Any], place: str, step: str) -> list[str]:
    """Give the schemas that have a property which another, of the name most like theirs, has not."""
    match pointers.split(place):
        case ["components", "schemas", schema, "properties"]:
            schemas = document["components"]["schemas"]
            having = [name for name, value in schemas.items() if step in _below(value.get("properties"))]
            found = get_close_matches(schema, having, 1, 0)
            return [pointers.join("#/components/schemas", name, "properties", step) for name in found]
    return []


def _resolved(document: dict[str, Any], pointer: str) -> Any:
    try:
        return pointers.resolve(document, pointer)
    except LookupError:
        return None


def _below(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [str(key) for key in value]
    return [str(number) for number in range(len(value))] if isinstance(value, list) else []


def _unknown(message: str, nearest: Iterable[str], name: str) -> DiagnosticError:
    shown = " or ".join(f"`{one}`" for one in nearest)
    return DiagnosticError(
        Diagnostic("SPC082", f"{message}; did you mean {shown}?" if shown else message, Location(name))
    )
