"""Documented examples in the OpenAPI document: attached where they fit, told where they do not, ids made up."""

import json
import re
from typing import Any

import pytest

from scraper.contract.values import JsonValue
from scraper.examples.documented import documented
from scraper.reference import Example
from spec.conflicts.examples import find_example_conflicts
from spec.location import Location
from spec.model import copied
from spec.passes.examples import DOCUMENTED, attach_examples
from spec.passes.fake import make_ids_fake

Json = dict[str, Any]

NODE: Json = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "maxLength": 8},
        "size": {"type": "integer"},
        "inner": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        "labels": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Node"}},
    },
}
BODY: Json = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Node"}}}}
UUID = "2e5451fe-913f-4492-821a-2981031382f7"
KEY = "a2ff296da618452daa8243399f06db8e"


def document(*items: Json) -> Json:
    """Make a document whose one operation documents these examples."""
    operation = {"requestBody": BODY, "responses": {"200": BODY, "4XX": BODY}, DOCUMENTED: list(items)}
    made: Json = copied({"paths": {"/n": {"post": operation}}, "components": {"schemas": {"Node": NODE}}})
    return made


def operation_of(changed: Json) -> Json:
    """Give the one operation."""
    operation: Json = changed["paths"]["/n"]["post"]
    return operation


def examples_of(holder: Json) -> Json:
    """Give the examples of a body."""
    examples: Json = holder["content"]["application/json"].get("examples", {})
    return examples


def test_examples_go_to_their_bodies() -> None:
    """An example that fits stands under the body that it is of, by its own name or a number."""
    given = document(
        {"in": "request", "name": "a-tree", "value": {"name": "a"}},
        {"in": "request", "name": "a-tree", "value": {"name": "b"}},
        {"in": "request", "request": "POST /n", "value": {"name": "c"}},
        {"in": "response", "value": {"name": "d"}},
        {"in": "response", "status": "404", "value": {"name": "e"}},
    )
    before = json.dumps(given)
    operation = operation_of(attach_examples(given).document)
    assert json.dumps(given) == before
    assert list(examples_of(operation["requestBody"])) == ["a-tree", "a-tree-2", "example-1"]
    assert examples_of(operation["responses"]["200"]) == {"example-1": {"value": {"name": "d"}}}
    assert examples_of(operation["responses"]["4XX"]) == {"example-1": {"value": {"name": "e"}}}
    assert DOCUMENTED not in operation


@pytest.mark.parametrize(
    "item",
    [
        {"in": "request", "value": {"name": 1}},
        {"in": "request", "value": {"size": 1}},
        {"in": "request", "value": "name=a"},
        {"in": "request", "request": "POST /n"},
        {"in": "response", "status": "302", "value": {"name": 2}},
    ],
)
def test_what_does_not_fit_stays(item: Json) -> None:
    """What the schema refuses, what is no JSON and what has no body stays as documented, and no list is left empty."""
    operation = operation_of(attach_examples(document(item)).document)
    assert operation[DOCUMENTED] == [item]
    assert examples_of(operation["requestBody"]) == {}


@pytest.mark.parametrize("odd", ["deep", "half a character", "no JSON"])
def test_odd_documents_are_checked_as_far_as_can_be(odd: str) -> None:
    """A schema nested without end, and half a character, keep no other example from being checked."""
    deep: Json = {"type": "integer"}
    for _ in range(300):
        deep = {"items": deep}
    what = {"deep": deep, "half a character": {"a\ud800": {}}, "no JSON": {1: {}, "x": b"y"}}[odd]
    fitting, other = ({"in": "response", "status": "200", "value": {"n": value}} for value in (1, "a"))
    content = {"application/json": {"schema": {"properties": {"n": {"type": "integer"}}}}}
    operation = {"responses": {"200": {"content": content}}, DOCUMENTED: [fitting, other]}
    document = {"openapi": "3.1.1", "paths": {"/a": {"get": operation}}, "components": {"schemas": {"Odd": what}}}
    changed = attach_examples(document).document["paths"]["/a"]["get"]
    assert changed[DOCUMENTED] == [other]
    assert changed["responses"]["200"]["content"]["application/json"]["examples"] == {"example-1": {"value": {"n": 1}}}


def test_disagreements_name_example_and_field() -> None:
    """Each unknown and each refused field of an example is told once, with the place of the example."""
    value = {
        "name": "too long a name",
        "colour": "red",
        "inner": [{"name": "a", "size": "1"}, {"name": "b", "size": "2", "age": 3}],
        "labels": {"x": {"name": "c", "age": 4}},
    }
    given = document({"in": "request", "value": value}, {"in": "request", "value": {"name": "a"}})
    place = Location("page", 7)
    found = [c.finding() for c in find_example_conflicts(given, {f"/paths/~1n/post/{DOCUMENTED}/0": place})]
    assert {(d.code, d.message.split("`")[1]) for d in found} == {
        ("EXA003", "colour"),
        ("EXA003", "inner[].age"),
        ("EXA003", "labels{}.age"),
        ("EXA004", "name"),
        ("EXA004", "inner[].size"),
    }
    assert {d.location for d in found} == {place}
    assert len(found) == 5


def test_a_body_without_a_table_is_told() -> None:
    """An example of a body that no table describes is a disagreement; an empty one is none."""
    given = document({"in": "request", "value": {"a": 1}}, {"in": "request", "value": {}})
    del operation_of(given)["requestBody"]
    assert [c.finding().code for c in find_example_conflicts(given, {})] == ["EXA003"]
    (found,) = find_example_conflicts(given, {"/paths/~1n/post": Location("page", 3)})
    assert not found.readings[found.taken].stated


