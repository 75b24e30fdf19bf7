"""Names of operations, schemas and path parameters that no generator lets fall together with others or with its own."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from spec.model import METHODS, Part, operations, walk
from spec.pointer import join
from spec.profiles.codegen.departures import Departures
from spec.profiles.codegen.identifiers import folded, free_name, in_words, is_plain, name_of
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
        name = given if is_plain(given) else name_of(operation)
        if any(folded(name) + ending in taken for ending in METHOD_ENDINGS):
            name = free_name(name, "Operation", taken, METHOD_ENDINGS)
        taken |= {folded(name) + ending for ending in METHOD_ENDINGS}
        if name != given:
            operation.value["operationId"] = name
            departures.renamed(join(operation.pointer, "operationId"), "an operation", given, name)


def _name_schemas(document: JsonObject, departures: Departures) -> None:
    schemas = as_dict(as_dict(document.get("components")).get("schemas"))
    endings = {given: {"", *_endings(schema)} for given, schema in schemas.items()}
    inner = {folded(given) + ending for given, found in endings.items() for ending in found if ending}
    ids = [folded(str(operation.value["operationId"])) for operation in operations(document)]
    of_operations = {name for one in ids for name in of_operation(one)}
    taken = {*inner, *_of_parameters(document), *SCHEMAS}
    not_given = {*taken, *of_operations, *map(folded, schemas)}
    names: dict[str, str] = {}
    for given in schemas:
        name = given if is_plain(given) else in_words(given, "Model")
        types = {folded(name) + ending for ending in endings[given]}
        if not types.isdisjoint(of_operations):
            name = free_name(name, "Body", not_given, endings[given])
        elif folded(name) in taken or not (folded(name) == folded(given) or types.isdisjoint(not_given)):
            name = free_name(name, "Model", not_given, endings[given])
        taken.add(folded(name))
        if folded(name) != folded(given):
            types = {folded(name) + ending for ending in endings[given]}
            taken |= types
            not_given |= types
        names[given] = name
        departures.renamed(join("/components/schemas", given), "a type", given, name)
    if any(given != name for given, name in names.items()):
        _rename_schemas(document, names)


def _endings(schema: Any) -> Iterator[str]:
    """Yield what is put behind the name of a schema to name the types of its properties and items, folded."""
    waiting = [("", schema)]
    while waiting:
        name, schema = waiting.pop()
        for key, value in (*as_dict(as_dict(schema).get("properties")).items(), ("item", as_dict(schema).get("items"))):
            if isinstance(value, dict) and not target_of(value):
                waiting.append((name + folded(key), value))
                yield name + folded(key)


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
        held = [as_dict(item) for key, item in as_dict(path_item).items() if key in METHODS]
        parameters = [one for operation in held for one in as_list(operation.get("parameters"))]
        taken = {folded(one["name"]) for one in parameters if one["in"] != "path"} | PARAMETERS
        names: dict[str, str] = {}
        for given in dict.fromkeys(_PLACEHOLDER.findall(path)):
            name = given if is_plain(given) else in_words(given, "value")
            names[given] = name = free_name(name, "_in_path", taken) if folded(name) in taken else name
            taken.add(folded(name))
            departures.renamed(join("/paths", path), "a path parameter", given, name)
        for one in parameters:
            if one["in"] == "path":
                one["name"] = names.get(one["name"], one["name"])
        paths["".join(_with_names(path, names))] = path_item
    document["paths"] = paths


def _with_names(path: str, names: Mapping[str, str]) -> Iterator[str]:
    pieces = _PLACEHOLDER.split(path)
    for at, piece in enumerate(pieces):
        yield f"{{{names[piece]}}}" if at % 2 else piece
