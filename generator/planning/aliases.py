"""Old names of methods and models, which the document states as `x-aliases`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.identifiers import MAX_NAME, RESOURCE_NAMES, ClassName, PythonIdentifier
from generator.output import GenerationError
from generator.plan import Method, Resource
from generator.planning.document import Document, JsonObject, object_of, pointer_of
from generator.planning.resources import TAKEN_NAMES, Placed, Trail
from generator.planning.types import dict_name

KEY = "x-aliases"


@dataclass(frozen=True, slots=True)
class Former:
    """A method under the name, and in the resource, that it once had."""

    trail: Trail
    name: PythonIdentifier
    placed: Placed
    method: Method


def former_methods(methods: Iterable[tuple[Placed, Method]]) -> list[Former]:
    """Give the old names of methods. Raises GenerationError for one that is no dotted name as clients write them."""
    return [
        Former(tuple(trail), name, item, method)
        for item, method in methods
        for old in _old_names(item.operation.spec, item.operation.pointer)
        for *trail, name in [_dotted(old, item.operation.pointer)]
    ]


def _old_names(node: JsonObject, pointer: str) -> Iterator[str]:
    for name in object_of(node.get(KEY)):
        if not name or len(name) > MAX_NAME:
            raise GenerationError(f"expected a name of at most {MAX_NAME} characters", f"{pointer}/{KEY}")
        yield name


def _dotted(old: str, pointer: str) -> list[PythonIdentifier]:
    *trail, name = old.split(".")
    names = [*(PythonIdentifier(part, TAKEN_NAMES) for part in trail), PythonIdentifier(name, RESOURCE_NAMES)]
    if not trail or ".".join(names) != old:
        raise GenerationError("an old name is written as `resource.method`", f"{pointer}/{KEY}")
    return names


def check_names(resources: Iterable[Resource]) -> None:
    """Raise GenerationError where two things of a resource have one name, an old one included."""
    for resource in resources:
        names = [*resource.calls, *(child.name for child in resource.children)]
        names += [waiter.name for waiter in resource.waiters]
        names += [alias.name for alias in resource.waiter_aliases]
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise GenerationError(f"two things are called {'.'.join((*resource.trail, twice[0]))}")


def model_aliases(
    document: Document, class_names: Mapping[str, ClassName], models: Iterable[ClassName]
) -> dict[ClassName, ClassName]:
    """Give the old names of models, each with the model. Raises GenerationError for one that is another's."""
    known = set(models)
    taken = known | {dict_name(name) for name in known}
    found: dict[ClassName, ClassName] = {}
    schemas = object_of(object_of(document.root.get("components")).get("schemas"))
    for key, schema in schemas.items():
        pointer = pointer_of("components", "schemas", key)
        for raw in _old_names(object_of(schema), pointer) if class_names[key] in known else ():
            old = ClassName(raw)
            if old in taken:
                raise GenerationError(f"two models are called {old}", f"{pointer}/{KEY}")
            taken |= {old, dict_name(old)}
            found[old] = class_names[key]
    return found
