"""The request that shows an operation: as documented where its schemas take that, else made of them."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec.files import load
from spec.model import operations
from spec.passes.examples import DOCUMENTED
from spec.samples import SampleRequest, sample_requests
from spec.samples.styles import pairs_of

PUBLISHED = Path(__file__).parents[2] / "spec" / "documents" / "modelarts" / "openapi.json"


@pytest.fixture(scope="module")
def published() -> tuple[dict[str, Any], dict[str, SampleRequest]]:
    """Give the published document and its requests by operationId."""
    document = load(PUBLISHED)
    return document, {request.operation_id: request for request in sample_requests(document)}


def test_each_request_is_valid(published: tuple[dict[str, Any], dict[str, SampleRequest]]) -> None:
    """All 283 requests are taken by the schemas of their operations, as another validator call sees them."""
    document, requests = published
    parts = {key: value for key, value in document.items() if key in ("paths", "components")}
    registry = jsonschema_rs.Registry([("urn:d", parts)])
    checked = 0
    for operation in operations(document):
        request = requests[operation.value["operationId"]]
        assert request.refused == ""
        declared = {(p["in"], p["name"]): (i, p) for i, p in enumerate(operation.value.get("parameters", ()))}
        places = []
        for parameter in request.parameters:
            index, _ = declared.pop((parameter.place, parameter.name))
            places.append((f"{operation.pointer}/parameters/{index}/schema", parameter.value))
        assert not any(node.get("required") for _, node in declared.values())
        if request.body:
            places.append((f"{operation.pointer}/requestBody/content/application~1json/schema", request.body.value))
        for place, value in places:
            reference = {"$ref": f"urn:d#{quote(place, safe='/~')}"}
            assert jsonschema_rs.Draft202012Validator(reference, registry=registry).is_valid(value), place
            checked += 1
    assert (len(requests), checked > 700) == (283, True)


def test_documented_examples_are_shown(published: tuple[dict[str, Any], dict[str, SampleRequest]]) -> None:
    """The body is the first documented example where there is one."""
    document, requests = published
    count = 0
    for operation in operations(document):
        content = operation.value.get("requestBody", {}).get("content", {}).get("application/json", {})
        examples = [example["value"] for example in content.get("examples", {}).values()]
        body = requests[operation.value["operationId"]].body
        assert bool(body) == bool(content)
        if body:
            assert body.documented == bool(examples)
            assert not examples or body.value == examples[0]
            count += body.documented
    assert count > 80


def test_one_thing_has_one_id(published: tuple[dict[str, Any], dict[str, SampleRequest]]) -> None:
    """Operations on one thing show the same id, and it is a documented one where there is such."""
    _, requests = published
    ids = {requests[name].path_values["workflow_id"] for name in ("ShowWorkflow", "DeleteWorkflow", "UpdateWorkflow")}
    assert ids == {"00000000-0000-4000-8000-000000000006"}
    assert requests["DeleteLabelAndSamples"].path_values["label_name"] == "草莓"
    assert ("log_file", "log1.log") in requests["ShowLegacyTrainingJobLogs"].query


def one(operation: dict[str, Any], path: str = "/ships", **more: Any) -> SampleRequest:
    """Give the request of a document with one operation."""
    (request,) = sample_requests({"openapi": "3.1.1", "paths": {path: {"post": operation}}, **more})
    return request


def body_of(schema: Any, **media_type: Any) -> Any:
    """Give the body of a request whose body has a schema."""
    request = one({"requestBody": {"content": {"application/json": {"schema": schema, **media_type}}}})
    assert request.body is not None
    return request.body.value


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"properties": {"a": {"example": "e", "enum": ["f"]}, "b": {}}, "required": ["a"]}, {"a": "f"}),
        ({"properties": {"a": {"type": "string", "example": "e", "default": "d"}}, "required": ["a"]}, {"a": "e"}),
        ({"properties": {"a": {"type": "string", "default": "d"}}, "required": ["a"]}, {"a": "d"}),
        ({"properties": {"a": {"type": "string", "enum": ["f", "g"]}}, "required": ["a"]}, {"a": "f"}),
        ({"properties": {"a": {"type": "string", "format": "date"}}, "required": ["a"]}, {"a": "2024-01-01"}),
        ({"properties": {"a": {"type": "integer", "minimum": 7}}, "required": ["a"]}, {"a": 7}),
        ({"properties": {"a": {"type": "string", "pattern": "^[0-9]$"}}, "required": ["a"]}, {"a": "0"}),
        ({"properties": {"a": {"type": "string", "minLength": 3}}, "required": ["a"]}, {"a": "aaa"}),
        ({"properties": {"a": {"type": "string", "readOnly": True}, "b": {"type": "boolean"}}}, {"b": True}),
        ({"type": "array", "items": {"type": "string"}}, ["string"]),
    ],
)  # fmt: skip
def test_a_body_without_an_example_is_made(schema: Any, value: Any) -> None:
    """What is required is there and nothing else, from example, default, enum, format, pattern and bounds; an object
    that needs nothing has one property."""
    assert body_of(schema) == value


def test_an_example_that_the_schema_refuses_is_not_shown() -> None:
    """The first example that the schema takes is the body; of two wrong ones, none is."""
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    wrong, right = {"value": {"n": "x"}}, {"value": {"n": 5}}
    assert body_of(schema, examples={"a": wrong, "b": right}) == {"n": 5}
    assert body_of(schema, examples={"a": wrong}) == {"n": 1}
    assert body_of(schema, example={"n": 6}) == {"n": 6}


def test_a_schema_that_takes_nothing_is_told() -> None:
    """A contradiction gives a request that says why it is refused."""
    request = one({"requestBody": {"content": {"application/json": {"schema": {"type": "integer", "enum": ["x"]}}}}})
    assert "/paths/~1ships/post/requestBody/content/application~1json/schema" in request.refused


@pytest.mark.parametrize(
    ("line", "path", "query"),
    [
        ("POST https://{endpoint}/v1/ships/a%2Fb/load?size=3&other=1", {"id": "a/b"}, (("size", "3"),)),
        ("POST /v1/ships/{id}/load?size={size}", {"id": "id"}, ()),
        ("POST https://h/v1/ships/xxxxx/load/", {"id": "id"}, ()),
        ("POST https://h/v1/boats/7/load?size=3", {"id": "id"}, ()),
        ("POST https://h/v1/ships/7/load?size=none", {"id": "7"}, ()),
        ("", {"id": "id"}, ()),
    ],
)
def test_request_lines_are_read(line: str, path: dict[str, str], query: tuple[tuple[str, str], ...]) -> None:
    """A documented request line gives the values of path and query that are values, and that their schemas take."""
    size = {"name": "size", "in": "query", "schema": {"type": "integer"}}
    operation = {"parameters": [size], DOCUMENTED: [{"in": "request", "request": line}]}
    request = one(operation, "/v1/ships/{id}/load")
    assert request.path_values == path
    expected = query if "none" not in line else (("size", "1"),)
    assert request.query == expected


@pytest.mark.parametrize(
    ("parameter", "value", "pairs"),
    [
        ({"in": "path"}, [1, 2], "1,2"),
        ({"in": "path", "style": "label", "explode": True}, ["a", "b"], ".a.b"),
        ({"in": "path", "style": "matrix"}, ["a", "b"], ";n=a,b"),
        ({"in": "path", "style": "matrix", "explode": True}, ["a", "b"], ";n=a;n=b"),
        ({"in": "path", "style": "matrix", "explode": True}, {"x": 1, "y": 2}, ";x=1;y=2"),
        ({"in": "header"}, {"x": 1, "y": True}, "x,1,y,true"),
        ({"in": "header", "explode": True}, {"x": 1}, "x=1"),
        ({"in": "path", "style": "deepObject"}, {"x": 1}, "x,1"),
        ({"in": "query", "style": ["odd"]}, None, "null"),
    ],
)
def test_styles_of_the_standard(parameter: dict[str, Any], value: Any, pairs: str) -> None:
    """A value is written as the style of its parameter says."""
    assert pairs_of({"name": "n", **parameter}, value) == (("n", pairs),)


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["schema", "type", "in", "name", "content", "$ref", "example", "examples", "items", "properties"]
            ),
            inner | st.sampled_from(["#/paths", "path", "query", "array", "application/json"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(parts=st.fixed_dictionaries({}, optional=dict.fromkeys(
    ("parameters", "requestBody", "security", "servers", "responses", DOCUMENTED), ODD
)))  # fmt: skip
def test_odd_documents_break_nothing(parts: dict[str, Any]) -> None:
    """Whatever stands where something else should, there is a request, and its values can be written."""
    request = one(parts, "/ships/{id}")
    assert json.dumps(request.path_values)
    assert all(isinstance(text, str) for pair in (*request.query, *request.headers, *request.cookies) for text in pair)
