"""Documented examples: pieces joined over page breaks, broken JSON mended, nothing made up, nothing raised."""

import json
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.examples.join import ExampleText, Piece, is_program, join_pieces
from scraper.examples.reading import read_example
from scraper.examples.requests import split_request
from scraper.examples.tokens import Repair

MAX_SECONDS = 5.0

names = st.text("abcdefgh_@:/. ", min_size=1, max_size=8)
scalars = st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=12)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=20
)
documents = st.dictionaries(names, values, min_size=1, max_size=5) | st.lists(values, min_size=1, max_size=4)
fragments = st.sampled_from(
    ['{', '}', '[', ']', ',', ':', '"a"', '"b": 1', '"c": {', '\\"d\\": ', "\n", "\f", '"', "…", "...", "'x'", "“", "”",
     "true", "None", "-1.5", "word", "//", "/*", "\\", "，", "：", "｛", "POST /v1/a", "curl -d '", "\x00", "\ud800"]
)  # fmt: skip


def example(*parts: str) -> ExampleText:
    """Make an example of parts with page breaks between them, each on line 1, 101, 201 and so on."""
    lines = tuple((1 + 100 * number, part) for number, part in enumerate(parts))
    return ExampleText("response", "200", "", "", lines, 1, ())


def joined(*texts: str, title: str = "") -> list[ExampleText]:
    """Join code blocks of one section; each but the first may have a title."""
    pieces = [
        Piece(1, "request", "", title if number else "", text, 1 + 100 * number, text)
        for number, text in enumerate(texts)
    ]
    return list(join_pieces(pieces))


@given(documents)
def test_valid_json_stays(value: object) -> None:
    """Valid JSON is read as it is, without a repair."""
    read = read_example(example(json.dumps(value, indent=1, ensure_ascii=False)))
    assert read.values == (value,)
    assert read.repairs == ()


@given(documents, st.data())
def test_a_page_break_between_lines_changes_nothing(value: object, data: st.DataObject) -> None:
    """A text cut between any two lines is read as if it were whole."""
    lines = json.dumps(value, indent=1, ensure_ascii=True).split("\n")
    cut = data.draw(st.integers(1, max(1, len(lines) - 1)))
    read = read_example(example("\n".join(lines[:cut]), "\n".join(lines[cut:])))
    assert read.values == (value,)


@given(st.lists(fragments, max_size=60))
@settings(max_examples=400, deadline=None)
def test_nothing_is_raised_and_nothing_made_up(parts: list[str]) -> None:
    """Any text is read or left, in bounded time; every name and string of a value stands in the text."""
    text = "".join(parts)
    start = perf_counter()
    read = read_example(example(*text.split("\f")))
    split_request(text)
    list(join_pieces([Piece(1, "request", "", "", text, 1, text)]))
    assert perf_counter() - start < MAX_SECONDS
    for value in read.values:
        for word in strings(value):
            assert bare(word) in bare(text)


def bare(text: str) -> str:
    """Give a text without blanks, control characters and backslashes."""
    return "".join(c for c in text if c > " " and c != "\\")


