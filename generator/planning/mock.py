"""The OpenAPI document to the plan of the mock."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from generator.identifiers import PythonIdentifier, distinct_names
from generator.plan import Handler, HandlerModule, MockPlan
from generator.planning.client import module_names, package_version, title_of, titles_of_tags
from generator.planning.document import Document, Operation, object_of, text_of
from generator.planning.resources import Trail, place_operations
from generator.settings import Settings

_OWN_NAMES = frozenset({"answer", "call"})


def plan_mock(root: Mapping[str, Any], settings: Settings) -> MockPlan:
    """Give the plan of the mock of a document. Raises GenerationError where the document cannot be followed."""
    document = Document(root)
    titles = titles_of_tags(document)
    by_trail: dict[Trail, list[Operation]] = defaultdict(list)
    for placed in place_operations(list(document.operations())):
        by_trail[placed.trail].append(placed.operation)
    names = module_names(by_trail)
    modules = []
    for trail, operations in sorted(by_trail.items()):
        tag = operations[0].tag
        docs = titles.get(tag) or tag or " ".join(trail).replace("_", " ").capitalize()
        modules.append(HandlerModule(names[trail], docs, _plan_handlers(document, operations)))
    info = object_of(root.get("info"))
    return MockPlan(
        settings=settings,
        title=title_of(root),
        version=package_version(text_of(info.get("version"))),
        document_version=text_of(info.get("version")),
        modules=tuple(modules),
    )


def _plan_handlers(document: Document, operations: list[Operation]) -> tuple[Handler, ...]:
    raws = [operation.id for operation in operations]
    unique = len(set(raws)) == len(raws)
    keys = raws if unique else [f"{o.id} {o.method} {o.path}" for o in operations]
    names = distinct_names(keys, lambda raw: PythonIdentifier(raw, _OWN_NAMES))
    return tuple(_plan_handler(document, o, names[key]) for o, key in zip(operations, keys, strict=True))


def _plan_handler(document: Document, operation: Operation, name: PythonIdentifier) -> Handler:
    response = document.success(operation)
    line = f"{operation.method} {operation.path}"
    return Handler(
        name=name,
        operation_id=operation.id,
        http_method=operation.method,
        path=operation.path,
        docs=line if operation.summary == line else f"{operation.summary}\n\n{line}",
        status=response.status if response else 200,
    )
