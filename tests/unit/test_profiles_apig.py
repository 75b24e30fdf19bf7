"""What Huawei Cloud's API Gateway imports: each rule with documents that break it, and the profile that keeps all."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.gateway import GatewaySettings, generate_gateways
from spec.files import load
from spec.model import copied, operations
from spec.pointer import resolve
from spec.profiles.apig import ApigProfile, short_text, to_apig
from spec.profiles.apig_plan import APIS_PER_IMPORT, ApigName
from spec.profiles.apig_rules import MAX_TEXT, RULES, broken_rules
from spec.profiles.path_names import NAME_LENGTH
from spec.validate import validate

REPOSITORY = Path(__file__).resolve().parents[2]
PUBLISHED = REPOSITORY / "spec" / "documents" / "modelarts" / "openapi.json"
SERVER = [{"url": "https://service.example/base"}]
LONG = "p" * 40
RESERVED = ("x-stage", "X-Apig-Mode", "x-sdk-date")
RESERVED_HEADERS = ("X_Thing", "authorization")
"""Names that APIG keeps for itself, or cannot take in that place."""
JsonObject = dict[str, Any]


def document(paths: JsonObject, **more: Any) -> JsonObject:
    """Give a document of these paths."""
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "servers": SERVER, "paths": paths} | more


def operation(name: str, *parameters: JsonObject, **more: Any) -> JsonObject:
    """Give an operation."""
    return {"operationId": name, "parameters": list(parameters), "responses": {"200": {"description": "OK"}}, **more}


def parameter(name: str, place: str, schema: Any = None, **more: Any) -> JsonObject:
    """Give a parameter."""
    return {"name": name, "in": place, "required": place == "path", "schema": schema or {"type": "string"}, **more}


def only(profile: ApigProfile) -> JsonObject:
    """Give the document of a profile that has one."""
    assert profile.refused == ()
    (made,) = profile.documents
    return made


def parameters(made: JsonObject) -> dict[str, JsonObject]:
    """Give the parameters of the only operation, by name."""
    (one,) = operations(made)
    return {found["name"]: found for found in one.value["parameters"]}


def test_the_published_document_can_be_imported() -> None:
    """Every operation is there once, no rule is broken, the standard's rules neither; credentials are checked and no
    parameter; bodies are not declared; the same document gives the same bytes."""
    whole = load(PUBLISHED)
    made = only(to_apig(whole))
    assert list(broken_rules(made)) == [] and validate(made) == []
    assert sorted(o.value["operationId"] for o in operations(made)) == sorted(
        o.value["operationId"] for o in operations(whole)
    )
    assert "X-Auth-Token" not in json.dumps(made) and "requestBody" not in json.dumps(made)
    assert all(o.value["security"] == [{"apig-auth-iam": []}] for o in operations(made))
    assert made["components"]["securitySchemes"]["apig-auth-iam"]["x-apigateway-auth-type"] == "IAM"
    assert json.dumps(made) == json.dumps(only(to_apig(load(PUBLISHED))))


def test_profile_and_gateway_agree() -> None:
    """The configuration of the gateway is the profile without its words: the same title, APIs, paths, names of
    parameters and backends, and the same parts."""
    for whole in (load(PUBLISHED), document(dict(thousands()))):
        profile = to_apig(whole)
        files = {
            file.path: file.text for file in generate_gateways(whole, ["apig"], GatewaySettings(), "0", folders=False)
        }
        parts = [json.loads(files[f"apis-{number}.json"]) for number in range(1, len(profile.documents) + 1)]
        assert f"apis-{len(parts) + 1}.json" not in files
        for made, part in zip(profile.documents, parts, strict=True):
            assert made["info"]["title"] == part["info"]["title"]
            assert list(made["paths"]) == list(part["paths"])
            for mine, theirs in zip(operations(made), operations(part), strict=True):
                assert (mine.path, mine.method, mine.value["operationId"]) == (
                    theirs.path, theirs.method, theirs.value["operationId"]
                )  # fmt: skip
                named = [p["name"] for p in mine.value["parameters"] if p["in"] == "path"]
                assert named == [p["name"] for p in theirs.value["parameters"]]
                key = "x-apigateway-backend"
                assert mine.value[key].get("parameters") == theirs.value[key].get("parameters")
                endpoints = [one.value[key]["httpEndpoints"] for one in (mine, theirs)]
                assert endpoints[0]["path"] == endpoints[1]["path"] and endpoints[0]["method"] == endpoints[1]["method"]


def thousands() -> Any:
    """Give the paths of a document of 3,000 operations with parameters of 40 characters."""
    for at in range(1000):
        path = f"/v1/{{{LONG}}}/things{at}/{{{LONG}2}}"
        known = [parameter(LONG, "path"), parameter(f"{LONG}2", "path")]
        yield path, {m: operation(f"{m.title()}Thing{at}", *known) for m in ("get", "put", "delete")}


def test_three_thousand_operations_come_in_parts() -> None:
    """No part has more APIs than one import holds, a path's operations stay together, and all names are short."""
    made = to_apig(document(dict(thousands()))).documents
    assert len(made) == 10 and all(list(broken_rules(one)) == [] for one in made)
    paths = [path for one in made for path in one["paths"]]
    assert len(set(paths)) == len(paths) == 1000
    assert all(len(item) == 3 for one in made for item in one["paths"].values())
    first = parameters({"paths": {"/x": {"get": next(iter(made[0]["paths"].values()))["get"]}}})
    assert all(
        len(name) <= NAME_LENGTH and found["x-documented-name"].startswith(LONG) for name, found in first.items()
    )


