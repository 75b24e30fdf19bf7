"""The published document as a Postman collection: every operation once, nothing of the document as a variable."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.files import dump_json
from spec.postman import postman_collection
from spec.postman.texts import in_path, in_query, shown, shown_json

PUBLISHED = Path(__file__).resolve().parents[2] / "spec" / "documents" / "modelarts" / "openapi.json"
VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
MEBIBYTE = 1024 * 1024
EVIL = "{{sk}} {{{$guid}}} {{{{token}} }}"


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    """Give the published document."""
    loaded: dict[str, Any] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def collection(published: dict[str, Any]) -> dict[str, Any]:
    """Give the collection of the published document."""
    return postman_collection(published)


def requests(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the items that are requests."""
    for item in items:
        yield from requests(item["item"]) if "item" in item else (item,)


def strings(value: Any) -> Iterator[str]:
    """Yield every text of a value but those of scripts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key != "script":
                yield from strings(item)


def document(*operations: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a document of these operations, each of a path of its own unless it has a `path`."""
    paths = {
        operation.pop("path", f"/things{at}"): {operation.pop("method", "post"): {"responses": {}, **operation}}
        for at, operation in enumerate(operations)
    }
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": paths, **more}


def only(made: dict[str, Any]) -> dict[str, Any]:
    """Give the one request of a collection."""
    (item,) = requests(made["item"])
    return item


