"""Waiting for states, over real HTTP: a server whose kilns heat up, break and vanish."""

import asyncio
import importlib
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from kilns import Answer, FakeTime, Kilns

from generator import GenerationError, Settings, generate


@pytest.fixture
def fake_time() -> FakeTime:
    """The time of the client."""
    return FakeTime()


@pytest.fixture
def client(kiln_package: ModuleType, kilns: Kilns, fake_time: FakeTime) -> Iterator[Any]:
    """A client of the server, whose clock moves when it sleeps."""
    retries = importlib.import_module(f"{kiln_package.__name__}._runtime.retries")
    with kiln_package.Kiln(auth=None, base_url=kilns.url) as client:
        client._clock = retries.Clock(
            monotonic=fake_time.monotonic, now=lambda: 0.0, random=lambda: 0.5, sleep=fake_time.sleep
        )
        yield client


def test_a_wait_ends_with_the_state_and_gives_the_answer(client: Any, kilns: Kilns, fake_time: FakeTime) -> None:
    """It asks at once, then an interval and up to a tenth apart, until the state is there; every answer is shown."""
    kilns.phases("COLD", "HEATING", "HOT")
    seen: list[str] = []
    answer = client.kilns.wait("k1", on_poll=lambda kiln: seen.append(kiln.state.phase))
    assert (answer.id, answer.state.phase) == ("k1", "HOT")
    assert seen == ["COLD", "HEATING", "HOT"]
    assert kilns.asked == ["GET /v1/kilns/k1"] * 3
    assert fake_time.slept == pytest.approx([5.25, 5.25])


@pytest.mark.parametrize("until", ["HEATING", ["COOLING", "HEATING"], ("BROKEN", "HEATING")])
def test_one_waits_for_any_state(client: Any, kilns: Kilns, until: Any) -> None:
    """`until` is one state or several, also one that the document does not list."""
    kilns.phases("COLD", "HEATING", "HOT")
    assert client.kilns.wait("k1", until=until).state.phase == "HEATING"


def test_a_failure_state_ends_the_wait(client: Any, kilns: Kilns, kiln_package: ModuleType) -> None:
    """A state that nothing leads away from raises at once; the error names the thing, has the state and the answer."""
    kilns.phases("HEATING", "BROKEN", "HOT")
    with pytest.raises(kiln_package.WaitFailedError, match="the kiln 'k1' is BROKEN, not HOT") as caught:
        client.kilns.wait("k1")
    assert (caught.value.state, caught.value.last.state.phase) == ("BROKEN", "BROKEN")
    assert isinstance(caught.value, kiln_package.APIError)
    assert len(kilns.asked) == 2


def test_a_failure_state_can_be_waited_for(client: Any, kilns: Kilns) -> None:
    """What `until` names is no failure."""
    kilns.phases("HEATING", "BROKEN")
    assert client.kilns.wait("k1", until="BROKEN").state.phase == "BROKEN"


def test_numbers_are_told_with_their_labels(client: Any, kilns: Kilns, kiln_package: ModuleType) -> None:
    """States may be numbers, also as text; messages say what they mean. A parameter called as one of ours gives way."""
    kilns.answers[:] = [Answer(body={"status": 0}), Answer(body={"status": 1})]
    assert client.kilns.firings.wait("k1", "f1", unit="C").status == 1
    assert kilns.asked[0] == "GET /v1/kilns/k1/firings/f1?unit=C"
    kilns.answers[:] = [Answer(body={"status": 2})]
    with pytest.raises(kiln_package.WaitFailedError, match=r"the kiln firing 'k1/f1' is 2 \(cracked\), not 1 \(done\)"):
        client.kilns.firings.wait("k1", "f1", unit="C")


def test_a_final_state_ends_the_wait_for_another(client: Any, kilns: Kilns, kiln_package: ModuleType) -> None:
    """What is done does not burn again: the wait for that fails, and does not last until its time is over."""
    kilns.answers[:] = [Answer(body={"status": 1})]
    with pytest.raises(kiln_package.WaitFailedError, match=r"is 1 \(done\), not 0 \(burning\)"):
        client.kilns.firings.wait("k1", "f1", unit="C", until=0)


