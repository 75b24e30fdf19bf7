"""Versions: what changes do to them, how long old names last, and the record."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.diagnostics import DiagnosticError
from spec.diff.model import Effect
from spec.versions import Entry, Versions, dump_versions, is_over, is_version, next_version, read_versions

NONE, DOCUMENTATION, COMPATIBLE, BREAKING = Effect


@pytest.mark.parametrize(
    ("current", "effect", "following"),
    [
        ("1.4.2", NONE, "1.4.2"),
        ("1.4.2", DOCUMENTATION, "1.4.3"),
        ("1.4.2", COMPATIBLE, "1.5.0"),
        ("1.4.2", BREAKING, "2.0.0"),
        ("9.9.9", BREAKING, "10.0.0"),
        ("0.4.2", NONE, "0.4.2"),
        ("0.4.2", DOCUMENTATION, "0.4.3"),
        ("0.4.2", COMPATIBLE, "0.4.3"),
        ("0.4.2", BREAKING, "0.5.0"),
        ("2.0.0-rc.1", NONE, "2.0.0-rc.1"),
        ("2.0.0-rc.1", DOCUMENTATION, "2.0.0-rc.2"),
        ("2.0.0-rc.1", BREAKING, "2.0.0-rc.2"),
        ("2.0.0-beta", COMPATIBLE, "2.0.0-beta.1"),
        ("2.0.0-9", COMPATIBLE, "2.0.0-10"),
        ("1.4.2+build.7", COMPATIBLE, "1.5.0"),
        ("1.4.2+build.7", NONE, "1.4.2+build.7"),
    ],
)
def test_next_versions(current: str, effect: Effect, following: str) -> None:
    """Each effect raises its number; below 1.0.0 one number less; a pre-release stays one."""
    assert next_version(current, effect) == following


@pytest.mark.parametrize(
    "text", ["", "1", "1.2", "01.2.3", "1.2.3.4", "v1.2.3", "2025-02-11", "1.2.3-", "1.2.3-01", "१.2.3"]
)
def test_what_is_no_version(text: str) -> None:
    """A text of another form is no version, and none follows it."""
    assert not is_version(text)
    with pytest.raises(ValueError, match="not a semantic version"):
        next_version(text, Effect.COMPATIBLE)


NUMBERS = st.tuples(*[st.integers(0, 50)] * 3)


@given(NUMBERS, st.sampled_from([DOCUMENTATION, COMPATIBLE, BREAKING]), st.sampled_from([COMPATIBLE, BREAKING]))
def test_versions_only_rise(numbers: tuple[int, int, int], effect: Effect, worse: Effect) -> None:
    """A change gives a later version, a worse one no earlier version than a lesser one."""
    version = ".".join(map(str, numbers))
    lesser, greater = sorted((effect, worse), key=lambda e: e.rank)
    later, latest = (tuple(map(int, next_version(version, e).split("."))) for e in (lesser, greater))
    assert numbers < later <= latest


@pytest.mark.parametrize(
    ("since", "version", "over"),
    [
        ("2.1.0", "2.1.0", False),
        ("2.1.0", "2.9.0", False),
        ("2.1.0", "3.7.0", False),
        ("2.1.0", "4.0.0", True),
        ("2.1.0", "4.0.0-rc.1", True),
        ("0.3.0", "0.4.9", False),
        ("0.3.0", "0.5.0", True),
        ("0.3.0", "1.0.0", False),
        ("0.3.0", "2.0.0", True),
        ("", "9.0.0", False),
    ],
)
def test_how_long_old_names_last(since: str, version: str, over: bool) -> None:
    """An old name lasts through the whole next major version, below 1.0.0 the next minor one."""
    assert is_over(since, version) is over


def test_the_record_is_a_file(tmp_path: Path) -> None:
    """The record is read as it was written; a person may write the least of it; no file is no record."""
    path = tmp_path / "shop.json"
    assert read_versions(path) is None
    entry = Entry("1.1.0", "2026-05-01", {"Added": ("`a`",)}, {"python": {"Removed": ("b", "c")}}, "Hello.\n\n- x")
    record = Versions("1.1.0", (entry,))
    path.write_text(dump_versions(record))
    assert read_versions(path) == record
    path.write_text('{"version": "3.0.0-rc.1"}')
    assert read_versions(path) == Versions("3.0.0-rc.1")


@pytest.mark.parametrize(
    "record",
    [
        {},
        [],
        {"version": "1"},
        {"version": 1},
        {"version": "1.0.0", "more": 1},
        {"version": "1.0.0\n"},
        {"version": "1.0.0", "entries": [{"version": "1.0.0", "date": "today"}]},
        {"version": "1.0.0", "entries": [{"version": "1.0.0", "document": {"Added": ["one\n# two"]}}]},
    ],
)
def test_another_file_is_no_record(tmp_path: Path, record: object) -> None:
    """A file of another form is told with the key that is wrong."""
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(record))
    with pytest.raises(DiagnosticError) as raised:
        read_versions(path)
    assert raised.value.diagnostics[0].code in ("SPC085", "SPC001")