def test_every_operation_is_one_request(published: dict[str, Any], collection: dict[str, Any]) -> None:
    """The collection has one request for each of the 283 operations, with its method, path, summary and description, in
    the folders of the document's groups and tags, and each id once."""
    found = [
        (request["method"], "/" + "/".join(request["url"]["path"]), item["name"])
        for item in requests(collection["item"])
        for request in (item["request"],)
    ]
    stated = [
        (method.upper(), re.sub(r"\{([^{}]*)\}", r":\1", path), operation["summary"])
        for path, item in published["paths"].items()
        for method, operation in item.items()
    ]
    assert sorted(found) == sorted(stated) and len(found) == len(set(found)) == 283
    assert [folder["name"] for folder in collection["item"]] == [group["name"] for group in published["x-tagGroups"]]
    titles = {tag["name"]: tag["x-displayName"] for tag in published["tags"]}
    for group, folder in zip(published["x-tagGroups"], collection["item"], strict=True):
        assert [one["name"] for one in folder["item"]] == [titles[tag] for tag in group["tags"]]
    ids = re.findall(r'"id": "([^"]*)"', json.dumps({**collection, "event": []}))
    assert len(set(ids)) == len(ids) and all(re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", i) for i in ids)


def test_the_same_document_gives_the_same_bytes(published: dict[str, Any], collection: dict[str, Any]) -> None:
    """The document is left as it was, the collection is the same each time, and small enough to import."""
    before = dump_json(published)
    assert dump_json(postman_collection(published)) == dump_json(collection)
    assert dump_json(published) == before
    assert len(dump_json(collection).encode()) < 2 * MEBIBYTE


def test_secrets_are_empty_variables(collection: dict[str, Any]) -> None:
    """The token and the keys are variables without a value; every variable that is used is there, and every one that is
    there is used, by a request, by another or by the script."""
    values = {variable["key"]: variable["value"] for variable in collection["variable"]}
    assert [values[name] for name in ("token", "ak", "sk", "security_token")] == [""] * 4
    assert values["baseUrl"] == "https://modelarts.{{region}}.myhuaweicloud.com" and values["region"]
    used = {name for text in strings(collection) for name in VARIABLE.findall(text)}
    assert used <= values.keys()
    assert values.keys() - used == {"ak", "sk", "security_token"}
    assert collection["auth"]["type"] == "apikey" and not any(
        "auth" in item["request"] for item in requests(collection["item"])
    )


def test_optional_parameters_are_there_but_off(published: dict[str, Any], collection: dict[str, Any]) -> None:
    """A query parameter that need not be sent is disabled, and told what it is for; a request without it is as its URL
    says."""
    listed = next(item for item in requests(collection["item"]) if item["name"] == "List notebooks")
    url = listed["request"]["url"]
    stated = published["paths"]["/v1/{project_id}/notebooks"]["get"]["parameters"]
    assert [pair["key"] for pair in url["query"]] == [p["name"] for p in stated if p["in"] == "query"]
    assert all(pair["disabled"] and pair["description"] for pair in url["query"])
    assert url["raw"] == "{{baseUrl}}/v1/:project_id/notebooks"
    assert [(variable["key"], variable["value"]) for variable in url["variable"]] == [("project_id", "{{project_id}}")]
    assert next(pair["value"] for pair in url["query"] if pair["key"] == "limit") == "10"


def test_what_is_made_is_worked_on(collection: dict[str, Any]) -> None:
    """What makes a thing stands first in its folder and what deletes one last; between them, requests of it have its id
    as a variable that the script sets, by the last segment of the path and the parameter."""
    (folder,) = (one for group in collection["item"] for one in group["item"] if one["name"] == "Workspaces")
    methods = [(item["request"]["method"], len(item["request"]["url"]["path"])) for item in folder["item"]]
    assert methods[0] == ("POST", 3) and methods[-1] == ("DELETE", 4)
    values = {
        variable["key"]: variable["value"] for item in folder["item"] for variable in item["request"]["url"]["variable"]
    }
    assert values == {"project_id": "{{project_id}}", "workspace_id": "{{workspaces.workspace_id}}"}
    assert [event["listen"] for event in collection["event"]] == ["prerequest", "test"]


def made_by(parameter: str, schema: dict[str, Any], base: str = "/things") -> list[str]:
    """Give the variables of a document in which a POST has this answer, and a GET this parameter behind its path."""
    answer = {"description": "", "content": {"application/json": {"schema": schema}}}
    make = {"path": base, "responses": {"201": answer}}
    given = document(make, {"path": f"{base}/{{{parameter}}}", "method": "get"}, servers=[{"url": "https://h.example"}])
    return [variable["key"] for variable in postman_collection(given)["variable"] if variable["key"] != "baseUrl"]


def test_only_what_an_answer_has_is_kept() -> None:
    """An id is kept where the answer has the parameter or an `id`, at its top or one level down; a name is never taken
    from an id, and names with other signs are left alone."""
    text = {"type": "string"}
    within = {"properties": {"metadata": {"properties": {"id": text}}}}
    assert made_by("thing_id", {"properties": {"id": text}}) == ["things.thing_id"]
    assert made_by("thingId", within, "/a/my-things") == ["my_things.thingId"]
    assert made_by("name", {"properties": {"name": text}}) == ["things.name"]
    assert made_by("name", within) == made_by("a.id", within) == made_by("\u9879id", within) == []
    assert made_by("thing_id", {"type": "array"}) == []


def test_a_thing_is_one_also_where_most_requests_have_it() -> None:
    """An id that most requests of a small document have in their paths is that of what was made all the same, and an
    operation more changes nothing of the others."""
    answer = {"content": {"application/json": {"schema": {"properties": {"id": {"type": "string"}}}}}}
    given = document({"path": "/pets", "responses": {"201": answer}}, servers=[{"url": "https://h.example"}])
    given["paths"]["/pets/{petId}"] = {method: {"responses": {}} for method in ("get", "put", "delete")}
    before = postman_collection(given)
    assert [variable["key"] for variable in before["variable"]] == ["baseUrl", "pets.petId"]
    values = [item["request"]["url"].get("variable", [{}])[0].get("value") for item in requests(before["item"])]
    assert values == [None, "{{pets.petId}}", "{{pets.petId}}", "{{pets.petId}}"]
    given["paths"]["/a"] = {"get": {"responses": {}}}
    after = {item["id"]: item for item in requests(postman_collection(given)["item"])}
    assert all(after[item["id"]] == item for item in requests(before["item"])) and len(after) == 5


def test_documented_answers_are_kept(published: dict[str, Any], collection: dict[str, Any]) -> None:
    """Every documented example of an answer is a saved one: its status, and its value as JSON."""
    stated = [
        (int(status), json.dumps(example["value"]))
        for item in published["paths"].values()
        for operation in item.values()
        for status, response in operation["responses"].items()
        for holder in response.get("content", {}).values()
        for example in holder.get("examples", {}).values()
        if status.isdigit()
    ]
    found = [
        (answer["code"], json.dumps(json.loads(answer["body"])))
        for item in requests(collection["item"])
        for answer in item["response"]
    ]
    assert sorted(found) == sorted(stated) and len(found) > 200


def hostile(text: str) -> dict[str, Any]:
    """Give a document that says a text wherever it may."""
    parameters = [{"name": text, "in": place, "required": True, "example": text} for place in ("query", "header")]
    parameters += [{"name": "id", "in": "path", "required": True, "example": text}]
    parameters += [{"name": "c", "in": "cookie", "required": True, "example": text, "description": text}]
    kinds = ("application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", text)
    operations = [
        {
            "path": f"/{at}/{{id}}/{text}/:x/a-{{id}}",
            "summary": text,
            "description": text,
            "tags": [text],
            "parameters": parameters,
            "requestBody": {"content": {kind: {"example": {text: text} if "/" in kind else text}}},
            "responses": {"200": {"description": "", "content": {"application/json": {"example": {text: text}}}}},
        }
        for at, kind in enumerate(kinds)
    ]
    fields = {"properties": {text: {"type": "string"}, "id": {"type": "string"}}}
    answers = {"200": {"description": "", "content": {"application/json": {"schema": fields}}}}
    operations += [{"path": f"/{text}", "responses": answers}, {"path": f"/{text}/{{{text}id}}", "method": "get"}]
    given = document(*operations, servers=[{"url": "https://h/{v}" + text, "variables": {"v": {"default": text}}}])
    schemes = {text: {"type": "apiKey", "in": "query", "name": text}, "sk": {"type": "http", "scheme": "bearer"}}
    signature = {"type": "apiKey", "in": "header", "name": "Authorization", "x-credentials": {}}
    given |= {"components": {"securitySchemes": {**schemes, "Signature": signature}}, "security": [{"sk": []}]}
    given |= {"tags": [{"name": text, "description": text}], "x-tagGroups": [{"name": text, "tags": [text]}]}
    given["info"] |= {"title": text, "description": text}
    return given


@given(st.one_of(st.text(alphabet='{}$sk "\\:%/?&', max_size=12), st.just(EVIL), st.text(max_size=8)))
def test_no_text_of_a_document_is_a_variable(text: str) -> None:
    """Whatever names, values and descriptions hold, only our own variables are used, and each only by us: the secret
    key nowhere at all."""
    made = postman_collection(hostile(text))
    names = {variable["key"] for variable in made["variable"]}
    used = {name for found in strings(made) for name in VARIABLE.findall(found)}
    assert used <= names - {"ak", "sk", "security_token"}
    assert dump_json(made)
    ours = postman_collection(hostile("x"))["event"]
    assert all(event in ours for event in made["event"])


@given(st.recursive(st.text(alphabet='{}ab\\"', max_size=8), lambda of: st.dictionaries(st.text(max_size=3), of)))
def test_escaped_values_are_the_same_values(value: Any) -> None:
    """JSON whose braces are escaped is the same value; a text of a URL is one; a shown text differs in spaces only."""
    assert json.loads(shown_json(value)) == value and "{{" not in shown_json(value)
    text = json.dumps(value)
    assert unquote(in_query(text)) == unquote(in_path(text)) == text and "{" not in in_query(text) + in_path(text)
    assert shown(text).replace(" ", "") == text.replace(" ", "") and "{{" not in shown(text)


KEY = {"type": "apiKey", "in": "query", "name": "api_key"}
SCHEMES = [
    ({"type": "http", "scheme": "bearer"}, "bearer", [("token", "{{s}}")], ["s"]),
    ({"type": "http", "scheme": "Basic"}, "basic", [("username", "{{s_username}}"), ("password", "{{s_password}}")],
     ["s_username", "s_password"]),
    (KEY, "apikey", [("key", "api_key"), ("value", "{{s}}"), ("in", "query")], ["s"]),
    ({**KEY, "in": "cookie"}, "apikey", [("key", "Cookie"), ("value", "api_key={{s}}"), ("in", "header")], ["s"]),
    ({"type": "oauth2", "flows": {}}, "bearer", [("token", "{{s}}")], ["s"]),
    ({"type": "mutualTLS"}, "noauth", [], []),
    ({"type": "apiKey", "in": "header", "name": "a b"}, "noauth", [], []),
]  # fmt: skip


@pytest.mark.parametrize(("scheme", "kind", "values", "variables"), SCHEMES)
def test_other_security_schemes(
    scheme: dict[str, Any], kind: str, values: list[tuple[str, str]], variables: list[str]
) -> None:
    """Each scheme that Postman knows is its authorization, with a variable for each secret and no script."""
    given = document({}, security=[{"s": []}], components={"securitySchemes": {"s": scheme}})
    made = postman_collection(given)
    assert made["auth"]["type"] == kind
    assert [(pair["key"], pair["value"]) for pair in made["auth"].get(kind, [])] == values
    assert [variable["key"] for variable in made["variable"]] == ["origin", "baseUrl", *variables]
    assert "event" not in made and "auth" not in only(made)["request"]


def test_operations_with_a_security_of_their_own() -> None:
    """An operation with other credentials has its own authorization, one without any has none, and of two schemes at
    once the second stands in the request itself."""
    schemes = {"one": {"type": "http", "scheme": "bearer"}, "two": KEY, "three": {**KEY, "in": "cookie"}}
    made = postman_collection(
        document(
            {},
            {"security": []},
            {"security": [{"two": []}]},
            {"security": [{"one": [], "two": [], "three": []}]},
            {"security": [{"unknown": []}, {"one": []}]},
            security=[{"one": []}],
            components={"securitySchemes": schemes},
        )
    )
    usual, open_, other, several, rest = (item["request"] for item in requests(made["item"]))
    assert "auth" not in usual and "auth" not in several and "auth" not in rest
    assert open_["auth"] == {"type": "noauth"} and other["auth"]["type"] == "apikey"
    assert several["url"]["query"] == [{"key": "api_key", "value": "{{two}}"}]
    assert {"key": "Cookie", "value": "api_key={{three}}"} in several["header"]


def test_a_password_beside_a_key_is_the_authorization() -> None:
    """Of a key and a password at once the password is the authorization, which encodes it, in whatever order they are
    stated, and the key a header."""
    schemes = {"key": {**KEY, "in": "header"}, "basic": {"type": "http", "scheme": "basic"}}
    made = postman_collection(
        document({}, security=[{"key": [], "basic": []}], components={"securitySchemes": schemes})
    )
    assert made["auth"]["type"] == "basic"
    assert only(made)["request"]["header"] == [{"key": "api_key", "value": "{{key}}"}]


def test_a_document_without_servers_and_tags() -> None:
    """Without a server the begin of all URLs is a variable; without tags and summaries requests stand at the top under
    their methods and paths; two servers are two variables."""
    made = postman_collection(document({"method": "get"}, {"servers": [{"url": "https://other.example/v2"}]}))
    assert [item["name"] for item in made["item"]] == ["GET /things0", "POST /things1"]
    values = {variable["key"]: variable["value"] for variable in made["variable"]}
    assert values == {"origin": "", "baseUrl": "{{origin}}", "baseUrl_2": "https://other.example/v2"}
    assert [item["request"]["url"]["raw"] for item in made["item"]] == ["{{baseUrl}}/things0", "{{baseUrl_2}}/things1"]


SERVERS = [
    ("/v1", "{{origin}}/v1"), ("v1", "{{origin}}/v1"), ("/", "{{origin}}"), ("HTTPS://H.example", "HTTPS://H.example"),
    ("https://h.example/a/", "https://h.example/a"),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "expected"), SERVERS)
