"""Workflows against the OpenAPI document: every operation, parameter, field and expression must be there."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from pydantic import BaseModel, Field, StrictInt, StrictStr, ValidationError

from spec import pointer as pointers
from spec.arazzo.source import Step, Workflow, Workflows
from spec.diagnostics import Diagnostic
from spec.location import Location
from spec.model import Operation
from spec.rules.contract import Contract, as_dict, as_list

_EMBEDDED = re.compile(r"\{(\$[^{}]*)\}")
_MAX_DEPTH = 20

_States = tuple[StrictStr | StrictInt, ...]


class Deleted(BaseModel):
    """How one sees that a thing is gone."""

    states: _States = ()
    failure: _States = ()
    error_codes: tuple[str, ...] = ()


class PublishedWaiter(BaseModel):
    """`x-waiter` of a document, as far as workflows use it."""

    field: str
    states: _States
    success: _States
    failure: _States
    final: bool
    interval: int | float = Field(gt=0)
    timeout: int | float = Field(gt=0)
    deleted: Deleted | None = None


class Check:
    """Compares workflows with a document, and collects what does not fit."""

    def __init__(self, document: dict[str, Any], source: str) -> None:
        self.problems: list[Diagnostic] = []
        self._source = source
        self._contract = Contract(document)
        self.operations = {str(one.value.get("operationId")): one for one in self._contract.operations}

    def workflows(self, workflows: Workflows) -> None:
        """Check all of a file."""
        done: set[str] = set()
        for workflow in workflows.workflows:
            for name in workflow.after:
                if name not in done:
                    self._tell((workflow.workflow,), f"no workflow before it is called {name}")
            done.add(workflow.workflow)
            self._workflow(workflow, workflows.parameters)

    def parameters(self, operation: Operation) -> dict[str, dict[str, Any]]:
        """Give the parameters of an operation by name."""
        stated = [*as_list(operation.path_item.get("parameters")), *as_list(operation.value.get("parameters"))]
        return {str(one.get("name")): one for one in map(self._contract.resolve, stated)}

    def waiter(self, operation: Operation) -> PublishedWaiter | None:
        """Give the waiter of an operation, None where it has none that says everything."""
        try:
            return PublishedWaiter.model_validate(operation.value.get("x-waiter"))
        except ValidationError:
            return None

    def media_type(self, operation: Operation) -> str:
        """Give the first media type of an operation's request."""
        body = self._contract.resolve(operation.value.get("requestBody"))
        return next(iter(as_dict(body.get("content"))), "")

    def _workflow(self, workflow: Workflow, common: Collection[str]) -> None:
        known = {f"$inputs.{name}" for name in (*common, *workflow.inputs)}
        for step in workflow.steps:
            where = (workflow.workflow, step.step)
            for expression in _expressions([step.parameters, step.body, step.expect]):
                if expression not in known:
                    self._tell(where, f"nothing before it gives {expression}")
            if operation := self.operations.get(step.operation):
                self._step(where, step, operation, common)
            else:
                self._tell(where, f"no operation is called {step.operation}")
            known |= {f"$steps.{step.step}.outputs.{name}" for name in step.outputs}
        for expression in workflow.outputs.values():
            if expression not in known:
                self._tell((workflow.workflow,), f"no step gives {expression}")

    def _step(self, where: tuple[str, ...], step: Step, operation: Operation, common: Collection[str]) -> None:
        parameters = self.parameters(operation)
        for name in step.parameters.keys() - parameters.keys():
            self._tell(where, f"{step.operation} has no parameter {name}", operation.pointer)
        given = {*step.parameters, *common}
        for name in (name for name, one in parameters.items() if one.get("required") and name not in given):
            self._tell(where, f"{step.operation} needs the parameter {name}", operation.pointer)
        answers = list(self._answers(operation))
        for pointer in (*step.outputs.values(), *step.expect):
            if not self._at(answers, pointers.split(pointer)) or not pointer.startswith("/"):
                self._tell(where, f"the answer of {step.operation} has no {pointer}", operation.pointer)
        body = self._contract.resolve(operation.value.get("requestBody"))
        if body.get("required") and step.body is None:
            self._tell(where, f"{step.operation} needs a body", operation.pointer)
        if step.body is not None:
            for message in self._misfits(list(self._schemas(body)), step.body, ""):
                self._tell(where, f"the body of {step.operation} {message}", operation.pointer)
        self._waiting(where, step, operation)

    def _waiting(self, where: tuple[str, ...], step: Step, operation: Operation) -> None:
        waiter = self.waiter(operation)
        if step.wait is not None and (waiter is None or step.wait not in waiter.states):
            self._tell(where, f"{step.operation} is not waited for until {step.wait}", operation.pointer)
        if step.gone and (waiter is None or waiter.deleted is None):
            self._tell(where, f"{step.operation} is not waited for until a deletion", operation.pointer)

    def _answers(self, operation: Operation) -> Iterator[dict[str, Any]]:
        for status, response in as_dict(operation.value.get("responses")).items():
            if str(status).startswith("2"):
                yield from self._schemas(self._contract.resolve(response))

    def _schemas(self, holder: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for media_type in as_dict(holder.get("content")).values():
            yield self._contract.resolve(as_dict(media_type).get("schema"))

    def _at(self, schemas: list[dict[str, Any]], steps: list[str]) -> list[dict[str, Any]]:
        """Give the schemas of what stands further down in a value of one of the schemas."""
        for step in steps:
            parts = list(self._parts(schemas))
            inner = [as_dict(part.get("properties")).get(step) for part in parts]
            inner += [part.get("items") for part in parts if step.isdigit()]
            schemas = [self._contract.resolve(one) for one in inner if one is not None]
        return schemas

    def _parts(self, schemas: Iterable[dict[str, Any]], depth: int = 0) -> Iterator[dict[str, Any]]:
        """Yield schemas and those that `allOf` joins to them."""
        for schema in schemas:
            yield schema
            if depth < _MAX_DEPTH:
                joined = [self._contract.resolve(one) for one in as_list(schema.get("allOf"))]
                yield from self._parts(joined, depth + 1)

    def _misfits(self, schemas: list[dict[str, Any]], value: Any, place: str) -> Iterator[str]:
        """Say which fields of a body its schemas do not have, and which they need beside them."""
        parts = list(self._parts(schemas))
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._misfits(self._at(schemas, ["0"]), item, f"{place}/{index}")
        elif isinstance(value, dict) and any("properties" in part for part in parts):
            needed = {str(name) for part in parts for name in as_list(part.get("required"))}
            yield from (f"needs {place}/{name}" for name in sorted(needed - value.keys()))
            for name, item in value.items():
                below = self._at(schemas, [name])
                if not below:
                    yield f"has no {place}/{name}"
                yield from self._misfits(below, item, f"{place}/{name}")
        elif isinstance(value, str) and not value.startswith("$"):
            allowed = [part["enum"] for part in parts if isinstance(part.get("enum"), list)]
            if any(value not in values for values in allowed):
                yield f"takes no {value!r} at {place}"

    def _tell(self, where: tuple[str, ...], message: str, pointer: str = "") -> None:
        self.problems.append(Diagnostic("SPC093", message, Location(self._source, trail=where), pointer=pointer))


def _expressions(value: Any) -> Iterator[str]:
    """Yield the runtime expressions in a value: texts that begin with a dollar sign, and what stands in braces so."""
    if isinstance(value, str):
        yield from [value] if value.startswith("$") else _EMBEDDED.findall(value)
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _expressions(part)
