# Copied from apiscribe; do not edit.
"""One request to one operation, as handlers see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from .service import Answer, Operation
from .validation import Values
from .views import MISSING

if TYPE_CHECKING:
    from .resources import Resources
    from .things import Resource


@dataclass(frozen=True, slots=True)
class Route:
    """One operation: its request line as documented, the function that answers, and the status with which it does."""

    method: str
    path: str
    operation_id: str
    handler: "Handler"
    status: int = 200

    @property
    def line(self) -> str:
        """The request line as documented."""
        return f"{self.method} {self.path}"


class Shown(NamedTuple):
    """Where an answer shows a thing, and where that has its id."""

    at: str = ""
    id: str = ""


@dataclass(slots=True)
class Call:
    """One request. `path_values`, `headers` (small letters) and `body` are as sent, `values` are read as documented."""

    route: Route
    operation: Operation
    path_values: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    values: Values
    resources: "Resources"

    @property
    def json(self) -> Any:
        """The body where it is JSON, else None."""
        return None if self.values.body is MISSING else self.values.body

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the body where it is a JSON object, else none."""
        return self.values.body if isinstance(self.values.body, dict) else {}

    @property
    def query(self) -> Mapping[str, Any]:
        """The documented parameters of the query, in their documented types."""
        return self.values.query

    def documented(self, status: int | None = None, example: str = "") -> Answer:
        """Give the documented answer: an example, else a value made of the schema; of a list the page asked for."""
        if status is None and not example and "x-pagination" in self.operation.spec:
            return self.resources.display.documented_page(self)
        return self.operation.answer(status or self.route.status, example)

    def create(
        self, resource: "Resource", *within: str, at: str = "", shown: str = "", given: str = "", unique: str = ""
    ) -> Answer:
        """Make a thing of the fields of the body.

        `within` are the path parameters that say in what it is: its scope, and the things above it. `at` is the place
        of the thing in the answer, `shown` that of the id in the thing, `given` that of the id in the body where the
        caller chooses it, `unique` that of a value in the body which no two things have; all are JSON pointers.
        """
        return self.resources.create(self, resource, within, Shown(at, shown), given, unique)

    def create_each(self, resource: "Resource", *within: str, of: str, given: str = "") -> Answer:
        """Make a thing of every element of the array at `of` in the body; `given` is the place of an id in it."""
        return self.resources.create_each(self, resource, within, of, given)

    def list(self, resource: "Resource", *within: str, items: str, shown: str = "") -> Answer:
        """Give the things that there are, those that the query asks for; `items` is the place of the array."""
        return self.resources.list_page(self, resource, within, items, shown)

    def get(self, resource: "Resource", *path: str, at: str = "", shown: str = "") -> Answer:
        """Show one thing. The last of the path parameters is its id."""
        return self.resources.get(self, resource, path, Shown(at, shown))

    def update(self, resource: "Resource", *path: str, at: str = "", shown: str = "") -> Answer:
        """Put the fields of the body over those of a thing."""
        return self.resources.update(self, resource, path, Shown(at, shown))

    def update_each(self, resource: "Resource", *within: str, of: str, given: str = "") -> Answer:
        """Change the things in the array at `of` in the body; `given` is the place of an id in one."""
        return self.resources.update_each(self, resource, within, of, given)

    def delete(self, resource: "Resource", *path: str, at: str = "", shown: str = "") -> Answer:
        """Remove a thing, and those below it."""
        return self.resources.delete(self, resource, path, Shown(at, shown))

    def delete_each(self, resource: "Resource", *within: str, of: str, given: str = "") -> Answer:
        """Remove the things whose ids are in the array at `of` in the body; `given` is the place of an id in it."""
        return self.resources.delete_each(self, resource, within, of, given)

    def delete_all(self, resource: "Resource", *within: str) -> Answer:
        """Remove the things that the query asks for, all where it asks for none."""
        return self.resources.delete_all(self, resource, within)

    def check(self, resource: "Resource", *path: str) -> None:
        """Refuse the request where there is no such thing."""
        self.resources.check(self, resource, path)

    def part(self, resource: "Resource", *path: str, name: str) -> Answer:
        """Show a part of a thing, or put the fields of the body over those that it has; `name` is that of its field."""
        from .parts import answer_part  # it needs what needs this module

        return answer_part(self, resource, path, name)

    def about(self, resource: "Resource", *path: str, at: str = "", shown: str = "") -> Answer:
        """Give the documented answer of an operation on a thing, which must exist."""
        return self.resources.about(self, resource, path, Shown(at, shown))


Handler = Callable[[Call], Answer]
