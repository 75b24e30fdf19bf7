"""How each operation pages, decided once and published as `x-pagination`, so that no client has to guess."""

from typing import Any

from spec import pointer as pointers
from spec.model import copied
from spec.passes import Passed
from spec.report import Departure
from spec.rules.contract import Contract
from spec.rules.pagination import EXTENSION, find_pagination

_KEYS = ("style", "position", "first", "size", "default_size", "items", "total", "next")


def decide_pagination(document: dict[str, Any]) -> Passed:
    """State of each operation that pages how it does, as its parameters and its answer show.

    What is stated already (by an overlay) wins key by key, null takes a key away, and `false` says that an operation
    does not page. A statement of another kind than an object stays as it is.
    """
    changed = copied(document)
    contract = Contract(changed)
    made: list[Departure] = []
    for operation in contract.operations:
        stated = operation.value.get(EXTENSION)
        if stated is None or isinstance(stated, dict):
            found = find_pagination(contract, operation)
            decided = {**(found or {}), **(stated or {})}
            if decided:
                operation.value[EXTENSION] = _in_order(decided)
            if found:
                place = pointers.join(operation.pointer, EXTENSION)
                made.append(Departure(place, "pagination", "the parameters and the answer show how it pages"))
    return Passed(changed, tuple(made))


def _in_order(decided: dict[str, Any]) -> dict[str, Any]:
    keys = [*(key for key in _KEYS if key in decided), *(key for key in decided if key not in _KEYS)]
    return {key: decided[key] for key in keys if decided[key] is not None}
