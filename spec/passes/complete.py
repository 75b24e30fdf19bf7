"""What readers of a published document look for and its pages leave unsaid: words on operations, and client errors."""

from typing import Any

from spec import pointer as pointers
from spec.model import copied, operations
from spec.passes import Passed
from spec.report import Departure
from spec.rules.contract import as_dict

_CLIENT_ERRORS = "4XX"


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


def client_errors_have_a_range(document: dict[str, Any]) -> Passed:
    """Say under `4XX` as well what `default` says of errors, beside a success response and without a documented 4xx.

    Generators and linters look for client errors under their own statuses; `default` stays, for all other errors.
    """
    changed = copied(document)
    made: list[Departure] = []
    for operation in operations(changed):
        responses = as_dict(operation.value.get("responses"))
        default = as_dict(responses.get("default"))
        if "content" not in default or not any(code.startswith("2") for code in responses):
            continue
        if any(code.startswith("4") for code in responses):
            continue
        bodies = {
            name: {key: copied(value) for key, value in as_dict(media_type).items() if key == "schema"}
            for name, media_type in as_dict(default["content"]).items()
        }
        del responses["default"]
        responses[_CLIENT_ERRORS] = {"description": "Client error", "content": bodies}
        responses["default"] = default
        place = pointers.join(operation.pointer, "responses", _CLIENT_ERRORS)
        made.append(Departure(place, "complete", "the documented form of errors holds for client errors"))
    return Passed(changed, tuple(made))
