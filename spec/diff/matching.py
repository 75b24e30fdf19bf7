"""Which operation of one document is which of the other: by method and path, else by operationId."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from spec import pointer as pointers
from spec.diff.values import Place, resolve
from spec.model import METHODS

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class DocumentOperation:
    """One operation with what its path item adds. `item` is the path item, `item_pointer` where that stands."""

    path: str
    method: str
    pointer: str
    value: dict[str, Any]
    item: dict[str, Any]
    item_pointer: str

    @property
    def id(self) -> str:
        """The operationId, else method and path."""
        stated = self.value.get("operationId")
        return stated if isinstance(stated, str) and stated else f"{self.method.upper()} {self.path}"

    @property
    def shape(self) -> tuple[str, str]:
        """Method and path, whatever the placeholders are called."""
        return self.method, PLACEHOLDER.sub("{}", self.path)

    @property
    def placeholders(self) -> list[str]:
        """The names in the path, in its order."""
        return PLACEHOLDER.findall(self.path)


def operations_of(root: dict[str, Any]) -> Iterator[DocumentOperation]:
    """Give the operations under `paths`, those of path items that are referred to included."""
    paths = root.get("paths")
    for path, node in paths.items() if isinstance(paths, dict) else ():
        pointer, item = resolve(root, pointers.join("/paths", path), node)
        for method in METHODS:
            value = item.get(method) if isinstance(item, dict) else None
            if isinstance(value, dict):
                yield DocumentOperation(str(path), method, f"{pointer}/{method}", value, item, pointer)


Key = Callable[[DocumentOperation], object]
Match = tuple[DocumentOperation | None, DocumentOperation | None]


def matched(old: Iterable[DocumentOperation], new: Iterable[DocumentOperation]) -> list[Match]:
    """Give the pairs in the order of the new document, then those that are no more."""
    before, after = list(old), list(new)
    partner = _by(before, after, lambda o: (o.method, o.path))
    partner |= _by(_without(before, partner.values()), _without(after, partner), lambda o: o.shape)
    left, come = _without(before, partner.values()), _without(after, partner)
    partner |= _by(left, come, lambda o: o.id if "operationId" in o.value else None)
    known = {operation.pointer: operation for operation in before}
    found: list[Match] = [(known.get(partner.get(now.pointer, "")), now) for now in after]
    return found + [(was, None) for was in _without(before, partner.values())]


def _without(operations: list[DocumentOperation], pointers_: Iterable[str]) -> list[DocumentOperation]:
    gone = set(pointers_)
    return [operation for operation in operations if operation.pointer not in gone]


def _by(before: list[DocumentOperation], after: list[DocumentOperation], key: Key) -> dict[str, str]:
    """Match those whose key no other one has on either side; by pointer of the new that of the old."""
    keys = [Counter(key(operation) for operation in side) for side in (before, after)]
    known = {key(operation): operation.pointer for operation in before}
    return {
        operation.pointer: known[mark]
        for operation in after
        if (mark := key(operation)) is not None and keys[0][mark] == keys[1][mark] == 1
    }


def parameters_of(root: dict[str, Any], operation: DocumentOperation) -> dict[tuple[str, str], Place]:
    """Give the parameters by place and name, the path's own included; headers of the standard are none."""
    found: dict[tuple[str, str], Place] = {}
    for holder, pointer in ((operation.item, operation.item_pointer), (operation.value, operation.pointer)):
        listed = holder.get("parameters")
        for index, node in enumerate(listed if isinstance(listed, list) else ()):
            place, value = resolve(root, f"{pointer}/parameters/{index}", node)
            if not isinstance(value, dict) or not isinstance(name := value.get("name"), str):
                continue
            where = str(value.get("in"))
            key = name.lower() if where == "header" else name
            if where != "header" or key not in ("accept", "content-type", "authorization"):
                found[(where, key)] = (place, value)
    return found
