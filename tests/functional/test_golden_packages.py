"""Small documents with the packages that they give, to be read by people.

A case is a folder of `tests/golden` with `openapi.yaml`, and `package` (the Python client), `mock` or `typescript`
beside it. The runtime, which is the same everywhere, and the lock, which has its hashes, are left out.
"""

import difflib
import os
from pathlib import Path

import pytest
import yaml

from generator import Settings, generate
from generator.output import LOCK_NAME
from generator.typescript import TYPES_FILE, TypeSources, generate_typescript

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = {"package": "python", "mock": "mock", "typescript": "typescript"}
CASES = sorted(
    (case.parent.name, folder)
    for case in (ROOT / "tests" / "golden").glob("*/openapi.yaml")
    for folder in FOLDERS
    if (case.parent / folder).is_dir()
)
UPDATE = "UPDATE_GOLDEN=1 python -m pytest tests/functional/test_golden_packages.py"


@pytest.mark.parametrize(("case", "folder"), CASES)
def test_document_gives_the_package_beside_it(case: str, folder: str) -> None:
    """The files beside the document are those that it gives."""
    place = ROOT / "tests" / "golden" / case
    document = yaml.safe_load((place / "openapi.yaml").read_text(encoding="utf-8"))
    target = FOLDERS[folder]
    settings = Settings.for_document(document, target, "0.0.0")
    if target == "typescript":
        files = generate_typescript(document, settings, TypeSources((place / folder / TYPES_FILE,)))
    else:
        files = generate(document, target, settings)
    given = {f.path: f.text for f in files if not f.copied and f.path != LOCK_NAME}
    if os.environ.get("UPDATE_GOLDEN"):
        update(place / folder, given)
    expected = {
        str(path.relative_to(place / folder)): path.read_text(encoding="utf-8")
        for path in sorted((place / folder).rglob("*"))
        if path.is_file() and not any(part.startswith((".", "__py")) for part in path.relative_to(place).parts)
    }
    difference = [
        line
        for path in sorted({*given, *expected})
        for line in difflib.unified_diff(
            expected.get(path, "").splitlines(), given.get(path, "").splitlines(), path, path, lineterm=""
        )
    ]
    assert given == expected, "\n".join([*difference, "", f"To accept: {UPDATE}"])


def update(folder: Path, files: dict[str, str]) -> None:
    """Make the folder hold these files."""
    for path in folder.rglob("*"):
        if path.is_file() and str(path.relative_to(folder)) not in files:
            path.unlink()
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def test_there_are_cases() -> None:
    """A moved folder must not silently skip all."""
    assert {("one_resource", folder) for folder in FOLDERS} <= {*CASES}
