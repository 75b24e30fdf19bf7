"""Permission tables and catalogues of codes, as read from the tables of a page and matched to operations."""

from collections.abc import Sequence
from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import Source, scrape
from scraper.extract import extract_reference
from scraper.extract.permissions import match_permissions, read_actions, read_requests
from scraper.readers import read_document
from scraper.reference import ApiReference
from spec.report import Account, Kind, Reason

EMBEDDED = resources.files("scraper.corpus") / "modelarts"

PAGE = """\
# 4 灯
## 4.1 点灯
#### URI
POST /v1/lamps
# 5 权限
| 权限 | 对应API接口 | 授权项 | IAM项目 | 企业项目 |
|--|--|--|--|--|
| 点灯 | POST /v1/lamps | lamp:lamps:light | √ | x |
|  |  | lamp:oil:use |  |  |

| 权限 | 对应API接口 | 授权项 | IAM项目 | 企业项目 |
|--|--|--|--|--|
| 灭灯 | - | lamp:lamps:dark | 支持 | 待定 |
# 6 代码
| 状态码 | 错误码 |
|--|--|
| 400 | Lamp.1 |
"""


def reference_of(text: str) -> tuple[ApiReference, Account]:
    """Read one document."""
    extraction = extract_reference([read_document("page.txt", text.encode())])
    return extraction.reference, extraction.accounts[0]


@pytest.mark.parametrize(
    ("cell", "requests"),
    [
        ("GET /v1/{a}/b", ["GET /v1/{a}/b"]),
        ("PUT\n/v2/\n{pro\nject}/x-\ny", ["PUT /v2/{project}/x-y"]),
        ("Post /v1/a", ["POST /v1/a"]),
        ("DELETE/v1/a", ["DELETE /v1/a"]),
        ("GET /v1/a (some remark)", ["GET /v1/a"]),
        ("GET /v1/ {a}/ b- c", ["GET /v1/{a}/b-c"]),
        ("GET /v1/a\nPOST /v1/b", ["GET /v1/a", "POST /v1/b"]),
        ("• GET /v1/a\n• GET /v2/a", ["GET /v1/a", "GET /v2/a"]),
        ("POST https://host.example.com/v1/a GET /v1/a", ["POST /v1/a", "GET /v1/a"]),
        ("GET /v1/\nget\n-all", ["GET /v1/get-all"]),
        ("-", []),
        ("", []),
    ],
)
def test_apis_of_a_cell(cell: str, requests: Sequence[str]) -> None:
    """Paths are read whole wherever the cell breaks them, and a cell may name several."""
    assert [f"{r.method} {r.path}" for r in read_requests(cell)] == list(requests)


@pytest.mark.parametrize(
    ("cell", "actions"),
    [
        ("lamp:oils:get", ["lamp:oils:get"]),
        ("lam\np:oi\nls:ge\nt\nlamp:oils:list", ["lamp:oils:get", "lamp:oils:list"]),
        ("lamp:oils:get\nlamp:oils:get", ["lamp:oils:get"]),
        ("lamp:oils:get, wick:*:*；wick:ends:cut", ["lamp:oils:get", "wick:*:*", "wick:ends:cut"]),
        ("lamp:oi ls:get", ["lamp:oils:get"]),
        ("lamp:oils:getlamp:oils:put\nlamp:*:a", ["lamp:oils:get", "lamp:oils:put", "lamp:*:a"]),
        ("lamp:*.get\nwick>ends", ["lamp:*.getwick>ends"]),
        ("-", []),
        ("", []),
    ],
)
def test_actions_of_a_cell(cell: str, actions: Sequence[str]) -> None:
    """Actions are read whole wherever the cell breaks them, each once; a part without a service goes on."""
    assert list(read_actions(cell)) == list(actions)


@given(st.lists(st.sampled_from(["GET", "post ", "/", "/v1", "{", "}", "a:b:c", ":", "\n", " ", "-", "a", "• "])))
def test_any_cell_can_be_read(parts: list[str]) -> None:
    """No cell is too odd to be read; what is read has the shape of a path or an action."""
    text = "".join(parts)
    assert all(r.path.startswith("/") for r in read_requests(text))
    assert all(":" in a and "\n" not in a for a in read_actions(text))


def test_long_cells_take_no_time() -> None:
    """A cell of a hostile page cannot hold the reader up."""
    assert read_requests("GET /" * 50_000)
    assert read_actions("a:b:" * 50_000)


def test_marks_say_what_is_supported() -> None:
    """A mark is yes or no, and any other word is neither."""
    first, second = reference_of(PAGE)[0].permissions
    assert (first.iam_project, first.enterprise_project) == (True, False)
    assert (second.iam_project, second.enterprise_project) == (True, None)
    assert (second.name, second.method, second.path) == ("灭灯", "", "")


def test_rows_that_were_read_are_accounted_for_as_used() -> None:
    """Tables and rows of permissions and codes are used; a row that goes on with another is not."""
    reference, account = reference_of(PAGE)
    assert reference.permissions[0].actions == ("lamp:lamps:light", "lamp:oil:use")
    assert [(c.code, c.status) for c in reference.error_codes] == [("Lamp.1", 400)]
    assert account.used[Kind.TABLE] == 3
    assert account.used[Kind.ROW] == 3
    assert account.left_out[Kind.ROW, Reason.CONTINUED] == (9,)
    assert account.left_out[Kind.ROW, Reason.HEADER] == (6, 11, 15)
    assert not account.undecided


def test_a_row_that_matches_nothing_is_a_finding() -> None:
    """A permission of no operation is told at its line, and its action is in no operation."""
    scraped = scrape([Source("page.txt", PAGE.encode())])
    assert [(d.code, d.location.line) for d in scraped.report.diagnostics] == [("PER001", 13)]
    operation = scraped.document["paths"]["/v1/lamps"]["post"]
    assert [a["action"] for a in operation["x-iam-actions"]] == ["lamp:lamps:light", "lamp:oil:use"]


def test_places_of_actions_and_codes_are_known() -> None:
    """Each action and each error code has the line of the row that states it."""
    places = scrape([Source("page.txt", PAGE.encode())]).provenance
    assert places["/paths/~1v1~1lamps/post/x-iam-actions/0"].line == 8
    assert places["/x-error-codes/0"].line == 17


def test_rows_of_the_embedded_document() -> None:
    """Of the permission rows of the embedded document all but two belong to an operation, told by their paths alone."""
    pages = [p for p in EMBEDDED.iterdir() if p.name.startswith("002_")]
    if not pages:
        pytest.skip("the facts edition is not there")
    reference = extract_reference([read_document(pages[0].name, pages[0].read_bytes())]).reference
    nameless = [replace(p, name="") for p in reference.permissions]
    found, conflicts = match_permissions(reference.operations, nameless)
    assert len(nameless) == 138
    assert [c.finding().code for c in conflicts] == ["PER001", "PER001"]
    assert len(found) == 132
    assert len(reference.error_codes) == 864
    assert len(reference.status_meanings) == 42
