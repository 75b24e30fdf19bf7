"""What it takes to follow an Arazzo document as this project writes them: calls, criteria, retries, outputs."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import httpx

from spec.model import operations
from spec.pointer import resolve

Json = dict[str, Any]

_EMBEDDED = re.compile(r"\{(\$[^{}]+)\}")


class WorkflowFailedError(Exception):
    """A step has failed and no action goes on from there."""


class Runner:
    """Follows the workflows of one document. `wait` is called with seconds where a step is to be retried."""

    def __init__(self, arazzo: Json, openapi: Json, client: httpx.Client, wait: Callable[[float], None]) -> None:
        self.workflows = {workflow["workflowId"]: workflow for workflow in arazzo["workflows"]}
        self._operations = {one.value["operationId"]: one for one in operations(openapi)}
        self._client = client
        self._wait = wait

    def run(self, name: str, inputs: Json) -> Json:
        """Follow one workflow; gives its outputs."""
        workflow = self.workflows[name]
        properties = workflow["inputs"]["properties"]
        assert inputs.keys() <= properties.keys() and set(workflow["inputs"].get("required", ())) <= inputs.keys()
        defaults = {name: schema["default"] for name, schema in properties.items() if "default" in schema}
        known: Json = {f"$inputs.{name}": value for name, value in {**defaults, **inputs}.items()}
        for step in workflow["steps"]:
            known |= self._step(step, known)
        return {name: known[expression] for name, expression in workflow.get("outputs", {}).items()}

    def _step(self, step: Json, known: Json) -> Json:
        retries = 0
        while True:
            response = self._call(step, known)
            seen = {**known, "$statusCode": response.status_code}
            body = response.json() if response.content else None
            if all(holds(one["condition"], seen, body) for one in step["successCriteria"]):
                break
            action = self._action(step, seen, body)
            if action.get("type") != "retry" or retries >= action["retryLimit"]:
                raise WorkflowFailedError(f"{step['stepId']}: {response.status_code} {response.text[:300]}")
            retries += 1
            self._wait(action["retryAfter"])
        return {
            f"$steps.{step['stepId']}.outputs.{name}": value_of(expression, seen, body)
            for name, expression in step.get("outputs", {}).items()
        }

    def _action(self, step: Json, seen: Json, body: Any) -> Json:
        for action in step.get("onFailure", ()):
            if all(holds(one["condition"], seen, body) for one in action.get("criteria", ())):
                found: Json = action
                return found
        return {}

    def _call(self, step: Json, known: Json) -> httpx.Response:
        operation = self._operations[step["operationId"]]
        path, query, headers = operation.path, {}, {}
        for parameter in step.get("parameters", ()):
            value = filled(parameter["value"], known)
            if parameter["in"] == "path":
                path = path.replace("{" + parameter["name"] + "}", quote(str(value), safe=""))
            else:
                (query if parameter["in"] == "query" else headers)[parameter["name"]] = value
        assert "{" not in path, path
        content = step.get("requestBody")
        if content:
            headers["Content-Type"] = content["contentType"]
        body = filled(content["payload"], known) if content else None
        return self._client.request(operation.method.upper(), path, params=query, headers=headers, json=body)


def filled(value: Any, known: Mapping[str, Any]) -> Any:
    """Put what is known in the place of runtime expressions."""
    if isinstance(value, dict):
        return {key: filled(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, known) for item in value]
    if not isinstance(value, str):
        return value
    return known[value] if value.startswith("$") else _EMBEDDED.sub(lambda match: str(known[match[1]]), value)


def value_of(operand: str, known: Mapping[str, Any], body: Any) -> Any:
    """Give the value of an expression or literal; of what is not in the body None."""
    if operand.startswith("$response.body#"):
        try:
            return resolve(body, operand.removeprefix("$response.body#"))
        except (LookupError, TypeError):
            return None
    if operand.startswith("$"):
        return known[operand]
    if operand.startswith("'"):
        return operand[1:-1].replace("''", "'")
    return {"true": True, "false": False}[operand] if operand in ("true", "false") else int(operand)


def holds(condition: str, known: Mapping[str, Any], body: Any) -> bool:
    """Tell whether one of the equations of a condition holds."""
    equations = (part.split(" == ") for part in condition.split(" || "))
    return any(value_of(left, known, body) == value_of(right, known, body) for left, right in equations)
