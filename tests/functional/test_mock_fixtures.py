"""The fixtures that a generated mock brings for pytest: real runs of pytest, with suites that use them."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

SECONDS = 120


def run_pytest(folder: Path, *paths: Path, **files: str) -> str:
    """Run pytest in a folder, on files that are put there; gives what it says. AssertionError tells of a failure."""
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").touch()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths))}
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


@pytest.fixture(scope="module")
def installed(lamp_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the mock of lamps as an installer leaves it: the package, its name and its entry points."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "lamp_mock").symlink_to(lamp_folder / "lamp_mock")
    project = tomllib.loads((lamp_folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = folder / f"lamp_mock-{project['version']}.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n", encoding="utf-8")
    points = [f"[{group}]\n{name} = {place}\n" for group, found in project["entry-points"].items()
              for name, place in found.items()]  # fmt: skip
    (told / "entry_points.txt").write_text("".join(points), encoding="utf-8")
    return folder


SUITE = """
import httpx, pytest

LAMP = {"name": "desk"}
seen = []

def make(mock):
    answer = httpx.post(f"{mock.url}/v1/p1/lamps", json=LAMP)
    assert answer.status_code == 201, answer.text
    return answer.json()

@pytest.mark.parametrize("turn", [1, 2])
def test_nothing_is_left_of_the_test_before(lamp_mock, turn):
    assert lamp_mock.requests() == []
    answer = httpx.get(f"{lamp_mock.url}/v1/p1/lamps")
    assert answer.status_code == 200 and "desk" not in answer.text
    make(lamp_mock)
    assert "desk" in httpx.get(f"{lamp_mock.url}/v1/p1/lamps").text
    assert [one["operation"] for one in lamp_mock.requests()] == ["ListLamps", "CreateLamp", "ListLamps"]
    assert [one["status"] for one in lamp_mock.requests("CreateLamp")] == [201]
    assert lamp_mock.app.clock.offset == 0
    lamp_mock.fault(status=503)
    lamp_mock.advance(3600)
    assert lamp_mock.app.clock.offset == 3600
    lamp_mock.on("ListLamps", lambda call: call.documented(200))
    assert httpx.get(f"{lamp_mock.url}/v1/p1/lamps").status_code == 503
    lamp_mock.clear_faults()
    assert "desk" not in httpx.get(f"{lamp_mock.url}/v1/p1/lamps").text
    lamp_mock.fault("Create*", status=429, times=1)
    seen.append(lamp_mock.url)

def test_one_mock_serves_all(lamp_mock, lamp_mock_server):
    assert {*seen} == {lamp_mock.url} and lamp_mock is lamp_mock_server

@pytest.fixture(scope="module")
def lamp(lamp_mock_server):
    return make(lamp_mock_server)

def test_what_a_longer_fixture_made_is_there(lamp, lamp_mock_server):
    assert "desk" in httpx.get(f"{lamp_mock_server.url}/v1/p1/lamps").text

@pytest.mark.parametrize("wrong", [{"status": 200}, {"operation": ""}, {"latency": "x"}, {}])
def test_faults_that_are_none_are_told(lamp_mock, wrong):
    with pytest.raises(ValueError):
        lamp_mock.fault(**wrong)

def test_other_mistakes_are_told(lamp_mock):
    with pytest.raises(ValueError, match="there is no operation 'Nope'"):
        lamp_mock.on("Nope", lambda call: call.documented())
    with pytest.raises(ValueError, match="advance"):
        lamp_mock.advance(-1)
"""


def test_each_test_has_a_new_mock(installed: Path, tmp_path: Path) -> None:
    """pytest finds the fixtures of an installed mock; what one test made, changed and broke is not there in the next,
    and mistakes are told."""
    assert "9 passed" in run_pytest(tmp_path, installed, test_lamps=SUITE)


QUIET = """
import sys, threading

def test_nothing_runs_unasked():
    assert not [name for name in sys.modules if name.split(".")[0] in ("uvicorn", "jsonschema_rs", "httptools")]
    assert {name for name in sys.modules if name.startswith("lamp_mock")} == {
        "lamp_mock", "lamp_mock._runtime", "lamp_mock._runtime.lazy", "lamp_mock._runtime.testing",
        "lamp_mock.pytest_plugin"}
    assert threading.active_count() == 1
"""


def test_nothing_happens_unless_a_fixture_is_used(installed: Path, tmp_path: Path) -> None:
    """A suite that does not use the mock loads five small modules of it, and nothing runs."""
    assert "1 passed" in run_pytest(tmp_path, installed, test_other=QUIET)


def test_the_plugin_can_be_named(lamp_folder: Path, tmp_path: Path) -> None:
    """Without an installation the plugin is one of a conftest.py."""
    conftest = 'pytest_plugins = ["lamp_mock.pytest_plugin"]'
    test = "def test_it(lamp_mock): assert lamp_mock.url.startswith('http://127.0.0.1:')"
    assert "1 passed" in run_pytest(tmp_path, lamp_folder, conftest=conftest, test_lamps=test)


OPTIONS = """[pytest]
lamp_mock_auth = true
lamp_mock_validate = false
lamp_mock_seed = 7
lamp_mock_speed = 2.5
lamp_mock_faults =
    ListLamps: status=418
    ShowLamp: status=500; times=1
"""
CHOSEN = """
import httpx

