"""Descriptions in our own words: which text stands where, what is left alone, and what a glossary file may hold."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.diagnostics import DiagnosticError
from spec.model import METHODS
from spec.passes.downgrade import to_3_0
from spec.passes.glossary import NO_GLOSSARY, Glossary, describe_fields, load_glossary, stale_entries
from spec.passes.uses import uncapitalized

Document = dict[str, Any]

GLOSSARY = Glossary.model_validate(
    {
        "names": {
            "limit": "How many things one page holds",
            "owner": {"text": "Who pays.", "in": {"Thing": "Who made the thing.", "ListThings": "Lists only theirs."}},
            "things": "Things of this page.",
            "part": "What it is made of.",
            "X-Request-Id": "Names the call in the logs.",
        },
        "labels": {"开": "switched on"},
        "schemas": {"Thing": "Something that is kept", "Kept": "A schema of both."},
    }
)


def reference(name: str) -> Document:
    """Refer to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def body(schema: Document) -> Document:
    """Give a request body or response of a schema."""
    return {"description": "OK", "content": {"application/json": {"schema": schema}}}


def holding(schemas: Document, **paths: Any) -> Document:
    """Make a document of schemas and path items."""
    return {
        "openapi": "3.1.1",
        "info": {"title": "T", "version": "1"},
        "paths": {f"/{name}": item for name, item in paths.items()},
        "components": {"schemas": schemas},
    }


def described(document: Document, glossary: Glossary = GLOSSARY) -> Document:
    """Give the document with descriptions; the given one must stay, and a second time change nothing."""
    before = json.dumps(document)
    passed = describe_fields(document, glossary)
    assert json.dumps(document) == before
    again = describe_fields(passed.document, glossary)
    assert again.document == passed.document
    assert again.departures == ()
    return passed.document


def schemas_of(schemas: Document, glossary: Glossary = GLOSSARY, **paths: Any) -> Document:
    """Give the schemas of a document with descriptions."""
    found: Document = described(holding(schemas, **paths), glossary)["components"]["schemas"]
    return found


def test_a_field_has_its_gloss_and_its_facts() -> None:
    """A property, also of an object without a name, says what it means, then its facts, with labels in English."""
    inner = {"properties": {"owner": {"type": "string"}, "limit": {}}}
    switch = {"enum": ["a", "b"], "x-enumDescriptions": {"a": "开", "b": "关"}}
    schemas = schemas_of({"Thing": {"properties": {"limit": {"minimum": 1}, "any": inner, "x": switch, "y": True}}})
    properties = schemas["Thing"]["properties"]
    assert properties["limit"]["description"] == "How many things one page holds. At least 1."
    assert properties["any"]["properties"]["owner"]["description"] == "Who made the thing."
    assert properties["any"]["properties"]["limit"]["description"] == "How many things one page holds."
    assert properties["x"]["description"] == "- `a`: switched on\n- `b`: 关"
    assert properties["x"]["x-enumDescriptions"] == switch["x-enumDescriptions"]
    assert "description" not in properties["any"]
    assert properties["y"] is True


def test_a_place_has_its_own_gloss() -> None:
    """A gloss of a place counts there: a schema for its properties, an operationId for its parameters and headers."""
    owner = {"name": "owner", "in": "query", "schema": {"maxLength": 9}}
    responses = {"200": {"description": "OK", "headers": {"X-Request-Id": {"schema": {}}, "owner": {"schema": {}}}}}
    things = {
        "parameters": [dict(owner, name="limit")],
        "get": {"operationId": "ListThings", "parameters": [owner], "responses": responses},
        "post": {"operationId": "CreateThing", "parameters": [owner]},
    }
    document = described(holding({"Owned": {"properties": {"owner": {}}}}, things=things))
    item = document["paths"]["/things"]
    assert item["parameters"][0]["description"] == "How many things one page holds. At most 9 characters."
    assert item["get"]["parameters"][0]["description"] == "Lists only theirs. At most 9 characters."
    assert item["post"]["parameters"][0]["description"] == "Who pays. At most 9 characters."
    headers = item["get"]["responses"]["200"]["headers"]
    assert headers["X-Request-Id"]["description"] == "Names the call in the logs."
    assert headers["owner"]["description"] == "Lists only theirs."
    assert document["components"]["schemas"]["Owned"]["properties"]["owner"]["description"] == "Who pays."


