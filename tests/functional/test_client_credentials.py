"""Tokens that are fetched, keys that are looked for: over real sockets, in both clients."""

import asyncio
import importlib
import json
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from wire import Answer, Calls, http, reply, silence, wire

SHIP = reply(200, {"id": "s1"})
REFUSED = reply(401, {"error_code": "I.1", "error_msg": "the password pa:ss-word is wrong"})
PASSWORD = "pa:ss-word"


@pytest.fixture(params=["sync", "async"])
def calls(request: pytest.FixtureRequest, client_package: ModuleType) -> Calls:
    """Calls of the synchronous and of the asynchronous client."""
    return Calls(client_package, request.param)


@pytest.fixture
def token_of(client_package: ModuleType) -> Callable[..., Any]:
    """Makes credentials that fetch their token from an address."""

    def make(url: str, **scope: str) -> Any:
        given = {"user": "u", "password": PASSWORD, "domain": "d", "url": f"{url}/v3/auth/tokens", **scope}
        return client_package.Token.from_password(**given)

    return make


def issued(token: str, life: float = 86400) -> bytes:
    """Give the answer that brings a token; what it says of time is of another clock than ours."""
    start = "2001-01-01T00:00:00.000000Z"
    end = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(978307200 + life))
    return reply(201, {"token": {"issued_at": start, "expires_at": end}}, X_Subject_Token=token)


def test_a_token_is_fetched_once_and_sent(calls: Calls, token_of: Callable[..., Any]) -> None:
    """The first call fetches it with user, password and scope, both calls send it."""
    with wire(issued("t-1")) as identity, wire(SHIP) as server:

        def twice(client: Any) -> Any:
            if calls.mode == "sync":
                return [client.ships.get("s1"), client.ships.get("s2")]
            return asyncio.gather(client.ships.get("s1"), client.ships.get("s2"))

        calls(server.url, twice, auth=token_of(identity.url))
    assert [asked.headers["x-auth-token"] for asked in server.requests] == ["t-1", "t-1"]
    (asked,) = identity.requests
    assert (asked.method, asked.path) == ("POST", "/v3/auth/tokens")
    assert "x-auth-token" not in asked.headers
    assert json.loads(asked.body) == {
        "auth": {
            "identity": {
                "methods": ["password"],
                "password": {"user": {"name": "u", "password": PASSWORD, "domain": {"name": "d"}}},
            },
            "scope": {"project": {"id": "p1"}},
        }
    }


@pytest.mark.parametrize(("given", "scope"), [
    ({"project": "north-1"}, {"project": {"name": "north-1"}}),
    ({"project_id": "p7"}, {"project": {"id": "p7"}}),
])  # fmt: skip
def test_the_scope_is_the_one_given(
    calls: Calls, token_of: Callable[..., Any], given: dict[str, str], scope: dict[str, Any]
) -> None:
    """A project given by name or by id wins over that of the client."""
    with wire(issued("t-1")) as identity, wire(SHIP) as server:
        calls(server.url, lambda client: client.ships.get("s1"), auth=token_of(identity.url, **given))
    assert json.loads(identity.requests[0].body)["auth"]["scope"] == scope


def test_twenty_calls_at_once_fetch_one_token(calls: Calls, token_of: Callable[..., Any]) -> None:
    """Threads and tasks that need a token at the same time wait for the one that fetches it."""

    def slow(connection: Any) -> None:
        threading.Event().wait(0.2)
        connection.sendall(issued("t-1"))

    with wire(slow) as identity, wire(SHIP) as server:
        calls(server.url, _twenty(calls), auth=token_of(identity.url))
        assert (len(identity.requests), len(server.requests)) == (1, 20)


def test_twenty_calls_at_once_are_refused_together(calls: Calls, token_of: Callable[..., Any]) -> None:
    """A wrong password is asked for once, not twenty times: accounts are locked for less."""

    def slow(connection: Any) -> None:
        threading.Event().wait(0.3)
        connection.sendall(REFUSED)

    with wire(slow) as identity, wire(SHIP) as server:
        results = calls(server.url, _twenty(calls), auth=token_of(identity.url))
        assert len(identity.requests) == 1 and not server.requests
    assert [type(result).__name__ for result in results] == ["AuthenticationError"] * 20


