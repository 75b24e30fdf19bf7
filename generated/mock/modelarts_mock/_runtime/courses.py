# Copied from apiscribe; do not edit.
"""What transitions do to the things that there are."""

from collections.abc import Iterable, Mapping
from typing import Any

from .call import Call, Route
from .clock import Clock
from .service import json_bytes
from .state import Store
from .things import Draft, Resource, below, scope_of
from .transitions import Course, Transitions


class ItemCourses:
    """Lets items go through the states that the document says."""

    def __init__(
        self,
        document: Mapping[str, Any],
        store: Store,
        clock: Clock,
        routes: Iterable[Route],
        kinds: Iterable[Resource],
    ) -> None:
        self._transitions = Transitions(document)
        self._store = store
        self._clock = clock
        names = {route.line: route.operation_id for route in routes}
        self._kinds = {names[kind.item]: kind for kind in kinds if kind.item in names}

    def settle(self) -> None:
        """Bring every thing to the state that it has now."""
        if self._store.next_due() > self._clock.now():
            return
        with self._store.transaction():
            now = self._clock.now()
            changed = []
            for item in self._store.due(now):  # again, for another process may have been faster
                course = Course.from_text(item.course or '["", []]')
                fields, rest = course.step(item.known, now)
                if fields is None:
                    self._store.delete(item, below(item))
                else:
                    changed.append((item, json_bytes(fields).decode(), rest.due, _text(rest)))
            self._store.advance(changed)

    def begin(self, call: Call, answer: Any = None, draft: Draft | None = None) -> None:
        """Set going what a request sets going."""
        operation = call.route.operation_id
        if not self._transitions.causes(operation):
            return
        now = self._clock.now()
        values = [*call.path_values.values()]
        for begun in self._transitions.begun(operation, values, call.json, answer, now, self._clock.speed):
            kind = self._kinds.get(begun.operation)
            if kind is None:
                continue
            *within, id = begun.values
            scope = scope_of(kind, within)
            if draft and (draft.resource, draft.scope, draft.id) == (kind, scope, id):
                if _ends(draft.course):
                    continue
                fields, rest = begun.course.step(draft.fields, now)
                if fields is not None:
                    draft.fields, draft.due, draft.course = fields, rest.due, _text(rest)
            elif (item := self._store.get(kind.name, scope, id)) and not _ends(item.course):
                fields, rest = begun.course.step(item.known, now)
                if fields is not None:  # what is gone at once is removed by the operation itself
                    self._store.update(item, json_bytes(fields).decode(), rest.due, _text(rest))

    def delays_deletion(self, call: Call) -> bool:
        """Tell whether what a request deletes is there for a while still."""
        return self._transitions.delays_deletion(call.route.operation_id)


def _ends(course: str | None) -> bool:
    """Tell whether a thing is on its way to be gone, from which nothing brings it back."""
    return course is not None and any(step.state is None for step in Course.from_text(course).steps)


def _text(course: Course) -> str | None:
    return course.to_text() if course.steps else None
