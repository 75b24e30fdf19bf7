"""What answers become, and what becomes of them when they are sent: tolerant in, exact out."""

import gc
import json
import os
import warnings
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Annotated, Any, ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import field_validator

from generator.runtime.python.models import JsonName, Model, json_of
from generator.runtime.python.reading import ResponseTypeWarning, read_json, read_value


class Part(Model):
    """A part of a thing."""

    duration: int | None = None
    class_: Annotated[str | None, JsonName("class")] = None


class Other(Model):
    """What may stand in place of a part."""

    weight: float | None = None
    colour: str | None = None


class Thing(Model):
    """A thing with a field of every kind."""

    flag: bool | None = None
    count: int | None = None
    ratio: float | None = None
    name: str | None = None
    state: Literal["ON", "OFF"] | str | None = None
    level: Literal[1, 2] | int | None = None
    part: Part | None = None
    parts: list[Part] | None = None
    numbers: list[int] | None = None
    sizes: dict[str, int] | None = None
    either: Part | Other | str | None = None
    free: dict[str, Any] | None = None
    more: "Thing | None" = None


def read(body: object) -> Thing:
    """Read a body, which must give no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return read_json(Thing, json.dumps(body).encode())


def read_with_warnings(body: object) -> tuple[Thing, list[str]]:
    """Read a body; gives the texts of the warnings too."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        thing = read_json(Thing, json.dumps(body).encode())
    assert all(item.category is ResponseTypeWarning for item in caught)
    return thing, [str(item.message) for item in caught]


@pytest.mark.parametrize(
    ("field", "came", "value"),
    [
        ("count", "12", 12), ("count", "-3", -3), ("count", 3.0, 3), ("flag", "false", False), ("flag", "True", True),
        ("flag", 0, False), ("flag", 1, True), ("ratio", "1.50", 1.5), ("ratio", "2", 2), ("name", 12, "12"),
        ("name", 1.5, "1.5"), ("name", True, "true"), ("state", 7, "7"), ("level", "2", 2), ("either", 5, "5"),
        ("numbers", [1, "2"], [1, 2]), ("sizes", {"a": "1", "b": 2}, {"a": 1, "b": 2}),
    ],
)  # fmt: skip
def test_scalar_of_another_type_becomes_the_documented_one(field: str, came: object, value: object) -> None:
    """What loses nothing is converted, with a warning, and goes back as it came."""
    thing, told = read_with_warnings({field: came})
    assert (getattr(thing, field), type(getattr(thing, field))) == (value, type(value))
    assert len(told) == 1 and "read as" in told[0]
    assert thing.to_json() == {field: came} and type(thing.to_json()[field]) is type(came)


@pytest.mark.parametrize(
    ("field", "came"),
    [
        ("count", "many"), ("count", "007"), ("count", "-0"), ("count", "1" * 5000), ("count", 1.5), ("count", True),
        ("count", 1e300), ("flag", "yes"), ("flag", 2), ("ratio", "0.12345678901234567890"), ("ratio", "1e999"),
        ("ratio", "nan"), ("ratio", False), ("name", {"a": 1}), ("name", [1]), ("part", "p"), ("part", [{}]),
        ("parts", {"duration": 1}), ("numbers", [None]), ("numbers", 1), ("sizes", "s"), ("level", "two"),
    ],
)  # fmt: skip
def test_what_cannot_be_converted_stays_as_it_came(field: str, came: object) -> None:
    """The answer is not lost by one bad value: there is a warning, and the value is what the service sent."""
    thing, told = read_with_warnings({field: came, "name2": 1, "more": {"count": 5}})
    assert getattr(thing, field) == came and type(getattr(thing, field)) is type(came)
    assert len(told) == 1 and "kept as it came" in told[0]
    assert thing.to_json() == {field: came, "name2": 1, "more": {"count": 5}}
    assert thing.more is not None and thing.more.count == 5


def test_warning_names_the_place_and_both_types() -> None:
    """A warning says where, what is documented and what came; of a field of many items it is told once."""
    body = {"parts": [{"duration": n} for n in (1, 2, 3, "4", "5", "x")], "more": {"sizes": {"a": "1"}}}
    thing, told = read_with_warnings(body)
    assert told == [
        "parts[3].duration: documented as int, came as str; read as int",
        "more.sizes.a: documented as int, came as str; read as int",
    ]
    assert thing.parts is not None and [part.duration for part in thing.parts] == [1, 2, 3, 4, 5, "x"]
    assert thing.to_json() == body


def test_warning_points_at_the_caller() -> None:
    """The line that the warning names is that of the caller, not one inside the package."""
    with pytest.warns(ResponseTypeWarning) as caught:
        read_json(Thing, b'{"count": "1"}')
    assert caught[0].filename == __file__


