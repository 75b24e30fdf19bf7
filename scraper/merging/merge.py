"""The same operation in several places, made one: the first description counts whole.

Others fill what it lacks whole.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from scraper.merging.fill import filled
from scraper.merging.operations import OperationComparison
from scraper.merging.same_names import conflicts_of_names
from scraper.merging.structures import StructureComparison
from scraper.reference import ApiReference, Operation
from spec.conflicts import Conflict
from spec.diagnostics import Diagnostic

SHOWN_KINDS = 4

_HOLE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Merged:
    """A reference with each operation once.

    `others` are the descriptions that do not count: as many references as needed to have each operation once in each.
    """

    reference: ApiReference
    conflicts: tuple[Conflict, ...]
    diagnostics: tuple[Diagnostic, ...]
    others: tuple[ApiReference, ...]


def merge_operations(reference: ApiReference) -> Merged:
    """Give `reference` with each operation once. Operations must come in order of precedence."""
    groups: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    for operation in reference.operations:
        groups[operation.method, _HOLE.sub("{}", operation.path)].append(operation)
    structures = StructureComparison(reference.structures)
    comparison = OperationComparison(structures)
    conflicts: list[Conflict] = []
    diagnostics: list[Diagnostic] = []
    merged: list[Operation] = []
    others: dict[int, list[Operation]] = defaultdict(list)
    for first, *further in groups.values():
        operation = first
        found: list[Conflict] = []
        for number, other in enumerate(further):
            apart = comparison.conflicts(operation, other)
            diagnostics.append(_finding(operation, other, apart))
            found += apart
            operation = filled(operation, other)
            others[number].append(other)
        merged.append(operation)
        conflicts += _with_all_readings(found)
    conflicts += conflicts_of_names(merged, structures.book)
    alone = replace(reference, permissions=(), error_codes=())
    return Merged(
        replace(reference, operations=tuple(merged)),
        tuple(conflicts),
        tuple(diagnostics),
        tuple(replace(alone, operations=tuple(operations)) for operations in others.values()),
    )


def _with_all_readings(found: list[Conflict]) -> list[Conflict]:
    """Make one conflict of those that several descriptions have with the same reading of the first."""
    groups: dict[tuple[str, str, str], list[Conflict]] = defaultdict(list)
    for conflict in found:
        taken = conflict.readings[conflict.taken]
        groups[conflict.kind, conflict.subject, str((taken.place, taken.value))].append(conflict)
    joined: list[Conflict] = []
    for first, *others in groups.values():
        more = (reading for other in others for reading in other.readings)
        readings = (*first.readings, *(r for r in more if r not in first.readings))
        also = dict.fromkeys(s for conflict in (first, *others) for s in conflict.also)
        joined.append(replace(first, readings=readings, also=tuple(also)))
    return joined


def _finding(first: Operation, other: Operation, conflicts: list[Conflict]) -> Diagnostic:
    where = f"{first.key} is also described at {other.location}"
    if not conflicts:
        return Diagnostic("REF003", where, first.location)
    counts = Counter(conflict.kind for conflict in conflicts).most_common()
    shown = ", ".join(f"{number} {kind}" for kind, number in counts[:SHOWN_KINDS])
    rest = sum(number for _, number in counts[SHOWN_KINDS:])
    message = f"{where}, otherwise in {shown}{f' and {rest} more' if rest else ''}"
    return Diagnostic("REF002", message, first.location)