def test_a_property_called_properties_is_one() -> None:
    """Words of the standard may be names of fields."""
    glossary = Glossary.model_validate({"names": {"properties": "Its traits.", "items": "What it holds."}})
    inner = {"properties": {"items": {"type": "string"}}, "items": {"type": "string"}}
    found = schemas_of({"A": {"properties": {"properties": inner}}}, glossary)["A"]["properties"]["properties"]
    assert found["description"] == "Its traits."
    assert found["properties"]["items"]["description"] == "What it holds."
    assert "description" not in found["items"]


def test_without_a_glossary_the_facts_are_told() -> None:
    """Where there is no gloss, a field has its facts, a body its operation, and what has neither nothing."""
    request = {"properties": {"a": {"default": 1}, "b": {}}}
    document = holding({"ThingRequest": request}, a={"post": {"requestBody": body(reference("ThingRequest"))}})
    found = described(document, NO_GLOSSARY)["components"]["schemas"]["ThingRequest"]
    assert found["description"] == "Request body of `POST /a`."
    assert found["properties"] == {"a": {"default": 1, "description": "Default: `1`."}, "b": {}}


def test_descriptions_that_are_there_stay() -> None:
    """A description of the reference, or of an overlay, is not touched; an empty one is none."""
    own = {"type": "string", "description": "As documented.", "default": "a"}
    schemas = {"Thing": {"description": "Documented.", "properties": {"limit": own, "owner": {"description": ""}}}}
    found = schemas_of(schemas)["Thing"]
    assert found["description"] == "Documented."
    assert found["properties"]["limit"] == own
    assert found["properties"]["owner"]["description"] == "Who made the thing."


def test_schemas_are_told_by_their_operations() -> None:
    """A body names its operations, one alone with its summary, of more than three two; an error is called one."""
    schemas = {name: {"type": "object"} for name in ("A", "B", "C", "D", "E", "Thing")}
    paths: Document = {}
    for number in range(5):
        responses = {"200": body(reference("A" if number < 2 else "B")), "400": body(reference("C"))}
        paths[f"p{number}"] = {"get": {"operationId": f"Op{number}", "summary": "Do it.", "responses": responses}}
    paths["p4"]["put"] = {
        "operationId": "PutIt",
        "summary": "URL of it",
        "requestBody": body(reference("D")),
        "responses": {"2XX": body({"type": "array", "items": reference("E")}), "201": body(reference("Thing"))},
    }
    found = {name: schema["description"] for name, schema in schemas_of(schemas, **paths).items()}
    assert found == {
        "A": "Response body of `Op0` and `Op1`.",
        "B": "Response body of `Op2`, `Op3` and `Op4`.",
        "C": "Body of the error responses of `Op0`, `Op1` and 3 other operations.",
        "D": "Request body of `PutIt`: URL of it.",
        "E": "Item of the response body of `PutIt`: URL of it.",
        "Thing": "Something that is kept.",
    }


def test_other_schemas_are_told_by_a_property() -> None:
    """A schema without a gloss has that of the schema without its suffix, else says which property holds it."""
    things = {"type": "array", "items": reference("One")}
    holder = {"things": things, "part": reference("Part"), "other": reference("Other"), "many": {"items": things}}
    schemas = {"Holder": {"properties": holder}, "KeptRequest": {}, "One": {}, "Part": {"minLength": 1}, "Other": {}}
    found = {name: schema.get("description") for name, schema in schemas_of(schemas).items()}
    assert found == {
        "Holder": None,
        "KeptRequest": "A schema of both.",
        "One": "Element of `things` in `Holder`: things of this page.",
        "Part": "What it is made of. At least 1 character.",
        "Other": "Value of `other` in `Holder`.",
    }


def test_a_description_beside_a_reference_keeps_its_meaning_in_3_0() -> None:
    """3.1 allows a description beside `$ref`; 3.0, which ignores it there, gets both in a schema of their own."""
    document = described(holding({"A": {"properties": {"part": reference("Part")}}, "Part": {"minimum": 1}}))
    assert document["components"]["schemas"]["A"]["properties"]["part"] == {
        **reference("Part"),
        "description": "What it is made of.",
    }
    derived = to_3_0(document)
    assert derived.departures == ()
    assert derived.document["components"]["schemas"]["A"]["properties"]["part"] == {
        "description": "What it is made of.",
        "allOf": [reference("Part")],
    }


