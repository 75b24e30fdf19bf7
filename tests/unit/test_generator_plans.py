"""What the planning decides: types, names that files use themselves, cycles, docs."""

from typing import Any

import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.identifiers import ClassName
from generator.planning.client import package_version, plan_client
from generator.planning.docs import describe, describe_parameter
from generator.planning.document import Document
from generator.planning.graph import parts_first, reachable
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
        ({"enum": [{}]}, "Any", "object"),
        ({"type": ["string", "null"]}, "str | None", "str | None"),
        ({"type": "string", "nullable": True}, "str | None", "str | None"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}, "list[Pet]", "Sequence[Pet | PetDict]"),
        ({"$ref": "#/components/schemas/Alias"}, "Pet", "Pet | PetDict"),
        ({"$ref": "#/components/schemas/Names"}, "list[str]", "Sequence[str]"),
        ({"allOf": [{"$ref": "#/components/schemas/Pet"}]}, "Pet", "Pet | PetDict"),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, "str | int", "str | int"),
        ({"type": "object"}, "dict[str, Any]", "Mapping[str, object]"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "dict[str, float]", "Mapping[str, float]"),
        ({"type": "object", "properties": {"a": {}}}, "HintHere", "HintHere | HintHereDict"),
        ({}, "Any", "object"),
        (True, "Any", "object"),
        (None, "Any", "object"),
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
    found = {model.class_name: model.fields[0].required for module in plan.models for model in module.models}
    assert found == {"Answered": False, "Asked": True, "Part": False}


def ref(name: str) -> dict[str, Any]:
    """Give a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def object_with(**properties: dict[str, Any]) -> dict[str, Any]:
    """Give the schema of an object."""
    return {"type": "object", "properties": properties}


def operation(name: str, *, body: str = "", answer: str = "") -> dict[str, Any]:
    """Give an operation with a body, or an answer, of a schema."""
    found: dict[str, Any] = {"operationId": name, "responses": {"200": {}}, "x-method": name}
    if body:
        found["requestBody"] = {"content": {"application/json": {"schema": ref(body)}}}
    if answer:
        found["responses"] = {"200": {"content": {"application/json": {"schema": ref(answer)}}}}
    return found


HARBOUR = {
    "paths": {
        "/ships": {
            "get": operation("list_ships", answer="Ship") | {"x-resource": "ships"},
            "post": operation("create_ship", body="ShipRequest") | {"x-resource": "ships"},
        },
        "/docks": {"get": operation("list_docks", answer="Dock") | {"x-resource": "docks.all"}},
    },
    "components": {
        "schemas": {
            "Ship": object_with(crew={"type": "array", "items": ref("Sailor")}, tag=ref("Tag")),
            "Sailor": object_with(boss=ref("Sailor"), ship=ref("Ship")),
            "Tag": object_with(place=ref("Place")),
            "Place": object_with(name={"type": "string"}),
            "Dock": object_with(tags={"type": "array", "items": ref("Tag")}),
            "ShipRequest": object_with(cargo=ref("Cargo"), tag=ref("Tag"), id={"type": "string", "readOnly": True})
            | {"required": ["cargo"]},
            "Cargo": object_with(**{"from": {"type": "string"}, "weight": {"type": "number"}}),
            "Nobodys": object_with(name={"type": "string"}),
        }
    },
}


def test_models_stand_in_the_module_of_their_resource() -> None:
    """One module for each top-level resource, one for what several reach, or none; none imports its importers."""
    plan = plan_client(HARBOUR, Settings("a", "a", "A", "0"))
    found = {module.module: [model.class_name for model in module.models] for module in plan.models}
    assert found == {
        "docks": ["Dock"],
        "shared": ["Place", "Tag", "Nobodys"],
        "ships": ["Cargo", "Ship", "Sailor", "ShipRequest"],
    }
    assert {module.module: {line.module for line in module.shared} for module in plan.models} == {
        "docks": {"shared"}, "shared": set(), "ships": {"shared"},
    }  # fmt: skip


def test_only_what_stands_further_down_is_quoted() -> None:
    """A model is written after those that it holds; in a circle one annotation is a string."""
    plan = plan_client(HARBOUR, Settings("a", "a", "A", "0"))
    quoted = {
        f"{model.class_name}.{field.name}"
        for module in plan.models for model in module.models for field in model.fields if field.quoted
    }  # fmt: skip
    assert quoted == {"Sailor.boss", "Ship.crew"}


def test_what_a_request_may_hold_has_a_typed_dict() -> None:
    """Its keys are those of the API, read-only ones left out; what only answers hold has none."""
    plan = plan_client(HARBOUR, Settings("a", "a", "A", "0"))
    dicts = {item.class_name: item for module in plan.dicts for item in module.dicts}
    assert set(dicts) == {"ShipRequestDict", "CargoDict", "TagDict", "PlaceDict"}
    assert [(key.name, key.written) for key in dicts["ShipRequestDict"].keys] == [
        ("cargo", "Required[Cargo | CargoDict]"), ("tag", "Tag | TagDict | None"),
    ]  # fmt: skip
    assert dicts["CargoDict"].functional and not dicts["ShipRequestDict"].functional


@pytest.mark.parametrize(
    "key", ["__a", "class", "a-b", "str", "Sequence", "Required", "CDict", "数", "", "a\nb", "None"]
)
def test_key_that_a_class_cannot_hold_is_written_as_text(key: str) -> None:
    """A key that would be mangled, or would hide a type, or is no name at all, makes its dict a call."""
    schema = object_with(**{key: {"type": "array", "items": ref("C")}, "b": ref("C")}) | {"required": [key]}
    document = {
        "paths": {"/a": {"post": operation("a", body="Body")}},
        "components": {"schemas": {"Body": schema, "C": object_with(d={"type": "string"})}},
    }
    plan = plan_client(document, Settings("a", "a", "A", "0"))
    assert {item.class_name: item.functional for module in plan.dicts for item in module.dicts}["BodyDict"]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefg"), st.sets(st.sampled_from("abcdefg"))))
def test_parts_come_before_wholes(graph: dict[str, set[str]]) -> None:
    """Each node comes once, after all that it points to, but for those that lead back to it."""
    full = {node: graph.get(node, set()) for node in "abcdefg"}
    order = parts_first(full)
    assert sorted(order) == list("abcdefg")
    for node in full:
        for part in full[node]:
            assert order.index(part) <= order.index(node) or node in reachable(full, [part])


def test_docs_state_the_facts_once() -> None:
    """Limits, default and labels of values follow the description, but for what it says already."""
    schema = {
        "description": "How much. 0: none",
        "minimum": 0,
        "maximum": 3,
        "default": 0,
        "x-enumDescriptions": {"0": "none", "3": "all"},
    }
    described = "How much. 0: none. From 0 to 3. Default: `0`.\n- `3`: all"
    assert describe(schema) == described
    assert describe({**schema, "description": described}) == described
    assert describe({}) == ""


def test_docs_of_a_parameter_are_its_own() -> None:
    """A parameter's own description and mark count before those of its schema."""
    schema = {"description": "A number.", "maximum": 3}
    assert describe_parameter({"schema": schema}) == "A number. At most 3."
    own = {"description": "How much.", "deprecated": True, "schema": schema}
    assert describe_parameter(own) == "How much. At most 3. Deprecated."


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


def test_no_class_is_called_as_a_typed_dict() -> None:
    """A schema whose name ends as those of typed dicts do gets another word at its end."""
    assert ClassName("FooDict") == "FooDictModel" and ClassName.of_dict(ClassName("Foo")) == "FooDict"
