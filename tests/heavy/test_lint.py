"""The published documents in the eyes of other people's linters, with the rulesets that are published beside them."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
RULESETS = REPOSITORY / "spec" / "rulesets"
PUBLISHED = sorted(p for name in ("openapi*.*", "arazzo.yaml") for p in REPOSITORY.glob(f"spec/documents/*/{name}"))
TOOLS = Path(__file__).parent / "tools"
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "npm_config_ignore_scripts": "true"}
MINUTE = 60

pytestmark = pytest.mark.heavy


def run(*command: str | Path, folder: Path, minutes: int = 2) -> subprocess.CompletedProcess[str]:
    """Run a tool and give what it says, whatever its exit code."""
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | QUIET,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=minutes * MINUTE,
        check=False,
    )


@pytest.fixture(scope="session")
def tools() -> Path:
    """Give the folder of the linters' commands, installed once into a cache outside of the checkout."""
    if not (npm := shutil.which("npm")) or not shutil.which("node"):
        pytest.skip("redocly and spectral: no node and npm")
    wanted = (TOOLS / "package.json").read_bytes()
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "apiscribe-test-tools"
    cache = home / f"lint-{hashlib.sha256(wanted).hexdigest()[:16]}"
    if not cache.exists():
        home.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(dir=home))
        (staged / "package.json").write_bytes(wanted)
        done = run(npm, "install", "--no-audit", "--no-fund", folder=staged, minutes=5)
        if done.returncode == 0:
            # another worker may have been first
            with suppress(OSError):
                staged.rename(cache)
        shutil.rmtree(staged, ignore_errors=True)
        if done.returncode:
            pytest.skip(f"redocly and spectral: npm cannot install them: {done.stderr[-300:]}")
    return cache / "node_modules" / ".bin"


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
