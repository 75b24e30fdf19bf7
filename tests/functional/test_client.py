"""The generated client against the generated mock, over HTTP."""

import asyncio
import importlib
import inspect
import json
from types import ModuleType
from typing import Any

import httpx
import pytest

DOCUMENTED = {"Prefer": "code=2XX"}
"""The mock answers as documented, whatever there is and is not."""


@pytest.fixture
def client(client_package: ModuleType, mock_url: str) -> Any:
    """A client of the mock, which answers with the documented examples."""
    with client_package.Harbour(
        auth=client_package.Token("secret-token"), project_id="p1", base_url=mock_url, headers=DOCUMENTED
    ) as client:
        yield client


@pytest.fixture
def sent(client_package: ModuleType) -> Any:
    """A client that answers itself with an empty object, and the list of requests that it sent."""
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json={})

    http_client = httpx.Client(transport=httpx.MockTransport(answer))
    client = client_package.Harbour(project_id="p1", http_client=http_client)
    return client, requests


def answering(client_package: ModuleType, response: httpx.Response) -> Any:
    """Give a client that gets one answer to everything."""
    transport = httpx.MockTransport(lambda _: response)
    return client_package.Harbour(project_id="p1", http_client=httpx.Client(transport=transport), max_retries=0)


def test_answer_is_a_model_with_python_names_of_odd_fields(client: Any) -> None:
    """A documented example comes back as a model, each field under its Python name."""
    page = client.ships.list(limit=50)
    assert page.total == 2
    assert [ship.name for ship in page.ships] == ["Anna", "Berta"]
    assert page.ships[0].os_harbour_workspace_id == "w1"
    assert page.ships[1].twin.id == "s1"


def test_value_outside_the_enum_is_kept(client: Any) -> None:
    """A value that the document does not list is no error."""
    assert client.ships.list().ships[1].state == "SUNK_BY_A_WHALE"


def test_no_content_gives_none(client: Any) -> None:
    """A 204 gives None."""
    assert client.ships.delete("s1") is None


def test_bare_array_goes_and_comes(client: Any, client_package: ModuleType) -> None:
    """A body that is an array is one argument; an answer that is one is a list of models."""
    crate = client_package.models.Crate(label="tea")
    assert isinstance(client.ships.cargo.add("s1", body=[crate, {"label": "salt"}]), dict)
    assert isinstance(client.ships.list_all()[0], client_package.models.Ship)


def test_bytes_go_and_come(client: Any) -> None:
    """A body that is not JSON goes as bytes, and an answer that is not JSON comes as bytes."""
    assert client.ships.upload_manifest("s1", content=b"raw") == b"stored"


def test_asynchronous_client_has_the_same_calls(client_package: ModuleType, mock_url: str) -> None:
    """The calls of the asynchronous client are those of the other, awaited."""

    async def run() -> tuple[int, str]:
        async with client_package.AsyncHarbour(project_id="p1", base_url=mock_url, headers=DOCUMENTED) as client:
            page, crate = await asyncio.gather(client.ships.list(limit=5), client.ships.cargo.get("s1", "c1"))
            return page.total, type(crate).__name__

    assert asyncio.run(run()) == (2, "Crate")


def test_both_clients_have_equal_signatures(client_package: ModuleType) -> None:
    """Sync and async classes of one resource have the same methods with the same parameters."""
    ships = importlib.import_module(f"{client_package.__name__}.resources.ships")
    for name, method in inspect.getmembers(ships.Ships, inspect.isfunction):
        if not name.startswith("_"):
            assert inspect.signature(method) == inspect.signature(getattr(ships.AsyncShips, name))


def test_query_leaves_out_what_is_not_given(sent: Any) -> None:
    """Lists repeat their key or join with commas as the document says, booleans are lower case, the rest is absent."""
    client, requests = sent
    client.ships.list(flags=["a", "b c"], sort=["x", "y"], from_="t0", afloat=True, x_trace="t1")
    assert str(requests[0].url.query, "ascii") == "flags=a&flags=b+c&sort=x%2Cy&from=t0&afloat=true"
    assert requests[0].headers["X-Trace"] == "t1"


def test_none_is_sent_and_not_given_is_not(sent: Any) -> None:
    """None goes as null; a keyword that is not given does not go at all."""
    client, requests = sent
    client.ships.create(name="Carla", class_="tug", captain=None)
    assert json.loads(requests[0].content) == {"name": "Carla", "class": "tug", "captain": None}


