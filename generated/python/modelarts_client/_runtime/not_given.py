# Copied from apiscribe; do not edit.
"""The sentinel for "not given", which differs from None: None is sent as null."""

from typing import Final, Literal


class NotGiven:
    """The type of NOT_GIVEN."""

    __slots__ = ()

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "NOT_GIVEN"


NOT_GIVEN: Final = NotGiven()
