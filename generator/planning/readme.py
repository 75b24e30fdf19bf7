"""The calls that the README of the client shows: each runs as it stands, with values of one's own for `...`."""

from collections.abc import Iterable, Sequence

from generator.filters import pyrepr
from generator.pages_plan import ReadmeCall, ReadmeCalls
from generator.plan import Argument, Method, Resource, Waiter

_PLACEHOLDER = "..."


def plan_readme(resources: Sequence[Resource]) -> ReadmeCalls | None:
    """Give the calls, of a current operation where there is one; None for a document without operations."""
    able = [(resource, method) for resource in resources for method in resource.methods]
    if not able:
        return None
    waiters = [(resource, waiter) for resource in resources for waiter in resource.waiters if not waiter.gone]
    waiters.sort(key=lambda pair: (_is_old(*pair), len(_given(pair[1])), isinstance(pair[1].success[0], int)))
    resource, waiter = waiters[0] if waiters else (None, None)
    if resource and waiter:
        shown = resource, _polled(resource, waiter)
    else:
        shown = min(able, key=lambda pair: (pair[1].deprecated, pair[1].http_method != "GET", len(_needed(pair[1]))))
    download = min(able, key=lambda pair: (_is_no_download(pair[1]), pair[1].deprecated, len(_needed(pair[1]))))
    return ReadmeCalls(
        shown=_method_call(*shown),
        download=_method_call(*(shown if _is_no_download(download[1]) else download)),
        wait=_waiter_call(resource, waiter) if resource and waiter else None,
        until=waiter.until if waiter else "",
        timeout=waiter.timeout if waiter else 0,
        deletion=_deletion(resource, waiter) if resource and waiter else (),
        paged=_paged_call(resources),
    )


def _deletion(resource: Resource, waiter: Waiter) -> tuple[ReadmeCall, ...]:
    """Give what deletes the thing that is waited for, and what waits until it is gone; nothing where one is missing."""
    gone = next((other for other in resource.waiters if other.gone and other.polled == waiter.polled), None)
    path = _polled(resource, waiter).path
    delete = next(
        (method for method in resource.methods if (method.http_method, method.path) == ("DELETE", path)), None
    )
    return (_method_call(resource, delete), _waiter_call(resource, gone)) if gone and delete else ()


def _paged_call(resources: Sequence[Resource]) -> str:
    """Give how a list is called that pages and needs no argument, empty where there is none."""
    calls = [
        f"{_reached(resource)}.{method.name}"
        for resource in resources
        for method in resource.methods
        if method.paging and not (method.deprecated or _needed(method))
    ]
    return min(calls, key=lambda call: (not call.endswith(".list"), call.count("."), len(call)), default="")


def _method_call(resource: Resource, method: Method) -> ReadmeCall:
    return ReadmeCall(_reached(resource), method.name, _written(_needed(method)))


def _waiter_call(resource: Resource, waiter: Waiter) -> ReadmeCall:
    return ReadmeCall(_reached(resource), waiter.name, _written(_given(waiter)))


def _needed(method: Method) -> list[Argument]:
    """Give the arguments without which a method cannot be called."""
    return [*method.positional, *(argument for argument in method.keywords if argument.required)]


def _given(waiter: Waiter) -> list[Argument]:
    return [argument for _, argument in (*waiter.positional, *waiter.keywords) if argument.required]


def _written(arguments: Iterable[Argument]) -> str:
    return ", ".join(f"{argument.name}={_value(argument)}" for argument in arguments)


def _value(argument: Argument) -> str:
    """Give a value to show: a text of one's own, where the document does not list what there is."""
    free = isinstance(argument.sample, str) and "Literal" not in argument.annotation.names
    return pyrepr(_PLACEHOLDER if free or argument.sample is None else argument.sample)


def _is_old(resource: Resource, waiter: Waiter) -> bool:
    return _polled(resource, waiter).deprecated


def _polled(resource: Resource, waiter: Waiter) -> Method:
    return next(method for method in resource.methods if method.name == waiter.polled)


def _is_no_download(method: Method) -> bool:
    return method.result.text != "bytes"


def _reached(resource: Resource) -> str:
    return f"client.{'.'.join(resource.trail)}"
