"""What a reference says twice and not the same, and what only looks so."""

import time

import pytest

from scraper import Source, scrape
from spec.diagnostics import Diagnostic

OPERATION = "# {title}\n\n## URI\n\n{uri}\n\n## 请求示例\n\n```\n{example}\n```\n\n"
LIST = "# 概览\n\n| API | 说明 |\n|--|--|\n"


def findings(*pages: str) -> list[Diagnostic]:
    """Scrape pages; gives their conflicts."""
    scraped = scrape([Source(f"page{n}.md", page.encode()) for n, page in enumerate(pages, 1)])
    return [d for d in scraped.report.diagnostics if d.code.startswith("CON")]


def operation(title: str, uri: str, example: str = "") -> str:
    """Give a page with one operation."""
    return OPERATION.format(title=title, uri=uri, example=example or "{}")


@pytest.mark.parametrize(
    ("uri", "example"),
    [
        ("GET /v1/{owner}/kites/{id}", "GET https://{endpoint}/v1/anna/kites/7"),
        ("GET /v1/{owner}/kites/{id}", "GET /v1/{project_id}/kites/{kite}?tail=long"),
        ("GET /v1/kites/{id}:fly", "GET /v1/kites/k-7:fly"),
        ("GET /v1/kites", "see above"),
        ("GET /v1/kites", ""),
    ],
)
def test_an_example_with_values_is_of_its_uri(uri: str, example: str) -> None:
    """Values in place of placeholders, another name of a placeholder, a host and a query are no conflict."""
    assert findings(operation("看风筝", uri, example)) == []


@pytest.mark.parametrize(
    ("uri", "example", "said"),
    [
        ("GET /v1/kites/{id}", "GET /v1/kite/7", "`kite` where the URI has `kites`"),
        ("GET /v1/kites/{id}", "PUT /v1/kites/7", "PUT /v1/kites/7, the URI is GET /v1/kites/{id}"),
        ("GET /v1/kites", "GET /v1/kites/7", "GET /v1/kites/7, the URI is GET /v1/kites"),
        ("GET /v1/kites/{id}:fly", "GET /v1/kites/7:land", "`7:land` where the URI has `{id}:fly`"),
    ],
)
def test_an_example_of_another_request_is_told(uri: str, example: str, said: str) -> None:
    """Another method, another segment and another number of segments are told, with both places."""
    (found,) = findings(operation("看风筝", uri, example))
    assert found.code == "CON006"
    assert said in found.message
    assert found.against is not None
    assert found.location.line > found.against.line > 0


def test_a_placeholder_in_a_query_is_no_second_parameter() -> None:
    """Of `tail={length}` the name is `tail`, also where the line is broken in the placeholder."""
    rows = "| 参数 | 是否必选 | 参数类型 | 描述 |\n|--|--|--|--|\n| wind | 否 | String | 风 |\n"
    table = f"## 请求参数\n\n**表 1**  Query参数\n\n{rows}"
    uri = "```\nGET /v1/kites?wind={wind}&tail={leng\nth}&string={string}\n```"
    told = [d.message for d in findings(f"# 看风筝\n\n## URI\n\n{uri}\n\n{table}")]
    assert told == ["the URI has `tail`, `string`, and no row describes them"]


def test_a_list_with_a_title_left_out_lacks_nothing() -> None:
    """Where a title of a list was left out of the document, no operation of that chapter is said to be missing."""
    pages = [operation(f"操作{n}号风筝", f"GET /v1/kites/{n}") for n in range(5)]
    rows = "".join(f"| 操作{n}号风筝 | |\n" for n in range(4))
    (lacking,) = findings(LIST + rows, *pages)
    assert (lacking.code, lacking.location.document) == ("CON004", "page6.md")
    assert findings(LIST + rows + "| … | |\n", *pages) == []


def test_a_table_of_other_things_is_no_list() -> None:
    """A table most of whose rows name no operation says nothing about operations."""
    pages = [operation(f"操作{n}号风筝", f"GET /v1/kites/{n}") for n in range(4)]
    rows = "".join(f"| 操作{n}号风筝 | |\n" for n in range(3)) + "".join(f"| 颜色{n} | |\n" for n in range(9))
    assert findings(LIST + rows, *pages) == []


def test_long_lists_are_compared_in_time() -> None:
    """A list of thousands of operations that nothing describes does not hold up the rest."""
    pages = [operation(f"操作{n}号风筝", f"GET /v1/kites/{n}") for n in range(300)]
    rows = "".join(f"| 操作{n}号风筝 | |\n" for n in range(150)) + "".join(f"| 放飞{n}只 | |\n" for n in range(149))
    start = time.perf_counter()
    assert findings(LIST + rows, *pages)
    assert time.perf_counter() - start < 10
