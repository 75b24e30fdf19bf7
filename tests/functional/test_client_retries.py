"""When a call is sent again: which requests, after which answers, how long later; hooks, log and options around it."""

import importlib
import json
import logging
import time
from types import ModuleType
from typing import Any

import httpx
import pytest
from wire import Calls, http, reply, wire

SHIP = reply(200, {"id": "s1"})
BUSY = http(503)


@pytest.fixture(params=["sync", "async"])
def calls(request: pytest.FixtureRequest, client_package: ModuleType) -> Calls:
    """Calls of the synchronous and of the asynchronous client."""
    return Calls(client_package, request.param)


class Pauses:
    """A clock on which waiting takes no time, and which remembers how long it was asked to wait."""

    def __init__(self, package: ModuleType) -> None:
        self.seconds: list[float] = []
        retries = importlib.import_module(f"{package.__name__}._runtime.retries")

        async def asleep(seconds: float) -> None:
            self.seconds.append(seconds)

        self.clock = retries.Clock(
            monotonic=lambda: time.monotonic() + sum(self.seconds),
            random=lambda: 0.0,
            sleep=self.seconds.append,
            async_sleep=asleep,
        )


@pytest.fixture
def pauses(client_package: ModuleType) -> Pauses:
    """Waiting without waiting."""
    return Pauses(client_package)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_an_idempotent_request_is_sent_again(calls: Calls, pauses: Pauses, status: int) -> None:
    """Two more attempts, half a second and a second later, then the answer or the error."""
    with wire(http(status), http(status), SHIP) as server:
        assert calls(server.url, lambda client: client.ships.get("s1"), clock=pauses.clock).id == "s1"
        assert len(server.requests) == 3
    with wire(http(status)) as server, pytest.raises(calls.package.APIStatusError, match="3 attempts"):
        calls(server.url, lambda client: client.ships.delete("s1"), clock=pauses.clock)
    assert pauses.seconds == [0.5, 1.0, 0.5, 1.0]


@pytest.mark.parametrize(("status", "sent"), [(429, 3), (500, 1), (503, 1), (400, 1), (501, 1)])
def test_what_may_have_been_done_is_not_done_twice(calls: Calls, pauses: Pauses, status: int, sent: int) -> None:
    """A POST goes again only after 429, which says that nothing was done."""
    with wire(http(status)) as server:
        with pytest.raises(calls.package.APIStatusError):
            calls(server.url, lambda client: client.ships.create(name="A", class_="b"), clock=pauses.clock)
        assert len(server.requests) == sent
        assert len({asked.body for asked in server.requests}) == 1


def test_a_connection_that_breaks_is_tried_again_where_that_is_safe(calls: Calls, pauses: Pauses) -> None:
    """A GET goes again after a break, a POST does not; a POST that could not connect does."""
    with wire(lambda connection: None, SHIP) as server:
        assert calls(server.url, lambda client: client.ships.get("s1"), clock=pauses.clock).id == "s1"
    with wire(lambda connection: None) as server:
        with pytest.raises(calls.package.APIConnectionError):
            calls(server.url, lambda client: client.ships.create(name="A", class_="b"), clock=pauses.clock)
        assert len(server.requests) == 1
        gone = server.url
    with pytest.raises(calls.package.APIConnectionError, match="3 attempts"):
        calls(gone, lambda client: client.ships.create(name="A", class_="b"), clock=pauses.clock)


@pytest.mark.parametrize(("header", "waited"), [
    ("7", 7.0), ("0.5", 0.5), ("0", 0.0), ("-3", 0.5), ("soon", 0.5), ("", 0.5), ("١", 0.5), ("nan", 0.5),
    ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("Thu, 99 Jan 1970 00:00:00 GMT", 0.5),
])  # fmt: skip
def test_retry_after_is_obeyed(calls: Calls, pauses: Pauses, header: str, waited: float) -> None:
    """Seconds and dates are waited for; what is neither counts as nothing."""
    busy = f"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\nRetry-After: {header}\r\n\r\n".encode()
    with wire(busy, SHIP) as server:
        calls(server.url, lambda client: client.ships.get("s1"), clock=pauses.clock)
    assert pauses.seconds == [waited]


