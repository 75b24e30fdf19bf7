# Copied from apiscribe; do not edit.
"""Things that can be made, shown, listed, changed and removed: what the document shows to be resources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import quote

from .call import Call, Shown
from .identities import Identities
from .listing import Listing
from .samples import sample
from .service import JSON_HEADERS, Answer, Documented, Operation, Service, json_bytes, json_text, utf8
from .showing import Frame, View
from .state import Item, Store, TakenError
from .times import TimeField, set_times, time_fields
from .validation import RefusedError
from .views import MISSING, find, merged, put, steps_of

MAX_NAME = 200
MAX_VIEWS = 4_096
MAX_VIEW = 64 * 1024
"""How many shown things are kept for the next time, and how large they may be."""

_SPEAKS_OF_ANY = frozenset({"id", "resource_id"})


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


class Courses(Protocol):
    """What lets things go through states by themselves."""

    def settle(self) -> None:
        """Bring every thing to the state that it has now; called before the state is read."""

    def begin(self, call: Call, answer: Any = None, draft: Draft | None = None) -> None:
        """Set going what a request sets going, in the transaction of its change. `answer` has the id of a new thing
        where the answer to the request has it; what concerns the draft is put into it."""

    def delays_deletion(self, call: Call) -> bool:
        """Tell whether what a request deletes is there for a while still."""


class NoCourses:
    """Things stay as they are."""

    def settle(self) -> None:
        """Leave everything as it is."""

    def begin(self, call: Call, answer: Any = None, draft: Draft | None = None) -> None:
        """Set nothing going."""

    def delays_deletion(self, call: Call) -> bool:
        """Delete at once."""
        return False


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> float:
        """Give the seconds since 1970."""


class Resources:
    """The things that there are, and how operations show them."""

    def __init__(self, service: Service, store: Store, clock: Clock, seed: int = 0) -> None:
        self.service = service
        self.store = store
        self.courses: Courses = NoCourses()
        self._clock = clock
        self._identities = Identities(service, seed)
        self._bodies: dict[tuple[int, int, str], bytes] = {}
        self._pages: dict[tuple[str, int, int, int], bytes] = {}
        self._elements: dict[tuple[int, int, str], str] = {}
        self._views: dict[str, tuple[Frame, View] | None] = {}
        self._listings: dict[tuple[str, str], Listing] = {}
        self._bases: dict[str, Mapping[str, Any]] = {}
        self._time_fields: dict[str, list[TimeField]] = {}

    def create(self, call: Call, resource: Resource, within: Sequence[str], shown: Shown, given: str) -> Answer:
        """Make a thing; see `Call.create`."""
        self.courses.settle()
        with self.store.transaction():
            item, known = self._insert(call, resource, within, call.fields, given, shown.at + shown.id)
        return self._shown(call, resource, item, shown, known)

    def create_each(self, call: Call, resource: Resource, within: Sequence[str], of: str, given: str) -> Answer:
        """Make several things, or none; see `Call.create_each`."""
        elements = find(call.fields, of)
        self.courses.settle()
        with self.store.transaction():
            self._check_parent(call, resource, within)
            for fields in elements if isinstance(elements, list) else ():
                self._insert(call, resource, within, fields if isinstance(fields, dict) else {}, given, "")
        return call.operation.answer(call.route.status)

    def get(self, call: Call, resource: Resource, path: Sequence[str], shown: Shown) -> Answer:
        """Show a thing; see `Call.get`."""
        self.courses.settle()
        return self._shown(call, resource, self._item(call, resource, path), shown)

    def list_page(self, call: Call, resource: Resource, within: Sequence[str], items: str, shown: str) -> Answer:
        """List things; see `Call.list`."""
        self.courses.settle()
        self._check_parent(call, resource, within)
        listing = self._listing(call, resource, items)
        wanted, scope = listing.wanted(call), _scope(resource, call, within)
        with self.store.transaction(changes=False):
            total = self.store.count(resource.name, scope, wanted.conditions)
            found = self.store.page(resource.name, scope, wanted.conditions, wanted.order, wanted.offset, wanted.limit)
        elements = [self._element(listing, call.route.line, item, shown) for item in found]
        return Answer(call.route.status, utf8(listing.text(elements, total, wanted)), JSON_HEADERS)

    def update(self, call: Call, resource: Resource, path: Sequence[str], shown: Shown) -> Answer:
        """Change a thing; see `Call.update`."""
        self.courses.settle()
        with self.store.transaction():
            item = self._change(call, resource, self._item(call, resource, path), call.fields)
        return self._shown(call, resource, item, shown)

    def update_each(self, call: Call, resource: Resource, within: Sequence[str], of: str, given: str) -> Answer:
        """Change several things; see `Call.update_each`. Ids that nothing has are passed over."""
        elements = find(call.fields, of)
        self.courses.settle()
        with self.store.transaction():
            self._check_parent(call, resource, within)
            for fields in elements if isinstance(elements, list) else ():
                id = str(find(fields, given))
                item = self.store.get(resource.name, _scope(resource, call, within), id)
                if item and isinstance(fields, dict):
                    self._change(call, resource, item, fields)
        return call.operation.answer(call.route.status)

    def _change(self, call: Call, resource: Resource, item: Item, given: Mapping[str, Any]) -> Item:
        before = item.known
        fields = merged(before, given)
        for pointer in resource.ids:
            if (own := find(before, pointer)) is not MISSING:
                fields = put(fields, pointer, own)  # a thing keeps its id
        draft = Draft(resource, item.scope, item.id, {**fields}, item.due, item.course)
        set_times(draft.fields, self._times(resource), self._clock.now(), made=False)
        self.courses.begin(call, None, draft)
        return self.store.update(item, _text(draft.fields), draft.due, draft.course)

    def delete(self, call: Call, resource: Resource, path: Sequence[str], shown: Shown) -> Answer:
        """Remove a thing; see `Call.delete`."""
        self.courses.settle()
        with self.store.transaction():
            item = self._item(call, resource, path)
            self.courses.begin(call)
            item = self.store.get(resource.name, item.scope, item.id) or item
            if not self.courses.delays_deletion(call):
                self.store.delete(item, below(item))
        return self._shown(call, resource, item, shown)

    def delete_each(self, call: Call, resource: Resource, within: Sequence[str], of: str, given: str) -> Answer:
        """Remove several things; see `Call.delete_each`. Ids that nothing has are passed over."""
        elements = find(call.fields, of)
        self.courses.settle()
        with self.store.transaction():
            self._check_parent(call, resource, within)
            for element in elements if isinstance(elements, list) else ():
                id = str(find(element, given))
                if item := self.store.get(resource.name, _scope(resource, call, within), id):
                    self.store.delete(item, below(item))
            self.courses.begin(call)
        return call.operation.answer(call.route.status)

    def delete_all(self, call: Call, resource: Resource, within: Sequence[str]) -> Answer:
        """Remove the things that the query asks for; see `Call.delete_all`."""
        self.courses.settle()
        with self.store.transaction():
            self._check_parent(call, resource, within)
            conditions = self._listing(call, resource, resource.items).wanted(call).conditions
            for item in self.store.page(resource.name, _scope(resource, call, within), conditions):
                self.store.delete(item, below(item))
            self.courses.begin(call)
        return call.operation.answer(call.route.status)

    def check(self, call: Call, resource: Resource, path: Sequence[str]) -> None:
        """Refuse a request about a thing that does not exist; see `Call.check`."""
        self.courses.settle()
        self._item(call, resource, path)

    def about(self, call: Call, resource: Resource, path: Sequence[str], shown: Shown) -> Answer:
        """Give the documented answer for a thing that exists; see `Call.about`."""
        self.courses.settle()
        if call.route.method == "GET":
            item = self._item(call, resource, path)
        else:
            with self.store.transaction():
                item = self._item(call, resource, path)
                self.courses.begin(call)
                item = self.store.get(resource.name, item.scope, item.id) or item
        return self._shown(call, resource, item, shown) if shown.id else call.documented()

    def documented_page(self, call: Call) -> Answer:
        """Give the page that is asked for of a list that the document itself shows."""
        paging = call.operation.spec["x-pagination"]
        items = paging.get("items") if isinstance(paging, Mapping) else None
        if not isinstance(items, str) or not call.operation.documented(call.route.status).is_json:
            return call.operation.answer(call.route.status)
        listing = self._listing(call, None, items)
        wanted, elements = listing.wanted(call), listing.elements
        key = (call.route.line, wanted.page, wanted.offset, wanted.limit)
        body = self._pages.get(key)
        if body is None:
            end = len(elements) if wanted.limit < 0 else wanted.offset + wanted.limit
            texts = [json_text(element) for element in elements[wanted.offset : end]]
            body = utf8(listing.text(texts, len(elements), wanted))
            if len(self._pages) >= MAX_VIEWS:
                self._pages.clear()
            self._pages[key] = body
        return Answer(call.route.status, body, JSON_HEADERS)

    def forget(self) -> None:
        """Forget what was shown, for a state that begins anew."""
        self._bodies.clear()
        self._elements.clear()

    def _item(self, call: Call, resource: Resource, path: Sequence[str]) -> Item:
        """Give the thing that a path names. Raises RefusedError where there is none."""
        id = call.path_values[path[-1]]
        if item := self.store.get(resource.name, _scope(resource, call, path[:-1]), id):
            return item
        raise RefusedError(404, f"there is no {id[:MAX_NAME]!r} among {resource.name}")

    def _check_parent(self, call: Call, resource: Resource, within: Sequence[str]) -> None:
        if resource.parent is not None:
            self._item(call, resource.parent, within)

    def _insert(
        self, call: Call, resource: Resource, within: Sequence[str], fields: Mapping[str, Any], given: str, shown: str
    ) -> tuple[Item, dict[str, Any]]:
        self._check_parent(call, resource, within)
        stamp, number = self.store.next_number()
        stated = find(fields, given) if given else MISSING
        named = isinstance(stated, str | int) and not isinstance(stated, bool) and stated != ""
        id = str(stated) if named else self._identities.make(resource, number)
        values = call.values.path
        known = {name: values[name] for name in within if name in values and name not in _SPEAKS_OF_ANY} | {**fields}
        for pointer in resource.ids:
            known = put(known, pointer, stated if named else id)
        draft = Draft(resource, _scope(resource, call, within), id, known)
        set_times(known, self._times(resource), self._clock.now(), made=True)
        self.courses.begin(call, put({}, shown, id) if shown else None, draft)
        item = Item(stamp, stamp, resource.name, draft.scope, id, _text(draft.fields), draft.due, draft.course)
        try:
            self.store.insert(item)
        except TakenError:
            documented = call.operation.responses
            status = 400 if "400" in documented and "409" not in documented else 409
            raise RefusedError(status, f"there is {id[:MAX_NAME]!r} among {resource.name} already") from None
        return item, draft.fields

    def _shown(
        self, call: Call, resource: Resource, item: Item, shown: Shown, known: dict[str, Any] | None = None
    ) -> Answer:
        """Give the answer of an operation with the fields of a thing in it, if it shows things at all."""
        key = (item.seq, item.stamp, call.route.line)
        body = self._bodies.get(key)
        if body is None:
            found = self._view(call, resource, shown)
            if found is None:
                return call.operation.answer(call.route.status)
            frame, view = found
            body = utf8(frame.around(view.text(item.known if known is None else known, item.id)))
            if call.route.method == "GET" and len(body) <= MAX_VIEW:  # other answers never come again
                if len(self._bodies) >= MAX_VIEWS:
                    self._bodies.clear()
                self._bodies[key] = body
        return Answer(call.route.status, body, JSON_HEADERS)

    def _view(self, call: Call, resource: Resource, shown: Shown) -> tuple[Frame, View] | None:
        """Give how an operation shows a thing, None where it shows none."""
        key = call.route.line
        if key not in self._views:
            documented = call.operation.documented(call.route.status)
            base = find(documented.value, shown.at) if documented.is_json else MISSING
            shape = self.service.schemas.shape(documented.schema or {}).at(steps_of(shown.at))
            self._views[key] = None
            if shape is not None and isinstance(base, Mapping):
                value = shape.fit(self._base(resource), base)
                view = View(shape, base if value is MISSING else value, shown.id)
                self._views[key] = Frame(documented.value, shown.at), view
        return self._views[key]

    def _element(self, listing: Listing, line: str, item: Item, shown: str) -> str:
        key = (item.seq, item.stamp, line)
        text = self._elements.get(key)
        if text is None:
            text = listing.view(shown).text(item.known, item.id)
            if len(text) <= MAX_VIEW:
                if len(self._elements) >= MAX_VIEWS:
                    self._elements.clear()
                self._elements[key] = text
        return text

    def _listing(self, call: Call, resource: Resource | None, items: str) -> Listing:
        key = (call.route.line, items)
        if key not in self._listings:
            base = self._base(resource) if resource else {}
            operation, status = call.operation, call.route.status
            if resource and resource.listed and call.route.line != resource.listed and call.route.method == "DELETE":
                operation, status = self._operation(resource.listed), resource.listed_status
            self._listings[key] = Listing(self.service, operation, status, items, base)
        return self._listings[key]

    def _operation(self, line: str) -> Operation:
        return self.service.operation(*line.split(" ", 1))

    def _base(self, resource: Resource) -> Mapping[str, Any]:
        """Give the fields of a thing that has none of its own: those in the list, and over them those shown alone."""
        if resource.name not in self._bases:
            base: dict[str, Any] = {}
            for documented, at in self._documented(resource):
                thing = find(documented.value, at)
                base = merged(base, thing) if isinstance(thing, dict) else base
            self._bases[resource.name] = base
        return self._bases[resource.name]

    def _times(self, resource: Resource) -> list[TimeField]:
        """Give the fields of a thing that say when; examples leave some out."""
        if resource.name not in self._time_fields:
            whole: dict[str, Any] = {}
            for documented, at in self._documented(resource):
                thing = find(sample(self.service.document, documented.schema), at)
                whole = merged(whole, thing) if isinstance(thing, dict) else whole
            self._time_fields[resource.name] = list(time_fields(merged(whole, self._base(resource))))
        return self._time_fields[resource.name]

    def _documented(self, resource: Resource) -> list[tuple[Documented, str]]:
        """Give the answers that show things by themselves, with the place of one."""
        places = ((resource.listed, resource.listed_status, f"{resource.items}/0"),
                  (resource.item, resource.item_status, resource.item_at))  # fmt: skip
        found = [(self._operation(line).documented(status), at) for line, status, at in places if line]
        return [(documented, at) for documented, at in found if documented.is_json]


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


@lru_cache(maxsize=MAX_VIEWS)
def _quoted(value: str) -> str:
    return quote(value, safe="")


def _scope(resource: Resource, call: Call, within: Sequence[str]) -> str:
    values = call.path_values
    return scope_of(resource, [values[name] for name in within])


def _text(fields: Mapping[str, Any]) -> str:
    return json_bytes(fields).decode()