def test_strict_reading_tells_every_place() -> None:
    """With the strict switch each value that is not as documented is told, in one error."""
    body = b'{"count": "1", "parts": [{"duration": "x"}, {"duration": 1.5}], "unknown": 1, "state": "NEW"}'
    with pytest.raises(ValueError, match=r"count: .*; parts\[0\]\.duration: .*; parts\[1\]\.duration: "):
        read_json(Thing, body, strict=True)
    assert read_json(Thing, b'{"unknown": 1, "state": "NEW", "level": 9}', strict=True).level == 9


def test_changed_value_is_sent_as_it_is_now() -> None:
    """A converted value that is changed, even inside its list, goes as the program has it."""
    body = {"count": "1", "numbers": ["1", 2], "name": 5, "sizes": {"a": "1"}}
    thing, _ = read_with_warnings(body)
    assert thing.numbers is not None
    thing.count = 2
    thing.numbers.append(3)
    thing.sizes = None
    assert thing.to_json() == {"count": 2, "numbers": [1, 2, 3], "name": 5, "sizes": None}


def test_copies_remember_what_came() -> None:
    """A copy, shallow or deep, is sent as the object that it was made of."""
    thing, _ = read_with_warnings({"count": "1", "parts": [{"duration": "2"}]})
    assert deepcopy(thing).to_json() == thing.model_copy().to_json() == {"count": "1", "parts": [{"duration": "2"}]}


def test_absent_null_and_value_are_three_things() -> None:
    """Only what was set is sent: null as null, and what is absent not at all."""
    assert read({}).to_json() == {}
    assert read({"part": None}).to_json() == {"part": None}
    thing = read({"part": {"duration": 1}})
    thing.name = None
    assert thing.to_json() == {"part": {"duration": 1}, "name": None}
    assert Thing(count=None).to_json() == {"count": None}


def test_number_keeps_its_form() -> None:
    """A whole number in a float stays whole, a large one exact, and a float stays a float."""
    body = {"ratio": 1, "count": 2**70, "more": {"ratio": 1.0}, "sizes": {"a": -(2**65)}}
    text = json.dumps(read(body).to_json())
    assert text == json.dumps({"count": 2**70, "ratio": 1, "sizes": {"a": -(2**65)}, "more": {"ratio": 1.0}})
    assert type(Thing(ratio=1).ratio) is int and Thing(ratio="1.5").ratio == 1.5  # type: ignore[arg-type]


def test_unknown_fields_and_values_are_kept() -> None:
    """Unknown fields, of a name of Python's too, and unknown values of an enum come and go without a word."""
    body = {"state": "MELTED", "level": 7, "to_json": 1, "part": {"class": "a", "class_": "b", "new": {"x": [1]}}}
    thing = read(body)
    assert thing.part is not None and thing.part.class_ == "a"
    assert thing.model_extra == {"to_json": 1}
    assert thing.to_json() == body
    assert read({"part": {"class_": "b"}}).to_json() == {"part": {"class_": "b"}}
    loose, _ = read_with_warnings({**body, "count": "1"})
    assert loose.to_json() == {**body, "count": "1"}
    assert loose.part is not None and loose.part.class_ == "a"


def test_union_takes_the_member_that_is_meant() -> None:
    """Of several models the one that knows the most keys is built, on both ways of reading."""
    for extra in ({}, {"count": "1"}):
        thing, _ = read_with_warnings({"either": {"weight": 1.5, "colour": "red"}, **extra})
        assert type(thing.either) is Other
        assert type(read_with_warnings({"either": {"duration": 1, "class": "x"}, **extra})[0].either) is Part
        assert read_with_warnings({"either": "word", **extra})[0].either == "word"


@pytest.mark.parametrize(
    "text",
    [
        "", "<html>", '{"a": 1', '{"count": NaN}', '{"b": -Infinity}', '{"free": [NaN]}', "\xff",
        '{"a":' * 100_000, "[" * 100_000, '{"count": 1e' + "9" * 30 + "}",
    ],
    ids=range(10),
)  # fmt: skip
def test_what_is_no_json_is_refused(text: str) -> None:
    """Text that is not JSON, or too deep or long to be read, is one error and never a crash."""
    with pytest.raises(ValueError):
        read_json(Thing, text.encode("latin-1"))


def test_word_of_a_constant_inside_text_is_text() -> None:
    """NaN and Infinity may stand in strings."""
    assert read({"name": "NaN Infinity"}).name == "NaN Infinity"


@pytest.mark.parametrize(
    ("type_", "text"), [(Thing, "[]"), (Thing, '"x"'), (list[Thing], "{}"), (dict[str, int], "[]")]
)
def test_answer_of_another_shape_is_refused(type_: Any, text: str) -> None:
    """A list where an object is due can be read as nothing; neither can the other way round."""
    with pytest.raises(ValueError, match="was due"):
        read_json(type_, text.encode())