def test_a_date_to_come_is_waited_for(calls: Calls, pauses: Pauses) -> None:
    """The difference between the date and the clock is the time that is waited."""
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 30))
    with wire(http(429, retry_after=date), SHIP) as server:
        calls(server.url, lambda client: client.ships.create(name="A", class_="b"), clock=pauses.clock)
    assert 25 < pauses.seconds[0] <= 30


@pytest.mark.parametrize(("header", "options"), [("3600", {}), ("40", {"deadline": 20})])
def test_a_wait_that_is_too_long_is_an_error_at_once(
    calls: Calls, pauses: Pauses, header: str, options: dict[str, Any]
) -> None:
    """Nobody waits longer than a minute, or than the call may last."""
    with wire(http(503, retry_after=header)) as server:
        with pytest.raises(calls.package.InternalServerError):
            calls(server.url, lambda client: client.ships.get("s1"), clock=pauses.clock, **options)
        assert len(server.requests) == 1
    assert not pauses.seconds


def test_how_often_is_decided_by_client_and_call(calls: Calls, pauses: Pauses) -> None:
    """`max_retries` of the client, of `with_options`, of `request`: the nearest counts."""
    with wire(BUSY) as server:
        for call, expected in (
            (lambda client: client.ships.get("s1"), 2),
            (lambda client: client.with_options(max_retries=0).ships.get("s1"), 1),
            (lambda client: client.request("GET", "/x", cast_to=object, max_retries=3), 4),
        ):
            before = len(server.requests)
            with pytest.raises(calls.package.InternalServerError):
                calls(server.url, call, clock=pauses.clock, max_retries=1)
            assert len(server.requests) - before == expected
        with pytest.raises(ValueError, match="max_retries"):
            calls(server.url, lambda client: None, max_retries=-1)


def test_each_attempt_is_signed_anew(calls: Calls, client_package: ModuleType) -> None:
    """A retried request has the date of its own attempt, and a signature over it."""
    now = iter([1_700_000_000.0, 1_700_000_100.0])
    key = client_package.AccessKey("ak", "sk", security_token="st-1", project_id="p9")
    key._now = lambda: next(now)
    with wire(http(503, retry_after="0"), SHIP) as server:
        calls(server.url, lambda client: client.ships.get("s1"), auth=key)
    first, second = (asked.headers for asked in server.requests)
    assert [first["x-sdk-date"], second["x-sdk-date"]] == ["20231114T221320Z", "20231114T221500Z"]
    assert first["authorization"] != second["authorization"]
    assert second["authorization"].startswith("SDK-HMAC-SHA256 Access=ak, SignedHeaders=")
    assert (second["x-security-token"], second["x-project-id"]) == ("st-1", "p9")


def test_hooks_see_every_attempt(calls: Calls, pauses: Pauses) -> None:
    """Both hooks are called for each attempt, and a header that a hook adds is sent, and signed."""
    seen: list[str] = []

    def on_request(request: httpx.Request) -> None:
        request.headers["X-Trace-Id"] = f"t{len(seen)}"
        seen.append(request.method)

    def on_response(response: httpx.Response) -> None:
        seen.append(str(response.status_code))

    hooks: dict[str, Any] = {"on_request": on_request, "on_response": on_response}
    if calls.mode == "async":

        async def awaited(response: httpx.Response) -> None:
            on_response(response)

        hooks["on_response"] = awaited
    key = calls.package.AccessKey("ak", "sk")
    with wire(BUSY, SHIP) as server:
        calls(server.url, lambda client: client.ships.get("s1"), clock=pauses.clock, auth=key, **hooks)
    assert seen == ["GET", "503", "GET", "200"]
    assert [asked.headers["x-trace-id"] for asked in server.requests] == ["t0", "t2"]
    assert "x-trace-id" in server.requests[0].headers["authorization"]


