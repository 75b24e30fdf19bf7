"""Faults on purpose: by flag, by header, through `/__mock/`; and what they look like on the wire."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from lamps import TOKEN, Mock, running

from generator.runtime.mock.faults import Fault, Faults, fault_of, parse_fault, parse_header

LAMPS = "/v1/p1/lamps"


@pytest.fixture(scope="module")
def mock(lamp_folder: Path) -> Iterator[Mock]:
    """A mock that asks for no credentials, with two faults by flag."""
    flags = ("--fault", "ShowStatus: status=503; times=2", "--fault", "Switch*:status=500,retry-after=7")
    with running(lamp_folder, "--no-auth", *flags) as mock:
        yield mock


def get(mock: Mock, fault: str = "", path: str = LAMPS) -> httpx.Response:
    """Ask, with a fault in the header."""
    return httpx.get(mock.url + path, headers={"X-Mock-Fault": fault} if fault else {})


def test_a_counted_fault_comes_so_often(mock: Mock) -> None:
    """A fault for two requests hits the first two, and tells when to come back."""
    answers = [get(mock, path="/v1/status") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["retry-after"] == "1"
    assert answers[0].json()["error_code"] == "Mock.0503"


def test_a_pattern_hits_the_operations_that_it_fits(mock: Mock) -> None:
    """`Switch*` hits SwitchLamp alone."""
    answer = httpx.post(f"{mock.url}{LAMPS}/l1/action", json={"action": "on"})
    assert (answer.status_code, answer.headers["retry-after"]) == (500, "7")
    assert get(mock).status_code == 200


def test_a_header_is_for_its_own_request(mock: Mock) -> None:
    """The fault of a header changes this answer and no other one."""
    answer = get(mock, "status=429; retry-after=3")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
    assert get(mock).status_code == 200


@pytest.mark.parametrize("text", ["", "status=200", "statsu=429", "latency=x", "times=2; status=500", "reset=no"])
def test_a_header_that_is_wrong_is_refused(mock: Mock, text: str) -> None:
    """A fault that cannot be read is a 400 that says why: no test passes because of a slip of the pen."""
    answer = httpx.get(mock.url + LAMPS, headers={"X-Mock-Fault": text})
    assert answer.status_code == 400
    assert "x-mock-fault" in answer.json()["error_msg"]


def test_latency_delays_the_answer(mock: Mock) -> None:
    """An answer waits as long as asked, within the range."""
    for text, least in (("latency=300ms", 0.3), ("latency=0.2-0.4", 0.2)):
        started = time.monotonic()
        assert get(mock, text).status_code == 200
        assert least <= time.monotonic() - started < least + 2


def test_latency_holds_nobody_else_up(mock: Mock) -> None:
    """While one request waits, others are answered."""
    with mock.connect() as slow:
        slow.sendall(f"GET {LAMPS} HTTP/1.1\r\nhost: x\r\nx-mock-fault: latency=5\r\n\r\n".encode())
        started = time.monotonic()
        assert get(mock).status_code == 200
        assert time.monotonic() - started < 3


def test_a_reset_is_a_reset(mock: Mock) -> None:
    """The connection ends with RST, not as if the answer were empty."""
    with mock.connect() as connection:
        connection.sendall(f"GET {LAMPS} HTTP/1.1\r\nhost: x\r\nx-mock-fault: reset\r\n\r\n".encode())
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_a_reset_request_did_nothing(mock: Mock) -> None:
    """What is reset was not done, so that it may be sent again."""
    before = get(mock).json()["total"]
    with pytest.raises(httpx.TransportError):
        httpx.post(mock.url + LAMPS, json={"name": "a"}, headers={"X-Mock-Fault": "reset"})
    assert get(mock).json()["total"] == before


def test_a_truncated_body_is_shorter_than_announced(mock: Mock) -> None:
    """Half of the body comes, then the connection ends; the request was carried out."""
    before = get(mock).json()["total"]
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        httpx.post(mock.url + LAMPS, json={"name": "a"}, headers={"X-Mock-Fault": "truncate"})
    assert get(mock).json()["total"] == before + 1
    request = f"GET {LAMPS} HTTP/1.1\r\nhost: x\r\nx-mock-fault: truncate\r\n\r\n".encode()
    head, _, body = mock.send(request).partition(b"\r\n\r\n")
    assert len(body) == int(head.split(b"content-length: ")[1].split()[0]) // 2


def test_an_answer_without_body_cannot_be_truncated(mock: Mock) -> None:
    """A 204 and the answer to a HEAD come whole."""
    assert httpx.head(mock.url + LAMPS, headers={"X-Mock-Fault": "truncate"}).status_code == 200


def test_faults_are_put_in_force_and_taken_away(mock: Mock) -> None:
    """`/__mock/faults` adds, shows and removes faults while the mock runs."""
    place = f"{mock.url}/__mock/faults"
    added = httpx.post(place, json={"operation": "List*", "status": 429, "retry_after": 2, "times": 1}).json()["faults"]
    assert {"operation": "List*", "status": 429, "retry-after": 2, "times": 1, "used": 0} in added
    assert [get(mock).status_code for _ in range(2)] == [429, 200]
    httpx.post(place, json=[{"latency": "0.01"}, {"operation": "ShowLamp", "truncate": True}])
    assert len(httpx.get(place).json()["faults"]) == len(added) + 2
    assert httpx.delete(place).json() == {"faults": []}


@pytest.mark.parametrize("body", [b"", b"{}", b'{"status": 1000}', b'["x"]', b'{"status": [500]}', b'{"times": true}'])
def test_faults_that_cannot_be_read_are_refused(mock: Mock, body: bytes) -> None:
    """A body that is no fault is a 400, and no fault is in force."""
    before = httpx.get(f"{mock.url}/__mock/faults").json()
    assert httpx.post(f"{mock.url}/__mock/faults", content=body).status_code == 400
    assert httpx.get(f"{mock.url}/__mock/faults").json() == before


def test_tokens_can_fail_too(mock: Mock) -> None:
    """The mock's own operations that give tokens and projects have names for faults."""
    assert get(mock, "status=500", "/v3/projects").json()["error_code"] == "Mock.0500"


