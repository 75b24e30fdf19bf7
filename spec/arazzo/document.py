"""An Arazzo 1.0.1 document of workflows, each step by what the OpenAPI document says of its operation."""

from collections.abc import Iterable, Sequence
from typing import Any

from spec.arazzo.check import Check, Deleted, PublishedWaiter
from spec.arazzo.source import Scalar, Step, Workflow, Workflows
from spec.diagnostics import DiagnosticError
from spec.model import Operation
from spec.rules.contract import as_dict

VERSION = "1.0.1"
STATUS = "$statusCode"
BODY = "$response.body#"

JsonObject = dict[str, Any]


def arazzo_document(
    workflows: Workflows, document: JsonObject, source: str = "workflows", name: str = "api", url: str = "openapi.yaml"
) -> JsonObject:
    """Make the Arazzo document; `name` and `url` are those of the OpenAPI document, `source` is what findings call
    the file.

    What succeeds follows from the documented statuses, how long one waits and what has failed from `x-waiter`. Raises
    DiagnosticError (SPC093) with everything in which the workflows do not fit the document.
    """
    check = Check(document, source)
    check.workflows(workflows)
    if check.problems:
        raise DiagnosticError(*check.problems)
    version = as_dict(document.get("info")).get("version", "0")
    return {
        "arazzo": VERSION,
        "info": {
            "title": workflows.title,
            "summary": workflows.summary,
            "description": workflows.description,
            "version": version,
        },
        "sourceDescriptions": [{"name": name, "url": url, "type": "openapi"}],
        "workflows": [_workflow(workflow, workflows, check) for workflow in workflows.workflows],
    }


def _workflow(workflow: Workflow, workflows: Workflows, check: Check) -> JsonObject:
    properties = {**workflows.parameters, **workflow.inputs}
    required = [name for name, schema in properties.items() if "default" not in schema]
    inputs: JsonObject = {"type": "object", "properties": properties}
    written: JsonObject = {
        "workflowId": workflow.workflow,
        "summary": workflow.summary,
        "description": workflow.description,
        "inputs": inputs | ({"required": required} if required else {}),
    }
    written |= {"dependsOn": list(workflow.after)} if workflow.after else {}
    written["steps"] = [_step(step, workflows.parameters, check) for step in workflow.steps]
    return written | ({"outputs": dict(workflow.outputs)} if workflow.outputs else {})


def _step(step: Step, common: Iterable[str], check: Check) -> JsonObject:
    operation = check.operations[step.operation]
    places = check.parameters(operation)
    values: dict[str, Scalar] = {**{name: f"$inputs.{name}" for name in common if name in places}, **step.parameters}
    written: JsonObject = {"stepId": step.step, "description": step.summary, "operationId": step.operation}
    if values:
        written["parameters"] = [
            {"name": name, "in": places[name].get("in", ""), "value": value} for name, value in values.items()
        ]
    if step.body is not None:
        written["requestBody"] = {"contentType": check.media_type(operation), "payload": step.body}
    conditions = [_statuses(operation)]
    conditions += [f"{BODY}{pointer} == {_literal(value)}" for pointer, value in step.expect.items()]
    waiter = check.waiter(operation)
    if step.gone and waiter and waiter.deleted:
        written |= _until_gone(waiter, waiter.deleted)
    elif step.wait is not None and waiter:
        written |= _until(step.wait, waiter, conditions)
    else:
        written |= _criteria(conditions)
    if step.outputs:
        written["outputs"] = {name: BODY + pointer for name, pointer in step.outputs.items()}
    return written


def _until(state: Scalar, waiter: PublishedWaiter, conditions: list[str]) -> JsonObject:
    """Ask again until a state is there, and end where it will never be."""
    ends = [*waiter.failure, *(waiter.success if waiter.final else ())]
    written = _criteria([*conditions, _one_of(waiter.field, [state])])
    return written | _failure(waiter, [one for one in ends if one != state])


def _until_gone(waiter: PublishedWaiter, deleted: Deleted) -> JsonObject:
    """Ask again until the thing is not known any more."""
    gone = [f"{STATUS} == 404"]
    gone += [_one_of(waiter.field, deleted.states)] if deleted.states else []
    gone += [_one_of("/error_code", deleted.error_codes)] if deleted.error_codes else []
    return _criteria([" || ".join(gone)]) | _failure(waiter, deleted.failure)


def _failure(waiter: PublishedWaiter, ends: Sequence[Scalar]) -> JsonObject:
    limit = int(waiter.timeout // waiter.interval)
    again = {"name": "ask-again", "type": "retry", "retryAfter": waiter.interval, "retryLimit": limit}
    actions = [again | {"criteria": [{"condition": f"{STATUS} == 200"}]}]
    if ends:
        in_vain = {"condition": _one_of(waiter.field, ends)}
        actions.insert(0, {"name": "in-vain", "type": "end", "criteria": [in_vain]})
    return {"onFailure": actions}


def _criteria(conditions: Iterable[str]) -> JsonObject:
    return {"successCriteria": [{"condition": condition} for condition in conditions]}


def _statuses(operation: Operation) -> str:
    found = [status for status in as_dict(operation.value.get("responses")) if status.isdigit() and status[0] == "2"]
    return " || ".join(f"{STATUS} == {status}" for status in found or ["200"])


def _one_of(pointer: str, values: Iterable[Scalar]) -> str:
    return " || ".join(f"{BODY}{pointer} == {_literal(value)}" for value in values)


def _literal(value: Scalar) -> str:
    """Give a value as conditions write it; an expression stays one."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) or value.startswith("$"):
        return str(value)
    return "'" + value.replace("'", "''") + "'"
