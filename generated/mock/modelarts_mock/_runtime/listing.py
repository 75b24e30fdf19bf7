# Copied from apiscribe; do not edit.
"""Which things a list shows: those that the query asks for, in its order, one page of them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

from .call import Call
from .filters import Filters, Place, body_fields
from .parameters import types_of
from .samples import resolve
from .service import Documented, Operation, Service
from .showing import Frame, View
from .state import Condition, Order, json_path
from .things import Resource
from .validation import RefusedError
from .views import MISSING, Shape, find, put, steps_of

MOST = 2**62
"""The greatest number of items, for SQLite as well."""

_SORT_BY = frozenset({"orderby", "sort", "sortby", "sortkey"})
_DIRECTION = frozenset({"ascend", "order", "orderdir", "sortdir", "sortorder"})
_GROUPING = frozenset({"groupby"})
_SEARCH = re.compile("(search|fuzzy)")
_COUNTS = {
    "count": "count",
    "current": "page",
    "currentpage": "page",
    "hasmore": "more",
    "limit": "size",
    "offset": "offset",
    "page": "page",
    "pages": "pages",
    "pagesize": "size",
    "perpage": "size",
    "size": "size",
    "total": "total",
    "totalcount": "total",
    "totalnumber": "total",
    "totalpages": "pages",
}
"""What fields beside a list count, by their names without `_`."""

_COUNTING = frozenset({"count", "number", "total"})

Field = tuple[str, ...]
"""The names that lead to a field of a thing."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One page of what a request asks for. `page` is its number as the request counts, `limit` -1 for no end.
    `echo` are fields beside the list that repeat how it is sorted; MISSING is for those that nothing was asked of."""

    conditions: tuple[Condition, ...] = ()
    order: Order | None = None
    offset: int = 0
    limit: int = -1
    page: int = 0
    echo: tuple[tuple[str, Any], ...] = ()


def plain(name: str) -> str:
    """Give a name as it is compared: without signs and capitals."""
    return re.sub("[^a-z0-9]", "", name.lower())


class Listing:
    """The list that one operation gives. `base` has the fields of a thing that has none of its own."""

    def __init__(
        self,
        service: Service,
        operation: Operation,
        status: int,
        items: str,
        base: Mapping[str, Any],
        resource: Resource | None = None,
    ) -> None:
        self.documented: Documented = operation.documented(status)
        self.items = items
        self._base = base
        self._resource = resource
        self._service = service
        self._views: dict[str, View] = {}
        paging = operation.spec.get("x-pagination")
        self._paging: Mapping[str, Any] = paging if isinstance(paging, Mapping) else {}
        shared, own = operation.item.get("parameters"), operation.spec.get("parameters")
        nodes = [*(shared if isinstance(shared, list) else []), *(own if isinstance(own, list) else [])]
        stated = [resolve(service.document, node) for node in nodes]
        self._parameters = [p for p in stated if isinstance(p, Mapping) and p.get("in") == "query"]
        self._filters = Filters(service, operation)
        self._inputs = self._defaults(operation)

    @cached_property
    def element(self) -> Shape:
        """The shape of one thing in the list."""
        found = self._answer.at([*steps_of(self.items), "0"])
        return found or self._service.schemas.shape({})

    @cached_property
    def template(self) -> Mapping[str, Any]:
        """A thing as the list shows it by itself."""
        found = find(self.documented.value, f"{self.items}/0")
        return found if isinstance(found, Mapping) else {}

    @cached_property
    def elements(self) -> list[Any]:
        """The things that the document itself shows."""
        found = find(self.documented.value, self.items)
        return found if isinstance(found, list) else []

    def wanted(self, call: Call) -> Wanted:
        """Read what a request asks for."""
        given = {**self._inputs, **call.fields, **call.query}
        limit = self._limit(given)
        page, offset = self._offset(given, limit)
        conditions = (*self._conditions(call.query), *self._filters.conditions(call.fields, self._place))
        echo = tuple((name, given[place]) for name, place in self._echoes)
        return Wanted(conditions, self._order(given), offset, limit, page, echo)

    def view(self, id: str) -> View:
        """Give how the list shows one thing; `id` is the place of the id."""
        if id not in self._views:
            base = self.element.fit(self._base, self.template)
            self._views[id] = View(self.element, self.template if base is MISSING else base, id)
        return self._views[id]

    def text(self, shown: list[str], total: int, wanted: Wanted) -> str:
        """Give the answer with these things in it, and what it says of their number; all as JSON."""
        things = f"[{','.join(shown)}]"
        if not self.items:
            return things
        value = self.documented.value
        size = wanted.limit if wanted.limit >= 0 else total
        end = wanted.offset + len(shown)
        for name, asked in wanted.echo:
            value = self._with(value, name, asked)
        numbers = {"count": len(shown), "size": size, "offset": wanted.offset, "page": wanted.page, "total": total,
                   "pages": ceil(total / size) if size else 0, "more": end < total}  # fmt: skip
        for name, kind in self._counts:
            number = _sum(shown, name) if kind == "sum" and len(shown) == total else numbers.get(kind)
            if number is not None:
                value = self._with_number(value, f"/{name}", number)
        if isinstance(pointer := self._paging.get("total"), str):
            value = self._with_number(value, pointer, total)
        if self._paging.get("style") == "marker" and isinstance(pointer := self._paging.get("next"), str):
            value = self._with_number(value, pointer, str(end) if end < total else "")
        return Frame(value, self.items).around(things)

    @cached_property
    def _counts(self) -> list[tuple[str, str]]:
        """Give the fields beside the list that count, each with what."""
        names = [name for name in self._answer.names if f"/{name}" != self.items]
        position = self._paging.get("position")
        place = position.get("name") if isinstance(position, Mapping) and self._paging.get("style") == "page" else None
        return [(name, "page" if name == place else kind) for name in names if (kind := self._counted(name))]

    def _counted(self, name: str) -> str:
        """Give what a field beside the list counts, empty for nothing: the things in it under their own name
        (`ship_count` of `ships`), or something of all of them (`crew_count`, where each has one)."""
        if (known := _COUNTS.get(plain(name))) is not None:
            return known
        words = set(_words(name))
        if not words & _COUNTING:
            return ""
        things = set(_words(self.items))
        if all(_forms_of(word) & things for word in words - _COUNTING):
            return "total"
        return "sum" if name in self.element.names else ""

    @cached_property
    def _echoes(self) -> list[tuple[str, str]]:
        """Give the fields beside the list that repeat how it is sorted, each with the input that says so."""
        places = {plain(name): name for name in self._inputs}
        names = [name for name in self._answer.names if f"/{name}" != self.items]
        return [(name, places[plain(name)]) for name in names if plain(name) in places]

    def _defaults(self, operation: Operation) -> dict[str, Any]:
        """Give the inputs that say how the list is sorted, with their documented defaults, MISSING where none is."""
        inputs = {str(p.get("name")): p.get("schema") for p in self._parameters} | body_fields(self._service, operation)
        found = {name: resolve(self._service.document, node) for name, node in inputs.items()}
        sorting = _SORT_BY | _DIRECTION | _GROUPING
        return {
            name: node.get("default", MISSING) if isinstance(node, Mapping) else MISSING
            for name, node in found.items()
            if plain(name) in sorting
        }

    def _with(self, value: Any, name: str, asked: Any) -> Any:
        """Give an answer that repeats what was asked of the list, or does not speak of what was not."""
        shape = self._answer.part(name)
        if asked is not MISSING and shape is not None and shape.accepts(asked):
            return put(value, f"/{name}", asked)
        if asked is MISSING and isinstance(value, Mapping):
            rest = {key: item for key, item in value.items() if key != name}
            return rest if self._answer.accepts(rest) else value
        return value

    def _with_number(self, value: Any, pointer: str, number: int | bool | str) -> Any:
        shape = self._answer.at(steps_of(pointer))
        if shape is None or "array" in types_of(shape.node):
            return value
        fitting = next((n for n in (number, str(number)) if shape.accepts(n)), MISSING)
        return value if fitting is MISSING else put(value, pointer, fitting)

    @cached_property
    def _answer(self) -> Shape:
        return self._service.schemas.shape(self.documented.schema or {})

    @cached_property
    def _fields(self) -> dict[str, Field]:
        """Give the fields of a thing by their plain names: its own, then those that stand beside an id of it."""
        found: dict[str, Field] = {}
        ids = self._resource.ids if self._resource else ()
        for place in ("", *(pointer.rpartition("/")[0] for pointer in ids)):
            shape = self.element.at(steps_of(place))
            for name in shape.names if shape else ():
                found.setdefault(plain(name), (*steps_of(place), name))
        return found

    @cached_property
    def _name(self) -> Field | None:
        """Give the field that a search is about: the name of the thing, else the first name that it has."""
        own = plain(self._resource.key.removesuffix("_id")) if self._resource else ""
        found = self._fields.get("name") or self._fields.get(f"{own}name")
        return found or next((field for name, field in self._fields.items() if name.endswith("name")), None)

    def _limit(self, given: Mapping[str, Any]) -> int:
        size = self._paging.get("size")
        found = _whole(given.get(str(size.get("name")))) if isinstance(size, Mapping) else None
        if found is None or found < 0:
            found = _whole(self._paging.get("default_size"))
        return -1 if found is None or (found == 0 and not self._paging) else min(found, MOST)

    def _offset(self, given: Mapping[str, Any], limit: int) -> tuple[int, int]:
        position = self._paging.get("position")
        raw = given.get(str(position.get("name"))) if isinstance(position, Mapping) else None
        found = _whole(raw)
        if self._paging.get("style") == "marker":
            if raw not in (None, "") and found is None:
                raise RefusedError(404, f"{position['name']}: no page of this list has it")  # type: ignore[index]
            return 0, min(found or 0, MOST)
        first = _whole(self._paging.get("first")) or 0
        page = max(found if found is not None else first, 0)
        if self._paging.get("style") == "page":
            return page, min(max(page - first, 0) * max(limit, 0), MOST)
        return (page // limit if limit > 0 else 0), min(page, MOST)

    def _conditions(self, query: Mapping[str, Any]) -> tuple[Condition, ...]:
        exact = any(
            ("exact" in name and value is True)
            or ("fuzzy" in name and value is False)
            or (name == "search_type" and value == "equal")
            for name, value in query.items()
        )
        found = []
        for parameter in self._parameters:
            name = parameter["name"]
            value = query.get(name)
            if self._is_of_the_list(name) or value is None or isinstance(value, list | dict) or value == "":
                continue
            node = resolve(self._service.document, parameter.get("schema"))
            open_text = isinstance(value, str) and not (isinstance(node, Mapping) and "enum" in node)
            field, search = self._fields.get(plain(name)), False
            if field is None and open_text and _SEARCH.match(plain(name)):
                field, value = self._searched(str(value))
                search = True
            if field is None or not self._can_be(field, value):
                continue
            named = plain(field[-1]).endswith("name") or plain(field[-1]) == "description"
            text = str(int(value)) if isinstance(value, bool) else str(value)
            contains = open_text and (search or (named and not exact))
            test = "contain" if contains else "equal"
            found.append(Condition(json_path(*field), (text,), self._usual(field), test))
        return tuple(found)

    def _is_of_the_list(self, name: str) -> bool:
        places = (self._paging.get("position"), self._paging.get("size"))
        own = {place.get("name") for place in places if isinstance(place, Mapping)}
        return name in own or plain(name) in _SORT_BY | _DIRECTION

    def _searched(self, value: str) -> tuple[Field | None, str]:
        """Give the field that is searched, and what for: `text`, or `field:text`; what looks like JSON is neither."""
        name, colon, rest = value.partition(":")
        if colon and (field := self._fields.get(plain(name))) is not None:
            return field, rest
        return None if value[0] in "[{%" else self._name, value

    def _can_be(self, field: Field, value: Any) -> bool:
        """Whether a field could have the value at all; a parameter that asks for another one means something else."""
        part = self.element.at(field)
        if part is None or {"array", "object"} & {*types_of(part.node)}:
            return False
        return "enum" not in part.node or part.accepts(value) or part.accepts(str(value))

    def _place(self, key: str) -> Place | None:
        """Give the field that a filter names: one of the thing, or by its whole path one further inside."""
        field = self._fields.get(plain(key)) or tuple(key.split("."))
        part = self.element.at(field)
        if part is None or {"array", "object"} & {*types_of(part.node)}:
            return None
        is_number = bool({"integer", "number"} & {*types_of(part.node)})
        return Place(json_path(*field), self._usual(field), is_number)

    def _usual(self, field: Field) -> str | float | None:
        value: Any = self._base
        for name in field:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value if isinstance(value, str | int | float) else None

    def _order(self, given: Mapping[str, Any]) -> Order | None:
        by = next((v for n, v in given.items() if plain(n) in _SORT_BY and isinstance(v, str)), "")
        field = self._fields.get(plain(by.lstrip("-")))
        direction = next((v for n, v in given.items() if plain(n) in _DIRECTION), None)
        descending = by.startswith("-") or direction is False or str(direction).lower() == "desc"
        if field is None:
            return Order("", None, descending) if descending and not by else None
        return Order(json_path(*field), self._usual(field), descending)


def _words(name: str) -> list[str]:
    return [word.lower() for word in re.findall("[a-z0-9]+|[A-Z][a-z0-9]*", name)]


def _forms_of(word: str) -> set[str]:
    """Give a word, and how it is written for several."""
    return {word, f"{word}s", f"{word}es", f"{word[:-1]}ies"}


def _sum(shown: list[str], name: str) -> int | None:
    """Add up a field of things, None where one of them has no number there."""
    numbers = [json.loads(text).get(name) for text in shown]
    return sum(numbers) if all(type(number) is int for number in numbers) else None


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and re.fullmatch("[0-9]{1,18}", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
