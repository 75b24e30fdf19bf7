"""What goes over the wire: each header once, the same request each time, no credential that was not given."""

import asyncio
import importlib
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from wire import Calls, http, reply, wire

SHIP = reply(200, {"id": "s1"})
ISSUED = reply(201, {"token": {}}, X_Subject_Token="t-1")


@pytest.fixture(params=["sync", "async"])
def calls(request: pytest.FixtureRequest, client_package: ModuleType) -> Calls:
    """Calls of the synchronous and of the asynchronous client."""
    return Calls(client_package, request.param)


def own_client(calls: Calls, **options: Any) -> Any:
    """Give a client of httpx as a user makes one."""
    return httpx.Client(**options) if calls.mode == "sync" else httpx.AsyncClient(**options)


def test_a_header_is_sent_once_however_it_is_written(calls: Calls) -> None:
    """The call wins over the client and `extra_headers` over both, whatever the case of their letters."""
    with wire(SHIP) as server:

        def send(call: Callable[[Any], Any], **options: Any) -> dict[str, str]:
            calls(server.url, call, **options)
            return server.requests[-1].headers

        one, two = {"content-type": "application/merge-patch+json"}, {"x-LANGUAGE": "de"}
        patch = send(lambda c: c.request("PATCH", "/x", cast_to=object, body={"a": 1}, extra_headers=one))
        assert patch["content-type"] == "application/merge-patch+json"
        clients = {"headers": {"x-language": "en", "x-trace": "client"}}
        in_call = {"headers": {"X-Language": "zh"}}
        assert send(lambda c: c.request("GET", "/x", cast_to=object, **in_call), **clients)["x-language"] == "zh"
        both = send(lambda c: c.request("GET", "/x", cast_to=object, **in_call, extra_headers=two), **clients)
        assert both["x-language"] == "de"
        changed = send(lambda c: c.with_options(headers={"X-LANGUAGE": "fr"}).ships.get("s1"), **clients)
        assert changed["x-language"] == "fr"
        given = send(lambda c: c.request("GET", "/x", cast_to=object, headers={"X-Trace": "call"}), **clients)
        assert given["x-trace"] == "call"
        absent = {"headers": {"X-Trace": None}}
        assert send(lambda c: c.request("GET", "/x", cast_to=object, **absent), **clients)["x-trace"] == "client"


def test_what_is_signed_is_what_is_sent(calls: Calls) -> None:
    """The signature over the headers as they came is the one that came, also where a header was given twice."""
    signing = importlib.import_module(f"{calls.package.__name__}._runtime.signing")
    with wire(SHIP) as server:
        options = {"body": {"a": 1}, "extra_headers": {"content-type": "application/json; charset=utf-8", "X-A": "2"}}
        calls(server.url, lambda client: client.request("POST", "/x/", cast_to=object, **options),
              auth=calls.package.AccessKey("ak", "sk-secret"), headers={"x-a": "1"})  # fmt: skip
    (asked,) = server.requests
    names = asked.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert {"content-type", "x-a", "host"} <= {*names}
    assert asked.headers["content-type"] == "application/json; charset=utf-8" and asked.headers["x-a"] == "2"
    assert asked.headers["authorization"] == signing.authorization(
        method="POST", path="/x/", query=[], headers={name: asked.headers[name] for name in names},
        body=asked.body, access_key="ak", secret_key="sk-secret",
    )  # fmt: skip


def test_a_request_that_goes_again_can_be_read(calls: Calls) -> None:
    """Hooks and errors see the body of each attempt."""
    seen: list[bytes] = []
    body = {"a": 1}
    with wire(http(503, retry_after="0")) as server, pytest.raises(calls.package.InternalServerError) as caught:
        calls(server.url, lambda client: client.request("PUT", "/x", cast_to=object, body=body),
              max_retries=1, on_request=lambda request: seen.append(request.content))  # fmt: skip
    assert [json.loads(content) for content in (*seen, caught.value.request.content)] == [body] * 3
    assert [json.loads(asked.body) for asked in server.requests] == [body] * 2


def test_a_request_that_goes_again_is_the_same(calls: Calls) -> None:
    """After a token was refused the query is as it was, secrets in it too; what a hook adds is added once."""

    def hook(request: httpx.Request) -> None:
        request.url = request.url.copy_add_param("hooked", "1")

    query = {"page_token": "abc", "x": "1"}
    with wire(ISSUED) as identity, wire(http(401), http(503, retry_after="0"), SHIP) as server:
        token = calls.package.Token.from_password(user="u", password="pass-word", domain="d", url=identity.url)
        calls(server.url, lambda client: client.request("GET", "/x", cast_to=object, query=query),
              auth=token, on_request=hook)  # fmt: skip
    assert [asked.path for asked in server.requests] == ["/x?page_token=abc&x=1&hooked=1"] * 3


