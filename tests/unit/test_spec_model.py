"""The parts of a document and the pointers to them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec import pointer
from spec.model import Part, copied, operations, walk

DOCUMENT: dict[str, Any] = {
    "info": {"title": "t"},
    "paths": {
        "/a/{b}": {
            "parameters": [{"name": "b", "in": "path", "schema": {"type": "string"}}],
            "get": {
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"items": {"properties": {"$ref": {}}}}}}}
                },
                "callbacks": {"done": {"{$url}": {"post": {"requestBody": {"content": {"text/plain": {}}}}}}},
            },
            "x-other": {"schema": {}},
        },
        "x-paths": None,
    },
    "components": {"schemas": {"A": {"allOf": [{"type": "object"}, True], "example": {"properties": {"no": {}}}}}},
}


def test_walk_finds_every_part_at_its_place() -> None:
    """Each part comes once, with its kind and pointer, parents first; examples, extensions and values are no parts."""
    assert [(str(node.part), node.pointer) for node in walk(DOCUMENT)] == [
        ("document", ""),
        ("info", "/info"),
        ("path item", "/paths/~1a~1{b}"),
        ("parameter", "/paths/~1a~1{b}/parameters/0"),
        ("schema", "/paths/~1a~1{b}/parameters/0/schema"),
        ("operation", "/paths/~1a~1{b}/get"),
        ("response", "/paths/~1a~1{b}/get/responses/200"),
        ("media type", "/paths/~1a~1{b}/get/responses/200/content/application~1json"),
        ("schema", "/paths/~1a~1{b}/get/responses/200/content/application~1json/schema"),
        ("schema", "/paths/~1a~1{b}/get/responses/200/content/application~1json/schema/items"),
        ("schema", "/paths/~1a~1{b}/get/responses/200/content/application~1json/schema/items/properties/$ref"),
        ("callback", "/paths/~1a~1{b}/get/callbacks/done"),
        ("path item", "/paths/~1a~1{b}/get/callbacks/done/{$url}"),
        ("operation", "/paths/~1a~1{b}/get/callbacks/done/{$url}/post"),
        ("request body", "/paths/~1a~1{b}/get/callbacks/done/{$url}/post/requestBody"),
        ("media type", "/paths/~1a~1{b}/get/callbacks/done/{$url}/post/requestBody/content/text~1plain"),
        ("components", "/components"),
        ("schema", "/components/schemas/A"),
        ("schema", "/components/schemas/A/allOf/0"),
    ]


def test_pointers_lead_to_what_walk_gives() -> None:
    """The pointer of a part resolves to that part."""
    assert all(pointer.resolve(DOCUMENT, node.pointer) is node.value for node in walk(DOCUMENT))


def test_operations_are_those_of_paths() -> None:
    """Operations come with path and method; those of callbacks are no operations of the service."""
    assert [(o.method, o.path, o.pointer) for o in operations(DOCUMENT)] == [("get", "/a/{b}", "/paths/~1a~1{b}/get")]


@given(st.lists(st.text(), max_size=5))
def test_pointers_keep_any_key(steps: list[str]) -> None:
    """Joining and splitting a pointer gives the same steps, whatever they hold, and it resolves."""
    joined = pointer.join("", *steps)
    assert pointer.split(joined) == steps
    document: Any = "end"
    for step in reversed(steps):
        document = {step: document}
    assert pointer.resolve(document, joined) == "end"


@pytest.mark.parametrize("place", ["a", "/paths/x", "/paths/x-paths/a", "/components/schemas/A/allOf/9", "/info/-1"])
def test_a_pointer_to_nothing_is_an_error(place: str) -> None:
    """A pointer that leads nowhere raises LookupError."""
    with pytest.raises(LookupError):
        pointer.resolve(DOCUMENT, place)


def test_a_copy_shares_nothing() -> None:
    """A copy is equal, and no object or list in it is one of the original's."""
    copy = copied(DOCUMENT)
    assert copy == DOCUMENT
    originals = {id(node.value) for node in walk(DOCUMENT)}
    assert not [node for node in walk(copy) if id(node.value) in originals and node.part in Part]
