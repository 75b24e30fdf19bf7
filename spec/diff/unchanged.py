"""What two documents say in the same words, down to the last reference: nothing in it has to be compared."""

import json
import re
from typing import Any

from spec import pointer as pointers
from spec.diff.matching import DocumentOperation
from spec.model import METHODS

_REFERENCE = re.compile(r'"\$ref": "((?:[^"\\]|\\.)*)"')


class Unchanged:
    """Knows which components of two documents are the same, with all that they refer to."""

    def __init__(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        before, after = _texts(old), _texts(new)
        self.used = _used(old, before), _used(new, after)
        """The pointers of the components that operations come to, of the old document and of the new one."""
        same = {pointer for pointer, text in before.items() if after.get(pointer) == text}
        users: dict[str, list[str]] = {}
        waiting: list[str] = []
        for pointer in same:
            for reference in _REFERENCE.findall(before[pointer]):
                target = reference.removeprefix("#")
                users.setdefault(target, []).append(pointer)
                if target not in same:
                    waiting.append(target)
        while waiting:
            for user in users.pop(waiting.pop(), ()):
                if user in same:
                    same.discard(user)
                    waiting.append(user)
        self._same = same
        self._security = _text(old.get("security")) == _text(new.get("security"))

    def is_same(self, old: str, new: str) -> bool:
        """Tell whether the components at two pointers are the same."""
        return old == new and old in self._same

    def is_same_operation(self, old: DocumentOperation, new: DocumentOperation) -> bool:
        """Tell whether two operations are the same."""
        if not self._security or old.path != new.path or old.method != new.method:
            return False
        text = _text([old.value, _beside(old.item)])
        if text != _text([new.value, _beside(new.item)]):
            return False
        return all(reference.removeprefix("#") in self._same for reference in _REFERENCE.findall(text))


def _beside(item: dict[str, Any]) -> dict[str, Any]:
    """Give what a path item says of all its operations."""
    return {key: value for key, value in item.items() if key not in METHODS}


def _used(document: dict[str, Any], texts: dict[str, str]) -> frozenset[str]:
    found: set[str] = set()
    waiting = _REFERENCE.findall(_text(document.get("paths")))
    while waiting:
        target = waiting.pop().removeprefix("#")
        if target not in found:
            found.add(target)
            waiting += _REFERENCE.findall(texts.get(target, ""))
    return frozenset(found)


def _texts(document: dict[str, Any]) -> dict[str, str]:
    components = document.get("components")
    return {
        pointers.join("/components", section, name): _text(value)
        for section, parts in (components.items() if isinstance(components, dict) else ())
        if isinstance(parts, dict)
        for name, value in parts.items()
    }


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
