"""`x-pagination` of an operation to the paging of its method. What a client could not follow is left out."""

from collections.abc import Iterable
from typing import Any

from generator.plan import Argument, Paging, Place
from generator.planning.document import JsonObject, Operation, object_of, text_of
from generator.planning.schemas import SchemaTypes
from generator.planning.types import ListOf, ModelRef, Scalar, Style, Type, UnionOf, annotate

_STYLES = ("offset", "page", "marker")
_MAX_NUMBER = 10**9
_PLACES = {"query": Place.QUERY, "body": Place.BODY}


def plan_paging(types: SchemaTypes, operation: Operation, arguments: Iterable[Argument], answer: Type) -> Paging | None:
    """Give how a method pages; None where the document does not say so, or where it speaks of parameters or parts of
    the answer that there are not."""
    stated = object_of(operation.spec.get("x-pagination"))
    style, position = text_of(stated.get("style")), object_of(stated.get("position"))
    place, name = text_of(position.get("in")), text_of(position.get("name"))
    known = {argument.json_name for argument in arguments if argument.place is _PLACES.get(place)}
    items = _type_at(types, answer, stated.get("items"))
    following = _pointer_at(types, answer, stated.get("next"))
    if style not in _STYLES or name not in known or not isinstance(items, ListOf):
        return None
    if style == "marker" and following is None:
        return None
    options: dict[str, Any] = {"style": style, "position": name, "items": stated["items"]}
    if place != "query":
        options["place"] = place
    options |= _numbers(stated, style, place, known)
    if (total := _pointer_at(types, answer, stated.get("total"))) is not None:
        options["total"] = total
    if style == "marker":
        options["next"] = following
    return Paging(tuple(options.items()), annotate(items.item, Style.RESULT))


def _numbers(stated: JsonObject, style: str, place: str, known: set[str]) -> dict[str, Any]:
    """Give where positions begin, and which parameter says how many items a page has."""
    options: dict[str, Any] = {}
    first, size, default = stated.get("first"), object_of(stated.get("size")), stated.get("default_size")
    if style != "marker" and _is_number(first):
        options["first"] = first
    if size.get("in") == place and text_of(size.get("name")) in known:
        options["size"] = text_of(size["name"])
    if _is_number(default):
        options["default_size"] = default
    return options


def _is_number(value: object) -> bool:
    """Tell whether a value is a whole number that a position or size may have; 0 says nothing."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < _MAX_NUMBER


def _pointer_at(types: SchemaTypes, answer: Type, pointer: object) -> str | None:
    """Give the pointer if something stands there."""
    return pointer if isinstance(pointer, str) and _type_at(types, answer, pointer) is not None else None


def _type_at(types: SchemaTypes, type_: Type, pointer: object) -> Type | None:
    """Give the type of what a JSON pointer names in an answer; null beside it does not count."""
    if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
        return None
    found: Type | None = type_
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        parts = types.models[found.class_name][1] if isinstance(found, ModelRef) else ()
        found = next((_not_null(inner) for item, inner in parts if item.json_name == name), None)
    return found


def _not_null(type_: Type) -> Type:
    members = [m for m in type_.members if m != Scalar("None")] if isinstance(type_, UnionOf) else []
    return members[0] if len(members) == 1 else type_
