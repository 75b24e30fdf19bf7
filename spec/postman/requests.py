"""One operation as a request of a collection, with the documented answers to it."""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from spec.postman.auth import Scheme, Security
from spec.postman.bodies import body_of, media_type_of
from spec.postman.texts import (
    identifier,
    in_header,
    in_path,
    in_query,
    literal_in_path,
    shown,
    shown_json,
    use,
    variable_name,
)
from spec.postman.variables import Variables
from spec.rules.contract import Contract, as_dict, as_list
from spec.samples import SampleParameter, SampleRequest
from spec.samples.requests import is_json
from spec.samples.styles import pairs_of, text_of
from spec.security import is_header_name

JsonObject = dict[str, Any]
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_WITHOUT_BODY = frozenset({"GET", "HEAD"})
"""Methods whose bodies Postman leaves out unless told otherwise."""
_SET_ELSEWHERE = frozenset({
    "accept", "authorization", "connection", "content-length", "content-type", "cookie", "host", "transfer-encoding",
})  # fmt: skip


class Requests:
    """Makes the requests of one document. `things` are variables, by the path up to what they stand for."""

    def __init__(self, contract: Contract, variables: Variables, security: Security, things: Mapping[str, str]) -> None:
        self._contract = contract
        self._things = things
        self._variables = variables
        self._security = security
        self._operations = {operation.pointer: operation for operation in contract.operations}
        schemes = as_dict(as_dict(contract.document.get("components")).get("securitySchemes"))
        nodes = [contract.resolve(node) for node in schemes.values()]
        self._taken = {(str(node.get("in")), str(node.get("name")).lower()) for node in nodes}

    def item(self, sample: SampleRequest) -> JsonObject:
        """Give the request of an operation: what is required, with the values of the sample; what is not, disabled."""
        operation = self._operations[sample.pointer]
        beside = self._security.of(sample.security)[1]
        declared = self._declared(sample)
        request: JsonObject = {"method": sample.method, "url": self._url(sample, declared, beside)}
        request["header"] = list(self._headers(sample, declared, beside))
        if body := body_of(sample.body):
            request["body"] = body
        if auth := self._security.own(sample.security):
            request["auth"] = auth
        if description := self._description(operation.value):
            request["description"] = description
        name = operation.value.get("summary") or f"{sample.method} {sample.path}"
        kept = body and sample.method in _WITHOUT_BODY
        return {
            "id": identifier("operation", sample.operation_id, sample.method, sample.path),
            "name": shown(str(name)),
            "request": request,
            "response": list(self._responses(sample, operation.value, request)),
            **({"protocolProfileBehavior": {"disableBodyPruning": True}} if kept else {}),
        }

    def _declared(self, sample: SampleRequest) -> dict[tuple[str, str], JsonObject]:
        operation = self._operations[sample.pointer]
        holders = (operation.path_item, operation.value)
        nodes = [self._contract.resolve(item) for holder in holders for item in as_list(holder.get("parameters"))]
        return {(str(node.get("in")), str(node.get("name"))): node for node in nodes if node}

    def _url(
        self, sample: SampleRequest, declared: dict[tuple[str, str], JsonObject], beside: tuple[Scheme, ...]
    ) -> JsonObject:
        base = use(self._variables.base_url(sample.server))
        variables: dict[str, JsonObject] = {}
        texts = sample.path.removeprefix("/").split("/")
        places = ["/" + "/".join(texts[: at + 1]) for at in range(len(texts))]
        segments = [self._segment(place, sample, declared, variables) for place in places]
        query = list(self._query(sample, declared))
        query += [{"key": scheme.name, "value": scheme.value} for scheme in beside if scheme.place == "query"]
        sent = "&".join(f"{pair['key']}={pair['value']}" for pair in query if not pair.get("disabled"))
        url: JsonObject = {"raw": f"{base}/{'/'.join(segments)}{'?' if sent else ''}{sent}", "host": [base]}
        url["path"] = segments
        if query:
            url["query"] = query
        if variables:
            url["variable"] = list(variables.values())
        return url

    def _segment(
        self,
        place: str,
        sample: SampleRequest,
        declared: dict[tuple[str, str], JsonObject],
        variables: dict[str, JsonObject],
    ) -> str:
        """Give the last segment of a path: a placeholder as a variable of the path, one that is partly so with its
        values."""
        pieces = _PLACEHOLDER.split(place.rpartition("/")[2])
        if len(pieces) != 3 or pieces[0] or pieces[2]:
            values = (in_path(sample.path_values.get(p, p)) if at % 2 else p for at, p in enumerate(pieces))
            return literal_in_path("".join(values))
        name = pieces[1]
        if name not in variables:
            taken = {variable["key"] for variable in variables.values()}
            key = variable_name(name)
            while key in taken:
                key += "_2"
            variable = self._things.get(place) or self._variables.shared(name)
            value = use(variable) if variable else in_path(sample.path_values.get(name, ""))
            variables[name] = {"key": key, "value": value, **_described(declared.get(("path", name), {}))}
        return f":{variables[name]['key']}"

    def _query(self, sample: SampleRequest, declared: dict[tuple[str, str], JsonObject]) -> Iterator[JsonObject]:
        for node, name, value, disabled in self._sent("query", sample, declared):
            yield {"key": in_query(name), "value": in_query(value), **disabled, **_described(node)}

    def _headers(
        self, sample: SampleRequest, declared: dict[tuple[str, str], JsonObject], beside: tuple[Scheme, ...]
    ) -> Iterator[JsonObject]:
        if media_type := media_type_of(sample.body):
            yield {"key": "Content-Type", "value": media_type}
        for node, name, value, disabled in self._sent("header", sample, declared):
            if name.lower() not in _SET_ELSEWHERE and is_header_name(name):
                yield {"key": name, "value": in_header(value), **disabled, **_described(node)}
        yield from ({"key": one.name, "value": one.value} for one in beside if one.place == "header" and one.value)
        cookies = [f"{in_header(name)}={in_header(value)}" for name, value in sample.cookies]
        cookies += [f"{one.name}={one.value}" for one in beside if one.place == "cookie"]
        if cookies:
            yield {"key": "Cookie", "value": "; ".join(cookies)}

    def _sent(
        self, place: str, sample: SampleRequest, declared: dict[tuple[str, str], JsonObject]
    ) -> Iterator[tuple[JsonObject, str, str, JsonObject]]:
        """Yield what is sent at a place and, disabled, what may be: its declaration, its name and its value."""
        shown_ones: dict[str, SampleParameter] = {p.name: p for p in sample.parameters if p.place == place}
        for (other, name), node in declared.items():
            if other != place or ((place, name.lower()) in self._taken and name not in shown_ones):
                continue
            if name in shown_ones:
                yield from ((node, key, value, {}) for key, value in shown_ones[name].pairs)
                continue
            default = self._contract.resolve(node.get("schema")).get("default")
            pairs = pairs_of(node, default) if default is not None else ((name, ""),)
            yield from ((node, key, value, {"disabled": True}) for key, value in pairs)

    def _description(self, operation: JsonObject) -> str:
        lines = [shown(str(operation.get("description") or ""))]
        if operation.get("deprecated") is True:
            lines.insert(0, "Deprecated.")
        return "\n\n".join(filter(None, lines))

    def _responses(self, sample: SampleRequest, operation: JsonObject, request: JsonObject) -> Iterator[JsonObject]:
        """Yield the documented examples of answers of one status, each as an answer that was kept."""
        url = {key: request["url"][key] for key in ("raw", "host", "path")}
        asked = {"method": sample.method, "header": [], "url": url}
        for status, node in as_dict(operation.get("responses")).items():
            if not re.fullmatch("[1-5][0-9][0-9]", str(status)):
                continue
            content = as_dict(self._contract.resolve(node).get("content"))
            for media_type, holder in content.items():
                for name, value in self._examples(as_dict(holder)):
                    reason = _reason(int(status))
                    yield {
                        "id": identifier("response", sample.method, sample.path, str(status), media_type, name),
                        "name": shown(f"{status} {reason}".strip()),
                        "originalRequest": asked,
                        "status": reason,
                        "code": int(status),
                        "_postman_previewlanguage": "json" if is_json(media_type) else "text",
                        "header": [{"key": "Content-Type", "value": shown(media_type)}],
                        "body": shown_json(value) if is_json(media_type) else shown(text_of(value)),
                    }

    def _examples(self, holder: JsonObject) -> Iterator[tuple[str, Any]]:
        if "example" in holder:
            yield "", holder["example"]
        for name, example in as_dict(holder.get("examples")).items():
            node = self._contract.resolve(example)
            if "value" in node:
                yield name, node["value"]


def _described(node: JsonObject) -> JsonObject:
    text = node.get("description")
    return {"description": shown(text)} if isinstance(text, str) and text else {}


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