REFUSED: list[tuple[JsonObject, str, str]] = [
    ({"/a/{x}": {"get": operation("One")}, "/a/{y}": {"get": operation("Two")}}, "Two", "same requests as One"),
    ({"/a/pre-{x}": {"get": operation("Part")}}, "Part", "whole segment"),
    ({"/a": {"trace": operation("Trace")}}, "Trace", "does not route"),
    ({"/a b": {"get": operation("Sign")}}, "Sign", "literal segment"),
    ({"/" + "a" * 512: {"get": operation("Long")}}, "Long", "512 characters"),
    ({"/a": {"get": operation("Elsewhere", servers=SERVER)}}, "Elsewhere", "server of its own"),
    ({}, "", "no operation"),
]


@pytest.mark.parametrize(("paths", "name", "rule"), REFUSED)
def test_what_cannot_be_imported_is_refused(paths: JsonObject, name: str, rule: str) -> None:
    """A refusal names the operation, its place in the document, the rule and the way out; there is no document then."""
    given = document(paths)
    profile = to_apig(given)
    assert profile.documents == ()
    (refused,) = profile.refused
    assert refused.operation == name and rule in refused.rule and refused.way_out
    assert resolve(given, refused.pointer) is not None and len(refused.message) <= 200


@pytest.mark.parametrize("servers", [[], [{"url": "/v1"}], [{"url": "https://{host}"}], [{"url": "ftp://x"}], [{}]])
def test_a_document_without_an_address_is_refused(servers: Any) -> None:
    """Without an absolute server there is no backend; the way out says so."""
    (refused,) = to_apig(document({"/a": {"get": operation("A")}}, servers=servers)).refused
    assert "server" in refused.rule and refused.pointer == "/servers"


def test_a_server_with_variables_and_a_base_path() -> None:
    """Variables stand as their defaults, and the base path begins each path, before and behind the gateway."""
    server = {"url": "http://{region}.example:81/v9", "variables": {"region": {"default": "north"}}}
    made = only(to_apig(document({"/a": {"get": operation("A")}}, servers=[server])))
    endpoint = made["paths"]["/v9/a"]["get"]["x-apigateway-backend"]["httpEndpoints"]
    assert (endpoint["scheme"], endpoint["address"], endpoint["path"]) == ("http", "north.example:81", "/v9/a")


def test_path_items_that_are_references_are_imported() -> None:
    """A path item that stands among the components is written out: no operation is lost."""
    given = document(
        {"/a": {"$ref": "#/components/pathItems/A"}}, components={"pathItems": {"A": {"get": operation("ShowA")}}}
    )
    assert only(to_apig(given))["paths"]["/base/a"]["get"]["operationId"] == "ShowA"


