"""The OpenAPI document to the plan of the Python client."""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from typing import Any

from generator.identifiers import (
    RESERVED_CLASSES,
    VALUE_NAMES,
    ClassName,
    PythonIdentifier,
    distinct_names,
    module_name,
)
from generator.plan import (
    Annotation,
    Argument,
    BodyStyle,
    ClientPlan,
    Method,
    MethodAlias,
    Place,
    Resource,
    ResourceLink,
    ServerVariable,
    Waiter,
)
from generator.planning.aliases import Former, check_names, former_methods, model_aliases
from generator.planning.api import plan_api
from generator.planning.calls import plan_calls
from generator.planning.dicts import plan_dicts
from generator.planning.document import Document, object_of, text_of
from generator.planning.imports import import_lines
from generator.planning.methods import MethodPlanner
from generator.planning.models import ModelUse, PlacedModels, models_used, place_models, plan_models
from generator.planning.readme import plan_readme
from generator.planning.resources import Placed, Trail, place_operations
from generator.planning.schemas import SchemaTypes
from generator.planning.service import plan_service
from generator.planning.waiters import plan_waiters
from generator.settings import Settings

CLIENT_KEYWORDS = frozenset(
    {"auth", "base_url", "deadline", "headers", "http_client", "max_retries", "on_request", "on_response", "strict"}
    | {"timeout"}
)
"""Keywords that every client has, whatever the document."""

_RUNTIME_CLASSES = frozenset(
    {"AsyncClient", "ClientOptions", "Credentials", "Headers", "Query", "RequestHook", "ResponseHook", "SyncClient"}
    | {"SyncResource", "Timeout"}
)
_BEFORE = {"alpha": "a", "beta": "b", "rc": "rc"}


def plan_client(root: Mapping[str, Any], settings: Settings) -> ClientPlan:
    """Give the plan of the client of a document. Raises GenerationError where the document cannot be followed."""
    document = Document(root)
    types = SchemaTypes(document)
    methods = plan_methods(document, types)
    models = place_models(types, [_models_used(document, types, item, method) for item, method in methods])
    resources = _plan_resources(methods, models, titles_of_tags(document), settings)
    variables = server_variables(root)
    info = object_of(root.get("info"))
    return ClientPlan(
        settings=settings,
        title=title_of(root),
        docs=text_of(info.get("description")) or title_of(root),
        version=package_version(text_of(info.get("version"))),
        document_version=documented_version(info),
        server=server_url(root),
        variables=variables,
        service=plan_service(root),
        scope=scope_arguments([method for _, method in methods], {variable.name for variable in variables}),
        resources=resources,
        roots=_children_links((), resources),
        models=plan_models(types, models),
        dicts=plan_dicts(types, models),
        model_aliases=model_aliases(document, types.class_names, types.models),
        api=plan_api(resources, models, settings.package),
        readme=plan_readme(resources),
        calls=plan_calls(resources),
    )


def plan_methods(document: Document, types: SchemaTypes | None = None) -> list[tuple[Placed, Method]]:
    """Give each operation its place in the client and its method. Raises GenerationError."""
    planner = MethodPlanner(document, types or SchemaTypes(document), auth_headers_of(document))
    return [(item, planner.plan_method(item)) for item in place_operations(list(document.operations()))]


def title_of(root: Mapping[str, Any]) -> str:
    """Give the title of the document."""
    return " ".join(text_of(object_of(root.get("info")).get("title")).split()) or "API"


def package_version(version: str) -> str:
    """Give a version of a Python package for the document's: its first three numbers, `2024-05-01` as `2024.5.1`, and
    what makes it a pre-release in the way of Python, `2.0.0-rc.1` as `2.0.0rc1`."""
    numbers = [str(int(number)) for number in re.findall(r"\d{1,9}", version, re.ASCII)[:3]]
    before = re.fullmatch(r"\d+\.\d+\.\d+-(alpha|beta|rc)(?:\.(\d{1,9}))?", version, re.ASCII)
    return ".".join([*numbers, "0", "0", "0"][:3]) + (f"{_BEFORE[before[1]]}{int(before[2] or 0)}" if before else "")


def documented_version(info: Mapping[str, Any]) -> str:
    """Give the version of what the document was made of: that which the reference states, else its own."""
    return text_of(info.get("x-documented-version")) or text_of(info.get("version"))


