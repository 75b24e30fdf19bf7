"""OpenAPI 3.0 as the generators of other languages take it: one document for all of them, made by rule.

Generators give every schema, operation, parameter and property a name in their language; two that fall together there,
or one that the written code has for itself, stop the compiler. And some take one success, one kind of error and one
content type where OpenAPI allows for several. What an instance of the given document accepts, this one accepts.

    targets        what schemas refer to
    schemas        properties, enums, alternatives
    cycles         types that hold themselves
    messages       parameters, bodies and responses
    bodies         schemas that stand in bodies
    names          schemas and operations
    reserved       the names that written code has for itself
"""

from dataclasses import dataclass
from typing import Any

from spec.model import copied
from spec.passes.downgrade import to_3_0
from spec.passes.order import order
from spec.profiles.codegen.bodies import name_bodies
from spec.profiles.codegen.departures import Departures, Refused
from spec.profiles.codegen.messages import simplify_messages
from spec.profiles.codegen.names import name_all
from spec.profiles.codegen.schemas import simplify_schemas
from spec.profiles.codegen.targets import name_targets
from spec.report import Departure


@dataclass(frozen=True, slots=True)
class CodegenProfile:
    """The document, none where something is refused; `departures` have pointers into the derived 3.0 document."""

    document: dict[str, Any] | None
    departures: tuple[Departure, ...] = ()
    refused: tuple[Refused, ...] = ()


def to_codegen(document: dict[str, Any]) -> CodegenProfile:
    """Give a valid document of 3.1 or 3.0 for generators of clients. Given its own result, it changes nothing."""
    draft = copied(to_3_0(document).document)
    departures = Departures()
    name_targets(draft, departures)
    simplify_schemas(draft, departures)
    simplify_messages(draft, departures)
    name_bodies(draft, departures)
    if departures.refused:
        return CodegenProfile(None, refused=tuple(departures.refused))
    name_all(draft, departures)
    return CodegenProfile(order(draft).document, tuple(dict.fromkeys(departures.made)))
