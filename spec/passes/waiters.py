"""Waiters by hand: which states of a thing one waits for, and which follow one another, put on the operations.

The file says what each key means (`spec/waiters/modelarts.yaml` is one). A waiter becomes `x-waiter` on the operation
that is polled, its transitions become `x-transitions` on the operations that cause them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError, model_validator

from spec import files
from spec import pointer as pointers
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location
from spec.model import Operation, copied, operations
from spec.passes import Passed
from spec.rules.contract import as_dict, as_list

State = StrictStr | StrictInt

_POINTER = r"^(/([^~/]|~[01])+)+$"
_MAX_REFERENCES = 20
_MAX_SECONDS = 10**9


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Strict):
    """A state and how many seconds it lasts; without them it stays. `gone`: the thing is not there any more."""

    state: State | None = None
    seconds: int | float | None = Field(default=None, gt=0, lt=_MAX_SECONDS)
    gone: bool = False

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.gone == (self.state is not None) or (self.gone and self.seconds is not None):
            raise ValueError("a step has either a state or gone: true, which stays")
        return self


class Transition(_Strict):
    """The states after an operation (`on`) whose request body has the values of `when`."""

    on: str = Field(min_length=1)
    when: dict[str, str | int | bool] = {}
    id: str = Field(default="", pattern=rf"^$|{_POINTER}")
    steps: tuple[Step, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if any(step.seconds is None for step in self.steps[:-1]) or self.steps[-1].seconds is not None:
            raise ValueError("every step but the last has its seconds, and the last one has none")
        return self


class Deleted(_Strict):
    """What says, beside a 404, that a thing is gone; and the states in which it will never go."""

    states: tuple[State, ...] = ()
    failure: tuple[State, ...] = ()
    error_codes: tuple[str, ...] = ()


class Waiter(_Strict):
    """One operation that is polled until a field of its answer has a state."""

    operation: str = Field(min_length=1)
    method: str = Field(default="wait", pattern=r"^[a-z][a-z0-9_]*$", max_length=66)
    field: str = Field(pattern=_POINTER)
    states: tuple[State, ...] = ()
    success: tuple[State, ...] = Field(min_length=1)
    failure: tuple[State, ...] = ()
    final: bool = False
    labels: dict[str, str] = {}
    interval: int | float = Field(gt=0, lt=_MAX_SECONDS)
    timeout: int | float = Field(gt=0, lt=_MAX_SECONDS)
    deleted: Deleted | None = None
    reason: str = Field(min_length=1)
    transitions: tuple[Transition, ...] = ()

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if both := set(self.success) & set(self.failure):
            raise ValueError(f"success and failure at once: {_listed(both)}")
        if self.deleted and (both := set(self.deleted.states) & set(self.deleted.failure)):
            raise ValueError(f"deleted and never to be deleted: {_listed(both)}")
        if len({type(state) for state in self.mentioned}) > 1:
            raise ValueError("states are either all text or all numbers")
        if isinstance(self.success[0], int) and (bare := {str(s) for s in self.mentioned} - self.labels.keys()):
            raise ValueError(f"a number says nothing without a label: {_listed(bare)}")
        return self

    @property
    def mentioned(self) -> tuple[State, ...]:
        """Every state that the waiter names, the labels aside."""
        steps = [step.state for transition in self.transitions for step in transition.steps if step.state is not None]
        deleted = (*self.deleted.states, *self.deleted.failure) if self.deleted else ()
        return (*self.success, *self.failure, *deleted, *self.states, *steps)

    def published(self, states: Sequence[State]) -> dict[str, Any]:
        """Give the waiter as it stands in a document; `states` are all that are known."""
        written: dict[str, Any] = {
            "method": self.method,
            "field": self.field,
            "states": list(states),
            "success": list(self.success),
            "failure": list(self.failure),
            "final": self.final,
            "interval": self.interval,
            "timeout": self.timeout,
        }
        if self.labels:
            written["labels"] = dict(self.labels)
        if self.deleted:
            written["deleted"] = self.deleted.model_dump(mode="json", exclude_defaults=True)
        return written


class Waiters(_Strict):
    """A file of waiters."""

    waiters: tuple[Waiter, ...]

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        names = [waiter.operation for waiter in self.waiters]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"an operation has one waiter: {_listed(twice)}")
        return self


NO_WAITERS = Waiters(waiters=())


def load_waiters(path: Path) -> Waiters:
    """Read a file of waiters. Raises DiagnosticError (SPC090) for what is none, with the place inside the file."""
    try:
        return Waiters.model_validate(files.load(path))
    except ValidationError as error:
        raise DiagnosticError(
            *(
                Diagnostic("SPC090", problem["msg"], Location(str(path)), pointer=pointers.join("", *problem["loc"]))
                for problem in error.errors(include_url=False, include_input=False)
            )
        ) from error


def apply_waiters(document: dict[str, Any], waiters: Waiters, source: str = "waiters") -> Passed:
    """Put `x-waiter` and `x-transitions` on the operations; `source` is what findings call the file.

    Raises DiagnosticError (SPC091) with everything in which the waiters do not fit the document: an operation or
    property that is not there, a state that a documented list lacks.
    """
    document = copied(document)
    places = {id_: one for one in operations(document) if isinstance(id_ := one.value.get("operationId"), str)}
    check = _Check(document, places, source)
    for waiter in waiters.waiters:
        if place := check.operation(waiter, waiter.operation):
            place.value["x-waiter"] = waiter.published(check.states(waiter, place))
        for transition in waiter.transitions:
            if cause := check.transition(waiter, transition):
                written = {"operation": waiter.operation, "field": waiter.field}
                written |= transition.model_dump(mode="json", exclude_defaults=True, exclude={"on"})
                cause.value["x-transitions"] = [*as_list(cause.value.get("x-transitions")), written]
    if check.problems:
        raise DiagnosticError(*check.problems)
    return Passed(document)


@dataclass(slots=True)
class _Check:
    """Compares waiters with a document, and collects what does not fit."""

    document: dict[str, Any]
    places: Mapping[str, Operation]
    source: str
    problems: list[Diagnostic] = field(default_factory=list)

    def operation(self, waiter: Waiter, name: str) -> Operation | None:
        """Give the operation of a name."""
        if name not in self.places:
            self._tell(waiter, f"no operation is called {name}")
        return self.places.get(name)

    def states(self, waiter: Waiter, place: Operation) -> tuple[State, ...]:
        """Give the states that are known: those of the documented list, else those that the waiter lists."""
        numbers = isinstance(waiter.success[0], int)
        listed = waiter.states or tuple(int(key) if numbers else key for key in waiter.labels)
        found = self._property(_answers(self.document, place), waiter.field)
        if found is None:
            self._tell(waiter, f"the answer has no property {waiter.field}", place.pointer)
        documented = tuple(as_list((found or {}).get("enum")))
        if documented and waiter.states:
            self._tell(waiter, "the document lists the states itself", place.pointer)
        known = documented or listed or tuple(dict.fromkeys(waiter.mentioned))
        if unknown := [state for state in waiter.mentioned if state not in known]:
            self._tell(waiter, f"not among the documented states: {_listed(unknown)}", place.pointer)
        if unlisted := waiter.labels.keys() - {str(state) for state in known}:
            self._tell(waiter, f"labels of no state: {_listed(unlisted)}", place.pointer)
        codes = {str(as_dict(entry).get("code")) for entry in as_list(self.document.get("x-error-codes"))}
        if codes and waiter.deleted and (unknown_codes := set(waiter.deleted.error_codes) - codes):
            self._tell(waiter, f"no documented error codes: {_listed(unknown_codes)}")
        return known

    def transition(self, waiter: Waiter, transition: Transition) -> Operation | None:
        """Give the operation that causes a transition."""
        cause = self.operation(waiter, transition.on)
        if not cause:
            return None
        body = _schemas(self.document, cause.value.get("requestBody"))
        for name in transition.when:
            if self._property(body, pointers.join("", name)) is None:
                self._tell(waiter, f"the body of {transition.on} has no property {name}", cause.pointer)
        if transition.id and self._property(_answers(self.document, cause), transition.id) is None:
            self._tell(waiter, f"the answer of {transition.on} has no property {transition.id}", cause.pointer)
        return cause

    def _property(self, schemas: Iterable[dict[str, Any]], pointer: str) -> dict[str, Any] | None:
        """Give the schema of what stands at a pointer in a value of one of the schemas."""
        found = list(schemas)
        for step in pointers.split(pointer):
            parts = [part for schema in found for part in _parts(self.document, schema)]
            found = [_followed(self.document, part["properties"][step]) for part in parts if _has(part, step)]
        return found[0] if found else None

    def _tell(self, waiter: Waiter, message: str, pointer: str = "") -> None:
        self.problems.append(
            Diagnostic("SPC091", message, Location(self.source, trail=(waiter.operation,)), pointer=pointer)
        )


def _has(schema: dict[str, Any], name: str) -> bool:
    properties = schema.get("properties")
    return isinstance(properties, dict) and isinstance(properties.get(name), dict)


def _answers(document: dict[str, Any], operation: Operation) -> Iterator[dict[str, Any]]:
    responses = operation.value.get("responses")
    for status, response in responses.items() if isinstance(responses, dict) else ():
        if str(status).startswith("2"):
            yield from _schemas(document, response)


def _schemas(document: dict[str, Any], node: object) -> Iterator[dict[str, Any]]:
    """Yield the schemas of the media types of a request body or response."""
    content = _followed(document, node).get("content")
    for media_type in content.values() if isinstance(content, dict) else ():
        if isinstance(media_type, dict):
            yield _followed(document, media_type.get("schema"))


def _parts(document: dict[str, Any], schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a schema and those that its `allOf` joins to it, one level down."""
    yield schema
    joined = schema.get("allOf")
    yield from (_followed(document, part) for part in (joined if isinstance(joined, list) else ()))


def _followed(document: dict[str, Any], node: object) -> dict[str, Any]:
    """Give what a reference leads to, an empty object where that is nothing."""
    for _ in range(_MAX_REFERENCES):
        reference = node.get("$ref") if isinstance(node, dict) else None
        if not isinstance(reference, str):
            return node if isinstance(node, dict) else {}
        try:
            node = pointers.resolve(document, reference.removeprefix("#"))
        except LookupError:
            return {}
    return {}


def _listed(names: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, names)))
