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


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("Nothing", "there is no schema Nothing"),
        (["Wheel"], "there is no schema ['Wheel']"),
        ("Whee1", "Whee1 is the same as another one itself"),
    ],
)
def test_a_name_that_leads_nowhere_is_told_with_its_place(target: object, said: str) -> None:
    """A schema that is not there, what is no name, and the schema itself are one finding each."""
    stated = document({"type": "object"})
    stated["components"]["schemas"]["Whee1"]["x-same-as"] = target
    with pytest.raises(DiagnosticError) as raised:
        merge_same_schemas(stated)
    (found,) = raised.value.diagnostics
    assert (found.message, found.pointer) == (said, "/components/schemas/Whee1/x-same-as")
