"""An ApiReference to an OpenAPI 3.1 document and the map from its pointers to the places that state them."""

import re
from dataclasses import dataclass
from http import HTTPStatus

from scraper.contract.names import operation_ids
from scraper.contract.places import complete_places
from scraper.contract.schema_names import JsonObject, first_places
from scraper.contract.schemas import SchemaBook
from scraper.examples.documented import documented
from scraper.extract.permissions import match_permissions
from scraper.extract.uri import placeholders
from scraper.phrases.reading import Kind
from scraper.profiles.profile import load_profile
from scraper.reference import ApiReference, Body, Field, Operation, Permission, Response, Type
from spec import pointer as pointers
from spec.conflicts import Conflict
from spec.diagnostics import Diagnostic
from spec.location import Location
from spec.passes.names import NO_NAMES, Names
from spec.provenance import Provenance

OPENAPI_VERSION = "3.1.1"
MEDIA_TYPE = "application/json"
ERROR_SCHEMA = "ErrorResponse"


@dataclass(frozen=True, slots=True)
class Contract:
    """An OpenAPI document, and by JSON pointer the place of each operation, parameter and property in the reference."""

    document: JsonObject
    provenance: Provenance
    diagnostics: tuple[Diagnostic, ...]
    conflicts: tuple[Conflict, ...]
    names: Names


def to_openapi(reference: ApiReference, *, with_descriptions: bool = True, names: Names = NO_NAMES) -> Contract:
    """Write down what `reference` states. Each operation of it must be there once.

    `with_descriptions=False` leaves the reference's own wording out, as fits a facts edition. `names` are those given
    out before: operations and schemas that have one keep it. The names of the result are all that it gave.
    """
    return _Writer(reference, with_descriptions, names).write()


