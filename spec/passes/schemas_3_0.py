"""Schemas of OpenAPI 3.1, which are JSON Schema 2020-12, as schemas of 3.0, which know fewer keywords.

What 3.0 cannot say is left out, so that a schema of 3.0 accepts all that its original does, and often just that. Where
accepting more would turn into accepting less (below `not`, and in the branches of `oneOf`), the keyword gives way too.
"""

import json
from collections.abc import Callable
from typing import Any, TypeGuard

from spec import pointer as pointers
from spec.model import Part, walk
from spec.rules.contract import as_dict, as_list

Schema = dict[str, Any]
Lose = Callable[[str, str], None]
"""Takes note of a loss: the pointer into the document of 3.1, and why."""

_SHARED = (
    "$ref title description format enum default deprecated readOnly writeOnly minimum maximum multipleOf minLength"
    " maxLength pattern items minItems maxItems uniqueItems required properties additionalProperties minProperties"
    " maxProperties allOf oneOf anyOf not discriminator externalDocs example xml"
)
_TRANSLATED = (
    "type const examples exclusiveMinimum exclusiveMaximum patternProperties prefixItems contentEncoding"
    " contentMediaType"
)
_KNOWN = frozenset((*_SHARED.split(), *_TRANSLATED.split()))
_NARROWING = (
    "patternProperties prefixItems propertyNames contains minContains maxContains dependentRequired dependentSchemas"
    " if then else unevaluatedItems unevaluatedProperties $dynamicRef $recursiveRef"
)
_LOSSY = frozenset(_NARROWING.split())
_MOVED = _LOSSY | {"$defs", "definitions", "items", "not", "oneOf"}
_FORMATS = {("contentEncoding", "base64"): "byte", ("contentMediaType", "application/octet-stream"): "binary"}
_BOUNDS = (("minimum", "exclusiveMinimum", max), ("maximum", "exclusiveMaximum", min))
_LONG_NAME = 40


def loose_schemas(document: dict[str, Any]) -> frozenset[str]:
    """Give the pointers of the schemas that 3.0 cannot say as narrowly, those that hold or refer to one included."""
    nodes = [node for node in walk(document) if node.part is Part.SCHEMA]
    waiting = [node.pointer for node in nodes if not _LOSSY.isdisjoint(node.value) or _refers_to_moved(node.value)]
    if not waiting:
        return frozenset()
    users: dict[str, list[str]] = {}
    above: list[str] = []
    for node in nodes:
        while above and not node.pointer.startswith(above[-1] + "/"):
            above.pop()
        if above:
            users.setdefault(node.pointer, []).append(above[-1])
        above.append(node.pointer)
        if isinstance(reference := node.value.get("$ref"), str):
            users.setdefault(reference.removeprefix("#"), []).append(node.pointer)
    loose = set(waiting)
    while waiting:
        found = [user for user in users.get(waiting.pop(), ()) if user not in loose]
        loose.update(found)
        waiting += found
    return frozenset(loose)


def _refers_to_moved(schema: Schema) -> bool:
    """Tell whether a reference leads to a place that 3.0 may lack: an anchor, or below a keyword that may go."""
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#"):
        return False
    return not reference.startswith("#/") or not _MOVED.isdisjoint(pointers.split(reference)[3:])


def without_unknown(schema: Schema, pointer: str, lose: Lose, loose: frozenset[str]) -> Schema:
    """Give a shallow copy of a schema without the keywords that 3.0 lacks and that nothing stands in for."""
    kept = {}
    for key, value in schema.items():
        if key in _KNOWN or key.startswith("x-"):
            kept[key] = value
        elif key == "nullable":
            lose(pointers.join(pointer, key), "3.1 gives `nullable` no meaning, 3.0 would")
        else:
            lose(pointers.join(pointer, key), f"3.0 has no `{key[:_LONG_NAME]}`")
    if "not" in kept and pointer + "/not" in loose:
        del kept["not"]
        lose(pointer + "/not", "3.0 cannot say all of what is not allowed")
    return kept


def to_schema_3_0(schema: Schema, pointer: str, lose: Lose, loose: frozenset[str]) -> None:
    """Rewrite a schema in place, one whose inner schemas are of 3.0 already. It is a copy that the caller owns."""
    _set_example(schema, pointer, lose)
    _set_values(schema)
    _set_type(schema)
    _set_bounds(schema)
    _set_format(schema, pointer, lose)
    _set_items(schema, pointer, lose)
    _set_additional_properties(schema, pointer, lose)
    _set_alternatives(schema, pointer, lose, loose)
    if schema.get("required") == []:
        del schema["required"]
    if "$ref" in schema and len(schema) > 1:
        # what stands beside a reference counts in 3.1 and does not in 3.0
        _require(schema, {"$ref": schema.pop("$ref")})


