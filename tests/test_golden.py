"""Each folder of `golden/` holds a page with one odd thing, and what a careful person reads off it."""

import difflib
from collections.abc import Iterator

import pytest
import yaml
from golden_update import FOLDER, cases, outcome

from spec.diagnostics import Severity
from spec.validate import validate

MAX_LINES = 70


def _difference(case: str, name: str, text: str) -> Iterator[str]:
    path = FOLDER / case / name
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    return difflib.unified_diff(expected.splitlines(), text.splitlines(), f"{case}/{name}", "scraped now", lineterm="")


@pytest.mark.parametrize("case", cases())
def test_page_gives_the_expected_document(case: str) -> None:
    """A page gives exactly the document and the findings beside it."""
    different = [line for name, text in outcome(case).items() for line in _difference(case, name, text)]
    if different:
        pytest.fail(
            "\n".join([*different, "", f"if this is right: python -m tests.golden_update {case}"]), pytrace=False
        )


@pytest.mark.parametrize("case", cases())
def test_expected_document_is_valid(case: str) -> None:
    """No expected document breaks the standard; one that did would be a defect written down."""
    document = yaml.safe_load((FOLDER / case / "openapi.yaml").read_text(encoding="utf-8"))
    assert [d.render() for d in validate(document) if d.severity is Severity.ERROR] == []


@pytest.mark.parametrize("case", cases())
def test_pages_are_short(case: str) -> None:
    """A case is read in a minute: its pages are short."""
    pages = (FOLDER / case).glob("page*")
    assert all(len(p.read_text(encoding="utf-8").splitlines()) <= MAX_LINES for p in pages)
