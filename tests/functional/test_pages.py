"""Pages of lists over HTTP, from a server that pages in every style and misbehaves on demand."""

import asyncio
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fleet import BROKEN, Fleet, Json, fleet_document, serving
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import Settings, generate
from generator.write import write_tree


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The generated client, imported."""
    folder = tmp_path_factory.mktemp("fleet")
    document = fleet_document()
    write_tree(generate(document, "python", Settings.for_document(document, "python", "0.1.0")), folder)
    sys.path.insert(0, str(folder))
    yield importlib.import_module("fleet_client")
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Fleet, str]]:
    """The server: what it knows, and its address."""
    fleet = Fleet()
    with serving(fleet) as url:
        yield fleet, url


@pytest.fixture
def fleet(served: tuple[Fleet, str]) -> Fleet:
    """The server with nothing in it."""
    served[0].reset()
    return served[0]


@pytest.fixture(scope="module")
def client(package: ModuleType, served: tuple[Fleet, str]) -> Iterator[Any]:
    """A client of the server."""
    with package.Fleet(base_url=served[1]) as client:
        yield client


def ids(items: Any) -> list[Any]:
    """Give the numbers of ships, models or names."""
    return [int(item) if isinstance(item, str) else item.id for item in items]


STYLES = ["offset", "page", "from_one", "marker", "names", "bare", "search"]


def method_of(client: Any, style: str) -> Any:
    """Give the method that lists ships in a style."""
    return client.ships.search if style == "search" else getattr(client.ships, f"list_{style}")


@pytest.mark.parametrize("style", STYLES)
def test_iterating_gives_every_item_once_and_in_order(client: Any, fleet: Fleet, style: str) -> None:
    """However a server pages, and however small its pages are, the items of all of them come, in their order."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.integers(0, 40), st.integers(1, 12), st.integers(1, 50), st.booleans())
    def check(count: int, cap: int, limit: int, total: bool) -> None:
        fleet.reset(count, cap, total=total)
        options = {} if style == "marker" else {"limit": limit}
        assert ids(method_of(client, style)(**options)) == list(range(count))
        assert len(fleet.requests) <= count // min(cap, limit if options else 10) + 2

    check()


@pytest.mark.parametrize("style", STYLES)
def test_asynchronous_lists_give_the_same(package: ModuleType, served: tuple[Fleet, str], style: str) -> None:
    """`async for` gives what `for` gives, with as few requests; awaiting gives the first page alone."""
    fleet, url = served
    fleet.reset(25, 10)

    async def run() -> tuple[list[Any], Any, list[Any], list[int]]:
        async with package.AsyncFleet(base_url=url) as client:
            items = [item async for item in method_of(client, style)()]
            assert len(fleet.requests) == 3
            page = await method_of(client, style)()
            assert len(fleet.requests) == 4
            rest = [item async for item in await page.next_page()]
            sizes = [len(page) async for page in method_of(client, style)().pages()]
            return items, page, rest, sizes

    items, page, rest, sizes = asyncio.run(run())
    assert ids(items) == list(range(25))
    assert ids(page.items) == list(range(10)) and page.has_next_page()
    assert ids(rest) == list(range(10, 25))
    assert sizes == [10, 10, 5]


def test_page_knows_items_total_answer_and_response(client: Any, fleet: Fleet) -> None:
    """A page holds its items as models, the number of all, the whole answer and the answer over HTTP."""
    fleet.reset(12, 5)
    page = client.ships.list_offset(limit=5)
    assert ids(page.items) == [0, 1, 2, 3, 4] == ids(page.body.ships)
    assert (len(page), page.total, page.body.total, page.has_next_page()) == (5, 12, 12, True)
    assert page.response.status_code == 200 and page.response.json()["total"] == 12
    assert "5 items" in repr(page) and "12" in repr(page)
    last = page.next_page().next_page()
    assert (ids(last.items), last.has_next_page()) == ([10, 11], False)
    with pytest.raises(IndexError, match="last page"):
        last.next_page()
    assert [len(page) for page in page.pages()] == [5, 5, 2]


def test_total_as_text_is_a_number_and_one_that_is_missing_is_none(client: Any, fleet: Fleet) -> None:
    """Totals come as text too; a server that gives none has pages without one."""
    fleet.reset(3)
    assert client.ships.list_names().total == 3
    fleet.reset(3, total=False)
    assert client.ships.list_offset().total is None
    assert client.ships.list_bare().total is None


