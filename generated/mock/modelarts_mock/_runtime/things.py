# Copied from apiscribe; do not edit.
"""Kinds of things, as data, and the scopes that say in what one is."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from .state import Item

MAX_QUOTED = 4_096
"""How many values of paths are remembered as scopes write them."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of thing, as data.

    `item` and `listed` are the request lines of what shows one and what lists them, `item_at` and `items` the places of
    the thing and of the list in their answers. `ids` are the places of the id in one thing, `parent` is what it belongs
    to, `key` the path parameter that has its id.
    """

    name: str
    key: str
    parent: "Resource | None" = None
    item: str = ""
    item_at: str = ""
    item_status: int = 200
    listed: str = ""
    listed_status: int = 200
    items: str = ""
    ids: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """A thing that is being made or changed, before it is kept."""

    resource: Resource
    scope: str
    id: str
    fields: dict[str, Any]
    due: float | None = None
    course: str | None = None


def below(item: Item) -> str:
    """Give the scope of what belongs to a thing."""
    return f"{item.scope}/{item.resource}/{_quoted(item.id)}"


def scope_of(resource: Resource, values: Sequence[str]) -> str:
    """Give the scope of things by the values before their own id: those of the project and so on, then the parents'."""
    parent, parts = resource.parent, []
    rest = [*values]
    while parent is not None:
        parts += [_quoted(rest.pop()), parent.name]
        parent = parent.parent
    return "/".join([*map(_quoted, rest), *reversed(parts)])


@lru_cache(maxsize=MAX_QUOTED)
def _quoted(value: str) -> str:
    return quote(value, safe="")
