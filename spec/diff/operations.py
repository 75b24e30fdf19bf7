"""What differs between two operations, apart from their schemas, which are handed on to the graph."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from spec.diff.extensions import compare_extensions
from spec.diff.found import Gathered, text_change
from spec.diff.graph import Graph
from spec.diff.matching import DocumentOperation, parameters_of
from spec.diff.model import Aliases, Part
from spec.diff.schemas import Finding, respelt
from spec.diff.security import compare_security
from spec.diff.values import Place, canonical, expanded, resolve

_WORDS = (
    "summary", "description", "externalDocs", "x-title", "x-section", "example", "examples", "x-documented-examples",
)  # fmt: skip
_WHERE = {"query": "query parameter", "path": "path parameter", "header": "header", "cookie": "cookie"}
_DEFAULT_STYLE = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_JSON = re.compile(r"application/([\w.+-]{1,80}\+)?json(;.*)?")
_NOTHING: dict[str, Any] = {}


def as_dict(value: object) -> dict[str, Any]:
    """Give an object as it is and anything else as an empty one."""
    return value if isinstance(value, dict) else _NOTHING


@dataclass(slots=True)
class OperationComparison:
    """Compares operations of two documents."""

    old_root: dict[str, Any]
    new_root: dict[str, Any]
    graph: Graph
    gathered: Gathered
    aliases: Aliases

    def compare(self, old: DocumentOperation, new: DocumentOperation) -> None:
        """Compare two operations that are one."""
        self._identity(old, new)
        compare_security(self.old_root, self.new_root, old, new, self.gathered)
        compare_extensions(self.old_root, self.new_root, old, new, self.aliases, self.gathered)
        self._texts(new.id, "operation", Part.OPERATION, (old.pointer, old.value), (new.pointer, new.value))
        self._words(new.id, "path", Part.OPERATION, (old.item_pointer, old.item), (new.item_pointer, new.item))
        self._parameters(old, new)
        self._bodies(old, new)
        self._responses(old, new)

    def _add(self, operation: str, part: Part, label: str, finding: Finding) -> None:
        self.gathered.add(finding, part, label, operations=(operation,))

    def _identity(self, old: DocumentOperation, new: DocumentOperation) -> None:
        pointers = (old.pointer, new.pointer)
        if old.shape != new.shape:
            names = (f"{old.method.upper()} {old.path}", f"{new.method.upper()} {new.path}")
            self._add(new.id, Part.OPERATION, "operation", Finding("operation-moved", *names, *pointers))
        servers = [o.value.get("servers", o.item.get("servers")) for o in (old, new)]
        if canonical(servers[0]) != canonical(servers[1]):
            self._add(
                new.id,
                Part.OPERATION,
                "operation",
                Finding("operation-servers-changed", servers[0], servers[1], *pointers),
            )
        was, now = (operation.value.get("deprecated") is True for operation in (old, new))
        if was != now:
            kind = "operation-deprecated" if now else "operation-undeprecated"
            self._add(new.id, Part.OPERATION, "operation", Finding(kind, was, now, *pointers))
        if (before := old.value.get("operationId")) != (after := new.value.get("operationId")):
            is_named = all("x-method" in operation.value for operation in (old, new))
            kind = "operation-id-renamed" if is_named else "operation-id-renamed-alone"
            self._add(new.id, Part.CODE, "operationId", Finding(kind, before, after, *pointers))
        groups = [[str(t) for t in v] if isinstance(v := o.value.get("tags"), list) else [] for o in (old, new)]
        if sorted(groups[0]) != sorted(groups[1]):
            finding = Finding("tags-changed", groups[0], groups[1], f"{old.pointer}/tags", f"{new.pointer}/tags")
            self._add(new.id, Part.OPERATION, "tags", finding)

    def _texts(self, operation: str, label: str, part: Part, old: Place, new: Place) -> None:
        """Compare the words of two objects that are no schemas: descriptions, examples."""
        self._named(operation, label, part, old, new, _WORDS)

    def _words(self, operation: str, label: str, part: Part, old: Place, new: Place) -> None:
        """Compare the words, and the extensions, which nobody reads where they are not those of an operation."""
        extensions = [key for key in (*old[1], *new[1]) if str(key).startswith("x-")]
        self._named(operation, label, part, old, new, dict.fromkeys((*_WORDS, *extensions)))

    def _named(self, operation: str, label: str, part: Part, old: Place, new: Place, keys: Iterable[str]) -> None:
        for key in keys:
            was, now = old[1].get(key), new[1].get(key)
            if was != now and canonical(was) != canonical(now):
                self._add(operation, part, label, text_change(key, was, now, old[0], new[0]))

    # parameters

    def _parameters(self, old: DocumentOperation, new: DocumentOperation) -> None:
        before, after = parameters_of(self.old_root, old), parameters_of(self.new_root, new)
        self._placeholders(old, new, before)
        for key in [key for key in before if key in after]:
            self._parameter(new.id, before.pop(key), after.pop(key))
        for was, now in self._moved(before, after):
            old_place, new_place = before.pop(was), after.pop(now)
            kind = "parameter-moved" if was[0] != now[0] else "parameter-renamed"
            names = (f"{was[0]} {was[1]}", f"{now[0]} {now[1]}") if was[0] != now[0] else (was[1], now[1])
            finding = Finding(kind, *names, old_place[0], new_place[0])
            self._add(new.id, Part.REQUEST, _label(was), finding)
            self._parameter(new.id, old_place, new_place)
        for was, (pointer, _) in before.items():
            finding = Finding("parameter-removed", was[1], None, pointer, new.pointer)
            self._add(new.id, Part.REQUEST, _label(was), finding)
        for now, (pointer, value) in after.items():
            kind = "required-parameter-added" if value.get("required") is True else "parameter-added"
            self._add(new.id, Part.REQUEST, _label(now), Finding(kind, None, now[1], old.pointer, pointer))

    def _placeholders(
        self, old: DocumentOperation, new: DocumentOperation, before: dict[tuple[str, str], Place]
    ) -> None:
        """Compare the placeholders of one path, and call the old ones what the new ones are called."""
        was, now = old.placeholders, new.placeholders
        if was == now:
            return
        if [name for name in was if name in now] != [name for name in now if name in was]:
            finding = Finding("path-parameters-reordered", was, now, old.pointer, new.pointer)
            self._add(new.id, Part.REQUEST, "path", finding)
            return
        if old.shape != new.shape:
            return
        declared = {name: before.pop(("path", name)) for name in was if ("path", name) in before}
        for one, other in zip(was, now, strict=True):
            if one in declared:
                before.setdefault(("path", other), declared[one])
            if one != other:
                pointer = declared[one][0] if one in declared else old.pointer
                finding = Finding("path-parameter-renamed", one, other, pointer, new.pointer)
                self._add(new.id, Part.REQUEST, f"path parameter `{one}`", finding)

    def _moved(
        self, before: Mapping[tuple[str, str], Place], after: Mapping[tuple[str, str], Place]
    ) -> list[tuple[tuple[str, str], tuple[str, str]]]:
        """Give the parameters that are elsewhere now, or spelt otherwise."""
        gone = {name: (where, name) for where, name in before}
        come = {name: (where, name) for where, name in after}
        found = [
            (gone[name], come[name]) for name in gone if name in come and "path" not in (gone[name][0], come[name][0])
        ]
        used = {key for pair in found for key in pair}
        for where in _WHERE:
            left = [name for place, name in before if place == where and (place, name) not in used]
            right = [name for place, name in after if place == where and (place, name) not in used]
            found += [((where, was), (where, now)) for was, now in respelt(left, right)]
        return found

    def _parameter(self, operation: str, old: Place, new: Place) -> None:
        (was_at, was), (now_at, now) = old, new
        label = _label((str(now.get("in")), str(now.get("name"))))
        where = str(now.get("in"))
        if where != "path" and (was.get("required") is True) != (now.get("required") is True):
            kind = "parameter-became-required" if now.get("required") is True else "parameter-became-optional"
            self._add(operation, Part.REQUEST, label, Finding(kind, None, None, was_at, now_at))
        if (was.get("deprecated") is True) != (now.get("deprecated") is True):
            kind = "field-deprecated" if now.get("deprecated") is True else "field-undeprecated"
            self._add(operation, Part.REQUEST, label, Finding(kind, None, None, was_at, now_at))
        style, other = _style(was, where), _style(now, where)
        if style != other:
            finding = Finding("parameter-serialized-otherwise", style, other, was_at, now_at)
            self._add(operation, Part.REQUEST, label, finding)
        self._words(operation, label, Part.REQUEST, old, new)
        self.graph.begin(operation, label, Part.REQUEST, _schema(was_at, was), _schema(now_at, now))

    # bodies

    def _bodies(self, old: DocumentOperation, new: DocumentOperation) -> None:
        places = [
            resolve(root, f"{o.pointer}/requestBody", o.value.get("requestBody"))
            for root, o in ((self.old_root, old), (self.new_root, new))
        ]
        (was_at, was), (now_at, now) = places
        if not isinstance(was, dict) or not isinstance(now, dict):
            if isinstance(now, dict):
                kind = "required-body-added" if now.get("required") is True else "body-added"
                self._add(new.id, Part.REQUEST, "request body", Finding(kind, None, None, old.pointer, now_at))
            elif isinstance(was, dict):
                finding = Finding("body-removed", None, None, was_at, new.pointer)
                self._add(new.id, Part.REQUEST, "request body", finding)
            return
        if (was.get("required") is True) != (now.get("required") is True):
            kind = "body-became-required" if now.get("required") is True else "body-became-optional"
            self._add(new.id, Part.REQUEST, "request body", Finding(kind, None, None, was_at, now_at))
        self._words(new.id, "request body", Part.REQUEST, places[0], places[1])
        self._content(new.id, "request body", Part.REQUEST, places[0], places[1])

    def _content(self, operation: str, label: str, part: Part, old: Place, new: Place) -> None:
        before, after = _media_types(old), _media_types(new)
        for name, (was_at, was) in before.items():
            if name not in after:
                kind = "media-type-removed" if name == _preferred(before) else "further-media-type-removed"
                self._add(operation, part, label, Finding(kind, name, None, was_at, new[0]))
                continue
            now_at, now = after[name]
            self._words(operation, label, part, (was_at, was), (now_at, now))
            encodings = expanded(self.old_root, was.get("encoding")), expanded(self.new_root, now.get("encoding"))
            if encodings[0] != encodings[1]:
                values = (was.get("encoding"), now.get("encoding"))
                self._add(operation, part, label, Finding("encoding-changed", *values, was_at, now_at))
            self.graph.begin(operation, label, part, _schema(was_at, was), _schema(now_at, now))
        for name, (now_at, _) in after.items():
            if name not in before:
                is_taken = name == _preferred(after) and _preferred(before) in after
                kind = "preferred-media-type-added" if is_taken else "media-type-added"
                self._add(operation, part, label, Finding(kind, None, name, old[0], now_at))

    # responses

    def _responses(self, old: DocumentOperation, new: DocumentOperation) -> None:
        before, after = _responses_of(self.old_root, old), _responses_of(self.new_root, new)
        results = _result(before), _result(after)
        if results[0] and results[1] and results[0] not in after and results[1] not in before:
            was, now = before.pop(results[0]), after.pop(results[1])
            finding = Finding("response-status-changed", *results, was[0], now[0])
            self._add(new.id, Part.RESPONSE, f"response {results[0]}", finding)
            self._response(new.id, f"response {results[1]}", was, now)
        for status, place in before.items():
            label = f"response {status}"
            if status in after:
                self._response(new.id, label, place, after[status])
            else:
                kind = "response-removed" if status == results[0] else "further-response-removed"
                kind = kind if status.startswith("2") else "error-response-removed"
                self._add(new.id, Part.RESPONSE, label, Finding(kind, status, None, place[0], new.pointer))
        for status, place in after.items():
            if status not in before:
                is_result = results[0] != results[1] and status == results[1] and results[0] in after
                kind = "result-response-added" if is_result else "response-added"
                finding = Finding(kind, None, status, old.pointer, place[0])
                self._add(new.id, Part.RESPONSE, f"response {status}", finding)

    def _response(self, operation: str, label: str, old: Place, new: Place) -> None:
        self._words(operation, label, Part.RESPONSE, old, new)
        self._headers(operation, label, old, new)
        was, now = ({**as_dict(place[1].get("links"))} for place in (old, new))
        if expanded(self.old_root, was) != expanded(self.new_root, now):
            finding = Finding("links-changed", was or None, now or None, f"{old[0]}/links", f"{new[0]}/links")
            self._add(operation, Part.RESPONSE, label, finding)
        self._content(operation, f"{label} body", Part.RESPONSE, old, new)

    def _headers(self, operation: str, label: str, old: Place, new: Place) -> None:
        before, after = _headers_of(self.old_root, old), _headers_of(self.new_root, new)
        for name, (was_at, was) in before.items():
            title = f"{label} header `{name}`"
            if name not in after:
                self._add(operation, Part.RESPONSE, title, Finding("header-removed", name, None, was_at, new[0]))
                continue
            now_at, now = after[name]
            if (was.get("required") is True) != (now.get("required") is True):
                kind = "header-became-required" if now.get("required") is True else "header-became-optional"
                self._add(operation, Part.RESPONSE, title, Finding(kind, None, None, was_at, now_at))
            self._words(operation, title, Part.RESPONSE, (was_at, was), (now_at, now))
            self.graph.begin(operation, title, Part.RESPONSE, _schema(was_at, was), _schema(now_at, now))
        for name, (now_at, _) in after.items():
            if name not in before:
                finding = Finding("header-added", None, name, old[0], now_at)
                self._add(operation, Part.RESPONSE, f"{label} header `{name}`", finding)


def _label(key: tuple[str, str]) -> str:
    return f"{_WHERE.get(key[0], 'parameter')} `{key[1]}`"


def _style(node: dict[str, Any], where: str) -> dict[str, Any]:
    style = node.get("style", _DEFAULT_STYLE.get(where))
    return {
        "style": style,
        "explode": node.get("explode", style == "form"),
        "allowReserved": node.get("allowReserved", False),
        "content": sorted(as_dict(node.get("content"))),
    }


def _schema(pointer: str, node: dict[str, Any]) -> list[Place]:
    """Give the schema of a parameter, header or media type; none where it has none."""
    if "schema" in node:
        return [(f"{pointer}/schema", node["schema"])]
    for key, value in as_dict(node.get("content")).items():
        return [(f"{pointer}/content/{_escaped(key)}/schema", as_dict(value).get("schema"))]
    return []


def _escaped(step: str) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def _media_types(holder: Place) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for key, value in as_dict(holder[1].get("content")).items():
        name = str(key).lower().replace(" ", "").split(";charset=")[0]
        found.setdefault(name, (f"{holder[0]}/content/{_escaped(key)}", as_dict(value)))
    return found


def _preferred(content: Mapping[str, Place]) -> str:
    """Give the media type that a client sends or reads: JSON, else the first one."""
    return next((name for name in content if _JSON.fullmatch(name)), next(iter(content), ""))


def _responses_of(root: dict[str, Any], operation: DocumentOperation) -> dict[str, Place]:
    found = {}
    for status, node in as_dict(operation.value.get("responses")).items():
        pointer, value = resolve(root, f"{operation.pointer}/responses/{_escaped(status)}", node)
        if isinstance(value, dict):
            found[str(status)] = (pointer, value)
    return found


def _headers_of(root: dict[str, Any], response: Place) -> dict[str, Place]:
    found = {}
    for name, node in as_dict(response[1].get("headers")).items():
        pointer, value = resolve(root, f"{response[0]}/headers/{_escaped(name)}", node)
        if isinstance(value, dict) and str(name).lower() != "content-type":
            found[str(name).lower()] = (pointer, value)
    return found


def _result(responses: Mapping[str, Place]) -> str:
    """Give the status whose body a client's method gives: the first success that has one."""
    good = sorted(status for status in responses if status.startswith("2"))
    return next((status for status in good if responses[status][1].get("content")), good[0] if good else "")
