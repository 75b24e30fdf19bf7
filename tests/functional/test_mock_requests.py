"""What the mock says of requests: those that are not as documented are refused, each violation with its place."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
import yaml
from mock_of_modelarts import import_mock, served

from generator import Settings, generate
from generator.write import write_tree


@pytest.fixture(scope="module")
def workshop(workshop_mock: ModuleType) -> Iterator[httpx.Client]:
    """A client of the mock of the workshop."""
    with served(workshop_mock) as (_, url), httpx.Client(base_url=url) as client:
        yield client


def message(answer: httpx.Response, status: int) -> str:
    """Give what a refusal says; it must have this status and the vendor's envelope."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"error_code", "error_msg"} and body["error_code"] == f"Mock.{status:04d}"
    return str(body["error_msg"])


@pytest.mark.parametrize(
    "query",
    ["need=x", "need=x&list=1&list=2", "need=x&joined=1,2", "need=x&piped=true|false", "need=x&deep[a]=1",
     "need=x&ratio=.5", "need=x&ratio=1e-3", "need=x&list=1.0&list=2e2",
     "need=x&wide=9223372036854775807", "need=x&wide=-9223372036854775808",
     "need=x&unknown=1", "need=%C3%A9", "need=a+b"],
)  # fmt: skip
def test_documented_parameters_are_taken(workshop: httpx.Client, query: str) -> None:
    """Parameters are read by their style and type; unknown ones, and headers of authentication, do not matter."""
    assert workshop.get(f"/v1/echo/3?{query}", headers={"X-Level": "5", "Cookie": "a=b; shade=dark"}).is_success


@pytest.mark.parametrize(
    ("path", "query", "headers", "places"),
    [
        ("3", "", {}, ["query: "]),
        ("3", "need=", {}, ["query need: "]),
        ("3", "need=x&list=1&list=2&list=3", {}, ["query list: "]),
        ("3", "need=x&list=a", {}, ["query list/0: "]),
        ("3", "need=x&list=1.5", {}, ["query list/0: "]),
        ("3", "need=x&wide=9223372036854775808", {}, ["query wide: "]),
        ("3", "need=x&wide=-9223372036854775809", {}, ["query wide: "]),
        ("3", "need=x&joined=1,b", {}, ["query joined/1: "]),
        ("3", "need=x&piped=true|1", {}, ["query piped/1: "]),
        ("3", "need=x&deep[b]=1", {}, ["query deep: "]),
        ("3", "need=x&deep[a]=b", {}, ["query deep/a: "]),
        ("3", "need=x&ratio=1", {}, ["query ratio: "]),
        ("3", "need=x&ratio=NaN", {}, ["query ratio: "]),
        ("3", "need=%ff", {}, ["query: "]),
        ("10", "need=x", {}, ["path code: "]),
        ("a", "need=x", {}, ["path code: "]),
        ("3", "need=x", {"x-level": "high"}, ["header x-level: "]),
        ("3", "need=x", {"cookie": "shade=grey"}, ["cookie shade: "]),
        ("a", "ratio=2", {"x-level": "high", "cookie": "shade=grey"},
         ["path code: ", "query: ", "query ratio: ", "header x-level: ", "cookie shade: "]),
    ],
)  # fmt: skip
def test_every_violation_of_parameters_is_named(
    workshop: httpx.Client, path: str, query: str, headers: dict[str, str], places: list[str]
) -> None:
    """A parameter that is missing, of another type or out of its bounds gives 400; the answer names each with its
    place."""
    said = message(workshop.get(f"/v1/echo/{path}?{query}", headers=headers), 400).split("; ")
    assert [place for place in places if not any(part.startswith(place) for part in said)] == []
    assert len(said) == len(places)


def test_every_violation_of_a_body_is_named(workshop: httpx.Client) -> None:
    """Each wrong value in a body is named by its path, each missing one by its name."""
    body = {"kind": "DRILL", "size": -1, "note": None, "place": {"row": "1"}}
    said = message(workshop.post("/v1/p/machines", json=body), 400)
    for part in ('"name" is a required', "body/kind: ", "body/size: ", "body/place/row: "):
        assert part in said
    assert "note" not in said


@pytest.mark.parametrize(
    ("content", "status", "part"),
    [
        (b"", 400, "is required"),
        (b"{", 400, "is no JSON"),
        (b"[]", 400, "object"),
        (b'{"name": NaN}', 400, "is no JSON"),
        (b'\xff{"name": "a"}', 400, "UTF-8"),
        ('{"name": "a"}'.encode("utf-16"), 400, "UTF-8"),
        (b"[" * 100_000, 400, "deep"),
        (b'{"note":' + b"[" * 500 + b"]" * 500 + b"}", 400, "body"),
        (b'{"name": "\\ud800"}', 400, "Unicode"),
        (b'{"size": ' + b"9" * 5000 + b"}", 400, "body"),
        (b'{"size": 1e999, "name": "a"}', 400, "too large"),
    ],
)  # fmt: skip
def test_a_body_that_is_none_is_refused(workshop: httpx.Client, content: bytes, status: int, part: str) -> None:
    """What is empty, broken, nested too deep or no Unicode is refused, and the mock goes on."""
    answer = workshop.post("/v1/p/machines", content=content, headers={"content-type": "application/json"})
    assert part in message(answer, status)