def auth_headers_of(document: Document) -> frozenset[str]:
    """Give the names of headers that the security schemes set, in lower case."""
    schemes = object_of(object_of(document.root.get("components")).get("securitySchemes"))
    nodes = [object_of(scheme) for scheme in schemes.values()]
    return frozenset(text_of(node.get("name")).lower() for node in nodes if node.get("in") == "header")


def titles_of_tags(document: Document) -> dict[str, str]:
    """Give what each tag is called for people, with its description."""
    titles = {}
    tags = document.root.get("tags")
    for node in map(object_of, tags if isinstance(tags, list) else []):
        title = text_of(node.get("x-displayName")) or text_of(node.get("name"))
        titles[text_of(node.get("name"))] = "\n\n".join(filter(None, [title, text_of(node.get("description"))]))
    return titles


def module_names(trails: Iterable[Trail]) -> dict[Trail, PythonIdentifier]:
    """Give each resource, and each namespace above one, its module."""
    full = dict.fromkeys(trail[: depth + 1] for trail in trails for depth in range(len(trail)))
    names = distinct_names((".".join(trail) for trail in full), module_name)
    return {trail: names[".".join(trail)] for trail in full}


def _plan_resources(
    methods: list[tuple[Placed, Method]],
    models: PlacedModels,
    tags: Mapping[str, str],
    settings: Settings,
) -> tuple[Resource, ...]:
    former = former_methods(methods)
    modules = module_names([*(item.trail for item, _ in methods), *(old.trail for old in former)])
    taken = {*models.modules, *_RUNTIME_CLASSES, settings.class_name}
    classes = distinct_names((" ".join(trail) for trail in modules), lambda raw: _resource_class(raw, taken), taken)
    docs: dict[Trail, str] = {}
    for item, _ in methods:
        docs.setdefault(item.trail, tags.get(item.operation.tag, item.operation.tag))
    resources = [
        Resource(
            trail=trail,
            class_name=classes[" ".join(trail)],
            module=module,
            docs=docs.get(trail) or " ".join(trail).replace("_", " ").capitalize(),
            methods=tuple(method for item, method in methods if item.trail == trail),
            waiters=plan_waiters(
                [(item, method) for item, method in methods if item.trail == trail],
                [below[-1] for below in modules if below[:-1] == trail],
            ),
            aliases=(),
            waiter_aliases=(),
            children=(),
            imports=(),
            results=(),
            arguments=(),
        )
        for trail, module in sorted(modules.items())
    ]
    named = {resource.trail: resource for resource in resources}
    resources = [
        _with_aliases(resource, [old for old in former if old.trail == resource.trail], named) for resource in resources
    ]
    complete = tuple(_complete(resource, resources, models) for resource in resources)
    check_names(complete)
    return complete


def _with_aliases(resource: Resource, former: Iterable[Former], named: Mapping[Trail, Resource]) -> Resource:
    """Give a resource with the methods that were once in it, or had other names; with a method goes what polls it."""
    aliases: list[MethodAlias] = []
    waiters: dict[str, MethodAlias] = {}
    for old in former:
        now = named[old.placed.trail]
        link = None if now is resource else ResourceLink(now.trail[-1], now.class_name, now.module, "")
        aliases.append(_alias(resource, old.name, old.method, now, link))
        polling = [waiter for waiter in now.waiters if waiter.polled == old.method.name]
        waiters |= {waiter.name: _alias(resource, waiter.name, waiter, now, link) for waiter in polling if link}
    return replace(resource, aliases=tuple(aliases), waiter_aliases=tuple(waiters.values()))


def _alias(
    here: Resource, name: PythonIdentifier, method: Method | Waiter, now: Resource, link: ResourceLink | None
) -> MethodAlias:
    former, current = (f"client.{'.'.join(names)}" for names in ((*here.trail, name), (*now.trail, method.name)))
    return MethodAlias(name, method, link, former, current)


def _resource_class(raw: str, taken: set[str]) -> ClassName:
    """Name the class of a resource: with `Resource` at its end where its file has another use for the name, or for that
    of the asynchronous class; at its beginning where it would look like the asynchronous class of another."""
    name = ClassName(raw)
    if name.startswith("Async"):
        return ClassName(f"Resource {name}")
    return ClassName(f"{name} Resource") if name in taken or f"Async{name}" in taken | RESERVED_CLASSES else name