def test_parameters_become_what_it_knows() -> None:
    """Strings and numbers with their bounds, booleans as two words, lists as any text; what has no name or place there
    goes undeclared, and each loss is told. Credentials and media types are no parameters."""
    known = [
        parameter("text", "query", {"type": ["string", "null"], "maxLength": 5, "pattern": "a", "default": "x"}),
        parameter("count", "query", {"type": "integer", "minimum": 1, "exclusiveMaximum": 9, "default": "one"}),
        parameter("flag", "query", {"type": "boolean", "default": True}, example=True),
        parameter("list", "query", {"type": "array", "items": {"type": "string"}}),
        parameter("deep", "query", {"type": "object"}),
        parameter(LONG, "query"),
        parameter("session", "cookie"),
        parameter("X-Auth-Token", "header"),
        parameter("x-thing", "header"),
        parameter("X-Thing", "header"),
        parameter("Content-Type", "header"),
        *(parameter(name, "header") for name in RESERVED_HEADERS),
        *(parameter(name, "query") for name in RESERVED),
        parameter("under_score", "query"),
    ]
    given = document(
        {"/a": {"parameters": [{"$ref": "#/components/parameters/Shared"}], "get": operation("A", *known)}}
    )
    given["components"] = {"parameters": {"Shared": parameter("shared", "query", {"$ref": "#/components/schemas/S"})}}
    given["components"]["schemas"] = {"S": {"type": "number", "maximum": 2.5}}
    profile = to_apig(given)
    found = {name: one["schema"] for name, one in parameters(only(profile)).items()}
    assert found == {
        "shared": {"type": "number", "maximum": 2.5},
        "text": {"type": "string", "maxLength": 5},
        "count": {"type": "number", "minimum": 1},
        "flag": {"type": "string", "enum": ["true", "false"]},
        "list": {"type": "string"},
        "x-thing": {"type": "string"},
        "under_score": {"type": "string"},
    }
    (whole, *departures) = profile.departures
    assert whole.pointer == "/paths"
    lost = [resolve(given, one.pointer)["name"] for one in departures]
    assert sorted(lost) == sorted(["text", "count", "flag", "list", "deep", LONG, "session", *RESERVED, "X_Thing"])


@pytest.mark.parametrize(
    ("schemes", "asked", "checked"),
    [
        ({"T": {"type": "apiKey", "in": "header", "name": "X-Auth-Token"}}, [{"T": []}], True),
        ({"T": {"type": "apiKey", "in": "header", "name": "X-Key"}}, [{"T": []}], False),
        ({"T": {"type": "http", "scheme": "bearer"}}, [{"T": []}], False),
        ({"T": {"type": "apiKey", "in": "header", "name": "Authorization"}}, [{"T": []}, {}], False),
        ({}, [], False),
    ],
)
def test_it_checks_what_iam_can_check(schemes: JsonObject, asked: Any, checked: bool) -> None:
    """Where each way to call an operation has a token or a signature, the gateway checks it; else all goes through."""
    given = document({"/a": {"get": operation("A")}}, security=asked, components={"securitySchemes": schemes})
    made = only(to_apig(given))
    assert ("security" in made["paths"]["/base/a"]["get"], "components" in made) == (checked, checked)


def test_names_and_texts_fit() -> None:
    """Titles and names of any text become names of 3 to 64 letters, digits and `_`, different ones for different
    operations; long texts end with a sentence, else a word."""
    for raw in ("", "1", "a", "x y", "\u6570\u636e", "A" * 200, "-", "3d things!"):
        assert len(ApigName(raw)) <= 64 and ApigName(raw)[0].isalpha() and len(ApigName(raw)) >= 3, raw
    assert ApigName("Things_2") == "Things_2"
    given = document(
        {f"/a{n}": {"get": operation(name)} for n, name in enumerate(("do it", "do-it", "do_it", "DO_IT"))}
    )
    given["info"] |= {"title": "\u6570\u636e", "description": "One. " * 100}
    made = only(to_apig(given))
    assert len({o.value["operationId"].lower() for o in operations(made)}) == 4
    assert made["paths"]["/base/a3"]["get"]["operationId"] == "DO_IT"
    assert len(made["info"]["description"]) <= MAX_TEXT and made["info"]["description"].endswith("One.")
    assert len(short_text("word " * 100)) <= MAX_TEXT and len(short_text("x" * 500)) <= MAX_TEXT


