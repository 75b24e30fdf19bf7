"""Schemas of bodies by names of their own: languages have no type for an object, or alternatives, without one."""

import json
from dataclasses import dataclass
from typing import Any

from spec.model import operations
from spec.pointer import join
from spec.profiles.codegen.departures import Departures
from spec.profiles.codegen.identifiers import folded, free_name, name_of
from spec.rules.contract import as_dict

JsonObject = dict[str, Any]

_NAMED = frozenset(("properties", "additionalProperties", "allOf", "anyOf", "oneOf", "enum"))


def name_bodies(document: JsonObject, departures: Departures) -> None:
    """Move each schema that needs a name from the body that it stands in, in place: equal ones of an operation have
    the same name, one for the request, one for successes, one for failures."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    names = _Names(schemas, {folded(name) for name in schemas}, {}, departures)
    for operation in operations(document):
        value, name = operation.value, name_of(operation)
        names.move(as_dict(value.get("requestBody")), f"{name}RequestBody", join(operation.pointer, "requestBody"))
        for status, response in as_dict(value.get("responses")).items():
            wanted = f"{name}{'Response' if status.startswith('2') else 'Error'}Body"
            names.move(response, wanted, join(operation.pointer, "responses", status))


@dataclass(frozen=True, slots=True)
class _Names:
    """The names that were given: `made` by what was wanted and for what, `taken` folded."""

    schemas: JsonObject
    taken: set[str]
    made: dict[tuple[str, str], str]
    departures: Departures

    def move(self, body: JsonObject, wanted: str, pointer: str) -> None:
        """Give the schemas of a body names, those of what it lists among them."""
        for media_type, media in as_dict(body.get("content")).items():
            schema = as_dict(as_dict(media).get("schema"))
            holder, key = (schema, "items") if schema.get("type") == "array" else (media, "schema")
            inner = as_dict(holder.get(key))
            if not _NAMED.isdisjoint(inner):
                name, place = self._name(inner, wanted), join(pointer, "content", media_type)
                holder[key] = {"$ref": join("#/components/schemas", name)}
                self.departures.add(place, f"a body without a name is a type of its own: {name}")
                self.departures.moved.setdefault(join("/components/schemas", name), place)

    def _name(self, schema: JsonObject, wanted: str) -> str:
        key = wanted, json.dumps(schema, sort_keys=True)
        if key not in self.made:
            self.made[key] = free_name(wanted, "", self.taken)
            self.taken.add(folded(self.made[key]))
            self.schemas[self.made[key]] = schema
        return self.made[key]
