"""Where two lists of fields differ: facts of a field, fields that one of them lacks, names spelt otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scraper.merging.facts import UNKNOWN, FactBook, Facts, innermost, is_other_shape, structure_below
from scraper.merging.silence import has_the_words
from scraper.merging.spelling import same_but_spelt
from scraper.reference import Field, Type
from spec.conflicts import ConflictKind, Reading
from spec.location import Location

_FACTS = (
    *(ConflictKind.FORMAT, ConflictKind.REQUIRED, ConflictKind.DEFAULT, ConflictKind.RANGE, ConflictKind.LENGTH),
    ConflictKind.COUNT,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: its kind, the field, and both readings."""

    kind: ConflictKind
    field: str
    readings: tuple[Reading, Reading]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two lists of fields, with the place that stands for it where it lacks a field."""

    fields: Sequence[Field]
    place: Location


def paired_fields(first: Side, other: Side) -> list[tuple[Field, Field]]:
    """Pair the fields of one name, then those whose names are spelt otherwise."""
    ours, theirs = ({f.name: f for f in side.fields} for side in (first, other))
    spelt = same_but_spelt([n for n in ours if n not in theirs], [n for n in theirs if n not in ours])
    return [(ours[name], theirs[spelt.get(name, name)]) for name in ours if spelt.get(name, name) in theirs]


def differences(first: Side, other: Side, book: FactBook) -> Iterator[Difference]:
    """Yield the differences of two lists of fields, but not those of what lies below the fields."""
    pairs = paired_fields(first, other)
    for ours, theirs in pairs:
        if ours.name != theirs.name:
            readings = (Reading(ours.location, ours.name), Reading(theirs.location, theirs.name))
            yield Difference(ConflictKind.NAME, ours.name, readings)
        yield from field_differences(ours, theirs, book)
    known = {id(field) for pair in pairs for field in pair}
    for field in first.fields:
        if id(field) not in known:
            yield _lacking(field, Reading(other.place, stated=False), book, is_first=True)
    for field in other.fields:
        if id(field) not in known:
            yield _lacking(field, Reading(first.place, stated=False), book, is_first=False)


def _lacking(field: Field, silent: Reading, book: FactBook, *, is_first: bool) -> Difference:
    stated = Reading(field.location, book.of(field)[ConflictKind.TYPE])
    return Difference(ConflictKind.FIELD, field.name, (stated, silent) if is_first else (silent, stated))


def field_differences(ours: Field, theirs: Field, book: FactBook) -> Iterator[Difference]:
    """Yield the facts in which two descriptions of one field differ."""
    if _as_printed(ours) == _as_printed(theirs):
        return
    first, other = book.of(ours), book.of(theirs)
    shapes = first[ConflictKind.TYPE], other[ConflictKind.TYPE]
    if is_other_shape(*shapes) and not _is_undefined(ours.type, theirs.type):
        yield _difference(ConflictKind.TYPE, ours, theirs, *shapes)
        first, other = (_required_only(facts) for facts in (first, other))
    elif shapes[0] == shapes[1] and _has_table(ours) != _has_table(theirs):
        readings = [
            Reading(f.location, facts[ConflictKind.TYPE], stated=_has_table(f))
            for f, facts in ((ours, first), (theirs, other))
        ]
        yield Difference(ConflictKind.PART, ours.name, (readings[0], readings[1]))
    for kind in _FACTS:
        mine, others = first.get(kind), other.get(kind)
        if mine != others and not (
            _is_no_conflict(kind, mine, others, is_unknown=UNKNOWN in shapes)
            or _is_unread(kind, ours, theirs, mine, others)
        ):
            yield _difference(kind, ours, theirs, mine, others)
    yield from _value_differences(ours, theirs, first, other)


def _as_printed(field: Field) -> tuple[object, ...]:
    return field.type, field.required, field.default, field.description.plain


def _is_no_conflict(kind: ConflictKind, ours: Any, theirs: Any, *, is_unknown: bool) -> bool:
    """Tell whether two facts only look different: a table without that column, a literal of a type not understood."""
    if kind is ConflictKind.REQUIRED:
        return None in (ours, theirs)
    return kind is ConflictKind.DEFAULT and is_unknown and str(ours).casefold() == str(theirs).casefold()


def _is_unread(kind: ConflictKind, ours: Field, theirs: Field, first: Any, other: Any) -> bool:
    """Tell whether the one that states nothing has all the words of what the other one states."""
    if first is None:
        return has_the_words(kind, other, ours.description.plain)
    return other is None and has_the_words(kind, first, theirs.description.plain)


def _value_differences(ours: Field, theirs: Field, first: Facts, other: Facts) -> Iterator[Difference]:
    """Tell values that one list lacks from values that both have, spelt otherwise."""
    kind = ConflictKind.VALUES
    if not _both(kind, first, other):
        mine, others = first.get(kind), other.get(kind)
        if mine != others and not _is_unread(kind, ours, theirs, mine, others):
            yield _difference(kind, ours, theirs, mine, others)
        return
    values, their_values = ([str(value) for value in facts[kind]] for facts in (first, other))
    alone, theirs_alone = [v for v in values if v not in their_values], [v for v in their_values if v not in values]
    spelt = same_but_spelt(alone, theirs_alone)
    if spelt:
        yield _difference(ConflictKind.SPELLING, ours, theirs, list(spelt), list(spelt.values()))
    if len(spelt) < max(len(alone), len(theirs_alone)):
        yield _difference(kind, ours, theirs, first[kind], other[kind])


def _difference(kind: ConflictKind, ours: Field, theirs: Field, first: Any, other: Any) -> Difference:
    readings = (Reading(ours.location, first, first is not None), Reading(theirs.location, other, other is not None))
    return Difference(kind, ours.name, readings)


def _required_only(facts: Facts) -> Facts:
    return {kind: value for kind, value in facts.items() if kind is ConflictKind.REQUIRED}


def _both(kind: ConflictKind, first: Facts, other: Facts) -> bool:
    return kind in first and kind in other


def _is_undefined(first: Type, other: Type) -> bool:
    """Tell whether two types are the same name that no table describes: each was guessed from what else is said."""
    (ours, signs), (theirs, other_signs) = innermost(first), innermost(other)
    return (
        bool(ours.name)
        and (ours.name, signs) == (theirs.name, other_signs)
        and not (ours.structure or theirs.structure)
    )


def _has_table(field: Field) -> bool:
    return structure_below(field.type)[0] is not None