def test_chances_follow_from_the_seed() -> None:
    """A fault with a probability hits the same requests again where the seed is the same."""

    def hits(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.add(parse_fault("*: status=500; probability=0.5"))
        return [faults.effect("ShowLamp", None) is not None for _ in range(100)]

    assert hits(1) == hits(1) != hits(2)
    assert 25 < sum(hits(1)) < 75


def test_of_several_faults_waits_add_up_and_the_first_end_counts() -> None:
    """Latencies of all faults that fit are waited for; one answer only is given."""
    faults = Faults()
    for text in ("*: latency=1", "ShowLamp: status=500; latency=2; times=1", "ShowLamp: reset", "ListLamps: truncate"):
        faults.add(parse_fault(text))
    effect = faults.effect("ShowLamp", None)
    assert effect is not None and effect.fault is not None
    assert (effect.delay, effect.fault.status) == (3.0, 500)
    effect = faults.effect("ShowLamp", "status=404; latency=10ms")
    assert effect is not None and effect.fault is not None
    assert (effect.delay, effect.fault.status) == (1.01, 404)
    assert faults.effect("ShowLamp", None).fault == parse_fault("ShowLamp: reset")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ShowLamp: status=429; retry-after=1; times=2", Fault("ShowLamp", status=429, retry_after=1, times=2)),
        ("*:latency=100ms-0.5", None),
        ("*: latency=0.1-0.5", Fault(latency=(0.1, 0.5))),
        ("*: latency=100-500ms", Fault(latency=(0.1, 0.5))),
        ("Show*:reset,probability=0.25", Fault("Show*", reset=True, probability=0.25)),
        ("status=500", None),
        ("*: ", None),
        ("*: status=500; reset", None),
        ("*: reset; retry-after=1", None),
        ("*: status=500; times=0", None),
        ("*: latency=601", None),
        ("*: latency=0.5-0.1", None),
        ("*: status=500; probability=nan", None),
        ("*: status=500; probability=2", None),
    ],
)
def test_faults_as_text(text: str, fault: Fault | None) -> None:
    """A fault in words is read as what it says, and everything else is refused."""
    if fault is None:
        with pytest.raises(ValueError, match=r"\w"):
            parse_fault(text)
    else:
        assert parse_fault(text) == fault
        assert fault_of(fault.shown()) == fault


