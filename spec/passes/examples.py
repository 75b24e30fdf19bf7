"""Documented examples to where they belong: under `examples` if their schema takes them, else documented only."""

from collections.abc import Iterator
from typing import Any

from spec import pointer as pointers
from spec.model import Operation, copied, operations
from spec.passes import Passed
from spec.rules.contract import as_dict, as_list
from spec.rules.examples import SchemaCheck

DOCUMENTED = "x-documented-examples"
"""On an operation: what its page shows, each with `in` (request or response), `status`, `name`, `request` and `value`.

All but `in` only where stated.
"""


def attach_examples(document: dict[str, Any]) -> Passed:
    """Move documented examples to the media type that they are of. What its schema refuses, or is no JSON, is left."""
    changed = copied(document)
    check = SchemaCheck(document)
    for operation in operations(changed):
        left = []
        for item in as_list(operation.value.pop(DOCUMENTED, None)):
            place = media_type_of(operation, item)
            if place is None or next(check.errors(place[0] + "/schema", item["value"]), None):
                left.append(item)
                continue
            examples = place[1].setdefault("examples", {})
            examples[_free_name(item.get("name") or "example", examples)] = {"value": item["value"]}
        if left:
            operation.value[DOCUMENTED] = left
    return Passed(changed)


def _free_name(name: str, examples: dict[str, Any]) -> str:
    """Give the documented name, else `example-1`; a number goes with one that is taken."""
    if name != "example" and name not in examples:
        return name
    number = 1 if name == "example" else 2
    while f"{name}-{number}" in examples:
        number += 1
    return f"{name}-{number}"


def media_type_of(operation: Operation, item: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Give the media type that a documented example is of, with its pointer; None for text, and where there is none.

    It is that of the request, or of the response of the example's status or its range, else of the first success.
    """
    if isinstance(item.get("value", ""), str):
        return None
    return next(_media_types(operation, item), None)


def _media_types(operation: Operation, item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if item["in"] == "request":
        steps: tuple[str, ...] = ("requestBody",)
        holder = as_dict(operation.value.get("requestBody"))
    else:
        responses = as_dict(operation.value.get("responses"))
        code = _code_of(item.get("status", ""), responses)
        steps = ("responses", code)
        holder = as_dict(responses.get(code))
    for name, media_type in as_dict(holder.get("content")).items():
        yield pointers.join(operation.pointer, *steps, "content", name), media_type


def _code_of(status: str, responses: dict[str, Any]) -> str:
    if status in responses:
        return status
    if status[:1] in ("4", "5") or status == "default":
        return next((c for c in (status[:1] + "XX", "default") if c in responses), "")
    return next((c for c, r in responses.items() if c.startswith("2") and "content" in as_dict(r)), "")
