"""`x-waiter` of an operation as methods beside it: one waits for a state, one waits until the thing is gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generator.filters import pyrepr
from generator.identifiers import MAX_NAME, RESOURCE_NAMES, ClassName, PythonIdentifier
from generator.output import GenerationError
from generator.plan import Annotation, Argument, Method, Waiter
from generator.planning.document import object_of
from generator.planning.resources import LEGACY, Placed, Trail
from spec.words import singular

EXTENSION = "x-waiter"

_OWN_NAMES = frozenset({"interval", "of", "on_poll", "poll_async", "poll_gone_async", "poll_gone_sync", "poll_sync"})
_OWN_NAMES |= {"timeout", "until"}
"""Names in a waiter that no argument of the polled method may have."""

_NAMES = frozenset({"Callable", "Waiter"})
_FOR_STATE = _NAMES | {"Literal", "Sequence", "poll_async", "poll_sync"}
_FOR_DELETION = _NAMES | {"poll_gone_async", "poll_gone_sync"}
"""What the file of a resource imports for a waiter."""

_MAX_SECONDS = 10**9
_UNTIL_DELETED = "_until_deleted"
_MAX_METHOD = MAX_NAME - len(_UNTIL_DELETED)
"""Characters of the name of a method that waits: that of the one beside it is longer, and must not be cut."""

State = str | int


@dataclass(frozen=True, slots=True)
class _Stated:
    """What an `x-waiter` says, checked."""

    method: str
    field: str
    states: tuple[State, ...]
    success: tuple[State, ...]
    failure: tuple[State, ...]
    final: bool
    labels: Mapping[str, str]
    interval: float
    timeout: float
    deleted: Mapping[str, Any] | None


def plan_waiters(methods: Sequence[tuple[Placed, Method]], children: Iterable[str]) -> tuple[Waiter, ...]:
    """Give the waiters of one resource with its methods and the names of its children.

    Raises GenerationError for an `x-waiter` that says nothing usable, and for a name that is taken.
    """
    names = {*children, *(method.name for _, method in methods)}
    found: list[Waiter] = []
    for placed, method in methods:
        if EXTENSION not in placed.operation.spec:
            continue
        pointer = f"{placed.operation.pointer}/{EXTENSION}"
        if method.result.text in ("None", "bytes"):
            raise GenerationError("an answer without JSON has no state to wait for", pointer)
        if method.paging:
            raise GenerationError("a list that pages has no state to wait for", pointer)
        stated = _read(placed.operation.spec[EXTENSION], pointer)
        thing = _thing(stated.method, placed.trail)
        planned = [_for_state(stated, method, thing)]
        if stated.deleted is not None:
            planned.append(_for_deletion(stated, method, thing, pointer))
        for waiter in planned:
            if waiter.name in names or any(waiter.alias == other.alias for other in found):
                raise GenerationError(f"two things are called {'.'.join((*placed.trail, waiter.name))}", pointer)
            names.add(waiter.name)
        found += planned
    return tuple(found)


def _thing(method: str, trail: Trail) -> str:
    """Give what people call the thing: `dataset version`, and for `wait_for_image` `image of the notebook`."""
    names = [part.split("_") for part in trail if part != LEGACY][-2:]
    thing = " ".join(" ".join([*words[:-1], singular(words[-1])]) for words in names)
    part = method.removeprefix("wait_for_").replace("_", " ")
    return f"{part} of the {thing}" if method.startswith("wait_for_") else thing


def _for_state(stated: _Stated, method: Method, thing: str) -> Waiter:
    base = "int" if isinstance(stated.success[0], int) else "str"
    alias = f"_{ClassName(stated.method)}State"
    until = stated.success[0] if len(stated.success) == 1 else stated.success
    waited = _listed(stated.success, stated.labels)
    docs = [
        f"Wait until the {thing} is {waited}, or in the state that `until` names.",
        f"Asks `{method.name}` at once and then every `interval` seconds. Gives the answer that tells of the state.",
        "\n".join(
            [
                "Args:",
                *_argument_lines(method),
                f"    until: A state, or several of which any will do: {_listed(stated.states, stated.labels)}.",
                "    timeout: How many seconds this may take in all.",
                "    interval: How many seconds pass between two questions.",
                "    on_poll: Called with every answer.",
            ]
        ),
        _raises((*stated.failure, *(stated.success if stated.final else ())), stated.labels),
    ]
    return Waiter(
        name=PythonIdentifier(stated.method, RESOURCE_NAMES),
        polled=method.name,
        thing=thing,
        field=stated.field,
        success=stated.success,
        failure=stated.failure,
        final=stated.final,
        labels=stated.labels,
        error_codes=(),
        gone=False,
        docs="\n\n".join(docs),
        alias=alias,
        states=f"Literal[{', '.join(map(pyrepr, stated.states))}] | {base}",
        state=Annotation(f"{alias} | Sequence[{alias}]", _FOR_STATE),
        until=_tuple(until) if isinstance(until, tuple) else pyrepr(until),
        interval=stated.interval,
        timeout=stated.timeout,
        result=method.result,
        **_arguments(method),
    )


def _for_deletion(stated: _Stated, method: Method, thing: str, pointer: str) -> Waiter:
    deleted = object_of(stated.deleted)
    states, failure = (_states(deleted.get(key), f"{pointer}/deleted/{key}") for key in ("states", "failure"))
    codes = deleted.get("error_codes", [])
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise GenerationError("expected a list of error codes", f"{pointer}/deleted/error_codes")
    docs = [
        f"Wait until the {thing} is gone: until the service does not know it any more"
        + (f", or says {_listed(states, stated.labels)}." if states else "."),
        f"Asks `{method.name}` at once and then every `interval` seconds.",
        "\n".join(
            [
                "Args:",
                *_argument_lines(method),
                "    timeout: How many seconds this may take in all.",
                "    interval: How many seconds pass between two questions.",
                "    on_poll: Called with every answer.",
            ]
        ),
        _raises(failure, stated.labels),
    ]
    return replace(
        _for_state(stated, method, thing),
        name=PythonIdentifier(stated.method + _UNTIL_DELETED, RESOURCE_NAMES),
        success=states,
        failure=failure,
        final=False,
        error_codes=tuple(codes),
        gone=True,
        state=Annotation("None", _FOR_DELETION),
        docs="\n\n".join(docs),
    )


def _arguments(method: Method) -> dict[str, tuple[tuple[PythonIdentifier, Argument], ...]]:
    """Give what a waiter hands on to the polled method, each with its name there."""
    required = [argument for argument in method.keywords if argument.required]
    return {
        "positional": tuple((a.name, _renamed(a)) for a in method.positional),
        "keywords": tuple((a.name, _renamed(a)) for a in (*required, *method.scope)),
    }


def _renamed(argument: Argument) -> Argument:
    if argument.name not in _OWN_NAMES:
        return argument
    return replace(argument, name=PythonIdentifier(f"{argument.name} {argument.place}"))


def _argument_lines(method: Method) -> list[str]:
    arguments = _arguments(method)
    both = [argument for _, argument in (*arguments["positional"], *arguments["keywords"]) if argument.docs]
    return [f"    {argument.name}: {argument.docs.splitlines()[0]}" for argument in both]


def _raises(ends: tuple[State, ...], labels: Mapping[str, str]) -> str:
    lines = ["Raises:"]
    if ends:
        lines.append(f"    WaitFailedError: It is one of these, and was not waited for: {_listed(ends, labels)}.")
    return "\n".join([*lines, "    WaitTimeoutError: The time is over."])


def _listed(states: Iterable[State], labels: Mapping[str, str]) -> str:
    return ", ".join(
        f"{pyrepr(state)} ({labels[str(state)]})" if str(state) in labels else pyrepr(state) for state in states
    )


def _tuple(values: Iterable[State]) -> str:
    return f"({', '.join(map(pyrepr, values))},)"


def _read(node: object, pointer: str) -> _Stated:
    """Check an `x-waiter`. What is missing beyond the field and what is waited for has a default."""
    if not isinstance(node, Mapping):
        raise GenerationError("a waiter is an object", pointer)
    success = _states(node.get("success"), f"{pointer}/success")
    failure = _states(node.get("failure"), f"{pointer}/failure")
    states = _states(node.get("states"), f"{pointer}/states") or (*success, *failure)
    field, method, labels = node.get("field"), node.get("method", "wait"), object_of(node.get("labels"))
    if not isinstance(field, str) or not field.startswith("/") or not success:
        raise GenerationError("a waiter has a field (a JSON pointer), and states that it waits for", pointer)
    if not isinstance(method, str) or not method.strip() or len(method) > _MAX_METHOD:
        raise GenerationError(f"expected a name of at most {_MAX_METHOD} characters", f"{pointer}/method")
    if len({type(state) for state in (*success, *failure, *states)}) > 1:
        raise GenerationError("the states of a waiter are all text or all numbers", pointer)
    deleted = node.get("deleted")
    return _Stated(
        method=method,
        field=field,
        states=states,
        success=success,
        failure=failure,
        final=node.get("final") is True,
        labels={str(key): str(label) for key, label in labels.items()},
        interval=_seconds(node.get("interval", 5), f"{pointer}/interval"),
        timeout=_seconds(node.get("timeout", 600), f"{pointer}/timeout"),
        deleted=deleted if isinstance(deleted, Mapping) else None,
    )


def _states(node: object, pointer: str) -> tuple[State, ...]:
    listed = [] if node is None else node
    if not isinstance(listed, list) or not all(isinstance(s, str | int) and not isinstance(s, bool) for s in listed):
        raise GenerationError("expected a list of states: text or whole numbers", pointer)
    return tuple(dict.fromkeys(listed))


def _seconds(node: object, pointer: str) -> float:
    if isinstance(node, int | float) and not isinstance(node, bool) and 0 < node < _MAX_SECONDS:
        return node
    raise GenerationError("expected a number of seconds above 0 and below a thousand million", pointer)