def test_the_error_of_a_request_with_a_secret_in_its_query_hides_it(calls: Calls) -> None:
    """What was sent whole is not shown."""
    with wire(http(401)) as server, pytest.raises(calls.package.AuthenticationError) as caught:
        calls(server.url, lambda client: client.request("GET", "/x?page_token=abc", cast_to=object))
    assert server.requests[0].path == "/x?page_token=abc"
    assert "abc" not in f"{caught.value} {caught.value.request.url}"


def test_no_credentials_means_none(calls: Calls) -> None:
    """`auth=None` keeps those of a given client out; where `auth` is not given they are sent."""
    with wire(SHIP) as server:
        calls(server.url, lambda client: client.ships.get("s1"),
              auth=None, http_client=own_client(calls, auth=("u", "p")))  # fmt: skip
        options = {"http_client": own_client(calls, auth=("u", "p")), "auth": calls.package.NOT_GIVEN}
        calls(server.url, lambda client: client.ships.get("s1"), **options)
    assert ["authorization" in asked.headers for asked in server.requests] == [False, True]


def test_the_request_for_a_token_has_no_credentials_of_a_given_client(calls: Calls) -> None:
    """Neither its `auth` nor its headers go to where tokens are made."""
    own = own_client(calls, auth=("u", "p"), headers={"X-Auth-Token": "of-the-user"})
    with wire(ISSUED) as identity, wire(SHIP) as server:
        token = calls.package.Token.from_password(user="u", password="pass-word", domain="d", url=identity.url)
        calls(server.url, lambda client: client.ships.get("s1"), auth=token, http_client=own)
    assert not {"authorization", "x-auth-token"} & {*identity.requests[0].headers}
    assert server.requests[0].headers["x-auth-token"] == "t-1"
    assert "authorization" not in server.requests[0].headers


def test_the_netrc_of_the_user_is_not_used(calls: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that stands there for the host is not sent, with credentials or without."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login u password p\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    with wire(SHIP) as server:
        for auth in (None, calls.package.NOT_GIVEN, calls.package.Token("secret-token")):
            calls(server.url, lambda client: client.ships.get("s1"), auth=auth)
    assert len(server.requests) == 3
    assert not any("authorization" in asked.headers for asked in server.requests)


@pytest.mark.parametrize("used", [False, True])
@pytest.mark.parametrize("given", [False, True])
def test_a_closed_client_says_so(calls: Calls, used: bool, given: bool) -> None:
    """After `close` nothing is sent, by whatever way, and the error is the same for each."""
    with wire(SHIP) as server:
        options = {"http_client": own_client(calls)} if given else {}
        closed: list[Any] = []
        nothing = (lambda: None) if calls.mode == "sync" else (lambda: asyncio.sleep(0))

        def keep(client: Any) -> Any:
            closed.append(client)
            return client.ships.get("s1") if used else nothing()

        calls(server.url, keep, **options)
        sent = len(server.requests)
        ways: list[Callable[[Any], Any]] = [
            lambda client: client.ships.get("s1"),
            lambda client: client.with_options(max_retries=0).ships.get("s1"),
            lambda client: client.request("GET", "/x", cast_to=object),
            lambda client: client.ships.with_raw_response.get("s1"),
            lambda client: opened(calls, client.stream("GET", "/x")),
        ]
        for way in ways:
            with pytest.raises(RuntimeError, match="the client is closed"):
                calls(server.url, lambda _, way=way: way(closed[0]))
        assert len(server.requests) == sent


def opened(calls: Calls, stream: Any) -> Any:
    """Open an answer in parts."""
    return stream.__enter__() if calls.mode == "sync" else stream.__aenter__()


def test_a_copy_closes_with_its_client_and_not_the_other_way(client_package: ModuleType) -> None:
    """Connections belong to the client that made them."""
    with wire(SHIP) as server:
        client = client_package.Harbour(project_id="p1", base_url=server.url, auth=None)
        with client.with_options(max_retries=0) as copy:
            pass
        with pytest.raises(RuntimeError, match="the client is closed"):
            copy.ships.get("s1")
        other = client.with_options(max_retries=0)
        assert client.ships.get("s1").id == other.ships.get("s1").id == "s1"
        client.close()
        with pytest.raises(RuntimeError, match="the client is closed"):
            other.ships.get("s1")
