"""Tables of one name in several operations of a reference that are the same but for a few fields."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from scraper.contract.names import pascal_case
from scraper.merging.differences import Side, differences
from scraper.merging.facts import FactBook, structure_below
from scraper.reference import Field, Operation, Structure, Type
from spec.conflicts import EACH, Conflict

MIN_SHARED = 0.75
"""The part of the fields of two tables that both have, where the tables are taken for one."""


def conflicts_of_names(operations: Iterable[Operation], book: FactBook) -> Iterator[Conflict]:
    """Yield where tables of one name differ; each counts in its own operation. The most used one comes first."""
    for name, tables in _by_name(operations, book.structures).items():
        first, *others = _versions(tables, book)
        alike = (other for other in others if _shared(first, other) >= MIN_SHARED)
        found = [conflict for other in alike for conflict in _conflicts(name, first, other, book)]
        yield from {conflict.signature: conflict for conflict in reversed(found)}.values()


def _versions(tables: Sequence[Structure], book: FactBook) -> list[Structure]:
    """Give the first table of each set that states the same, the most used one first."""
    printed = [_as_printed(table) for table in tables]
    numbers = Counter(printed)
    if len(numbers) == 1:
        return [tables[0]]
    versions: dict[str, Structure] = {}
    uses: Counter[str] = Counter()
    for cells, table in zip(printed, tables, strict=True):
        if number := numbers.pop(cells, 0):
            facts = json.dumps({field.name: book.of(field) for field in table.fields}, sort_keys=True)
            versions.setdefault(facts, table)
            uses[facts] += number
    return [versions[facts] for facts, _ in uses.most_common()]


def _conflicts(name: str, first: Structure, other: Structure, book: FactBook) -> Iterator[Conflict]:
    for found in differences(Side(first.fields, first.location), Side(other.fields, other.location), book):
        yield Conflict(found.kind, "", f"schema `{name}` field `{found.field}`", found.readings, EACH)


def _by_name(operations: Iterable[Operation], structures: dict[str, Structure]) -> dict[str, list[Structure]]:
    """Give the structures that operations use, by name, in document order."""
    found: dict[str, list[Structure]] = defaultdict(list)
    seen: set[str] = set()
    for operation in operations:
        stack = [structure_below(type_)[0] for type_ in reversed([*_types(operation)])]
        while stack:
            structure = stack.pop()
            if structure is None or structure in seen:
                continue
            seen.add(structure)
            table = structures[structure]
            if name := pascal_case(table.name):
                found[name].append(table)
            stack += [structure_below(field.type)[0] for field in reversed(table.fields)]
    return found


def _types(operation: Operation) -> Iterator[Type]:
    yield from (f.type for f in (*operation.path_parameters, *operation.query_parameters))
    if operation.body:
        yield operation.body.type
    yield from (response.body.type for response in operation.responses if response.body)


def _as_printed(table: Structure) -> object:
    return tuple(sorted((_cells(field) for field in table.fields), key=lambda cells: str(cells[0])))


def _cells(field: Field) -> tuple[object, ...]:
    words: list[str] = []
    type_: Type | None = field.type
    while type_ is not None:
        words.append(f"{type_.kind} {type_.format} {type_.name}")
        type_ = type_.item
    return field.name, " of ".join(words), field.description.plain, field.default, field.required


def _shared(first: Structure, other: Structure) -> float:
    ours, theirs = ({field.name for field in table.fields} for table in (first, other))
    return len(ours & theirs) / max(len(ours | theirs), 1)