def test_a_server_that_is_relative_has_a_slash(stated: str, expected: str) -> None:
    """What stands behind the begin of all URLs begins with a slash; an absolute URL is as it is, whatever its case."""
    made = postman_collection(document({}, servers=[{"url": stated}]))
    assert {variable["key"]: variable["value"] for variable in made["variable"]}["baseUrl"] == expected


def test_headers_of_the_connection_are_not_sent() -> None:
    """A header that HTTP itself sets is left to Postman, also where the document declares it: another value of `Host`
    or `Content-Length` would break the request."""
    names = ("Host", "content-length", "Connection", "Transfer-Encoding", "X-Own")
    parameters = [{"name": name, "in": "header", "required": True, "example": "1"} for name in names]
    request = only(postman_collection(document({"parameters": parameters})))["request"]
    assert [header["key"] for header in request["header"]] == ["X-Own"]


def test_an_answer_that_is_no_text_is_shown_as_json() -> None:
    """The example of an answer of another media type is shown as it is where it is a text, else as JSON."""
    content = {"application/xml": {"example": {"a": [True, None]}}, "text/plain": {"example": "t"}}
    answers = only(postman_collection(document({"responses": {"200": {"content": content}}})))["response"]
    assert [answer["body"] for answer in answers] == ['{"a":[true,null]}', "t"]


def test_bodies_by_their_media_type() -> None:
    """JSON is raw with its language, forms are fields of which a list is several, a text is a text; the media type is
    a header, but for a multipart form, whose boundary Postman makes."""
    form = {"a": "1", "b": ["x", "y"], "c": {"d": 1}}
    fields = [("a", "1"), ("b", "x"), ("b", "y"), ("c", '{"d":1}')]
    kinds = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "application/vnd.x+json"]
    given = [
        {"requestBody": {"content": {kind: {"example": form if at != 2 else "t"}}}} for at, kind in enumerate(kinds)
    ]
    encoded, multipart, text, named = (i["request"] for i in requests(postman_collection(document(*given))["item"]))
    assert [(f["key"], f["value"]) for f in encoded["body"]["urlencoded"]] == fields
    assert [(f["key"], f["value"]) for f in multipart["body"]["formdata"]] == fields and multipart["header"] == []
    assert text["body"] == {"mode": "raw", "raw": "t"} and json.loads(named["body"]["raw"]) == form
    assert [one["header"][0]["value"] for one in (encoded, text, named)] == [kinds[0], kinds[2], kinds[3]]
