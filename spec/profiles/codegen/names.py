"""Names of operations, schemas and path parameters that no generator lets fall together with others or with its own."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from spec.model import Part, operations, walk
from spec.pointer import join
from spec.profiles.codegen.departures import Departures
from spec.profiles.codegen.identifiers import folded, free_name, in_words, is_plain
from spec.profiles.codegen.reserved import METHOD_ENDINGS, OPERATIONS, PARAMETERS, SCHEMAS, of_operation
from spec.profiles.codegen.targets import SCHEMAS as REFERENCES
from spec.profiles.codegen.targets import target_of
from spec.rules.contract import as_dict, as_list

JsonObject = dict[str, Any]

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def name_all(document: JsonObject, departures: Departures) -> None:
    """Give names in place: of operations first, whose names lead to those of other types."""
    _name_operations(document, departures)
    _name_schemas(document, departures)
    _name_path_parameters(document, departures)


def _name_operations(document: JsonObject, departures: Departures) -> None:
    taken = set(OPERATIONS)
    for operation in operations(document):
        given = str(operation.value.get("operationId", ""))
        name = given if is_plain(given) else in_words(given or f"{operation.method} {operation.path}", "Call")
        if folded(name) in taken:
            name = free_name(name, "Operation", taken)
        taken |= {folded(name), *(folded(name) + ending for ending in METHOD_ENDINGS)}
        if name != given:
            operation.value["operationId"] = name
            departures.add(join(operation.pointer, "operationId"), f"an operation that every language can name: {name}")


def _name_schemas(document: JsonObject, departures: Departures) -> None:
    schemas = as_dict(as_dict(document.get("components")).get("schemas"))
    ids = [folded(str(operation.value["operationId"])) for operation in operations(document)]
    of_operations = {name for one in ids for name in of_operation(one)}
    taken = {*_of_inline_schemas(schemas), *_of_parameters(document), *SCHEMAS}
    not_given = {*taken, *of_operations, *map(folded, schemas)}
    names: dict[str, str] = {}
    for given in schemas:
        name = given if is_plain(given) else in_words(given, "Model")
        if folded(name) in of_operations:
            name = free_name(name, "Body", not_given)
        elif folded(name) in taken:
            name = free_name(name, "Model", not_given)
        taken.add(folded(name))
        not_given.add(folded(name))
        names[given] = name
        if name != given:
            departures.add(join("/components/schemas", given), f"a type that every language can name: {name}")
    if any(given != name for given, name in names.items()):
        _rename_schemas(document, names)


def _of_inline_schemas(schemas: JsonObject) -> Iterator[str]:
    """Yield the names that are given to the types of properties, folded: what they are in, and then their own."""
    waiting = [(name, schema) for name, schema in schemas.items()]
    while waiting:
        name, schema = waiting.pop()
        for key, value in (*as_dict(as_dict(schema).get("properties")).items(), ("item", as_dict(schema).get("items"))):
            if isinstance(value, dict) and not target_of(value):
                waiting.append((name + key, value))
                yield folded(name + key)


def _of_parameters(document: JsonObject) -> Iterator[str]:
    """Yield the names that are given to the types of parameters, folded."""
    for operation in operations(document):
        for parameter in as_list(operation.value.get("parameters")):
            for between in ("", "params"):
                yield folded(f"{operation.value['operationId']}{between}{parameter['name']}")


def _rename_schemas(document: JsonObject, names: Mapping[str, str]) -> None:
    schemas = document["components"]["schemas"]
    for node in walk(document):
        if node.part is not Part.SCHEMA:
            continue
        if isinstance(reference := node.value.get("$ref"), str):
            node.value["$ref"] = _renamed(reference, names)
        mapping = as_dict(as_dict(node.value.get("discriminator")).get("mapping"))
        mapping.update({value: _renamed(target, names) for value, target in mapping.items()})
    document["components"]["schemas"] = {names[given]: schema for given, schema in schemas.items()}


def _renamed(reference: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(reference, str):
        return reference
    if reference.startswith(REFERENCES):
        name, slash, rest = reference.removeprefix(REFERENCES).partition("/")
        return f"{REFERENCES}{names.get(name, name)}{slash}{rest}"
    return names.get(reference, reference)


def _name_path_parameters(document: JsonObject, departures: Departures) -> None:
    """Path parameters give way: their names are not sent."""
    paths: JsonObject = {}
    for path, path_item in as_dict(document.get("paths")).items():
        parameters = [one for item in as_dict(path_item).values() for one in as_list(as_dict(item).get("parameters"))]
        taken = {folded(one["name"]) for one in parameters if one["in"] != "path"} | PARAMETERS
        names: dict[str, str] = {}
        for given in dict.fromkeys(_PLACEHOLDER.findall(path)):
            name = given if is_plain(given) else in_words(given, "value")
            names[given] = name = free_name(name, "_in_path", taken) if folded(name) in taken else name
            taken.add(folded(name))
            if name != given:
                departures.add(join("/paths", path), f"a path parameter that every language can name: {name}")
        for one in parameters:
            if one["in"] == "path":
                one["name"] = names.get(one["name"], one["name"])
        paths["".join(_with_names(path, names))] = path_item
    document["paths"] = paths


def _with_names(path: str, names: Mapping[str, str]) -> Iterator[str]:
    pieces = _PLACEHOLDER.split(path)
    for at, piece in enumerate(pieces):
        yield f"{{{names[piece]}}}" if at % 2 else piece