def test_models_in_a_body_go_under_the_names_of_the_api(sent: Any, client_package: ModuleType) -> None:
    """A model in a body is written with JSON names, only what was set, and unknown fields too."""
    client, requests = sent
    ship = client_package.models.Ship.model_validate({"class": "tug", "brand_new": 1})
    client.ships.create(
        name="Dora", class_="x", harbour_hard="h", crates=[client_package.models.Crate(label="tea", ship=ship)]
    )
    assert json.loads(requests[0].content) == {
        "name": "Dora",
        "class": "x",
        "@harbour:hard": "h",
        "crates": [{"label": "tea", "ship": {"class": "tug", "brand_new": 1}}],
    }


def test_equal_names_in_path_and_body_are_told_apart(sent: Any) -> None:
    """A body field called like a path parameter or an option of every call gets the place added."""
    client, requests = sent
    client.ships.update("s/1", id_body="s2", timeout_body=3, body="x", timeout=9.0)
    assert requests[0].url.raw_path == b"/v1/p1/ships/s%2F1"
    assert json.loads(requests[0].content) == {"id": "s2", "timeout": 3, "body": "x"}


def test_no_body_where_nothing_is_given(sent: Any) -> None:
    """An optional body of which nothing is given is not sent."""
    client, requests = sent
    client.ships.update("s1")
    assert requests[0].content == b""
    assert "content-type" not in requests[0].headers


def test_extras_reach_the_request(sent: Any) -> None:
    """Headers, query and body fields that the document does not know can be sent."""
    client, requests = sent
    client.ships.create(
        name="E", class_="c", extra_headers={"X-A": "1"}, extra_query={"q": 2}, extra_body={"more": True}
    )
    assert requests[0].headers["X-A"] == "1"
    assert requests[0].url.params["q"] == "2"
    assert json.loads(requests[0].content) == {"name": "E", "class": "c", "more": True}


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_path_parameter_that_means_another_path_is_refused(sent: Any, value: str) -> None:
    """An empty path parameter, or a dot segment, is refused before anything is sent."""
    client, requests = sent
    with pytest.raises(ValueError, match="'id'"):
        client.ships.get(value)
    assert not requests


def test_scope_comes_from_the_client_or_the_call(sent: Any, client_package: ModuleType) -> None:
    """The project is the client's unless a call names one; without either the call is refused."""
    client, requests = sent
    client.ships.get("s1", project_id="p2")
    assert requests[0].url.path == "/v1/p2/ships/s1"
    with pytest.raises(ValueError, match="project_id"):
        client_package.Harbour().ships.get("s1")


def test_server_is_made_of_its_variables(sent: Any, client_package: ModuleType) -> None:
    """The region is a keyword of the client with the documented default."""
    client, requests = sent
    client.ships.get("s1")
    assert requests[0].url.host == "harbour.north-1.example.com"
    assert "harbour.east.example.com" in repr(client_package.Harbour(region="east"))


def test_legacy_resource_is_kept_apart(client: Any) -> None:
    """A deprecated tag whose resource collides with a current one is reached under `legacy`."""
    assert client.docks.list().docks is not None
    assert client.legacy.docks.list_old() is None


@pytest.mark.parametrize(
    ("status", "name"),
    [(400, "BadRequestError"), (401, "AuthenticationError"), (403, "PermissionDeniedError"), (404, "NotFoundError"),
     (409, "ConflictError"), (422, "UnprocessableEntityError"), (429, "RateLimitError"),
     (503, "InternalServerError"), (418, "APIStatusError"), (304, "APIStatusError")],
)  # fmt: skip
def test_status_has_its_error(client_package: ModuleType, status: int, name: str) -> None:
    """Each status raises its class, with the vendor's code, message and request."""
    body = {"error_code": "H.1", "error_msg": "no such ship"}
    response = httpx.Response(status, json=body, headers={"X-Request-Id": "r7"})
    with pytest.raises(client_package.APIStatusError) as caught:
        answering(client_package, response).ships.get("s1")
    error = caught.value
    assert type(error).__name__ == name
    assert (error.error_code, error.error_msg, error.request_id, error.status_code) == (
        "H.1", "no such ship", "r7", status,
    )  # fmt: skip
    assert error.response.json() == body


