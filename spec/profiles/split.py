"""One document for each tag: the operations of the tag and no others, with the components that they need."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from spec.model import METHODS, Part, copied, walk
from spec.naming import distinct_names, safe_file_name
from spec.passes.order import order
from spec.pointer import resolve, split
from spec.profiles.hoist import hoisted, with_path_items
from spec.profiles.references import Component, References
from spec.rules.contract import Contract, as_dict, as_list

JsonObject = dict[str, Any]
UNTAGGED = "untagged"
"""What the document of the operations without a tag is called, unless a tag has that name."""

_HEAD = ("openapi", "info", "jsonSchemaDialect", "servers", "security")


def split_by_tag(document: JsonObject) -> dict[str, JsonObject]:
    """Give the documents of the tags of a valid document, by names that are safe as names of files, in the order of the
    tags; an operation with two tags stands in both.

    Operations and components are those of the document. References into paths become references to components, and
    links to operations of other documents are left out.
    """
    document = order(hoisted(with_path_items(document))).document
    splitter = _Splitter(document)
    tags = splitter.tags
    names: dict[str, str] = dict(distinct_names((tag for tag in tags if tag is not None), safe_file_name))
    made = {names[tag]: splitter.document_of(tag) for tag in tags if tag is not None}
    if None in tags:
        other = distinct_names([UNTAGGED], safe_file_name, names.values())[UNTAGGED]
        made[other] = splitter.document_of(None)
    return made


class _Splitter:
    """One document, looked at once for all tags. The tag None is that of the operations that have none."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._contract = Contract(document)
        self._references = References(document)
        self._items = {
            key: {path: item for path, item in as_dict(document[key]).items() if isinstance(item, dict)}
            for key in ("paths", "webhooks")
            if key in document
        }
        used = [tag for items in self._items.values() for item in items.values() for tag in _tags_in(item)]
        declared = [as_dict(tag).get("name") for tag in as_list(document.get("tags"))]
        self.tags: list[str | None] = [tag for tag in dict.fromkeys((*declared, *used)) if tag in set(used)]

    def document_of(self, tag: str | None) -> JsonObject:
        """Give the document of a tag."""
        kept = {key: _of_tag(items, tag) for key, items in self._items.items()}
        made = {key: self._document[key] for key in _HEAD if key in self._document}
        tags, groups = self._grouping({name for items in kept.values() for i in items.values() for name in _tags_in(i)})
        made |= (
            tags | {"paths": kept.get("paths", {})} | ({"webhooks": kept["webhooks"]} if kept.get("webhooks") else {})
        )
        if components := self._components(self._references.reached(made)):
            made["components"] = components
        if "externalDocs" in self._document:
            made["externalDocs"] = self._document["externalDocs"]
        made |= groups
        return _without_dead_links(made) if self._contract.nodes[Part.LINK] else made

    def _grouping(self, used: set[str | None]) -> tuple[JsonObject, JsonObject]:
        tags = [tag for tag in as_list(self._document.get("tags")) if as_dict(tag).get("name") in used]
        groups = [
            {**group, "tags": [tag for tag in as_list(group.get("tags")) if isinstance(tag, str) and tag in used]}
            for group in map(as_dict, as_list(self._document.get("x-tagGroups")))
        ]
        groups = [group for group in groups if group["tags"]]
        return {"tags": tags} if tags else {}, {"x-tagGroups": groups} if groups else {}

    def _components(self, reached: set[Component]) -> JsonObject:
        found = {
            kind: {name: value for name, value in as_dict(members).items() if Component(kind, name) in reached}
            for kind, members in as_dict(self._document.get("components")).items()
        }
        return {kind: members for kind, members in found.items() if members}


def _operations(item: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    return ((key, value) for key, value in item.items() if key in METHODS and isinstance(value, dict))


def _tags_of(operation: JsonObject) -> list[str | None]:
    return [tag for tag in as_list(operation.get("tags")) if isinstance(tag, str)] or [None]


def _tags_in(item: JsonObject) -> Iterator[str | None]:
    return (tag for _, operation in _operations(item) for tag in _tags_of(operation))


def _of_tag(items: JsonObject, tag: str | None) -> JsonObject:
    """Give the path items that have operations of a tag, without their other operations."""
    kept: JsonObject = {}
    for path, item in items.items():
        wrong = {method for method, operation in _operations(item) if tag not in _tags_of(operation)}
        if any(method not in wrong for method, _ in _operations(item)):
            kept[path] = {key: value for key, value in item.items() if key not in wrong} if wrong else item
    return kept


def _without_dead_links(made: JsonObject) -> JsonObject:
    """Leave out links to operations that are not in the document, and references to such links."""
    nodes = list(walk(made))
    known = {str(node.value.get("operationId")) for node in nodes if node.part is Part.OPERATION}
    links = [node for node in nodes if node.part is Part.LINK]
    dead = {link.pointer for link in links if not _leads(made, link.value, known)}
    dead |= {link.pointer for link in links if str(link.value.get("$ref", "")).removeprefix("#") in dead}
    result: JsonObject = copied(made) if dead else made
    for pointer in dead:
        holder, _, name = pointer.rpartition("/")
        del resolve(result, holder)[split(f"/{name}")[0]]
    return result


def _leads(document: JsonObject, link: JsonObject, known: set[str]) -> bool:
    """Tell whether a link leads to an operation of a document, or out of it."""
    if "operationId" in link:
        return str(link["operationId"]) in known
    reference = str(link.get("operationRef", ""))
    if not reference.startswith("#"):
        return True
    try:
        resolve(document, unquote(reference[1:]))
    except LookupError:
        return False
    return True
