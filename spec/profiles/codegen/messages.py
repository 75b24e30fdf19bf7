"""Parameters, bodies and responses as every generator takes them: referred to parts in place, one content type each."""

import json
from typing import Any

from spec.model import Operation, copied
from spec.pointer import join
from spec.profiles.codegen.departures import Departures, Refused
from spec.profiles.codegen.parameters import Unsayable, simplify_parameters
from spec.rules.contract import Contract, as_dict

JsonObject = dict[str, Any]

_PREFERRED = ("application/json", "application/x-www-form-urlencoded", "application/octet-stream", "text/plain")
_SENT = frozenset(_PREFERRED)
_KEPT_COMPONENTS = ("schemas", "securitySchemes")
_FAILURES = ("4XX", "5XX")


def simplify_messages(document: JsonObject, departures: Departures) -> None:
    """Rewrite every operation in place, and take note of those that cannot be said."""
    contract = Contract(document)
    for operation in contract.operations:
        try:
            _simplify(contract, operation, departures)
        except Unsayable as error:
            name = str(operation.value.get("operationId") or f"{operation.method} {operation.path}")
            departures.refused.append(Refused(str(error), error.way_out, name, operation.pointer))
    for path_item in as_dict(document.get("paths")).values():
        as_dict(path_item).pop("parameters", None)
    components = as_dict(document.get("components"))
    for kind in [kind for kind in components if kind not in _KEPT_COMPONENTS and not kind.startswith("x-")]:
        del components[kind]


def _simplify(contract: Contract, operation: Operation, departures: Departures) -> None:
    value, pointer = operation.value, operation.pointer
    simplify_parameters(contract, operation, departures)
    if "requestBody" in value:
        value["requestBody"] = _request_body(contract, value["requestBody"], join(pointer, "requestBody"), departures)
    if "callbacks" in value:
        del value["callbacks"]
        departures.add(join(pointer, "callbacks"), "a client receives no calls")
    responses = {
        str(status): _response(contract, given, join(pointer, "responses", status), departures)
        for status, given in as_dict(value.get("responses")).items()
        if not str(status).startswith("x-")
    }
    value["responses"] = _told_apart_by_status(responses, join(pointer, "responses"), departures)


def _request_body(contract: Contract, given: Any, pointer: str, departures: Departures) -> JsonObject:
    body: JsonObject = copied(contract.resolve(given))
    body["content"] = _one_content(contract, as_dict(body.get("content")), pointer, departures)
    for media_type, media in body["content"].items():
        if media_type.partition(";")[0].strip().lower() not in _SENT:
            raise Unsayable(f"progenitor sends no body of {media_type[:80]}")
        if not media_type.startswith("application/json"):
            media.pop("encoding", None)
    return body


def _response(contract: Contract, given: Any, pointer: str, departures: Departures) -> JsonObject:
    response: JsonObject = copied(contract.resolve(given))
    response.pop("links", None)
    headers = {name: copied(contract.resolve(header)) for name, header in as_dict(response.get("headers")).items()}
    if headers:
        response["headers"] = headers
    if content := as_dict(response.pop("content", None)):
        response["content"] = _one_content(contract, content, pointer, departures)
    return response


def _one_content(contract: Contract, content: JsonObject, pointer: str, departures: Departures) -> JsonObject:
    """Keep one content type: JSON where it is there, else the first that all know, else the first."""
    if not content:
        return {}
    known = {media_type.partition(";")[0].strip().lower(): media_type for media_type in reversed(content)}
    kept = next((known[one] for one in _PREFERRED if one in known), next(iter(content)))
    for media_type in content:
        if media_type != kept:
            departures.add(join(pointer, "content", media_type), f"one content type: {kept[:80]}")
    media = {"schema": {}, **as_dict(content[kept])}
    if examples := as_dict(media.get("examples")):
        media["examples"] = {name: copied(contract.resolve(example)) for name, example in examples.items()}
    return {kept: media}


def _told_apart_by_status(responses: JsonObject, pointer: str, departures: Departures) -> JsonObject:
    """Let all successes have one body, and all failures another; each status says which of the two it is."""
    successes = [status for status in responses if status.startswith("2")]
    kept = {status: response for status, response in responses.items() if status[0] in "245d"}
    for status in responses:
        if status not in kept:
            departures.add(join(pointer, status), "left out: neither a success nor a failure, which a client follows")
    if successes and "default" in kept:
        default = kept.pop("default")
        kept |= {status: copied(default) for status in _FAILURES if status not in kept}
        departures.add(join(pointer, "default"), "said as 4XX and 5XX, beside successes")
    _one_body(kept, [status for status in kept if status.startswith("2")], pointer, departures)
    _one_body(kept, [status for status in kept if not status.startswith("2")], pointer, departures)
    return kept or {"default": {"description": "Not documented"}}


def _one_body(responses: JsonObject, statuses: list[str], pointer: str, departures: Departures) -> None:
    bodies = {status: as_dict(responses[status].get("content")) for status in statuses}
    different = {json.dumps(_schema_only(content), sort_keys=True): content for content in bodies.values() if content}
    if len(different) + (not all(bodies.values())) <= 1:
        return
    if len(different) == 1:
        body = next(iter(different.values()))
    else:
        media_type = next((name for content in different.values() for name in content if "json" in name), "*/*")
        body = {media_type: {"schema": {}}}
    for status, content in bodies.items():
        place = join(pointer, status)
        if status == "204":
            del responses[status]
            departures.add(place, "one body for all successes: no content is not said beside one")
        elif _schema_only(content) != _schema_only(body):
            responses[status]["content"] = copied(body)
            departures.add(place, "one body for all successes, and for all failures")


def _schema_only(content: JsonObject) -> JsonObject:
    return {media_type: as_dict(media).get("schema") for media_type, media in content.items()}