@pytest.mark.parametrize("failure", [silence, lambda _: time.sleep(0.3), http(403), http(503), http(201, b"{}")])
def test_calls_at_once_share_the_failure_to_get_a_token(
    calls: Calls, token_of: Callable[..., Any], failure: Answer
) -> None:
    """Twenty calls do not wait one after the other for what does not come; the next call tries again."""

    def slow(connection: Any) -> None:
        threading.Event().wait(0.2)
        connection.sendall(failure) if isinstance(failure, bytes) else failure(connection)

    def then_another(client: Any) -> Any:
        async def both() -> Any:
            failed = await _twenty(calls)(client)
            return [*failed, await client.ships.get("s1")]

        return both() if calls.mode == "async" else [*_twenty(calls)(client), client.ships.get("s1")]

    with wire(slow, issued("t-1")) as identity, wire(SHIP) as server:
        start = time.monotonic()
        results = calls(server.url, then_another, auth=token_of(identity.url), max_retries=0, timeout=0.5)
        assert time.monotonic() - start < 5
        assert (len(identity.requests), len(server.requests)) == (2, 1)
    *errors, ship = results
    assert ship.id == "s1" and isinstance(errors[0], calls.package.APIError)
    assert {(type(error), str(error), type(error.__cause__)) for error in errors} == {
        (type(errors[0]), str(errors[0]), type(errors[0].__cause__))
    }
    assert len({id(error) for error in errors}) == 20


def _twenty(calls: Calls) -> Callable[[Any], Any]:
    def call(client: Any) -> Any:
        if calls.mode == "async":
            return asyncio.gather(*(client.ships.get(f"s{n}") for n in range(20)), return_exceptions=True)
        with ThreadPoolExecutor(20) as pool:
            futures = [pool.submit(client.ships.get, f"s{n}") for n in range(20)]
        return [future.exception() or future.result() for future in futures]

    return call


@pytest.mark.parametrize("method", ["get", "create"])
def test_a_token_that_is_refused_is_renewed_once(calls: Calls, token_of: Callable[..., Any], method: str) -> None:
    """After a 401 the call goes again with a new token, a POST too; a second 401 is the caller's."""

    def call(client: Any) -> Any:
        return client.ships.get("s1") if method == "get" else client.ships.create(name="A", class_="b")

    with wire(issued("t-1"), issued("t-2")) as identity, wire(http(401), SHIP) as server:
        assert calls(server.url, call, auth=token_of(identity.url)).id == "s1"
        assert [asked.headers["x-auth-token"] for asked in server.requests] == ["t-1", "t-2"]
        assert server.requests[0].body == server.requests[1].body
    with wire(issued("t-1")) as identity, wire(http(401)) as server:
        with pytest.raises(calls.package.AuthenticationError):
            calls(server.url, call, auth=token_of(identity.url))
        assert (len(identity.requests), len(server.requests)) == (2, 2)


def test_a_token_that_is_given_is_not_renewed(calls: Calls) -> None:
    """A 401 for a token of the user is an error at once."""
    with wire(http(401)) as server:
        with pytest.raises(calls.package.AuthenticationError):
            calls(server.url, lambda client: client.ships.get("s1"))
        assert len(server.requests) == 1


@pytest.mark.parametrize(("life", "passed", "fetches"), [
    (86400, 80000, 1), (86400, 86200, 2), (60, 40, 1), (60, 50, 2), (0, 0, 2),
])  # fmt: skip
def test_a_token_is_renewed_before_it_expires(
    calls: Calls, token_of: Callable[..., Any], life: float, passed: float, fetches: int
) -> None:
    """Five minutes before, or at four fifths of a short life; the time of day here does not matter."""
    retries = importlib.import_module(f"{calls.package.__name__}._runtime.retries")
    now = [1000.0]
    clock = retries.Clock(monotonic=lambda: now[0], now=lambda: 0.0)

    async def later(client: Any) -> None:
        await client.ships.get("s1")
        now[0] += passed
        await client.ships.get("s1")

    def later_too(client: Any) -> None:
        client.ships.get("s1")
        now[0] += passed
        client.ships.get("s1")

    with wire(issued("t-1", life), issued("t-2", life)) as identity, wire(SHIP) as server:
        call = later if calls.mode == "async" else later_too
        calls(server.url, call, auth=token_of(identity.url), clock=clock)
        assert len(identity.requests) == fetches


