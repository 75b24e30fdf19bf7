"""Names of component schemas: the documented one, and the nearest word that tells two of one name apart.

Structures are one schema where they are equal and documented under the same name. A name that was given once stays with
its schema: the record says of each name one place in the API where its schema is used.
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]

_PROSE = ("description", "x-enumDescriptions", "x-documented-default")


@dataclass(frozen=True, slots=True)
class Node:
    """One use of a structure: as part of a request, where fields may be required, or of a response, where none is."""

    structure: str
    side: str


@dataclass(slots=True)
class Use:
    """Who uses a node: its base name, the operations, the nodes above it and the places in the API."""

    base: str
    operations: set[str] = field(default_factory=set)
    parents: set[Node] = field(default_factory=set)
    places: set[str] = field(default_factory=set)


Group = list[Node]


def assign_names(
    uses: Mapping[Node, Use], schemas: Mapping[Node, JsonObject], record: Mapping[str, str]
) -> dict[Node, str]:
    """Name every node; equal nodes of one base name share a name.

    `record` gives for a name a place where it is used.
    """
    return _Namer(uses, record).run(equal_classes({n: (uses[n].base, schemas[n]) for n in uses}))


def first_places(names: Mapping[Node, str], uses: Mapping[Node, Use]) -> dict[str, str]:
    """Give for each name the first place in the API where its schema is used: what the record holds."""
    places: dict[str, str] = {}
    for node, name in names.items():
        first = min(uses[node].places)
        places[name] = min(first, places.get(name, first))
    return dict(sorted(places.items()))


class _Namer:
    """Names the classes of equal nodes; none gets a name that another has, in the document or on record.

    Names that differ in case only are one name: some languages, and files, cannot tell them apart.
    """

    def __init__(self, uses: Mapping[Node, Use], record: Mapping[str, str]) -> None:
        self.uses = uses
        self.record = record
        self.names: dict[Node, str] = {}
        self.recorded = {name.casefold() for name in record}
        self.taken: set[str] = set(self.recorded)

    def run(self, classes: Mapping[Node, int]) -> dict[Node, str]:
        members: dict[int, Group] = defaultdict(list)
        for node, number in classes.items():
            members[number].append(node)
        recorded = {place: name for name, place in self.record.items()}
        by_base: dict[str, list[Group]] = defaultdict(list)
        for group in members.values():
            own = sorted({recorded[p] for n in group for p in self.uses[n].places if p in recorded})
            if own:
                self._give(own[0], group)
            else:
                by_base[self._base(group).casefold()].append(group)
        self.taken |= set(by_base)
        for _, groups in sorted(by_base.items()):
            self._tell_apart(groups)
        return {node: self.names[node] for node in self.uses}

    def _give(self, name: str, group: Group) -> None:
        self.taken.add(name.casefold())
        for node in group:
            self.names[node] = name

    def _base(self, group: Group) -> str:
        return self.uses[group[0]].base

    def _tell_apart(self, groups: list[Group]) -> None:
        """Name classes that share a base: the most used keeps it.

        The others get the nearest word that tells them apart.
        """
        left = sorted(groups, key=lambda g: (-self._weight(g), min(n.side for n in g) == "request", self._first(g)))
        if self._base(left[0]).casefold() not in self.recorded:
            self._give(self._base(left[0]), left[0])
            left = left[1:]
        for words in (self._side_word, self._parent_word, self._operation_word, self._all_words):
            names = [words(self._base(g), g) for g in left]
            folded = [name.casefold() for name in names]
            told = [name and folded.count(name) == 1 and name not in self.taken for name in folded]
            for name, group, alone in zip(names, left, told, strict=True):
                if alone:
                    self._give(name, group)
            left = [g for g, alone in zip(left, told, strict=True) if not alone]
        for group in left:
            self._give(self._place_words(self._base(group), group), group)

    def _weight(self, group: Group) -> int:
        return len({o for n in group for o in self.uses[n].operations})

    def _first(self, group: Group) -> str:
        return min(o for n in group for o in self.uses[n].operations)

    def _parents(self, group: Group) -> list[str]:
        return sorted(self.uses[p].base for n in group for p in self.uses[n].parents)

    def _side_word(self, base: str, group: Group) -> str:
        sides = {n.side for n in group}
        return base + sides.pop().capitalize() if len(sides) == 1 else ""

    def _parent_word(self, base: str, group: Group) -> str:
        parents = self._parents(group)
        return parents[0] + base if parents and not base.startswith(parents[0]) else ""

    def _operation_word(self, base: str, group: Group) -> str:
        return self._first(group) + base

    def _all_words(self, base: str, group: Group) -> str:
        side = min(n.side for n in group).capitalize()
        return self._first(group) + side + "".join(self._parents(group)[:1]) + base

    def _place_words(self, base: str, group: Group) -> str:
        """The whole way to the schema, which no other has."""
        place = min(p for n in group for p in self.uses[n].places)
        words = "".join(w[:1].upper() + w[1:] for w in re.findall(r"[A-Za-z0-9]+", place))
        return words + base


def equal_classes(nodes: dict[Node, tuple[str, JsonObject]]) -> dict[Node, int]:
    """Number the classes of equal nodes: same name, same facts, references to equal nodes. Recursion is no obstacle.

    Starts with what each node says itself and splits classes by the classes of what they refer to, until nothing
    splits.
    """
    numbers: dict[str, int] = {}
    classes: dict[Node, int] = {}
    children: dict[Node, list[Node]] = {}
    for node, (base, schema) in nodes.items():
        below: list[Node] = []
        own = json.dumps([base, _facts(schema, below)], sort_keys=True, ensure_ascii=False)
        classes[node] = numbers.setdefault(own, len(numbers))
        children[node] = below
    count = len(numbers)
    while True:
        signatures: dict[tuple[int, ...], int] = {}
        refined = {
            n: signatures.setdefault((c, *(classes[b] for b in children[n])), len(signatures))
            for n, c in classes.items()
        }
        if len(signatures) == count:
            return classes
        classes, count = refined, len(signatures)


def _facts(schema: Any, below: list[Node]) -> Any:
    """Give a schema without its prose, references as marks; `below` collects what they refer to, in the same order."""
    if isinstance(schema, Node):
        below.append(schema)
        return "$node"
    if not isinstance(schema, dict):
        return schema
    facts: JsonObject = {}
    for key in sorted(schema):
        if key == "properties":
            facts[key] = {name: _facts(value, below) for name, value in sorted(schema[key].items())}
        elif key not in _PROSE:
            facts[key] = _facts(schema[key], below)
    return facts
