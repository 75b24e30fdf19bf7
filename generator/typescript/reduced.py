"""The part of a document that types are made of: nothing in it but operations, schemas and their descriptions.

So examples, code samples or extensions may change and the types stay; and a generator of types never meets a reference
to another file, or a keyword that means something to it alone.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from generator.output import GenerationError
from generator.planning.document import Document, JsonObject, Operation, object_of, text_of

_SCHEMAS = "#/components/schemas/"
_SINGLE = ("additionalProperties", "items", "not")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_VALUES = ("const", "enum", "format", "required", "type")
_PLACES = ("path", "query", "header")
_MAX_DEPTH = 100
"""Levels of the document that openapi-typescript reads; of deeper ones it says nothing but that."""

_INHERITED = frozenset(
    {"__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__", "hasOwnProperty"}
    | {"isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "valueOf"}
)
"""What every object has, which openapi-typescript uses where a field has their name: it gets another one."""

_MARK = " #own"
_MARKED = re.compile(rf'"({"|".join(sorted(_INHERITED))}){_MARK}"')

_SET_ELSEWHERE = frozenset({"accept", "authorization", "content-type"})


def reduced_document(document: Document, ids: Mapping[str, str], auth_headers: Iterable[str]) -> dict[str, Any]:
    """Give the document that types are made of, as OpenAPI 3.1 in one fixed order.

    `ids` are the names of operations in the types, by their pointer. Raises GenerationError for a reference that cannot
    be followed, or that leads elsewhere than to the document's schemas.
    """
    skipped = _SET_ELSEWHERE.union(auth_headers)
    paths: dict[str, dict[str, Any]] = {}
    for operation in document.operations():
        reduced = _operation(document, operation, ids[operation.pointer], skipped)
        paths.setdefault(operation.path, {})[operation.method.lower()] = reduced
    schemas = object_of(object_of(document.root.get("components")).get("schemas"))
    reduced = {
        "openapi": "3.1.0",
        "info": {"title": "types", "version": "0"},
        "paths": paths,
        "components": {"schemas": {name: _schema(document, node, _SCHEMAS + name) for name, node in schemas.items()}},
    }
    _check_depth(reduced, ())
    return reduced


def _check_depth(node: object, trail: tuple[str, ...]) -> None:
    """Raise GenerationError for what is nested deeper than openapi-typescript reads."""
    if len(trail) >= _MAX_DEPTH:
        message = f"types are made of schemas down to {_MAX_DEPTH} levels: give those below a name under components"
        raise GenerationError(
            message, f"#/{'/'.join(step.replace('~', '~0').replace('/', '~1') for step in trail[:4])}"
        )
    if isinstance(node, Mapping):
        for key, inner in node.items():
            _check_depth(inner, (*trail, str(key)))
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            _check_depth(inner, (*trail, str(index)))


def _operation(document: Document, operation: Operation, name: str, skipped: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"operationId": name}
    if operation.deprecated:
        found["deprecated"] = True
    found["parameters"] = [
        _parameter(document, node, operation.pointer)
        for node in operation.parameters
        if node.get("in") in _PLACES
        and not (node.get("in") == "header" and text_of(node.get("name")).lower() in skipped)
    ]
    if "requestBody" in operation.spec:
        node, pointer = document.follow(operation.spec["requestBody"], f"{operation.pointer}/requestBody")
        body: dict[str, Any] = {"content": _content(document, node, pointer)}
        if node.get("required") is True:
            body["required"] = True
        found["requestBody"] = body
    response = document.success(operation)
    described: dict[str, Any] = {"description": ""}
    if response and response.content:
        described["content"] = _content(document, response.spec, response.pointer)
    found["responses"] = {response.key if response else "default": described}
    return found


def _parameter(document: Document, node: JsonObject, pointer: str) -> dict[str, Any]:
    place = text_of(node.get("in"))
    found: dict[str, Any] = {"name": text_of(node.get("name")), "in": place}
    if description := text_of(node.get("description")):
        found["description"] = description
    if node.get("required") is True or place == "path":
        found["required"] = True
    if node.get("deprecated") is True:
        found["deprecated"] = True
    found["schema"] = _schema(document, node.get("schema", {"type": "string"}), pointer)
    return found


def _content(document: Document, node: JsonObject, pointer: str) -> dict[str, Any]:
    return {
        media_type: {"schema": _schema(document, object_of(held).get("schema", {}), pointer)}
        for media_type, held in object_of(node.get("content")).items()
    }


def _schema(document: Document, node: object, pointer: str) -> Any:
    """Give what a schema says of its type; what is none says nothing."""
    if isinstance(node, bool):
        return node
    if not isinstance(node, Mapping):
        return {}
    found: dict[str, Any] = {}
    reference = node.get("$ref")
    if isinstance(reference, str):
        if not reference.startswith(_SCHEMAS):
            raise GenerationError(
                f"types follow references to the document's schemas alone, not {reference[:200]!r}", pointer
            )
        document.find(reference, pointer)
        found["$ref"] = reference
    found |= {key: node[key] for key in _VALUES if _is_sound(key, node.get(key))}
    found |= {
        key: _schema(document, node[key], pointer) for key in _SINGLE if isinstance(node.get(key), Mapping | bool)
    }
    for key in _LISTS:
        members = node.get(key)
        if isinstance(members, list) and members:
            found[key] = [_schema(document, member, pointer) for member in members]
    if properties := object_of(node.get("properties")):
        found["properties"] = {_marked(name): _schema(document, inner, pointer) for name, inner in properties.items()}
        found |= {"required": [_marked(name) for name in found["required"]]} if "required" in found else {}
    if isinstance(description := node.get("description"), str):
        found["description"] = description
    if node.get("deprecated") is True:
        found["deprecated"] = True
    return found


def _marked(name: str) -> str:
    return f"{name}{_MARK}" if name in _INHERITED else name


def without_marks(types: str) -> str:
    """Give the types with the names of fields that the document has."""
    return _MARKED.sub(lambda match: f'"{match[1]}"', types)


def _is_sound(key: str, value: object) -> bool:
    """Tell whether a keyword holds what it may: a type in words, a list of plain values."""
    if key in ("format", "type") and isinstance(value, str):
        return True
    if key == "const":
        return isinstance(value, str | int | float | bool)
    plain = str if key in ("required", "type") else str | int | float | bool | None
    return key != "format" and isinstance(value, list) and bool(value) and all(isinstance(v, plain) for v in value)
