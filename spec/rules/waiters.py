"""The rule on what `x-waiter` states: the answer shows the state that one waits for."""

from collections.abc import Iterator
from typing import Any

from spec import pointer as pointers
from spec.model import Operation
from spec.rules.contract import Contract, Finding, as_dict
from spec.rules.pagination import json_schema, properties

EXTENSION = "x-waiter"

_OPEN = ("oneOf", "anyOf", "additionalProperties")
"""Keywords of schemas whose values have more properties than those that are listed."""


def check_waiters(contract: Contract) -> Iterator[Finding]:
    """Find waiters whose field leads to nothing in what the operation is documented to answer.

    What else may be wrong with one is for the generators to tell.
    """
    for operation in contract.operations:
        field = as_dict(operation.value.get(EXTENSION)).get("field")
        if not isinstance(field, str) or not field.startswith("/"):
            continue
        answers = list(_answers(contract, operation))
        if answers and not any(_leads(contract, answer, field) for answer in answers):
            place = pointers.join(operation.pointer, EXTENSION, "field")
            yield Finding("SPC037", place, "the field leads to nothing in the answer", field)


def _answers(contract: Contract, operation: Operation) -> Iterator[dict[str, Any]]:
    for status, response in as_dict(operation.value.get("responses")).items():
        if str(status).startswith("2") and (schema := json_schema(contract, contract.resolve(response))) is not None:
            yield schema


def _is_scalar(schema: dict[str, Any]) -> bool:
    """Tell whether no value of a schema has properties."""
    stated = schema.get("type", "object")
    return "object" not in (stated if isinstance(stated, list) else [stated])


def _leads(contract: Contract, schema: dict[str, Any], pointer: str) -> bool:
    """Tell whether something may stand at a pointer in a value of a schema."""
    for step in pointers.split(pointer):
        found = properties(contract, schema)
        if step not in found:
            return any(key in schema for key in _OPEN) or not (found or _is_scalar(schema))
        schema = found[step]
    return True
