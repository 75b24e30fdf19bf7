"""The benchmarks run, with and without the peers, and what they say of the client beside times holds."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
UNTIMED = ("of httpx and pydantic, loaded by it", "modules of models loaded by then")


def test_start_of_the_client_is_measured_without_peers(tmp_path: Path) -> None:
    """Where no peer is installed each is left out by name, and the client loads nothing before it is needed."""
    command = [sys.executable, "-m", "benchmarks", "start", "--rounds", "1", "--format", "json"]
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True)
    (table,) = json.loads(done.stdout)["tables"]
    rows = {row["client"]: row for row in table["rows"]}
    assert all(row["in all, ms"] > 0 and row["modules"] > 0 for row in rows.values())
    untimed = {target["what"]: target["value"] for target in table["targets"] if target["what"] in UNTIMED}
    assert untimed == dict.fromkeys(UNTIMED, 0)
    if "huaweicloudsdkmodelarts" not in rows:
        assert any(note.startswith("left out: huaweicloudsdkmodelarts: not there") for note in table["notes"])


def test_mock_is_measured_without_peers(tmp_path: Path) -> None:
    """Where no other mock server is installed each is left out by name; ours is loaded, with wrk or without."""
    command = [sys.executable, "-m", "benchmarks", "mock", "--rounds", "1", "--seconds", "0.5", "--format", "json"]
    for path in (os.environ["PATH"], str(tmp_path)):
        environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "PATH": path}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True
        )
        (table,) = json.loads(done.stdout)["tables"]
        (ours,) = table["rows"]
        assert min(ours["start, s"], ours["GET/s"], ours["POST/s"], ours["peak MiB"]) > 0
        for name in ("@stoplight/prism-cli", "@stdy/cli"):
            assert f"left out: {name}: not there: make bench-peers installs it" in table["notes"]
        assert {target["verdict"] for target in table["targets"]} == {"not measured"}


def test_growth_is_measured() -> None:
    """A folder of pages is read by one process and by several, once and repeated; a folder that is not there is
    named."""
    folders = ["--pages", str(ROOT / "tests" / "golden" / "hello"), "--pages", "/nowhere/at-all"]
    command = [sys.executable, "-m", "benchmarks", "scale", *folders, "--times", "2", "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    (table,) = json.loads(done.stdout)["tables"]
    assert [(row["times"], row["processes"] > 1) for row in table["rows"]] == [
        (1, False), (1, True), (2, False), (2, True)
    ]  # fmt: skip
    assert all(row["seconds"] > 0 and row["peak MiB"] > 0 for row in table["rows"])
    assert all((row["largest reader, MiB"] is None) == (row["processes"] == 1) for row in table["rows"])
    assert any(note.startswith("left out: at-all: not there") for note in table["notes"])


@pytest.mark.parametrize("arguments", [["nonsense"], ["start", "--client", "/nowhere"]])
def test_wrong_use_is_told(arguments: list[str]) -> None:
    """A part that does not exist, or a folder without a client, is told in one message without a traceback."""
    command = [sys.executable, "-m", "benchmarks", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode
    assert arguments[-1] in done.stderr
    assert "Traceback" not in done.stderr