def test_the_time_is_over(client: Any, kilns: Kilns, kiln_package: ModuleType, fake_time: FakeTime) -> None:
    """After `timeout` seconds, with a last look shortly before, an error that is a TimeoutError has the last answer."""
    kilns.phases("HEATING")
    start = fake_time.now
    with pytest.raises(kiln_package.WaitTimeoutError, match="is HEATING, not HOT, after 12 s") as caught:
        client.kilns.wait("k1", timeout=12)
    assert isinstance(caught.value, TimeoutError)
    assert (caught.value.state, caught.value.last.id) == ("HEATING", "k1")
    assert fake_time.now - start == pytest.approx(11)
    assert len(kilns.asked) == 4


def test_a_short_timeout_still_looks_twice(client: Any, kilns: Kilns) -> None:
    """A timeout below the interval gives the thing what time there is."""
    kilns.phases("HEATING", "HOT")
    assert client.kilns.wait("k1", timeout=2, interval=5).state.phase == "HOT"


@pytest.mark.parametrize("limits", [{"timeout": 0}, {"timeout": float("nan")}, {"interval": -1}, {"until": []}])
def test_senseless_limits_are_refused(client: Any, kilns: Kilns, limits: dict[str, Any]) -> None:
    """What no wait can obey is refused before anything is asked."""
    with pytest.raises(ValueError):
        client.kilns.wait("k1", **limits)
    assert not kilns.asked


def test_an_answer_without_the_state_is_no_state(client: Any, kilns: Kilns, kiln_package: ModuleType) -> None:
    """Where the field is absent, null or no state, it goes on; the error says that the state is not known."""
    kilns.answers[:] = [
        Answer(body=body) for body in ({}, {"state": None}, {"state": {"phase": ["HOT"]}}, {"state": 1})
    ]
    with (
        pytest.warns(kiln_package.ResponseTypeWarning),
        pytest.raises(kiln_package.WaitTimeoutError, match="of unknown state"),
    ):
        client.kilns.wait("k1", timeout=30)  # fmt: skip


def test_passing_trouble_does_not_end_the_wait(client: Any, kilns: Kilns) -> None:
    """A question that is answered with a 503 is asked again by the rules of the client."""
    hot = Answer(body={"state": {"phase": "HOT"}})
    kilns.answers[:] = [Answer(503), Answer(503), hot]
    assert client.kilns.wait("k1").state.phase == "HOT"


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_trouble_longer_than_the_retries_does_not_end_the_wait(client: Any, kilns: Kilns, status: int) -> None:
    """An hour of waiting is not lost by a minute without service."""
    kilns.phases("COLD", *["HEATING"] * 7, "HOT")
    kilns.answers[1:8] = [Answer(status)] * 7
    assert client.kilns.wait("k1").state.phase == "HOT"
    assert len(kilns.asked) == 9


def test_time_that_ends_in_trouble_is_told_with_it(
    client: Any, kilns: Kilns, kiln_package: ModuleType, fake_time: FakeTime
) -> None:
    """The error has the last answer, and the trouble as its cause; an answer after the trouble ends that."""
    kilns.phases("HEATING", "HEATING")
    kilns.answers[1] = Answer(429, {"error_code": "K.429", "error_msg": "slowly"})
    start = fake_time.now
    with pytest.raises(
        kiln_package.WaitTimeoutError, match=r"is HEATING, .*the last question failed: GET .*K\.429"
    ) as caught:
        client.kilns.wait("k1", timeout=60)
    assert isinstance(caught.value.__cause__, kiln_package.RateLimitError) and caught.value.state == "HEATING"
    assert 58 < fake_time.now - start <= 60
    kilns.answers[:] = [Answer(503), Answer(body={"state": {"phase": "COLD"}})]
    with pytest.raises(kiln_package.WaitTimeoutError) as caught:
        client.with_options(max_retries=0).kilns.wait("k1", timeout=60)
    assert caught.value.__cause__ is None and "failed" not in str(caught.value)


def test_service_is_left_alone_for_as_long_as_it_asks(
    client: Any, kilns: Kilns, kiln_package: ModuleType, fake_time: FakeTime
) -> None:
    """A service that asks to come back late is asked late, and the last time before the time is over."""
    hot = Answer(body={"state": {"phase": "HOT"}})
    kilns.answers[:] = [Answer(503, headers={"Retry-After": "100"}), hot]
    assert client.kilns.wait("k1", timeout=600).state.phase == "HOT"
    assert fake_time.slept == [100]
    kilns.answers[:] = [Answer(503, headers={"Retry-After": "50"})]
    start = fake_time.now
    with pytest.raises(kiln_package.WaitTimeoutError) as caught:
        client.kilns.wait("k1", timeout=20)
    assert isinstance(caught.value.__cause__, kiln_package.InternalServerError)
    assert fake_time.now - start <= 20


