# Copied from apiscribe; do not edit.
"""States that follow one another: what the document says happens to a thing after an operation, and when.

Nothing runs in the background. What has happened until now is worked out when somebody asks.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .samples import resolve
from .views import find, put

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_MAX_STEPS = 100

State = str | int | None
"""None: the thing is gone."""


@dataclass(frozen=True, slots=True)
class Step:
    """A state, and when it begins."""

    at: float
    state: State


@dataclass(frozen=True, slots=True)
class Course:
    """What will happen to one thing: the steps still to come, the earliest first; `field` points to what they set."""

    field: str
    steps: tuple[Step, ...]

    def to_text(self) -> str:
        """Write the course as JSON."""
        return json.dumps([self.field, [(step.at, step.state) for step in self.steps]])

    @classmethod
    def from_text(cls, text: str) -> "Course":
        """Read what `to_text` wrote."""
        field, steps = json.loads(text)
        return cls(field, tuple(Step(at, state) for at, state in steps))

    @property
    def due(self) -> float | None:
        """When the next step begins, None where none is left."""
        return self.steps[0].at if self.steps else None

    def step(self, fields: dict[str, Any], now: float) -> tuple[dict[str, Any] | None, "Course"]:
        """Give the fields as they are now, None for a thing that is gone, and what is still to come."""
        begun = [step for step in self.steps if step.at <= now]
        if any(step.state is None for step in begun):
            return None, Course(self.field, ())
        if begun:
            fields = put(fields, self.field, begun[-1].state)
        return fields, Course(self.field, self.steps[len(begun) :])


@dataclass(frozen=True, slots=True)
class Begun:
    """A course that began: of the thing that an operation shows for these values of its path."""

    operation: str
    values: tuple[str, ...]
    course: Course


@dataclass(frozen=True, slots=True)
class _Transition:
    """One entry of `x-transitions`: what shows the thing, with how many placeholders; the field; the values of the
    body that it is for; the pointer to the id of a new thing in the answer; the states, each with its seconds."""

    operation: str
    placeholders: int
    field: str
    when: Mapping[str, Any]
    id: str
    steps: tuple[tuple[State, float], ...]

    def fits(self, body: Any) -> bool:
        """Whether a request with this body begins the course."""
        return all(isinstance(body, Mapping) and body.get(name) == value for name, value in self.when.items())

    def values(self, path_values: Sequence[str], answer: Any) -> tuple[str, ...] | None:
        """Give the values of the path of the thing that is changed, None where the answer does not tell."""
        values = tuple(path_values[: self.placeholders])
        if self.id:
            id = find(answer, self.id)
            if isinstance(id, bool) or not isinstance(id, str | int):
                return None
            values = (*path_values[: self.placeholders - 1], str(id))
        return values if len(values) == self.placeholders else None

    def course(self, now: float, speed: float) -> Course:
        """Give the course from now on."""
        at, steps = now, []
        for state, seconds in self.steps:
            steps.append(Step(at, state))
            at += seconds / speed
        return Course(self.field, tuple(steps))


class Transitions:
    """The transitions of a document, by the operation that causes them."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        operations = dict(_operations(document))
        placeholders = {name: path.count("{") for name, (path, _) in operations.items()}
        self._causes: dict[str, tuple[_Transition, ...]] = {}
        for name, (_, operation) in operations.items():
            if found := tuple(_read(operation.get("x-transitions"), placeholders)):
                self._causes[name] = found

    def causes(self, operation: str) -> bool:
        """Whether an operation begins any course."""
        return operation in self._causes

    def begun(
        self, operation: str, path_values: Sequence[str], body: Any, answer: Any, now: float, speed: float = 1.0
    ) -> list[Begun]:
        """Give the courses that a successful request to an operation begins; body and answer are JSON values."""
        found = []
        for transition in self._causes.get(operation, ()):
            values = transition.values(path_values, answer) if transition.fits(body) else None
            if values is not None:
                found.append(Begun(transition.operation, values, transition.course(now, speed)))
        return found

    def delays_deletion(self, operation: str) -> bool:
        """Whether what an operation deletes is there for a while still."""
        steps = [transition.steps for transition in self._causes.get(operation, ())]
        return any(len(each) > 1 and each[-1][0] is None for each in steps)


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, Mapping[str, Any]]]]:
    paths = document.get("paths")
    for path, node in paths.items() if isinstance(paths, Mapping) else ():
        item = resolve(document, node)
        for method in _METHODS:
            operation = resolve(document, item.get(method)) if isinstance(item, Mapping) else None
            if isinstance(operation, Mapping) and isinstance(operation.get("operationId"), str):
                yield operation["operationId"], (path, operation)


def _read(nodes: object, placeholders: Mapping[str, int]) -> Iterator[_Transition]:
    """Give the transitions that can be followed; what is not of the form is left out."""
    for node in nodes if isinstance(nodes, list) else ():
        if not isinstance(node, Mapping) or node.get("operation") not in placeholders:
            continue
        steps, when = tuple(_steps(node.get("steps"))), node.get("when", {})
        field, id, name = str(node.get("field")), str(node.get("id", "")), node["operation"]
        if steps and field.startswith("/") and isinstance(when, Mapping):
            yield _Transition(name, placeholders[name], field, when, id, steps)


def _steps(nodes: object) -> Iterator[tuple[State, float]]:
    for node in nodes[:_MAX_STEPS] if isinstance(nodes, list) else ():
        if not isinstance(node, Mapping):
            continue
        state, seconds = node.get("state"), node.get("seconds", 0)
        if node.get("gone") is True:
            yield None, 0.0
            return
        if isinstance(state, str | int) and isinstance(seconds, int | float):
            yield state, float(seconds)
