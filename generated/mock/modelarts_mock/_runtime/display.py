# Copied from apiscribe; do not edit.
"""How operations show things: one in an answer, or a page of a list. What was shown is kept for the next time."""

from collections.abc import Mapping
from typing import Any

from .call import Call, Shown
from .listing import Listing, Wanted
from .samples import sample
from .service import JSON_HEADERS, Answer, Documented, Operation, Service, json_text, utf8
from .showing import Frame, View
from .state import Item
from .things import Resource
from .times import TimeField, time_fields
from .views import MISSING, find, merged, steps_of

MAX_VIEWS = 4_096
MAX_VIEW = 16 * 1024
MAX_KEPT = 200
"""How many shown things are kept for the next time, how large they may be, and how long what was asked for them."""


class Display:
    """How the operations of a document show things."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._bodies: dict[tuple[int, int, str], bytes] = {}
        self._pages: dict[tuple[str, int, int, int, str], bytes] = {}
        self._elements: dict[tuple[int, int, str], str] = {}
        self._views: dict[str, tuple[Frame, View] | None] = {}
        self._listings: dict[tuple[str, str], Listing] = {}
        self._bases: dict[str, Mapping[str, Any]] = {}
        self._time_fields: dict[str, list[TimeField]] = {}

    def one(
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

    def page(self, call: Call, listing: Listing, found: list[Item], total: int, wanted: Wanted, shown: str) -> Answer:
        """Give the answer with these things, which are a page of `total`; `shown` is the place of the id in one."""
        elements = [self._element(listing, call.route.line, item, shown) for item in found]
        return Answer(call.route.status, utf8(listing.text(elements, total, wanted)), JSON_HEADERS)

    def documented_page(self, call: Call) -> Answer:
        """Give the page that is asked for of a list that the document itself shows."""
        paging = call.operation.spec["x-pagination"]
        items = paging.get("items") if isinstance(paging, Mapping) else None
        if not isinstance(items, str) or not call.operation.documented(call.route.status).is_json:
            return call.operation.answer(call.route.status)
        listing = self.listing(call, None, items)
        wanted, elements = listing.wanted(call), listing.elements
        key = (call.route.line, wanted.page, wanted.offset, wanted.limit, str(wanted.echo))
        body = self._pages.get(key)
        if body is None:
            end = len(elements) if wanted.limit < 0 else wanted.offset + wanted.limit
            texts = [json_text(element) for element in elements[wanted.offset : end]]
            body = utf8(listing.text(texts, len(elements), wanted))
            if len(self._pages) >= MAX_VIEWS:
                self._pages.clear()
            if len(key[-1]) <= MAX_KEPT:
                self._pages[key] = body
        return Answer(call.route.status, body, JSON_HEADERS)

    def listing(self, call: Call, resource: Resource | None, items: str) -> Listing:
        """Give the list that an operation gives, of things of a kind or of those that the document itself shows."""
        key = (call.route.line, items)
        if key not in self._listings:
            base = self._base(resource) if resource else {}
            operation, status = call.operation, call.route.status
            if resource and resource.listed and call.route.line != resource.listed and call.route.method == "DELETE":
                operation, status = self._operation(resource.listed), resource.listed_status
            self._listings[key] = Listing(self._service, operation, status, items, base, resource)
        return self._listings[key]

    def times(self, resource: Resource) -> list[TimeField]:
        """Give the fields of a thing that say when; examples leave some out."""
        if resource.name not in self._time_fields:
            whole: dict[str, Any] = {}
            for documented, at in self._documented(resource):
                thing = find(sample(self._service.document, documented.schema), at)
                whole = merged(whole, thing) if isinstance(thing, dict) else whole
            self._time_fields[resource.name] = list(time_fields(merged(whole, self._base(resource))))
        return self._time_fields[resource.name]

    def forget(self) -> None:
        """Forget what was shown, for a state that begins anew."""
        self._bodies.clear()
        self._elements.clear()

    def _view(self, call: Call, resource: Resource, shown: Shown) -> tuple[Frame, View] | None:
        """Give how an operation shows a thing, None where it shows none."""
        key = call.route.line
        if key not in self._views:
            documented = call.operation.documented(call.route.status)
            base = find(documented.value, shown.at) if documented.is_json else MISSING
            shape = self._service.schemas.shape(documented.schema or {}).at(steps_of(shown.at))
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

    def _operation(self, line: str) -> Operation:
        return self._service.operation(*line.split(" ", 1))

    def _base(self, resource: Resource) -> Mapping[str, Any]:
        """Give the fields of a thing that has none of its own: those in the list, and over them those shown alone."""
        if resource.name not in self._bases:
            base: dict[str, Any] = {}
            for documented, at in self._documented(resource):
                thing = find(documented.value, at)
                base = merged(base, thing) if isinstance(thing, dict) else base
            self._bases[resource.name] = base
        return self._bases[resource.name]

    def _documented(self, resource: Resource) -> list[tuple[Documented, str]]:
        """Give the answers that show things by themselves, with the place of one."""
        places = ((resource.listed, resource.listed_status, f"{resource.items}/0"),
                  (resource.item, resource.item_status, resource.item_at))  # fmt: skip
        found = [(self._operation(line).documented(status), at) for line, status, at in places if line]
        return [(documented, at) for documented, at in found if documented.is_json]
