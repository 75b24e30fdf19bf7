"""Generate both packages from one small document, import them, and serve the mock on this machine."""

import importlib
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import uvicorn
import yaml
from kilns import Kilns, kiln_server

from generator import TARGETS, Settings, generate
from generator.write import write_tree

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """The document of the tests in this folder."""
    loaded: dict[str, Any] = yaml.safe_load((HERE / "openapi.yaml").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="session")
def packages(document: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Both packages on disk, importable while the tests run."""
    folder = tmp_path_factory.mktemp("generated")
    for target in TARGETS:
        settings = Settings.for_document(document, target, "0.1.0")
        write_tree(generate(document, target, settings), folder / target)
        sys.path.insert(0, str(folder / target))
    yield folder
    for target in TARGETS:
        sys.path.remove(str(folder / target))


@pytest.fixture(scope="session")
def client_package(packages: Path) -> ModuleType:
    """The imported client."""
    return importlib.import_module("harbour_client")


@pytest.fixture(scope="session")
def mock_url(packages: Path) -> Iterator[str]:
    """The address of the mock, served over HTTP."""
    app = importlib.import_module("harbour_mock").create_app()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def kiln_package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The client of kilns, which wait and page."""
    folder = tmp_path_factory.mktemp("kilns")
    document = yaml.safe_load((HERE / "kilns.yaml").read_text(encoding="utf-8"))
    write_tree(generate(document, "python", Settings.for_document(document, "python", "0.1.0")), folder)
    sys.path.insert(0, str(folder))
    yield importlib.import_module("kiln_client")
    sys.path.remove(str(folder))


@pytest.fixture
def kilns() -> Iterator[Kilns]:
    """A server of kilns on this machine."""
    with kiln_server() as kilns:
        yield kilns


@pytest.fixture(scope="session")
def lamp_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the mock of lamps, to be run as processes of their own."""
    folder = tmp_path_factory.mktemp("lamps")
    document = yaml.safe_load((HERE / "lamps.yaml").read_text(encoding="utf-8"))
    write_tree(generate(document, "mock", Settings.for_document(document, "mock", "0.1.0")), folder)
    return folder


@pytest.fixture(scope="session")
def workshop_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the mock of a workshop, importable while the tests run."""
    folder = tmp_path_factory.mktemp("workshop")
    document = yaml.safe_load((HERE / "workshop.yaml").read_text(encoding="utf-8"))
    write_tree(generate(document, "mock", Settings.for_document(document, "mock", "0.1.0")), folder)
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.fixture(scope="session")
def workshop_mock(workshop_folder: Path) -> ModuleType:
    """The mock of a workshop, imported."""
    return importlib.import_module("workshop_mock")
