"""Where the document for generators departs from the one that it is derived from, and what no rule can help."""

from dataclasses import dataclass, field

from spec.report import Departure


@dataclass(frozen=True, slots=True)
class Refused:
    """An operation that not every generator takes: the `rule` that it breaks, and the `way_out`."""

    rule: str
    way_out: str
    operation: str = ""
    pointer: str = ""

    @property
    def message(self) -> str:
        """The rule and the way out in one sentence."""
        return f"generators of clients: {self.rule}; {self.way_out}"


@dataclass(slots=True)
class Departures:
    """What was changed and what was refused so far."""

    made: list[Departure] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def add(self, pointer: str, why: str) -> None:
        """Take note of a change: the place in the 3.0 document, and why."""
        self.made.append(Departure(pointer, "codegen", why))
