"""The published documents in the eyes of other people's linters, with the rulesets that are published beside them."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest
from commands import run

from spec.files import load
from spec.pointer import join
from spec.profiles.rulesets import STATES_ERRORS
from spec.validate import validate

REPOSITORY = Path(__file__).resolve().parents[2]
WORKFLOW_RULES = REPOSITORY / "spec" / "rulesets" / "spectral-arazzo.yaml"
FOLDERS = sorted(path.parent for path in REPOSITORY.glob("spec/documents/*/openapi.yaml"))

pytestmark = pytest.mark.heavy


class Finding(NamedTuple):
    """What a linter found."""

    severity: str
    rule: str
    file: str
    pointer: str
    message: str


def documents(folder: Path) -> list[str]:
    """Give the OpenAPI documents of a folder, by the names that linters are given."""
    return sorted(p.relative_to(folder).as_posix() for p in (*folder.glob("openapi*"), *folder.glob("split/*.yaml")))


def redocly(commands: Path, folder: Path, files: Iterable[str], rules: Path) -> list[Finding]:
    """Lint with Redocly, all files in one process; gives each finding that is not silenced."""
    options = ("--config", rules, "--format", "json", "--max-problems", "1000000")
    done = run(commands / "redocly", "lint", *files, *options, folder=folder, minutes=10)
    found, rest, decoder = [], done.stdout, json.JSONDecoder()
    # an object of JSON for each file
    while "{" in rest:
        told, end = decoder.raw_decode(rest, start := rest.index("{"))
        rest = rest[end:] if end > start else ""
        for problem in told["problems"]:
            place = problem["location"][0]
            if not problem.get("ignored"):
                file, pointer = place["source"]["ref"], place.get("pointer", "").removeprefix("#")
                found.append(Finding(problem["severity"], problem["ruleId"], file, pointer, problem["message"]))
    assert found or not done.returncode, done.stderr or done.stdout
    return found


def spectral(commands: Path, folder: Path, files: Iterable[str], rules: Path) -> list[Finding]:
    """Lint with Spectral, all files in one process; gives each finding."""
    options = ("--ruleset", rules, "--format", "json", "--quiet")
    done = run(commands / "spectral", "lint", *files, *options, folder=folder, minutes=10)
    # without findings there is a line of words in front of an empty list, or no list
    told = json.loads(done.stdout[done.stdout.index("[") :]) if "[" in done.stdout else []
    assert told or not done.returncode, done.stderr or done.stdout
    return [
        Finding(
            str(one["severity"]),
            one["code"],
            Path(one["source"]).relative_to(folder).as_posix(),
            join("", *one["path"]),
            one["message"],
        )
        for one in told
    ]


LINTERS: dict[str, Callable[[Path, Path, Iterable[str], Path], list[Finding]]] = {
    "redocly": redocly, "spectral": spectral
}  # fmt: skip
PLAIN = {"redocly": "extends: [recommended]\n", "spectral": 'extends: ["spectral:oas"]\n'}


@pytest.mark.parametrize("linter", LINTERS)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_published_documents_have_no_findings(tools: Path, folder: Path, linter: str) -> None:
    """Neither linter has an error or a warning on any form of the document with the published rulesets."""
    found = LINTERS[linter](tools, folder, documents(folder), folder / f"{linter}.yaml")
    assert Counter((one.severity, one.rule, one.file) for one in found) == Counter(), found[:10]


def silenced(folder: Path, linter: str) -> tuple[set[str], set[tuple[str, str, str]]]:
    """Give what the published rulesets silence: rules as a whole, and rules at a pointer of a file."""
    rules = load(folder / f"{linter}.yaml")
    whole = {rule for rule, value in rules["rules"].items() if value == "off"}
    if linter == "redocly":
        listed = load(folder / ".redocly.lint-ignore.yaml")
        return whole, {(r, f, p[1:]) for f, of in listed.items() for r, places in of.items() for p in places}
    entries = [(one, entry) for one in rules.get("overrides", ()) for entry in one["files"]]
    return whole, {(r, e.split("#")[0], unquote(e.split("#")[1])) for one, e in entries for r in one["rules"]}


@pytest.mark.parametrize("linter", LINTERS)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_nothing_is_silenced_that_is_not_found(tools: Path, tmp_path: Path, folder: Path, linter: str) -> None:
    """Without the rulesets the findings are those that they silence, and each place that they silence has a finding: no
    rule is silenced where it finds nothing, or where it would find more."""
    rules = tmp_path / f"{linter}.yaml"
    rules.write_text(PLAIN[linter])
    found = LINTERS[linter](tools, folder, documents(folder), rules)
    whole, places = silenced(folder, linter)
    assert whole <= {one.rule for one in found}
    used = set()
    for one in found:
        is_open = one.rule == "no-invalid-media-type-examples" and re.search("unevaluated|additional", one.message)
        steps = one.pointer.split("/")
        about = {(one.rule, one.file, "/".join(steps[:end])) for end in range(1, len(steps) + 1)} & places
        used |= about
        assert about or one.rule in whole or is_open, one
    assert used == places


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_the_reference_implementation_accepts_every_form(folder: Path) -> None:
    """openapi-spec-validator, the one in Python, and our own rules have nothing to say about any form."""
    found = {file: validate(load(folder / file), file, reference=True) for file in documents(folder)}
    assert len(found) > 6
    assert {file: [one.render() for one in told[:3]] for file, told in found.items() if told} == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_published_workflows_have_no_findings(tools: Path, folder: Path) -> None:
    """Neither linter has an error or a warning on the workflows."""
    if not (folder / "arazzo.yaml").is_file():
        pytest.skip(f"{folder.name} has no workflows")
    assert spectral(tools, folder, ["arazzo.yaml"], WORKFLOW_RULES) == []
    assert redocly(tools, folder, ["arazzo.yaml"], folder / "redocly.yaml") == []


@pytest.mark.parametrize("linter", LINTERS)
def test_linters_find_what_is_wrong(tools: Path, tmp_path: Path, linter: str) -> None:
    """The linters are awake, with the published rulesets too: a document that has nothing but an operation gets
    findings from both, in each of two files."""
    paths = {"/a/": {"get": {"responses": {"200": {"description": "OK"}}}}}
    text = json.dumps({"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": paths})
    for name in ("openapi.json", "other.json"):
        (tmp_path / name).write_text(text)
    found: list[Any] = []
    for rules in (PLAIN[linter], (FOLDERS[0] / f"{linter}.yaml").read_text(encoding="utf-8")):
        (tmp_path / f"{linter}.yaml").write_text(rules)
        found = LINTERS[linter](tools, tmp_path, ["openapi.json", "other.json"], tmp_path / f"{linter}.yaml")
        rules_of = {name: {one.rule for one in found if one.file == name} for name in ("openapi.json", "other.json")}
        assert rules_of["openapi.json"] == rules_of["other.json"]
        assert rules_of["other.json"] & {"no-path-trailing-slash", "path-keys-no-trailing-slash"}
        assert len(rules_of["other.json"]) > 1
        assert linter != "redocly" or rules_of["other.json"] & {"operation-4xx-response", STATES_ERRORS}
