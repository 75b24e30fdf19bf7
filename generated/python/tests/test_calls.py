# Copied from apiscribe; do not edit.
"""Every method of both clients: what it sends, and what it gives for the answer of a server.

`calls.json` holds for each method its arguments and what the document says that they send. The tests that need a server
run where `--server URL` names one that answers as documented, a mock say.
"""

import json
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

CALLS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("calls.json").read_text(encoding="utf-8"))["calls"]

each_client = pytest.mark.parametrize("kind_of_client", ["sync", "async"])
each_kind = pytest.mark.parametrize("kind", ["required", "all"])
each_call = pytest.mark.parametrize("case", CALLS, ids=[case["call"] for case in CALLS])

Use = Callable[[Any], Any]


def call(dotted: str, arguments: dict[str, Any], client: Any, *, raw: bool = False) -> Any:
    """Call the method of a client that has this dotted name."""
    *resources, name = dotted.split(".")
    for resource in resources:
        client = getattr(client, resource)
    return getattr(client.with_raw_response if raw else client, name)(**arguments)


def arguments_of(case: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """Give the arguments of a call; a body that is no JSON is given as bytes."""
    arguments = {**case["arguments"], **changed}
    if "content" in case["sent"]:
        arguments["content"] = arguments["content"].encode()
    return arguments


def answering(requests: list[httpx.Request], value: Any) -> httpx.MockTransport:
    """Give a transport that keeps each request and answers with a JSON value."""

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json=value)

    return httpx.MockTransport(answer)


@each_call
@each_kind
@each_client
def test_what_is_sent(send: Callable[..., Any], case: dict[str, Any], kind: str, kind_of_client: str) -> None:
    """A call sends the documented method, path, query, headers and body, and nothing else."""
    requests: list[httpx.Request] = []
    send(
        kind_of_client,
        partial(call, case["call"], arguments_of(case[kind])),
        answering(requests, case["answer"]),
    )
    (request,) = requests
    sent = case[kind]["sent"]
    assert request.method == sent["method"]
    assert request.url.raw_path.decode().partition("?")[0] == sent["path"]
    assert sorted(request.url.params.multi_items()) == sorted(map(tuple, sent["query"]))
    assert {name: request.headers.get(name) for name in sent["headers"]} == sent["headers"]
    if "content" in sent:
        assert request.content == sent["content"].encode()
    elif "body" in sent:
        assert json.loads(request.content) == sent["body"]
    else:
        assert request.content == b""


@each_call
@each_client
def test_an_empty_path_parameter_is_refused(
    send: Callable[..., Any], case: dict[str, Any], kind_of_client: str
) -> None:
    """A path parameter that is empty, or another folder, is a ValueError, and nothing is sent."""
    requests: list[httpx.Request] = []
    for name in case["path_parameters"]:
        for value in ("", ".."):
            use = partial(call, case["call"], arguments_of(case["required"], **{name: value}))
            with pytest.raises(ValueError, match="path parameter"):
                send(kind_of_client, use, answering(requests, case["answer"]))
    assert not requests


@each_call
@each_kind
@each_client
def test_what_a_server_answers(
    ask: Callable[[str, Use], Any], case: dict[str, Any], kind: str, kind_of_client: str
) -> None:
    """A server that follows the document takes the call, and its answer fits the model without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ask(kind_of_client, partial(call, case["call"], arguments_of(case[kind])))


@each_call
@each_client
def test_the_raw_answer(ask: Callable[[str, Use], Any], case: dict[str, Any], kind_of_client: str) -> None:
    """The raw form of a call gives status and headers, and parses to what the call itself gives."""
    arguments = arguments_of(case["all"])
    answer = ask(kind_of_client, partial(call, case["call"], arguments, raw=True))
    plain = ask(kind_of_client, partial(call, case["call"], arguments))
    assert 200 <= answer.status_code < 300
    assert answer.http_request.method == case["all"]["sent"]["method"]
    assert type(answer.parse()) is type(plain)
