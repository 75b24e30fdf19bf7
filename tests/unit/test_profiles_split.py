"""One document for each tag: nothing is lost, nothing is left over, and the names are safe on every disk."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.diagnostics import Diagnostic
from spec.files import dump_yaml, load
from spec.model import operations
from spec.pointer import resolve
from spec.profiles.split import UNTAGGED, split_by_tag
from spec.validate import validate

REPOSITORY = Path(__file__).resolve().parents[2]
PUBLISHED = REPOSITORY / "spec" / "documents" / "modelarts" / "openapi.json"
JsonObject = dict[str, Any]
OK = {"200": {"description": "OK"}}


def document(paths: JsonObject, **more: Any) -> JsonObject:
    """Give a document of these paths."""
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": paths, **more}


def operation(name: str, *tags: str, **more: Any) -> JsonObject:
    """Give an operation with tags."""
    return {"operationId": name, "responses": OK, **({"tags": list(tags)} if tags else {}), **more}


def wrong(made: JsonObject) -> list[Diagnostic]:
    """Give what is wrong with a document, components that nothing refers to included."""
    return validate(made)


def by_id(given_: JsonObject) -> dict[str, tuple[str, str, JsonObject]]:
    """Give path, method and value of every operation."""
    return {one.value["operationId"]: (one.path, one.method, one.value) for one in operations(given_)}


def assert_whole(given_: JsonObject, made: dict[str, JsonObject]) -> None:
    """Every operation stands as it is in the document of each of its tags and in no other, and so do the components."""
    union: dict[str, Any] = {}
    for one in made.values():
        union |= by_id(one)
        for kind, members in one.get("components", {}).items():
            for name, value in members.items():
                assert value == given_["components"][kind][name]
    assert union == by_id(given_)
    found = sum(len(by_id(one)) for one in made.values())
    assert found == sum(max(1, len(set(v.get("tags", ())))) for _, _, v in by_id(given_).values())


def test_the_published_document_comes_apart_without_loss() -> None:
    """The documents of all tags hold every operation and the schemas of the whole, each is valid by itself, holds only
    what it needs, and the same document gives the same bytes."""
    whole = load(PUBLISHED)
    made = split_by_tag(whole)
    assert list(made) == [tag["name"] for tag in whole["tags"]]
    assert_whole(whole, made)
    schemas = {name for one in made.values() for name in one.get("components", {}).get("schemas", {})}
    assert schemas == set(whole["components"]["schemas"])
    for name, one in made.items():
        assert wrong(one) == [], name
        assert [tag["name"] for tag in one["tags"]] == [name]
        assert [group["tags"] for group in one["x-tagGroups"]] == [[name]]
        assert (one["openapi"], one["servers"], one["info"]) == (whole["openapi"], whole["servers"], whole["info"])
    assert json.dumps(made) == json.dumps(split_by_tag(load(PUBLISHED)))


NO_TAGS = {"SPC027"}
"""What is said of the tags that these documents do not declare, or do not have."""

NAMES = st.sampled_from(["A", "B", "C", "D", "E"])


@st.composite
def documents(draw: st.DrawFn) -> JsonObject:
    """Give documents whose operations and schemas refer to schemas at will."""
    schemas = {
        name: {
            "type": "object",
            "properties": {to: {"$ref": f"#/components/schemas/{to}"} for to in draw(st.sets(NAMES))},
        }
        for name in "ABCDE"
    }
    paths: JsonObject = {}
    tags = st.lists(st.sampled_from(["one", "two", "two ", "Two", "../x", "untagged", ""]), max_size=3, unique=True)
    for number in range(draw(st.integers(1, 6))):
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{draw(NAMES)}"}}}
        item = paths.setdefault(f"/p{number // 2}", {})
        item[("get", "put")[number % 2]] = {
            **operation(f"Do{number}", *draw(tags)),
            "responses": {"200": {"description": "OK", "content": content}},
        }
    return document(paths, components={"schemas": schemas})


@given(documents())
def test_any_document_comes_apart_without_loss(whole: JsonObject) -> None:
    """Whatever refers to what: the union is the whole, references lead somewhere and each component is needed."""
    made = split_by_tag(whole)
    assert_whole(whole, made)
    for name, one in made.items():
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", name)
        assert {found.code for found in wrong(one)} <= NO_TAGS, name
    assert len({name.lower() for name in made}) == len(made)


HOSTILE = [
    "..",
    "CON",
    "a/b",
    "a b",
    "",
    "Case",
    "case",
    "\u6570\u636e",
    "\u6807\u7b7e",
    "x" * 300,
    "nul.txt",
    ".hidden",
]


def test_tags_of_any_name_get_files_of_their_own() -> None:
    """Tags that differ in signs or case only, that a disk reserves, are empty or very long: each has a safe name of its
    own, which does not change with the order of the tags; what has no tag goes where no tag does."""
    paths = {f"/{n}": {"get": operation(f"Do{n}", tag)} for n, tag in enumerate([*HOSTILE, UNTAGGED])}
    paths["/none"] = {"get": operation("DoNone")}
    whole = document(paths)
    made = split_by_tag(whole)
    assert_whole(whole, made)
    assert len(made) == len(HOSTILE) + 2
    assert len({name.lower() for name in made}) == len(made)
    for name in made:
        assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", name) and len(name) <= 125
        assert name.split(".")[0].lower() not in ("con", "nul")
    assert by_id(made[UNTAGGED]) == {f"Do{len(HOSTILE)}": by_id(whole)[f"Do{len(HOSTILE)}"]}
    turned = split_by_tag(document(dict(reversed(paths.items()))))
    assert {name: set(by_id(one)) for name, one in made.items()} == {n: set(by_id(o)) for n, o in turned.items()}


def test_a_document_without_tags_and_components_is_one_file() -> None:
    """Where nothing has a tag there is one document, the whole but for what groups it."""
    whole = document({"/a": {"get": operation("A")}, "/b": {"post": operation("B")}})
    assert split_by_tag(whole) == {UNTAGGED: whole}
    assert split_by_tag(document({})) == {}


LINKS = {"properties": {"operationId": {"type": "string"}, "next": {"$ref": "#/components/schemas/Node"}}}
"""A schema with the words of a link."""
KIND = {"$ref": "#/components/schemas/Kind"}
EVERYWHERE: JsonObject = {
    "schemas": {
        "Node": {"properties": {"next": {"$ref": "#/components/schemas/Node"}, "kind": KIND, "links": LINKS}},
        "Kind": {"type": "string"},
        "Pet": {
            "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat", "dog": "#/components/schemas/Dog"}},
            "properties": {"kind": {"type": "string"}},
        },
        "Cat": {"type": "object"},
        "Dog": {"type": "object"},
        "Anchored": {"$anchor": "here", "type": "object"},
        "Other": {"type": "object"},
    },
    "parameters": {"Id": {"name": "id", "in": "path", "required": True, "schema": KIND}},
    "headers": {"Count": {"schema": {"type": "integer"}}},
    "examples": {"One": {"value": {"$ref": "#/components/schemas/Other"}}},
    "links": {"Next": {"operationId": "Second"}, "Mine": {"operationId": "First"}},
    "responses": {
        "Fine": {
            "description": "OK",
            "headers": {"X-Count": {"$ref": "#/components/headers/Count"}},
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/Node"},
                    "examples": {"one": {"$ref": "#/components/examples/One"}},
                }
            },
            "links": {
                "next": {"$ref": "#/components/links/Next"},
                "mine": {"$ref": "#/components/links/Mine"},
                "there": {"operationRef": "#/paths/~1second/get"},
            },
        }
    },
    "requestBodies": {"Body": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}},
    "callbacks": {"Done": {"{$request.body#/url}": {"post": {"responses": OK}}}},
    "pathItems": {"Shared": {"get": operation("Third", "first"), "put": operation("Fourth", "second")}},
    "securitySchemes": {
        "Key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "Basic": {"type": "http", "scheme": "basic"},
        "Unused": {"type": "http", "scheme": "bearer"},
    },
}  # fmt: skip


def test_references_of_every_kind_are_followed() -> None:
    """Parameters, headers, examples, links, callbacks, bodies, path items, schemes by name, mappings, anchors and
    recursion: what the operations of a tag need is there, what they do not need is not."""
    first = operation("First", "first", security=[{"Key": []}])
    first |= {
        "parameters": [{"$ref": "#/components/parameters/Id"}],
        "requestBody": {"$ref": "#/components/requestBodies/Body"},
        "responses": {"200": {"$ref": "#/components/responses/Fine"}},
        "callbacks": {"done": {"$ref": "#/components/callbacks/Done"}},
    }
    anchored = {"description": "OK", "content": {"application/json": {"schema": {"$ref": "#here"}}}}
    paths = {
        "/first/{id}": {"post": first},
        "/second": {"get": operation("Second", "second", responses={"200": anchored})},
        "/shared": {"$ref": "#/components/pathItems/Shared"},
    }
    whole = document(paths, components=EVERYWHERE, security=[{"Basic": []}])
    made = split_by_tag(whole)
    assert list(made) == ["first", "second"]
    one, two = made.values()
    assert set(one["components"]["schemas"]) - {"Other"} == {"Node", "Kind", "Pet", "Cat", "Dog"}
    kinds = ("parameters", "headers", "examples", "requestBodies", "callbacks", "responses")
    assert all(one["components"][kind] == EVERYWHERE[kind] for kind in kinds if kind != "responses")
    assert set(one["components"]["securitySchemes"]) == {"Key", "Basic"}
    assert set(one["components"]["links"]) == {"Mine"}
    assert set(one["components"]["responses"]["Fine"]["links"]) == {"mine"}
    assert (list(one["paths"]["/shared"]), list(two["paths"]["/shared"])) == (["get"], ["put"])
    assert set(two["components"]) == {"schemas", "securitySchemes"} and set(two["components"]["schemas"]) == {
        "Anchored"
    }
    assert one["components"]["schemas"]["Node"] == EVERYWHERE["schemas"]["Node"]
    assert [found.code for found in wrong(one) if found.severity == "error"] == []


def test_references_into_paths_become_components() -> None:
    """A reference to a schema or a response that stands in an operation of another tag leads to a component, also where
    that holds a reference to itself."""
    inner = "#/paths/~1a/get/responses/200/content/application~1json/schema"
    schema = {"type": "object", "properties": {"again": {"$ref": inner}}}
    answer = {"description": "OK", "content": {"application/json": {"schema": schema}}}
    paths = {
        "/a": {"get": operation("A", "a", responses={"200": answer})},
        "/b": {"get": operation("B", "b", responses={"200": {"$ref": "#/paths/~1a/get/responses/200"}})},
    }
    made = split_by_tag(document(paths))
    assert {found.code for one in made.values() for found in wrong(one)} <= NO_TAGS
    reference = made["b"]["paths"]["/b"]["get"]["responses"]["200"]["$ref"]
    found = resolve(made["b"], reference[1:])["content"]["application/json"]["schema"]
    again = found["properties"]["again"]["$ref"]
    assert (
        again.startswith("#/components/schemas/")
        and resolve(made["b"], again[1:])["properties"]["again"]["$ref"] == again
    )


def test_references_of_callbacks_into_paths_become_components() -> None:
    """A callback whose request is that of a path of another tag has it as a component, in 3.0 too."""
    called = {"{$request.query.url}": {"$ref": "#/paths/~1hook"}}
    paths = {
        "/a": {"get": operation("A", "a", callbacks={"done": called})},
        "/hook": {"post": operation("Hook", "b", callbacks={"again": called})},
    }
    for version in ("3.1.1", "3.0.3"):
        made = split_by_tag(document(paths) | {"openapi": version})["a"]
        reference = made["paths"]["/a"]["get"]["callbacks"]["done"]["{$request.query.url}"]["$ref"]
        assert reference.startswith("#/components/callbacks/")
        found = resolve(made, reference[1:])["post"]
        assert found["operationId"] == "Hook"
        assert found["callbacks"]["again"]["{$request.query.url}"]["$ref"] == reference
        assert {one.code for one in wrong(made)} <= NO_TAGS


def test_groups_of_tags_may_hold_anything() -> None:
    """Groups are an extension, of which the standard says nothing: what is no name of a tag is in no group."""
    groups = [{"name": "g", "tags": ["a", ["a"], {"a": 1}, 5, None]}, "x", {"tags": "a"}, {"name": "none"}]
    whole = document({"/a": {"get": operation("A", "a")}, "/b": {"get": operation("B")}}) | {"x-tagGroups": groups}
    assert split_by_tag(whole)["a"]["x-tagGroups"] == [{"name": "g", "tags": ["a"]}]
    assert "x-tagGroups" not in split_by_tag(whole)[UNTAGGED]


def test_webhooks_go_with_their_tags() -> None:
    """Operations that the service sends stand in the documents of their tags, too; the rest of a path item stays."""
    hooks = {"changed": {"summary": "S", "post": operation("Changed", "a"), "put": operation("Put", "b")}}
    made = split_by_tag(document({"/a": {"get": operation("A", "a")}}, webhooks=hooks))
    assert list(made["a"]["webhooks"]["changed"]) == ["summary", "post"] and list(made["b"]["webhooks"]["changed"]) == [
        "summary",
        "put",
    ]
    assert made["b"]["paths"] == {}


@pytest.mark.parametrize("count", [3000])
def test_thousands_of_operations(count: int) -> None:
    """A document of 3,000 operations in 300 tags comes apart whole."""
    paths = {f"/p{n}": {"get": operation(f"Do{n}", f"tag-{n % 300}")} for n in range(count)}
    made = split_by_tag(document(paths))
    assert (len(made), sum(len(one["paths"]) for one in made.values())) == (300, count)
    assert "tag-7" in dump_yaml(made["tag-7"])