@pytest.mark.parametrize(("answer", "name"), [
    (REFUSED, "AuthenticationError"),
    (http(201, b"{}"), "APIResponseError"),
    (http(200, b"<html>"), "APIResponseError"),
    (http(302, location="https://elsewhere.example"), "RedirectError"),
    (http(500), "InternalServerError"),
    (lambda connection: None, "APIConnectionError"),
    (b"nonsense", "APIConnectionError"),
])  # fmt: skip
def test_a_token_that_does_not_come_is_a_typed_error(
    calls: Calls, token_of: Callable[..., Any], answer: Answer, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The error names the place where tokens are made; password and body are nowhere in it, nor in any log."""
    caplog.set_level(logging.DEBUG)
    with wire(answer) as identity, wire(SHIP) as server, pytest.raises(calls.package.APIError) as caught:
        calls(server.url, lambda client: client.ships.get("s1"), auth=token_of(identity.url), max_retries=0)
    error = caught.value
    assert type(error).__name__ == name
    assert f"POST {identity.url}/v3/auth/tokens" in str(error)
    assert not server.requests
    response = getattr(error, "response", None)
    holders = [error, response, error.__cause__]
    requests = [holder.request for holder in holders if hasattr(holder, "request")]
    assert all(request.read() == b"" for request in requests)
    assert PASSWORD not in f"{error} {error!r} {getattr(error, 'error_msg', '')} {caplog.text}"


def test_no_log_shows_a_token(calls: Calls, token_of: Callable[..., Any], caplog: pytest.LogCaptureFixture) -> None:
    """Not the log of this package, and not that of the transport, which writes headers of answers."""
    caplog.set_level(logging.DEBUG)
    with wire(issued("t-secret-1")) as identity, wire(SHIP) as server:
        calls(server.url, lambda client: client.ships.get("s1"), auth=token_of(identity.url))
    assert "httpcore" in {record.name.split(".")[0] for record in caplog.records}
    assert "t-secret-1" not in caplog.text and PASSWORD not in caplog.text


def test_reprs_hide_what_they_hold(token_of: Callable[..., Any]) -> None:
    """Neither the credentials nor anything that hangs on them shows the password."""
    token = token_of("http://x")
    assert "from_password(user='u'" in repr(token)
    assert PASSWORD not in f"{token!r} {vars(token)!r}"


@pytest.fixture
def found(client_package: ModuleType, tmp_path: Path) -> Any:
    """Makes a client whose service says where credentials are to be looked for; gives what it sent, or its error."""
    client = importlib.import_module(f"{client_package.__name__}._runtime.client")
    service = importlib.import_module(f"{client_package.__name__}._runtime.service")
    environments = [
        {"ak": "A_AK", "sk": "A_SK", "project_id": "A_PROJECT", "security_token": "A_ST"},
        {"ak": "B_AK", "sk": "B_SK", "region": "B_REGION"},
    ]

    def make(url: str, **options: Any) -> Any:
        description = service.ServiceDescription(
            server="https://{region}.example.com",
            variables={"region": "north-1"},
            environments=environments,
            profile=service.Profile(str(tmp_path / "credentials"), "A_FILE", "basic"),
            hints=[service.Hint("G.9", ["ak", "not exist"], "is it a key of this cloud?")],
        )
        return client.SyncClient(description, client.ClientOptions(base_url=url, **options))

    return make


def send(client: Any) -> None:
    """Send a request whose path needs the project."""
    with client:
        client.request("GET", "/v1/{project_id}/x", cast_to=object)


def test_keys_come_from_the_environment(found: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first family of variables that is complete is used whole, with its project."""
    for name, value in {"A_AK": "a1", "B_AK": "b1", "B_SK": "b2", "A_PROJECT": "p5"}.items():
        monkeypatch.setenv(name, value)
    with wire(SHIP) as server:
        send(found(server.url))
        monkeypatch.setenv("A_SK", "a2")
        monkeypatch.setenv("A_ST", "a3")
        send(found(server.url))
    first, second = server.requests
    assert "Access=b1," in first.headers["authorization"] and first.path == "/v1/p5/x"
    assert "Access=a1," in second.headers["authorization"] and second.path == "/v1/p5/x"
    assert second.headers["x-security-token"] == "a3" and second.headers["x-project-id"] == "p5"


def test_keys_come_from_the_file_of_the_vendors_tools(
    found: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The usual file, or the one that a variable names; percent signs and other sections do not matter."""
    usual, other = tmp_path / "credentials", tmp_path / "other"
    usual.write_text("[global]\nak = no\n[basic]\nak = c1\nsk = c%2\nproject_id = p6\n", encoding="utf-8")
    other.write_text("[basic]\nak=d1\nsk=d2\n", encoding="utf-8")
    with wire(SHIP) as server:
        send(found(server.url))
        monkeypatch.setenv("A_FILE", str(other))
        send(found(server.url, scope={"project_id": "p7"}))
    assert [asked.path for asked in server.requests] == ["/v1/p6/x", "/v1/p7/x"]
    assert ["Access=c1," in server.requests[0].headers["authorization"], "Access=d1," in
            server.requests[1].headers["authorization"]] == [True, True]  # fmt: skip


@pytest.mark.parametrize(("content", "said"), [
    (None, r"lacks \$A_AK, \$A_SK, \$B_AK, \$B_SK, and there is no file .*credentials"),
    (b"[other]\n", r"no section \[basic\]"),
    (b"[basic]\nak = x\n", "has no sk"),
    (b"sk = top-secret\n", "no file of sections"),
    (b"[basic]\nsk = top-secret\ntop-secret\n", "no file of sections"),
    (b"[basic]\nsk = top-secret\nsk = top-secret\n", "no file of sections"),
    (b"[basic]\nak = \xff\n", "no file of sections"),
    (b"[basic]\nak = x\xc3\xa4\nsk = top-secret", "cannot be used: the access key has characters"),
    ("folder", "cannot read"),
])  # fmt: skip
def test_keys_that_are_nowhere_are_a_clear_error(
    found: Any, tmp_path: Path, content: bytes | str | None, said: str, client_package: ModuleType
) -> None:
    """The first call says what was looked for, or what is wrong with the file; what the file holds is not shown."""
    if content == "folder":
        (tmp_path / "credentials").mkdir()
    elif isinstance(content, bytes):
        (tmp_path / "credentials").write_bytes(content)
    client = found("http://127.0.0.1:9")
    with pytest.raises(client_package.CredentialsError, match=said) as caught:
        send(client)
    assert "top-secret" not in f"{caught.value} {caught.value.__cause__} {caught.value.__context__}"


def test_no_keys_are_looked_for_where_none_are_wanted(found: Any) -> None:
    """`auth=None` sends requests without credentials."""
    with wire(SHIP) as server:
        send(found(server.url, auth=None, scope={"project_id": "p1"}))
    assert "authorization" not in server.requests[0].headers


def test_the_region_comes_from_the_environment(found: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the caller gives, what the environment says, what the document says, in this order."""
    for given, variable, host in ((None, None, "north-1"), (None, "east", "east"), ("west", "east", "west")):
        if variable:
            monkeypatch.setenv("B_REGION", variable)
        with found(None, variables={"region": given}) as client:
            assert f"https://{host}.example.com" in repr(client)


def test_a_refusal_that_is_known_is_explained(found: Any, client_package: ModuleType) -> None:
    """A code and the words of its message lead to what it usually comes from; other messages to nothing."""
    key = client_package.AccessKey("ak", "sk", project_id="p1")
    for message, hint in (("ak x not exist", "is it a key of this cloud?"), ("something else", "")):
        refusal = reply(401, {"error_code": "G.9", "error_msg": message})
        with wire(refusal) as server, pytest.raises(client_package.AuthenticationError) as caught:
            send(found(server.url, auth=key))
        assert caught.value.hint == hint and hint in str(caught.value)
