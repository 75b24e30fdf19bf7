"""The README of a generated mock: its snippets run, and it names every flag and every place that there is."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from lamps import running
from test_mock_fixtures import run_pytest


@pytest.fixture(scope="module")
def text(lamp_folder: Path) -> str:
    """The README."""
    return (lamp_folder / "README.md").read_text(encoding="utf-8")


def test_its_python_runs(lamp_folder: Path, tmp_path: Path, text: str) -> None:
    """Each snippet of Python runs by itself, the tests in pytest."""
    snippets = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    tests = [snippet for snippet in snippets if "def test_" in snippet]
    assert (len(snippets), len(tests)) == (4, 1)
    (tmp_path / "test_readme.py").write_text(tests[0], encoding="utf-8")
    assert "2 passed" in run_pytest(tmp_path, lamp_folder, conftest='pytest_plugins = ["lamp_mock.pytest_plugin"]')
    for snippet in snippets:
        command = [sys.executable, "-W", "error", "-c", snippet]
        done = subprocess.run(command, cwd=lamp_folder, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_its_commands_start(lamp_folder: Path, text: str) -> None:
    """Each command of it starts a mock, on whatever port."""
    commands = re.findall(r"^python -m lamp_mock(.*)$", text, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        flags = [part[1:-1] if part[0] == "'" else part for part in re.findall(r"'[^']*'|\S+", command)]
        with running(lamp_folder, *(["--no-auth"] if "--port" in flags else flags)) as mock:
            assert httpx.get(f"{mock.url}/__mock/settings").status_code == 200


def test_it_names_every_flag(lamp_folder: Path, text: str) -> None:
    """The flags of the README are those of the command."""
    command = [sys.executable, "-m", "lamp_mock", "--help"]
    shown = subprocess.run(command, cwd=lamp_folder, capture_output=True, text=True, check=True).stdout
    there = set(re.findall(r"--[a-z][a-z-]+", shown))
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) == there - {"--version"}


def test_it_names_every_place_of_control(lamp_folder: Path, text: str) -> None:
    """The places below `/__mock/` in the README are those that there are."""
    with running(lamp_folder) as mock:
        links = httpx.get(f"{mock.url}/__mock/").json()["links"]
    assert set(re.findall(r"/__mock/[a-z]+", text)) == set(links)