@pytest.mark.parametrize("style", ["offset", "page", "marker", "search"])
def test_other_arguments_go_with_every_page(client: Any, fleet: Fleet, style: str) -> None:
    """What the caller gave beside the position is sent again for each page, extras too."""
    fleet.reset(5, 2)
    where = {"extra_body": {"more": 1}} if style == "search" else {"extra_query": {"more": "1"}}
    assert len(list(method_of(client, style)(state="AFLOAT", extra_headers={"X-A": "1"}, **where))) == 5
    assert len(fleet.requests) == 3
    assert all(asked["state"] == "AFLOAT" and str(asked["more"]) == "1" for _, asked in fleet.requests)


@pytest.mark.parametrize(
    ("style", "given", "first"),
    [
        ("offset", {"offset": 7}, 7),
        ("offset", {"offset": 50}, 50),
        ("offset", {"extra_query": {"offset": "5"}}, 5),
        ("page", {"offset": 2}, 6),
        ("from_one", {"offset": 3}, 6),
        ("marker", {"continue_": "at-4"}, 4),
        ("search", {"offset": 9}, 9),
        ("search", {"extra_body": {"offset": 8}}, 8),
    ],
)
@pytest.mark.parametrize("total", [True, False])
def test_position_of_the_caller_is_where_iterating_begins(
    client: Any, fleet: Fleet, style: str, given: Json, first: int, total: bool
) -> None:
    """A walk that begins in the middle, by an argument or an extra, goes on from there to the end."""
    fleet.reset(20, 3, total=total)
    assert ids(method_of(client, style)(**given)) == list(range(first, 20))
    if total:
        assert len(fleet.requests) == max(1, -(-(20 - first) // 3))


@pytest.mark.parametrize("style", ["offset", "page", "names", "bare"])
def test_total_saves_the_request_behind_the_end(client: Any, fleet: Fleet, style: str) -> None:
    """Where the total is reached, or a page is shorter than those before it, nothing more is asked for."""
    fleet.reset(20 if style != "bare" else 19, 10)
    assert len(list(method_of(client, style)())) == len(fleet.ships)
    assert len(fleet.requests) == 2


def test_list_that_changes_while_it_is_walked_ends(client: Any, fleet: Fleet) -> None:
    """The total of the latest page counts: a list that shrinks ends early, one that grows is walked to its new end."""
    fleet.reset(9, 3)
    pages = client.ships.list_offset().pages()
    next(pages)
    fleet.ships = fleet.ships[:4]
    assert [ids(page.items) for page in pages] == [[3]]
    pages = client.ships.list_offset().pages()
    next(pages)
    fleet.ships = [{"id": number} for number in range(7)]
    assert [ids(page.items) for page in pages] == [[3, 4, 5], [6]]


@pytest.mark.parametrize(
    "answer",
    [{"ships": [], "total": 5}, {"ships": None, "total": 5}, {"total": 5}, {}, {"ships": None, "total": None}],
)
@pytest.mark.parametrize("style", ["offset", "page", "marker", "search"])
def test_page_without_items_ends_the_list(client: Any, fleet: Fleet, style: str, answer: Json) -> None:
    """No items, null or no field at all: the list is at its end, whatever the total says."""
    fleet.answer = lambda path, asked: answer
    page = method_of(client, style)()
    assert (list(page), len(page), page.has_next_page()) == ([], 0, False)


def test_total_below_what_a_page_holds_is_no_total(client: Any, fleet: Fleet) -> None:
    """A number that cannot be that of all items ends nothing."""
    fleet.reset(25, 10)
    fleet.answer = lambda path, asked: {**fleet.page(path, asked), "total": 1}
    assert ids(client.ships.list_offset()) == ids(client.ships.list_page()) == list(range(25))


def test_empty_page_with_a_marker_is_not_the_end(client: Any, fleet: Fleet) -> None:
    """Where markers lead on, a page may be empty before others that are not."""
    answers = {None: {"ships": [], "metadata": {"continue": "a"}}, "a": {"ships": [{"id": 1}]}}
    fleet.answer = lambda path, asked: answers[asked.get("continue")]
    assert ids(client.ships.list_marker()) == [1]


def test_null_among_the_items_is_an_item(client: Any, fleet: Fleet) -> None:
    """An item that is null counts like any other: nothing is skipped or asked for twice."""
    fleet.ships = [{"id": 0}, None, {"id": 2}]
    fleet.cap = 2
    with pytest.warns(UserWarning, match="null"):
        items = list(client.ships.list_offset())
    assert [item and item.id for item in items] == [0, None, 2]


def test_server_that_ignores_the_position_and_gives_all_is_walked_once(client: Any, fleet: Fleet) -> None:
    """All items at once, again and again, and no total: they come once."""
    fleet.answer = lambda path, asked: {"ships": [{"id": 0}, {"id": 1}, {"id": 2}]}
    for style in ("offset", "page", "search"):
        assert ids(method_of(client, style)(limit=10)) == [0, 1, 2]
    assert ids(client.ships.list_offset()) == [0, 1, 2]


@pytest.mark.parametrize(("answer", "asked"), [({"total": 9}, {}), ({}, {"limit": 2})])
def test_same_page_again_is_an_error_where_more_was_due(
    client: Any, package: ModuleType, fleet: Fleet, answer: Json, asked: Json
) -> None:
    """A page repeats, and the total or full pages say that there is more: an error tells of it, and nothing hangs."""
    fleet.answer = lambda path, _: {"ships": [{"id": 0}, {"id": 1}], **answer}
    for style in ("offset", "page", "search"):
        fleet.requests.clear()
        with pytest.raises(package.APIResponseError, match="same as the one before"):
            list(method_of(client, style)(**asked))
        assert len(fleet.requests) == 2


@pytest.mark.parametrize("names", [["0"] * 25, ["1", "2"] * 10, ["0"] * 12 + ["1"] * 3, ["5"]])
@pytest.mark.parametrize("limit", [1, 2, 10])
def test_equal_items_that_the_total_accounts_for_are_given(
    client: Any, fleet: Fleet, names: list[str], limit: int
) -> None:
    """Pages of equal words are no circle where the total says that there are as many; nor are equal objects."""

    def answer(path: str, asked: Json) -> Json:
        start = int(asked.get("offset", 0)) * (limit if path == "/page" else 1)
        found = names[start : start + limit]
        ships = [{"id": int(name)} for name in found]
        return {"os.harbour/names": found, "ships": ships, "total_text": str(len(names)), "total": len(names)}

    fleet.answer = answer
    assert list(client.ships.list_names(limit=limit)) == names
    if len({*names}) == 1:
        assert ids(client.ships.list_offset(limit=limit)) == ids(client.ships.list_page(limit=limit)) == ids(names)


def test_equal_words_beyond_the_total_are_an_error(client: Any, package: ModuleType, fleet: Fleet) -> None:
    """A server that ignores the position gives more than there is, and is found out; without a total at once."""
    for more, requests in (({"total_text": "7"}, 4), ({}, 2)):
        fleet.requests.clear()
        fleet.answer = lambda path, asked, more=more: {"os.harbour/names": ["a", "a"], **more}
        with pytest.raises(package.APIResponseError, match="same as the one before"):
            list(client.ships.list_names(limit=2))
        assert len(fleet.requests) == requests


def test_documented_size_tells_a_full_page(client: Any, package: ModuleType, fleet: Fleet) -> None:
    """Where the caller asks for no size, the documented one says whether a page that repeats was full."""
    fleet.answer = lambda path, asked: {"ships": [{"id": 0}, {"id": 1}]}
    with pytest.raises(package.APIResponseError, match="same as the one before"):
        list(client.ships.list_sized())
    assert ids(client.ships.list_sized(limit=3)) == [0, 1]


def test_pages_of_unequal_length_are_walked_to_the_total(client: Any, fleet: Fleet) -> None:
    """A page that is shorter than the one before it is not the last where the total says that there is more."""
    lengths = {0: 3, 3: 1, 4: 2}
    fleet.reset(6)
    fleet.answer = lambda path, asked: fleet.page(path, {**asked, "limit": lengths[int(asked.get("offset", 0))]})
    assert ids(client.ships.list_offset()) == [0, 1, 2, 3, 4, 5]


def test_position_stays_text_where_it_was_given_as_text(client: Any, fleet: Fleet) -> None:
    """A service that wants its numbers as text gets them so on every page, when the first one came so."""
    fleet.reset(5, 2)
    assert ids(client.ships.search(offset="1")) == [1, 2, 3, 4]
    assert [asked["offset"] for _, asked in fleet.requests] == ["1", "3"]


@pytest.mark.parametrize("circle", [1, 2, 3, 7])
def test_markers_that_run_in_a_circle_are_an_error(client: Any, package: ModuleType, fleet: Fleet, circle: int) -> None:
    """Markers that come again after any number of pages end in an error, after a bounded number of requests."""

    def answer(path: str, asked: Json) -> Json:
        number = int(asked.get("continue", "-2"))
        following = number + 1 if number < 0 else (number + 1) % circle
        return {"ships": [{"id": len(fleet.requests)}], "metadata": {"continue": str(following)}}

    fleet.answer = answer
    with pytest.raises(package.APIResponseError, match="came before"):
        list(client.ships.list_marker())
    assert len(fleet.requests) <= 4 * circle + 8


def test_server_that_counts_items_where_pages_are_documented_is_found_out(
    client: Any, package: ModuleType, fleet: Fleet
) -> None:
    """Pages that overlap would lose the end of the list: an error says what the position counts."""
    fleet.reset(30, 10)
    fleet.answer = lambda path, asked: fleet.page("/offset", asked)
    with pytest.raises(package.APIResponseError, match="'offset' counts items"):
        list(client.ships.list_page())


def test_items_of_another_kind_are_an_error(client: Any, package: ModuleType, fleet: Fleet) -> None:
    """An object where the items were due is told, not taken for an empty list."""
    fleet.answer = lambda path, asked: {"ships": {"id": 1}}
    with pytest.warns(UserWarning), pytest.raises(package.APIResponseError, match="no array"):
        client.ships.list_offset()


def test_position_that_is_no_number_is_told_when_the_next_one_is_needed(client: Any, fleet: Fleet) -> None:
    """The service may understand any position; where to go on from there nobody knows."""
    fleet.reset(5, 2)
    fleet.answer = lambda path, asked: fleet.page(path, {})
    page = client.ships.list_offset(offset="first")
    assert len(page) == 2
    with pytest.raises(ValueError, match="'offset' must be a whole number"):
        page.next_page()


@pytest.mark.parametrize("index", range(len(BROKEN)), ids=list(BROKEN))
def test_statement_that_cannot_be_followed_is_left_out(client: Any, fleet: Fleet, index: int) -> None:
    """What a document states of paging and cannot mean leaves a method that gives the answer as any other."""
    fleet.reset(3, 2)
    answer = getattr(client.ships, f"list_broken{index}")()
    assert ids(answer.ships) == [0, 1]
    assert len(fleet.requests) == 1


CHECKED = """
from typing import assert_type

from fleet_client import AsyncFleet, Fleet
from fleet_client.models import ListOffsetResponse, Ship

def sync(client: Fleet) -> None:
    page = client.ships.list_offset(limit=3)
    assert_type(page.items, list[Ship])
    assert_type(page.total, int | None)
    assert_type(page.body, ListOffsetResponse)
    assert_type(page.next_page().items, list[Ship])
    for ship in page:
        assert_type(ship, Ship)
    for name in client.ships.list_names():
        assert_type(name, str)
    for bare in client.ships.list_bare():
        assert_type(bare, Ship)

async def run(client: AsyncFleet) -> None:
    async for ship in client.ships.list_offset():
        assert_type(ship, Ship)
    page = await client.ships.list_offset()
    assert_type(page.items, list[Ship])
    assert_type((await page.next_page()).body, ListOffsetResponse)
    async for later in page:
        assert_type(later, Ship)

def wrong(client: Fleet) -> None:
    client.ships.list_offset().nothing  # type: ignore[attr-defined]
    client.ships.list_offset(limit=[])  # type: ignore[arg-type]
"""


def test_pages_are_typed(package: ModuleType, tmp_path: Path) -> None:
    """A type checker knows items, answers and pages of both clients, and finds a wrong one."""
    (tmp_path / "uses.py").write_text(CHECKED, encoding="utf-8")
    folder = Path(str(package.__file__)).parents[1]
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--warn-unused-ignores"]
    done = subprocess.run([*command, str(tmp_path / "uses.py")], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
