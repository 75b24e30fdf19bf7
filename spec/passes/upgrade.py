"""OpenAPI 3.0 to 3.1, for what knows schemas as JSON Schema 2020-12 alone."""

from copy import deepcopy
from typing import Any

from spec.model import Part, walk
from spec.passes import Passed

VERSION = "3.1.1"

Schema = dict[str, Any]


def to_3_1(document: dict[str, Any]) -> Passed:
    """Give a document of 3.1 that says what one of 3.0 says; any other is given back as it is.

    A schema accepts the same values as before, by the words of 3.0.3: `nullable` adds null to a `type` beside it and to
    nothing else (an `enum` names null itself), and what stands beside a reference does not count. Nothing is lost.
    """
    if not str(document.get("openapi", "")).startswith("3.0"):
        return Passed(document)
    upgraded = {**deepcopy(document), "openapi": VERSION}
    for node in walk(upgraded):
        if node.part is Part.SCHEMA:
            _upgrade_schema(node.value)
    return Passed(upgraded)


def _upgrade_schema(schema: Schema) -> None:
    reference = schema.get("$ref")
    if isinstance(reference, str):
        schema.clear()
        schema["$ref"] = reference
        return
    named = schema.get("type")
    if schema.pop("nullable", False) is True and isinstance(named, str):
        schema["type"] = [named, "null"]
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), bool) and schema.pop(exclusive) and bound in schema:
            schema[exclusive] = schema.pop(bound)
    if "example" in schema:
        example = schema.pop("example")
        schema.setdefault("examples", [example])
