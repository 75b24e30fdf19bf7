"""Names and shapes that stop a generator or a compiler: after the profile, each of them takes the document."""

from pathlib import Path

import pytest
from hostile_names import hostile_document
from languages import LANGUAGES, Language, NotThere, build, folded

from spec.files import dump_json
from spec.model import operations
from spec.profiles.codegen import to_codegen
from spec.profiles.forms import CANONICAL

pytestmark = pytest.mark.heavy


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name.lower())
def test_hostile_names_compile(language: Language, tmp_path: Path) -> None:
    """Keywords everywhere, names that fall together, recursion, unions and 400 properties compile, nothing left out.

    In TypeScript names stay texts: there the document is given as it is.
    """
    given = hostile_document()
    made = given if language.given == CANONICAL[1] else to_codegen(given).document
    assert made is not None
    document = tmp_path / "document.json"
    document.write_text(dump_json(made), encoding="utf-8")
    try:
        built = build(language, document, driven=False)
    except NotThere as error:
        pytest.skip(f"{language.name}: {error}")
    named = {
        folded(operation.value["operationId"]) for operation in operations(made) if "operationId" in operation.value
    }
    assert len(named) > 300
    # openapi-generator calls an operation whose name is a keyword `callThat`
    assert not [name for name in named if built.operations.isdisjoint((name, f"call{name}"))]
