"""One operation as a method: arguments with their Python names and types, the body, the result, the docstring."""

import re
from dataclasses import dataclass
from functools import partial
from textwrap import indent
from typing import Any

from generator.identifiers import VALUE_NAMES, PythonIdentifier, distinct_names
from generator.plan import Annotation, Argument, BodyStyle, Method, Place
from generator.planning.docs import describe, describe_parameter
from generator.planning.document import Document, JsonObject, Operation, object_of, pointer_of, text_of
from generator.planning.pagination import plan_paging
from generator.planning.resources import Placed, scope_of
from generator.planning.schemas import Property, SchemaTypes
from generator.planning.types import (
    Anything,
    Choice,
    ListOf,
    MapOf,
    ModelRef,
    Scalar,
    Style,
    Type,
    UnionOf,
    annotate,
    nullable,
    omittable,
)
from generator.runtime.mock.samples import sample, sample_named

OPTION_NAMES = frozenset({"extra_headers", "extra_query", "extra_body", "timeout"})
"""Keywords of every method."""

_NOT_ARGUMENTS = frozenset({"accept", "content-type", "authorization"})
_JSON = re.compile(r"application/(?:[\w.+-]{1,80}\+)?json\s*(?:;.*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Input:
    """A parameter or body property before it has its name."""

    json_name: str
    place: Place
    type_: Type
    required: bool
    docs: str
    sample: Any
    joined: bool = False
    fixed_name: str = ""


@dataclass(frozen=True, slots=True)
class _Body:
    """How a method takes and sends the request body."""

    style: BodyStyle = BodyStyle.NONE
    required: bool = False
    content_type: str = ""
    inputs: tuple[_Input, ...] = ()


@dataclass(frozen=True, slots=True)
class MethodPlanner:
    """Makes methods of one document; `auth_headers` are headers that credentials set."""

    document: Document
    types: SchemaTypes
    auth_headers: frozenset[str]

    def plan_method(self, placed: Placed) -> Method:
        """Give the method of an operation. Raises GenerationError for broken references."""
        operation = placed.operation
        path, scope = self._path_inputs(operation)
        body = self._body(operation)
        arguments = _name_arguments([*path, *scope, *self._parameter_inputs(operation), *body.inputs])
        positional = tuple(arguments[: len(path)])
        keywords = sorted(arguments[len(path) + len(scope) :], key=lambda argument: not argument.required)
        result = self._result(operation)
        annotation = _result_annotation(result)
        paging = plan_paging(self.types, operation, keywords, result)
        return Method(
            name=placed.name,
            operation_id=operation.id,
            http_method=operation.method,
            path=operation.path,
            summary=operation.summary,
            docs=_method_docs(operation, [*positional, *keywords], paged=paging is not None),
            deprecated=operation.deprecated,
            positional=positional,
            keywords=tuple(keywords),
            scope=tuple(arguments[len(path) : len(path) + len(scope)]),
            body_style=body.style,
            body_required=body.required,
            content_type=body.content_type,
            result=annotation,
            cast_to={"None": "NoneType", "Any": "object"}.get(annotation.text, annotation.text),
            paging=paging,
        )

    def _path_inputs(self, operation: Operation) -> tuple[list[_Input], list[_Input]]:
        declared = {text_of(p.get("name")): p for p in operation.parameters if p.get("in") == "path"}
        scope_names = scope_of(operation.path)
        path: list[_Input] = []
        scope: list[_Input] = []
        for name in dict.fromkeys(re.findall(r"\{([^{}]*)\}", operation.path)):
            node = declared.get(name, {})
            type_ = self._parameter_type(node, operation, name)
            scalar = type_ if isinstance(type_, Scalar | Choice) else Scalar("str")
            docs = describe_parameter(node)
            value = sample_named(self.document.root, node.get("schema", {"type": "string"}), name)
            item = _Input(name, Place.PATH, scalar, name not in scope_names, docs, value)
            (scope if name in scope_names else path).append(item)
        return path, scope

    def _parameter_inputs(self, operation: Operation) -> list[_Input]:
        inputs = []
        for node in operation.parameters:
            name, where = text_of(node.get("name")), text_of(node.get("in"))
            if where not in {"query", "header", "cookie"} or (where == "header" and self._is_set_elsewhere(name)):
                continue
            type_ = self._parameter_type(node, operation, name)
            docs = describe_parameter(node)
            joined = where == "query" and node.get("explode") is False
            value = sample_named(self.document.root, node.get("schema", {"type": "string"}), name)
            inputs.append(_Input(name, Place(where), type_, node.get("required") is True, docs, value, joined))
        return sorted(inputs, key=lambda item: ["query", "header", "cookie"].index(item.place))

    def _is_set_elsewhere(self, header: str) -> bool:
        return header.lower() in _NOT_ARGUMENTS or header.lower() in self.auth_headers

    def _parameter_type(self, node: JsonObject, operation: Operation, name: str) -> Type:
        pointer = f"{operation.pointer}/parameters/{name}"
        return self.types.type_of(node.get("schema", {"type": "string"}), pointer, f"{operation.id} {name}")

    def _body(self, operation: Operation) -> _Body:
        if "requestBody" not in operation.spec:
            return _Body()
        node, pointer = self.document.follow(operation.spec["requestBody"], f"{operation.pointer}/requestBody")
        required = node.get("required") is True
        content = object_of(node.get("content"))
        media_type = next((key for key in content if _JSON.fullmatch(key)), next(iter(content), "application/json"))
        whole = partial(_Input, place=Place.BODY, required=required, docs=text_of(node.get("description")))
        if not _JSON.fullmatch(media_type):
            item = whole("content", type_=Scalar("bytes"), sample="content", fixed_name="content")
            return _Body(BodyStyle.CONTENT, required, media_type, (item,))
        pointer += pointer_of("content", media_type, "schema")[1:]
        schema = object_of(content.get(media_type)).get("schema")
        properties = self.types.properties_of(schema, pointer)
        if not properties:
            type_ = self.types.type_of(schema, pointer, f"{operation.id} Request")
            item = whole("body", type_=type_, sample=sample(self.document.root, schema), fixed_name="body")
            return _Body(BodyStyle.WHOLE, required, "", (item,))
        hint = self.types.hint_for(schema, f"{operation.id} Request")
        inputs = tuple(self._body_input(item, hint) for item in properties.values() if item.writable)
        return _Body(BodyStyle.FIELDS, required, "", inputs)

    def _body_input(self, item: Property, hint: str) -> _Input:
        type_ = self.types.type_of(item.schema, item.pointer, f"{hint} {item.json_name}")
        value = sample_named(self.document.root, item.schema, item.json_name)
        return _Input(item.json_name, Place.BODY, type_, item.required, describe(item.schema), value)

    def _result(self, operation: Operation) -> Type:
        response = self.document.success(operation)
        if response is None or not response.content:
            return Scalar("None")
        media_type = next((key for key in response.content if _JSON.fullmatch(key)), "")
        if not media_type:
            return Scalar("bytes")
        schema = object_of(response.content[media_type]).get("schema")
        return self.types.type_of(schema, response.schema_pointer(media_type), response.hint)


def _result_annotation(type_: Type) -> Annotation:
    match type_:
        case Anything() | UnionOf():
            return annotate(Anything(), Style.RESULT)
        case Choice(_, base):
            return annotate(base, Style.RESULT)
        case Scalar() | ListOf() | MapOf() | ModelRef():
            return annotate(type_, Style.RESULT)


def _name_arguments(inputs: list[_Input]) -> list[Argument]:
    """Name the arguments, one place after the other; a name that is taken gets its place added: `id_body`."""
    taken = {*OPTION_NAMES, *(item.fixed_name for item in inputs)}
    named: dict[tuple[Place, str], PythonIdentifier] = {}
    for place in Place:
        here = [item.json_name for item in inputs if item.place is place and not item.fixed_name]
        names = distinct_names(here, partial(_argument_name, place=place, taken=frozenset(taken)), taken)
        named |= {(place, json_name): name for json_name, name in names.items()}
        taken |= set(names.values())
    return [
        _argument(item, PythonIdentifier(item.fixed_name) if item.fixed_name else named[item.place, item.json_name])
        for item in inputs
    ]


def _argument_name(raw: str, place: Place, taken: frozenset[str]) -> PythonIdentifier:
    name = PythonIdentifier(raw, VALUE_NAMES)
    return PythonIdentifier(f"{raw} {place}") if name in taken else name


def _argument(item: _Input, name: PythonIdentifier) -> Argument:
    # A path takes what an answer holds, and refuses None as it refuses an empty text.
    may_be_null = item.required if item.place is Place.PATH else item.place is Place.BODY and not item.required
    may_be_null = may_be_null and not item.fixed_name
    written = annotate(nullable(item.type_) if may_be_null else item.type_, Style.ARGUMENT)
    return Argument(
        name=name,
        json_name=item.json_name,
        place=item.place,
        annotation=written if item.required else omittable(written),
        required=item.required,
        docs=item.docs,
        sample=item.sample,
        joined=item.joined,
    )


def _method_docs(operation: Operation, arguments: list[Argument], *, paged: bool) -> str:
    parts = [operation.summary]
    description = text_of(operation.spec.get("description")).strip()
    if description and description != operation.summary:
        parts.append(description)
    if paged:
        parts.append("Gives a page; iterating over it gives the items of all pages from there on.")
    if operation.deprecated:
        parts.append("Deprecated by the vendor.")
    source = text_of(object_of(operation.spec.get("externalDocs")).get("url"))
    if source:
        parts.append(f"Source: {source}")
    lines = [f"{argument.name}: {argument.docs}" for argument in arguments if argument.docs]
    if lines:
        parts.append("Args:\n" + "\n".join(indent(line.replace("\n", "\n    "), "    ") for line in lines))
    return "\n\n".join(parts)
