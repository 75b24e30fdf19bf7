"""Two descriptions of what lies in a body, compared through all structures; each pair of structures once."""

from collections.abc import Iterator
from dataclasses import dataclass

from scraper.merging.differences import Difference, Side, differences, paired_fields
from scraper.merging.facts import FactBook, structure_below
from scraper.reference import Structure, Type
from spec.conflicts import ConflictKind, Reading

MAX_PATHS = 50
"""At how many places of one operation a difference is told."""
MAX_VISITS = 5_000
"""How many paths are followed; beyond them each pair is still met once."""
MAX_DEPTH = 40
MIN_SHARED = 1 / 3
"""The part of the smaller of two tables that both must have, or they describe different things."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Below:
    """A pair of structures below another one, and the step to it: the name of the field, with its lists and maps."""

    step: str
    pair: Pair


class StructureComparison:
    """Compares structures in pairs and remembers the outcome."""

    def __init__(self, structures: dict[str, Structure]) -> None:
        self.structures = structures
        self.book = FactBook(structures)
        self._local: dict[Pair, tuple[Difference, ...]] = {}
        self._below: dict[Pair, tuple[Below, ...]] = {}

    def of_types(self, first: Type, other: Type) -> Iterator[tuple[Difference, tuple[str, ...]]]:
        """Yield the differences below two types, each with the paths at which it stands, depth first."""
        start = self._step("", first, other)
        for pair, paths in self._paths([start] if start else []).items():
            for difference in self._differences(pair):
                yield difference, tuple(f"{path}.{difference.field}".strip(".") for path in paths)

    def below_fields(self, side: Side, other: Side) -> Iterator[tuple[Difference, tuple[str, ...]]]:
        """Yield the differences of two lists of fields and of all below them, with their paths."""
        for difference in differences(side, other, self.book):
            yield difference, (difference.field,)
        for ours, theirs in paired_fields(side, other):
            start = self._step(ours.name, ours.type, theirs.type)
            for pair, paths in self._paths([start] if start else []).items():
                for difference in self._differences(pair):
                    yield difference, tuple(f"{path}.{difference.field}".rstrip(".") for path in paths)

    def _paths(self, starts: list[Below]) -> dict[Pair, list[str]]:
        """Give the pairs below, in the order in which they are met depth first, each with its first paths.

        A pair that lies in itself is not entered again.
        """
        paths: dict[Pair, list[str]] = {}
        stack: list[tuple[str, Pair, tuple[Pair, ...]]] = [(s.step, s.pair, ()) for s in reversed(starts)]
        visits = 0
        while stack:
            path, pair, above = stack.pop()
            visits += 1
            if visits > MAX_VISITS and pair in paths:
                continue
            found = paths.setdefault(pair, [])
            if len(found) < MAX_PATHS:
                found.append(path)
            if len(above) < MAX_DEPTH:
                inner = (*above, pair)
                below = [b for b in self._pairs_below(pair) if b.pair not in inner]
                stack += [(f"{path}.{b.step}".lstrip("."), b.pair, inner) for b in reversed(below)]
        return paths

    def _differences(self, pair: Pair) -> tuple[Difference, ...]:
        if pair not in self._local:
            sides = self._sides(pair)
            self._local[pair] = (_as_a_whole(*sides),) if _are_apart(*sides) else tuple(differences(*sides, self.book))
        return self._local[pair]

    def _pairs_below(self, pair: Pair) -> tuple[Below, ...]:
        if pair not in self._below:
            sides = self._sides(pair)
            fields = [] if _are_apart(*sides) else paired_fields(*sides)
            found = (self._step(ours.name, ours.type, theirs.type) for ours, theirs in fields)
            self._below[pair] = tuple(below for below in found if below)
        return self._below[pair]

    def _sides(self, pair: Pair) -> tuple[Side, Side]:
        first, other = (self.structures[name] for name in pair)
        return Side(first.fields, first.location), Side(other.fields, other.location)

    def _step(self, name: str, first: Type, other: Type) -> Below | None:
        """Give the pair of structures below two types, None where they are one or cannot be compared."""
        (ours, signs), (theirs, other_signs) = structure_below(first), structure_below(other)
        if ours is None or theirs is None or ours == theirs or signs != other_signs:
            return None
        return Below(name + signs, (ours, theirs))


def _are_apart(first: Side, other: Side) -> bool:
    """Tell whether two tables have hardly a field in common, as where one of them is linked by mistake."""
    names = [{field.name for field in side.fields} for side in (first, other)]
    smaller = min(map(len, names))
    return smaller > 1 and len(names[0] & names[1]) < MIN_SHARED * smaller


def _as_a_whole(first: Side, other: Side) -> Difference:
    """Give the difference of two tables that describe different things."""
    ours, theirs = (Reading(side.place, [field.name for field in side.fields]) for side in (first, other))
    return Difference(ConflictKind.PART, "", (ours, theirs))
