"""Whatever the sources hold, scraping ends, accounts for everything, and gives a document that the standard accepts."""

import json
import time

import pytest
from documents import ANY_TEXT, damaged_pages, pages
from hypothesis import given
from hypothesis import strategies as st

from scraper import Scraped, Source, scrape
from spec.diagnostics import Severity
from spec.files import dump_json, dump_yaml
from spec.passes.order import order
from spec.validate import validate

NEVER = {"REF007"}
"""Findings that are defects of the tool wherever they come up."""


def scrape_text(*texts: str) -> Scraped:
    """Scrape texts as so many documents."""
    return scrape([Source(f"page{i}", text.encode("utf-8", "replace")) for i, text in enumerate(texts)])


def check(scraped: Scraped) -> None:
    """Check what holds of every outcome."""
    document = order(scraped.document).document
    assert [d.render() for d in validate(document) if d.severity is Severity.ERROR] == []
    assert not NEVER & {d.code for d in scraped.report.diagnostics}
    assert json.loads(dump_json(document)) == document
    assert dump_yaml(document)
    count = sum(len(item) for item in document["paths"].values())
    assert count == scraped.operations


@given(ANY_TEXT)
def test_arbitrary_text_gives_a_valid_document(text: str) -> None:
    """Text of any kind never ends in an exception, nor in a document that breaks the standard."""
    check(scrape_text(text))


@given(pages())
def test_a_page_gives_a_valid_document(text: str) -> None:
    """A page, whole or damaged, never ends in an exception, nor in a document that breaks the standard."""
    check(scrape_text(text))


@given(st.lists(pages(), min_size=2, max_size=3))
def test_pages_together_give_a_valid_document(texts: list[str]) -> None:
    """Pages that describe the same operations, alike or not, give one valid document."""
    check(scrape_text(*texts))


@given(damaged_pages())
def test_a_damaged_page_gives_a_valid_document(text: str) -> None:
    """Pages whose lines were lost, doubled, swapped or cut give a valid document all the same."""
    check(scrape_text(text))


@given(pages())
def test_scraping_twice_gives_the_same(text: str) -> None:
    """The same sources give the same document, findings included."""
    first, second = scrape_text(text), scrape_text(text)
    assert dump_yaml(first.document) == dump_yaml(second.document)
    assert first.report == second.report


@given(pages())
def test_places_lie_in_the_source(text: str) -> None:
    """Every place that provenance or a finding names is a line of the source."""
    scraped = scrape_text(text)
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    places = [*scraped.provenance.values(), *(d.location for d in scraped.report.diagnostics)]
    assert all(0 <= place.line <= lines for place in places)


@pytest.mark.parametrize(
    "page",
    [
        "## A\n\n## URI\n\nGET /v1/" + "{" * 50_000,
        "## A\n\n## URI\n\nGET /v1/" + "{a}" * 20_000,
        "## A\n\n## URI\n\nGET " + "/a" * 50_000 + "?" + "x=1&" * 20_000,
        "## A\n\n## URI\n\n" + "GET /v1/a/\n\n" * 5_000,
        "4.1 A\nURI\nGET /v1/a\n" + "表 1-1 " + "a" * 50_000 + "\n参数\t描述\na\tb\n",
        "4.1 A\nURI\nGET /v1/a\n请求参数\n参数\t参数类型\t描述\n"
        + "".join(f"a{i}\tArray of X objects\tb\n" for i in range(3_000)),
        "4.1 A\nURI\nGET /v1/a\n响应参数\n参数\t参数类型\t描述\na\t" + "Array<" * 5_000 + "\tb\n",
        "4.1 A\nURI\nGET /v1/a\n响应参数\n参数\t参数类型\t描述\na\tString\t" + "默认值为" * 20_000 + "\n",
        "4.1 A\nURI\nGET /v1/a\n响应参数\n参数\t参数类型\t描述\na\tString\t" + "可选值：a、" * 20_000 + "\n",
        "4.1 A\nURI\nGET /v1/a\n响应参数\n参数\t参数类型\t描述\na\tString\t" + "表 1 " * 20_000 + "\n",
        "4.1 A\nURI\nGET /v1/a\n" + "状态码： 200 " * 10_000,
        "".join(f"4.{i} A\nURI\nGET /v1/a{i}\n" for i in range(1, 2_000)),
        "".join(f"{i}.1 A ...... {i}\n" for i in range(1,
        900)) + "".join(f"{i}.1 A\nURI\nGET /v1/a{i}\n" for i in range(1, 900)),
    ],
    ids=lambda page: page[:60].encode("ascii", "replace").decode().replace("\n", " "),
)  # fmt: skip
def test_hostile_pages_take_no_time(page: str) -> None:
    """Pages made to be slow are read in seconds."""
    start = time.perf_counter()
    check(scrape_text(page))
    assert time.perf_counter() - start < 8
