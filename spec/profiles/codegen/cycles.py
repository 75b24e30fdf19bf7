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
            _cut(edge, steps, departures)
        elif edge.target not in done and edge.target in schemas:
            steps.append(_step(edge.target, edge, schemas))
            on_path.add(edge.target)


def _step(name: str, via: _Edge | None, schemas: JsonObject) -> _Step:
    return _Step(name, via, iter(list(_edges(name, as_dict(schemas.get(name))))))


def _cut(edge: _Edge, steps: list[_Step], departures: Departures) -> None:
    """Cut the last required property of a cycle that an edge closes."""
    cycle = [edge]
    for step in reversed(steps):
        if step.name == edge.target:
            break
        if step.via:
            cycle.append(step.via)
    for one in cycle:
        if one.key:
            left = [name for name in as_list(one.schema.get("required")) if name != one.key]
            one.schema["required"] = left
            if not left:
                del one.schema["required"]
            departures.add(join(one.pointer, "required"), "a property may be absent: no type can hold itself")
            return
    rule, way_out = "a schema is made of nothing but itself", "state what it holds"
    departures.refused.append(Refused(rule, way_out, edge.target, join("/components/schemas", edge.target)))


def _edges(name: str, schema: JsonObject) -> Iterator[_Edge]:
    waiting = [(join("/components/schemas", name), schema)]
    while waiting:
        pointer, one = waiting.pop()
        if str(one.get("$ref", "")).startswith(SCHEMAS):
            yield _Edge(one["$ref"].removeprefix(SCHEMAS), pointer, one, "")
        waiting += [(join(pointer, "allOf", at), as_dict(part)) for at, part in enumerate(as_list(one.get("allOf")))]
        for key, inner in as_dict(one.get("properties")).items():
            if key in as_list(one.get("required")):
                if target := target_of(as_dict(inner)):
                    yield _Edge(target, pointer, one, key)
                elif "properties" in as_dict(inner):
                    waiting.append((join(pointer, "properties", key), inner))