def _complete(resource: Resource, resources: list[Resource], models: PlacedModels) -> Resource:
    former = [alias.method for alias in resource.aliases if isinstance(alias.method, Method)]
    methods = [*resource.methods, *former]
    annotations = [annotation for method in methods for annotation in _annotations(method)]
    annotations += [method.paging.item for method in methods if method.paging]
    annotations += [waiter.state for waiter in resource.waiters]
    annotations += [alias.method.result for alias in resource.waiter_aliases]
    named = frozenset[ClassName]().union(*(annotation.models for annotation in annotations))
    dicts = frozenset[ClassName]().union(*(annotation.dicts for annotation in annotations))
    results = frozenset[ClassName]().union(*(method.result.models for method in resource.methods))
    children = _children_links(resource.trail, resources)
    names = _names_used(resource, annotations, bool(children))
    names |= {name for method in former if method.paging for name in ("AsyncPages", "Page")}
    return replace(
        resource,
        children=children,
        imports=import_lines(names | {"TYPE_CHECKING"} if named - results or dicts else names),
        results=models.imports("models", results),
        arguments=models.imports("models", named - results) + models.imports("params", dicts),
    )


def _models_used(document: Document, types: SchemaTypes, item: Placed, method: Method) -> ModelUse:
    arguments = frozenset[ClassName]().union(*(annotation.models for annotation in _annotations(method)[1:]))
    return models_used(document, types, item.operation, item.trail[0], arguments)


def _names_used(resource: Resource, annotations: Iterable[Annotation], children: bool) -> set[str]:
    methods, aliases = resource.methods, resource.aliases
    names = {"AsyncResource", "SyncResource"}.union(*(annotation.names for annotation in annotations))
    if children or resource.calls:
        names |= {"TYPE_CHECKING", "cached_property"}
    if resource.calls:
        names |= {"Headers", "NOT_GIVEN", "NotGiven", "Query", "Timeout"}
    names |= {"_deprecated" for _ in aliases}
    names |= {"Any" for _ in resource.waiter_aliases}
    names |= {"NoneType" for method in methods if method.cast_to == "NoneType"}
    names |= {"given" for method in methods if method.body_style is BodyStyle.FIELDS}
    names |= {name for method in methods if method.paging for name in ("AsyncPages", "Page", "Pagination")}
    names |= {"joined" for method in methods for argument in method.query if argument.joined}
    return names


def _annotations(method: Method) -> list[Annotation]:
    arguments = (*method.positional, *method.keywords, *method.scope)
    return [method.result, *(argument.annotation for argument in arguments)]


def _children_links(parent: Trail, resources: Iterable[Resource]) -> tuple[ResourceLink, ...]:
    return tuple(
        ResourceLink(resource.trail[-1], resource.class_name, resource.module, resource.docs)
        for resource in resources
        if resource.trail[:-1] == parent
    )


def scope_arguments(methods: Iterable[Method], taken: set[PythonIdentifier]) -> tuple[Argument, ...]:
    """Give what the client knows for all its methods, each once."""
    found: dict[str, Argument] = {}
    for method in methods:
        for argument in method.scope:
            found.setdefault(argument.json_name, argument)
    names = distinct_names(found, lambda raw: _client_keyword(raw, taken), taken | CLIENT_KEYWORDS)
    return tuple(
        Argument(names[key], key, Place.PATH, Annotation("str | None"), False, item.docs) for key, item in found.items()
    )


def _client_keyword(raw: str, taken: Container[str] = ()) -> PythonIdentifier:
    """Name a keyword of the client: with `value` at its end where every client has a keyword of that name."""
    name = PythonIdentifier(raw, VALUE_NAMES)
    return PythonIdentifier(f"{raw} value") if name in CLIENT_KEYWORDS or name in taken else name


def _first_server(root: Mapping[str, Any]) -> Mapping[str, Any]:
    servers = root.get("servers")
    return object_of(servers[0]) if isinstance(servers, list) and servers else {}


def server_url(root: Mapping[str, Any]) -> str:
    """Give the address of the first server, with its placeholders, without a slash at its end."""
    return text_of(_first_server(root).get("url")).rstrip("/")


def server_variables(root: Mapping[str, Any]) -> tuple[ServerVariable, ...]:
    """Give the variables of the first server's URL, also those that the document forgets to define."""
    defined = object_of(_first_server(root).get("variables"))
    used = list(dict.fromkeys(re.findall(r"\{([^{}]*)\}", server_url(root))))
    names = distinct_names(used, _client_keyword, CLIENT_KEYWORDS)
    variables = []
    for json_name in used:
        node = object_of(defined.get(json_name))
        default = text_of(node.get("default"))
        variables.append(ServerVariable(names[json_name], json_name, default or None, text_of(node.get("description"))))
    return tuple(variables)
