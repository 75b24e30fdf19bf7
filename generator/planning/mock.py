"""The OpenAPI document to the plan of the mock."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from generator.identifiers import PythonIdentifier, distinct_names
from generator.mock_plan import Act, Handler, HandlerModule, MockPlan, MockResource
from generator.planning.client import documented_version, module_names, package_version, title_of, titles_of_tags
from generator.planning.document import Document, Operation, object_of, text_of
from generator.planning.fields import name_pointer
from generator.planning.kinds import Deed, Kind, Kinds, json_schema
from generator.planning.resources import Placed, Trail, place_operations
from generator.settings import Settings

_OWN_NAMES = frozenset({"answer", "call"})


def plan_mock(root: Mapping[str, Any], settings: Settings) -> MockPlan:
    """Give the plan of the mock of a document. Raises GenerationError where the document cannot be followed."""
    document = Document(root)
    titles = titles_of_tags(document)
    placed = place_operations(list(document.operations()))
    kinds = Kinds.of(document, placed)
    resources = _plan_resources(document, kinds.all())
    by_trail: dict[Trail, list[Placed]] = defaultdict(list)
    for item in placed:
        by_trail[item.trail].append(item)
    names = module_names(by_trail)
    modules = []
    for trail, members in sorted(by_trail.items()):
        tag = members[0].operation.tag
        docs = titles.get(tag) or tag or " ".join(trail).replace("_", " ").capitalize()
        deeds = {item.operation.pointer: kinds.deed(item) for item in members}
        operations = [item.operation for item in members]
        modules.append(HandlerModule(names[trail], docs, _plan_handlers(document, operations, deeds, resources)))
    info = object_of(root.get("info"))
    return MockPlan(
        settings=settings,
        title=title_of(root),
        version=package_version(text_of(info.get("version"))),
        document_version=documented_version(info),
        resources=tuple(resources.values()),
        modules=tuple(modules),
    )


def _plan_resources(document: Document, kinds: list[Kind]) -> dict[Kind, MockResource]:
    """Give the constant of each kind; parents come first."""
    names = distinct_names([kind.name for kind in kinds], PythonIdentifier)
    planned: dict[Kind, MockResource] = {}
    for kind in kinds:
        usual = {"item_at": "", "item_status": 200, "listed_status": 200, "items": "", "ids": ()}
        stated: dict[str, str | int | tuple[str, ...]] = {"name": kind.name, "key": kind.key}
        if kind.item:
            stated |= {"item": _line(kind.item), "item_at": kind.item_at, "item_status": _status(document, kind.item)}
        if kind.listed:
            status = _status(document, kind.listed)
            stated |= {"listed": _line(kind.listed), "listed_status": status, "items": kind.items}
        stated["ids"] = kind.ids
        options = tuple((name, value) for name, value in stated.items() if usual.get(name) != value)
        planned[kind] = MockResource(names[kind.name], planned[kind.parent] if kind.parent else None, options)
    return planned


def _plan_handlers(
    document: Document, operations: list[Operation], deeds: Mapping[str, Deed], resources: Mapping[Kind, MockResource]
) -> tuple[Handler, ...]:
    raws = [operation.id for operation in operations]
    unique = len(set(raws)) == len(raws)
    keys = raws if unique else [f"{o.id} {o.method} {o.path}" for o in operations]
    names = distinct_names(keys, lambda raw: PythonIdentifier(raw, _OWN_NAMES))
    return tuple(
        _plan_handler(document, o, names[key], deeds[o.pointer], resources)
        for o, key in zip(operations, keys, strict=True)
    )


def _plan_handler(
    document: Document, operation: Operation, name: PythonIdentifier, deed: Deed, resources: Mapping[Kind, MockResource]
) -> Handler:
    line, kind = _line(operation), resources[deed.kind] if deed.kind else None
    return Handler(
        name=name,
        operation_id=operation.id,
        http_method=operation.method,
        path=operation.path,
        docs=line if operation.summary == line else f"{operation.summary}\n\n{line}",
        status=_status(document, operation),
        act=Act(deed.verb, kind, deed.names, _options(document, operation, deed)),
        check=Act("check", resources[deed.check[0]], deed.check[1]) if deed.check else None,
    )


def _options(document: Document, operation: Operation, deed: Deed) -> tuple[tuple[str, str], ...]:
    """Give what a deed states; where two things of one name are a documented conflict (409), the place of the name."""
    is_conflict = any(response.status == 409 for response in document.responses(operation))
    if deed.verb != "create" or not is_conflict or "given" in dict(deed.options) or "requestBody" not in operation.spec:
        return deed.options
    body, _ = document.follow(operation.spec["requestBody"], operation.pointer)
    unique = name_pointer(document, json_schema(object_of(body.get("content"))))
    return (*deed.options, ("unique", unique)) if unique else deed.options


def _line(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def _status(document: Document, operation: Operation) -> int:
    response = document.success(operation)
    return response.status if response else 200
