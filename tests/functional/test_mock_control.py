"""What tests ask a mock beside its operations: its clock, what it has seen, a new beginning; and its pages."""

import importlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from lamps import TOKEN, Mock, running

from generator.runtime.mock.admin import AdminRequest

LAMPS = "/v1/p1/lamps"
HERE = Path(__file__).parent


@pytest.fixture
def mock(lamp_folder: Path) -> Iterator[Mock]:
    """A mock that asks for no credentials."""
    with running(lamp_folder, "--no-auth") as mock:
        yield mock


def states(mock: Mock, lamp: str, *advances: float) -> list[str]:
    """Give the state of a lamp now, and after each of these seconds; `404` where it is gone."""
    found = []
    for seconds in (0, *advances):
        httpx.post(f"{mock.url}/__mock/clock", json={"advance": seconds})
        answer = httpx.get(f"{mock.url}{LAMPS}/{lamp}")
        found.append(answer.json()["status"] if answer.status_code == 200 else str(answer.status_code))
    return found


def make(mock: Mock) -> str:
    """Make a lamp, and give its id."""
    return str(httpx.post(mock.url + LAMPS, json={"name": "a"}).json()["id"])


def test_a_thing_walks_through_its_states(mock: Mock) -> None:
    """What is made goes through the documented states on the clock, what is deleted goes away in time."""
    lamp = make(mock)
    assert states(mock, lamp, 9, 2, 1000) == ["WARMING", "WARMING", "LIT", "LIT"]
    assert httpx.delete(f"{mock.url}{LAMPS}/{lamp}").status_code == 204
    assert states(mock, lamp, 4, 2) == ["FADING", "FADING", "404"]
    assert httpx.get(mock.url + LAMPS).json()["total"] == 0


def test_lists_show_the_states_too(mock: Mock) -> None:
    """A list shows, filters and counts things in the state that they have at that time."""
    make(mock)
    httpx.post(f"{mock.url}/__mock/clock", json={"advance": 11})
    make(mock)
    found = {
        state: httpx.get(mock.url + LAMPS, params={"status": state}).json() for state in ("LIT", "WARMING", "DARK")
    }
    assert [len(found[state]["lamps"]) for state in found] == [1, 1, 0]
    assert [found[state]["total"] for state in found] == [1, 1, 0]


def test_a_transition_may_depend_on_the_body(mock: Mock) -> None:
    """Only the request that has the values of `when` sets the states going."""
    lamp = make(mock)
    httpx.post(f"{mock.url}{LAMPS}/{lamp}/action", json={"action": "on"})
    assert states(mock, lamp, 20) == ["WARMING", "LIT"]
    httpx.post(f"{mock.url}{LAMPS}/{lamp}/action", json={"action": "off"})
    assert states(mock, lamp, 3) == ["FADING", "DARK"]


def test_what_is_being_deleted_never_comes_back(mock: Mock) -> None:
    """No other operation, and no second deletion, turns or delays a deletion that was acknowledged."""
    lamp = make(mock)
    assert states(mock, lamp, 1000)[-1] == "LIT"
    assert httpx.delete(f"{mock.url}{LAMPS}/{lamp}").status_code == 204
    assert httpx.post(f"{mock.url}{LAMPS}/{lamp}/action", json={"action": "off"}).status_code == 204
    assert states(mock, lamp, 4) == ["FADING", "FADING"]
    assert httpx.delete(f"{mock.url}{LAMPS}/{lamp}").status_code == 204
    assert states(mock, lamp, 2) == ["FADING", "404"]


def test_speed_makes_states_shorter(mock: Mock) -> None:
    """With a speed of 10 a step takes a tenth of its time."""
    assert httpx.post(f"{mock.url}/__mock/clock", json={"speed": 10}).json()["speed"] == 10
    lamp = make(mock)
    assert states(mock, lamp, 0.5, 0.6) == ["WARMING", "WARMING", "LIT"]


def test_states_outlive_a_restart(lamp_folder: Path, tmp_path: Path) -> None:
    """With a state file what was begun goes on after a restart."""
    flags = ("--no-auth", "--state", str(tmp_path / "state"))
    with running(lamp_folder, *flags) as mock:
        lamp = make(mock)
    with running(lamp_folder, *flags) as mock:
        assert states(mock, lamp, 11) == ["WARMING", "LIT"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"advance": -1}', b'{"advance": "1"}', b'{"advance": 1e999}',
                                  b'{"speed": 0}', b'{"sped": 1}', b'{"advance": true}'])  # fmt: skip
def test_a_clock_that_cannot_be_set_so_stays(mock: Mock, body: bytes) -> None:
    """A body that says nothing usable is a 400, and the clock goes on as it was."""
    assert httpx.post(f"{mock.url}/__mock/clock", content=body).status_code == 400
    clock = httpx.get(f"{mock.url}/__mock/clock").json()
    assert (clock["advanced"], clock["speed"]) == (0, 1)


def test_the_requests_seen_are_listed_without_secrets(mock: Mock) -> None:
    """Each request is there with operation, status, headers and body; what goes by the name of a secret is hidden."""
    body = {"name": "a", "password": "hunter22"}
    httpx.post(f"{mock.url}{LAMPS}", json=body, headers={"X-Auth-Token": "tok-1", "Cookie": "c=tok-2"})
    httpx.get(f"{mock.url}{LAMPS}", params={"limit": 5, "access_key": "tok-3"})
    httpx.get(f"{mock.url}/v9/none")
    seen = httpx.get(f"{mock.url}/__mock/requests")
    for secret in ("hunter22", "tok-1", "tok-2", "tok-3"):
        assert secret not in seen.text
    shown = [(r["method"], r["operation"], r["status"]) for r in seen.json()["requests"]]
    assert shown == [("GET", "", 404), ("GET", "ListLamps", 200), ("POST", "CreateLamp", 201)]
    made = httpx.get(f"{mock.url}/__mock/requests", params={"operation": "CreateLamp", "limit": 1}).json()["requests"]
    assert json.loads(made[0]["body"]) == {"name": "a", "password": "***"}
    assert httpx.delete(f"{mock.url}/__mock/requests").json() == {"requests": []}
    assert httpx.get(f"{mock.url}/__mock/requests").json() == {"requests": []}


