"""JSON pointers (RFC 6901): how this project names a place in an OpenAPI document."""

from typing import Any

_MAX_DIGITS = 10


def escape(step: str | int) -> str:
    """Give one step as it stands in a pointer."""
    return str(step).replace("~", "~0").replace("/", "~1")


def join(pointer: str, *steps: str | int) -> str:
    """Give the pointer of what lies further down."""
    return "/".join((pointer, *(escape(step) for step in steps)))


def split(pointer: str) -> list[str]:
    """Give the steps of a pointer, without escapes."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def resolve(document: Any, pointer: str) -> Any:
    """Give what stands at a pointer. Raises LookupError where there is nothing."""
    if pointer and not pointer.startswith("/"):
        raise LookupError(pointer)
    value = document
    for step in split(pointer):
        if isinstance(value, dict):
            value = value[step]
        elif isinstance(value, list) and step.isascii() and step.isdigit() and len(step) < _MAX_DIGITS:
            value = value[int(step)]
        else:
            raise LookupError(pointer)
    return value
