"""Routing and made values of the mock."""

import itertools
import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.runtime.mock.router import Router
from generator.runtime.mock.samples import sample
from generator.runtime.mock.views import Schemas

SEGMENTS = ("a", "b", "{x}")
TEMPLATES = ["/" + "/".join(parts) for n in (1, 2, 3) for parts in itertools.product(SEGMENTS, repeat=n)]


def rank(template: str) -> list[int]:
    """Order templates as the router must: literal before placeholder, leftmost first."""
    return [segment.startswith("{") for segment in template[1:].split("/")]


@settings(deadline=None)
@given(st.sets(st.sampled_from(TEMPLATES), min_size=1), st.lists(st.sampled_from("abc"), min_size=1, max_size=3))
def test_router_finds_what_trying_all_routes_finds(templates: set[str], segments: list[str]) -> None:
    """For any routes and any request the tree gives the best of all routes that fit."""
    router: Router[str] = Router()
    for template in sorted(templates):
        router.add("GET", template, template)
    fitting = [
        template
        for template in templates
        if len(template[1:].split("/")) == len(segments)
        and all(t.startswith("{") or t == s for t, s in zip(template[1:].split("/"), segments, strict=True))
    ]
    found = router.find("GET", segments)
    assert (found.target if found else None) == (min(fitting, key=rank) if fitting else None)


def test_partly_literal_segments_and_slashes_at_the_end() -> None:
    """`{id}.json` comes before `{id}`; a slash at the end may be there or not."""
    router: Router[str] = Router()
    for path in ("/f/{id}", "/f/{id}.json", "/g/"):
        router.add("GET", path, path)
    found = router.find("GET", ["f", "x.json"])
    assert found and (found.target, found.path_values) == ("/f/{id}.json", {"id": "x"})
    assert router.find("GET", ["f", "x"]) and router.find("GET", ["g"]) and router.find("GET", ["f", "x", ""])


def test_a_literal_path_hides_a_placeholder_for_every_method() -> None:
    """Where a literal path fits, the methods of a path with a placeholder do not count, as in OpenAPI."""
    router: Router[str] = Router()
    router.add("POST", "/f/all", "all")
    router.add("GET", "/f/{id}", "one")
    assert router.find("GET", ["f", "all"]) is None and router.methods(["f", "all"]) == ["POST"]
    found = router.find("GET", ["f", "a/b\n"])
    assert found and found.path_values == {"id": "a/b\n"}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 20, "maxLength": 21},
        {"type": "string", "maxLength": 2},
        {"type": "string", "pattern": "^[a-z]{1,5}$"},
        {"type": "string", "pattern": "^([a-z]+)+$"},
        {"type": "string", "format": "uuid"},
        {"type": "integer", "minimum": 7},
        {"type": "integer", "maximum": -7},
        {"type": "integer", "exclusiveMinimum": 7, "multipleOf": 5},
        {"type": "number", "minimum": 0.5, "maximum": 0.6},
        {"type": ["null", "integer"]},
        {"type": "null"},
        {"enum": ["b", "a"]},
        {"const": {"a": 1}},
        {"type": "array", "items": {"type": "string"}, "minItems": 3, "uniqueItems": True},
        {"type": "array", "items": {"type": "integer"}, "maxItems": 0},
        {"type": "array"},
        {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
                   {"type": "object", "properties": {"b": {"type": "integer"}}, "required": ["b"]}]},
        {"oneOf": [{"type": "integer"}, {"type": "string"}]},
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"type": "boolean"},
        {},
        {"properties": {"a": True}},
    ],
)  # fmt: skip
def test_made_value_is_valid(schema: dict[str, Any]) -> None:
    """A value made for a schema is accepted by it, and is the same the second time."""
    value = sample({}, schema)
    assert jsonschema_rs.is_valid(schema, value), value
    assert sample({}, schema) == value


def test_recursive_schema_has_a_finite_value() -> None:
    """A schema that holds itself ends; where it cannot end there is no value."""
    node = {"type": "object", "properties": {"next": {"$ref": "#/s/Node"}, "all": {"$ref": "#/s/Nodes"}}}
    endless = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/s/Endless"}}}
    root = {"s": {"Node": node, "Nodes": {"type": "array", "items": {"$ref": "#/s/Node"}}, "Endless": endless}}
    assert sample(root, {"$ref": "#/s/Node"}) == {"all": []}
    assert sample(root, {"$ref": "#/s/Endless"}) is None
    assert sample(root, {"$ref": "#/s/Missing"}) == {}


@pytest.mark.parametrize(
    "schema",
    [{"type": 5}, {"type": "string", "pattern": "("}, {"enum": "x", "type": "string"}, {"type": "array", "items": 3},
     {"allOf": 1}, {"type": "object", "properties": 3, "required": 4, "allOf": 7}, {"type": "integer", "minimum": "x"},
     {"type": "string", "minLength": -1, "maxLength": True}, {"oneOf": []}, {"type": "no such"}, "text", None],
)  # fmt: skip
def test_broken_schema_does_not_stop_the_mock(schema: Any) -> None:
    """Whatever a schema is, a value comes that JSON can hold."""
    value = sample({}, schema)
    assert value is not None
    assert json.loads(json.dumps(value)) == value


def test_names_that_no_schema_has_are_not_kept() -> None:
    """However many undocumented fields values have, what is remembered of a schema stays as large as that."""
    shape = Schemas({}).shape({"type": "object", "properties": {"a": {"type": "string"}}})
    for number in range(1_000):
        assert shape.fit({"a": "x", f"b{number}": 1}) == {"a": "x"}
    assert len(shape._parts) == 1
