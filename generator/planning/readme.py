"""The calls that the README of the client shows: one that every document has, and one that waits where there is one."""

from collections.abc import Sequence

from generator.plan import ReadmeCalls, Resource, Waiter


def plan_readme(resources: Sequence[Resource]) -> ReadmeCalls | None:
    """Give the calls, of a current operation where there is one; None for a document without operations."""
    able = [(resource, method) for resource in resources for method in resource.methods]
    if not able:
        return None
    paged = _paged_call(resources)
    waiters = [(resource, waiter) for resource in resources for waiter in resource.waiters if not waiter.gone]
    waiters.sort(key=lambda pair: (_is_old(*pair), len(pair[1].positional), isinstance(pair[1].success[0], int)))
    if not waiters:
        resource, method = min(able, key=lambda pair: (pair[1].deprecated, pair[1].http_method != "GET"))
        return ReadmeCalls(_reached(resource), method.name, "...", None, None, paged)
    resource, waiter = waiters[0]
    deletion = next((other for other in resource.waiters if other.gone and other.polled == waiter.polled), None)
    arguments = ", ".join(argument.name for _, argument in waiter.positional)
    return ReadmeCalls(_reached(resource), waiter.polled, arguments, waiter, deletion, paged)


def _paged_call(resources: Sequence[Resource]) -> str:
    """Give how a list is called that pages and needs no argument, empty where there is none."""
    calls = [
        f"{_reached(resource)}.{method.name}"
        for resource in resources
        for method in resource.methods
        if method.paging and not (method.deprecated or method.positional or any(k.required for k in method.keywords))
    ]
    return min(calls, key=lambda call: (not call.endswith(".list"), call.count("."), len(call)), default="")


def _is_old(resource: Resource, waiter: Waiter) -> bool:
    return next(method.deprecated for method in resource.methods if method.name == waiter.polled)


def _reached(resource: Resource) -> str:
    return f"client.{'.'.join(resource.trail)}"
