# Copied from apiscribe; do not edit.
"""Things that can be made, shown, listed, changed and removed: what the document shows to be resources."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from .call import Call, Shown
from .display import Display
from .identities import Identities
from .service import Answer, Service, json_bytes
from .state import Condition, Item, Store, TakenError, json_path
from .things import Draft, Resource, below, scope_of
from .times import set_times
from .validation import RefusedError
from .views import MISSING, find, merged, put, steps_of

MAX_NAME = 200

_SPEAKS_OF_ANY = frozenset({"id", "resource_id"})


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
        self.display = Display(service)

    def create(
        self, call: Call, resource: Resource, within: Sequence[str], shown: Shown, given: str, unique: str
    ) -> Answer:
        """Make a thing; see `Call.create`."""
        self.courses.settle()
        with self.store.transaction():
            self._check_unique(call, resource, within, unique)
            item, known = self._insert(call, resource, within, call.fields, given, shown.at + shown.id)
        return self.display.one(call, resource, item, shown, known)

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
        return self.display.one(call, resource, self._item(call, resource, path), shown)

    def list_page(self, call: Call, resource: Resource, within: Sequence[str], items: str, shown: str) -> Answer:
        """List things; see `Call.list`."""
        self.courses.settle()
        self._check_parent(call, resource, within)
        listing = self.display.listing(call, resource, items)
        wanted, scope = listing.wanted(call), _scope(resource, call, within)
        with self.store.transaction(changes=False):
            total = self.store.count(resource.name, scope, wanted.conditions)
            found = self.store.page(resource.name, scope, wanted.conditions, wanted.order, wanted.offset, wanted.limit)
        return self.display.page(call, listing, found, total, wanted, shown)

    def update(self, call: Call, resource: Resource, path: Sequence[str], shown: Shown) -> Answer:
        """Change a thing; see `Call.update`."""
        self.courses.settle()
        with self.store.transaction():
            item = self._change(call, resource, self._item(call, resource, path), call.fields)
        return self.display.one(call, resource, item, shown)

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
        set_times(draft.fields, self.display.times(resource), self._clock.now(), made=False)
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
        return self.display.one(call, resource, item, shown)

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
            conditions = self.display.listing(call, resource, resource.items).wanted(call).conditions
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
        return self.display.one(call, resource, item, shown) if shown.id else call.documented()

    def _item(self, call: Call, resource: Resource, path: Sequence[str]) -> Item:
        """Give the thing that a path names. Raises RefusedError where there is none."""
        id = call.path_values[path[-1]]
        if item := self.store.get(resource.name, _scope(resource, call, path[:-1]), id):
            return item
        raise RefusedError(404, f"there is no {id[:MAX_NAME]!r} among {resource.name}")

    def _check_parent(self, call: Call, resource: Resource, within: Sequence[str]) -> None:
        if resource.parent is not None:
            self._item(call, resource.parent, within)

    def _check_unique(self, call: Call, resource: Resource, within: Sequence[str], unique: str) -> None:
        value = find(call.fields, unique) if unique else MISSING
        if not isinstance(value, str):
            return
        same = Condition(json_path(*steps_of(unique)), (value,))
        if self.store.count(resource.name, _scope(resource, call, within), [same]):
            raise _taken(resource, value)

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
        set_times(known, self.display.times(resource), self._clock.now(), made=True)
        self.courses.begin(call, put({}, shown, id) if shown else None, draft)
        item = Item(stamp, stamp, resource.name, draft.scope, id, _text(draft.fields), draft.due, draft.course)
        try:
            self.store.insert(item)
        except TakenError:
            raise _taken(resource, id) from None
        return item, draft.fields


def _taken(resource: Resource, name: str) -> RefusedError:
    return RefusedError(409, f"there is {name[:MAX_NAME]!r} among {resource.name} already")


def _scope(resource: Resource, call: Call, within: Sequence[str]) -> str:
    values = call.path_values
    return scope_of(resource, [values[name] for name in within])


def _text(fields: Mapping[str, Any]) -> str:
    return json_bytes(fields).decode()