@pytest.mark.parametrize("asynchronous", [False, True])
def test_broken_and_slow_connections_are_waited_over(
    kiln_package: ModuleType, kilns: Kilns, asynchronous: bool
) -> None:
    """A connection that breaks and an answer that takes too long are asked for again, in both clients."""
    kilns.phases("COLD", "HEATING", "HEATING", "HOT")
    kilns.answers[1] = Answer(body={}, headers={"Content-Length": "900", "Connection": "close"})
    kilns.answers[2] = Answer(body={}, seconds=1)
    options = {"auth": None, "base_url": kilns.url, "max_retries": 0, "timeout": 0.3}

    async def run() -> Any:
        async with kiln_package.AsyncKiln(**options) as client:
            return await client.kilns.wait("k1", interval=0.01)

    with kiln_package.Kiln(**options) as client:
        answer = asyncio.run(run()) if asynchronous else client.kilns.wait("k1", interval=0.01)
    assert answer.state.phase == "HOT" and len(kilns.asked) == 4


@pytest.mark.parametrize("status", [400, 401, 403, 409, 501])
def test_other_refusals_end_the_wait_at_once(client: Any, kilns: Kilns, kiln_package: ModuleType, status: int) -> None:
    """What no waiting mends is raised as it is."""
    kilns.answers[:] = [Answer(status)]
    with pytest.raises(kiln_package.APIStatusError) as caught:
        client.kilns.wait("k1")
    assert caught.value.status_code == status and len(kilns.asked) == 1


def test_a_missing_thing_is_told(client: Any, kilns: Kilns, kiln_package: ModuleType) -> None:
    """A 404 while one waits for a state is an error like any other."""
    kilns.answers[:] = [Answer(404)]
    with pytest.raises(kiln_package.NotFoundError):
        client.kilns.wait("k1")


@pytest.mark.parametrize("last", [Answer(404), Answer(400, {"error_code": "K.404", "error_msg": "no kiln"})])
def test_a_deletion_ends_with_a_refusal(client: Any, kilns: Kilns, last: Answer) -> None:
    """A 404 says that the thing is gone, and so does a documented error code under another status."""
    kilns.answers[:] = [Answer(body={"state": {"phase": "COLD"}}), last]
    assert client.kilns.wait_until_deleted("k1") is None
    assert len(kilns.asked) == 2


def test_other_refusals_do_not_mean_that_it_is_gone(client: Any, kilns: Kilns, kiln_package: ModuleType) -> None:
    """An error with another code, or the code of a service in trouble, is raised; so is a state that will not go."""
    kilns.answers[:] = [Answer(400, {"error_code": "K.400"})]
    with pytest.raises(kiln_package.BadRequestError):
        client.kilns.wait_until_deleted("k1")
    kilns.answers[:] = [Answer(501, {"error_code": "K.404"})]
    with pytest.raises(kiln_package.InternalServerError):
        client.kilns.wait_until_deleted("k1")
    kilns.phases("COLD", "BROKEN")
    with pytest.raises(kiln_package.WaitFailedError, match="is BROKEN, not gone"):
        client.kilns.wait_until_deleted("k1")


def test_the_asynchronous_client_waits_alike(kiln_package: ModuleType, kilns: Kilns) -> None:
    """State, failure, deletion and time behave as in the other client; the callback may be awaited."""
    seen: list[str] = []

    async def note(kiln: Any) -> None:
        seen.append(kiln.state.phase)

    async def run() -> None:
        async with kiln_package.AsyncKiln(auth=None, base_url=kilns.url) as client:
            kilns.phases("COLD", "HOT")
            answer = await client.kilns.wait("k1", interval=0.01, on_poll=note)
            assert (answer.state.phase, seen) == ("HOT", ["COLD", "HOT"])
            kilns.phases("BROKEN")
            with pytest.raises(kiln_package.WaitFailedError):
                await client.kilns.wait("k1")
            kilns.phases("HEATING")
            with pytest.raises(kiln_package.WaitTimeoutError):
                await client.kilns.wait("k1", until="COOLING", timeout=0.1, interval=0.01)
            kilns.phases("COLD")
            kilns.answers.append(Answer(404))
            assert await client.kilns.wait_until_deleted("k1", interval=0.01) is None

    asyncio.run(run())


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_service_that_hangs_does_not_hold_the_wait(
    kiln_package: ModuleType, kilns: Kilns, asynchronous: bool
) -> None:
    """An answer that does not come ends the wait at its timeout; there is no last answer then."""
    kilns.answers[:] = [Answer(body={}, seconds=3)]

    async def run() -> None:
        async with kiln_package.AsyncKiln(auth=None, base_url=kilns.url) as client:
            await client.kilns.wait("k1", timeout=0.4)

    start = time.monotonic()
    with pytest.raises(kiln_package.WaitTimeoutError, match=r"after 0\.4 s") as caught:
        if asynchronous:
            asyncio.run(run())
        else:
            with kiln_package.Kiln(auth=None, base_url=kilns.url) as client:
                client.kilns.wait("k1", timeout=0.4)
    assert time.monotonic() - start < 1.5
    assert caught.value.last is None


