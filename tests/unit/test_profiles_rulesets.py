"""What other people's linters are told of a document: a rule is silenced where the document is so, with the reason."""

from typing import Any

import pytest

from spec.files import parse
from spec.profiles.rulesets import STATES_ERRORS, rulesets

JsonObject = dict[str, Any]
OK = {"description": "OK"}


def document(paths: JsonObject, **info: Any) -> JsonObject:
    """Give a document of these paths."""
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "1", **info}, "paths": paths}


def operation(*statuses: str) -> JsonObject:
    """Give an operation with these answers."""
    return {"responses": dict.fromkeys(("200", *statuses), OK)}


def read(documents: JsonObject) -> dict[str, JsonObject]:
    """Give the rulesets as linters read them."""
    return {name: parse(text, name) for name, text in rulesets(documents).items()}


def test_a_document_without_quirks_silences_nothing() -> None:
    """Where the document names contact and licence, has errors for each operation and plain paths, no place is
    silenced."""
    given = document({"/a": {"get": operation("404")}}, contact={"name": "N"}, license={"name": "MIT"})
    made = read({"openapi.yaml": given})
    assert made["spectral.yaml"] == {"extends": ["spectral:oas"]}
    assert made[".redocly.lint-ignore.yaml"] == {}
    assert set(made["redocly.yaml"]["rules"]) == {"no-invalid-media-type-examples"}


def test_each_file_has_its_places() -> None:
    """A path with a slash at its end is silenced in the files that have it and in no other, in the writing that each
    linter reads; files of any name are quoted."""
    quirk = document({"/a/{x}/": {"get": operation("default")}})
    made = read({"openapi.json": quirk, "split/a b#1.yaml": quirk, "split/other.yaml": document({})})
    (override,) = made["spectral.yaml"]["overrides"]
    assert override == {
        "files": ["openapi.json#/paths/~1a~1%7Bx%7D~1", "split/a b#1.yaml#/paths/~1a~1%7Bx%7D~1"],
        "rules": {"path-keys-no-trailing-slash": "off"},
    }
    ignored = {"no-path-trailing-slash": ["#/paths/~1a~1{x}~1"]}
    assert made[".redocly.lint-ignore.yaml"] == {"openapi.json": ignored, "split/a b#1.yaml": ignored}


def test_paths_that_servers_tell_apart() -> None:
    """Two paths of which one has a literal where the other has a placeholder are silenced at the second one; two whose
    literals differ are not ambiguous."""
    paths = ["/a/x/{b}", "/a/{c}/y", "/a/z/{b}", "/b/{c}/y", "/a/{c}/{d}", "/a/x"]
    made = read({"o.yaml": document({path: {"get": operation("404")} for path in paths})})
    assert made[".redocly.lint-ignore.yaml"] == {
        "o.yaml": {"no-ambiguous-paths": ["#/paths/~1a~1{c}~1y", "#/paths/~1a~1z~1{b}"]}
    }


@pytest.mark.parametrize(
    ("statuses", "is_off", "places"),
    [
        ([("404",), ("default",), ("500",)], True, []),
        ([("404",), ("4XX", "500")], False, []),
        ([("404",), (), ("default",)], False, ["#/paths/~12/get/responses"]),
    ],
)
def test_errors_are_stated(statuses: list[tuple[str, ...]], is_off: bool, places: list[str]) -> None:
    """The rule on errors gives way to one that takes other statuses too where each operation states some; where one
    states none it stays, and finds that one and no other."""
    given = document({f"/{at}": {"get": operation(*one)} for at, one in enumerate(statuses)})
    made = read({"o.yaml": given})
    rules = made["redocly.yaml"]["rules"]
    assert (rules.get("operation-4xx-response") == "off") is is_off
    assert rules.get(STATES_ERRORS, {}).get("assertions") == (
        {"requireAny": ["404", "500", "default"]} if is_off else None
    )
    assert made[".redocly.lint-ignore.yaml"].get("o.yaml", {}).get("operation-4xx-response", []) == places


FIELDS: list[tuple[Any, bool]] = [
    ({"type": "INPUT", "default": "x"}, True),
    ({"type": "string", "default": 1}, True),
    ({"type": "integer", "example": "1"}, True),
    ({"type": ["string", 3], "default": "x"}, True),
    ({"type": "string", "default": "x"}, False),
    ({"type": "INPUT"}, False),
    ({"default": "x"}, False),
    ({"inner": [{"type": "INPUT", "default": "x"}]}, True),
    ("text", False),
    (None, False),
]


@pytest.mark.parametrize(("value", "is_silenced"), FIELDS)
def test_examples_that_look_like_schemas(value: Any, is_silenced: bool) -> None:
    """A value of an example is silenced where the linter would take an object in it for a wrong schema, and only
    there."""
    content = {"application/json": {"examples": {"one": {"value": value}, "two": {"value": {"a": 1}}}}}
    given = document({"/a": {"post": {**operation("404"), "requestBody": {"content": content}}}})
    found = read({"o.yaml": given})["spectral.yaml"].get("overrides", [])
    place = "o.yaml#/paths/~1a/post/requestBody/content/application~1json/examples/one/value"
    assert [one["files"] for one in found] == ([[place]] if is_silenced else [])


def test_nothing_of_a_document_ends_a_line() -> None:
    """Paths and names with quotes, line ends and signs of YAML stay inside of their strings."""
    path = '/"\n- x: [*a]#{y}/'
    made = read({"o.yaml": document({path: {"get": operation("404")}})})
    assert made[".redocly.lint-ignore.yaml"]["o.yaml"]["no-path-trailing-slash"] == [
        "#/paths/" + path.replace("/", "~1")
    ]
    assert len(made["spectral.yaml"]["overrides"]) == 1
