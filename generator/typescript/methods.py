"""A method of the Python client as one of the TypeScript client: path parameters first, then body, query and headers,
each with the field names of the API, then what every call takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from generator.filters import tsrepr
from generator.identifiers import ScriptIdentifier
from generator.plan import BodyStyle, Method, MethodAlias, Resource
from generator.planning.document import Document, Operation, object_of, text_of
from generator.planning.schemas import SchemaTypes
from generator.typescript.names import Names, argument_names
from generator.typescript.plan import ScriptMethod

TYPES = ("Answer", "Body", "Content", "HeaderFields", "Item", "PathValue", "Query", "State")
"""The types of the runtime that methods name."""

WORDS = frozenset(
    {"PagedList", "Promise", "RequestOptions", "Uint8Array", "body", "bytes", "contentType", "defaultSize", "first"}
    | {"headers", "items", "joined", "json", "list", "method", "next", "none", "options", "ownErrors", "path", "place"}
    | {"position", "query", "size", "style", "total", "true", "undefined", "values", "void", *TYPES}
    | {"WaitOptions", "as", "errorCodes", "failure", "false", "field", "gone", "interval", "thing", "timeout", "until"}
)
"""Every other word of the source that is made here."""

_ERROR_CODES = frozenset({"error_code", "errorCode"})
_POINTERS = ("items", "total", "next")
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class MethodPlanner:
    """Makes the methods of one document; `ids` are the names of operations in the types, by their pointer."""

    document: Document
    types: SchemaTypes
    operations: Mapping[tuple[str, str], Operation]
    ids: Mapping[str, str]
    names: Names

    def id_of(self, method: Method) -> str:
        """Give what the types call the operation of a method."""
        return self.ids[self.operations[method.http_method, method.path].pointer]

    def plan_alias(self, resource: Resource, alias: MethodAlias, method: Method) -> ScriptMethod:
        """Give an old name of a method, in the resource where it was."""
        name = self.names.members[resource.trail, alias.name]
        tag = f"@deprecated it is called `{self.names.dotted(alias.current)}` now"
        return replace(self._plan(name, method), tag=tag)

    def plan(self, resource: Resource, method: Method) -> ScriptMethod:
        """Give the method of an operation."""
        return self._plan(self.names.members[resource.trail, method.name], method)

    def _plan(self, name: ScriptIdentifier, method: Method) -> ScriptMethod:
        operation = self.operations[method.http_method, method.path]
        id_ = tsrepr(self.id_of(method))
        values = argument_names(argument.json_name for argument in method.positional)
        sends, result = _sending(method, id_)
        described = [_call(method, values, own_errors=self._has_own_errors(operation))]
        if method.paging:
            described.append(tsrepr(_pagination(dict(method.paging.options))))
        parameters = tuple(_declared(_parameters(method, values, id_)))
        arguments = (*described, "options")
        return ScriptMethod(
            name=name,
            docs=_docs(operation, method, values),
            tag="@deprecated by the vendor" if operation.deprecated else "",
            values=tuple(values.values()),
            parameters=parameters,
            result=result,
            sends=sends,
            arguments=arguments,
            long_head=len(name) + len(result) + sum(len(text) + 2 for text in parameters) > _WIDTH,
            long_call=len(sends) + sum(len(text) + 2 for text in arguments) > _WIDTH - 20,
        )

    def _has_own_errors(self, operation: Operation) -> bool:
        """Tell whether the answer documents a field that otherwise marks the envelope of an error."""
        response = self.document.success(operation)
        for media_type, held in response.content.items() if response else ():
            schema = object_of(held).get("schema")
            pointer = response.schema_pointer(media_type) if response else ""
            if _ERROR_CODES & self.types.properties_of(schema, pointer).keys():
                return True
        return False


def _parameters(method: Method, values: Mapping[str, ScriptIdentifier], id_: str) -> Iterator[tuple[str, str, bool]]:
    """Give name, type and whether it must be given, of each parameter."""
    for raw, name in values.items():
        yield name, f"PathValue<{id_}, {tsrepr(raw)}>", True
    if method.body_style is not BodyStyle.NONE:
        kind = "Content" if method.body_style is BodyStyle.CONTENT else f"Body<{id_}>"
        yield "body", kind, method.body_required
    if method.query:
        yield "query", f"Query<{id_}>", any(argument.required for argument in method.query)
    if method.headers:
        yield "headers", f"HeaderFields<{id_}>", any(argument.required for argument in method.headers)
    yield "options", "RequestOptions", False


def _declared(parameters: Iterator[tuple[str, str, bool]]) -> Iterator[str]:
    """Give the source of each parameter: one that need not be given has `?`, before others `| undefined`."""
    found = list(parameters)
    for index, (name, kind, needed) in enumerate(found):
        later = any(must for _, _, must in found[index + 1 :])
        yield f"{name}: {kind}" if needed else f"{name}: {kind} | undefined" if later else f"{name}?: {kind}"


def _sending(method: Method, id_: str) -> tuple[str, str]:
    """Give the function of the runtime that sends a call, and the type of what the method gives."""
    answer = f"Answer<{id_}>"
    if method.paging:
        items = _steps(dict(method.paging.options)["items"])
        return "list", f"PagedList<Item<{id_}, {tsrepr(items)}>, {answer}>"
    if method.result.text == "None":
        return "none", "Promise<void>"
    return ("bytes", "Promise<Uint8Array>") if method.result.text == "bytes" else ("json", f"Promise<{answer}>")


def _call(method: Method, values: Mapping[str, ScriptIdentifier], *, own_errors: bool) -> str:
    """Give the source of what the runtime must know of a call."""
    parts = [f"method: {tsrepr(method.http_method)}", f"path: {tsrepr(method.path)}"]
    if values:
        parts.append(f"values: [{', '.join(f'[{tsrepr(raw)}, {name}]' for raw, name in values.items())}]")
    if method.body_style is not BodyStyle.NONE:
        parts.append("body")
    if method.body_style is BodyStyle.CONTENT:
        parts.append(f"contentType: {tsrepr(method.content_type)}")
    if method.query:
        parts.append("query")
    if joined := [argument.json_name for argument in method.query if argument.joined]:
        parts.append(f"joined: {tsrepr(joined)}")
    if method.headers:
        parts.append("headers")
    if own_errors:
        parts.append("ownErrors: true")
    return f"{{ {', '.join(parts)} }}"


def _pagination(options: Mapping[str, Any]) -> dict[str, Any]:
    named = {"defaultSize" if key == "default_size" else key: value for key, value in options.items()}
    return {key: _steps(value) if key in _POINTERS else value for key, value in named.items()}


def _steps(pointer: str) -> list[str]:
    """Give the names on the way that a JSON pointer describes."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _docs(operation: Operation, method: Method, values: Mapping[str, ScriptIdentifier]) -> str:
    parts = [operation.summary]
    description = text_of(operation.spec.get("description")).strip()
    if description and description != operation.summary:
        parts.append(description)
    if source := text_of(object_of(operation.spec.get("externalDocs")).get("url")):
        parts.append(f"Source: {source}")
    parts += [f"`{values[a.json_name]}`: {a.docs}" for a in method.positional if a.docs]
    return "\n\n".join(parts)
