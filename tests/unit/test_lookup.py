"""What people call a place in an OpenAPI document."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec import pointer as pointers
from spec.diagnostics import DiagnosticError
from spec.lookup import find_pointer

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.1",
    "paths": {
        "/v1/bells/{id}": {
            "get": {
                "operationId": "ShowBell",
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Bell"}}}}
                },
            },
            "delete": {"operationId": "DeleteBell"},
        }
    },
    "components": {
        "schemas": {
            "Bell": {"properties": {"tone": {"type": "string"}, "over": {"$ref": "#/components/schemas/Bell"}}},
            "BellTower": {"properties": {"height": {}}},
            "Circle": {"$ref": "#/components/schemas/Circle"},
        }
    },
}
SHOW = "/paths/~1v1~1bells~1{id}/get"


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("#/components/schemas/Bell/properties/tone", "/components/schemas/Bell/properties/tone"),
        ("/components/schemas/Bell", "/components/schemas/Bell"),
        ("#/paths/~1v1~1bells~1%7Bid%7D/get", SHOW),
        ("ShowBell", SHOW),
        ("GET /v1/bells/{id}", SHOW),
        ("get  /v1/bells/{id}", SHOW),
        ("Bell", "/components/schemas/Bell"),
        (
            f"{SHOW}/responses/200/content/application~1json/schema/properties/tone",
            "/components/schemas/Bell/properties/tone",
        ),
        ("/components/schemas/Bell/properties/over/properties/tone", "/components/schemas/Bell/properties/tone"),
    ],
)
def test_a_place_has_several_names(asked: str, wanted: str) -> None:
    """A pointer with or without `#`, an operationId, a method with its path and a schema's name lead to the place."""
    assert find_pointer(DOCUMENT, asked) == wanted


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("#/components/schemas/Bell/properties/tine", "did you mean `tone`?"),
        ("#/components/schemas/Bel", "did you mean `Bell`"),
        ("ShowBel", "did you mean `ShowBell`"),
        ("POST /v1/bells/{id}", "did you mean `GET /v1/bells/{id}`"),
        ("/v1/bells/{id}", "did you mean `GET /v1/bells/{id}` or `DELETE /v1/bells/{id}`?"),
        (
            "#/components/schemas/Bell/properties/height",
            "did you mean `#/components/schemas/BellTower/properties/height`?",
        ),
        ("#/components/schemas/Circle/properties/x", "is not in #"),
        ("zzzz", "nothing is called `zzzz`"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(asked: str, said: str) -> None:
    """What is not there is one finding, which names what the asker may have meant."""
    with pytest.raises(DiagnosticError) as raised:
        find_pointer(DOCUMENT, asked)
    (finding,) = raised.value.diagnostics
    assert finding.code == "SPC082"
    assert said in finding.message


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["#", "", "paths", "components", "schemas", "Bell", "0", "~1"])).map("/".join)
)
def test_any_name_is_found_or_refused(asked: str) -> None:
    """Whatever is asked for, the answer is a place of the document or one finding."""
    try:
        found = find_pointer(DOCUMENT, asked)
    except DiagnosticError as error:
        assert [d.code for d in error.diagnostics] == ["SPC082"]
    else:
        pointers.resolve(DOCUMENT, found)
