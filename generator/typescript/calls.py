"""The calls that the tests of the TypeScript client make, and what they must send: those of the Python client, with
the arguments in their TypeScript order."""

from typing import Any

from generator.plan import BodyStyle, ClientPlan, Method
from generator.typescript.names import Names

JsonObject = dict[str, Any]


def plan_calls(client: ClientPlan, names: Names) -> tuple[JsonObject, ...]:
    """Give for each method that has a sample of everything it needs the least and the fullest call, as JSON.

    An argument that is left out is null. The last one is the options: path parameters that the client else knows.
    """
    known = {call["call"]: call for call in client.calls}
    found = []
    for resource in client.resources:
        for method in resource.methods:
            call = known.get(".".join((*resource.trail, method.name)))
            if call:
                found.append(
                    {
                        "call": names.way(resource, method),
                        "answer": call["answer"],
                        "pathParameters": len(method.positional),
                        "required": _arguments(method, call["required"]),
                        "all": _arguments(method, call["all"]),
                    }
                )
    return tuple(found)


def _arguments(method: Method, call: JsonObject) -> JsonObject:
    given, sent = call["arguments"], call["sent"]
    arguments: list[Any] = [given[argument.name] for argument in method.positional]
    if method.body_style is not BodyStyle.NONE:
        arguments.append(sent.get("content", sent.get("body")))
    for holder in (method.query, method.headers):
        if holder:
            arguments.append({a.json_name: given[a.name] for a in holder if a.name in given})
    path = {argument.json_name: _text(given[argument.name]) for argument in method.scope}
    return {"arguments": [*arguments, {"path": path}], "sent": sent}


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)
