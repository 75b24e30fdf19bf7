"""Errors that leave their call: the envelope of one under a 200, copies, and the way into another process."""

import copy
import gzip
import importlib
import json
import multiprocessing
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from types import ModuleType
from typing import Any

import httpx
import pytest
from wire import Calls, http, reply, wire

ENVELOPES = [
    {"is_success": False, "error_code": "H.7", "error_message": "no"},
    {"error_code": "H.7", "error_msg": "no"},
    {"errorCode": "H.7", "errorMsg": "no"},
]


def pickled(error: Any) -> Any:
    """Send an error through a pickle."""
    return pickle.loads(pickle.dumps(error))  # noqa: S301 - it is our own


@pytest.fixture(params=["sync", "async"])
def calls(request: pytest.FixtureRequest, client_package: ModuleType) -> Calls:
    """Calls of the synchronous and of the asynchronous client."""
    return Calls(client_package, request.param)


@pytest.mark.parametrize("envelope", ENVELOPES)
@pytest.mark.parametrize("length", [10, 8_000, 9_000, 100_000, 900_000])
def test_an_envelope_is_one_however_long_it_is(calls: Calls, envelope: dict[str, Any], length: int) -> None:
    """The trace of an error that some services add does not make a success of it."""
    body = {"trace": "x" * length, **envelope}
    with wire(reply(200, body)) as server, pytest.raises(calls.package.OperationFailedError) as caught:
        calls(server.url, lambda client: client.ships.get("s1"))
    assert caught.value.error_code == "H.7"


@pytest.mark.parametrize("length", [10, 100_000])
def test_an_envelope_is_one_whatever_was_due(calls: Calls, length: int) -> None:
    """An object, an array, nothing at all or anything was due: an envelope came."""
    error = calls.package.OperationFailedError
    body = json.dumps({"is_success": False, "trace": "x" * length}).replace("is_success", "is\\u005fsuccess").encode()
    for due in (dict, list, list[str], type(None), object):
        with wire(http(200, body)) as server, pytest.raises(error):
            calls(server.url, lambda client, due=due: client.request("GET", "/x", cast_to=due))
    with wire(http(200, body)) as server, pytest.raises(error):
        calls(server.url, lambda client: client.ships.delete("s1"))


@pytest.mark.parametrize("length", [10, 100_000])
@pytest.mark.parametrize("more", [{"is_success": True}, {"error_code": ""}, {"error_code": None}, {"error_code": 5}])
def test_a_long_answer_that_is_no_envelope_is_given(calls: Calls, more: dict[str, Any], length: int) -> None:
    """What an envelope has may stand empty in an answer, or deep inside of one."""
    body = {"new": [{"is_success": False, "error_code": "H.7", "error_msg": "x" * length}], **more}
    with wire(reply(200, body)) as server:
        assert calls(server.url, lambda client: client.ships.get("s1")).to_json() == body


def test_an_envelope_of_odd_types_is_told_without_a_warning(calls: Calls, recwarn: pytest.WarningsRecorder) -> None:
    """Fields that are not as documented do not hide the failure, and are not complained of."""
    with wire(reply(200, {"is_success": False, "id": {"a": 1}, "x": "y" * 9_000})) as server:
        for strict in (False, True):
            with pytest.raises(calls.package.OperationFailedError):
                calls(server.url, lambda client: client.ships.get("s1"), strict=strict)
    assert not [warning for warning in recwarn if warning.category is calls.package.ResponseTypeWarning]


