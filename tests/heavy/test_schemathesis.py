"""The published mock in the eyes of Schemathesis, which makes its requests of the document that the mock serves."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import run

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "functional"))

from mock_process import running

OPERATIONS = 283
AT_ONCE = "1000000"
"""How much faster states follow one another: a thing that is being deleted is gone when it is next asked for."""

EXAMPLES = """
[phases.fuzzing.generation]
max-examples = 10
[phases.stateful.generation]
max-examples = 150
"""
PHASES = ("examples", "coverage", "fuzzing", "stateful")

pytestmark = pytest.mark.heavy


def report_of(python: Path, url: str, folder: Path, *options: str) -> dict[str, Any]:
    """Give the report of a run with all checks; the same requests come in every run."""
    (folder / "schemathesis.toml").write_text(EXAMPLES)
    command = (python, "-m", "schemathesis.cli", "run", f"{url}/openapi.json", "--header", "X-Auth-Token: test-token")
    quietly = ("--no-color", "--warnings", "off", "--suppress-health-check", "too_slow", "--request-timeout", "60")
    steadily = ("--generation-deterministic", "--workers", "1")
    report = ("--report", "json", "--report-json-path", folder / "report.json")
    done = run(*command, "--checks", "all", *quietly, *steadily, *report, *options, folder=folder, minutes=20)
    assert (folder / "report.json").exists(), done.stderr or done.stdout
    found: dict[str, Any] = json.loads((folder / "report.json").read_text())
    assert found["complete"] and not found["errors"], done.stdout[-4000:]
    return found


def test_the_mock_is_as_it_documents_itself(python: Path, tmp_path: Path) -> None:
    """Nothing that Schemathesis makes of the document, valid or not, alone or after other requests, gets an answer from
    any operation that the document does not foresee."""
    with running("--speed", AT_ONCE) as mock:
        found = report_of(python, mock.url, tmp_path, "--phases", ",".join(PHASES))
    assert found["failures"] == []
    assert {phase: found["phases"][phase]["status"] for phase in PHASES} == dict.fromkeys(PHASES, "success")
    assert found["operations"]["tested"] == OPERATIONS


def test_what_every_operation_answers_to_success_is_documented(python: Path, tmp_path: Path) -> None:
    """Also where what a path names does not exist, each operation shows its documented success, once it is asked to."""
    with running() as mock:
        prefer = ("--header", "Prefer: code=2XX", "--phases", "examples,fuzzing")
        found = report_of(python, mock.url, tmp_path, *prefer)
    assert found["failures"] == []
    accepted = {line for line, rates in found["valid_rates"].items() if any(r["accepted"] for r in rates.values())}
    assert len(accepted) == OPERATIONS


def test_schemathesis_finds_what_is_wrong(python: Path, tmp_path: Path) -> None:
    """Schemathesis is awake: it sees that a mock which asks for no token is not as documented."""
    with running("--no-auth") as mock:
        found = report_of(python, mock.url, tmp_path, "--include-path", "/v1/{project_id}/notebooks")
    assert found["failures"]