def test_connection_and_time_have_their_errors(client_package: ModuleType) -> None:
    """A refused connection and a timeout raise errors of the package, the second one a kind of the first."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    with pytest.raises(client_package.APIConnectionError):
        client_package.Harbour(project_id="p1", base_url="http://127.0.0.1:9", max_retries=0).ships.get("s1")
    http_client = httpx.Client(transport=httpx.MockTransport(fail))
    with pytest.raises(client_package.APITimeoutError):
        client_package.Harbour(project_id="p1", http_client=http_client, max_retries=0).ships.get("s1")


def test_body_that_is_not_json_has_its_error(client_package: ModuleType) -> None:
    """A page of a proxy instead of JSON raises an error that holds the response."""
    with pytest.raises(client_package.APIResponseError) as caught:
        answering(client_package, httpx.Response(200, text="<html>")).ships.get("s1")
    assert caught.value.response.text == "<html>"


def test_answer_of_the_wrong_shape_is_kept(client_package: ModuleType) -> None:
    """What does not fit the document is told, and stays as it came where nothing can be made of it; the rest is as
    ever."""
    body = {"total": "many", "ships": [{"id": 7, "twin": {"id": "s9", "new": 1}, "class": "tug"}], "next": "n1"}
    with pytest.warns(client_package.ResponseTypeWarning) as caught:
        page = answering(client_package, httpx.Response(200, json=body)).ships.list()
    assert [str(item.message).split(";")[0] for item in caught] == [
        "total: documented as int, came as str", "ships[0].id: documented as str, came as int",
    ]  # fmt: skip
    assert {item.filename for item in caught} == {__file__}
    assert page.total == "many"
    assert page.ships[0].id == "7"
    assert page.ships[0].twin.id == "s9"
    assert page.ships[0].class_ == "tug"
    assert page.next == "n1"
    assert page.to_json() == body


def test_strict_client_refuses_what_is_not_as_documented(client_package: ModuleType) -> None:
    """With the strict switch an answer with values of other types is an error that names every place."""
    body = {"total": "2", "ships": [{"built": 1.5}], "new": 1}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    client = client_package.Harbour(project_id="p1", http_client=httpx.Client(transport=transport), strict=True)
    with pytest.raises(client_package.APIResponseError, match=r"total: .*ships\[0\]\.built: ") as caught:
        client.ships.list()
    assert caught.value.response.json() == body


@pytest.mark.parametrize("text", ["[]", '"word"', '{"total": NaN}', "[" * 100_000, '{"a":' * 100_000])
def test_answer_that_can_be_no_model_has_its_error(client_package: ModuleType, text: str) -> None:
    """An array where an object is due, a number that JSON has not, JSON deeper than can be read: one typed error."""
    with pytest.raises(client_package.APIResponseError):
        answering(client_package, httpx.Response(200, text=text)).ships.list()


def test_answer_goes_back_as_it_came(client_package: ModuleType) -> None:
    """What was read can be sent as it is, converted values in their own form, and only what was set."""
    body = {"built": "1999", "twin": None, "cargo": [{"size": {"width": 1, "height": "2.5"}}], "new": {"a": [None]}}
    with pytest.warns(client_package.ResponseTypeWarning):
        ship = answering(client_package, httpx.Response(200, json=body)).ships.get("s1")
    assert (ship.built, ship.cargo[0].size.height) == (1999, 2.5)
    assert json.dumps(ship.to_json(), sort_keys=True) == json.dumps(body, sort_keys=True)


def test_unknown_field_called_as_a_python_name_is_its_own(client_package: ModuleType) -> None:
    """`class_` from the service is an unknown field, not the field that Python calls so."""
    body = {"class": "tug", "class_": "x", "copy": True, "model_dump": 1}
    ship = answering(client_package, httpx.Response(200, json=body)).ships.get("s1")
    assert (ship.class_, ship.copy_) == ("tug", True)
    assert ship.to_json() == body


def test_secrets_never_show(client: Any, client_package: ModuleType) -> None:
    """No repr of client, credentials or error holds a secret."""
    assert "secret-token" not in repr(client)
    key = client_package.AccessKey("my-ak", "my-sk", security_token="my-st")
    assert "my-sk" not in repr(key) and "my-st" not in repr(key)
    with pytest.raises(client_package.NotFoundError) as caught:
        client.request("GET", "/nowhere", cast_to=object)
    assert "secret-token" not in repr(caught.value) + str(caught.value)


def test_undocumented_operation_can_be_called(client: Any) -> None:
    """`request` reaches a path that has no method."""
    assert client.request("GET", "/v1/p1/ships", cast_to=object)["total"] == 2