def small_document(waiter: Any, **operations: Any) -> dict[str, Any]:
    """Make a document whose only operation has this waiter."""
    schema = {"type": "object", "properties": {"phase": {"type": "string"}}}
    operation = {
        "operationId": "ShowKiln",
        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}},
        "x-waiter": waiter,
    }
    return {
        "openapi": "3.1.1",
        "info": {"title": "Kiln API", "version": "1"},
        "paths": {"/v1/kilns/{id}": {"get": {**operation, **operations}}},
    }


@pytest.mark.parametrize(
    ("waiter", "words"),
    [
        ("HOT", "a waiter is an object"),
        ({"field": "/phase"}, "states that it waits for"),
        ({"field": "phase", "success": ["HOT"]}, "a field"),
        ({"field": "/phase", "success": "HOT"}, "expected a list of states"),
        ({"field": "/phase", "success": ["HOT"], "failure": [True]}, "expected a list of states"),
        ({"field": "/phase", "success": ["HOT"], "failure": [1]}, "all text or all numbers"),
        ({"field": "/phase", "success": ["HOT"], "interval": 0}, "above 0"),
        ({"field": "/phase", "success": ["HOT"], "timeout": "long"}, "above 0"),
        ({"field": "/phase", "success": ["HOT"], "interval": 10**400}, "below a thousand million"),
        ({"field": "/phase", "success": ["HOT"], "timeout": float("inf")}, "below a thousand million"),
        ({"field": "/phase", "success": ["HOT"], "method": "wait" * 100}, "at most 66 characters"),
        ({"field": "/phase", "success": ["HOT"], "method": ["wait"]}, "at most 66 characters"),
        ({"field": "/phase", "success": ["HOT"], "deleted": {"error_codes": [1]}}, "list of error codes"),
        ({"field": "/phase", "success": ["HOT"], "method": "get"}, r"two things are called kilns\.get"),
    ],
)
def test_a_document_with_a_senseless_waiter_is_refused(waiter: Any, words: str) -> None:
    """A waiter that says nothing usable, or takes the name of a method, is told with its place."""
    document = small_document(waiter)
    with pytest.raises(GenerationError, match=words) as caught:
        generate(document, "python", Settings.for_document(document, "python", "0.1.0"))
    assert "/x-waiter" in str(caught.value)


def test_an_answer_without_a_body_cannot_be_waited_for() -> None:
    """A waiter on an operation that answers with nothing is refused."""
    document = small_document({"field": "/phase", "success": ["HOT"]}, responses={"204": {"description": "ok"}})
    with pytest.raises(GenerationError, match="without JSON"):
        generate(document, "python", Settings.for_document(document, "python", "0.1.0"))


def test_a_list_that_pages_cannot_be_waited_for() -> None:
    """A waiter on an operation whose method gives pages is refused: a page has no state."""
    document = small_document({"field": "/phase", "success": ["HOT"]})
    operation = document["paths"]["/v1/kilns/{id}"]["get"]
    operation["parameters"] = [{"name": "offset", "in": "query", "schema": {"type": "integer"}}]
    operation["x-pagination"] = {"style": "offset", "position": {"in": "query", "name": "offset"}, "items": "/kilns"}
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    schema["properties"]["kilns"] = {"type": "array", "items": {"type": "string"}}
    with pytest.raises(GenerationError, match="a list that pages"):
        generate(document, "python", Settings.for_document(document, "python", "0.1.0"))


def test_the_longest_name_of_a_waiter_is_kept_whole() -> None:
    """A name of as many characters as there may be is written whole, and so is that of the deletion beside it."""
    name = "wait_" + "a" * 61
    document = small_document({"field": "/phase", "success": ["HOT"], "method": name, "deleted": {}})
    text = "".join(f.text for f in generate(document, "python", Settings.for_document(document, "python", "0.1.0")))
    assert f"def {name}(" in text and f"def {name}_until_deleted(" in text
