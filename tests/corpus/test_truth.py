"""Against hand-checked truth, where the folder `../shared` with the documents and the scorers is there."""

import subprocess
import sys
from pathlib import Path

import pytest

from apiscribe.scraping import scrape_paths
from spec.files import dump_json

SHARED = Path(__file__).resolve().parents[3] / "shared"
CORPUS, SCORE = SHARED / "corpus", SHARED / "score"
FLOORS = (
    *("operations=1", "precision=0.999", "recall=0.999", "type=0.999", "format=0.999", "required=0.999"),
    *("enum=0.98", "default=0.97", "min=0.95", "max=0.95", "min_length=0.95", "max_length=0.95"),
)

pytestmark = pytest.mark.skipif(not SCORE.exists(), reason="../shared is not there")


def scraped(source: Path, folder: Path) -> Path:
    """Write the document of a source as JSON."""
    result, _ = scrape_paths([source])
    path = folder / "spec.json"
    path.write_text(dump_json(result.document))
    return path


def page(prefix: str) -> Path:
    """Give the page of the corpus whose name begins so."""
    return next((CORPUS / "pages").glob(prefix + "_*"))


def run(*words: object) -> subprocess.CompletedProcess[str]:
    """Run a scorer."""
    command = [sys.executable, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("source", ["002", "001"])
def test_rows_agree_with_hand_checked_rows(source: str, tmp_path: Path) -> None:
    """Fields, types, flags, enums, defaults and bounds agree with the hand-checked rows of a document."""
    path = scraped(page(source), tmp_path)
    done = run(SCORE / "score.py", path, SCORE / "gold.json", "--source", source, "--min", *FLOORS)
    assert done.returncode == 0, done.stdout


def test_all_operations_of_the_text_are_there(tmp_path: Path) -> None:
    """All operations of the largest document are found, none is made up, and their parts agree with the list."""
    done = run(SCORE / "check_operations.py", scraped(page("002"), tmp_path), SCORE / "operations.json")
    disagreements = [line for line in done.stdout.splitlines() if not line.startswith(("rows ", "operations:"))]
    assert disagreements == []
    assert "283 of 283 found, 0 extra" in done.stdout


@pytest.mark.parametrize(("name", "count"), [("modelarts-zh-md", 137), ("modelarts-en-html", 140)])
def test_all_operations_of_the_pages_are_there(name: str, count: int, tmp_path: Path) -> None:
    """All operations of a folder of pages are found and none is made up."""
    done = run(SCORE / "check_operations.py", scraped(CORPUS / name, tmp_path), SCORE / "operations-pages.json", name)
    assert f"{count} of {count} found, 0 extra" in done.stdout, done.stdout


def test_no_sentence_of_a_reference_is_in_the_project() -> None:
    """The project carries the references' facts, not their prose."""
    done = run(SCORE / "check_facts.py", Path(__file__).resolve().parents[2])
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["000", "001", "002", "003"])
def test_the_embedded_facts_edition_is_fresh(name: str) -> None:
    """The embedded facts editions are what `make facts` writes from the documents."""
    from scraper.redact import redact_document

    source = page(name)
    embedded = Path(__file__).resolve().parents[2] / "scraper" / "corpus" / "modelarts" / source.name
    assert redact_document(source.name, source.read_bytes()) == embedded.read_text(encoding="utf-8")
