"""Documented facts as sentences: what is said, in which words, and only once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.facts import MAX_SHOWN, MAX_VALUES, code, facts, sentence

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems",
        "minProperties", "maxProperties", "pattern", "default", "x-documented-default", "x-enumDescriptions",
        "deprecated", "items", "additionalProperties",
    ]
)  # fmt: skip
SCHEMAS = st.recursive(JSON, lambda inner: st.dictionaries(KEYS, inner, max_size=6), max_leaves=8)


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"minimum": 1, "maximum": 100}, "From 1 to 100."),
        ({"minimum": 0, "maximum": 0.5}, "From 0 to 0.5."),
        ({"minimum": 3, "maximum": 3}, "Exactly 3."),
        ({"minimum": 0}, "At least 0."),
        ({"maximum": -1}, "At most -1."),
        ({"exclusiveMinimum": 0}, "More than 0."),
        ({"exclusiveMinimum": 0, "maximum": 1}, "More than 0 and at most 1."),
        ({"minimum": 0, "exclusiveMaximum": 1}, "At least 0 and less than 1."),
        ({"minimum": 0, "exclusiveMinimum": True}, "More than 0."),
        ({"maximum": 1, "exclusiveMaximum": True}, "Less than 1."),
        ({"minimum": 0, "exclusiveMinimum": False}, "At least 0."),
        ({"minLength": 1, "maxLength": 64}, "1 to 64 characters."),
        ({"minLength": 0, "maxLength": 1}, "At most 1 character."),
        ({"minLength": 32, "maxLength": 32}, "Exactly 32 characters."),
        ({"minLength": 1}, "At least 1 character."),
        ({"minItems": 2}, "At least 2 items."),
        ({"minItems": 1, "maxItems": 1}, "Exactly 1 item."),
        ({"maxProperties": 20}, "At most 20 entries."),
        ({"pattern": "^[a-z]+$"}, "Pattern: `^[a-z]+$`."),
        ({"pattern": "a`b"}, "Pattern: `` a`b ``."),
        ({"default": 10}, "Default: `10`."),
        ({"default": "a  b\n"}, "Default: `a b`."),
        ({"default": ""}, 'Default: `""`.'),
        ({"default": None}, "Default: `null`."),
        ({"default": True}, "Default: `true`."),
        ({"default": ["a"]}, 'Default: `["a"]`.'),
        ({"x-documented-default": "name"}, "The documented default, `name`, is not a valid value."),
        ({"deprecated": True}, "Deprecated."),
        ({"maxItems": 5, "items": {"maxLength": 9}, "default": []},
         "At most 5 items. Each: at most 9 characters. Default: `[]`."),
        ({"additionalProperties": {"maxLength": 9}}, "Each: at most 9 characters."),
        ({"items": {"$ref": "#/components/schemas/A", "maxLength": 9}}, ""),
        ({"$ref": "#/components/schemas/A"}, ""),
        ({"x-enumDescriptions": {"0": "off", "1": "on"}}, "- `0`: off\n- `1`: on"),
        ({"x-enumDescriptions": {"__ALL__": "a\nb", "": "none", "c": "", "d": 1}}, '- `__ALL__`: a b\n- `""`: none'),
        ({"default": "a", "items": {"x-enumDescriptions": {"a": "b"}}}, "Default: `a`.\n- `a`: b"),
        ({"type": "string", "format": "int64", "enum": ["a"]}, ""),
        ({"minimum": True, "maxLength": "9", "pattern": 1, "items": [], "x-enumDescriptions": "a"}, ""),
        (None, ""),
        (True, ""),
    ],
)  # fmt: skip
def test_facts_are_short_sentences(schema: Any, said: str) -> None:
    """Each documented fact gives one sentence; values with labels give a list; what is no fact gives nothing."""
    assert facts(schema).after("") == said


@pytest.mark.parametrize(
    ("text", "schema", "described"),
    [
        ("How many.", {"minimum": 1}, "How many. At least 1."),
        ("How many", {"minimum": 1}, "How many. At least 1."),
        ("How many. At least 1.", {"minimum": 1, "default": 2}, "How many. At least 1. Default: `2`."),
        ("How\nmany. At\n least 1.", {"minimum": 1}, "How\nmany. At\n least 1."),
        ("One of:\n- a", {"default": "a"}, "One of:\n- a\nDefault: `a`."),
        ("How.\n- `0`: off", {"x-enumDescriptions": {"0": "aus", "1": "an"}}, "How.\n- `0`: off\n- `1`: an"),
        ("How. 0: off", {"x-enumDescriptions": {"0": "off", "1": "on"}}, "How. 0: off\n- `1`: on"),
        ("An OBS path or not.", {"x-enumDescriptions": {"OBS": "OBS path"}}, "An OBS path or not.\n- `OBS`: OBS path"),
        ("How. It is at least 1.", {"minimum": 1}, "How. It is at least 1."),
        ("How. At least 10.", {"minimum": 1}, "How. At least 10. At least 1."),
        ("How. Between 1 and 9.", {"minimum": 1, "maximum": 9}, "How. Between 1 and 9."),
        ("范围[1, 9]，默认为2。", {"minimum": 1, "maximum": 9, "default": 2}, "范围[1, 9]，默认为2。"),
        ("长度1~64。", {"minLength": 1, "maxLength": 64}, "长度1~64。"),
        ("How. 1, 2 or 9.", {"minimum": 1, "maximum": 9}, "How. 1, 2 or 9. From 1 to 9."),
        ("How. The default value is True.", {"default": True}, "How. The default value is True."),
        ("How. The default is 20.", {"default": 2}, "How. The default is 20. Default: `2`."),
        ("How. The default.", {"default": ""}, 'How. The default. Default: `""`.'),
        ("  ", {}, ""),
    ],
)
def test_what_a_description_says_is_not_said_again(text: str, schema: Any, described: str) -> None:
    """A fact is added only where the description does not have it, in whatever lines it stands."""
    assert facts(schema).after(text) == described


def test_labels_are_shown_in_english() -> None:
    """A documented label gives way to its English one; a value that a text names with either is known."""
    schema = {"x-enumDescriptions": {"0": "关", "1": "开"}}
    found = facts(schema, labels={"关": "off"})
    assert found.after("") == "- `0`: off\n- `1`: 开"
    assert found.after("0：关，1：开") == "0：关，1：开"


def test_lists_and_values_are_cut() -> None:
    """Of many values it is said how many more there are; a long value ends in an ellipsis."""
    many = {str(number): f"label {number}" for number in range(MAX_VALUES + 2)}
    lines = facts({"x-enumDescriptions": many}).after("").split("\n")
    assert (len(lines), lines[-1]) == (MAX_VALUES + 1, "- and 2 more")
    assert facts({"default": "x" * 9999}).after("") == f"Default: `{'x' * (MAX_SHOWN - 1)}…`."


def test_a_parameter_may_be_deprecated_itself() -> None:
    """What a parameter says beside its schema counts."""
    assert facts({}, deprecated=True).after("Old") == "Old. Deprecated."


@given(st.text())
def test_code_is_never_ended_from_within(text: str) -> None:
    """Whatever a value holds, it stays between its backticks, on one line."""
    shown = code(text)
    fence = shown[: len(shown) - len(shown.lstrip("`"))]
    inside = shown[len(fence) : -len(fence)]
    assert shown.endswith(fence)
    assert inside.strip()
    assert fence not in inside
    assert "\n" not in shown


@given(SCHEMAS, st.text())
def test_facts_added_twice_are_there_once(schema: Any, text: str) -> None:
    """Any values are taken, and what has the facts already stays as it is."""
    described = facts(schema).after(text)
    assert facts(schema).after(described) == described
    assert all(line == line.rstrip() for line in described.removeprefix(text.strip()).split("\n"))


@pytest.mark.parametrize(("text", "ended"), [("", ""), ("A", "A."), ("A.", "A."), ("A?", "A?"), ("一。", "一。")])
def test_sentences_end(text: str, ended: str) -> None:
    """A text gets a full stop where it has no end."""
    assert sentence(text) == ended