def test_deep_answer_is_read_or_refused() -> None:
    """Objects inside objects are read as deep as they can be, and told where they cannot."""
    for depth in (50, 150, 300, 900, 5000):
        text = '{"more":' * depth + "{}" + "}" * depth
        try:
            thing: Thing | None = read_json(Thing, text.encode())
        except ValueError as error:
            assert depth > 200 and "deep" in str(error)
        else:
            for _ in range(depth):
                assert thing is not None
                thing = thing.more


@pytest.mark.parametrize("running", [True, False])
@pytest.mark.parametrize("count", [1, "one"])
def test_garbage_collector_is_left_as_it_was(running: bool, count: object) -> None:
    """A large answer, as documented or not, leaves the collector running where it ran and stopped where it did not."""
    content = json.dumps([{"name": "x" * 100, "count": count}] * 500).encode()
    before = gc.get_threshold()
    if not running:
        gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert len(read_json(list[Thing], content)) == 500
        assert gc.isenabled() is running and gc.get_threshold() == before
    finally:
        gc.enable()


class Meddling(Model):
    """A thing that does something to the program while it is read."""

    deed: ClassVar[Callable[[], object]] = lambda: None
    name: str | None = None

    @field_validator("name")
    @classmethod
    def meddle(cls, value: str) -> str:
        """Do it."""
        Meddling.deed()
        return value


@pytest.fixture
def meddled(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[], object]], object]]:
    """Reads a large answer during which something is done; the collector is as it was afterwards."""

    def read_while(deed: Callable[[], object]) -> object:
        monkeypatch.setattr(Meddling, "deed", deed)
        return read_json(Meddling, json.dumps({"name": "n", "new": "x" * 20_000}).encode())

    before = gc.get_threshold()
    yield read_while
    gc.set_threshold(*before)
    gc.enable()


def test_garbage_collector_obeys_the_program_meanwhile(meddled: Callable[[Callable[[], object]], object]) -> None:
    """Another thread that stops the collector, or changes its thresholds, while an answer is read, has its way."""
    before = gc.get_threshold()
    seen: list[tuple[bool, bool]] = []
    meddled(lambda: seen.append((gc.isenabled(), gc.get_threshold()[0] > 10**9)))
    assert seen == [(True, True)] and gc.get_threshold() == before
    meddled(gc.disable)
    assert not gc.isenabled() and gc.get_threshold() == before
    gc.enable()
    meddled(lambda: gc.set_threshold(5000, 7, 9))
    assert gc.get_threshold() == (5000, 7, 9)


def test_garbage_collector_survives_an_interruption(meddled: Callable[[Callable[[], object]], object]) -> None:
    """Control-C, another answer inside, and a copy of the process leave a collector that collects."""
    before = gc.get_threshold()

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        meddled(interrupt)
    assert gc.isenabled() and gc.get_threshold() == before
    meddled(lambda: read_json(Thing, b'{"new": "' + b"x" * 20_000 + b'"}'))
    assert gc.get_threshold() == before
    children: list[int] = []

    def fork() -> None:
        child = os.fork()
        if not child:
            os._exit(0 if gc.get_threshold() == before and gc.isenabled() else 1)
        children.append(child)

    meddled(fork)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0]


def test_generics_of_models_are_read() -> None:
    """Lists and maps of models, and anything at all, can be the answer itself."""
    assert read_json(list[Part], b'[{"duration": 1}]')[0].duration == 1
    assert read_json(dict[str, list[Part]], b'{"a": [{"duration": 1}]}')["a"][0].duration == 1
    assert read_json(object, b"[1, null]") == [1, None]
    with pytest.warns(ResponseTypeWarning, match=r"^\[0\]\.duration: "):
        assert read_json(list[Part], b'[{"duration": "1"}]')[0].duration == 1
    assert json.dumps(read_value(dict[str, float], {"a": 1})) == '{"a": 1}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")], {"a": float("nan")}])
def test_what_json_has_no_word_for_is_not_sent(value: object) -> None:
    """NaN and the infinities are refused before anything is sent."""
    with pytest.raises(ValueError, match="JSON has no"):
        json_of(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from([*Thing.model_fields, "new"])
PARTS = st.fixed_dictionaries({}, optional={"duration": JSON, "class": JSON, "class_": JSON})


@given(st.dictionaries(KEYS, JSON | PARTS))
def test_whatever_comes_goes_back(body: dict[str, Any]) -> None:
    """Every JSON object, however far from what is documented, is read without an error and written as it came."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        thing = read_json(Thing, json.dumps(body).encode())
    assert json.dumps(thing.to_json(), sort_keys=True) == json.dumps(body, sort_keys=True)


@given(st.dictionaries(KEYS, JSON))
def test_both_ways_of_reading_agree(body: dict[str, Any]) -> None:
    """What pydantic accepts at once is what the tolerant way makes of it, without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fast = read_json(Thing, json.dumps(body).encode())
        slow = read_value(Thing, body)
    assert fast == slow and fast.model_fields_set == slow.model_fields_set
