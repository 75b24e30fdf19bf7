"""Conflicts as one HTML page that needs nothing beside it; the readings stand side by side.

Text of documents reaches the page escaped, and a content security policy lets only the page's own script run.
"""

from collections.abc import Iterable

from spec.conflicts.file import numbers_by_kind
from spec.conflicts.model import MEANINGS, Conflicts
from spec.conflicts.words import MAX_READINGS, grouped, members
from spec.page import Link, render

MAX_GROUPS = 3_000
"""How many distinct conflicts the page shows; the file beside it has all of them."""
MAX_NAMED = 50
"""How many further places and operations of one it shows."""


def render_conflicts(conflicts: Conflicts, title: str, up: Iterable[Link] = ()) -> str:
    """Give the page. `title` names the service or folder whose documents were compared, `up` the pages above it."""
    groups = grouped(conflicts.conflicts)
    return render(
        "conflicts",
        title=title,
        up=tuple(up),
        sources=conflicts.sources,
        kinds=[(kind, numbers, MEANINGS[kind]) for kind, numbers in numbers_by_kind(conflicts.conflicts).items()],
        total=len(conflicts.conflicts),
        distinct=len(groups),
        groups=[(group, group.first) for group in groups[:MAX_GROUPS]],
        hidden=max(0, len(groups) - MAX_GROUPS),
        members=members,
        max_named=MAX_NAMED,
        max_readings=MAX_READINGS,
    )
