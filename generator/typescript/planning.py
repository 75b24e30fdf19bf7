"""The OpenAPI document to the plan of the TypeScript client: its names are those of the Python client, in camelCase."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator.identifiers import MAX_NAME, ClassName, ScriptIdentifier, distinct_names
from generator.plan import ClientPlan, Method, Resource, ResourceLink
from generator.planning.client import auth_headers_of, plan_client
from generator.planning.document import Document, Operation, object_of, text_of
from generator.planning.schemas import SchemaTypes
from generator.settings import Settings
from generator.typescript.calls import plan_calls
from generator.typescript.methods import TYPES, MethodPlanner
from generator.typescript.names import CLIENT_OPTIONS, Names, class_name_of
from generator.typescript.plan import (
    ScriptExamples,
    ScriptLink,
    ScriptMethod,
    ScriptModel,
    ScriptOption,
    ScriptPlan,
    ScriptResource,
    ScriptWaiter,
)
from generator.typescript.reduced import reduced_document
from generator.typescript.types_file import TypeSources
from generator.typescript.waiters import can_wait, plan_waiter

_SEMANTIC = re.compile(r"\d{1,9}\.\d{1,9}\.\d{1,9}(-(alpha|beta|rc)(\.\d{1,9})?)?", re.ASCII)


def plan_script(root: Mapping[str, Any], settings: Settings, sources: TypeSources) -> ScriptPlan:
    """Give the plan of the client of a document.

    Raises GenerationError where the document cannot be followed, ToolError where no types can be had.
    """
    document = Document(root)
    client = plan_client(root, settings)
    names = Names.of(client.resources)
    operations = {(operation.method, operation.path): operation for operation in document.operations()}
    ids = _type_ids(operations.values())
    planner = MethodPlanner(document, SchemaTypes(document), operations, ids, names)
    options = _Options.of(client)
    return ScriptPlan(
        settings=settings,
        class_name=class_name_of(settings.class_name, names.classes.values()),
        title=client.title,
        docs=client.docs,
        version=_npm_version(text_of(object_of(root.get("info")).get("version")), client.version),
        document_version=client.document_version,
        server=client.server,
        variables=options.variables,
        scope=options.scope,
        hints=client.service.hints,
        resources=tuple(_resource(resource, planner, names) for resource in client.resources),
        roots=_links((), client.roots, names),
        models=_models(root, client.model_aliases),
        examples=_examples(client.resources, names),
        types=sources.types_of(reduced_document(document, ids, auth_headers_of(document))),
        calls=plan_calls(client, names),
    )


def _type_ids(operations: Collection[Operation]) -> dict[str, str]:
    """Give what the types call each operation, by its pointer: its id, `#` in it as the tool writes that.

    An id that is not the only one, or is a number to TypeScript, comes with the method and the path.
    """
    ids = {operation.pointer: operation.id.replace("#", "/") for operation in operations}
    counts = Counter(ids.values())
    plain = {pointer for pointer, id_ in ids.items() if counts[id_] == 1 and not id_.isdigit()}
    return {o.pointer: ids[o.pointer] if o.pointer in plain else _long_id(o) for o in operations}


def _long_id(operation: Operation) -> str:
    return f"{operation.id} {operation.method} {operation.path}".replace("#", "/")


def _npm_version(stated: str, python_version: str) -> str:
    """Give a semantic version: that of the document where it has one."""
    return stated if _SEMANTIC.fullmatch(stated) else python_version


@dataclass(frozen=True, slots=True)
class _Options:
    """What the client is told once."""

    variables: tuple[ScriptOption, ...]
    scope: tuple[ScriptOption, ...]

    @classmethod
    def of(cls, client: ClientPlan) -> "_Options":
        raws = [*(v.name for v in client.variables), *(a.name for a in client.scope)]
        names = distinct_names(raws, lambda raw: ScriptIdentifier(raw, CLIENT_OPTIONS), CLIENT_OPTIONS)
        return cls(
            tuple(ScriptOption(names[v.name], v.json_name, v.default, v.docs) for v in client.variables),
            tuple(ScriptOption(names[a.name], a.json_name, None, a.docs) for a in client.scope),
        )


def _resource(resource: Resource, planner: MethodPlanner, names: Names) -> ScriptResource:
    former = [(alias, alias.method) for alias in resource.aliases if isinstance(alias.method, Method)]
    methods = (
        *(planner.plan(resource, method) for method in resource.methods),
        *(planner.plan_alias(resource, alias, method) for alias, method in former),
    )
    by_name = {method.name: method for method in resource.methods}
    waiters = tuple(
        plan_waiter(resource, waiter, polled, planner.id_of(polled), names)
        for waiter in resource.waiters
        if can_wait(polled := by_name[waiter.polled])
    )
    children = _links(resource.trail, resource.children, names)
    return ScriptResource(
        class_name=names.classes[resource.trail],
        module=names.modules[resource.trail],
        docs=resource.docs,
        methods=methods,
        waiters=waiters,
        children=children,
        paged=any(method.sends == "list" for method in methods),
        types=_types_used([*methods, *waiters]),
    )


def _types_used(methods: Iterable[ScriptMethod | ScriptWaiter]) -> tuple[str, ...]:
    texts = [text for method in methods for text in (*method.parameters, method.result)]
    return tuple(name for name in TYPES if any(re.search(rf"\b{name}\b", text) for text in texts))


def _links(parent: tuple[str, ...], links: Iterable[ResourceLink], names: Names) -> tuple[ScriptLink, ...]:
    return tuple(
        ScriptLink(
            names.members[parent, link.name],
            names.classes[(*parent, link.name)],
            names.modules[(*parent, link.name)],
            link.docs,
        )
        for link in links
    )


def _models(root: Mapping[str, Any], former: Mapping[ClassName, ClassName]) -> tuple[ScriptModel, ...]:
    """Give a name to each schema of the document, and the names that schemas once had."""
    schemas = object_of(object_of(root.get("components")).get("schemas"))
    named = distinct_names(schemas, ClassName)
    models = {class_name: ScriptModel(class_name, schema, "") for schema, class_name in named.items()}
    old = [replace(models[now], class_name=name, current=now) for name, now in former.items() if now in models]
    return (*models.values(), *old)


def _examples(resources: Iterable[Resource], names: Names) -> ScriptExamples:
    """Give calls to show: a list that pages without arguments, and what gives one thing by its name."""
    calls = [(resource, method) for resource in resources for method in resource.methods if not method.deprecated]
    paged = [names.call(resource, method) + "()" for resource, method in calls if method.paging and not _needed(method)]
    shown = [
        names.call(resource, method) + '("…")'
        for resource, method in calls
        if method.http_method == "GET" and len(_needed(method)) == len(method.positional) == 1 and not method.paging
    ]
    return ScriptExamples(_shortest(paged, ".list()"), _shortest(shown, '.get("…")'))


def _needed(method: Method) -> list[object]:
    return [*method.positional, *(argument for argument in method.keywords if argument.required)]


def _shortest(calls: Iterable[str], end: str) -> str:
    return min(calls, key=lambda call: (not call.endswith(end), call.count("."), len(call), call), default="")[
        : 2 * MAX_NAME
    ]
