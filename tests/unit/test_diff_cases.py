"""Each single change of the table has the kind and the effects that are expected of it, and nothing else is found."""

from collections import Counter

import pytest
from diff_cases import CASES, documents

from spec.diff import compare
from spec.diff.kinds import KINDS
from spec.diff.model import Change

ELSEWHERE = {
    "constraint-changed",
    "preferred-media-type-added",
    "method-renamed-with-alias",
    "schema-renamed-with-alias",
}
"""Kinds that `test_diff.py` sees to."""


def told(change: Change) -> str:
    """Give a change as the table has it."""
    return f"{change.kind} {change.part} {change.wire} {change.clients['python']} {len(change.operations)}"


@pytest.mark.parametrize("name", CASES)
def test_single_change_is_classified(name: str) -> None:
    """One change gives what the table says: kind, part, effects, and how many operations it reaches."""
    case = CASES[name]
    found = compare(*documents(case)).changes
    assert Counter(map(told, found)) == Counter(case["expect"]), "\n".join(f"{told(c)}: {c.subject}" for c in found)


@pytest.mark.parametrize("name", CASES)
def test_single_change_says_where(name: str) -> None:
    """Every change has a subject, a kind of the table, and a pointer in the documents that have the place."""
    for change in compare(*documents(CASES[name])).changes:
        assert change.subject
        assert change.kind in KINDS
        assert change.old_pointer or change.new_pointer


def test_table_has_every_kind() -> None:
    """Every kind stands in the table of cases, but for those that need aliases or two changes."""
    seen = {expected.partition(" ")[0] for case in CASES.values() for expected in case["expect"]}
    assert len(CASES) >= 100
    assert seen <= KINDS.keys()
    assert KINDS.keys() - seen == ELSEWHERE
