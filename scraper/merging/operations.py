"""Two descriptions of one operation: every conflict between them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from scraper.extract.uri import placeholders
from scraper.merging.differences import Difference, Side
from scraper.merging.facts import is_other_shape
from scraper.merging.fill import is_covered
from scraper.merging.structures import StructureComparison
from scraper.phrases.reading import Kind
from scraper.profiles.profile import load_profile
from scraper.reference import Body, Field, Operation, Response, Type
from spec.conflicts import Conflict, ConflictKind, Reading
from spec.location import Location

Found = tuple[Difference, tuple[str, ...]]


class OperationComparison:
    """Compares descriptions of operations; what is read of a field or structure is read once for all of them."""

    def __init__(self, structures: StructureComparison) -> None:
        self.structures = structures

    def conflicts(self, first: Operation, other: Operation) -> list[Conflict]:
        """Give the conflicts of two descriptions, of which the first one counts. `first` holds what was filled in."""
        found: list[Conflict] = []
        found += self._path_names(first, other)
        other = _with_path_names_of(first, other)
        for where in ("path", "query", "header"):
            sides = [Side(_fields(o, where), o.location) for o in (first, other)]
            found += self._fields(first, f"{where} parameter", f"{where} parameters", *sides)
        found += self._bodies(first, "request", (first.body, first.location), (other.body, other.location))
        found += self._responses(first, other)
        return _joined(found)

    def _path_names(self, first: Operation, other: Operation) -> Iterator[Conflict]:
        for ours, theirs in zip(placeholders(first.path), placeholders(other.path), strict=False):
            if ours != theirs:
                readings = (Reading(first.location, ours), Reading(other.location, theirs))
                yield Conflict(ConflictKind.NAME, first.key, f"path parameter `{ours}`", readings)

    def _fields(self, operation: Operation, one: str, all_: str, first: Side, other: Side) -> Iterator[Conflict]:
        if not first.fields or not other.fields:
            yield from _part(operation, all_, first, other)
        else:
            for difference, paths in self.structures.below_fields(first, other):
                yield _conflict(operation, one, difference, paths)

    def _bodies(
        self,
        operation: Operation,
        side: str,
        first: tuple[Body | None, Location],
        other: tuple[Body | None, Location],
    ) -> Iterator[Conflict]:
        """Compare two bodies, each with the place that stands for it where there is none."""
        (ours, _), (theirs, _) = first, other
        if ours is None or theirs is None:
            if ours is not theirs:
                readings = tuple(
                    Reading(b.location if b else place, _shape(b.type) if b else None, b is not None)
                    for b, place in (first, other)
                )
                yield Conflict(ConflictKind.PART, operation.key, f"{side} body", readings, 0 if ours else 1)
            return
        shapes = _shape(ours.type), _shape(theirs.type)
        if is_other_shape(*shapes):
            places = zip((ours, theirs), shapes, strict=True)
            readings = tuple(Reading(body.location, shape) for body, shape in places)
            yield Conflict(ConflictKind.TYPE, operation.key, f"{side} body", readings)
        for difference, paths in self.structures.of_types(ours.type, theirs.type):
            yield _conflict(operation, side, difference, paths)

    def _responses(self, first: Operation, other: Operation) -> Iterator[Conflict]:
        ours, theirs = ({r.code: r for r in operation.responses} for operation in (first, other))
        pairs = _paired(first, other)
        paired = {id(response) for pair in pairs for response in pair}
        alone = [r for r in other.responses if id(r) not in paired and not is_covered(r, first)]
        alone += [r for r in first.responses if id(r) not in paired and not is_covered(r, other)]
        if theirs and ours:
            yield from (_status(first, response, ours, other) for response in alone)
        elif theirs or ours:
            readings = tuple(
                Reading(o.location, [*codes] or None, bool(codes)) for o, codes in ((first, ours), (other, theirs))
            )
            yield Conflict(ConflictKind.PART, first.key, "responses", readings, 0 if ours else 1)
        for pair in pairs:
            side = f"response {pair[0].code}"
            headers = [Side(r.headers, r.location) for r in pair]
            yield from self._fields(first, f"{side} header", f"{side} headers", *headers)
            bodies = [(r.body, r.location) for r in pair]
            yield from self._bodies(first, side, bodies[0], bodies[1])


def _paired(first: Operation, other: Operation) -> list[tuple[Response, Response]]:
    """Pair the responses of one code, and the one success of each where a table stands under no code in one of them."""
    theirs = {response.code: response for response in other.responses}
    pairs = [(response, theirs[response.code]) for response in first.responses if response.code in theirs]
    successes = [[r for r in operation.responses if r.code.startswith("2")] for operation in (first, other)]
    if [len(found) for found in successes] == [1, 1] and successes[0][0].code != successes[1][0].code:
        ours, success = successes[0][0], successes[1][0]
        if is_covered(ours, other) or is_covered(success, first):
            pairs.append((ours, success))
    return pairs


def _fields(operation: Operation, where: str) -> tuple[Field, ...]:
    """Give the parameters of a place that are parameters of the contract too."""
    if where == "header":
        ignored = load_profile().ignored_headers
        return tuple(f for f in operation.header_parameters if f.name.casefold() not in ignored)
    return operation.path_parameters if where == "path" else operation.query_parameters


def _with_path_names_of(first: Operation, other: Operation) -> Operation:
    """Give `other` with the names that `first` has for the placeholders: they are known by where they stand."""
    renamed = dict(zip(placeholders(other.path), placeholders(first.path), strict=False))
    fields = tuple(replace(f, name=renamed.get(f.name, f.name)) for f in other.path_parameters)
    return other if fields == other.path_parameters else replace(other, path_parameters=fields)


def _part(operation: Operation, subject: str, first: Side, other: Side) -> Iterator[Conflict]:
    """A table that only one of them has."""
    if first.fields or other.fields:
        readings = tuple(
            Reading(s.fields[0].location if s.fields else s.place, [f.name for f in s.fields] or None, bool(s.fields))
            for s in (first, other)
        )
        yield Conflict(ConflictKind.PART, operation.key, subject, readings, 0 if first.fields else 1)


def _status(first: Operation, response: Response, ours: dict[str, Response], other: Operation) -> Conflict:
    is_ours = response.code in ours
    stated = Reading(response.location, response.code)
    silent = Reading(other.location if is_ours else first.location, stated=False)
    readings = (stated, silent) if is_ours else (silent, stated)
    return Conflict(ConflictKind.STATUS, first.key, f"response {response.code}", readings, 0 if is_ours else 1)


def _conflict(operation: Operation, what: str, difference: Difference, paths: tuple[str, ...]) -> Conflict:
    """Give a difference as a conflict at all its paths; what has no path is a body as a whole."""
    one = what if what.endswith(("parameter", "header")) else f"{what} field"
    subjects = [f"{one} `{path}`" if path else f"{what} body" for path in paths]
    return Conflict(difference.kind, operation.key, subjects[0], difference.readings, 0, also=tuple(subjects[1:]))


def _joined(found: Iterable[Conflict]) -> list[Conflict]:
    """Make one of what several structures of an operation say alike: the same field, the same two readings."""
    groups: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in found:
        groups[conflict.signature].append(conflict)
    joined: list[Conflict] = []
    for first, *others in groups.values():
        subjects = [s for c in (first, *others) for s in (c.subject, *c.also)]
        joined.append(replace(first, also=tuple(dict.fromkeys(s for s in subjects if s != first.subject))))
    return joined


def _shape(type_: Type) -> str:
    words: list[str] = []
    while type_.item is not None:
        words.append("array" if type_.kind is Kind.ARRAY else "map")
        type_ = type_.item
    return " of ".join((*words, type_.kind))
