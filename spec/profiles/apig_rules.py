"""What Huawei Cloud's API Gateway (APIG) takes in an import: each rule with its source, and what breaks it.

A source is a page of the vendor's user guide (`usermanual-apig/`) or API reference (`api-apig/`) below
https://support.huaweicloud.com/; the user guide's also stands in github.com/opentelekomcloud-docs/api-gateway.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from spec.model import METHODS, operations
from spec.pointer import join
from spec.profiles.apig_plan import APIS_PER_IMPORT, NAME, VERSION
from spec.profiles.path_names import NAME_LENGTH, segments, shape
from spec.rules.contract import as_dict, as_list

JsonObject = dict[str, Any]
MAX_PATH = 512
MAX_TIMEOUT = 60_000
MAX_TEXT = 255
TYPES = ("string", "number")
ATTRIBUTES = {
    "string": frozenset(("maxLength", "minLength", "default", "enum")),
    "number": frozenset(("maximum", "minimum", "default", "enum")),
}
"""What is imported of the schema of a parameter, beside its type."""
CREDENTIALS = frozenset(("authorization", "x-auth-token"))
"""Headers that APIG reads itself."""
_PARAMETER = re.compile(rf"[A-Za-z][A-Za-z0-9._-]{{0,{NAME_LENGTH - 1}}}")
_OWN = re.compile(r"x-(apig|sdk)-.*|x-stage", re.IGNORECASE)
_LITERAL = re.compile(r"[A-Za-z0-9._~-]*")
_WHOLE = re.compile(r"\{[^{}]*\}")
_METHODS = frozenset(METHODS) - {"trace"}
_LEAVE_OUT = "leave the operation out of the document"


class Broken(NamedTuple):
    """Where a document breaks a rule: a pointer into that document."""

    rule: "Rule"
    pointer: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit of APIG. `text` is a sentence without its end, `find` gives the places that break it."""

    text: str
    source: str
    way_out: str
    find: Callable[[JsonObject], Iterator[str]]


def takes_name(place: str, name: str) -> bool:
    """Tell whether APIG takes a parameter of this name in this place."""
    as_header = place != "header" or ("_" not in name and name.lower() not in CREDENTIALS)
    return as_header and bool(_PARAMETER.fullmatch(name)) and not _OWN.fullmatch(name)


def broken_rules(document: JsonObject) -> Iterator[Broken]:
    """Give every place at which a document for APIG breaks one of its rules, by rule."""
    for rule in RULES:
        for pointer in rule.find(document):
            yield Broken(rule, pointer)


def _title(document: JsonObject) -> Iterator[str]:
    if not NAME.fullmatch(str(as_dict(document.get("info")).get("title", ""))):
        yield "/info/title"


def _version(document: JsonObject) -> Iterator[str]:
    if document.get("openapi") != VERSION:
        yield "/openapi"


def _count(document: JsonObject) -> Iterator[str]:
    if sum(1 for _ in operations(document)) > APIS_PER_IMPORT:
        yield "/paths"


def _api_names(document: JsonObject) -> Iterator[str]:
    seen: set[str] = set()
    for operation in operations(document):
        name = str(operation.value.get("operationId", ""))
        if not NAME.fullmatch(name) or name in seen:
            yield operation.pointer
        seen.add(name)


def _methods(document: JsonObject) -> Iterator[str]:
    return (operation.pointer for operation in operations(document) if operation.method not in _METHODS)


def _same_requests(document: JsonObject) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for operation in operations(document):
        key = (shape(operation.path), operation.method)
        if key in seen:
            yield operation.pointer
        seen.add(key)


def _path_length(document: JsonObject) -> Iterator[str]:
    return (operation.pointer for operation in operations(document) if len(operation.path) > MAX_PATH)


def _whole_segments(document: JsonObject) -> Iterator[str]:
    for operation in operations(document):
        if any(re.search("[{}]", segment) and not _WHOLE.fullmatch(segment) for segment in segments(operation.path)):
            yield operation.pointer


def _literals(document: JsonObject) -> Iterator[str]:
    for operation in operations(document):
        literals = _WHOLE.sub("", operation.path).replace("{", "").replace("}", "")
        if not all(map(_LITERAL.fullmatch, segments(literals))):
            yield operation.pointer


def _bodies(document: JsonObject) -> Iterator[str]:
    return (f"{o.pointer}/requestBody" for o in operations(document) if "requestBody" in o.value)


