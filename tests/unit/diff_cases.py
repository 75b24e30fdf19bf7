"""The table of single changes: one document, what is done to it, and what is expected of each change."""

from pathlib import Path
from typing import Any

from spec import pointer as pointers
from spec.files import load
from spec.model import copied

_FOLDER = Path(__file__).parent
_TABLE = load(_FOLDER / "diff_cases.yaml")

BASE: dict[str, Any] = load(_FOLDER / "diff_base.yaml")
CASES: dict[str, dict[str, Any]] = _TABLE["cases"]


def documents(case: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the old and the new document of one case."""
    return (changed(case), BASE) if case.get("back") else (BASE, changed(case))


def changed(case: dict[str, Any]) -> dict[str, Any]:
    """Give the document with the changes of one case."""
    document = copied(BASE)
    for source, target in case.get("move", {}).items():
        holder, step = _holder(document, source)
        value = holder.pop(step)
        holder, step = _holder(document, target)
        holder[step] = value
    for place in case.get("drop", ()):
        holder, step = _holder(document, place)
        holder.pop(int(step) if isinstance(holder, list) else step)
    for place, value in case.get("set", {}).items():
        holder, step = _holder(document, place)
        if not isinstance(holder, list):
            holder[step] = copied(value)
        elif int(step) < len(holder):
            holder[int(step)] = copied(value)
        else:
            holder.append(copied(value))
    return document


def _holder(document: dict[str, Any], place: str) -> tuple[Any, str]:
    name = place.partition("/")[0]
    pointer = _TABLE["places"][name] + place.removeprefix(name) if name else place
    above, _, _ = pointer.rpartition("/")
    return pointers.resolve(document, above), pointers.split(pointer)[-1]
