"""What differs between two documents outside of their operations: the service itself, servers, tags, schemes."""

import re
from typing import Any, TypeAlias

from spec import pointer as pointers
from spec.diff.extensions import only_in_one
from spec.diff.found import Gathered, text_change
from spec.diff.model import Part
from spec.diff.schemas import Finding
from spec.diff.security import compare_schemes
from spec.diff.values import canonical, expanded

_CLIENT_SETTINGS = frozenset({"x-error-hints", "x-credentials", "x-token-request"})
_COMPARED = frozenset({"openapi", "info", "servers", "tags", "paths", "components", "security", "jsonSchemaDialect"})
_Servers: TypeAlias = dict[str, tuple[str, dict[str, Any]]]


def compare_documents(old: dict[str, Any], new: dict[str, Any], gathered: Gathered) -> None:
    """Compare what two documents say beside their operations. `info.version` follows the changes and is none."""
    infos = [_object(document.get("info")) for document in (old, new)]
    for key in dict.fromkeys((*infos[0], *infos[1])):
        was, now = infos[0].get(key), infos[1].get(key)
        if key == "title" and was != now:
            finding = Finding("service-renamed", was, now, "/info/title", "/info/title")
            gathered.add(finding, Part.DOCUMENT, "info")
        elif key != "version" and was != now:
            gathered.add(text_change(key, was, now, "/info", "/info"), Part.DOCUMENT, "info")
    _servers(old, new, gathered)
    _tags(old, new, gathered)
    schemes = [_object(_object(d.get("components")).get("securitySchemes")) for d in (old, new)]
    compare_schemes(schemes[0], schemes[1], gathered)
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        if key in _COMPARED or was == now or canonical(was) == canonical(now):
            continue
        if key == "x-error-codes":
            finding = Finding("error-codes-changed", *only_in_one(was, now), f"/{key}", f"/{key}")
        elif key in _CLIENT_SETTINGS:
            finding = Finding("client-setting-changed", was, now, f"/{key}", f"/{key}", key)
        elif key == "webhooks":
            finding = Finding("callback-changed", _keys(was), _keys(now), f"/{key}", f"/{key}")
        else:
            finding = text_change(key, was, now, "", "")
        if key != "webhooks" or expanded(old, was) != expanded(new, now):
            gathered.add(finding, Part.DOCUMENT, "webhooks" if key == "webhooks" else "document")


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _keys(value: Any) -> list[str]:
    return sorted(map(str, _object(value)))


def _servers(old: dict[str, Any], new: dict[str, Any], gathered: Gathered) -> None:
    before, after = _by_url(old), _by_url(new)
    for url, (pointer, _) in before.items():
        if url not in after:
            gathered.add(Finding(_removal(url, before, after), url, None, pointer, "/servers"), Part.DOCUMENT, "server")
    for url, (pointer, server) in after.items():
        if url not in before:
            gathered.add(Finding("server-added", None, url, "/servers", pointer), Part.DOCUMENT, "server")
            continue
        was_at, was = before[url]
        _variables(was_at, _object(was.get("variables")), pointer, _object(server.get("variables")), gathered)
        for key in ("description", "name"):
            if was.get(key) != server.get(key):
                finding = text_change(key, was.get(key), server.get(key), was_at, pointer)
                gathered.add(finding, Part.DOCUMENT, "server")
    first, then = (next(iter(side), "") for side in (before, after))
    if first != then and first in after:
        finding = Finding("default-server-changed", first, then, "/servers/0", "/servers/0")
        gathered.add(finding, Part.DOCUMENT, "server")


def _removal(url: str, before: _Servers, after: _Servers) -> str:
    """Tell how a server that is gone is missed by a client, which goes to the first one."""
    if url != next(iter(before)):
        return "further-server-removed"
    heir = next(iter(after.values()), None)
    names = _object(before[url][1].get("variables")).keys()
    is_replaced = heir is not None and names <= _object(heir[1].get("variables")).keys()
    return "server-replaced" if is_replaced else "server-removed"


def _by_url(document: dict[str, Any]) -> _Servers:
    """Give the servers by their address, whatever its variables are called."""
    listed = document.get("servers")
    found: _Servers = {}
    for index, server in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(server, dict):
            url = re.sub(r"/$", "", str(server.get("url")))
            found.setdefault(url, (f"/servers/{index}", server))
    return found


def _variables(was_at: str, old: dict[str, Any], now_at: str, new: dict[str, Any], gathered: Gathered) -> None:
    for name in dict.fromkeys((*old, *new)):
        was, now = _object(old.get(name)), _object(new.get(name))
        at = tuple(pointers.join(place, "variables", name) for place in (was_at, now_at))
        label = f"server variable `{name}`"
        if was.get("default") != now.get("default"):
            finding = Finding("server-variable-changed", was.get("default"), now.get("default"), *at)
            gathered.add(finding, Part.DOCUMENT, label)
        if was.get("description") != now.get("description"):
            finding = text_change("description", was.get("description"), now.get("description"), *at)
            gathered.add(finding, Part.DOCUMENT, label)
        listed = [v if isinstance(v := side.get("enum"), list) else [] for side in (was, now)]
        for kind, one, other in (("removed", *listed), ("added", *listed[::-1])):
            if values := [value for value in one if value not in other]:
                both = (values, None) if kind == "removed" else (None, values)
                gathered.add(Finding(f"server-value-{kind}", *both, *at), Part.DOCUMENT, label)


def _tags(old: dict[str, Any], new: dict[str, Any], gathered: Gathered) -> None:
    sides = []
    for document in (old, new):
        listed = document.get("tags")
        tags = [(i, tag) for i, tag in enumerate(listed if isinstance(listed, list) else ()) if isinstance(tag, dict)]
        sides.append({str(tag.get("name")): (f"/tags/{index}", tag) for index, tag in tags})
    before, after = sides
    for name in dict.fromkeys((*before, *after)):
        was_at, was = before.get(name, ("", None))
        now_at, now = after.get(name, ("", None))
        if was != now:
            gathered.add(Finding("text-changed", was, now, was_at, now_at), Part.DOCUMENT, f"tag `{name}`")