def _parameters(document: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for operation in operations(document):
        shared = join("/paths", operation.path)
        for place, holder in ((shared, operation.path_item), (operation.pointer, operation.value)):
            for number, parameter in enumerate(as_list(holder.get("parameters"))):
                yield f"{place}/parameters/{number}", as_dict(parameter)


def _locations(document: JsonObject) -> Iterator[str]:
    return (place for place, p in _parameters(document) if p.get("in") not in ("path", "query", "header"))


def _parameter_names(document: JsonObject) -> Iterator[str]:
    return (place for place, p in _parameters(document) if not _PARAMETER.fullmatch(str(p.get("name", ""))))


def _headers(document: JsonObject) -> Iterator[str]:
    for operation in operations(document):
        names = [str(as_dict(p).get("name")).lower() for p in as_list(operation.value.get("parameters"))
                 if as_dict(p).get("in") == "header"]  # fmt: skip
        if any(number > 1 for number in Counter(names).values()):
            yield operation.pointer


def _own_names(document: JsonObject) -> Iterator[str]:
    return (place for place, p in _parameters(document) if _OWN.fullmatch(str(p.get("name", ""))))


def _header_names(document: JsonObject) -> Iterator[tuple[str, str]]:
    return ((place, str(p.get("name"))) for place, p in _parameters(document) if p.get("in") == "header")


def _credentials(document: JsonObject) -> Iterator[str]:
    return (place for place, name in _header_names(document) if name.lower() in CREDENTIALS)


def _underscores(document: JsonObject) -> Iterator[str]:
    return (place for place, name in _header_names(document) if "_" in name)


def _types(document: JsonObject) -> Iterator[str]:
    return (place for place, p in _parameters(document) if as_dict(p.get("schema")).get("type") not in TYPES)


def _attributes(document: JsonObject) -> Iterator[str]:
    for place, parameter in _parameters(document):
        schema = as_dict(parameter.get("schema"))
        if known := ATTRIBUTES.get(str(schema.get("type"))):
            yield from (f"{place}/schema/{key}" for key in schema if key not in known and key != "type")


def _passed_through(document: JsonObject) -> Iterator[str]:
    choices = ("always", "never")
    return (place for place, p in _parameters(document) if p.get("x-apigateway-pass-through") not in choices)


def _choices(key: str, choices: tuple[str, ...]) -> Callable[[JsonObject], Iterator[str]]:
    return lambda document: (o.pointer for o in operations(document) if o.value.get(key) not in choices)


_visibility = _choices("x-apigateway-request-type", ("public", "private"))
_matching = _choices("x-apigateway-match-mode", ("NORMAL", "SWA"))


def _endpoints(document: JsonObject) -> Iterator[tuple[str, JsonObject, JsonObject]]:
    for operation in operations(document):
        backend = as_dict(operation.value.get("x-apigateway-backend"))
        yield operation.pointer, backend, as_dict(backend.get("httpEndpoints"))


def _backends(document: JsonObject) -> Iterator[str]:
    methods = {method.upper() for method in _METHODS} | {"ANY"}
    for place, backend, endpoint in _endpoints(document):
        is_whole = endpoint.get("address") and str(endpoint.get("path", "")).startswith("/")
        is_known = endpoint.get("scheme") in ("http", "https") and endpoint.get("method") in methods
        if backend.get("type") != "HTTP" or not is_whole or not is_known:
            yield f"{place}/x-apigateway-backend"


def _timeouts(document: JsonObject) -> Iterator[str]:
    for place, _, endpoint in _endpoints(document):
        timeout = endpoint.get("timeout")
        if not isinstance(timeout, int) or not 1 <= timeout <= MAX_TIMEOUT:
            yield f"{place}/x-apigateway-backend/httpEndpoints/timeout"


def _backend_parameters(document: JsonObject) -> Iterator[str]:
    for operation in operations(document):
        backend = as_dict(operation.value.get("x-apigateway-backend"))
        mapped = [as_dict(parameter) for parameter in as_list(backend.get("parameters"))]
        needed = re.findall(r"\{([^{}]*)\}", operation.path)
        values = [p.get("value") for p in mapped if p.get("in") == "path" and p.get("origin") == "REQUEST"]
        named = all(_PARAMETER.fullmatch(str(p.get("name", ""))) for p in mapped)
        if sorted(map(str, values)) != sorted(needed) or not named:
            yield f"{operation.pointer}/x-apigateway-backend/parameters"


def _texts(document: JsonObject) -> Iterator[str]:
    holders = [("/info", as_dict(document.get("info")))]
    holders += [(operation.pointer, operation.value) for operation in operations(document)]
    holders += _parameters(document)
    return (f"{place}/description" for place, holder in holders if len(str(holder.get("description", ""))) > MAX_TEXT)


def _schemes(document: JsonObject) -> Iterator[str]:
    schemes = as_dict(as_dict(document.get("components")).get("securitySchemes"))
    for name, scheme in schemes.items():
        kind = (scheme.get("type"), scheme.get("in"), scheme.get("x-apigateway-auth-type"))
        option = scheme.get("x-apigateway-auth-opt", {"appcode-auth-type": "header"})
        is_app = kind[2] == "AppSigv1" and as_dict(option).get("appcode-auth-type") in ("header", "disable")
        is_iam = kind[2] == "IAM" and "x-apigateway-auth-opt" not in scheme
        if kind[:2] != ("apiKey", "header") or not (is_app or is_iam):
            yield join("/components/securitySchemes", name)
    for operation in operations(document):
        asked = as_list(operation.value.get("security"))
        if len(asked) > 1 or any(len(as_dict(one)) > 1 or not schemes.keys() >= as_dict(one).keys() for one in asked):
            yield f"{operation.pointer}/security"


_GUIDE, _CREATE, _UPDATE = "usermanual-apig/apig_03_", "api-apig/CreateApiV2", "api-apig/UpdateApiV2"
_OURS = "please report it"
RULES = (
    Rule(f"it imports OpenAPI {VERSION}", _GUIDE + "0083", _OURS, _version),
    Rule("a group's name has 3 to 64 letters, digits and _", _GUIDE + "0083", "give the document a title", _title),
    Rule(f"one import holds {APIS_PER_IMPORT} APIs", _GUIDE + "0067", _OURS, _count),
    Rule("an API has a name of its own, of 3 to 64 letters, digits and _", _UPDATE, _OURS, _api_names),
    Rule("it does not route this method", _GUIDE + "0092", _LEAVE_OUT, _methods),
    Rule("two APIs do not take the same requests", _GUIDE + "0067", "leave one of the two out", _same_requests),
    Rule(f"a path has at most {MAX_PATH} characters", _UPDATE, _LEAVE_OUT, _path_length),
    Rule("a path parameter is a whole segment", _GUIDE + "0083", _LEAVE_OUT, _whole_segments),
    Rule("a literal segment is of the signs [A-Za-z0-9._~-]", _UPDATE, _LEAVE_OUT, _literals),
    Rule("bodies and forms are not configured", _GUIDE + "0083", _OURS, _bodies),
    Rule("a parameter stands in path, query or header", _GUIDE + "0091", _OURS, _locations),
    Rule(f"a parameter's name has at most {NAME_LENGTH} bytes", _GUIDE + "0091", _OURS, _parameter_names),
    Rule("names of headers differ in more than their case", _GUIDE + "0083", "leave one of them out", _headers),
    Rule("credentials are no header parameters", _GUIDE + "0010 and apig_faq/", _OURS, _credentials),
    Rule("a header's name has no _", _GUIDE + "0010", _OURS, _underscores),
    Rule("names that begin with x-apig- or x-sdk-, and x-stage, are its own", _GUIDE + "0010", _OURS, _own_names),
    Rule("a parameter is a string or a number", _GUIDE + "0083", _OURS, _types),
    Rule("of a parameter's schema only its bounds, values and default are taken", _GUIDE + "0083", _OURS, _attributes),
    Rule("parameters are passed through always or never", _GUIDE + "0122", _OURS, _passed_through),
    Rule("an API is public or private", _GUIDE + "0086", _OURS, _visibility),
    Rule("a path is matched whole or by its begin", _GUIDE + "0087", _OURS, _matching),
    Rule("a backend has address, scheme, method and path", _GUIDE + "0092", "give the document a server", _backends),
    Rule(f"a backend answers within 1 to {MAX_TIMEOUT} ms", _GUIDE + "0092", "change the timeout", _timeouts),
    Rule("each path parameter is mapped to the backend", _GUIDE + "0091", _OURS, _backend_parameters),
    Rule(f"a description has at most {MAX_TEXT} characters", _CREATE, _OURS, _texts),
    Rule("it checks app and IAM credentials in a header, one kind an API", _GUIDE + "0085 and 0115", _OURS, _schemes),
)  # fmt: skip
"""Everything that an import may fail at, as far as the vendor tells."""
