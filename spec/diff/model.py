"""What a comparison of two OpenAPI documents finds: changes, each with its effect on the wire and on generated clients.

The effect on the wire is that on a program that was written for the old document and speaks to a server of the new one.
The effect on a client is that on a program that uses the client generated from the old document and moves to the one
generated from the new.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from spec.location import Location


class Effect(StrEnum):
    """What a change does, from nothing to the worst; `rank` orders them."""

    NONE = "none"
    DOCUMENTATION = "documentation"
    COMPATIBLE = "compatible"
    BREAKING = "breaking"

    @property
    def rank(self) -> int:
        """How bad it is, from 0."""
        return tuple(Effect).index(self)


def worst(effects: Iterable[Effect]) -> Effect:
    """Give the worst of some effects, NONE of none."""
    return max(effects, key=lambda effect: effect.rank, default=Effect.NONE)


class Part(StrEnum):
    """What a change is about. CODE: names that only generated clients show."""

    REQUEST = "request"
    RESPONSE = "response"
    OPERATION = "operation"
    DOCUMENT = "document"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Aliases:
    """Old names that the generated clients keep: of schemas, and of methods (dotted, with the resource), to the new."""

    schemas: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `kind` is a key of `spec.diff.kinds.KINDS`; `subject` is what a person reads.

    `old` and `new` are JSON values, None where there is none. `clients` has the effect by target (`python`).
    `operations` are the operationIds (`METHOD path` where there is none) of all that it reaches, through shared schemas
    too, in the order of the new document. A pointer is empty, and a place None, where the document has none.
    """

    kind: str
    part: Part
    subject: str
    old: Any
    new: Any
    wire: Effect
    clients: Mapping[str, Effect]
    operations: tuple[str, ...]
    old_pointer: str = ""
    new_pointer: str = ""
    old_place: Location | None = None
    new_place: Location | None = None

    @property
    def effect(self) -> Effect:
        """The worst of its effects."""
        return worst((self.wire, *self.clients.values()))


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes from one document to another, in the order of the new document. The versions are `info.version`."""

    old_version: str
    new_version: str
    changes: tuple[Change, ...] = ()

    @property
    def effect(self) -> Effect:
        """The worst effect of all changes, NONE where nothing changed."""
        return worst(change.effect for change in self.changes)

    @property
    def by_effect(self) -> dict[Effect, tuple[Change, ...]]:
        """The changes by their effect, the worst first; every effect is there."""
        effects = sorted(Effect, key=lambda effect: -effect.rank)
        return {effect: tuple(c for c in self.changes if c.effect is effect) for effect in effects}

    def for_client(self, target: str) -> tuple[Change, ...]:
        """Give the changes that a client of this target shows at all."""
        return tuple(c for c in self.changes if c.clients.get(target, Effect.NONE) is not Effect.NONE)
