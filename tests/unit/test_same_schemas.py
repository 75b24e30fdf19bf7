"""Two names of one schema, where an overlay says so."""

from typing import Any

import pytest

from spec.diagnostics import DiagnosticError
from spec.passes.same import merge_same_schemas


def document(misprint: dict[str, Any]) -> dict[str, Any]:
    """Make a document with a schema under a misprinted name, and one that refers to it."""
    good = {"type": "object", "properties": {"description": {"type": "string"}}}
    holder = {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Whee1"}}}
    schemas = {"Wheel": good, "Whee1": {**misprint, "x-same-as": "Wheel"}, "Car": holder}
    return {"openapi": "3.1.1", "paths": {}, "components": {"schemas": schemas}}


def test_references_lead_to_the_schema_that_stays() -> None:
    """The misprinted name is gone, what referred to it refers to the other, and the departure is told."""
    same = {"type": "object", "properties": {"description": {"type": "string"}}, "description": "other words"}
    passed = merge_same_schemas(document(same))
    schemas = passed.document["components"]["schemas"]
    assert sorted(schemas) == ["Car", "Wheel"]
    assert schemas["Car"]["properties"]["a"] == {"$ref": "#/components/schemas/Wheel"}
    assert [d.pointer for d in passed.departures] == ["/components/schemas/Whee1"]


def test_schemas_that_differ_are_never_merged() -> None:
    """A property named `description` is a fact: schemas that differ in it are refused."""
    with pytest.raises(DiagnosticError) as raised:
        merge_same_schemas(document({"type": "object", "properties": {"description": {"type": "integer"}}}))
    assert raised.value.diagnostics[0].code == "SPC064"
