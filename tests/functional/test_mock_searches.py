"""Lists that are searched and sorted, what they say of themselves, and names that only one thing may have."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from mock_of_modelarts import import_mock, served

from generator import Settings, generate
from generator.write import write_tree

NAMES = ("alpha", "Beta", "gamma", "alphabet")


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a register of four ships, each longer than the one before."""
    folder = tmp_path_factory.mktemp("register")
    document = yaml.safe_load((Path(__file__).parent / "searches.yaml").read_text(encoding="utf-8"))
    write_tree(generate(document, "mock", Settings("register-mock", "register_mock", "Register", "0.1.0")), folder)
    sys.path.insert(0, str(folder))
    with served(import_mock("register_mock")) as (_, url), httpx.Client(base_url=f"{url}/v1") as client:
        empty = client.get("/ships").json()
        assert [empty[n] for n in ("ships", "total", "ship_count", "crew_count", "limit")] == [[], 0, 0, 0, 0]
        for number, name in enumerate(NAMES):
            assert make(client, f"label-{number}", name=name, length=10 * number).status_code == 200
        yield client
    sys.path.remove(str(folder))


def make(client: httpx.Client, label: str, **fields: Any) -> httpx.Response:
    """Make a ship."""
    body = {"owner_name": "one", "metadata": {"labels": {"harbour/name": label}, **fields}}
    return client.post("/ships", json=body)


def search(client: httpx.Client, *filters: tuple[str, str, list[str]], **others: Any) -> list[str]:
    """Give the names of the ships that a search finds, whose number must be true."""
    stated = [{"key": key, "operator": operator, "value": value} for key, operator, value in filters]
    found = client.post("/ship-searches", json={"filters": stated, **others}).json()
    if "limit" not in others:
        assert found["total"] == found["ship_count"] == found["ship_total_count"] == len(found["ships"])
    return [ship["metadata"]["name"] for ship in found["ships"]]


def test_a_second_thing_of_one_name_is_refused(register: httpx.Client) -> None:
    """Where a conflict is documented the name that a thing must have is taken once; other names may repeat."""
    refused = make(register, "label-1", name="another", length=1)
    assert (refused.status_code, refused.json()["error_code"]) == (409, "Mock.0409")
    assert register.get("/ships").json()["total"] == len(NAMES)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([("name", "in", ["alpha", "gamma"])], ["alpha", "gamma"]),
        ([("name", "like", ["ALPHA"])], ["alpha", "alphabet"]),
        ([("name", "like", ["eta", "amm"])], ["Beta", "gamma"]),
        ([("name", "not", ["alpha", "Beta"])], ["gamma", "alphabet"]),
        ([("length", "between", ["5", "20"])], ["Beta", "gamma"]),
        ([("length", "gt", ["9.5"])], ["Beta", "gamma", "alphabet"]),
        ([("metadata.length", "in", ["30"])], ["alphabet"]),
        ([("name", "like", ["alpha"]), ("length", "gt", ["1"])], ["alphabet"]),
        ([("name", "in", ["'; DROP TABLE item"])], []),
        ([("unknown", "in", ["1"]), ("length", "between", ["5"])], list(NAMES)),
        ([("name", "in", [""]), ("length", "between", ["", ""]), ("length", "gt", ["long"])], list(NAMES)),
    ],
)
def test_filters_of_a_body(register: httpx.Client, filters: Any, found: list[str]) -> None:
    """Each documented operator does what it says; one of no field, no value or no bounds selects nothing out."""
    assert search(register, *filters) == found


def test_filters_that_cannot_be_followed_are_refused(register: httpx.Client) -> None:
    """More filters or values than can be looked for are a 400."""
    for filters in ([{"key": "name", "value": ["a"] * 1001}], [{"key": "name", "value": ["a"]}] * 101):
        assert register.post("/ship-searches", json={"filters": filters}).status_code == 400


def test_a_list_says_how_it_is_sorted(register: httpx.Client) -> None:
    """It is sorted as asked, or as documented, and says that and nothing else."""

    def shown(**query: Any) -> tuple[list[int], dict[str, Any]]:
        found = register.get("/ships", params=query).json()
        lengths = [ship["metadata"]["length"] // 10 for ship in found.pop("ships")]
        return lengths, {n: found.get(n) for n in ("sort_by", "order", "group_by", "limit", "offset")}

    usual = {"sort_by": "length", "order": "desc", "group_by": None, "limit": 4, "offset": 0}
    assert shown() == ([3, 2, 1, 0], usual)
    assert shown(order="asc", limit=2, offset=1) == ([1, 2], {**usual, "order": "asc", "limit": 2, "offset": 1})
    assert shown(sort_by="name", order="asc", group_by="x") == (
        [1, 0, 3, 2], {**usual, "sort_by": "name", "order": "asc", "group_by": "x"}
    )  # fmt: skip
    answer = register.post("/ship-searches", json={"limit": 3, "offset": 1, "order": "desc"}).json()
    assert (answer["offset"], answer["limit"], answer["order"], "sort_by" in answer) == (1, 3, "desc", False)
    assert [ship["metadata"]["name"] for ship in answer["ships"]] == ["alpha"]


@settings(deadline=None, max_examples=40)
@given(low=st.integers(-50, 50), high=st.integers(-50, 50), descending=st.booleans())
def test_any_range_is_the_one_asked_for(register: httpx.Client, low: int, high: int, descending: bool) -> None:
    """What lies between two bounds is found, sorted either way."""
    lengths = {name: 10 * number for number, name in enumerate(NAMES)}
    fitting = [name for name in NAMES if low <= lengths[name] <= high]
    order = "desc" if descending else "asc"
    found = search(register, ("length", "between", [str(low), str(high)]), sort_by="length", order=order)
    assert found == (fitting[::-1] if descending else fitting)


def test_what_counts_other_things_is_added_up(register: httpx.Client) -> None:
    """A count that each thing has is the sum of theirs beside the whole list; a limit is no count."""
    whole = register.get("/ships").json()
    assert whole["crew_count"] == sum(ship["crew_count"] for ship in whole["ships"])
    assert whole["ship_count_limit"] == 77