@pytest.mark.parametrize("content_type", ["text/xml", "application/json; charset=gbk", "nonsense", "application/jso"])
def test_another_media_type_is_refused(workshop: httpx.Client, content_type: str) -> None:
    """A body of another media type or charset gives 415."""
    answer = workshop.post("/v1/p/machines", content=b"{}", headers={"content-type": content_type})
    assert "content-type" in message(answer, 415)


@pytest.mark.parametrize("content_type", ["application/json", "Application/JSON; charset=UTF-8", ""])
def test_the_documented_media_type_is_taken(workshop: httpx.Client, content_type: str) -> None:
    """JSON is taken however it is written, also without a word of its type."""
    headers = {"content-type": content_type} if content_type else {}
    assert workshop.post("/v1/p/machines", content=b'{"name": "a"}', headers=headers).status_code == 201


def test_text_is_taken_as_it_is(workshop: httpx.Client) -> None:
    """A body that is not JSON is not looked into; its documented type is needed."""
    answer = workshop.put("/v1/echo/1", content=b"\xff\xfe", headers={"content-type": "text/plain"})
    assert (answer.status_code, answer.text) == (200, "stored")
    assert "text/plain" in message(workshop.put("/v1/echo/1", json={}), 415)


def test_unknown_paths_and_methods(workshop: httpx.Client) -> None:
    """A path that nothing documents gives 404, another method 405 with those that are documented; HEAD is GET."""
    assert "no documented path" in message(workshop.get("/v2/p/machines"), 404)
    answer = workshop.patch("/v1/p/machines")
    assert message(answer, 405) and answer.headers["allow"] == "GET, HEAD, POST"
    head = workshop.head("/v1/p/colours")
    assert (head.status_code, head.content) == (200, b"") and int(head.headers["content-length"]) > 0


@pytest.mark.parametrize(
    ("prefer", "status", "name"),
    [("code=200", 200, "first"), ("code=2XX", 200, "first"), ("example=small", 200, "second"),
     ('code="200", example=small', 200, "second"), ("code=404", 404, None), ("respond-async", 404, None)],
)  # fmt: skip
def test_a_request_may_choose_its_answer(workshop: httpx.Client, prefer: str, status: int, name: str | None) -> None:
    """`Prefer` chooses a documented answer by status and example, though there is no such thing."""
    answer = workshop.get("/v1/p/machines/none", headers={"prefer": prefer})
    assert answer.status_code == status
    assert answer.json().get("name") == name


@pytest.mark.parametrize("prefer", ["code=418", "example=none", "code=404; example=small", "code=9XX"])
def test_an_answer_that_is_not_documented_cannot_be_chosen(workshop: httpx.Client, prefer: str) -> None:
    """What is asked for and not documented is refused, and the answer says what there is."""
    assert "200, 404" in message(workshop.get("/v1/p/machines/none", headers={"prefer": prefer}), 400)


def test_validation_can_be_switched_off(workshop_mock: ModuleType) -> None:
    """Without validation a request that breaks its schema is answered; one that is no JSON at all is not."""
    with served(workshop_mock, validate=False) as (_, url):
        assert httpx.post(f"{url}/v1/p/machines", json={"kind": 5}).status_code == 201
        headers = {"content-type": "application/json"}
        assert httpx.post(f"{url}/v1/p/machines", content=b"{", headers=headers).status_code == 400


def test_a_document_of_nonsense_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Schemas that are none accept everything; nothing of them stops the mock."""
    broken: Any = {"type": "no such type", "pattern": "(", "minimum": "x"}
    document = yaml.safe_load("""
      openapi: 3.1.1
      info: {title: Nonsense API, version: "1"}
      paths:
        /v1/things: {get: {operationId: ListThings, x-pagination: 5, responses: {"200": {description: ok}}},
                     post: {operationId: MakeThing, responses: {"200": {description: ok}}}}
        /v1/things/{id}: {get: {operationId: ShowThing, responses: {"200": {description: ok}}}}
    """)
    document["paths"]["/v1/things"]["get"]["parameters"] = [{"name": "a", "in": "query", "schema": broken}]
    document["paths"]["/v1/things"]["post"]["requestBody"] = {"content": {"application/json": {"schema": broken}}}
    write_tree(generate(document, "mock", Settings("n-mock", "nonsense_mock", "Nonsense", "0.1.0")), tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    with served(import_mock("nonsense_mock")) as (_, url):
        assert httpx.get(f"{url}/v1/things?a=b").status_code == 200
        assert httpx.post(f"{url}/v1/things", content=json.dumps({"a": 1})).status_code == 200
        assert httpx.get(f"{url}/v1/things/1").status_code in (200, 404)


def test_more_violations_than_are_named_are_counted(workshop: httpx.Client) -> None:
    """The first hundred are named, and how many more there are is said."""
    body = {"machines": [1] * 150}
    said = message(workshop.post("/v1/p/machines/delete", json=body), 400)
    assert said.count("body/machines/") == 100
    assert said.endswith("body: 50 more")
