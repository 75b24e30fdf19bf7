"""Names that have changed: for a while a client gives the old ones too, and says so."""

import asyncio
import importlib
import inspect
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from kilns import Answer, Kilns

from generator import GenerationError, Settings, generate
from generator.write import write_tree

HERE = Path(__file__).parent
KILNS: dict[str, Any] = yaml.safe_load((HERE / "kilns.yaml").read_text(encoding="utf-8"))
SETTINGS = Settings("furnace-client", "furnace_client", "Furnace", "0.1.0")
USES = """
from furnace_client import AsyncFurnace, Furnace
from furnace_client.models import {model}
from furnace_client.params import {model}Dict

def first(client: Furnace) -> {model}:
    for kiln in client.{list}(limit=2):
        return kiln
    body: {model}Dict = {{"id": "k1"}}
    client.kilns.update(body=[body])
    return client.{show}("k1")

async def later(client: AsyncFurnace) -> {model}:
    async for kiln in client.{list}(limit=2):
        return kiln
    return await client.{show}("k1")

def raw(client: Furnace) -> {model}:
    return client.{raw}("k1").parse()
"""
NEW = {"model": "Kiln", "list": "kilns.list", "show": "kilns.get", "raw": "kilns.with_raw_response.get"}
OLD = {"model": "Oven", "list": "ovens.hot.all", "show": "kilns.show", "raw": "ovens.with_raw_response.read"}


