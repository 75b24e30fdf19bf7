"""A diff in JSON types, for programs."""

from typing import Any

from spec.diff.kinds import KINDS
from spec.diff.model import Change, Diff
from spec.location import Location
from spec.provenance import place_as_dict


def as_dict(diff: Diff) -> dict[str, Any]:
    """Give the whole diff: versions, the worst effect, how many changes have which, and the changes."""
    return {
        "old_version": diff.old_version,
        "new_version": diff.new_version,
        "effect": str(diff.effect),
        "counts": {str(effect): len(changes) for effect, changes in diff.by_effect.items()},
        "changes": [_change(change) for change in diff.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    kind = KINDS[change.kind]
    return {
        "kind": change.kind,
        "meaning": kind.meaning,
        "why": kind.why,
        "effect": str(change.effect),
        "wire": str(change.wire),
        "clients": {target: str(effect) for target, effect in change.clients.items()},
        "part": str(change.part),
        "subject": change.subject,
        "old": change.old,
        "new": change.new,
        "operations": list(change.operations),
        "old_pointer": change.old_pointer,
        "new_pointer": change.new_pointer,
        "old_place": _place(change.old_place),
        "new_place": _place(change.new_place),
    }


def _place(place: Location | None) -> dict[str, object] | None:
    return place_as_dict(place) if place else None