def _require(schema: Schema, also: Schema) -> None:
    """Add a schema that must hold too; behind the others, whose pointers stay."""
    schema["allOf"] = [*as_list(schema.get("allOf")), also]


def _set_example(schema: Schema, pointer: str, lose: Lose) -> None:
    examples = as_list(schema.pop("examples", None))
    if len(examples) > 1 or (examples and "example" in schema):
        lose(pointer + "/examples", "3.0 has one example in a schema")
    if examples:
        schema.setdefault("example", examples[0])


def _set_values(schema: Schema) -> None:
    """Say `const` as an enum of one value, an enum of none as `not: {}`, and each value once."""
    if isinstance(values := schema.get("enum"), list):
        once: dict[tuple[bool, Any], Any] = {}
        for value in values:
            once.setdefault(_identity(value), value)
        schema["enum"] = list(once.values())
        if not values:
            del schema["enum"]
            _require(schema, {"not": {}})
    if "const" in schema:
        _allow_only(schema, schema.pop("const"))


def _identity(value: Any) -> tuple[bool, Any]:
    """Give what is equal for equal JSON values: 1 is 1.0, and not true."""
    return isinstance(value, bool), json.dumps(value, sort_keys=True) if isinstance(value, list | dict) else value


def _allow_only(schema: Schema, value: Any) -> None:
    if "enum" in schema:
        _require(schema, {"enum": [value]})
    else:
        schema["enum"] = [value]


def _set_type(schema: Schema) -> None:
    """Say several types as `nullable` and `anyOf`."""
    named = schema.get("type")
    names = [named] if isinstance(named, str) else as_list(named)
    if not names or not all(isinstance(name, str) for name in names):
        return
    del schema["type"]
    # in 3.0, null has to be among the values of an enum as well
    nullable = "null" in names and ("enum" not in schema or None in as_list(schema["enum"]))
    types = [n for n in dict.fromkeys(names) if n != "null" and not (n == "integer" and "number" in names)]
    branches: list[Schema] = [{"type": name} | ({"items": {}} if name == "array" else {}) for name in types]
    if branches and nullable:
        branches[0]["nullable"] = True
    if not branches:
        _allow_only(schema, None)
    elif len(branches) == 1:
        schema |= branches[0] | ({"items": schema["items"]} if "items" in schema else {})
    else:
        _set_any_of(schema, branches)


def _set_any_of(schema: Schema, branches: list[Any]) -> None:
    if "anyOf" in schema:
        _require(schema, {"anyOf": branches})
    else:
        schema["anyOf"] = branches


def _set_bounds(schema: Schema) -> None:
    """Say excluded bounds as bounds with a mark; of an excluded and an included one the tighter stays."""
    for bound, exclusive, tighter in _BOUNDS:
        limit, other = schema.get(exclusive), schema.get(bound)
        if not _is_number(limit):
            continue
        if _is_number(other) and tighter(limit, other) != limit:
            del schema[exclusive]
        else:
            schema |= {bound: limit, exclusive: True}


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _set_format(schema: Schema, pointer: str, lose: Lose) -> None:
    """Say that a string holds bytes as a format."""
    for key in ("contentEncoding", "contentMediaType"):
        if key not in schema:
            continue
        form = _FORMATS.get((key, str(schema.pop(key))), "")
        if schema.get("format", form) != form or not form:
            lose(pointers.join(pointer, key), f"3.0 has no `{key}`")
        else:
            schema["format"] = form


def _set_items(schema: Schema, pointer: str, lose: Lose) -> None:
    """Give each array its `items`; those behind a tuple's are not those of the whole."""
    if "prefixItems" in schema:
        del schema["prefixItems"]
        schema["items"] = {}
        lose(pointer + "/prefixItems", "3.0 has no tuples")
    elif schema.get("type") == "array":
        schema.setdefault("items", {})


def _set_additional_properties(schema: Schema, pointer: str, lose: Lose) -> None:
    """Allow under other names what a pattern of names allows, where not everything is allowed anyway."""
    if "patternProperties" not in schema:
        return
    patterns = list(as_dict(schema.pop("patternProperties")).values())
    lose(pointer + "/patternProperties", "3.0 has no patterns of names")
    others = schema.get("additionalProperties", True)
    if others is not True and patterns:
        options = patterns if others is False else [others, *patterns]
        schema["additionalProperties"] = options[0] if len(options) == 1 else {"anyOf": options}


def _set_alternatives(schema: Schema, pointer: str, lose: Lose, loose: frozenset[str]) -> None:
    """Let several of the alternatives hold where 3.0 cannot say them narrowly enough for just one to hold."""
    branches = as_list(schema.get("oneOf"))
    if any(f"{pointer}/oneOf/{index}" in loose for index in range(len(branches))):
        del schema["oneOf"]
        _set_any_of(schema, branches)
        lose(pointer + "/oneOf", "3.0 cannot say the alternatives so that one of them excludes the others")