def test_the_list_of_requests_is_bounded(lamp_folder: Path) -> None:
    """`--record` says how many requests are kept; 0 keeps none."""
    for number, kept in (("3", 3), ("0", 0)):
        with running(lamp_folder, "--no-auth", "--record", number) as mock:
            for _ in range(5):
                httpx.get(mock.url + LAMPS)
            assert len(httpx.get(f"{mock.url}/__mock/requests").json()["requests"]) == kept


def test_a_reset_takes_everything_back(mock: Mock) -> None:
    """After a reset there is nothing that was made, asked, advanced or put in force."""
    make(mock)
    httpx.post(f"{mock.url}/__mock/clock", json={"advance": 60, "speed": 3})
    httpx.post(f"{mock.url}/__mock/faults", json={"status": 500})
    assert httpx.post(f"{mock.url}/__mock/reset").status_code == 200
    clock = httpx.get(f"{mock.url}/__mock/clock").json()
    assert (clock["advanced"], clock["speed"]) == (0, 1)
    assert httpx.get(f"{mock.url}/__mock/requests").json() == {"requests": []}
    assert httpx.get(mock.url + LAMPS).json()["total"] == 0


def test_settings_are_shown_without_secrets(lamp_folder: Path) -> None:
    """The settings show what the mock was started with; tokens, keys and passwords are hidden."""
    with running(lamp_folder, "--token", "sesame", "--seed", "7", "--user", "me:opensesame") as mock:
        answer = httpx.get(f"{mock.url}/__mock/settings")
        assert answer.json()["seed"] == 7
        assert "sesame" not in answer.text


def test_control_has_no_other_places(mock: Mock) -> None:
    """An unknown place is a 404, a wrong method a 405 that says which is right."""
    assert httpx.get(f"{mock.url}/__mock/none").status_code == 404
    assert httpx.get(f"{mock.url}/__mock/reset").headers["allow"] == "POST"
    links = httpx.get(f"{mock.url}/__mock/").json()["links"]
    assert {httpx.options(mock.url + link).status_code for link in links} == {405}


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("::ffff:127.0.0.1", {}, 200),
        (None, {}, 200),
        ("192.0.2.7", {}, 403),
        ("::ffff:192.0.2.7", {}, 403),
        ("2001:db8::1", {}, 403),
        ("nonsense", {}, 403),
        ("127.0.0.1", {"host": "127.0.0.1:8080", "origin": "http://127.0.0.1:8080"}, 200),
        ("127.0.0.1", {"host": "127.0.0.1:8080", "origin": "https://elsewhere.example.com"}, 403),
        ("127.0.0.1", {"host": "rebound.example.com"}, 403),
        ("127.0.0.1", {"host": "localhost:8080"}, 200),
        ("127.0.0.1", {"host": "[::1]:8080"}, 200),
    ],
)
def test_control_is_for_this_machine_alone(
    lamp_folder: Path, client: str | None, headers: dict[str, str], status: int
) -> None:
    """Neither another machine nor a page of another site changes the mock, unless the settings let them."""
    sys.path.insert(0, str(lamp_folder))
    package = importlib.import_module("lamp_mock")
    sys.path.remove(str(lamp_folder))
    request = AdminRequest("GET", "clock", "", headers, b"", client)
    for remote, expected in ((False, status), (True, 200)):
        app = package.create_app(package.Settings(remote_admin=remote))
        assert app.front.admin.answer(request).status == expected
        app.close()


def test_the_document_is_served_with_the_refusals_of_the_mock(mock: Mock) -> None:
    """`/openapi.json` is the document, its server the mock, and every refusal a documented answer."""
    served: dict[str, Any] = httpx.get(f"{mock.url}/openapi.json").json()
    document = yaml.safe_load((HERE / "lamps.yaml").read_text(encoding="utf-8"))
    assert served["servers"] == [{"url": "/"}]
    assert served["paths"].keys() == document["paths"].keys()
    listed = served["paths"]["/v1/{project_id}/lamps"]["get"]
    assert listed["responses"]["200"] == document["paths"]["/v1/{project_id}/lamps"]["get"]["responses"]["200"]
    assert {"400", "401", "404", "429", "500"} < listed["responses"].keys()
    assert listed["operationId"] == "ListLamps"
    refusal = served["components"]["responses"][listed["responses"]["401"]["$ref"].rpartition("/")[2]]
    assert (
        refusal["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2] in served["components"]["schemas"]
    )


def test_the_page_is_one_file(lamp_folder: Path) -> None:
    """`/docs` needs no credentials and nothing from elsewhere, and a policy forbids it to load anything."""
    with running(lamp_folder) as mock:
        page = httpx.get(f"{mock.url}/docs")
        assert page.status_code == 200
        assert len(page.content) < 100_000
        assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//|@import|url\(""", page.text)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "connect-src 'self'" in policy
        assert httpx.get(f"{mock.url}{LAMPS}", headers=TOKEN).status_code == 200
        assert httpx.post(f"{mock.url}/docs").headers["allow"] == "GET, HEAD"
