"""The rule on examples: each fits the schema beside it."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import jsonschema_rs

from spec import pointer as pointers
from spec.model import Node, Part, copied, walk
from spec.rules.contract import Contract, Finding, as_dict, as_list

_DOCUMENT = "urn:apiscribe:document"
_PATTERNS = jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000)

_PARTS = ("paths", "webhooks", "components")
"""Where schemas stand."""
MAX_DEPTH = 200
"""How deep a document may be nested to be checked as a whole: the library takes somewhat more."""

KEPT = 64
"""How many compiled schemas are kept."""


def check_examples(contract: Contract) -> Iterator[Finding]:
    """Find examples that their schema refuses: of media types, parameters, headers and schemas."""
    examples = [found for node in _holders(contract) for found in _examples(contract, node)]
    if not examples:
        return
    check = SchemaCheck(_with_json_schemas(contract.document) if contract.is_3_0 else contract.document)
    for schema, place, value in examples:
        errors = list(check.errors(schema, value))
        if errors:
            more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
            at = pointers.join("", *errors[0].instance_path) or "the whole"
            yield Finding("SPC040", place, f"{at}: {errors[0].message}{more}", _cut(errors[0].instance))


class SchemaCheck:
    """Checks values against the schemas of a 3.1 document. Compiled schemas are kept for a while: values of one come
    together, and all of them would take more memory than the document."""

    def __init__(self, document: dict[str, Any]) -> None:
        # the library takes the whole for a schema, so that no keyword of schemas may stand at its top
        parts = {key: value for key, value in document.items() if key in _PARTS or key.startswith("x-")}
        try:
            self._registry = _registry_of(parts)
        except ValueError:
            self._registry = _registry_of(_checkable(parts, MAX_DEPTH))
        self._validators: dict[str, jsonschema_rs.Draft202012Validator | None] = {}

    def errors(self, schema: str, value: object) -> Iterator[jsonschema_rs.ValidationError]:
        """Yield what the schema at a pointer has against a value; nothing where the schema is broken."""
        if schema not in self._validators:
            if len(self._validators) >= KEPT:
                del self._validators[next(iter(self._validators))]
            self._validators[schema] = _compile(schema, self._registry)
        validator = self._validators[schema]
        if validator is not None:
            yield from _errors(validator, value)


def _errors(validator: jsonschema_rs.Draft202012Validator, value: object) -> Iterator[jsonschema_rs.ValidationError]:
    try:
        yield from validator.iter_errors(value)
    except ValueError:
        # a value that the validator cannot take, such as a number out of its range: nothing is known of it
        return


def _holders(contract: Contract) -> Iterator[Node]:
    for part in (Part.MEDIA_TYPE, Part.PARAMETER, Part.HEADER, Part.SCHEMA):
        yield from contract.nodes[part]


def _examples(contract: Contract, node: Node) -> Iterator[tuple[str, str, object]]:
    """Yield the examples of a part: the pointer of their schema, their own, and the value."""
    schema = node.pointer
    if node.part is not Part.SCHEMA:
        schema += "/schema"
        if not isinstance(node.value.get("schema"), dict) or not _is_json(node):
            return
    if "example" in node.value:
        yield schema, node.pointer + "/example", node.value["example"]
    examples = node.value.get("examples")
    if node.part is Part.SCHEMA:
        for index, value in enumerate(as_list(examples)):
            yield schema, f"{node.pointer}/examples/{index}", value
        return
    for name, example in as_dict(examples).items():
        if "value" in (resolved := contract.resolve(example)):
            yield schema, pointers.join(node.pointer, "examples", name), resolved["value"]


def _is_json(node: Node) -> bool:
    """Tell whether the values of a part are shown as JSON; those of a media type such as text are not."""
    if node.part is not Part.MEDIA_TYPE:
        return True
    media_type = pointers.split(node.pointer)[-1].partition(";")[0].strip().lower()
    return media_type.endswith(("/json", "+json")) or media_type == "*/*"


def _registry_of(parts: dict[str, Any]) -> jsonschema_rs.Registry:
    return jsonschema_rs.Registry([(_DOCUMENT, parts)], draft=jsonschema_rs.Draft202012, retriever=_refuse)


def _checkable(value: Any, depth: int) -> Any:
    """Give a copy of a value as the library can take it: what is nested deeper is empty, which allows everything, and
    half a character is a question mark."""
    if isinstance(value, dict):
        return {_text(key): _checkable(item, depth - 1) for key, item in value.items()} if depth else {}
    if isinstance(value, list):
        return [_checkable(item, depth - 1) for item in value] if depth else []
    return value if value is None or isinstance(value, bool | int | float) else _text(value)


def _text(value: object) -> str:
    return str(value).encode(errors="replace").decode()


def _compile(schema: str, registry: jsonschema_rs.Registry) -> jsonschema_rs.Draft202012Validator | None:
    """Make the validator of the schema at a pointer; None where other rules have found the schema to be broken."""
    try:
        return jsonschema_rs.Draft202012Validator(
            {"$ref": _DOCUMENT + "#" + quote(schema, safe="/~")},
            registry=registry,
            retriever=_refuse,
            pattern_options=_PATTERNS,
            mask="the value",
        )
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
        return None


def _refuse(uri: str) -> Any:
    raise LookupError(uri)


def _cut(value: object) -> object:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) > 200 else value


def _with_json_schemas(document: dict[str, Any]) -> dict[str, Any]:
    """Give a copy of a 3.0 document whose schemas say the same as JSON Schema."""
    document = copied(document)
    for node in walk(document):
        if node.part is not Part.SCHEMA:
            continue
        schema = node.value
        if schema.pop("nullable", None) is True and isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"], "null"]
            if "enum" in schema:
                schema["enum"] = [*as_list(schema["enum"]), None]
        for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if schema.get(exclusive) is True and bound in schema:
                schema[exclusive] = schema.pop(bound)
            elif isinstance(schema.get(exclusive), bool):
                del schema[exclusive]
    return document
