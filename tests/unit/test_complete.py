"""What published documents say beyond their pages: where an operation is documented, and client errors by status."""

import json
from typing import Any

from spec.passes.complete import client_errors_have_a_range, describe_operations

Document = dict[str, Any]

PROBLEM: Document = {"application/json": {"schema": {"type": "object"}}}


def of_one(operation: Document) -> Document:
    """Make the least document with one operation."""
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": operation}}}


def test_operations_say_where_they_are_documented() -> None:
    """An operation without a description names its section; one that has a description or no section is left alone."""
    document = of_one({"x-section": "4.1"})
    document["paths"]["/b"] = {"get": {"description": "d", "x-section": "4.2"}, "put": {"description": ""}}
    before = json.dumps(document)
    passed = describe_operations(document)
    assert json.dumps(document) == before
    assert passed.document["paths"]["/a"]["get"]["description"] == "Documented in section 4.1 of the reference."
    assert passed.document["paths"]["/b"] == document["paths"]["/b"]
    assert [d.pointer for d in passed.departures] == ["/paths/~1a/get/description"]


def test_client_errors_are_those_of_default() -> None:
    """Beside a success, the error schema of `default` stands under 4XX too, before it and without its examples."""
    examples = {"example-1": {"value": {}}}
    default = {
        "description": "Error",
        "content": {"application/json": {**PROBLEM["application/json"], "examples": examples}},
    }
    document = of_one({"responses": {"200": {"description": "OK"}, "default": default}})
    before = json.dumps(document)
    passed = client_errors_have_a_range(document)
    assert json.dumps(document) == before
    assert list(passed.document["paths"]["/a"]["get"]["responses"].items()) == [
        ("200", {"description": "OK"}),
        ("4XX", {"description": "Client error", "content": PROBLEM}),
        ("default", default),
    ]
    assert [d.pointer for d in passed.departures] == ["/paths/~1a/get/responses/4XX"]


def test_documented_errors_are_not_added_to() -> None:
    """Nothing is added beside a documented 4xx, without a success or a `default`, or for a `default` without a body."""
    success, problem = {"description": "OK"}, {"description": "Error", "content": PROBLEM}
    for responses in (
        {"200": success, "404": problem, "default": problem},
        {"200": success, "500": problem},
        {"200": success, "default": {"description": "Error"}},
        {"default": problem},
        {},
    ):
        document = of_one({"responses": responses})
        assert client_errors_have_a_range(document).departures == ()
        assert client_errors_have_a_range(document).document == document
