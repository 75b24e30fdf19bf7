"""What the planning decides: types, names that files use themselves, cycles, docs."""

from typing import Any

import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.identifiers import ClassName
from generator.planning.client import package_version, plan_client
from generator.planning.docs import describe
from generator.planning.document import Document
from generator.planning.graph import cycles, reachable
from generator.planning.imports import _STATEMENTS
from generator.planning.models import MODEL_ATTRIBUTES
from generator.planning.schemas import SchemaTypes
from generator.planning.types import Style, annotate
from generator.settings import Settings

SCHEMAS = {
    "Pet": {"type": "object", "properties": {"name": {"type": "string"}}},
    "Alias": {"$ref": "#/components/schemas/Pet"},
    "Names": {"type": "array", "items": {"type": "string"}},
}


@pytest.mark.parametrize(
    ("schema", "field", "argument"),
    [
        ({"type": "integer", "format": "int64"}, "int", "int"),
        ({"enum": ["a", "b"]}, 'Literal["a", "b"] | str', 'Literal["a", "b"] | str'),
        ({"enum": [0, 1], "type": "integer"}, "Literal[0, 1] | int", "Literal[0, 1] | int"),
        ({"enum": ["a", None]}, 'Literal["a"] | str | None', 'Literal["a"] | str | None'),
        ({"enum": [{}]}, "Any", "Any"),
        ({"type": ["string", "null"]}, "str | None", "str | None"),
        ({"type": "string", "nullable": True}, "str | None", "str | None"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}, "list[Pet]", "Sequence[Pet | JsonObject]"),
        ({"$ref": "#/components/schemas/Alias"}, "Pet", "Pet | JsonObject"),
        ({"$ref": "#/components/schemas/Names"}, "list[str]", "Sequence[str]"),
        ({"allOf": [{"$ref": "#/components/schemas/Pet"}]}, "Pet", "Pet | JsonObject"),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, "str | int", "str | int"),
        ({"type": "object"}, "dict[str, Any]", "Mapping[str, Any]"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "dict[str, float]", "Mapping[str, float]"),
        ({"type": "object", "properties": {"a": {}}}, "HintHere", "HintHere | JsonObject"),
        ({}, "Any", "Any"),
        (True, "Any", "Any"),
        (None, "Any", "Any"),
    ],
)
def test_schema_has_its_annotations(schema: Any, field: str, argument: str) -> None:
    """A schema is written one way in a model and another in a method."""
    types = SchemaTypes(Document({"components": {"schemas": SCHEMAS}}))
    type_ = types.type_of(schema, "#/x", "hint here")
    assert annotate(type_, Style.FIELD).text == field
    assert annotate(type_, Style.ARGUMENT).text == argument


def test_names_of_imports_are_never_classes() -> None:
    """A schema called as something that a generated file imports gets another class name."""
    assert not [name for name in _STATEMENTS if ClassName(name) == name]


def test_attributes_of_models_are_never_fields() -> None:
    """The table of reserved fields has every public attribute of the base of models."""
    assert {name for name in dir(pydantic.BaseModel) if not name.startswith("_")} <= MODEL_ATTRIBUTES


def test_required_holds_in_requests_alone() -> None:
    """A model that a response holds, however deep, has no required field; one of requests keeps them."""
    part = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    schemas = {
        "Asked": part,
        "Answered": {"type": "object", "properties": {"part": {"$ref": "#/components/schemas/Part"}}},
        "Part": part,
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Answered"}}}
    document = {
        "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": {"content": content}}}}},
        "components": {"schemas": schemas},
    }
    plan = plan_client(document, Settings("a", "a", "A", "0"))
    assert {model.class_name: model.fields[0].required for model in plan.models} == {
        "Answered": False, "Asked": True, "Part": False,
    }  # fmt: skip


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefg"), st.sets(st.sampled_from("abcdefg"))))
def test_cycles_are_pairs_that_reach_each_other(graph: dict[str, set[str]]) -> None:
    """Two nodes have one number exactly when each can be reached from the other."""
    full = {node: graph.get(node, set()) for node in "abcdefg"}
    numbers = cycles(full)
    for one in full:
        for other in full:
            together = other in reachable(full, [one]) and one in reachable(full, [other])
            assert (numbers[one] == numbers[other]) == together


def test_docs_state_the_facts_once() -> None:
    """Limits, default and labels of values follow the description; a label that it has already is left out."""
    schema = {
        "description": "How much. 0: none",
        "minimum": 0,
        "maximum": 3,
        "default": 0,
        "x-enumDescriptions": {"0": "none", "3": "all"},
    }
    assert describe(schema) == "How much. 0: none\nAt least 0; at most 3; default 0.\n- 3: all"
    assert describe({}) == ""


@pytest.mark.parametrize(
    ("stated", "version"), [("2024-05-01", "2024.5.1"), ("0", "0.0.0"), ("v1.2.3-beta4", "1.2.3"), ("", "0.0.0")]
)
def test_version_of_the_package(stated: str, version: str) -> None:
    """A date becomes a version that package managers accept."""
    assert package_version(stated) == version


@pytest.mark.parametrize(
    ("document", "distribution", "class_name"),
    [
        ({"info": {"title": "ModelArts API Reference"}}, "modelarts-client", "ModelArts"),
        ({"info": {"title": "对象存储"}, "servers": [{"url": "https://obs.example.com"}]}, "obs-client", "Obs"),
        ({"info": {"title": "API"}, "servers": [{"url": "https://{endpoint}"}]}, "service-client", "Service"),
    ],
)
def test_names_of_the_package_come_from_the_document(
    document: dict[str, Any], distribution: str, class_name: str
) -> None:
    """The title names the package, else the host, else a word."""
    settings = Settings.for_document(document, "python", "0")
    assert (settings.distribution, settings.class_name) == (distribution, class_name)


@pytest.mark.parametrize("bad", ["a b", "../a", "A; import os", "a\nb", ""])
def test_names_given_by_people_are_checked(bad: str) -> None:
    """A configured name with other characters is refused."""
    for names in ((bad, "a", "A"), ("a", bad, "A"), ("a", "a", bad)):
        with pytest.raises(ValueError, match="not a"):
            Settings(*names, "0")
