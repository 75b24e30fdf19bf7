"""The parts of an OpenAPI document: which keys lead from one to the next, and a walk over all of them."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from spec import pointer as pointers

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The keys of a path item that hold operations, in the standard's order."""


class Part(StrEnum):
    """A kind of object of the standard."""

    DOCUMENT = "document"
    INFO = "info"
    SERVER = "server"
    TAG = "tag"
    PATH_ITEM = "path item"
    OPERATION = "operation"
    PARAMETER = "parameter"
    REQUEST_BODY = "request body"
    RESPONSE = "response"
    HEADER = "header"
    MEDIA_TYPE = "media type"
    EXAMPLE = "example"
    SCHEMA = "schema"
    SECURITY_SCHEME = "security scheme"
    LINK = "link"
    CALLBACK = "callback"
    COMPONENTS = "components"


class Holds(StrEnum):
    """How a key holds its parts: one, a list of them, or an object of them under names."""

    ONE = "one"
    LIST = "list"
    MAP = "map"


class Child(NamedTuple):
    """What stands under a key."""

    holds: Holds
    part: Part | None


EVERY_KEY = "*"
"""Stands in CHILDREN for the keys that no other entry names."""

_ONE, _LIST, _MAP = Holds
_NOTHING = Child(_ONE, None)
_VALUES = {"schema": Child(_ONE, Part.SCHEMA), "examples": Child(_MAP, Part.EXAMPLE)}

CHILDREN: dict[Part, dict[str, Child]] = {
    Part.DOCUMENT: {
        "info": Child(_ONE, Part.INFO),
        "servers": Child(_LIST, Part.SERVER),
        "tags": Child(_LIST, Part.TAG),
        "paths": Child(_MAP, Part.PATH_ITEM),
        "webhooks": Child(_MAP, Part.PATH_ITEM),
        "components": Child(_ONE, Part.COMPONENTS),
    },
    Part.PATH_ITEM: {
        "servers": Child(_LIST, Part.SERVER),
        "parameters": Child(_LIST, Part.PARAMETER),
        **dict.fromkeys(METHODS, Child(_ONE, Part.OPERATION)),
    },
    Part.OPERATION: {
        "parameters": Child(_LIST, Part.PARAMETER),
        "requestBody": Child(_ONE, Part.REQUEST_BODY),
        "responses": Child(_MAP, Part.RESPONSE),
        "callbacks": Child(_MAP, Part.CALLBACK),
        "servers": Child(_LIST, Part.SERVER),
    },
    Part.CALLBACK: {EVERY_KEY: Child(_ONE, Part.PATH_ITEM)},
    Part.PARAMETER: {**_VALUES, "content": Child(_MAP, Part.MEDIA_TYPE)},
    Part.HEADER: {**_VALUES, "content": Child(_MAP, Part.MEDIA_TYPE)},
    Part.REQUEST_BODY: {"content": Child(_MAP, Part.MEDIA_TYPE)},
    Part.RESPONSE: {
        "headers": Child(_MAP, Part.HEADER),
        "content": Child(_MAP, Part.MEDIA_TYPE),
        "links": Child(_MAP, Part.LINK),
    },
    Part.MEDIA_TYPE: _VALUES,
    Part.SCHEMA: {
        **dict.fromkeys(("properties", "patternProperties", "dependentSchemas", "$defs"), Child(_MAP, Part.SCHEMA)),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), Child(_LIST, Part.SCHEMA)),
        **dict.fromkeys(("items", "additionalProperties", "propertyNames", "contains"), Child(_ONE, Part.SCHEMA)),
        **dict.fromkeys(("not", "if", "then", "else"), Child(_ONE, Part.SCHEMA)),
        **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), Child(_ONE, Part.SCHEMA)),
    },
    Part.COMPONENTS: {
        "schemas": Child(_MAP, Part.SCHEMA),
        "responses": Child(_MAP, Part.RESPONSE),
        "parameters": Child(_MAP, Part.PARAMETER),
        "examples": Child(_MAP, Part.EXAMPLE),
        "requestBodies": Child(_MAP, Part.REQUEST_BODY),
        "headers": Child(_MAP, Part.HEADER),
        "securitySchemes": Child(_MAP, Part.SECURITY_SCHEME),
        "links": Child(_MAP, Part.LINK),
        "callbacks": Child(_MAP, Part.CALLBACK),
        "pathItems": Child(_MAP, Part.PATH_ITEM),
    },
}
"""For each part, the keys under which others stand. A reference may stand in place of most; it has no children."""


class Node(NamedTuple):
    """One part of a document, the place where it stands and what it says."""

    part: Part
    pointer: str
    value: dict[str, Any]


class Operation(NamedTuple):
    """One operation of a document, with the path item that holds it."""

    path: str
    method: str
    pointer: str
    value: dict[str, Any]
    path_item: dict[str, Any]


def walk(document: dict[str, Any]) -> Iterator[Node]:
    """Yield every part of a document, parents before children, in the document's order; what is no object is passed by.

    `$ref` is not followed: each part comes once, where it stands.
    """
    stack = [Node(Part.DOCUMENT, "", document)]
    while stack:
        node = stack.pop()
        yield node
        if children := CHILDREN.get(node.part):
            found = [child for child in _children(node, children) if isinstance(child.value, dict)]
            found.reverse()
            stack += found


def _children(node: Node, children: dict[str, Child]) -> Iterator[Node]:
    every = children.get(EVERY_KEY)
    for key, value in node.value.items():
        holds, part = children.get(key) or every or _NOTHING
        if part is None or not value:
            continue
        place = f"{node.pointer}/{pointers.escape(key)}"
        if holds is _ONE:
            yield Node(part, place, value)
        elif holds is _LIST and isinstance(value, list):
            for index, item in enumerate(value):
                yield Node(part, f"{place}/{index}", item)
        elif holds is _MAP and isinstance(value, dict):
            for name, item in value.items():
                yield Node(part, f"{place}/{pointers.escape(name)}", item)


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """Yield the operations under `paths`, in the document's order."""
    paths = document.get("paths")
    for path, path_item in paths.items() if isinstance(paths, dict) else ():
        if not isinstance(path_item, dict):
            continue
        for method, value in path_item.items():
            if method in METHODS and isinstance(value, dict):
                yield Operation(path, method, pointers.join("/paths", path, method), value, path_item)


def copied(value: Any) -> Any:
    """Give JSON values anew, down to the last; several times as fast as copy.deepcopy, which allows for everything."""
    if isinstance(value, dict):
        return {key: copied(item) if isinstance(item, dict | list) else item for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) if isinstance(item, dict | list) else item for item in value]
    return value
