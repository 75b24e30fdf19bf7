"""What published documents say beyond their pages: where an operation is documented, and client errors by status."""

import json
from typing import Any

from spec.passes.complete import describe_operations

Document = dict[str, Any]


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
