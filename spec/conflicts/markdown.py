"""Conflicts as Markdown: a table of numbers, then a table for each kind."""

import re
from collections.abc import Iterator

from spec.conflicts.file import numbers_by_kind
from spec.conflicts.model import MEANINGS, Conflicts, Reading
from spec.conflicts.words import MAX_READINGS, NOTHING, Group, grouped, places, reading_text, subjects
from spec.diagnostics import shown

MAX_CELL = 300

_SIGNS = re.compile(r"[\\`*_{}\[\]<>()#+!|~&@:$-]")


def render_markdown(conflicts: Conflicts, title: str) -> str:
    """Give the conflicts of a service or folder named `title`; the reading that counts stands in bold."""
    lines = [f"# {_escaped(title)}: conflicts", ""]
    numbers = numbers_by_kind(conflicts.conflicts)
    if not numbers:
        return "\n".join([*lines, "None.", ""])
    lines += ["| kind | conflicts | distinct | one side silent | |", "|---|--:|--:|--:|---|"]
    for kind, n in numbers.items():
        lines.append(f"| {kind} | {n.conflicts:,} | {n.distinct:,} | {n.silent:,} | {MEANINGS[kind]} |")
    groups = grouped(conflicts.conflicts)
    for kind in numbers:
        lines += ["", f"## {kind}", "", "| what | readings |", "|---|---|"]
        lines += (_row(group) for group in groups if group.first.kind is kind)
    return "\n".join([*lines, ""])


def _row(group: Group) -> str:
    conflict = group.first
    what = [_escaped(subjects(conflict).replace("`", "")), *_operations(group)]
    shown_ones = enumerate(conflict.readings[:MAX_READINGS])
    readings = [_reading(r, taken=index == conflict.taken) for index, r in shown_ones]
    if len(conflict.readings) > MAX_READINGS:
        readings.append(f"further readings&#58; {len(conflict.readings) - MAX_READINGS}")
    return f"| {'<br>'.join(what)} | {'<br>'.join(readings)} |"


def _operations(group: Group) -> Iterator[str]:
    yield from (_escaped(operation) for operation in group.operations[:1])
    if len(group.operations) > 1:
        yield f"further operations&#58; {len(group.operations) - 1}"


def _reading(reading: Reading, *, taken: bool) -> str:
    value = _escaped(reading_text(reading)) if reading.stated else NOTHING
    return f"{f'**{value}**' if taken and reading.stated else value} ({_escaped(places(reading)[0])})"


def _escaped(text: str) -> str:
    """Give text of a document so that no sign of it is markup."""
    return _SIGNS.sub(
        lambda sign: f"&#{ord(sign[0])};" if sign[0] in "<>&|@:" else "\\" + sign[0], shown(text, MAX_CELL)
    )
