"""Numbers that Python has no type for, and half characters: read without a loss, and written as they came."""

import json
import time
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.python.json_text import parse_json, write_json
from generator.runtime.python.models import Model, json_of
from generator.runtime.python.reading import ResponseTypeWarning, read_json
from generator.runtime.python.requests import build_request, fill_path, query_pairs

BASE = httpx.Client(base_url="http://h")


class Thing(Model):
    """A thing."""

    count: int | None = None
    ratio: float | None = None
    name: str | None = None
    free: dict[str, Any] | None = None


def sent(body: Any) -> bytes:
    """Give the body of a request with this value."""
    return build_request(BASE, "POST", "/x", {"body": body}, headers={}, timeout=5).content


@pytest.mark.parametrize("number", ["1e400", "-1.5E+999", "1" + "0" * 350 + ".0", "1" * 4300])
@pytest.mark.parametrize("place", ['{"new": %s}', '{"free": {"a": [%s]}}', '{"new": [{"a": %s}], "name": "n"}'])
def test_large_number_comes_and_goes(number: str, place: str) -> None:
    """What is larger than any float goes as the same number, which every reader of JSON can read."""
    text = place % number
    thing = read_json(Thing, text.encode())
    written = sent(thing)
    assert json.loads(written, parse_int=Decimal, parse_float=Decimal) == json.loads(
        text, parse_int=Decimal, parse_float=Decimal
    )
    assert b"Infinity" not in written and json.loads(write_json(thing.to_json())) == json.loads(written)


@pytest.mark.parametrize("field", ["count", "ratio", "name"])
def test_large_number_in_a_known_field_is_told(field: str) -> None:
    """It is kept as a Decimal, with a warning; the rest of the answer is there."""
    with pytest.warns(ResponseTypeWarning, match=f"{field}: .* came as Decimal; kept as it came"):
        thing = read_json(Thing, f'{{"{field}": -1e400, "free": {{"a": 1}}}}'.encode())
    assert getattr(thing, field) == Decimal("-1e400") and thing.free == {"a": 1}
    assert thing.to_json() == {field: -(10**400), "free": {"a": 1}}


@pytest.mark.parametrize("text", ["1" * 5000, "-" + "7" * 100_000, "1e5000", "1e999999999999"])
def test_number_that_cannot_be_written_loses_no_answer(text: str) -> None:
    """The answer is read, with the number as a Decimal; sending it back is refused with a clear error."""
    start = time.monotonic()
    for cast_to in (Thing, dict[str, Any], object):
        body: Any = read_json(cast_to, f'{{"new": {text}, "name": "n"}}'.encode())
        new = body.model_extra["new"] if isinstance(body, Thing) else body["new"]
        assert new == Decimal(text)
        with pytest.raises(ValueError, match="more digits than can be written"):
            sent(body)
    assert time.monotonic() - start < 2


def test_many_large_numbers_need_little() -> None:
    """A megabyte of them neither takes long nor grows beyond measure."""
    start = time.monotonic()
    body = parse_json(b'{"a": [' + b"1e4299, " * 125_000 + b"1]}")
    assert len(body["a"]) == 125_001 and time.monotonic() - start < 5


def test_decimals_are_numbers() -> None:
    """A Decimal in an argument is sent as a number where JSON can say it, and refused where it cannot."""
    assert sent({"a": Decimal("0.1"), "b": [Decimal("2.50")], "c": Decimal(7)}) == b'{"a":0.1,"b":[2.5],"c":7}'
    for value in ("NaN", "-Infinity", "0.12345678901234567890"):
        with pytest.raises(ValueError):
            json_of(Decimal(value))


@pytest.mark.parametrize("half", ["\ud800", "a\udfffb", "\udc00\ud800"])
def test_half_a_character_comes_and_goes(half: str) -> None:
    """In a field, a new field or a key it is read and written as the escape that came."""
    body = {"name": half, "new": [half], "free": {half: 1}, "count": 1, f"k{half}": "ü"}
    thing = read_json(Thing, json.dumps(body).encode())
    assert thing.name == half and thing.to_json() == body
    written = sent(thing)
    assert json.loads(written.decode("utf-8")) == body and "ü".encode() in written


@given(
    st.recursive(st.text(st.characters(codec=None), max_size=4) | st.integers() | st.floats(allow_nan=False), st.lists)
)
def test_every_text_is_written_in_utf_8(value: Any) -> None:
    """Whatever characters a value has, its JSON text is UTF-8 and says the same."""
    body = json.dumps(value).replace("Infinity", "1")
    assert json.loads(write_json(json.loads(body)).decode("utf-8")) == json.loads(body)


def test_half_a_character_in_an_address_is_refused() -> None:
    """Paths, queries, cookies and headers cannot hold it: ValueError says so before anything is sent."""
    with pytest.raises(ValueError, match=r"half a character \(U\+D800"):
        fill_path("/x/{id}", {"id": "a\ud800"}, lambda name: None)
    for query in ({"a": "\ud800"}, {"a": ["b", "\ud800"]}, {"\ud800": 1}):
        with pytest.raises(ValueError, match="half a character"):
            query_pairs(query)
    for options in ({"cookies": {"a": "\ud800"}}, {"headers": {"X-A": "\ud800"}}, {"extra_query": {"a": "\ud800"}}):
        with pytest.raises(ValueError, match="half a character"):
            build_request(BASE, "GET", "/x", options, headers={}, timeout=5)  # type: ignore[arg-type]
    assert query_pairs({"a": {"b": "\ud800ü"}}) == [("a", '{"b":"\\ud800ü"}')]
