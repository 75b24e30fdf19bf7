"""The files that run the command elsewhere: workflows and hooks say what the command understands, and no more."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import site_building
import typer
import yaml

from apiscribe.cli import app

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
HOOKS = ROOT / ".pre-commit-hooks.yaml"
RIGHTS = {
    "ci": {"contents": "read"},
    "pages": {"contents": "read"},
    "update": {"contents": "write", "pull-requests": "write"},
}
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
    assert {words[1] for words in found} == {"update", "check", "validate", "build", "publish"}
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
    assert workflow["permissions"] == RIGHTS[path.stem]
    more = {name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job}
    assert more == ({"deploy": {"pages": "write", "id-token": "write"}} if path.stem == "pages" else {})
    assert set(re.findall(r"secrets\.(\w+)", path.read_text(encoding="utf-8"))) <= {"GITHUB_TOKEN"}
    assert not any("${{" in step.get("run", "") for step in steps(path))


def test_the_tests_that_workflows_run_are_there() -> None:
    """The workflow for changes runs the script that anyone can run, and targets that the Makefile has."""
    scripts = [step["run"] for step in steps(ROOT / ".github/workflows/ci.yml") if "run" in step]
    assert scripts[0] == ".ci/run"
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {script.removeprefix("make ") for script in scripts[1:]} <= set(targets)
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_hooks_say_what_they_run_on() -> None:
    """Each hook is complete; those that take files match published documents."""
    hooks = {hook["id"]: hook for hook in load(HOOKS)}
    assert set(hooks) == {"apiscribe-check", "apiscribe-validate"}
    assert all({"name", "entry", "language", "files"} <= hook.keys() for hook in hooks.values())
    published = ("openapi.yaml", "openapi.json", "openapi-3.0.json")
    assert all(re.search(hooks["apiscribe-validate"]["files"], f"spec/documents/x/{name}") for name in published)
    assert not re.search(hooks["apiscribe-validate"]["files"], "spec/documents/x/provenance.json")


def test_the_site_is_deployed_with_the_versions_of_all_tags(tmp_path: Path) -> None:
    """The workflow for the site does what it says in a repository with a tag: the version of the tag stands beside the
    newest, to the byte; a tag without documents is passed by; what is uploaded is what was written."""
    built = site_building.built(tmp_path)
    repository = tmp_path / "out"
    shutil.copy(tmp_path / "page.html", repository)
    shutil.copy(tmp_path / "apiscribe.toml", repository)

    def git(*words: str) -> None:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *identity, *words], cwd=repository, check=True, capture_output=True)

    git("init", "--quiet")
    git("commit", "--quiet", "--allow-empty", "--message", "nothing yet")
    git("tag", "v0")
    git("add", "--all")
    git("commit", "--quiet", "--message", "first")
    git("tag", "v1")
    before = (built / site_building.DOCUMENTS / "openapi.yaml").read_bytes()
    page = site_building.PAGE.replace("from 1 to 9", "from 1 to 8")
    (repository / "page.html").write_text(page, encoding="utf-8")
    config = ("--config", str(repository / "apiscribe.toml"), "--out", str(repository))
    assert site_building.run("update", *config).exit_code == 11
    path = ROOT / ".github" / "workflows" / "pages.yml"
    jobs = load(path)["jobs"]
    script = next(step["run"] for step in jobs["build"]["steps"] if "git tag" in step.get("run", ""))
    viewer = f"--page-assets {tmp_path / 'viewer.js'} "
    script = script.replace("apiscribe publish ", f"{sys.executable} -m apiscribe publish {viewer}")
    environment = os.environ | {"RUNNER_TEMP": str(tmp_path / "temp"), "PYTHONPATH": str(ROOT)}
    command = ["bash", "-e", "-c", script]
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    site = tmp_path / "temp" / "site"
    assert (site / "v1.0.0" / "openapi.yaml").read_bytes() == before
    assert (site / "v2.0.0" / "openapi.yaml").read_bytes() == (site / "latest" / "openapi.yaml").read_bytes() != before
    upload = next(step for step in jobs["build"]["steps"] if "upload-pages-artifact" in step.get("uses", ""))
    assert upload["with"]["path"] == "${{ runner.temp }}/site"
    assert jobs["deploy"]["needs"] == "build"
