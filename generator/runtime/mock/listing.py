"""Which things a list shows: those that the query asks for, in its order, one page of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

from .call import Call
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

Field = tuple[str, ...]
"""The names that lead to a field of a thing."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One page of what a request asks for. `page` is its number as the request counts, `limit` -1 for no end."""

    conditions: tuple[Condition, ...] = ()
    order: Order | None = None
    offset: int = 0
    limit: int = -1
    page: int = 0


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
        given = {**call.fields, **call.query}
        limit = self._limit(given)
        page, offset = self._offset(given, limit)
        return Wanted(self._conditions(call.query), self._order(given), offset, limit, page)

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
        numbers = {"count": len(shown), "size": size, "offset": wanted.offset, "page": wanted.page, "total": total,
                   "pages": ceil(total / size) if size else 0, "more": end < total}  # fmt: skip
        for name, kind in self._counts:
            value = self._with_number(value, f"/{name}", numbers[kind])
        if isinstance(pointer := self._paging.get("total"), str):
            value = self._with_number(value, pointer, total)
        if self._paging.get("style") == "marker" and isinstance(pointer := self._paging.get("next"), str):
            value = self._with_number(value, pointer, str(end) if end < total else "")
        return Frame(value, self.items).around(things)

    @cached_property
    def _counts(self) -> list[tuple[str, str]]:
        """Give the fields beside the list that count, each with what."""
        names = [name for name in self._answer.names if f"/{name}" != self.items]
        return [(name, _COUNTS[plain(name)]) for name in names if plain(name) in _COUNTS]

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
            found.append(Condition(json_path(*field), text, self._usual(field), contains))
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

    def _usual(self, field: Field) -> str | float | None:
        value: Any = self._base
        for name in field:
            value = value.get(name) if isinstance(value, Mapping) else None
        return value if isinstance(value, str | int | float) else None

    def _order(self, given: Mapping[str, Any]) -> Order | None:
        by = next((v for n, v in given.items() if plain(n) in _SORT_BY and isinstance(v, str)), "")
        field = self._fields.get(plain(by.lstrip("-")))
        if field is None:
            return None
        direction = next((v for n, v in given.items() if plain(n) in _DIRECTION), None)
        descending = by.startswith("-") or direction is False or str(direction).lower() == "desc"
        return Order(json_path(*field), self._usual(field), descending)


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and re.fullmatch("[0-9]{1,18}", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
