"""What the extensions of two operations say: permissions, paging, waiters, names of methods, error codes."""

from typing import Any

from spec.diff.found import Gathered, text_change
from spec.diff.matching import DocumentOperation
from spec.diff.model import Aliases, Part
from spec.diff.schemas import Finding
from spec.diff.values import canonical, expanded

_READ_ELSEWHERE = frozenset({"x-title", "x-section", "x-documented-examples", "x-resource", "x-method", "x-aliases"})


def compare_extensions(
    old_root: dict[str, Any],
    new_root: dict[str, Any],
    old: DocumentOperation,
    new: DocumentOperation,
    aliases: Aliases,
    gathered: Gathered,
) -> None:
    """Compare the extensions of two operations, and what else only they say."""
    _method(old, new, aliases, gathered)
    _callbacks(old_root, new_root, old, new, gathered)
    for key in dict.fromkeys((*old.value, *new.value)):
        if not key.startswith("x-") or key in _READ_ELSEWHERE:
            continue
        was, now = old.value.get(key), new.value.get(key)
        if was == now or canonical(was) == canonical(now):
            continue
        at = tuple(f"{o.pointer}/{key}" if key in o.value else o.pointer for o in (old, new))
        for kind, before, after in _READERS[key](was, now) if key in _READERS else ():
            finding = Finding(kind, before, after, *at)
            gathered.add(finding, Part.OPERATION, _LABELS[key], operations=(new.id,))
        if key not in _READERS:
            finding = text_change(key, was, now, old.pointer, new.pointer)
            gathered.add(finding, Part.OPERATION, "operation", operations=(new.id,))


def _method(old: DocumentOperation, new: DocumentOperation, aliases: Aliases, gathered: Gathered) -> None:
    names = [".".join(str(o.value[k]) for k in ("x-resource", "x-method") if k in o.value) for o in (old, new)]
    if names[0] == names[1]:
        return
    if all("x-method" in operation.value for operation in (old, new)):
        kind = "method-renamed-with-alias" if aliases.methods.get(names[0]) == names[1] else "method-renamed"
    else:
        kind = "method-stated"
    finding = Finding(kind, names[0] or None, names[1] or None, old.pointer, new.pointer)
    gathered.add(finding, Part.CODE, "method", operations=(new.id,))


def _callbacks(
    old_root: dict[str, Any],
    new_root: dict[str, Any],
    old: DocumentOperation,
    new: DocumentOperation,
    gathered: Gathered,
) -> None:
    before, after = (c if isinstance(c := o.value.get("callbacks"), dict) else {} for o in (old, new))
    for name in dict.fromkeys((*before, *after)):
        if name in before and name in after:
            if expanded(old_root, before[name]) == expanded(new_root, after[name]):
                continue
            kind = "callback-changed"
        else:
            kind = "callback-removed" if name in before else "callback-added"
        finding = Finding(
            kind, name if name in before else None, name if name in after else None, old.pointer, new.pointer
        )
        gathered.add(finding, Part.OPERATION, f"callback `{name}`", operations=(new.id,))


Changes = list[tuple[str, Any, Any]]
"""Kind, old and new value."""


def _permissions(was: Any, now: Any) -> Changes:
    before, after = _actions(was), _actions(now)
    changes: Changes = [("permission-removed", name, None) for name in before if name not in after]
    changes += [("permission-added", None, name) for name in after if name not in before]
    return changes or [("permission-details-changed", was, now)]


def _actions(stated: Any) -> dict[str, None]:
    listed = stated if isinstance(stated, list) else []
    return dict.fromkeys(str(one.get("action") if isinstance(one, dict) else one) for one in listed)


def _paging(was: Any, now: Any) -> Changes:
    if not isinstance(was, dict) or not isinstance(now, dict):
        if isinstance(was, dict) or isinstance(now, dict):
            return [("pagination-dropped" if isinstance(was, dict) else "pagination-stated", was, now)]
        return [("pagination-changed", was, now)]
    if was.get("items") != now.get("items"):
        return [("pagination-items-changed", was.get("items"), now.get("items"))]
    return [("pagination-changed", was, now)]


def _waiter(was: Any, now: Any) -> Changes:
    if not isinstance(was, dict) or not isinstance(now, dict):
        return [("waiter-removed" if isinstance(was, dict) else "waiter-added", was, now)]
    names = [[w.get("method", "wait"), isinstance(w.get("deleted"), dict)] for w in (was, now)]
    if names[0][0] != names[1][0]:
        return [("waiter-renamed", names[0][0], names[1][0])]
    return [("waiter-removed" if names[0][1] and not names[1][1] else "waiter-changed", was, now)]


def _codes(was: Any, now: Any) -> Changes:
    return [("error-codes-changed", *only_in_one(was, now))]


def only_in_one(was: Any, now: Any) -> tuple[Any, Any]:
    """Give the error codes that are gone, and those that came; both lists as they are where it is not the codes."""
    before, after = (
        dict.fromkeys(str(one.get("code") if isinstance(one, dict) else one) for one in listed)
        if isinstance(listed, list)
        else {}
        for listed in (was, now)
    )
    gone, come = [code for code in before if code not in after], [code for code in after if code not in before]
    return (gone or None, come or None) if gone or come else (was, now)


_READERS = {"x-iam-actions": _permissions, "x-pagination": _paging, "x-waiter": _waiter, "x-error-codes": _codes}
_LABELS = {
    "x-iam-actions": "permissions",
    "x-pagination": "paging",
    "x-waiter": "waiter",
    "x-error-codes": "error codes",
}
