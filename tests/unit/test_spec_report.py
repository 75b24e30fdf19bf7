"""The account of a run: everything that is found is used or left out for a reason, or it is a finding."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.diagnostics import Diagnostic
from spec.location import Location
from spec.report import Accounting, Departure, Kind, Reason, Report, merge


def test_what_is_undecided_is_an_error() -> None:
    """A row that nobody used or left out is told with its line."""
    accounting = Accounting("a.html")
    used, dropped, forgotten = object(), object(), object()
    for line, item in enumerate((used, dropped, forgotten), 10):
        accounting.expect(Kind.ROW, item, line)
    accounting.use(used)
    accounting.leave_out(Reason.EMPTY, dropped)
    assert list(accounting.undecided(Kind.ROW)) == [forgotten]
    account = accounting.freeze()
    assert [(d.code, str(d.location)) for d in account.check_complete()] == [("REF007", "a.html:12")]
    assert account.as_dict() == {
        "document": "a.html",
        "contents": {"row": {"found": 3, "used": 1, "left_out": {"empty": [11]}}},
    }


def test_use_outweighs_leaving_out() -> None:
    """What one reader leaves out and another uses was used, in either order; the first reason stands."""
    accounting = Accounting("a")
    # equal, but not the same thing
    first, second, third = list[int](), list[int](), list[int]()
    for item in (first, second, third):
        accounting.expect(Kind.TABLE, item, 1)
    accounting.use(first)
    accounting.leave_out(Reason.LAYOUT, first, second, third)
    accounting.leave_out(Reason.CONTENTS, third)
    accounting.use(second)
    account = accounting.freeze()
    assert account.used == {Kind.TABLE: 2}
    assert account.left_out == {(Kind.TABLE, Reason.LAYOUT): (1,)}


def test_unknown_things_are_refused() -> None:
    """Using what was never expected is a defect of the caller and is not passed over."""
    with pytest.raises(KeyError):
        Accounting("a").use(object())


@given(st.lists(st.tuples(st.sampled_from(Kind), st.integers(0, 3), st.sampled_from(Reason))))
def test_the_sums_are_right(things: list[tuple[Kind, int, Reason]]) -> None:
    """For every kind, found is used plus left out plus undecided."""
    accounting = Accounting("a")
    kept = [(list[int](), *thing) for thing in things]
    for line, (item, kind, fate, reason) in enumerate(kept):
        accounting.expect(kind, item, line)
        if fate & 1:
            accounting.use(item)
        if fate & 2:
            accounting.leave_out(reason, item)
    account = accounting.freeze()
    for kind in Kind:
        of_kind = [fate for _, its, fate, _ in kept if its is kind]
        assert account.found(kind) == len(of_kind)
        assert account.used.get(kind, 0) == sum(fate & 1 for fate in of_kind)
    assert len(list(account.check_complete())) == sum(fate == 0 for _, _, fate, _ in kept)


def test_reports_merge_and_do_not_depend_on_order() -> None:
    """A report of several documents adds up, and its JSON is the same in whatever order they were read."""
    reports = []
    for name in ("b", "a"):
        accounting = Accounting(name)
        accounting.expect(Kind.OPERATION, operation := object(), 3)
        accounting.use(operation)
        diagnostic = Diagnostic("TBL002", "m", Location(name, 7))
        reports.append(Report((accounting.freeze(),), (diagnostic,), (Departure("/" + name, "overlay", "why"),)))
    merged = merge(reports).as_dict()
    assert json.dumps(merged) == json.dumps(merge(reversed(reports)).as_dict())
    assert merged["totals"] == {"contents": {"operation": {"found": 2, "used": 2}}, "diagnostics": {"TBL002": 2}}


def test_reasons_say_something() -> None:
    """The list of reasons is closed: none of them is a way to say nothing."""
    assert not {"other", "unknown", "misc", "skipped", ""} & {str(reason) for reason in Reason}
