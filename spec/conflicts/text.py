"""Conflicts as plain text: one paragraph for each."""

from collections.abc import Iterator

from spec.conflicts.file import numbers_by_kind
from spec.conflicts.model import MEANINGS, Conflict, Conflicts
from spec.conflicts.words import MAX_READINGS, grouped, places, reading_text, subjects
from spec.diagnostics import shown

MAX_OPERATIONS = 5


def render_text(conflicts: Conflicts) -> str:
    """Give the numbers by kind, then each distinct conflict with its readings; `*` marks the one that counts."""
    lines: list[str] = []
    for kind, numbers in numbers_by_kind(conflicts.conflicts).items():
        lines.append(f"{numbers.conflicts:>6,}  {kind:<14}  {MEANINGS[kind]}")
    for group in grouped(conflicts.conflicts):
        lines += ["", *conflict_lines(group.first, group.operations)]
    return "\n".join(lines) + "\n" if lines else "no conflicts\n"


def conflict_lines(conflict: Conflict, operations: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the lines of one conflict, which may be that of several operations."""
    yield f"{conflict.kind}: {subjects(conflict)}"
    named = operations or ((conflict.operation,) if conflict.operation else ())
    yield from (f"    of    {shown(operation)}" for operation in named[:MAX_OPERATIONS])
    if len(named) > MAX_OPERATIONS:
        yield f"    of    {len(named) - MAX_OPERATIONS} more"
    for index, reading in enumerate(conflict.readings[:MAX_READINGS]):
        mark = "*" if index == conflict.taken else " "
        yield f"  {mark} {reading_text(reading)}"
        yield f"    at    {' > '.join(places(reading))}"
    if len(conflict.readings) > MAX_READINGS:
        yield f"    and   {len(conflict.readings) - MAX_READINGS} more readings"
    if conflict.pointer:
        yield f"    spec  {shown(conflict.pointer, 400)}"
