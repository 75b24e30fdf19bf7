"""A document whose paths can be taken apart: path items are written out, and nothing refers into them."""

from typing import Any
from urllib.parse import unquote

from spec import pointer as pointers
from spec.model import Part, copied, walk
from spec.naming import distinct_names, split_words
from spec.rules.contract import Contract, as_dict

JsonObject = dict[str, Any]
_KINDS = {
    Part.SCHEMA: "schemas",
    Part.RESPONSE: "responses",
    Part.PARAMETER: "parameters",
    Part.EXAMPLE: "examples",
    Part.REQUEST_BODY: "requestBodies",
    Part.HEADER: "headers",
    Part.LINK: "links",
    Part.CALLBACK: "callbacks",
    Part.PATH_ITEM: "callbacks",
}
_REQUEST = "request"
"""The key of a path item that a callback refers to: it becomes a callback of its own, for 3.0 has no other place."""
_MAX_NAME = 120
_ELSEWHERE = ("#/paths/", "#/webhooks/")


def hoisted(document: JsonObject) -> JsonObject:
    """Give a document in which what a reference finds below `paths` or `webhooks` is a component, named by where it
    stands; a document without such references is given back as it is."""
    wanted = {
        node.value["$ref"]: node.part
        for node in walk(document)
        if node.part in _KINDS and str(node.value.get("$ref", "")).startswith(_ELSEWHERE)
    }
    if not wanted:
        return document
    result: JsonObject = copied(document)
    components = result.setdefault("components", {})
    moved: dict[str, str] = {}
    for kind in sorted({_KINDS[part] for part in wanted.values()}):
        members = components.setdefault(kind, {})
        texts = [reference for reference, part in wanted.items() if _KINDS[part] == kind]
        for reference, name in distinct_names(texts, _component_name, members).items():
            value = copied(pointers.resolve(document, unquote(reference[1:])))
            is_item = wanted[reference] is Part.PATH_ITEM
            members[name] = {_REQUEST: value} if is_item else value
            moved[reference] = f"#/components/{kind}/{name}" + f"/{_REQUEST}" * is_item
    for node in list(walk(result)):
        if node.part in _KINDS and node.value.get("$ref") in moved:
            node.value["$ref"] = moved[node.value["$ref"]]
    return result


def with_path_items(document: JsonObject) -> JsonObject:
    """Give a document with the path items that are references written out; without such it is given back as it is."""
    contract = Contract(document)
    written = {}
    for key in ("paths", "webhooks"):
        items = as_dict(document.get(key))
        if any("$ref" in as_dict(item) for item in items.values()):
            written[key] = {path: _written_out(contract, item) for path, item in items.items()}
    return document | written


def _written_out(contract: Contract, item: Any) -> Any:
    if not isinstance(item, dict) or "$ref" not in item:
        return item
    return contract.resolve(item) | {key: value for key, value in item.items() if key != "$ref"}


def _component_name(reference: str) -> str:
    words = [word for step in pointers.split(unquote(reference[1:]))[1:] for word in split_words(step)]
    return "".join(word[0].upper() + word[1:] for word in words)[-_MAX_NAME:] or "Empty"
