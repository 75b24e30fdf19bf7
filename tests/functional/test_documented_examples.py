"""The generated client against the documents: every request example is sent as documented, every answer comes back.

The examples are those of the reference, as `scrape` reads them, and not what the client was made of.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
import pytest

from apiscribe.build import read_sources
from apiscribe.config import load_config
from generator.plan import Method, Place
from generator.planning.client import plan_client
from generator.settings import Settings
from scraper import scrape
from spec import pointer as pointers
from spec.files import load
from spec.model import operations
from spec.passes.examples import DOCUMENTED
from spec.passes.names import key_of

REPOSITORY = Path(__file__).resolve().parents[2]
EMBEDDED = REPOSITORY / "scraper" / "corpus" / "modelarts" / "apiscribe.toml"
PUBLISHED = REPOSITORY / "spec" / "documents" / "modelarts"
sys.path.insert(0, str(REPOSITORY / "generated" / "python"))

from modelarts_client import ModelArts, Token  # noqa: E402
from modelarts_client._runtime.models import Model  # noqa: E402
from modelarts_client._runtime.pages import Page  # noqa: E402

WITHOUT_REQUIRED = {
    "GET /v1/{project_id}/events": ["resource", "name"],
    "GET /v2/{project_id}/datasets/{dataset_id}/metrics": ["end_time", "start_time"],
    "GET /v2/{project_id}/datasets/{dataset_id}/workforce-tasks/{workforce_task_id}/acceptance/report": [
        "checking_task_id"
    ],
    "PUT /v2/{project_id}/datasets/{dataset_id}/workforce-tasks/{workforce_task_id}/acceptance/status": ["locale"],
}
"""Examples of the reference that leave out what its tables require."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One documented example: the operation's key, the request line (of a request), the value."""

    key: str
    request: str
    value: Any


@cache
def shown() -> dict[str, list[Shown]]:
    """Give the examples of the embedded reference, by `request` and `response`; those of errors left out."""
    config = load_config(EMBEDDED)
    document = scrape(read_sources(config, EMBEDDED.parent).sources, with_descriptions=False).document
    found: dict[str, list[Shown]] = {"request": [], "response": []}
    for operation in operations(document):
        for item in operation.value.get(DOCUMENTED, ()):
            if not item.get("status", "2").startswith(("4", "5", "default")):
                found[item["in"]].append(Shown(key_of(operation), item.get("request", ""), item.get("value")))
    return found


@cache
def methods() -> dict[str, tuple[str, Method]]:
    """Give the method of each operation with its dotted name."""
    plan = plan_client(load(PUBLISHED / "openapi.json"), Settings("x", "x", "X", "0"))
    return {
        f"{m.http_method} {m.path}": (".".join((*resource.trail, m.name)), m)
        for resource in plan.resources
        for m in resource.methods
    }


def call(key: str, arguments: dict[str, Any], transport: httpx.MockTransport) -> Any:
    """Call the method of an operation on a client that sends into `transport`."""
    dotted, _ = methods()[key]
    with httpx.Client(transport=transport) as http:
        target: Any = ModelArts(auth=Token("t"), base_url="http://x", project_id="{project_id}", http_client=http)
        for name in dotted.split("."):
            target = getattr(target, name)
        return target(**arguments)


def sent_by(key: str, arguments: dict[str, Any]) -> httpx.Request:
    """Give the one request that a call sends."""
    requests: list[httpx.Request] = []
    least: Any = [] if methods()[key][1].result.text.startswith("builtins.list") else {}

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json=least)

    call(key, arguments, httpx.MockTransport(answer))
    (request,) = requests
    return request


def path_values(template: str, path: str) -> dict[str, str] | None:
    """Give the values of the placeholders of a documented path, None where it is not of the template's form."""
    pattern = re.sub(r"\\\{([^{}]*)\\\}", r"([^/]+)", re.escape(template))
    match = re.fullmatch(pattern, path)
    return dict(zip(re.findall(r"\{([^{}]*)\}", template), match.groups(), strict=True)) if match else None


def arguments_of(method: Method, path: dict[str, str], query: list[tuple[str, str]], body: Any) -> dict[str, Any]:
    """Give the keywords that say what an example says; what no table has goes the way that is there for it."""
    by_place = {(a.place, a.json_name): a for a in (*method.positional, *method.keywords, *method.scope)}
    arguments: dict[str, Any] = {}
    for (place, json_name), argument in by_place.items():
        if place is Place.PATH:
            arguments[argument.name] = path[json_name]
    values: dict[str, list[str]] = {}
    for name, value in query:
        values.setdefault(name, []).append(value)
    for name, several in values.items():
        known = by_place.get((Place.QUERY, name))
        value = several if len(several) > 1 else several[0]
        if known:
            arguments[known.name] = value
        else:
            arguments.setdefault("extra_query", {})[name] = value
    if (Place.BODY, "body") in by_place and not isinstance(body, dict):
        return {**arguments, "body": body}
    for name, value in body.items() if isinstance(body, dict) else ():
        known = by_place.get((Place.BODY, name))
        if known and (Place.BODY, "body") not in by_place:
            arguments[known.name] = value
        else:
            arguments.setdefault("extra_body", {})[name] = value
    return arguments