TEXTS = st.one_of(
    st.text(max_size=40), st.sampled_from(["X-Auth-Token", LONG, "a[b]", "\u6570", "", "it's", "x" * 300])
)
SCHEMAS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["string", "integer", "number", "boolean", "array", "object", ["string", "null"], []]),
        "enum": st.lists(st.one_of(st.integers(), st.text(max_size=3), st.none()), max_size=3),
        "default": st.one_of(st.integers(), st.text(max_size=3), st.booleans()),
        "maxLength": st.integers(0, 9),
        "minimum": st.integers(0, 9),
        "$ref": st.just("#/components/schemas/Nothing"),
    },
)
SEGMENTS = st.sampled_from(
    ["a", "b", "{x}", "{y}", f"{{{LONG}}}", "pre-{x}", "{}", "a b", "", "{x}{y}", "..", "\u6570"]
)


@st.composite
def documents(draw: st.DrawFn) -> JsonObject:
    """Give documents with any names, texts, paths and parameters."""
    paths: JsonObject = {}
    for _ in range(draw(st.integers(1, 5))):
        path = "/" + "/".join(draw(st.lists(SEGMENTS, max_size=4)))
        known = [
            parameter(
                draw(TEXTS),
                draw(st.sampled_from(["path", "query", "header", "cookie"])),
                draw(SCHEMAS),
                description=draw(TEXTS),
            )
            for _ in range(draw(st.integers(0, 3)))
        ]
        method = draw(st.sampled_from(["get", "put", "trace"]))
        paths.setdefault(path, {})[method] = operation(draw(TEXTS), *known, description=draw(TEXTS))
    return document(paths, info={"title": draw(TEXTS), "version": draw(TEXTS), "description": draw(TEXTS)})


@given(documents())
def test_any_document_is_imported_or_refused_for_a_reason(given_: JsonObject) -> None:
    """Whatever names, texts, paths and parameters a document has, it is refused for something that can be put right in
    the document, or what is made of it keeps every rule and has every operation."""
    profile = to_apig(given_)
    assert bool(profile.documents) != bool(profile.refused)
    assert all(refused.way_out != "please report it" and len(refused.rule) < 120 for refused in profile.refused)
    assert [found for made in profile.documents for found in broken_rules(made)] == []
    if profile.documents:
        assert sum(1 for made in profile.documents for _ in operations(made)) == sum(1 for _ in operations(given_))


GOOD = document(
    {
        "/a/{x}": {
            "get": operation("ShowThing", parameter("x", "path"), parameter("q", "query"), parameter("X-H", "header"))
        }
    }
)
Change = Callable[[JsonObject], Any]


def get(made: JsonObject) -> JsonObject:
    """Give the operation of a made document."""
    found: JsonObject = made["paths"]["/base/a/{x}"]["get"]
    return found


def moved(path: str, method: str = "get") -> Change:
    """Give the change that puts the operation elsewhere."""
    return lambda made: made.update(paths={path: {method: get(made)}})


def of_header(**values: Any) -> Change:
    """Give the change of a header."""
    return lambda made: get(made)["parameters"][2].update(values)


def of_parameter(**values: Any) -> Change:
    """Give the change of a query parameter."""
    return lambda made: get(made)["parameters"][1].update(values)


