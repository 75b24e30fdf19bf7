"""Rules on operations: their names, paths, parameters, bodies, responses, tags and security."""

import re
from collections.abc import Iterator
from typing import Any

from spec import pointer as pointers
from spec.model import METHODS, Operation, Part
from spec.rules.contract import Contract, Finding, as_dict, as_list

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_WITHOUT_REQUEST_BODY = ("get", "head", "trace")


def check_operation_ids(contract: Contract) -> Iterator[Finding]:
    """Find operations that have no operationId, or one that an earlier operation has."""
    first: dict[str, Operation] = {}
    for operation in contract.operations:
        name = operation.value.get("operationId")
        if not isinstance(name, str) or not name:
            yield Finding("SPC030", operation.pointer, "the operation has no operationId")
        elif (other := first.setdefault(name, operation)) is not operation:
            message = f"{name} is also the operationId of {other.method.upper()} {other.path}"
            yield Finding("SPC020", operation.pointer + "/operationId", message)


def check_placeholders(contract: Contract) -> Iterator[Finding]:
    """Find placeholders of a path that no parameter declares, and path parameters without a placeholder."""
    for operation in contract.operations:
        placeholders = dict.fromkeys(_PLACEHOLDER.findall(operation.path))
        declared = dict(_path_parameters(contract, operation))
        for name in placeholders:
            if name not in declared:
                yield Finding("SPC021", operation.pointer, f"{{{name}}} has no path parameter", operation.path)
        for name, place in declared.items():
            if name not in placeholders:
                yield Finding("SPC022", place, f"{name} is not in the path", operation.path)


def _path_parameters(contract: Contract, operation: Operation) -> Iterator[tuple[str, str]]:
    above = operation.pointer.rpartition("/")[0]
    for holder, place in ((operation.path_item, above), (operation.value, operation.pointer)):
        for index, item in enumerate(as_list(holder.get("parameters"))):
            parameter = contract.resolve(item)
            if parameter.get("in") == "path" and isinstance(name := parameter.get("name"), str):
                yield name, f"{place}/parameters/{index}"


def check_duplicate_parameters(contract: Contract) -> Iterator[Finding]:
    """Find parameters that an operation or path item lists twice, by name and place."""
    holders: list[tuple[str, dict[str, Any]]] = [(node.pointer, node.value) for node in contract.nodes[Part.PATH_ITEM]]
    holders += [(node.pointer, node.value) for node in contract.nodes[Part.OPERATION]]
    for place, holder in holders:
        seen: set[tuple[str, str]] = set()
        for index, item in enumerate(as_list(holder.get("parameters"))):
            parameter = contract.resolve(item)
            identity = str(parameter.get("name")), str(parameter.get("in"))
            if identity in seen:
                message = f"{identity[0]} in {identity[1]} is in the list already"
                yield Finding("SPC032", f"{place}/parameters/{index}", message)
            seen.add(identity)


def check_path_structures(contract: Contract) -> Iterator[Finding]:
    """Find paths that are the same once the names of their placeholders are taken away."""
    first: dict[str, str] = {}
    for path in as_dict(contract.document.get("paths")):
        other = first.setdefault(_PLACEHOLDER.sub("{}", path), path)
        if other != path:
            yield Finding(
                "SPC023", pointers.join("/paths", path), f"the same as {other} but for placeholder names", path
            )


def check_request_bodies(contract: Contract) -> Iterator[Finding]:
    """Find request bodies of methods for which HTTP gives a body no meaning."""
    for operation in contract.operations:
        if operation.method in _WITHOUT_REQUEST_BODY and "requestBody" in operation.value:
            yield Finding("SPC025", operation.pointer + "/requestBody", f"{operation.method.upper()} with a body")


def check_responses(contract: Contract) -> Iterator[Finding]:
    """Find operations without a success response, and bodies where HTTP allows none."""
    for operation in contract.operations:
        responses = as_dict(operation.value.get("responses"))
        if not any(str(status).startswith(("2", "3", "101")) for status in responses):
            yield Finding("SPC029", operation.pointer, "no success response is documented")
        for status, response in responses.items():
            if not contract.resolve(response).get("content"):
                continue
            if operation.method == "head" or str(status) in ("204", "205", "304") or str(status).startswith("1"):
                place = pointers.join(operation.pointer, "responses", status)
                yield Finding("SPC026", place, f"{operation.method.upper()} {status} with a body")


def check_response_descriptions(contract: Contract) -> Iterator[Finding]:
    """Find responses without a description, which the standard requires."""
    for node in contract.nodes[Part.RESPONSE]:
        if "$ref" not in node.value and not isinstance(node.value.get("description"), str):
            yield Finding("SPC024", node.pointer, "the response has no description")


def check_tags(contract: Contract) -> Iterator[Finding]:
    """Find tags of operations that the document does not declare, and tags that it declares twice."""
    declared: set[str] = set()
    for index, tag in enumerate(as_list(contract.document.get("tags"))):
        name = str(as_dict(tag).get("name"))
        if name in declared:
            yield Finding("SPC033", f"/tags/{index}", "the tag is declared already", name)
        declared.add(name)
    for operation in contract.operations:
        for index, tag in enumerate(as_list(operation.value.get("tags"))):
            if isinstance(tag, str) and tag not in declared:
                yield Finding("SPC027", f"{operation.pointer}/tags/{index}", "the tag is not declared", tag)


def check_security(contract: Contract) -> Iterator[Finding]:
    """Find security requirements that name no scheme."""
    schemes = as_dict(as_dict(contract.document.get("components")).get("securitySchemes"))
    holders: list[tuple[str, dict[str, Any]]] = [("", contract.document)]
    holders += [(operation.pointer, operation.value) for operation in contract.operations]
    for place, holder in holders:
        for index, requirement in enumerate(as_list(holder.get("security"))):
            for name in as_dict(requirement):
                if name not in schemes:
                    yield Finding("SPC028", f"{place}/security/{index}", "no such security scheme", name)


def check_methods(contract: Contract) -> Iterator[Finding]:
    """Find methods in capitals, which readers of the document pass over."""
    for path, path_item in as_dict(contract.document.get("paths")).items():
        for key in as_dict(path_item):
            if key not in METHODS and key.lower() in METHODS:
                yield Finding("SPC031", pointers.join("/paths", path, key), f"write {key.lower()}", key)