def test_departures_say_how_many_descriptions_there_are() -> None:
    """The report has one line for the paths and one for the components."""
    parameter = {"name": "limit", "in": "query"}
    document = holding({"Thing": {"properties": {"limit": {}}}}, a={"get": {"parameters": [parameter]}})
    made = describe_fields(document, GLOSSARY).departures
    assert [(d.pointer, d.by, d.why.split()[0]) for d in made] == [
        ("/paths", "glossary", "1"),
        ("/components", "glossary", "2"),
    ]


def test_entries_that_match_nothing_are_told() -> None:
    """A name, a place, a schema or a label that the document lacks is a warning with its place in the glossary."""
    document = holding({"Thing": {"properties": {"owner": {}, "limit": {"x-enumDescriptions": {"a": "关"}}}}})
    found = list(stale_entries(GLOSSARY, document, "things.yaml"))
    assert {(d.code, d.location.document) for d in found} == {("GLO002", "things.yaml")}
    assert [" ".join(d.location.trail) for d in found] == [
        "glossary names owner in ListThings",
        "glossary names things",
        "glossary names part",
        "glossary names X-Request-Id",
        "glossary schemas Kept",
        "glossary labels 开",
    ]
    assert list(stale_entries(NO_GLOSSARY, document, "")) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("name: {}", "/name"),
        ("names: {a: {txt: b}}", "/names/a/txt"),
        ("names: {a: ''}", "/names/a/text"),
        ("names: {a: [b]}", "/names/a"),
        ("names: {a: {in: {B: 1}}}", "/names/a/in/B"),
        ("names: {a: {text: b, in: {C: ' '}}}", "/names/a/in/C"),
        ("schemas: [a]", "/schemas"),
        ('labels: {a: "b\\nc"}', "/labels/a"),
    ],
)
def test_what_is_no_glossary_is_refused(tmp_path: Path, text: str, place: str) -> None:
    """Unknown keys, empty glosses and glosses of several lines are told with the file and the place inside it."""
    file = tmp_path / "glossary.yaml"
    file.write_text(text)
    with pytest.raises(DiagnosticError) as caught:
        load_glossary(file)
    found = caught.value.diagnostics[0]
    assert (found.code, found.location.document, found.pointer) == ("GLO001", str(file), place)


@pytest.mark.parametrize(
    ("text", "inside"),
    [("Things of it", "things of it"), ("A thing", "a thing"), ("URL of it", "URL of it"), ("I18n", "I18n"), ("", "")],
)
def test_sentences_go_on_behind_a_colon(text: str, inside: str) -> None:
    """The first word loses its capital where it is a plain word."""
    assert uncapitalized(text) == inside


_KEYS = st.sampled_from(
    [
        "paths", "components", "schemas", "properties", "items", "additionalProperties", "parameters", "headers",
        "name", "schema", "requestBody", "responses", "content", "200", "operationId", "summary", "description",
        "callbacks", "$ref", "x-enumDescriptions", "deprecated", "default", "limit", "/a", *METHODS[:2],
    ]
)  # fmt: skip
_VALUES = st.sampled_from(["limit", "#/components/schemas/limit", "#/components/schemas/", "#", "", None, True, 1, []])
_ANYTHING = st.recursive(
    _VALUES, lambda inner: st.dictionaries(_KEYS, inner, max_size=4) | st.lists(inner, max_size=2), max_leaves=30
)


@given(st.dictionaries(_KEYS, _ANYTHING, max_size=4))
def test_no_document_is_too_odd(document: Document) -> None:
    """Whatever stands where, the pass ends, leaves what it was given, and has nothing to add a second time."""
    described(document)
    list(stale_entries(GLOSSARY, document, "glossary"))


@given(_ANYTHING, _ANYTHING)
def test_no_schema_is_too_odd(schema: Any, operation: Any) -> None:
    """The same holds where the document is one and its parts are not."""
    described(holding({"limit": schema, "Thing": {"properties": schema}}, a={"get": operation}))
