"""The published document in other languages: their generators write clients of it, which compile and call the mock."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from languages import LANGUAGES, Failed, Language, NotThere, build, folded
from same_in_python import calls_in_python, mock

from spec.files import dump_json, load
from spec.model import operations
from spec.profiles.codegen import to_codegen
from spec.profiles.forms import CODEGEN_FILE

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT / "spec" / "documents" / "modelarts" / "openapi.json"
STEPS = 10


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the published document, and with its form for generators."""
    folder = tmp_path_factory.mktemp("interop")
    published = load(PUBLISHED)
    made = to_codegen(published).document
    assert made is not None
    for name, document in ((PUBLISHED.name, published), (CODEGEN_FILE, made)):
        (folder / name).write_text(dump_json(document), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def python_calls() -> list[dict[str, Any]]:
    """Give what the client in Python is told for the same calls."""
    return calls_in_python()


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name.lower())
def test_a_generated_client_calls_the_mock(
    language: Language, documents: Path, python_calls: list[dict[str, Any]], row: list[str]
) -> None:
    """A client compiles with all operations, and is told what the client in Python is told, errors included."""
    row += [language.name, language.generator, language.generator_version(), language.given, "left out", "", ""]
    document = documents / language.given
    try:
        built = build(language, document)
    except NotThere as error:
        row[4] = f"left out: {str(error).splitlines()[0][:60]}"
        pytest.skip(f"{language.name}: {error}")
    except Failed:
        row[4] = "no"
        raise
    row[4] = f"yes, {built.seconds:.0f} s" if built.seconds else "yes, kept"
    documented = {folded(operation.value["operationId"]) for operation in operations(load(document))}
    row[5] = f"{len(documented & built.operations)} of {len(documented)}"
    assert not documented - built.operations
    calls = called(built.command)
    row[6] = f"{sum(call in python_calls for call in calls)} of {STEPS} as in Python"
    assert calls == python_calls
    assert len(calls) == STEPS


def called(command: tuple[str, ...]) -> list[dict[str, Any]]:
    """Give what a program says of its calls to a mock of its own."""
    with mock() as url:
        done = subprocess.run((*command, url), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
