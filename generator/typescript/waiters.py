"""A waiter of the Python client as a method of the TypeScript client, which asks another method again and again."""

from typing import Any

from generator.filters import tsrepr
from generator.plan import BodyStyle, Method, Resource, Waiter
from generator.typescript.names import Names, argument_names
from generator.typescript.plan import ScriptWaiter


def can_wait(method: Method) -> bool:
    """Tell whether a method can be asked again and again with nothing but its path parameters."""
    return method.body_style is BodyStyle.NONE and not method.paging and not any(a.required for a in method.keywords)


def plan_waiter(resource: Resource, waiter: Waiter, polled: Method, operation_id: str, names: Names) -> ScriptWaiter:
    """Give the waiter that asks `polled`, which the types call `operation_id`."""
    id_ = tsrepr(operation_id)
    values = argument_names(argument.json_name for argument in polled.positional)
    field = [step.replace("~1", "/").replace("~0", "~") for step in waiter.field.split("/")[1:]]
    state = "" if waiter.gone else f", State<{id_}, {tsrepr(field)}>"
    options = f"options: WaitOptions<Answer<{id_}>{state}> = {{}}"
    before = [*values.values(), *("undefined" for place in (polled.query, polled.headers) if place)]
    return ScriptWaiter(
        name=names.members[resource.trail, waiter.name],
        polled=names.members[resource.trail, waiter.polled],
        docs=_docs(waiter),
        parameters=(*(f"{name}: PathValue<{id_}, {tsrepr(raw)}>" for raw, name in values.items()), options),
        result="Promise<void>" if waiter.gone else f"Promise<Answer<{id_}>>",
        ending="" if waiter.gone else f" as Answer<{id_}>",
        description=tuple(f"{key}: {tsrepr(value)}" for key, value in _description(waiter, field).items()),
        values=f"[{', '.join(values.values())}]",
        given=", ".join((*before, "more")),
    )


def _description(waiter: Waiter, field: list[str]) -> dict[str, Any]:
    """Give what the runtime must know; times in milliseconds."""
    failure = [*waiter.failure, *(waiter.success if waiter.final and not waiter.gone else ())]
    return {
        "thing": waiter.thing,
        "field": field,
        "until": list(waiter.success),
        "failure": failure,
        "gone": waiter.gone,
        "errorCodes": list(waiter.error_codes),
        "interval": round(waiter.interval * 1000),
        "timeout": round(waiter.timeout * 1000),
    }


def _docs(waiter: Waiter) -> str:
    """Give what the waiter waits for, and which states mean what."""
    states = [
        f"{state} ({waiter.labels[str(state)]})" if str(state) in waiter.labels else str(state)
        for state in waiter.success
    ]
    goal = "gone" if waiter.gone else " or ".join(states)
    text = f"Waits until the {waiter.thing} is {goal}"
    if not waiter.gone:
        text += ", or in a state of `until`"
    labels = ", ".join(f"{state}: {label}" for state, label in waiter.labels.items())
    return "\n\n".join(filter(None, [f"{text}.", labels]))