def document() -> dict[str, Any]:
    """Give the document of kilns with old names: of a schema, in the same resource, in others that are no more."""
    changed = deepcopy(KILNS)
    listed, one = changed["paths"]["/v1/kilns"], changed["paths"]["/v1/kilns/{kiln_id}"]
    listed["get"]["x-aliases"] = {"ovens.hot.all": "2.0.0"}
    one["get"]["x-aliases"] = {"kilns.show": "2.0.0", "ovens.read": "2.1.0", "ovens.get": "2.1.0"}
    schema = {"$ref": "#/components/schemas/Kiln"}
    body = {"required": True, "content": {"application/json": {"schema": {"type": "array", "items": schema}}}}
    listed["put"] = {"operationId": "UpdateKilns", "tags": ["Kilns"], "requestBody": body, "responses": {"204": {}}}
    changed["components"]["schemas"]["Kiln"]["x-aliases"] = {"Oven": "2.0.0"}
    return changed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The generated client on disk, importable while the tests run."""
    found = tmp_path_factory.mktemp("furnace")
    write_tree(generate(document(), "python", SETTINGS), found)
    sys.path.insert(0, str(found))
    yield found
    sys.path.remove(str(found))


@pytest.fixture(scope="module")
def package(folder: Path) -> ModuleType:
    """The client, imported."""
    return importlib.import_module("furnace_client")


def calls(client: Any) -> dict[str, Callable[[], Any]]:
    """Give what each old name is used for, with the words of its warning."""
    return {
        "client.kilns.show is called client.kilns.get now": lambda: client.kilns.show("k1"),
        "client.ovens.read is called client.kilns.get now": lambda: client.ovens.read("k1"),
        "client.ovens.get is called client.kilns.get now": lambda: client.ovens.with_raw_response.get("k1").parse(),
        "client.ovens.hot.all is called client.kilns.list now": lambda: client.ovens.hot.all(limit=5).items[0],
    }


def test_old_methods_work_and_warn(package: ModuleType, kilns: Kilns) -> None:
    """An old method, in its resource or in one that is gone, whole or raw, sends what the new one sends, and warns of
    the line that calls it."""
    kiln = {"id": "k1"}
    with package.Furnace(base_url=kilns.url) as client:
        for message, call in calls(client).items():
            kilns.answers[:] = [Answer(body={"total": 1, "kilns": [kiln]} if "list" in message else kiln)]
            with pytest.warns(DeprecationWarning) as caught:
                assert call().id == "k1"
            assert [(str(w.message), w.filename) for w in caught] == [(message, __file__)]
    assert kilns.asked == ["GET /v1/kilns/k1"] * 3 + ["GET /v1/kilns?limit=5"]


def test_old_methods_work_and_warn_without_waiting(package: ModuleType, kilns: Kilns) -> None:
    """The same holds of the asynchronous client."""
    kilns.answers[:] = [Answer(body={"id": "k1", "total": 1, "kilns": [{"id": "k1"}]})]

    async def run() -> list[str]:
        async with package.AsyncFurnace(base_url=kilns.url) as client:
            found = [(await client.kilns.show("k1")).id, (await client.ovens.read("k1")).id]
            found += [kiln.id async for kiln in client.ovens.hot.all()]
            assert inspect.iscoroutinefunction(client.ovens.read)
            return found

    with pytest.warns(DeprecationWarning) as caught:
        assert asyncio.run(run()) == ["k1", "k1", "k1"]
    assert [w.filename for w in caught] == [__file__] * 3


def test_what_waits_goes_with_what_it_polls(package: ModuleType, kilns: Kilns) -> None:
    """What waits for a thing is where the method is that it polls, under the old names of that too."""
    kilns.phases("HEATING", "HOT")
    with package.Furnace(base_url=kilns.url) as client, pytest.warns(DeprecationWarning, match=r"ovens\.wait is"):
        assert client.ovens.wait("k1", interval=0.01).state.phase == "HOT"
    kilns.answers[:] = [Answer(404)]
    with package.Furnace(base_url=kilns.url) as client, pytest.warns(DeprecationWarning, match="wait_until_deleted is"):
        client.ovens.wait_until_deleted("k1")
    assert kilns.asked == ["GET /v1/kilns/k1"] * 3


def test_new_names_do_not_warn(package: ModuleType, kilns: Kilns) -> None:
    """Nothing is said to who uses the new names, nor of a client that is only loaded and looked at."""
    kilns.answers[:] = [Answer(body={"id": "k1", "total": 1, "kilns": [{"id": "k1"}]})]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with package.Furnace(base_url=kilns.url) as client:
            assert client.kilns.get("k1").id == client.kilns.list().items[0].id == "k1"
            assert {"hot", "read", "get"} <= set(dir(client.ovens))
            assert client.ovens.with_raw_response and client.ovens.hot
        names = {name: getattr(package.models, name) for name in package.models.__all__}
    assert "Kiln" in names and "Oven" not in names


def test_old_models_are_the_new_ones(package: ModuleType) -> None:
    """The old name of a model, and of its dict, is the same class; each use gives a warning of its line."""
    for module, old, new in ((package.models, "Oven", "Kiln"), (package.params, "OvenDict", "KilnDict")):
        with pytest.warns(DeprecationWarning, match=f"{module.__name__}.{old} is called {new} now") as caught:
            assert getattr(module, old) is getattr(module, new)
        assert [w.filename for w in caught] == [__file__]
    with pytest.warns(DeprecationWarning) as caught:
        from furnace_client.models import Oven  # type: ignore[import-not-found]  # noqa: F401
    assert caught[0].filename == __file__


def test_type_checkers_take_old_names(folder: Path) -> None:
    """mypy finds nothing in programs with new names, or with old ones, and finds the old ones where asked to."""
    for name, uses in (("new", NEW), ("old", OLD)):
        (folder / f"{name}.py").write_text(USES.format(**uses))
    options = ["--strict", "--no-incremental", "--no-error-summary"]
    for file, more, found in (("new", ["--enable-error-code=deprecated"], 0), ("old", [], 0), ("old", [options[0]], 4)):
        asked = ["--enable-error-code=deprecated"] if found else more
        command = [sys.executable, "-m", "mypy", *options, *asked, f"{file}.py"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        lines = done.stdout.splitlines()
        own = [line for line in lines if line.startswith(file)]
        assert len(own) == found and all("[deprecated]" in line for line in own), done.stdout


def test_the_package_is_clean(folder: Path) -> None:
    """mypy and ruff find nothing in a package with old names."""
    for command in (["mypy", "--no-incremental", "furnace_client"], ["ruff", "check", "furnace_client"]):
        done = subprocess.run([sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "name",
    [
        "kilns.list",
        "kilns.wait",
        "kilns.get.again",
        "kilns",
        "",
        "Kilns.Show",
        "kilns.x\n",
        "a" * 90 + ".b",
        "x.__del__",
    ],
)
def test_old_names_that_cannot_be(name: str) -> None:
    """An old name that something else has, or that is no name of clients, is refused; none becomes code."""
    wrong = document()
    wrong["paths"]["/v1/kilns/{kiln_id}"]["delete"]["x-aliases"] = {name: "1.0.0"}
    with pytest.raises(GenerationError, match=r"two things|old name|a name"):
        generate(wrong, "python", SETTINGS)


@pytest.mark.parametrize("aliases", [None, 1, [], "kilns.show", {"Kiln": ""}, {"KilnDict": ""}, {"']) or x": ""}])
def test_old_models_that_cannot_be(aliases: object) -> None:
    """What is no object of names says nothing; a name that a model has is refused; no text becomes code."""
    wrong = document()
    wrong["components"]["schemas"]["Kiln"]["x-aliases"] = aliases
    taken = isinstance(aliases, dict) and "Kiln" in aliases
    try:
        files = generate(wrong, "python", SETTINGS)
    except GenerationError as error:
        assert taken and "two models" in str(error)
    else:
        assert not taken
        compile("\n".join(f.text for f in files if f.path.endswith("models/__init__.py")), "models", "exec")
