"""Types that hold themselves: a compiler needs to know how large they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from spec.pointer import join
from spec.profiles.codegen.departures import Departures, Refused
from spec.profiles.codegen.targets import SCHEMAS, target_of
from spec.rules.contract import as_dict, as_list

JsonObject = dict[str, Any]


class _Edge(NamedTuple):
    """What a schema is made of: a required property of it, else (`key` is empty) another schema as a whole."""

    target: str
    pointer: str
    schema: JsonObject
    key: str


@dataclass(slots=True)
class _Step:
    name: str
    via: _Edge | None
    edges: Iterator[_Edge]


def set_apart(schemas: JsonObject, departures: Departures) -> None:
    """Let a property be absent where the type that it requires would hold itself; in place.

    A schema that is made of itself as a whole is refused.
    """
    done: set[str] = set()
    for name in schemas:
        if name not in done:
            _walk(name, schemas, done, departures)


def _walk(root: str, schemas: JsonObject, done: set[str], departures: Departures) -> None:
    """Go down from a schema; what is `done` leads to no cycle any more."""
    steps = [_step(root, None, schemas)]
    on_path = {root}
    while steps:
        edge = next(steps[-1].edges, None)
        if edge is None:
            done.add(steps[-1].name)
            on_path.remove(steps.pop().name)
        elif edge.key and edge.key not in as_list(edge.schema.get("required")):
            continue  # cut before
        elif edge.target in on_path:
            for _ in range(_cut(edge, steps, departures)):  # these are reached anew: they may lead to other cycles
                on_path.remove(steps.pop().name)
        elif edge.target not in done and edge.target in schemas:
            steps.append(_step(edge.target, edge, schemas))
            on_path.add(edge.target)


def _step(name: str, via: _Edge | None, schemas: JsonObject) -> _Step:
    return _Step(name, via, iter(list(_edges(name, schemas))))


def _cut(edge: _Edge, steps: list[_Step], departures: Departures) -> int:
    """Cut the last required property of the cycle that an edge closes; give the number of steps behind it."""
    cycle = [edge]
    for step in reversed(steps):
        if step.name == edge.target or step.via is None:
            break
        cycle.append(step.via)
    for behind, one in enumerate(cycle):
        if one.key:
            left = [name for name in as_list(one.schema.get("required")) if name != one.key]
            one.schema["required"] = left
            if not left:
                del one.schema["required"]
            departures.add(join(one.pointer, "required"), "a property may be absent: no type can hold itself")
            return behind
    rule, way_out = "a schema is made of nothing but itself", "state what it holds"
    refused = Refused(rule, way_out, edge.target, join("/components/schemas", edge.target))
    if refused not in departures.refused:
        departures.refused.append(refused)
    return 0


def _edges(name: str, schemas: JsonObject) -> Iterator[_Edge]:
    whole, schema = join("/components/schemas", name), as_dict(schemas.get(name))
    waiting = [(whole, schema, _Edge("", whole, schema, ""), schema)]
    while waiting:
        pointer, one, within, all_of_it = waiting.pop()
        if str(one.get("$ref", "")).startswith(SCHEMAS):
            yield within._replace(target=one["$ref"].removeprefix(SCHEMAS))
        for at, part in enumerate(as_list(one.get("allOf"))):
            waiting.append((join(pointer, "allOf", at), as_dict(part), within, all_of_it))
        for key in as_list(one.get("required")):
            edge = _Edge("", pointer, one, str(key))
            if inner := as_dict(as_dict(one.get("properties")).get(key)):
                waiting.append((join(pointer, "properties", key), inner, edge, inner))
            elif target := target_of(_property(str(key), all_of_it, schemas)):
                yield edge._replace(target=target)


def _property(key: str, schema: JsonObject, schemas: JsonObject) -> JsonObject:
    """Give the property of a name that a schema has from one of those that are to hold with it, else nothing."""
    waiting, seen = [schema], set()
    while waiting:
        one = waiting.pop()
        if found := as_dict(as_dict(one.get("properties")).get(key)):
            return found
        target = str(one.get("$ref", "")).removeprefix(SCHEMAS)
        if target in schemas and target not in seen:
            seen.add(target)
            waiting.append(as_dict(schemas[target]))
        waiting += map(as_dict, as_list(one.get("allOf")))
    return {}
