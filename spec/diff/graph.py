"""The comparisons of all schemas that operations come to: each pair once for each direction, with what leads there."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from spec.diagnostics import Diagnostic, DiagnosticError
from spec.diff.model import Part
from spec.diff.schemas import Finding, SchemaComparison
from spec.diff.shape import Site
from spec.diff.unchanged import Unchanged
from spec.diff.values import Place
from spec.location import Location

MAX_PAIRS = 400_000


@dataclass(slots=True)
class Pair:
    """Two schemas that stand for each other. `parents` are the pairs that lead here, each with the step."""

    old: Site
    new: Site
    part: Part
    step: str
    findings: list[Finding] = field(default_factory=list)
    parents: list[tuple[int, str]] = field(default_factory=list)
    children: list[tuple[int, str]] = field(default_factory=list)
    roots: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Graph:
    """Grows by what is asked of it: `begin` at a schema of an operation, then `finish`."""

    schemas: SchemaComparison
    unchanged: Unchanged
    pairs: list[Pair] = field(default_factory=list)
    names: dict[str, dict[str, None]] = field(default_factory=dict)
    """By name of an old schema those of the new ones in its place."""
    written: set[str] = field(default_factory=set)
    """Names of schemas that one document refers to where the other has a schema without a name."""
    _numbers: dict[tuple[Site, Site, Part, bool], int] = field(default_factory=dict)
    _waiting: deque[int] = field(default_factory=deque)

    def begin(self, operation: str, label: str, part: Part, old: Iterable[Place], new: Iterable[Place]) -> None:
        """Compare two schemas that an operation names itself; `label` is what a person calls them."""
        number = self._pair(old, new, part, "")
        if number is not None:
            self.pairs[number].roots.append((operation, label))

    def finish(self) -> None:
        """Compare all that is asked for. Raises DiagnosticError (SPC084) where that is too much."""
        while self._waiting:
            number = self._waiting.popleft()
            pair = self.pairs[number]
            old, new = self.schemas.old.shape(pair.old), self.schemas.new.shape(pair.new)
            if old.name and new.name:
                self.names.setdefault(old.name, {})[new.name] = None
            elif old.name or new.name:
                self.written.add(old.name or new.name)
            compared = self.schemas.compare(old, new, pair.part, pair.step)
            pair.findings = compared.findings
            for child in compared.children:
                found = self._pair(child.old, child.new, pair.part, child.step)
                if found is not None:
                    pair.children.append((found, child.step))
                    self.pairs[found].parents.append((number, child.step))

    def _pair(self, old: Iterable[Place], new: Iterable[Place], part: Part, step: str) -> int | None:
        """Give the number of a pair, None of one in which nothing can have changed."""
        sites = self.schemas.old.site(old), self.schemas.new.site(new)
        if all(self.unchanged.is_same(was, now) for was, now in zip(*sites, strict=False)) and (
            len(sites[0]) == len(sites[1])
        ):
            return None
        key = (*sites, part, step.startswith("."))
        if key not in self._numbers:
            if len(self.pairs) >= MAX_PAIRS:
                message = f"more than {MAX_PAIRS:,} pairs of schemas are to be compared"
                raise DiagnosticError(Diagnostic("SPC084", message, Location("diff")))
            self._numbers[key] = len(self.pairs)
            self._waiting.append(len(self.pairs))
            self.pairs.append(Pair(*sites, part, step))
        return self._numbers[key]

    def reached(self) -> dict[int, dict[str, tuple[str, str]]]:
        """Give for each pair with findings the operations that come to it, each with the label and the path there."""
        relevant = self._relevant()
        found: dict[int, dict[str, tuple[str, str]]] = {n: {} for n, pair in enumerate(self.pairs) if pair.findings}
        starts: dict[str, dict[int, str]] = {}
        for number in sorted(relevant):
            for operation, label in self.pairs[number].roots:
                starts.setdefault(operation, {}).setdefault(number, label)
        for operation, roots in starts.items():
            seen = {number: (label, "") for number, label in roots.items()}
            waiting = deque(roots)
            while waiting:
                number = waiting.popleft()
                if number in found:
                    found[number][operation] = seen[number]
                for child, step in self.pairs[number].children:
                    if child in relevant and child not in seen:
                        label, path = seen[number]
                        seen[child] = (label, path + step)
                        waiting.append(child)
        return found

    def _relevant(self) -> set[int]:
        """Give the pairs from which one comes to a finding."""
        waiting = [number for number, pair in enumerate(self.pairs) if pair.findings]
        relevant = set(waiting)
        while waiting:
            for parent, _ in self.pairs[waiting.pop()].parents:
                if parent not in relevant:
                    relevant.add(parent)
                    waiting.append(parent)
        return relevant
