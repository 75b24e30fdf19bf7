"""The published documents in the eyes of other people's linters, with the rulesets that are published beside them."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from commands import run

REPOSITORY = Path(__file__).resolve().parents[2]
RULESETS = REPOSITORY / "spec" / "rulesets"
PUBLISHED = sorted(p for name in ("openapi*.*", "arazzo.yaml") for p in REPOSITORY.glob(f"spec/documents/*/{name}"))

pytestmark = pytest.mark.heavy


def redocly(commands: Path, document: Path) -> list[tuple[str, str, str]]:
    """Lint with Redocly; gives severity, rule and place of each finding that is not silenced."""
    configuration = RULESETS / "redocly.yaml"
    command = (commands / "redocly", "lint", document, "--config", configuration, "--format", "json")
    done = run(*command, "--max-problems", "1000000", folder=RULESETS)
    findings: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    return [
        (found["severity"], found["ruleId"], found["location"][0].get("pointer", ""))
        for found in findings["problems"]
        if not found.get("ignored")
    ]


def spectral(commands: Path, document: Path) -> list[tuple[str, str, str]]:
    """Lint with Spectral; gives severity, rule and place of each finding."""
    ruleset = RULESETS / ("spectral-arazzo.yaml" if document.stem == "arazzo" else "spectral.yaml")
    command = (commands / "spectral", "lint", document, "--ruleset", ruleset, "--format", "json")
    done = run(*command, "--quiet", folder=RULESETS)
    # without findings there is a line of words in front of an empty list, or no list
    findings = json.loads(done.stdout[done.stdout.index("[") :]) if "[" in done.stdout else None
    assert findings is not None or not done.returncode, done.stderr or done.stdout
    return [(str(found["severity"]), found["code"], "/".join(map(str, found["path"]))) for found in findings or ()]


@pytest.mark.parametrize("lint", [redocly, spectral])
@pytest.mark.parametrize("document", PUBLISHED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_published_documents_have_no_findings(tools: Path, document: Path, lint: Any) -> None:
    """Neither linter has an error or a warning on any published form of the document, nor on the workflows; what is
    silenced stands in the rulesets."""
    found = lint(tools, document)
    assert Counter((severity, rule) for severity, rule, _ in found) == Counter(), found[:10]


@pytest.mark.parametrize("lint", [redocly, spectral])
def test_linters_find_what_is_wrong(tools: Path, tmp_path: Path, lint: Any) -> None:
    """The linters are awake: a document that has nothing but an operation gets findings from both."""
    document = tmp_path / "openapi.json"
    paths = {"/a/": {"get": {"responses": {"200": {"description": "OK"}}}}}
    document.write_text(json.dumps({"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": paths}))
    rules = {rule for _, rule, _ in lint(tools, document)}
    assert rules & {"no-path-trailing-slash", "path-keys-no-trailing-slash"}
    assert len(rules) > 1
