"""Tables: spans become a rectangle, header words become roles, and rows are read by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.document import Cell, Row, Text
from scraper.tables.grid import MAX_COLUMNS, expand_spans
from scraper.tables.roles import column_roles, read_rows, table_kind

_SPANS = st.sampled_from([1, 1, 1, 2, 3, 0, 100_000])
_CELLS = st.lists(st.tuples(st.sampled_from("abc"), _SPANS, _SPANS), max_size=5)
_WORDS = st.sampled_from(["", "a", "b", "参数", "描述", "• x", "Parameter"])


def row(*words: str, line: int = 1) -> Row:
    """Make a row of plain cells."""
    return Row(tuple(Cell(Text(word), line) for word in words), line)


@given(st.lists(_CELLS, max_size=8))
def test_spans_expand_within_bounds(rows: list[list[tuple[str, int, int]]]) -> None:
    """Every row stays, with its line; no row is wider than allowed; a cell is repeated, never changed."""
    source = [
        (n, [(Cell(Text(word), n), across, down) for word, across, down in cells]) for n, cells in enumerate(rows, 1)
    ]
    grid = expand_spans(source)
    assert [r.line for r in grid] == [n for n, _ in source]
    assert all(len(r.cells) <= MAX_COLUMNS for r in grid)
    known = {id(cell) for _, cells in source for cell, _, _ in cells}
    assert all(id(cell) in known for r in grid for cell in r.cells)


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=3, max_size=3), max_size=6))
def test_a_table_without_spans_stays(rows: list[list[str]]) -> None:
    """Where no cell spans anything the grid is the table as it stands."""
    grid = expand_spans((n, [(Cell(Text(w), n), 1, 1) for w in words]) for n, words in enumerate(rows, 1))
    assert [[c.text.plain for c in r.cells] for r in grid] == rows


def test_spans_hold_their_places() -> None:
    """A cell that spans rows and columns stands at each place that it covers."""
    a, b, c, d = (Cell(Text(w), 1) for w in "abcd")
    grid = expand_spans([(1, [(a, 2, 2), (b, 1, 1)]), (2, [(c, 1, 1)]), (3, [(d, 3, 1)])])
    assert [[x.text.plain for x in r.cells] for r in grid] == [["a", "a", "b"], ["a", "a", "c"], ["d", "d", "d"]]


@pytest.mark.parametrize(
    ("words", "roles", "kind"),
    [
        (("参数", "是否必选", "参数类型", "描述"), ("name", "required", "type", "description"), "fields"),
        (("名称", "类型", "说明。"), ("name", "type", "description"), "fields"),
        (("Name", "Type", "Mandatory", "Description"), ("name", "type", "required", "description"), "fields"),
        (("Parameter", "In", "Type", "Description"), ("name", "location", "type", "description"), "fields"),
        (
            ("参数", "参数类型", "说明", "必选项（M）/可选项（O）"),
            ("name", "type", "description", "required"),
            "fields",
        ),
        (("状态码", "描述"), ("status", "description"), "status"),
        (("Returned Value", "Description"), ("status", "description"), "status"),
        (("请求方法", "URI"), ("method", "uri"), "request_line"),
        (("描述", "描述"), ("description", ""), ""),
        (("Animal", "Sound"), ("", ""), ""),
        ((), (), ""),
    ],
)
def test_header_words_have_roles(words: tuple[str, ...], roles: tuple[str, ...], kind: str) -> None:
    """The words of a header tell what its columns hold, and they together what the table lists."""
    assert column_roles(row(*words)) == roles
    assert table_kind(roles) == kind


HEADER = row("参数", "参数类型", "描述")
ROLES = ("name", "type", "description")


def test_rows_cut_by_a_page_break_are_joined() -> None:
    """A row without a name goes on with the one above, in documents where pages break."""
    rows = [row("state", "String", "可选值： • A", line=2), row("", "", "• B", line=5)]
    (joined,), odd = read_rows(HEADER, ROLES, rows, joins_cut_rows=True)
    assert (joined.text("description").plain, [r.line for r in joined.rows], odd) == ("可选值： • A\n• B", [2, 5], [])


def test_rows_without_a_name_stand_alone_elsewhere() -> None:
    """In documents without page breaks a row without a name is no part of the one above."""
    logical, _ = read_rows(HEADER, ROLES, [row("a", "String", "x"), row("", "Integer", "y")], joins_cut_rows=False)
    assert [r.text("type").plain for r in logical] == ["String", "Integer"]


def test_rows_that_are_none_are_told() -> None:
    """A repeated header, an empty row and a row that was there already are no rows of their own, but told of."""
    rows = [
        row("a", "String", "x"),
        row("参数", "参数类型", "描述"),
        row("", "", ""),
        row("a", "String", "x"),
        row("b", "Long"),
    ]
    logical, odd = read_rows(HEADER, ROLES, rows, joins_cut_rows=True)
    assert [r.text("name").plain for r in logical] == ["a", "b"]
    assert [why for _, why in odd] == ["header", "empty", "again", "length"]


@given(st.lists(st.lists(_WORDS, max_size=5), max_size=12), st.booleans())
def test_every_row_is_read_or_told_of(rows: list[list[str]], joins: bool) -> None:
    """No row is lost: each is part of a logical row or told of with a reason."""
    given_rows = [row(*words, line=n) for n, words in enumerate(rows, 2)]
    logical, odd = read_rows(HEADER, ROLES, given_rows, joins_cut_rows=joins)
    seen = {id(part) for item in logical for part in item.rows} | {id(part) for part, _ in odd}
    assert seen == {id(r) for r in given_rows}