class _Writer:
    """Writes one document. Paths come in the order of the reference."""

    def __init__(self, reference: ApiReference, with_descriptions: bool, names: Names) -> None:
        self.reference = reference
        self.with_descriptions = with_descriptions
        self.ids = operation_ids(reference.operations, names.operations)
        names = names.moved({o.key: name for o, name in zip(reference.operations, self.ids, strict=True)})
        self.book = SchemaBook(reference.structures, with_descriptions=with_descriptions, record=names.schemas)
        self.provenance: dict[str, Location] = {}
        self.permissions, self.conflicts = match_permissions(reference.operations, reference.permissions)
        self.meanings = {m.code: m.meaning for m in reversed(reference.status_meanings)} if with_descriptions else {}
        self.error_schema = ""

    def write(self) -> Contract:
        for operation, name in zip(self.reference.operations, self.ids, strict=True):
            self._collect(operation, name)
        schemas = self.book.components()
        self.error_schema = self._add_envelope(schemas) if self._needs_envelope() else ""
        paths: JsonObject = {}
        templates: dict[str, str] = {}
        for operation, name in zip(self.reference.operations, self.ids, strict=True):
            path = templates.setdefault(re.sub(r"\{[^}]*\}", "{}", operation.path), operation.path)
            item = paths.setdefault(path, {})
            item[operation.method.lower()] = self._operation(operation, name, path)
        given = Names(
            {o.key: name for o, name in zip(self.reference.operations, self.ids, strict=True)},
            first_places(self.book.names, self.book.uses),
        )
        document = self._document(paths, schemas)
        places = complete_places(document, self.reference, self.book, self.provenance)
        return Contract(document, places, tuple(self.book.diagnostics), tuple(self.conflicts), given)

    def _needs_envelope(self) -> bool:
        return any(not any(_is_error(r.code) for r in o.responses) for o in self.reference.operations)

    def _add_envelope(self, schemas: JsonObject) -> str:
        """Add the schema of the error body that holds for all operations; gives its name, "" where there is none."""
        envelope = self.reference.envelope
        if envelope is None:
            return ""
        shape = {"type": "object", "properties": {f: {"type": "string"} for f in envelope.fields}}
        known = schemas.get(ERROR_SCHEMA, shape)
        name = ERROR_SCHEMA if set(known["properties"]) == set(envelope.fields) else "Common" + ERROR_SCHEMA
        schemas.setdefault(name, shape)
        return name

    def _document(self, paths: JsonObject, schemas: JsonObject) -> JsonObject:
        reference = self.reference
        document: JsonObject = {
            "openapi": OPENAPI_VERSION,
            "info": {"title": reference.title or "API", "version": reference.version or "0"},
            "servers": [{"url": "https://{endpoint}", "variables": {"endpoint": {"default": "endpoint.example.com"}}}],
        }
        tags = dict.fromkeys(t for o in reference.operations if (t := _tag(o)))
        if tags:
            document["tags"] = [{"name": t} for t in tags]
        known = {h.casefold() for h in reference.headers}
        schemes = {
            s.scheme: {"type": "apiKey", "in": s.where, "name": s.name}
            for s in load_profile().security
            if s.header.casefold() in known
        }
        if schemes:
            document["security"] = [{name: []} for name in schemes]
        document["paths"] = paths
        components: JsonObject = {}
        if schemas:
            components["schemas"] = dict(sorted(schemas.items()))
        if schemes:
            components["securitySchemes"] = schemes
        if components:
            document["components"] = components
        codes: dict[tuple[str, int | None], Location] = {}
        for error in reference.error_codes:
            codes.setdefault((error.code, error.status), error.location)
        if codes:
            document["x-error-codes"] = [_error_code(*pair) for pair in codes]
            self.provenance |= {f"/x-error-codes/{n}": place for n, place in enumerate(codes.values())}
        return document

    def _collect(self, operation: Operation, name: str) -> None:
        """Take up every structure before any is named."""
        for item in (*operation.path_parameters, *operation.query_parameters, *operation.header_parameters):
            self.book.add(item.type, "request", name + "Parameter", name, f"{operation.key} parameter {item.name}")
        if operation.body:
            self.book.add(operation.body.type, "request", name + "Request", name, f"{operation.key} request")
        for response in operation.responses:
            base = ERROR_SCHEMA if _is_error(response.code) else name + "Response"
            if response.body:
                self.book.add(response.body.type, "response", base, name, f"{operation.key} {response.code}")
            for item in response.headers:
                self.book.add(item.type, "response", name + "Header", name, f"{operation.key} header {item.name}")

    def _operation(self, operation: Operation, name: str, path: str) -> JsonObject:
        pointer = f"/paths/{pointers.escape(path)}/{operation.method.lower()}"
        self.provenance[pointer] = operation.location
        out: JsonObject = {"operationId": name, "summary": operation.title or name}
        if operation.description and self.with_descriptions:
            out["description"] = operation.description
        tag = _tag(operation)
        if tag:
            out["tags"] = [tag]
        if operation.legacy:
            out["deprecated"] = True
        parameters = self._parameters(operation, path, pointer)
        if parameters:
            out["parameters"] = parameters
        if operation.body:
            out["requestBody"] = self._request_body(operation.body, pointer)
        out["responses"] = self._responses(operation, pointer)
        if operation.section:
            out["x-section"] = operation.section
        actions = _actions(self.permissions.get(operation.key, []))
        if actions:
            out["x-iam-actions"] = [{"action": name, "related": related} for name, (related, _) in actions.items()]
            places = enumerate(location for _, location in actions.values())
            self.provenance |= {f"{pointer}/x-iam-actions/{number}": location for number, location in places}
        if operation.examples:
            out["x-documented-examples"] = self._examples(operation, pointer)
        return out

    def _examples(self, operation: Operation, pointer: str) -> list[JsonObject]:
        written = [(item, e) for e in operation.examples for item in documented(e, with_prose=self.with_descriptions)]
        for index, (_, example) in enumerate(written):
            self.provenance[f"{pointer}/x-documented-examples/{index}"] = example.location
        return [item for item, _ in written]

    def _parameters(self, operation: Operation, path: str, pointer: str) -> list[JsonObject]:
        renamed = dict(zip(placeholders(operation.path), placeholders(path), strict=True))
        out: list[JsonObject] = []
        groups = (
            ("path", operation.path_parameters),
            ("query", operation.query_parameters),
            (
                "header",
                tuple(
                    f for f in operation.header_parameters if f.name.casefold() not in load_profile().ignored_headers
                ),
            ),
        )
        for where, fields in groups:
            for item in fields:
                schema = self.book.resolved(self.book.field_schema(item, "request"))
                parameter: JsonObject = {
                    "name": renamed.get(item.name, item.name) if where == "path" else item.name,
                    "in": where,
                }
                if "description" in schema:
                    parameter["description"] = schema.pop("description")
                if item.required or where == "path":
                    parameter["required"] = True
                parameter["schema"] = schema
                self.provenance[f"{pointer}/parameters/{len(out)}"] = item.location
                out.append(parameter)
        return out

    def _request_body(self, body: Body, pointer: str) -> JsonObject:
        self.provenance[pointer + "/requestBody"] = body.location
        out: JsonObject = {"content": {MEDIA_TYPE: {"schema": self._schema(body.type, "request")}}}
        if _has_required(self.reference, body.type):
            out["required"] = True
        return out

    def _schema(self, type_: Type, side: str) -> JsonObject:
        schema: JsonObject = self.book.resolved(self.book.type_schema(type_, side))
        return schema

    def _responses(self, operation: Operation, pointer: str) -> JsonObject:
        out: JsonObject = {}
        for response in operation.responses:
            self.provenance[f"{pointer}/responses/{response.code}"] = response.location
            out[response.code] = self._response(response)
        if not any(_is_error(code) for code in out) and self.error_schema:
            content = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{self.error_schema}"}}}
            out["default"] = {"description": "Error", "content": content}
        if not out:
            out["default"] = {"description": "Not documented"}
        return out

    def _response(self, response: Response) -> JsonObject:
        described = response.description or self.meanings.get(response.code) or _phrase(response.code)
        out: JsonObject = {"description": described}
        if response.headers:
            out["headers"] = {f.name: self._header(f) for f in response.headers if f.name.casefold() != "content-type"}
        if response.body:
            out["content"] = {MEDIA_TYPE: {"schema": self._schema(response.body.type, "response")}}
        return out

    def _header(self, item: Field) -> JsonObject:
        schema = self.book.resolved(self.book.field_schema(item, "response"))
        header: JsonObject = {}
        if "description" in schema:
            header["description"] = schema.pop("description")
        header["schema"] = schema
        return header


def _actions(permissions: list[Permission]) -> dict[str, tuple[list[str], Location]]:
    """Give each action once, with all that go with it and the first row that names it."""
    out: dict[str, tuple[list[str], Location]] = {}
    for permission in permissions:
        for action in permission.actions:
            related, _ = out.setdefault(action, ([], permission.location))
            related += [other for other in permission.related if other not in related]
    return out


def _error_code(code: str, status: int | None) -> JsonObject:
    return {"code": code} if status is None else {"code": code, "status": status}


def _tag(operation: Operation) -> str:
    return next((c for c in reversed(operation.chapters) if c), "")


def _is_error(code: str) -> bool:
    return code[:1] in ("4", "5") or code == "default"


def _phrase(code: str) -> str:
    try:
        return HTTPStatus(int(code)).phrase
    except ValueError:
        return "Error" if code == "default" else "Status " + code


def _has_required(reference: ApiReference, type_: Type) -> bool:
    inner = type_
    while inner.item is not None:
        inner = inner.item
    if type_.kind is Kind.ARRAY or inner.structure is None:
        return True
    return any(f.required for f in reference.structures[inner.structure].fields)


__all__ = ["Contract", "to_openapi"]