def family(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    """Yield a class and all that are made of it."""
    yield kind
    for smaller in kind.__subclasses__():
        yield from family(smaller)


def samples(package: ModuleType) -> Iterator[Any]:
    """Yield an error of every class of the family."""
    importlib.import_module(f"{package.__name__}._runtime.waiters")
    request = httpx.Request("POST", "http://h/v1/x?token=t-secret", headers={"X-Auth-Token": "t-secret"}, json={"a": 1})
    for kind in family(package.APIError):
        body = {"error_code": "H.7", "error_msg": "no", "request_id": "r-1"}
        headers = {"Set-Cookie": "id=t-secret", "X-Subject-Token": "t-secret"}
        response = httpx.Response(404, json=body, headers=headers, request=request, default_encoding=lambda _: "utf-8")
        response.next_request = request
        if issubclass(kind, package.APIStatusError):
            yield kind(response, hint="think", attempts=3, secrets=["t-secret"])  # type: ignore[call-arg]
        elif issubclass(kind, package.APIResponseError):
            yield kind("GET /x: odd", response=response)  # type: ignore[call-arg]
        elif issubclass(kind, package.APIConnectionError):
            yield kind("GET /x: broke", request=request)  # type: ignore[call-arg]
        elif issubclass(kind, (package.WaitFailedError, package.WaitTimeoutError)):
            yield kind("it is COLD", state="COLD", last=package.models.Ship(id="s1"))  # type: ignore[call-arg]
        else:
            yield kind("nothing there")


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
def test_every_error_can_be_copied(client_package: ModuleType, copied: Callable[[Any], Any]) -> None:
    """All that it says survives, for each class of the family, also in a copy of the copy."""
    kinds = set()
    for error in samples(client_package):
        twin = copied(copied(error))
        kinds.add(type(twin))
        assert (type(twin), twin.args, str(twin), twin.message) == (type(error), error.args, str(error), error.message)
        assert vars(twin).keys() == vars(error).keys()
        for name in vars(error).keys() - {"request", "response"}:
            assert getattr(twin, name) == getattr(error, name), name
        if hasattr(error, "request"):
            assert (twin.request.method, twin.request.content) == ("POST", b'{"a":1}')
            assert twin.request.headers["x-auth-token"] == "***" and "t-secret" not in str(twin.request.url)
        if hasattr(error, "response"):
            assert (twin.response.status_code, twin.response.json()) == (404, error.response.json())
            assert twin.response.request is twin.request
    assert kinds == {*family(client_package.APIError)} and len(kinds) == 18


def test_no_credential_enters_a_pickle(client_package: ModuleType) -> None:
    """Not those of the request, not those that an answer brings or repeats; and the error itself is left as it is."""
    errors = importlib.import_module(f"{client_package.__name__}._runtime.errors")
    for error in samples(client_package):
        assert b"t-secret" not in pickle.dumps(error)
    for make in (errors.status_error, lambda response: errors.response_error(response, "odd")):
        request = httpx.Request("GET", "http://h/", headers={"X-Auth-Token": "t-secret"})
        error = make(httpx.Response(400, json={"code": "H.7", "message": "not t-secret"}, request=request))
        assert b"t-secret" not in pickle.dumps(error) and b"t-secret" in error.response.content
        twin = pickled(error)
        assert (str(twin), twin.response.status_code, twin.response.content) == (str(error), 400, b"")


def test_packed_and_unread_answers_can_be_copied(client_package: ModuleType) -> None:
    """A body that came packed is kept as it was read; one that was never read is no obstacle."""
    errors = importlib.import_module(f"{client_package.__name__}._runtime.errors")
    body = gzip.compress(b'{"error_code": "H.7"}')
    packed = httpx.Response(400, content=body, headers={"Content-Encoding": "gzip"}, request=httpx.Request("GET", "/"))
    assert pickled(errors.status_error(packed)).response.json() == {"error_code": "H.7"}
    unread = httpx.Response(200, content=iter([b"x"]), request=httpx.Request("GET", "/"))
    assert pickled(errors.response_error(unread, "odd")).status_code == 200


def _refused(url: str, name: str) -> None:
    """Call a method of a ship that is refused, in a process of the pool."""
    with importlib.import_module(name).Harbour(base_url=url, project_id="p1", auth=None, max_retries=0) as client:
        client.ships.get("s1")


def test_a_call_that_fails_in_another_process_is_told(client_package: ModuleType) -> None:
    """The error arrives where the result is waited for."""
    refusal, forking = reply(404, {"error_code": "H.7", "error_msg": "no"}), multiprocessing.get_context("fork")
    with wire(refusal) as server, ProcessPoolExecutor(1, mp_context=forking) as pool:
        error = pool.submit(_refused, server.url, client_package.__name__).exception(timeout=20)
    assert type(error) is client_package.NotFoundError
    assert error.error_code == "H.7" and error.response.status_code == 404


def test_odd_values_in_an_error_do_not_hide_it(calls: Calls) -> None:
    """Half a character, a number of thousands of digits and a NaN leave code and message; both can be printed."""
    body = b'{"error_code": "H.7", "error_msg": "a\\ud800b", "x": ' + b"1" * 5000 + b', "y": NaN, "z": 1e400}'
    with wire(http(404, body)) as server, pytest.raises(calls.package.NotFoundError) as caught:
        calls(server.url, lambda client: client.ships.get("s1"))
    assert (caught.value.error_code, caught.value.error_msg) == ("H.7", "a\\ud800b")
    assert str(caught.value).encode("utf-8").endswith(b"H.7: a\\ud800b")


def test_a_redirect_keeps_no_credentials(calls: Calls) -> None:
    """The request that would follow the redirect is a copy of the first, with its headers: it is let go."""
    with wire(http(302, location="/elsewhere")) as server, pytest.raises(calls.package.RedirectError) as caught:
        calls(server.url, lambda client: client.ships.get("s1"))
    assert caught.value.response.next_request is None
