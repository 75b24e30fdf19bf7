"""Documented examples to where they belong: under `examples` if their schema takes them, else documented only."""

from typing import Any

from spec import pointer as pointers
from spec.model import Operation, copied, operations
from spec.passes import Passed
from spec.rules.contract import Contract
from spec.rules.examples import check_examples

DOCUMENTED = "x-documented-examples"
"""On an operation: what its page shows, each with `in` (request or response), `status` where stated, and `value`."""


def attach_examples(document: dict[str, Any]) -> Passed:
    """Move documented examples to the media type that they are of. What its schema refuses, or is no JSON, is left."""
    changed = copied(document)
    attached: dict[str, tuple[dict[str, Any], dict[str, Any], str, dict[str, Any]]] = {}
    for operation in operations(changed):
        left = []
        for item in operation.value.pop(DOCUMENTED, []):
            place = None if isinstance(item["value"], str) else _media_type(operation, item)
            if place is None:
                left.append(item)
                continue
            pointer, media_type = place
            examples = media_type.setdefault("examples", {})
            name = f"example-{len(examples) + 1}"
            examples[name] = {"value": item["value"]}
            attached[pointers.join(pointer, "examples", name)] = (operation.value, examples, name, item)
        if left:
            operation.value[DOCUMENTED] = left
    for finding in check_examples(Contract(changed)):
        if finding.pointer in attached:
            value, examples, name, item = attached[finding.pointer]
            del examples[name]
            value.setdefault(DOCUMENTED, []).append(item)
    for _, examples, _, _ in attached.values():
        _renumber(examples)
    return Passed(_without_empty(changed))


def _media_type(operation: Operation, item: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Give the media type that an example is of, with its pointer: of the request, or of the response of its status."""
    if item["in"] == "request":
        steps: tuple[str, ...] = ("requestBody",)
        holder = operation.value.get("requestBody", {})
    else:
        responses = operation.value.get("responses", {})
        success = next((c for c, r in responses.items() if c.startswith("2") and "content" in r), "")
        code = item.get("status") or success
        steps = ("responses", code)
        holder = responses.get(code, {})
    for name, media_type in holder.get("content", {}).items():
        return pointers.join(operation.pointer, *steps, "content", name), media_type
    return None


def _renumber(examples: dict[str, Any]) -> None:
    values = list(examples.values())
    examples.clear()
    examples.update({f"example-{number}": value for number, value in enumerate(values, 1)})


def _without_empty(document: dict[str, Any]) -> dict[str, Any]:
    for operation in operations(document):
        holders = [operation.value.get("requestBody", {}), *operation.value.get("responses", {}).values()]
        for media_type in (m for h in holders for m in h.get("content", {}).values()):
            if media_type.get("examples") == {}:
                del media_type["examples"]
    return document