def strings(value: object) -> list[str]:
    """Give the names and strings of a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [*value, *(s for item in value.values() for s in strings(item))]
    return [s for item in value for s in strings(item)] if isinstance(value, list) else []


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a":' * 50_000, '"' * 100_001, '{"a": 1 "b" ' * 20_000, "]}" * 50_000, '{"' + "a" * 300_000,
     "{" + ",".join(f'"a{i}": 1' for i in range(15_000)), '"\\' * 50_000, "[{" * 5_000 + "]}" * 5_000],
)  # fmt: skip
def test_hostile_text_takes_bounded_time(text: str) -> None:
    """Deep, long and broken text is read or left within seconds."""
    start = perf_counter()
    read_example(example(text, text[:1000]))
    joined(text, text)
    assert perf_counter() - start < MAX_SECONDS


def test_many_lines_of_an_example_take_bounded_time() -> None:
    """Joining does not look at everything again for each piece."""
    start = perf_counter()
    joined("{", *['"a": 1,'] * 20_000)
    assert perf_counter() - start < MAX_SECONDS


@pytest.mark.parametrize(
    ("text", "value", "repair"),
    [
        ('{"a": 1,}', {"a": 1}, Repair.COMMA_DROPPED),
        ('{"a": 1\n"b": 2}', {"a": 1, "b": 2}, Repair.COMMA_ADDED),
        ('{"a": [1, 2}', {"a": [1, 2]}, Repair.CLOSED),
        ('{"a": [1, 2]]}', {"a": [1, 2]}, Repair.REOPENED),
        ('{"a": {"b": 1', {"a": {"b": 1}}, Repair.CLOSED_AT_END),
        ('"a": 1,\n"b": 2\n}', {"a": 1, "b": 2}, Repair.OPENED),
        ('{"a": "x\ny"}', {"a": "x y"}, Repair.STRING_JOINED),
        ('{"a": "https://x/\ny?z"}', {"a": "https://x/y?z"}, Repair.STRING_JOINED),
        ('{"a": "x,\n"b": 2}', {"a": "x", "b": 2}, Repair.QUOTE_ADDED),
        ('{"a": "the "x" of it"}', {"a": 'the "x" of it'}, Repair.QUOTE_ESCAPED),
        ('{"a": [1, ...]}', {"a": [1]}, Repair.PLACEHOLDER_DROPPED),
        ('{"a": 1 // one\n}', {"a": 1}, Repair.COMMENT_DROPPED),
        ("{“a”：“x”，\"b\": 1}", {"a": "x", "b": 1}, Repair.FULL_WIDTH),
        ("{'a': True}", {"a": True}, Repair.QUOTED),
        ('{"a": x}', {"a": "x"}, Repair.QUOTED),
        ('{"a": 007}', {"a": "007"}, Repair.QUOTED),
        ('{"a": , "b": 1}', {"a": None, "b": 1}, Repair.NULL_ADDED),
        ('{"a": "C:\\data"}', {"a": "C:\\data"}, Repair.ESCAPE_MENDED),
        ('{\n\\"a\\": 1,\n\\"b\\": \\"x\\"\n}', {"a": 1, "b": "x"}, Repair.UNESCAPED),
    ],
)  # fmt: skip
def test_one_mistake_one_repair(text: str, value: object, repair: Repair) -> None:
    """Each kind of mistake is mended, and told by its name."""
    read = read_example(example(text))
    assert read.values == (value,)
    assert repair in read.counts


def test_brackets_that_a_break_added_are_taken_out() -> None:
    """Where a page break closed everything, the text goes on in the innermost object, and the repair names the line."""
    read = read_example(example('{\n"a": [ {\n"b": 1\n}\n]\n}', '"c": 2\n} ],\n"d": 3\n}'))
    assert read.values == ({"a": [{"b": 1, "c": 2}], "d": 3},)
    assert {line for repair, line in read.repairs if repair is Repair.REOPENED} == {101}


def test_elements_that_were_run_together_are_parted() -> None:
    """A name that an object has already begins the next element of its list."""
    read = read_example(example('{"a": [ {"b": 1, "c": 2,\n"b": 3, "c": 4,} ]}'))
    assert read.values == ({"a": [{"b": 1, "c": 2}, {"b": 3, "c": 4}]},)


def test_two_bodies_are_two_values() -> None:
    """An example that shows two bodies has two values."""
    assert read_example(example('{"a": 1}\nor\n{"b": 2}')).values == ({"a": 1}, {"b": 2})


def test_what_is_no_json_stays_text() -> None:
    """Text without JSON gives no value and no repair."""
    assert read_example(example("state=ok\nname=x")).values == ()
    assert read_example(example("state=ok\nname=x")).repairs == ()


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (('{"a": [', "1 ] }"), 1),
        (('{"a": 1}', '{"b": 2}'), 2),
        (('{"a": 1\n}', '"b": 2\n}'), 1),
        (('{"a": [ {"b": 1},', '{"b": 2} ] }'), 1),
        (("POST /v1/a", '{"a": 1}'), 1),
        (('{"a": 1}', "POST /v1/a"), 2),
        (("GET /v1/a?", "GET /v1/b"), 2),
    ],
)
def test_pieces_join_where_one_goes_on(texts: tuple[str, ...], count: int) -> None:
    """A block goes on with the one before where that one is open, or where it cannot begin an example itself."""
    examples = joined(*texts)
    assert len(examples) == count
    assert [block for e in examples for block in e.blocks] == list(texts)


def test_a_title_begins_an_example() -> None:
    """A block with a title of its own never goes on with the one before."""
    assert len(joined('{"a": [', "1 ] }", title="Another")) == 2


@pytest.mark.parametrize(
    ("text", "request_line", "body"),
    [
        ('POST https://{endpoint}/v1/a\n{"b": 1}', "POST https://{endpoint}/v1/a", '{"b": 1}'),
        ("GET https://x.example/v1/a?\nb=1&\nc=2", "GET https://x.example/v1/a?b=1&c=2", ""),
        ('PUT /v1/a HTTP/1.1\nX-Auth-Token: t\n\n{"b": 1}', "PUT /v1/a", '\n{"b": 1}'),
        ('/v1/{project_id}/a\n{"b": 1}', "/v1/{project_id}/a", '{"b": 1}'),
        ('HTTP/1.1 200 OK\nDate: now\n\n{"b": 1}', "", '\n{"b": 1}'),
        ("curl -X PUT https://x.example/v1/a \\\n -d '{\"b\": 1}'", "PUT https://x.example/v1/a", '{"b": 1}'),
        ('curl https://x.example/v1/a --data "{\\"b\\": 1}"', "POST https://x.example/v1/a", '{"b": 1}'),
        ('{"POST /a": 1}', "", '{"POST /a": 1}'),
    ],
)
def test_the_request_stands_apart(text: str, request_line: str, body: str) -> None:
    """Request line, headers and command are taken off, and the body stays as it is."""
    assert split_request(text) == (request_line, body)


def test_programs_are_told_from_bodies() -> None:
    """Source code is no body; a request and JSON are none of it."""
    assert is_program(joined("from garden import tree\ntree.plant()")[0])
    assert not is_program(joined('{"import": "x"}')[0])
    assert not is_program(joined("GET /v1/a")[0])
