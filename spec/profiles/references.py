"""Which components each part of a document needs: by reference, by the name of a scheme, by a discriminator."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote

from spec import pointer as pointers
from spec.rules.contract import as_dict, as_list

JsonObject = dict[str, Any]


class Component(NamedTuple):
    """A component by the key of its kind (`schemas`) and its name."""

    kind: str
    name: str


class References:
    """What the components of a document refer to, each looked at once."""

    def __init__(self, document: JsonObject) -> None:
        self._components = as_dict(document.get("components"))
        self._direct: dict[Component, frozenset[Component]] = {}

    def reached(self, *values: Any) -> set[Component]:
        """Give the components that values need, and those that these need, and so on."""
        found: set[Component] = set()
        waiting = [component for value in values for component in self._named(value)]
        while waiting:
            component = waiting.pop()
            if component not in found:
                found.add(component)
                waiting += self._of(component)
        return found

    def _of(self, component: Component) -> frozenset[Component]:
        if component not in self._direct:
            value = as_dict(self._components.get(component.kind)).get(component.name)
            self._direct[component] = frozenset(self._named(value))
        return self._direct[component]

    def _named(self, value: Any) -> Iterator[Component]:
        for name in _names_in(value):
            target = self._target(name)
            if target and target.name in as_dict(self._components.get(target.kind)):
                yield target

    def _target(self, name: tuple[str, str]) -> Component | None:
        kind, text = name
        if kind != "$ref":
            return Component(kind, text)
        if not text.startswith("#"):
            return None
        steps = pointers.split(unquote(text[1:]))
        if steps[:1] == ["components"] and len(steps) > len(Component._fields):
            return Component(steps[1], steps[2])
        return self._anchors.get(text[1:])

    @cached_property
    def _anchors(self) -> dict[str, Component]:
        """Which schema holds an anchor."""
        return {
            anchor: Component("schemas", name)
            for name, schema in as_dict(self._components.get("schemas")).items()
            for anchor in _anchors_in(schema)
        }


def _objects_in(value: Any) -> Iterator[JsonObject]:
    """Yield every object inside of a value, itself included; of examples too, which hold none that matters."""
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            yield one
            stack += one.values()
        elif isinstance(one, list):
            stack += one


def _names_in(value: Any) -> Iterator[tuple[str, str]]:
    """Yield what a value names: references and, by the key of their kind, names of schemas and of security schemes."""
    for found in _objects_in(value):
        for key in ("$ref", "$dynamicRef"):
            if isinstance(found.get(key), str):
                yield "$ref", found[key]
        for target in as_dict(as_dict(found.get("discriminator")).get("mapping")).values():
            yield ("$ref" if "/" in str(target) else "schemas"), str(target)
        yield from (("securitySchemes", name) for name in schemes_of(found))


def schemes_of(holder: JsonObject) -> Iterable[str]:
    """Give the names of the security schemes that an operation, or a document, asks for."""
    return [name for requirement in as_list(holder.get("security")) for name in as_dict(requirement)]


def _anchors_in(schema: Any) -> list[str]:
    found = _objects_in(schema)
    return [one[key] for one in found for key in ("$anchor", "$dynamicAnchor") if isinstance(one.get(key), str)]
