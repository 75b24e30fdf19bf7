"""Where something stands in a document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a document: its name, a 1-based line (0: the document as a whole) and the trail of titles to it."""

    document: str
    line: int = 0
    trail: tuple[str, ...] = ()

    def within(self, *steps: str) -> "Location":
        """Give the same place with more steps at the end of its trail."""
        return Location(self.document, self.line, (*self.trail, *steps))

    def at(self, line: int) -> "Location":
        """Give the same place at another line."""
        return Location(self.document, line, self.trail)

    def __str__(self) -> str:
        return f"{self.document}:{self.line}" if self.line else self.document