TOO_MANY = APIS_PER_IMPORT + 1
BREAKS: dict[str, list[Change]] = {
    "it imports OpenAPI": [lambda made: made.update(openapi="3.0.3")],
    "a group's name": [
        lambda made: made["info"].update(title="a b"), lambda made: made["info"].update(title="x" * 65),
        lambda made: made["info"].update(title="_ab"), lambda made: made["info"].pop("title"),
    ],
    "one import holds": [lambda made: made.update(paths={f"/a{n}": {"get": get(made)} for n in range(TOO_MANY)})],
    "an API has a name of its own": [
        lambda made: get(made).update(operationId="x y"), lambda made: get(made).pop("operationId"),
        lambda made: made["paths"].update({"/b": {"get": get(made)}}),
    ],
    "it does not route": [moved("/base/a/{x}", "trace")],
    "two APIs do not take": [lambda made: made["paths"].update({"/base/a/{y}": {"get": get(made)}})],
    "a path has at most": [moved("/" + "a" * 512)],
    "a path parameter is a whole segment": [moved("/a/pre-{x}"), moved("/a/{x}.json"), moved("/a/{x}{y}")],
    "a literal segment": [moved("/a b"), moved("/\u6570"), moved("/a%20b"), moved("/a:b")],
    "bodies and forms": [lambda made: get(made).update(requestBody={"content": {}})],
    "a parameter stands in": [of_parameter(**{"in": "cookie"}), of_parameter(**{"in": "body"})],
    "a parameter's name": [of_parameter(name=LONG), of_parameter(name="1a"), of_parameter(name="a[b]")],
    "names of headers": [lambda made: get(made)["parameters"].append({**get(made)["parameters"][2], "name": "x-h"})],
    "credentials are no header": [of_header(name=n) for n in ("X-Auth-Token", "x-auth-token", "Authorization")],
    "a header's name has no _": [of_header(name="X_H")],
    "names that begin with": [of_parameter(name="X-Apig-a"), of_header(name="x-sdk-date"), of_header(name="X-Stage")],
    "a parameter is a string or a number": [of_parameter(schema={"type": "boolean"}), of_parameter(schema={})],
    "of a parameter's schema only": [
        of_parameter(schema={"type": "string", "pattern": "a"}), of_parameter(schema={"type": "number", "maxLength": 1})
    ],
    "parameters are passed through": [of_parameter(**{"x-apigateway-pass-through": "sometimes"})],
    "an API is public or private": [
        lambda made: get(made).update({"x-apigateway-request-type": "open"}),
        lambda made: get(made).pop("x-apigateway-request-type"),
    ],
    "a path is matched": [lambda made: get(made).update({"x-apigateway-match-mode": "PREFIX"})],
    "a backend has": [
        lambda made: get(made)["x-apigateway-backend"]["httpEndpoints"].pop("address"),
        lambda made: get(made)["x-apigateway-backend"]["httpEndpoints"].update(scheme="ftp"),
        lambda made: get(made)["x-apigateway-backend"]["httpEndpoints"].update(method="TRACE"),
    ],
    "a backend answers": [
        lambda made: get(made)["x-apigateway-backend"]["httpEndpoints"].update(timeout=0),
        lambda made: get(made)["x-apigateway-backend"]["httpEndpoints"].update(timeout=60_001),
    ],
    "each path parameter is mapped": [
        lambda made: get(made)["x-apigateway-backend"].pop("parameters"),
        lambda made: get(made)["x-apigateway-backend"]["parameters"][0].update(origin="CONSTANT"),
        lambda made: get(made)["x-apigateway-backend"]["parameters"][0].update(name=LONG),
    ],
    "a description has": [
        lambda made: made["info"].update(description="x" * 256), of_parameter(description="x" * 256),
        lambda made: get(made).update(description="x" * 256),
    ],
    "it checks app and IAM": [
        lambda made: get(made).update(security=[{"nobody": []}]),
        lambda made: made.update(components={"securitySchemes": {"t": {"type": "http", "scheme": "basic"}}}),
        lambda made: made.update(components={"securitySchemes": {"t": {
            "type": "apiKey", "in": "header", "name": "n", "x-apigateway-auth-type": "IAM",
            "x-apigateway-auth-opt": {"appcode-auth-type": "header"}}}}),
    ],
}  # fmt: skip
"""What breaks each rule, by the begin of its text."""


@pytest.mark.parametrize("begin", BREAKS)
def test_each_rule_finds_what_breaks_it(begin: str) -> None:
    """A document that keeps all rules breaks this one, and says where, after each of the changes."""
    (rule,) = [rule for rule in RULES if rule.text.startswith(begin)]
    assert rule.source and rule.way_out and list(broken_rules(only(to_apig(GOOD)))) == []
    for change in BREAKS[begin]:
        made = copied(only(to_apig(GOOD)))
        change(made)
        assert rule in {found.rule for found in broken_rules(made)}


def test_no_rule_is_left_untested() -> None:
    """Each rule of the list has a document that breaks it."""
    assert len(BREAKS) == len(RULES)
