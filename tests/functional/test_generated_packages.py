"""What is generated is clean, complete and the same each time."""

import hashlib
import importlib
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import generator
from generator import TARGETS, Settings, generate
from generator.output import LOCK_NAME

PACKAGES = [("python", "harbour_client"), ("mock", "harbour_mock")]


@pytest.mark.parametrize(
    "command", [("ruff", "check", "--no-cache", "."), ("ruff", "format", "--no-cache", "--check", ".")]
)
@pytest.mark.parametrize("target", TARGETS)
def test_package_is_clean_for_ruff(packages: Path, target: str, command: tuple[str, ...]) -> None:
    """ruff finds nothing, by the package's own configuration."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=packages / target, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("target", "package"), PACKAGES)
def test_package_is_clean_for_mypy(packages: Path, target: str, package: str) -> None:
    """mypy --strict finds nothing."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "-p", package]
    done = subprocess.run(command, cwd=packages / target, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_module_can_be_imported(packages: Path) -> None:
    """Each module imports alone and first, so no order of imports is needed."""
    folder = packages / "python" / "harbour_client"
    for module in sorted([*folder.glob("models/*.py"), *folder.glob("params/*.py"), *folder.glob("resources/*.py")]):
        code = f"import harbour_client.{module.parent.name}.{module.stem}"
        done = subprocess.run([sys.executable, "-c", code], cwd=packages / "python", capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_exported_names_are_there_and_sorted(client_package: ModuleType) -> None:
    """`__all__` is sorted, each name in it exists and `dir` has it; any other name is no attribute."""
    for module in (client_package, client_package.models, client_package.params):
        assert sorted(module.__all__) == list(module.__all__)
        assert all(hasattr(module, name) for name in module.__all__)
        assert set(module.__all__) <= set(dir(module))
        assert not hasattr(module, "Nothing") and not hasattr(module, "load_")


def test_every_operation_is_a_method_and_a_handler(document: dict[str, Any], packages: Path) -> None:
    """Operations of the document, methods of the client and routes of the mock are equally many."""
    operations = sum(
        method in ("get", "put", "post", "delete") for item in document["paths"].values() for method in item
    )
    api = (packages / "python" / "api.md").read_text(encoding="utf-8")
    routes = importlib.import_module("harbour_mock.routes").ROUTES
    assert operations == api.count("\n- `client.") == len(routes) == 13


@pytest.mark.parametrize("target", TARGETS)
def test_output_is_the_same_each_time(document: dict[str, Any], target: str) -> None:
    """The same document gives the same bytes."""
    settings = Settings.for_document(document, target, "0.1.0")
    assert generate(document, target, settings) == generate(document, target, settings)


@pytest.mark.parametrize("target", TARGETS)
def test_lock_has_the_hash_of_every_file(packages: Path, target: str) -> None:
    """The lock names exactly the other files, each with the hash of its bytes."""
    folder = packages / target
    lock = json.loads((folder / LOCK_NAME).read_text(encoding="utf-8"))
    assert LOCK_NAME not in lock["files"] and lock["generator"] == "0.1.0"
    for path, stated in lock["files"].items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == stated


def test_templates_are_short() -> None:
    """No template has 100 lines: what is longer belongs to the plan or the runtime."""
    templates = sorted(Path(generator.__file__).parent.glob("templates/**/*.jinja"))
    assert len(templates) > 10
    assert not [path.name for path in templates if len(path.read_text(encoding="utf-8").splitlines()) >= 100]


def test_mock_runs_as_a_module(packages: Path) -> None:
    """`python -m` offers the port."""
    done = subprocess.run(
        [sys.executable, "-m", "harbour_mock", "--help"], cwd=packages / "mock", capture_output=True, text=True
    )
    assert done.returncode == 0 and "--port" in done.stdout
