"""Filters: text of a document inside generated files."""

import ast
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.filters import WIDTH, comment, docstring, markdown, pyrepr, toml, visible, wrap

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner),
)


@settings(deadline=None)
@given(JSON)
def test_literal_means_the_value(value: Any) -> None:
    """The literal of a JSON value evaluates to the value and shows every character."""
    text = pyrepr(value)
    assert ast.literal_eval(text) == value
    assert text.isprintable()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), b"x"])
def test_value_without_a_literal_is_refused(value: object) -> None:
    """What JSON cannot hold has no literal."""
    with pytest.raises(TypeError):
        pyrepr(value)


@settings(deadline=None)
@given(ANY_TEXT, st.sampled_from([0, 4, 8]))
def test_docstring_is_one_string(text: str, indent: int) -> None:
    """The text inside triple quotes is one string expression and nothing else."""
    source = f'"""{docstring(text, indent)}"""\n'
    tree = ast.parse(source)
    assert len(tree.body) == 1
    statement = tree.body[0]
    assert isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    assert all(char.isprintable() or char == "\n" for char in source)


@pytest.mark.parametrize("length", [*range(9_998, 10_003), *range(19_996, 20_003)])
@pytest.mark.parametrize("tail", ["\\b", "\\" * 9, '"""', '""""', '\\"', '\\"""', '"', "\x00\\", "\t\\"])
def test_long_text_is_cut_before_it_is_escaped(length: int, tail: str) -> None:
    """Wherever the cut falls, each filter gives one string."""
    for text in (tail, "a" * length + tail, tail * 3 + "\\" * length + tail):
        statement = ast.parse(f'"""{docstring(text)}"""\n').body
        assert len(statement) == 1 and isinstance(ast.literal_eval(f'"""{docstring(text)}"""'), str)
        assert list(tomllib.loads(f"a = {toml(text)}\n")) == ["a"]
        assert comment(text).isprintable()
        assert (len(markdown(text)) - len(markdown(text).rstrip("\\"))) % 2 == 0


@pytest.mark.parametrize(
    ("start", "deeper"), [("", ""), ("- ", "  "), ("    name: ", 8 * " "), ("        - ", 10 * " ")]
)
def test_long_lines_go_on_where_they_belong(start: str, deeper: str) -> None:
    """A line that is broken goes on below the text of a list item, and deeper than an entry with a name."""
    _, first, second = wrap("Args:\n" + start + "word " * 30).split("\n")
    assert first.startswith(start + "word")
    assert second.startswith(deeper + "word")
    assert max(len(first), len(second)) <= WIDTH


def test_docstring_keeps_the_words() -> None:
    """Backslashes, quotes and line breaks of the text are still there when the docstring is read."""
    text = 'a \\n """b""" c\nsecond "line"'
    assert ast.literal_eval(f'"""{docstring(text)}"""').strip() == text


@settings(deadline=None)
@given(ANY_TEXT)
def test_comment_is_one_line(text: str) -> None:
    """A comment never ends early."""
    assert visible(comment(text)).isprintable()
    assert not ast.parse(f"# {comment(text)}\n").body


@settings(deadline=None)
@given(ANY_TEXT)
def test_toml_is_one_string(text: str) -> None:
    """The string is valid TOML whatever the text."""
    assert list(tomllib.loads(f"a = {toml(text)}\n")) == ["a"]


def test_markdown_means_nothing() -> None:
    """Signs of Markdown and HTML are escaped."""
    assert markdown("<b>[x](y)`") == "\\<b\\>\\[x\\]\\(y\\)\\`"
