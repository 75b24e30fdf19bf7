"""Names in the form for generators of clients: each case stopped a compiler, or changed from one run to the next."""

import time
from typing import Any

import pytest

from spec.profiles.codegen import CodegenProfile, to_codegen

Json = dict[str, Any]

TEXT: Json = {"type": "string"}


def document(*operations: str, **schemas: Json) -> Json:
    """Make a document of these operations, each with a body, and these schemas."""
    body = {"content": {"application/json": {"schema": TEXT}}}
    responses = {"200": {"description": "x"}}
    paths = {
        f"/{at}": {"post": {"operationId": name, "requestBody": body, "responses": responses}}
        for at, name in enumerate(operations)
    }
    info = {"title": "Names", "version": "1"}
    return {"openapi": "3.1.1", "info": info, "paths": paths, "components": {"schemas": schemas}}


def holding(**properties: Json) -> Json:
    """Give an object with these properties."""
    return {"type": "object", "properties": properties}


def named(given: Json) -> tuple[list[str], list[str]]:
    """Give the names of operations and schemas in the form, which is the same again from itself."""
    made = to_codegen(given).document
    assert made is not None
    assert to_codegen(made) == CodegenProfile(made)
    ids = [path_item["post"]["operationId"] for path_item in made["paths"].values()]
    return ids, list(made["components"]["schemas"])


@pytest.mark.parametrize("ending", ["WithBody", "WithResponse", "WithHttpInfo", "RequestBuilder"])
def test_an_operation_is_not_called_as_the_method_of_another(ending: str) -> None:
    """Whichever comes first: in Go `foo` with a body has a method FooWithBody, in Java one fooRequestBuilder."""
    assert named(document("foo", f"foo{ending}"))[0] == ["foo", f"foo{ending}Operation"]
    assert named(document(f"foo{ending}", "foo"))[0] == [f"foo{ending}", "fooOperation"]


@pytest.mark.parametrize("name", ["NewFooRequest", "NewFooRequestWithBody", "FooParams", "ParseFooResponse"])
def test_a_schema_is_not_called_as_what_is_made_of_an_operation(name: str) -> None:
    """Functions and types of an operation are at the top of the package in Go, where the types of schemas are."""
    assert named(document("foo", **{name: holding()}))[1] == [f"{name}Body"]


def test_a_type_of_a_property_is_not_called_as_what_is_made_of_an_operation() -> None:
    """The type of an enum is called by the schema and the property: here as that of the response in Go."""
    kinds = holding(response={"type": "string", "enum": ["a", "b"]})
    assert named(document("foo", Foo=kinds))[1] == ["FooBody"]


@pytest.mark.parametrize("name", ["ResponseBody", "response_value", "queryJoiner"])
def test_nothing_is_called_as_a_variable_of_java(name: str) -> None:
    """A method in Java has its parameters, that for a body called by its type, beside variables of its own."""
    given = document("foo", **{name: holding()})
    query = {"name": name, "in": "query", "schema": TEXT}
    given["paths"]["/0"]["post"]["parameters"] = [query, {**query, "name": "fine"}]
    assert named(given)[1] == [f"{name}Model"]
    made = to_codegen(given).document
    assert made is not None
    assert [one["name"] for one in made["paths"]["/0"]["post"]["parameters"]] == ["fine"]


@pytest.mark.parametrize("name", ["HttpRequest", "Level", "Logger", "IOException", "Thread", "JsonNode", "Deprecated"])
def test_a_schema_is_not_called_as_what_java_imports(name: str) -> None:
    """A class of a model beside an import of the same name does not compile."""
    assert named(document("foo", **{name: holding()}))[1] == [f"{name}Model"]


def test_a_new_name_leads_to_no_name_that_is_there() -> None:
    """`ClientModel` with a property `kind` would make a type that another schema is called by."""
    given = document("foo", Client=holding(kind=holding(a=TEXT)), ClientModelKind=holding(b=TEXT))
    assert named(given)[1] == ["ClientModel2", "ClientModelKind"]


def test_the_time_grows_with_the_document() -> None:
    """Ten times the operations, each with a body of its own, take about ten times as long: no name is looked for in
    all others."""
    seconds = {}
    for number in (200, 2_000):
        given = document(*(f"op{at}" for at in range(number)), **{f"T{at}": holding(a=TEXT) for at in range(number)})
        for at, path_item in enumerate(given["paths"].values()):
            schema = {**holding(a=TEXT), "minProperties": at}
            path_item["post"]["requestBody"] = {"content": {"application/json": {"schema": schema}}}
        started = time.process_time()
        made = to_codegen(given).document
        seconds[number] = time.process_time() - started
        assert made is not None
        assert len(made["components"]["schemas"]) == 2 * number
    assert seconds[2_000] < 40 * seconds[200]
