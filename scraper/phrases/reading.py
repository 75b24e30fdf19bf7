"""What a description states about its field, apart from prose."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The JSON kind of a documented field."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    ARRAY = "array"
    OBJECT = "object"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a closed list, as printed, and what the page says that it means ("" where it says nothing)."""

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts of one description; None or empty where it states nothing.

    `default` is the literal as printed, without quotes; of an array, `default_items` are the elements that it names.
    `spans` are the half-open ranges of the description's plain text that state all of this.
    """

    choices: tuple[Choice, ...] = ()
    default: str | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    exclusive_minimum: bool = False
    exclusive_maximum: bool = False
    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    format: str | None = None
    default_items: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