def missing_in(method: Method, arguments: dict[str, Any]) -> list[str]:
    """Give the required arguments that an example leaves out."""
    required = [a for a in (*method.positional, *method.keywords) if a.required]
    return [a.json_name for a in required if a.name not in arguments]


def sendable() -> Iterator[tuple[Shown, Method, dict[str, Any], list[tuple[str, str]]]]:
    """Give the request examples whose request line is of the operation's path and that lack no required argument."""
    for example in shown()["request"]:
        _, method = methods()[example.key]
        url = urlsplit(example.request.partition(" ")[2].strip())
        path = path_values(method.path, unquote(url.path)) if example.request else None
        if path is None:
            path = {name: f"{{{name}}}" for name in re.findall(r"\{([^{}]*)\}", method.path)}
        query = parse_qsl(url.query, keep_blank_values=True)
        yield example, method, arguments_of(method, path, query, example.value), query


def test_request_examples_are_sent_as_documented() -> None:
    """The client sends each documented request: its method, path, query and body, byte for byte as JSON."""
    sent = 0
    lacking = {}
    for example, method, arguments, query in sendable():
        if names := missing_in(method, arguments):
            lacking[example.key] = names
            continue
        request = sent_by(example.key, arguments)
        assert request.method == method.http_method
        url = urlsplit(example.request.partition(" ")[2].strip())
        if path_values(method.path, unquote(url.path)) is not None:
            assert unquote(request.url.path).rstrip("/") == unquote(url.path).rstrip("/"), example
        assert sorted(request.url.params.multi_items()) == sorted(query), example
        body = json.loads(request.content) if request.content else None
        assert body == example.value or (body in (None, {}) and example.value in (None, {})), example
        sent += 1
    assert lacking == WITHOUT_REQUIRED
    assert sent > 250


def extras_of(value: Any, at: str = "") -> Iterator[tuple[Model, str]]:
    """Give each field that a model does not know, with its model and its place in the answer."""
    if isinstance(value, Model):
        for name in value.model_fields_set:
            if name not in type(value).model_fields:
                yield value, f"{at}.{name}" if at else name
            else:
                alias = type(value).model_fields[name].validation_alias
                key = str(alias or name)
                yield from extras_of(getattr(value, name), f"{at}.{key}" if at else key)
    elif isinstance(value, list):
        for item in value:
            yield from extras_of(item, f"{at}[]")


def plain(value: Any) -> Any:
    """Give what the client made of an answer as JSON again."""
    body = value.body if isinstance(value, Page) else value
    if isinstance(body, Model):
        return body.to_json()
    return [plain(item) for item in body] if isinstance(body, list) else body


def answers() -> Iterator[tuple[Shown, Any]]:
    """Give each documented answer with what the client makes of it."""
    for example in shown()["response"]:
        if not isinstance(example.value, dict | list):
            continue
        _, method = methods()[example.key]
        arguments = {a.name: a.sample for a in (*method.positional, *method.keywords) if a.required}
        content = json.dumps(example.value).encode()
        transport = httpx.MockTransport(
            lambda request, content=content: httpx.Response(
                200, content=content, headers={"content-type": "application/json"}
            )
        )
        yield example, call(example.key, arguments, transport)


@pytest.mark.filterwarnings("ignore")
def test_response_examples_come_back() -> None:
    """Each documented answer, read and written again, is the same JSON; no value is lost or changed."""
    count = 0
    for example, result in answers():
        value = {} if result is None else plain(result)  # no table, and an empty body is shown
        assert json.dumps(value, sort_keys=True) == json.dumps(example.value, sort_keys=True), example.key
        count += 1
    assert count > 250


@pytest.mark.filterwarnings("ignore")
def test_no_documented_field_is_extra() -> None:
    """What a model does not know is in no table of its operation, and the report says so (EXA003)."""
    diagnostics = json.loads((PUBLISHED / "report.json").read_text(encoding="utf-8"))["diagnostics"]
    told = {
        (pointers.split(d["pointer"])[1], d["message"].split("`")[1])
        for d in diagnostics
        if d["code"] == "EXA003" and "`" in d["message"]
    }
    for example, result in answers():
        for model, place in extras_of(result.body if isinstance(result, Page) else result):
            aliases = {str(f.validation_alias or name) for name, f in type(model).model_fields.items()}
            assert place.rpartition(".")[2] not in aliases
            assert (example.key.partition(" ")[2], place) in told
