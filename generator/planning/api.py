"""The list of all calls, for people: how each is written, what it sends, what it gives, where its source and models
are."""

from collections.abc import Iterable

from generator.identifiers import ClassName
from generator.pages_plan import ApiCall, ApiLink, ApiSection
from generator.plan import Annotation, Argument, Method, Resource, Waiter
from generator.planning.models import PlacedModels


def plan_api(resources: Iterable[Resource], placed: PlacedModels, package: str) -> tuple[ApiSection, ...]:
    """Give the calls of every resource that has some; paths are relative to the folder of the distribution."""
    return tuple(_plan_section(resource, placed, package) for resource in resources if resource.methods)


def _plan_section(resource: Resource, placed: PlacedModels, package: str) -> ApiSection:
    annotations = [annotation for method in resource.methods for annotation in _annotations(method)]
    models = frozenset[ClassName]().union(*(annotation.models for annotation in annotations))
    name = f"client.{'.'.join(resource.trail)}"
    return ApiSection(
        name=name,
        path=f"{package}/resources/{resource.module}.py",
        calls=tuple(_plan_call(method, name, placed, package) for method in resource.methods),
        waits=tuple(_plan_wait(waiter, name, placed, package) for waiter in resource.waiters),
        models=tuple(ApiLink(model, _path(model, placed, package)) for model in sorted(models)),
    )


def _plan_call(method: Method, name: str, placed: PlacedModels, package: str) -> ApiCall:
    return ApiCall(
        signature=_signature(f"{name}.{method.name}", method.positional, method.keywords),
        http_method=method.http_method,
        path=method.path,
        summary=method.summary,
        gives="pages of " if method.paging else "",
        result=_link(method.paging.item if method.paging else method.result, placed, package),
    )


def _plan_wait(waiter: Waiter, name: str, placed: PlacedModels, package: str) -> ApiCall:
    limits = ("timeout=…", "interval=…") if waiter.gone else ("until=…", "timeout=…", "interval=…")
    positional, keywords = ([argument for _, argument in side] for side in (waiter.positional, waiter.keywords))
    return ApiCall(
        signature=_signature(f"{name}.{waiter.name}", positional, keywords, limits),
        http_method="",
        path="",
        summary=waiter.docs.partition("\n")[0],
        gives="",
        result=_link(waiter.result, placed, package),
    )


def _signature(
    name: str, positional: Iterable[Argument], keywords: Iterable[Argument], more: Iterable[str] = ()
) -> str:
    named = [a.name if a.required else f"{a.name}=…" for a in keywords]
    named = [*named, *more]
    return f"{name}({', '.join([*(a.name for a in positional), *(['*', *named] if named else [])])})"


def _link(result: Annotation, placed: PlacedModels, package: str) -> ApiLink:
    models = sorted(result.models)
    return ApiLink(result.text.replace("builtins.", ""), _path(models[0], placed, package) if models else "")


def _annotations(method: Method) -> list[Annotation]:
    arguments = [argument.annotation for argument in (*method.positional, *method.keywords)]
    return [method.result, *([method.paging.item] if method.paging else []), *arguments]


def _path(model: ClassName, placed: PlacedModels, package: str) -> str:
    return f"{package}/models/{placed.modules[model]}.py"
