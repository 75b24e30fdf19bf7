"""Permission rows and codes of the documents in `../shared`, where it is there: counted by hand."""

import pytest
from test_truth import CORPUS, SCORE, page

from apiscribe.scraping import scrape_paths
from scraper.stages import Scraped

pytestmark = pytest.mark.skipif(not SCORE.exists(), reason="../shared is not there")


def operations_with_actions(scraped: Scraped) -> int:
    """Count the operations that have an action."""
    return sum("x-iam-actions" in o for item in scraped.document["paths"].values() for o in item.values())


def lines(scraped: Scraped, code: str) -> list[int]:
    """Give the lines of the findings of a code."""
    return [d.location.line for d in scraped.report.diagnostics if d.code == code]


def test_rows_with_another_path_are_told_by_their_names() -> None:
    """The four rows with the path of another operation go where their names say; the two of no operation are told."""
    scraped, _ = scrape_paths([page("002")])
    assert lines(scraped, "PER001") == [35070, 35154]
    assert lines(scraped, "PER002") == [34924, 34954, 35019, 35029]
    assert operations_with_actions(scraped) == 134
    assert len(scraped.document["x-error-codes"]) == 864


@pytest.mark.parametrize(("name", "count", "codes"), [("modelarts-zh-md", 127, 604), ("modelarts-en-html", 119, 558)])
def test_pages_in_both_languages(name: str, count: int, codes: int) -> None:
    """Permissions and error codes are read of pages in both languages."""
    scraped, _ = scrape_paths([CORPUS / name])
    assert operations_with_actions(scraped) == count
    assert len(scraped.document["x-error-codes"]) == codes