def test_a_header_counts_nothing() -> None:
    """A header has neither a count nor a chance."""
    assert parse_header("reset") == Fault(reset=True)
    for text in ("reset; times=1", "reset; probability=0.5"):
        with pytest.raises(ValueError, match="for its own request"):
            parse_header(text)


def test_several_workers_count_together(lamp_folder: Path) -> None:
    """Faults, the clock and the requests seen are those of all workers, whichever answers."""
    with running(lamp_folder, "--no-auth", "--workers", "2") as mock:

        def ask(method: str, path: str, **more: Any) -> httpx.Response:
            return httpx.request(method, mock.url + path, **more)  # a new connection each time: any worker

        ask("POST", "/__mock/faults", json={"operation": "ListLamps", "status": 500, "times": 7})
        statuses = [ask("GET", LAMPS).status_code for _ in range(30)]
        assert statuses.count(500) == 7
        assert statuses[-1] == 200
        made = ask("POST", LAMPS, json={"name": "a"}).json()["id"]
        ask("POST", "/__mock/clock", json={"advance": 30})
        assert {ask("GET", f"{LAMPS}/{made}").json()["status"] for _ in range(20)} == {"LIT"}
        assert {ask("GET", "/__mock/clock").json()["advanced"] for _ in range(20)} == {30.0}
        shown = {
            len(ask("GET", "/__mock/requests", params={"operation": "ListLamps"}).json()["requests"]) for _ in range(9)
        }
        assert shown == {30}
        token = ask("POST", "/v3/auth/tokens", json=_TOKEN_REQUEST).headers["x-subject-token"]
        assert token
        ask("POST", "/__mock/reset")
        assert {ask("GET", f"{LAMPS}/{made}").status_code for _ in range(20)} == {404}
        assert {ask("GET", "/__mock/clock").json()["advanced"] for _ in range(20)} == {0.0}
        assert all(
            len(ask("GET", "/__mock/requests", params={"operation": "ListLamps"}).json()["requests"]) == 0
            for _ in range(9)
        )


def test_tokens_of_one_worker_are_good_for_the_others(lamp_folder: Path) -> None:
    """A token that one worker gives out is taken by all."""
    with running(lamp_folder, "--workers", "2") as mock:
        token = httpx.post(f"{mock.url}/v3/auth/tokens", json=_TOKEN_REQUEST).headers["x-subject-token"]
        statuses = {httpx.get(mock.url + LAMPS, headers={"X-Auth-Token": token}).status_code for _ in range(20)}
        assert statuses == {200}
        assert httpx.get(mock.url + LAMPS, headers=TOKEN).status_code == 200


_TOKEN_REQUEST = {
    "auth": {
        "identity": {
            "methods": ["password"],
            "password": {"user": {"name": "test-user", "password": "test-password", "domain": {"name": "d"}}},
        }
    }
}


@pytest.mark.parametrize("name", ["Nope", "show*", "CreateLamps"])
def test_faults_of_nothing_are_refused(lamp_folder: Path, name: str) -> None:
    """A name or a pattern that no operation fits is said, on the command line and over HTTP."""
    command = [sys.executable, "-m", "lamp_mock", "--port", "0", "--fault", f"{name}: status=500"]
    done = subprocess.run(command, cwd=lamp_folder, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].endswith(f"no operation is called '{name}', or fits that pattern")
    with running(lamp_folder) as mock:
        refused = httpx.post(f"{mock.url}/__mock/faults", json=[{"status": 500}, {"operation": name, "reset": True}])
        assert refused.status_code == 400 and "no operation is called" in refused.json()["error_msg"]
        assert httpx.get(f"{mock.url}/__mock/faults").json()["faults"] == []
        token = httpx.post(f"{mock.url}/__mock/faults", json={"operation": "CreateToken", "status": 500})
        assert token.status_code == 200
