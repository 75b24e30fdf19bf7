"""Who may call an operation, and how they say who they are: what differs."""

from collections.abc import Iterable
from typing import Any

from spec.diff.found import Gathered, text_change
from spec.diff.matching import DocumentOperation
from spec.diff.model import Part
from spec.diff.schemas import Finding
from spec.diff.values import canonical

_WORDS = ("description", "x-displayName")
_OF_CLIENTS = ("x-credentials", "x-token-request")


def compare_security(
    old_root: dict[str, Any],
    new_root: dict[str, Any],
    old: DocumentOperation,
    new: DocumentOperation,
    gathered: Gathered,
) -> None:
    """Compare the ways to authenticate that two operations accept, their own or those of the whole document."""
    before, was_at = _alternatives(old_root, old)
    after, now_at = _alternatives(new_root, new)
    if before == after:
        return

    def add(kind: str, was: Any, now: Any) -> None:
        gathered.add(Finding(kind, was, now, was_at, now_at), Part.OPERATION, "security", operations=(new.id,))

    was_open, is_open = (not side or "" in side for side in (before, after))
    if was_open and not is_open:
        add("security-required", None, list(after.values()))
    elif is_open and not was_open:
        add("security-dropped", list(before.values()), None)
    if not is_open:
        for name in [name for name in before if name and not _is_enough(before[name], after.values())]:
            add("security-removed", before[name], None)
    if not was_open or is_open:
        for name in [name for name in after if name and name not in before]:
            add("security-added", None, after[name])


def _is_enough(given: dict[str, list[str]], wanted: Iterable[dict[str, list[str]]]) -> bool:
    """Tell whether who has these credentials, with these scopes, is let in."""
    return any(
        all(set(scopes) <= set(given.get(name, ())) and name in given for name, scopes in one.items()) for one in wanted
    )


def _alternatives(root: dict[str, Any], operation: DocumentOperation) -> tuple[dict[str, Any], str]:
    """Give the alternatives by a text that is the same for equal ones; no credentials have the empty one."""
    own = operation.value.get("security")
    stated = own if isinstance(own, list) else root.get("security")
    found: dict[str, Any] = {}
    for one in stated if isinstance(stated, list) else ():
        if isinstance(one, dict):
            text = {
                str(name): sorted(map(str, scopes)) if isinstance(scopes, list) else [] for name, scopes in one.items()
            }
            found[canonical(text) if text else ""] = text
    return found, f"{operation.pointer}/security" if isinstance(own, list) else "/security"


def compare_schemes(old: dict[str, Any], new: dict[str, Any], gathered: Gathered) -> None:
    """Compare the security schemes that two documents define."""
    pointer = "/components/securitySchemes"
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        label, at = f"security scheme `{name}`", f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
        if not isinstance(was, dict) or not isinstance(now, dict):
            if was != now:
                kind = "security-scheme-added" if name not in old else "security-scheme-removed"
                kind = "security-scheme-changed" if name in old and name in new else kind
                gathered.add(
                    Finding(kind, was and name, now and name, at if was else "", at if now else ""),
                    Part.DOCUMENT,
                    label,
                )
            continue
        for key in dict.fromkeys((*was, *now)):
            before, after = was.get(key), now.get(key)
            if before == after:
                continue
            if key in _OF_CLIENTS:
                finding = Finding("client-setting-changed", before, after, at, at, key)
            elif key in _WORDS or key.startswith("x-"):
                finding = text_change(key, before, after, at, at)
            else:
                finding = Finding("security-scheme-changed", before, after, at, at, key)
            gathered.add(finding, Part.DOCUMENT, label)
