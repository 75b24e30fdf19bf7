"""The command `apiscribe diff`: what it prints in each form, where it looks for places, how it exits."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

OPERATION: dict[str, Any] = {
    "operationId": "ListLamps",
    "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}],
    "responses": {"200": {"description": "OK"}},
}
LIMIT = "/paths/~1lamps/get/parameters/0"


def document(operation: dict[str, Any]) -> dict[str, Any]:
    """Give a document of one operation."""
    return {"openapi": "3.1.1", "info": {"title": "Lamps", "version": "1"}, "paths": {"/lamps": {"get": operation}}}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Write two documents, the new one with the place of what changed beside it."""
    changed = json.loads(json.dumps(OPERATION))
    changed["parameters"][0]["schema"]["maximum"] = 50
    paths = (tmp_path / "old" / "openapi.json", tmp_path / "new" / "openapi.json")
    for path, operation in zip(paths, (OPERATION, changed), strict=True):
        path.parent.mkdir()
        path.write_text(json.dumps(document(operation)))
    (tmp_path / "new" / "provenance.json").write_text(json.dumps({LIMIT: {"document": "lamps.md", "line": 12}}))
    return paths


def diff(*arguments: str | Path, code: int = 0) -> str:
    """Run the command and give what it prints."""
    command = [sys.executable, "-m", "apiscribe", "diff", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout


def test_text_says_what_broke_for_whom_and_where(files: tuple[Path, Path]) -> None:
    """A line has the operation's parameter, both values, and document:line of the reference."""
    text = diff(*files)
    assert "Breaking on the wire (1)" in text
    assert "query parameter `limit`, maximum: tighter bound (100 → 50)  [lamps.md:12]" in text
    assert "1 breaking, 1 operation reached" in text


def test_json_holds_every_fact(files: tuple[Path, Path]) -> None:
    """Programs get kind, effects, values, operations, pointers and place."""
    answer = json.loads(diff(*files, "--format", "json"))
    (change,) = answer["changes"]
    assert answer["counts"] == {"breaking": 1, "compatible": 0, "documentation": 0, "none": 0}
    assert (change["kind"], change["old"], change["new"]) == ("bound-tightened", 100, 50)
    assert (change["wire"], change["clients"], change["operations"]) == ("breaking", {"python": "none"}, ["ListLamps"])
    assert change["new_pointer"] == f"{LIMIT}/schema/maximum"
    assert (change["new_place"], change["old_place"]) == ({"document": "lamps.md", "line": 12}, None)


def test_markdown_is_for_a_pull_request(files: tuple[Path, Path]) -> None:
    """Markdown has the counts first, then headings by effect."""
    lines = diff(*files, "--format", "markdown").splitlines()
    assert lines[0].startswith("**1 breaking**")
    assert "### Breaking on the wire (1)" in lines
    assert "**`ListLamps`**" in lines


def test_exit_code_tells_nothing_unless_asked(files: tuple[Path, Path]) -> None:
    """Changes exit with 0; with --fail-on those of that effect, or of a worse one, exit with 1."""
    old, new = files
    assert "no changes" in diff(old, old, "--fail-on", "compatible")
    diff(old, new, "--fail-on", "breaking", code=1)
    diff(old, new, "--fail-on", "compatible", code=1)
    diff(old, old.with_name("absent.json"), code=1)
    diff(old, code=2)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"openapi": None, "swagger": "2.0"}, "SPC003"),
        ({"paths": {"/lamps": {"$ref": "lamps.yaml#/get"}}}, "SPC011"),
        ({"paths": {"/lamps": {"get": {"parameters": [{"$ref": "https://example.com/a.json"}]}}}}, "SPC011"),
    ],
)
def test_what_cannot_be_compared_is_refused(tmp_path: Path, changed: dict[str, Any], code: str) -> None:
    """Another format, or parts in other files, would look as if nothing had changed."""
    for name, value in (("old", document(OPERATION)), ("new", {**document(OPERATION), **changed})):
        (tmp_path / f"{name}.json").write_text(json.dumps(value))
    command = [sys.executable, "-m", "apiscribe", "diff", str(tmp_path / "old.json"), str(tmp_path / "new.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert code in done.stderr
