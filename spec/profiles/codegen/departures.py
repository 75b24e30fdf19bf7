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
    """What was changed and what was refused so far. `moved` has the pointers of what now stands elsewhere: the new one,
    and that in the 3.0 document."""

    made: list[Departure] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)

    def add(self, pointer: str, why: str) -> None:
        """Take note of a change: the place, and why."""
        self.made.append(Departure(self._given(pointer), "codegen", why))

    def renamed(self, pointer: str, what: str, given: str, name: str) -> None:
        """Take note of a name, unless it is the given one: by what stands behind it now, where that is the change."""
        if name != given:
            behind = name.removeprefix(given) if given else ""
            changed = f"`{behind}` is put behind its name" if behind != name else f"it is called {name}"
            self.add(pointer, f"{what} that every language can name: {changed}")

    def _given(self, pointer: str) -> str:
        """Give the pointer into the 3.0 document for one into that which is being made."""
        name = "/".join(pointer.split("/", 4)[:4])  # /components/schemas/NAME
        while name in self.moved:
            pointer = self.moved[name] + pointer[len(name) :]
            name = "/".join(pointer.split("/", 4)[:4])
        return pointer