def test_settings(lamp_mock):
    settings = lamp_mock.app.settings
    assert (settings.auth, settings.validate, settings.seed, settings.speed) == (True, False, 7, 2.5)
    lamps = lamp_mock.url + "/v1/p1/lamps"
    assert httpx.post(lamps, json={}).status_code == 401
    assert httpx.post(lamps, json={}, headers={"X-Auth-Token": "test-token"}).status_code == 201
    assert httpx.get(lamps).status_code == 418
"""


def test_the_file_of_settings_chooses(installed: Path, tmp_path: Path) -> None:
    """Options of pytest are the settings of the mock, faults that come back with each reset included."""
    (tmp_path / "pytest.ini").write_text(OPTIONS, encoding="utf-8")
    again = CHOSEN + "\n\ndef test_again(lamp_mock): test_settings(lamp_mock)\n"
    assert "2 passed" in run_pytest(tmp_path, installed, test_lamps=again)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("lamp_mock_speed = fast", "lamp_mock_speed: could not convert string to float: 'fast'"),
        ("lamp_mock_seed = 1.5", "lamp_mock_seed: invalid literal for int"),
        ("lamp_mock_faults = nonsense", "lamp_mock_faults: write OPERATION: KEY=VALUE"),
    ],
)
def test_options_that_cannot_be_followed_are_told(installed: Path, tmp_path: Path, line: str, said: str) -> None:
    """A test that uses the mock fails with the option and what is wrong with it."""
    (tmp_path / "pytest.ini").write_text(f"[pytest]\n{line}\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=re.escape(said)):
        run_pytest(tmp_path, installed, test_lamps="def test_it(lamp_mock): pass")


OVERRIDES = """
import pytest
from lamp_mock import Answer, MockApp, Settings, create_app

class Mine(MockApp):
    def show_lamp(self, call):
        return Answer.of({"id": "mine"}, status=200)

@pytest.fixture(scope="session")
def lamp_mock_settings(tmp_path_factory):
    return Settings(tokens=("t1",), auth=True, state=tmp_path_factory.mktemp("s") / "state")

@pytest.fixture(scope="session")
def lamp_mock_app(lamp_mock_settings):
    app = create_app(lamp_mock_settings, Mine)
    app.on("ListLamps", lambda call: Answer.of(["mine"], status=200))
    return app
"""
OVERRIDDEN = """
import httpx, pytest

@pytest.mark.parametrize("turn", [1, 2])
def test_own_answers_stay(lamp_mock, turn):
    with httpx.Client(base_url=lamp_mock.url, headers={"X-Auth-Token": "t1"}) as client:
        assert client.get("/v1/p1/lamps/l1").json() == {"id": "mine"}
        assert client.get("/v1/p1/lamps").json() == ["mine"]
    lamp_mock.on("ListLamps", lambda call: call.documented(200))
"""


def test_fixtures_can_be_replaced(installed: Path, tmp_path: Path) -> None:
    """A suite gives settings and an application of its own; what it registered outlives resets, what a test did not."""
    assert "2 passed" in run_pytest(tmp_path, installed, conftest=OVERRIDES, test_lamps=OVERRIDDEN)


CLIENT_CONFTEST = """
import pytest
from harbour_client import AsyncHarbour, Harbour, Token

pytest_plugins = ["harbour_mock.pytest_plugin"]

@pytest.fixture
def harbour(harbour_mock):
    with Harbour(auth=Token("test-token"), project_id="p1", base_url=harbour_mock.url) as client:
        yield client

@pytest.fixture
def harbour_later(harbour_mock):
    return lambda: AsyncHarbour(auth=Token("test-token"), project_id="p1", base_url=harbour_mock.url)
"""
CLIENT_SUITE = """
import asyncio
import pytest
from harbour_client import NotFoundError

@pytest.mark.parametrize("turn", [1, 2])
def test_ships(harbour, harbour_mock, turn):
    made = harbour.ships.create(name="Anna", class_="brig")
    assert [ship.id for ship in harbour.ships.list().ships] == [made.id]
    harbour_mock.fault("ShowShip", status=503, times=1, retry_after=0)
    assert harbour.ships.get(made.id).name == "Anna"
    with pytest.raises(NotFoundError):
        harbour.ships.get("other")
    shown = harbour_mock.requests("ShowShip")
    assert [one["status"] for one in shown] == [503, 200, 404]
    assert shown[0]["headers"]["x-auth-token"] != "test-token"

def test_ships_later(harbour_later, harbour_mock):
    async def ships():
        async with harbour_later() as client:
            await client.ships.create(name="Berta", class_="brig")
            harbour_mock.advance(60)
            return [ship.name for ship in (await client.ships.list()).ships]
    assert asyncio.run(ships()) == ["Berta"]
"""


def test_a_client_is_tested_with_it(packages: Path, tmp_path: Path) -> None:
    """A suite of a program that uses the generated client, sync and async, runs against the fixture."""
    paths = [packages / "python", packages / "mock"]
    said = run_pytest(tmp_path, *paths, conftest=CLIENT_CONFTEST, test_ships=CLIENT_SUITE)
    assert "3 passed" in said


def test_the_place_of_the_state_may_be_text(workshop_mock: ModuleType, tmp_path: Path) -> None:
    """Text names the same file as a path does; what is neither is refused at once."""
    text = str(tmp_path / "state.db")
    assert workshop_mock.Settings(state=text) == workshop_mock.Settings(state=Path(text))
    app = workshop_mock.create_app(workshop_mock.Settings(state=text))
    app.close()
    assert Path(text).exists()
    with pytest.raises(TypeError):
        workshop_mock.Settings(state=7)