SUCCESS: Json = {
    "properties": {"is_success": {"type": "boolean"}, "error_message": {"type": "string"}, "tree": {"type": "string"}}
}


@pytest.mark.parametrize(("schema", "unknown"), [(SUCCESS, ["why"]), ({}, ["is_success", "why"])])
def test_a_failure_is_held_against_the_table_of_the_success_too(schema: Json, unknown: list[str]) -> None:
    """A failure without a table of its own is no conflict with another operation's table where its own one lists it."""
    value = {"is_success": False, "error_code": "A.1", "why": "no tree"}
    given = document({"in": "response", "status": "default", "value": value})
    envelope = {"properties": {"error_code": {"type": "string"}}}
    contents = [{"content": {"application/json": {"schema": each}}} for each in (schema, envelope)]
    operation_of(given)["responses"] = {"200": contents[0], "default": contents[1]}
    table, elsewhere = Location("page", 3), Location("page", 90)
    places = {"/paths/~1n/post/responses/200": table, "/paths/~1n/post/responses/default": elsewhere}
    found = list(find_example_conflicts(given, places))
    assert sorted(c.subject.split("`")[1] for c in found) == unknown
    assert {c.readings[1].place for c in found} == {table}


def faked(*items: Json) -> list[Json]:
    """Make fakes of the ids in examples."""
    found: list[Json] = operation_of(make_ids_fake(document(*items)).document)[DOCUMENTED]
    return found


def test_the_same_id_has_the_same_fake() -> None:
    """An id is replaced by one fake in values, in texts and in request lines; another id by another."""
    ours = faked(
        {"in": "request", "request": f"GET https://x/v1/n/{UUID}", "value": {"id": UUID, "text": f"job {UUID} runs"}},
        {"in": "response", "value": {"id": UUID.replace("2e", "3e"), "key": KEY}},
    )
    fake = ours[0]["value"]["id"]
    assert re.fullmatch(r"0{8}-0{4}-4000-8000-0{11}1", fake)
    assert ours[0]["request"].endswith(fake)
    assert ours[0]["value"]["text"] == f"job {fake} runs"
    assert ours[1]["value"]["id"] != fake
    assert ours[1]["value"]["key"] == "0" * 31 + "1"


@pytest.mark.parametrize(
    ("name", "text", "pattern"),
    [
        ("id", "WxCREuCkBSAIQr9xrde", r"Example0{11}1"),
        ("app_secret", "cb5d1b57368b4f129b635332a03bf0e3", r"0{31}1"),
        ("token", "gQpjbi1ub3J0aC03jQ5yFSR1T", r"Example0{17}1"),
        ("url", "https://bees.obs.x.com/a?AccessKeyId=RciyO7RHmhNT&Signature=anOL%3Dxyzabc",
         r"https://example-bucket-1\.obs\.x\.com/a\?AccessKeyId=Example00001&Signature=Example000001"),
        ("image", "100.125.5.235:20202/jobs/base:1.0", r"192\.0\.2\.1:20202/jobs/base:1\.0"),
        ("mail", "someone@163.com", r"user1@example\.com"),
        ("user_name", "ei_user_z00424192", "example-user-1"),
        ("obs_url", "/lch-test-obs/classify/", "/example-bucket-1/classify/"),
        ("data", "obs://lch-test-obs/classify/", "obs://example-bucket-1/classify/"),
    ],
)  # fmt: skip
def test_fakes_keep_their_form(name: str, text: str, pattern: str) -> None:
    """A fake shows that it is one, and has the form of what it stands for; ids and credentials keep their length."""
    fake = faked({"in": "request", "value": {name: text}})[0]["value"][name]
    assert re.fullmatch(pattern, fake), fake


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("id", "{workspace_id}"),
        ("domain_id", "xxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        ("cidr", "192.168.0.0/24"),
        ("version", "TensorFlow-1.13.1-python3.6"),
        ("engine", "horovod-cp36-tf-1.16.2"),
        ("name", "TestModelsJobAlgorithms2"),
        ("time", "2022-09-09T11:28:29.639658+08:00"),
        ("path", "/usr/app/boot.py"),
    ],
)
def test_what_is_no_secret_stays(name: str, text: str) -> None:
    """Placeholders, versions, times, private addresses and plain names stay as they are, and no departure is told."""
    passed = make_ids_fake(document({"in": "request", "value": {name: text}}))
    assert operation_of(passed.document)[DOCUMENTED][0]["value"][name] == text
    assert passed.departures == ()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Creating a tree", "creating-a-tree"),
        ("", None),
        ("OK", None),
        ("Not Found", None),
        ("种一棵树", None),
        ("The tree that you plant is shown in the list", None),
    ],
)
def test_names_come_from_titles(title: str, name: str | None) -> None:
    """A few ASCII words are a name; a status phrase, another script and a sentence are none."""
    example = Example("request", "", title, "", ({"a": 1},), "", Location("page", 1))
    assert next(documented(example, with_prose=True)).get("name") == name


def test_sentences_are_left_out_on_demand() -> None:
    """Without prose a sentence in a value becomes a mark; names, codes and short labels stay."""
    value: JsonValue = {"a": "the tree that you have planted is tall", "b": ["red", "TREE.0001", "big tree"], "c": 1}
    example = Example("response", "200", "", "", (value,), "", Location("page", 1))
    assert next(documented(example, with_prose=True))["value"] == value
    assert next(documented(example, with_prose=False))["value"] == {
        "a": "…",
        "b": ["red", "TREE.0001", "big tree"],
        "c": 1,
    }
