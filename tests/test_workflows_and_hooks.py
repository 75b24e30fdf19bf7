"""The files that run the command elsewhere: workflows and hooks say what the command understands, and no more."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from apiscribe.cli import app

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
HOOKS = ROOT / ".pre-commit-hooks.yaml"
PINNED = re.compile(r"[\w.-]+/[\w./-]+@(v\d+(\.\d+)*|[0-9a-f]{40})")


def load(path: Path) -> Any:
    """Read a file of YAML as everyone else does."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the steps of all jobs of a workflow."""
    for job in load(path)["jobs"].values():
        assert job["timeout-minutes"] <= 60
        yield from job["steps"]


def commands() -> list[list[str]]:
    """Give the calls of the command in workflows and hooks, as words."""
    lines = [hook["entry"] for hook in load(HOOKS)]
    for path in WORKFLOWS:
        for step in steps(path):
            lines += [line.split("||")[0] for line in step.get("run", "").splitlines()]
    return [words for line in lines if (words := shlex.split(line, comments=True))[:1] == ["apiscribe"]]


def test_commands_in_workflows_and_hooks_exist() -> None:
    """Each command named there is one of ours and has the options that it is given."""
    group = typer.main.get_command(app)
    found = commands()
    assert {words[1] for words in found} == {"update", "check", "validate"}
    for words in found:
        command = group.commands[words[1]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word.partition("=")[0] for word in words[2:] if word.startswith("-")} <= known


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_use_nothing_unpinned_and_no_secret(path: Path) -> None:
    """Actions are pinned, rights are stated, no secret is used but the token that every run has, no text of an event
    becomes part of a script."""
    workflow = load(path)
    # YAML 1.1 reads the key `on` as true
    assert workflow.get("on", workflow.get(True))
    assert all(PINNED.fullmatch(step["uses"]) for step in steps(path) if "uses" in step)
    wanted = {"ci": {"contents": "read"}, "update": {"contents": "write", "pull-requests": "write"}}
    assert workflow["permissions"] == wanted[path.stem]
    assert set(re.findall(r"secrets\.(\w+)", path.read_text(encoding="utf-8"))) <= {"GITHUB_TOKEN"}
    assert not any("${{" in step.get("run", "") for step in steps(path))


def test_the_tests_that_workflows_run_are_there() -> None:
    """The workflow for changes runs the script that anyone can run."""
    scripts = [step["run"] for step in steps(ROOT / ".github/workflows/ci.yml") if "run" in step]
    assert scripts == [".ci/run"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_hooks_say_what_they_run_on() -> None:
    """Each hook is complete; those that take files match published documents."""
    hooks = {hook["id"]: hook for hook in load(HOOKS)}
    assert set(hooks) == {"apiscribe-check", "apiscribe-validate"}
    assert all({"name", "entry", "language", "files"} <= hook.keys() for hook in hooks.values())
    published = ("openapi.yaml", "openapi.json", "openapi-3.0.json")
    assert all(re.search(hooks["apiscribe-validate"]["files"], f"spec/documents/x/{name}") for name in published)
    assert not re.search(hooks["apiscribe-validate"]["files"], "spec/documents/x/provenance.json")
