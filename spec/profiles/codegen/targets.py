"""What schemas refer to, each by the name of a component."""

from typing import Any
from urllib.parse import unquote

from spec.model import Part, copied, walk
from spec.pointer import join
from spec.profiles.codegen.departures import Departures
from spec.profiles.codegen.identifiers import folded, free_name, in_words
from spec.rules.contract import Contract, as_dict, as_list

JsonObject = dict[str, Any]

SCHEMAS = "#/components/schemas/"


def target_of(schema: JsonObject) -> str:
    """Give the name of the schema that another one refers to, also as one that is to hold with others, else nothing."""
    for one in (schema, *map(as_dict, as_list(schema.get("allOf")))):
        if str(one.get("$ref", "")).startswith(SCHEMAS):
            return str(one["$ref"]).removeprefix(SCHEMAS)
    return ""


def name_targets(document: JsonObject, departures: Departures) -> None:
    """Give a name to each schema that is referred to where it stands, which generators do not follow; in place."""
    contract = Contract(document)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    moved: dict[str, str] = {}
    waiting = [node.value for node in walk(document) if node.part is Part.SCHEMA]
    while waiting:
        schema = waiting.pop()
        reference = schema.get("$ref")
        if not isinstance(reference, str) or not reference.startswith("#/") or _is_name(reference):
            continue
        if reference not in moved:
            name = free_name(in_words(reference, "Model")[-80:], "", {folded(one) for one in schemas})
            moved[reference] = SCHEMAS + name
            place = unquote(reference.removeprefix("#"))
            departures.add(place, f"a schema that others refer to is a type of its own: {name}")
            departures.moved[join("/components/schemas", name)] = place
            schemas[name] = target = copied(contract.resolve({"$ref": reference}))
            found = walk({"components": {"schemas": {name: target}}})
            waiting += [node.value for node in found if node.part is Part.SCHEMA]
        schema["$ref"] = moved[reference]


def _is_name(reference: str) -> bool:
    return reference.startswith(SCHEMAS) and "/" not in reference.removeprefix(SCHEMAS)
