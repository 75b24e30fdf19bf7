# Copied from apiscribe; do not edit.
"""The time that the mock goes by: that of the machine, until it is told to be later."""

import time


class Clock:
    """A clock that can be advanced. `speed` is how many seconds of a transition go by in one second."""

    def __init__(self, speed: float = 1.0) -> None:
        self.offset = 0.0
        self.speed = speed

    def now(self) -> float:
        """Give the seconds since 1970."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        """Go forward."""
        self.offset += seconds
