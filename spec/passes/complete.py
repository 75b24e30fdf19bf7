"""What readers of a published document look for and its pages leave unsaid: words on operations."""

from typing import Any

from spec.model import copied, operations
from spec.passes import Passed
from spec.report import Departure


def describe_operations(document: dict[str, Any]) -> Passed:
    """Let each operation without a description say in which section (`x-section`) of the reference it is documented."""
    changed = copied(document)
    made: list[Departure] = []
    for operation in operations(changed):
        section = operation.value.get("x-section")
        if section and not operation.value.get("description"):
            operation.value["description"] = f"Documented in section {section} of the reference."
            place = operation.pointer + "/description"
            made.append(Departure(place, "complete", "where to read on, in place of the reference's own wording"))
    return Passed(changed, tuple(made))
