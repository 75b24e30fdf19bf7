"""The project that a fetched token is for stands in the paths; credentials are copied, and never pickled."""

import asyncio
import copy
import json
import pickle
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from wire import Calls, http, reply, wire

SHIP = reply(200, {"id": "s1"})


@pytest.fixture(params=["sync", "async"])
def calls(request: pytest.FixtureRequest, client_package: ModuleType) -> Calls:
    """Calls of the synchronous and of the asynchronous client."""
    return Calls(client_package, request.param)


@pytest.fixture
def token_of(client_package: ModuleType) -> Callable[..., Any]:
    """Makes credentials that fetch their token from an address."""

    def make(url: str, **scope: str) -> Any:
        given = {"user": "u", "password": "pass-word", "domain": "d", "url": f"{url}/v3/auth/tokens", **scope}
        return client_package.Token.from_password(**given)

    return make


def issued(**details: Any) -> bytes:
    """Give the answer that brings a token, with what it says of it."""
    return reply(201, {"token": details}, X_Subject_Token="t-1")


def get(client: Any) -> Any:
    """Call a method whose path has the project."""
    return client.ships.get("s1")


def test_a_project_given_to_the_credentials_fills_the_path(calls: Calls, token_of: Callable[..., Any]) -> None:
    """It need not be given a second time; what the client or the call names wins."""
    with wire(issued()) as identity, wire(SHIP) as server:
        auth = token_of(identity.url, project_id="p7")
        calls(server.url, get, auth=auth, project_id=None)
        calls(server.url, get, auth=auth)
        call = {"cast_to": object, "path_values": {"project_id": "p9"}}
        calls(server.url, lambda client: client.request("GET", "/v1/{project_id}/ships/s1", **call), auth=auth)
    assert [asked.path for asked in server.requests] == [f"/v1/{p}/ships/s1" for p in ("p7", "p1", "p9")]


def test_a_project_given_by_name_is_learnt_with_the_token(calls: Calls, token_of: Callable[..., Any]) -> None:
    """The first call fetches the token before its path is known; later calls, and other clients' limits, use both."""

    def thrice(client: Any) -> Any:
        if calls.mode == "sync":
            return [get(client), get(client.with_options(timeout=9)), client.ships.delete("s1")]

        async def run() -> None:
            await asyncio.gather(get(client), get(client.with_options(timeout=9)))
            await client.ships.delete("s1")

        return run()

    with wire(issued(project={"id": "p8", "name": "north-1"})) as identity, wire(SHIP, SHIP, http(204)) as server:
        calls(server.url, thrice, auth=token_of(identity.url, project="north-1"), project_id=None)
    assert {asked.path for asked in server.requests} == {"/v1/p8/ships/s1"} and len(server.requests) == 3
    assert len(identity.requests) == 1
    assert json.loads(identity.requests[0].body)["auth"]["scope"] == {"project": {"name": "north-1"}}


@pytest.mark.parametrize("details", [{}, {"project": None}, {"project": {"id": 5}}, {"project": ["id"]}])
def test_a_project_that_stays_unknown_is_told(
    calls: Calls, token_of: Callable[..., Any], details: dict[str, Any]
) -> None:
    """An identity service that does not say its id leaves it to the caller; nothing is sent."""
    with wire(issued(**details)) as identity, wire(SHIP) as server:
        with pytest.raises(ValueError, match="'project_id' must be given"):
            calls(server.url, get, auth=token_of(identity.url, project="north-1"), project_id=None)
        assert not server.requests and len(identity.requests) == 1


def test_a_path_without_the_project_fetches_no_token_early(calls: Calls, token_of: Callable[..., Any]) -> None:
    """What is wrong with the arguments of a call is told before anything is sent."""
    with wire(issued()) as identity, pytest.raises(ValueError, match="slash"):
        auth = token_of(identity.url, project="north-1")
        calls(identity.url, lambda client: client.request("GET", "x", cast_to=object), auth=auth, project_id=None)
    assert not identity.requests


def credentials(package: ModuleType) -> list[Any]:
    """Give credentials of every kind."""
    return [
        package.Token("t-secret"),
        package.AccessKey("ak", "sk-secret", security_token="st-secret", project_id="p1"),
        package.Token.from_password(user="u", password="pw-secret", domain="d", project="north-1"),
    ]


def test_credentials_can_be_copied(client_package: ModuleType) -> None:
    """A copy, shallow or deep, is of the same class and sends the same; tokens that were fetched are not shared."""
    for auth in credentials(client_package):
        for copied in (copy.copy(auth), copy.deepcopy(auth), copy.deepcopy({"auth": [auth]})["auth"][0]):
            assert copied is not auth and type(copied) is type(auth) and repr(copied) == repr(auth)
            own = {name: str(value) for name, value in vars(auth).items() if name not in ("lock", "_now")}
            assert own == {name: str(value) for name, value in vars(copied).items() if name not in ("lock", "_now")}
            assert getattr(copied, "lock", None) is not getattr(auth, "lock", 0)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_credentials_are_not_pickled(client_package: ModuleType, protocol: int) -> None:
    """A pickle would hold them readable: one clear error says so, wherever in an object they are."""
    for auth in credentials(client_package):
        secrets = [vars(auth)[name] for name in ("_value", "_sk", "_token", "_password") if name in vars(auth)]
        for value in (auth, {"auth": auth}, *secrets):
            with pytest.raises(TypeError, match="credentials are not pickled"):
                pickle.dumps(value, protocol)