def test_a_hook_that_fails_ends_the_call(calls: Calls) -> None:
    """The error of a hook reaches the caller as it is."""

    def fail(_: object) -> None:
        raise LookupError("mine")

    for name in ("on_request", "on_response"):
        with wire(SHIP) as server, pytest.raises(LookupError, match="mine"):
            calls(server.url, lambda client: client.ships.get("s1"), **{name: fail})


def test_the_log_has_a_line_for_each_request_and_answer(
    calls: Calls, pauses: Pauses, caplog: pytest.LogCaptureFixture
) -> None:
    """Method, address, status, time, attempt and request id; no credential, no secret of the query."""
    ship = reply(200, {"id": "s1"}, x_request_id="r-77")
    with wire(BUSY, ship) as server, caplog.at_level(logging.DEBUG, logger=calls.package.__name__):
        query = {"token": "query-secret", "limit": "3"}
        calls(server.url, lambda client: client.ships.get("s1", extra_query=query), clock=pauses.clock)
    lines = [record.getMessage() for record in caplog.records if record.name == calls.package.__name__]
    assert len(lines) == 4
    assert lines[0].endswith("?token=***&limit=3, attempt 1")
    assert ": 503 X after " in lines[1] and "attempt 2, request id r-77" in lines[3]
    assert not any("secret" in line for line in lines)


def test_options_change_a_copy_that_shares_the_connections(calls: Calls) -> None:
    """`with_options` gives a client with other headers and limits; the first one stays as it was."""
    with wire(SHIP) as server:

        def call(client: Any) -> Any:
            client.ships  # noqa: B018 - used before: the copy must not take the resource along
            other = client.with_options(headers={"X-B": "2"}, timeout=3.0)
            assert other._http is client._http and "secret" not in repr(other)
            return other.ships.get("s1")

        calls(server.url, call, headers={"X-A": "1"})
        calls(server.url, lambda client: client.ships.get("s1"), headers={"X-A": "1"})
    assert (server.requests[0].headers["x-a"], server.requests[0].headers["x-b"]) == ("1", "2")
    assert "x-b" not in server.requests[1].headers


def test_a_client_of_the_user_stays_his(client_package: ModuleType) -> None:
    """Closing our client leaves the given one open; our own is closed."""
    with httpx.Client() as own:
        with client_package.Harbour(project_id="p1", http_client=own) as client:
            pass
        assert not own.is_closed
    with client_package.Harbour(project_id="p1") as client:
        with client.with_options(max_retries=0):
            pass
        assert not client._http.is_closed
    assert client._http.is_closed


def test_options_of_http_are_those_of_httpx(calls: Calls) -> None:
    """A proxy is given with a client of httpx; requests go there."""
    with wire(SHIP) as proxy:
        kind = httpx.Client if calls.mode == "sync" else httpx.AsyncClient
        own = kind(proxy=proxy.url)
        calls("http://harbour.test", lambda client: client.ships.get("s1"), http_client=own)
    assert proxy.requests[0].path == "http://harbour.test/v1/p1/ships/s1"


def test_documented_codes_are_known(client_package: ModuleType, calls: Calls) -> None:
    """An error knows the statuses that the reference documents for its code, and none for other codes."""
    codes = importlib.import_module(f"{client_package.__name__}.error_codes")
    assert codes.STATUSES_BY_CODE == {"H.1": [404]}
    for code, statuses in (("H.1", [404]), ("H.2", [])):
        refusal = http(400, json.dumps({"error_code": code}).encode())
        with wire(refusal) as server, pytest.raises(client_package.BadRequestError) as caught:
            calls(server.url, lambda client: client.ships.get("s1"))
        assert list(caught.value.documented_statuses) == statuses
