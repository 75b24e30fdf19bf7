"""OpenAPI 3.0 to 3.1.1: the same values are accepted, said in the words of JSON Schema 2020-12."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator
from openapi_schema_validator import OAS30WriteValidator

from spec.passes.downgrade import to_3_0
from spec.passes.upgrade import to_3_1
from spec.validate import validate

Schema = dict[str, Any]


def document(schema: Schema, version: str = "3.0.3") -> Schema:
    """Give a document with a schema in it, at the end of a path to it through most parts."""
    response = {"description": "d", "content": {"application/json": {"schema": {"type": "array", "items": schema}}}}
    return {
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": response}}}},
        "components": {"schemas": {"Other": {"type": "string", "nullable": True}}},
    }


def upgraded(schema: Schema) -> Any:
    """Give one schema of 3.1, and check that the given document stays as it is and that the new one is valid."""
    before = document(schema)
    after = to_3_1(kept := deepcopy(before)).document
    assert kept == before
    assert after["openapi"] == "3.1.1"
    assert not [finding for finding in validate(after, "t") if finding.severity == "error"]
    return after["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["items"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"nullable": True, "maxLength": 3}, {"maxLength": 3}),
        ({"type": "string", "nullable": True, "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a"]}),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, {"type": "integer", "exclusiveMinimum": 1}),
        ({"type": "integer", "maximum": 1, "exclusiveMaximum": True}, {"type": "integer", "exclusiveMaximum": 1}),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": False}, {"type": "integer", "minimum": 1}),
        ({"type": "integer", "exclusiveMinimum": True}, {"type": "integer"}),
        ({"type": "string", "example": None}, {"type": "string", "examples": [None]}),
        ({"$ref": "#/components/schemas/Other", "maxLength": 1}, {"$ref": "#/components/schemas/Other"}),
        (
            {"type": "object", "properties": {"nullable": {"type": "string", "nullable": True}}},
            {"type": "object", "properties": {"nullable": {"type": ["string", "null"]}}},
        ),
    ],
)
def test_words_of_3_0_become_those_of_3_1(before: Schema, after: Schema) -> None:
    """Null, excluded bounds, examples and references are said in the words of 3.1, at every depth."""
    assert upgraded(before) == after


@pytest.mark.parametrize("version", ["3.1.1", "3.2.0", "", None, 3])
def test_other_versions_stay(version: Any) -> None:
    """A document of another version is what it was."""
    given_ = document({"type": "string", "nullable": True}, version)
    assert to_3_1(given_).document is given_


def test_oddities_are_passed_by() -> None:
    """What is no schema, or has values of other types than it should, does no harm."""
    odd = document({"type": ["string"], "nullable": "yes", "exclusiveMinimum": 1, "minimum": "x"})
    odd["components"]["schemas"] |= {"A": 1, "B": None, "C": {"$ref": 5, "nullable": True, "type": 3}, "D": [1]}
    assert to_3_1(odd).document["components"]["schemas"]["A"] == 1


TYPES = {"integer": st.integers(-3, 3), "string": st.text("ab", max_size=3), "boolean": st.booleans()}
VALUES = st.recursive(
    st.none() | st.integers(-3, 3) | st.text("ab", max_size=3) | st.booleans(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("xy"), inner, max_size=2),
    max_leaves=4,
)
LEAVES = st.sampled_from(sorted(TYPES)).flatmap(
    lambda name: st.fixed_dictionaries(
        {"type": st.just(name)},
        optional={
            "nullable": st.booleans(),
            "enum": st.lists(TYPES[name] | st.none(), min_size=1, max_size=3, unique_by=repr),
            **({"minimum": st.integers(-2, 2), "exclusiveMinimum": st.booleans()} if name == "integer" else {}),
        },
    )
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(lambda a, b: {"type": "array", "items": a, "nullable": b}, inner, st.booleans())
        | st.builds(lambda a, b: {"type": "object", "properties": {"x": a}, "nullable": b}, inner, st.booleans())
        | st.builds(lambda a: {"allOf": a}, st.lists(inner, min_size=1, max_size=2))
    ),
    max_leaves=4,
)


@given(schema=SCHEMAS, value=VALUES)
def test_the_same_values_are_accepted(schema: Schema, value: Any) -> None:
    """A validator of 3.0 and one of JSON Schema agree on every value; and back in 3.0 they still do."""
    before = OAS30WriteValidator(schema).is_valid(value)
    after = to_3_1({"openapi": "3.0.3", "components": {"schemas": {"A": schema}}}).document
    assert Draft202012Validator(after["components"]["schemas"]["A"]).is_valid(value) == before
    back = to_3_0(after).document["components"]["schemas"]["A"]
    assert OAS30WriteValidator(back).is_valid(value) == before
