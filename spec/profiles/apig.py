"""OpenAPI 3.1 or 3.0 to what Huawei Cloud's API Gateway (APIG) imports: OpenAPI 3.0.0 with `x-apigateway-*`.

APIG takes paths, methods, parameters and the way that callers prove who they are; of bodies and responses it takes
nothing, so the profile has none: they go through as they are. Sources: see `spec.profiles.apig_rules`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from spec.model import Operation
from spec.passes.order import order
from spec.pointer import join
from spec.profiles.apig_plan import Api, JsonObject, Route, Upstream, bare_document, duplicates, plan_imports
from spec.profiles.apig_rules import ATTRIBUTES, CREDENTIALS, MAX_TEXT, Broken, broken_rules, takes_name
from spec.profiles.hoist import with_path_items
from spec.report import Departure
from spec.rules.contract import Contract, as_dict, as_list

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(:[0-9]{1,5})?")
_NO_PARAMETERS = CREDENTIALS | {"accept", "content-type"}
"""Headers that are never declared: credentials, and those that OpenAPI has another place for."""

_TOLD_ELSEWHERE = frozenset(("title", "description", "example", "examples"))
_NOT_TAKEN = "APIG takes no bodies, of responses no headers and contents, and no extensions but its own"

IAM = "apig-auth-iam"
_IAM_SCHEME = {"type": "apiKey", "in": "header", "name": "unused", "x-apigateway-auth-type": "IAM"}
"""How APIG is told to check tokens and signatures of IAM. It could check its own apps too (`AppSigv1`, with
`x-apigateway-auth-opt` for their codes), of which no document of a service behind it can know. A token goes on to the
service only where the gateway's feature `backend_token_allow` says so (`api-apig/CreateFeatureV2`)."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What APIG cannot take: the `pointer` into the document, the name of the `operation` if it is about one."""

    rule: str
    way_out: str
    operation: str = ""
    pointer: str = ""

    @property
    def message(self) -> str:
        """The rule and the way out in one sentence."""
        return f"APIG: {self.rule}; {self.way_out}"


@dataclass(frozen=True, slots=True)
class ApigProfile:
    """The documents, one after the other imported into one group; none where something is refused."""

    documents: tuple[JsonObject, ...] = ()
    refused: tuple[Refused, ...] = ()
    departures: tuple[Departure, ...] = ()


def to_apig(document: JsonObject) -> ApigProfile:
    """Give a valid document as APIG imports it. `departures` tell which parameters it cannot know as they are."""
    document = with_path_items(document)
    contract = Contract(document)
    try:
        base, upstream = _upstream(document)
    except ValueError as error:
        way_out = "give the document an absolute http or https server"
        return ApigProfile(refused=(Refused(f"the first server {error}", way_out, pointer="/servers"),))
    routes: dict[Route, Operation] = {}
    for operation in contract.operations:
        name = str(operation.value.get("operationId") or f"{operation.method} {operation.path}")
        routes[Route(base + operation.path, operation.method.upper(), name)] = operation
    same = [
        Refused(f"it takes the same requests as {other.name}", "leave one of the two out of the document", route.name,
                routes[route].pointer)
        for route, other in duplicates(routes)
    ]  # fmt: skip
    same += [
        Refused("an operation has no server of its own", "leave its `servers` out", route.name, operation.pointer)
        for route, operation in routes.items()
        if "servers" in operation.value or "servers" in operation.path_item
    ]
    if same:
        return ApigProfile(refused=tuple(same))
    writer = _Writer(contract)
    documents: list[JsonObject] = []
    refused: list[Refused] = []
    for apis in plan_imports(list(routes)):
        made = bare_document(str(as_dict(document.get("info")).get("title", "")), apis, upstream)
        for api in apis:
            writer.complete(made["paths"][api.path][api.route.method.lower()], api, routes[api.route])
        documents.append(order(writer.completed(made)).document)
        refused += _refusals(documents[-1], apis, routes)
    if refused or not documents:
        nothing = Refused("there is no operation", "import another document", pointer="/paths")
        return ApigProfile(refused=tuple(refused) or (nothing,))
    return ApigProfile(tuple(documents), (), (Departure("/paths", "apig", _NOT_TAKEN), *writer.departures))


def _upstream(document: JsonObject) -> tuple[str, Upstream]:
    """Give base path and upstream of the first server, its variables as their defaults. Raises ValueError."""
    server = as_dict(next(iter(as_list(document.get("servers"))), None))
    url = str(server.get("url", ""))
    for name, variable in as_dict(server.get("variables")).items():
        url = url.replace(f"{{{name}}}", str(as_dict(variable).get("default", "")))
    parsed = urlsplit(url)
    if parsed.scheme not in ("http", "https") or parsed.query or parsed.fragment:
        raise ValueError("is no absolute http or https URL")
    if not _HOST.fullmatch(parsed.netloc) or "{" in parsed.path:
        raise ValueError("names no host and path once its variables have their defaults")
    return parsed.path.rstrip("/"), Upstream(parsed.scheme, parsed.netloc)


def _refusals(made: JsonObject, apis: list[Api], routes: dict[Route, Operation]) -> Iterator[Refused]:
    """Tell what a made document breaks, of each operation the first, in terms of the given document."""
    places = {join("/paths", api.path, api.route.method.lower()): routes[api.route] for api in apis}
    told: set[str] = set()
    for rule, pointer in broken_rules(made):
        place = "/".join(pointer.split("/")[:4])
        if place not in told:
            told.add(place)
            yield _refused(Broken(rule, pointer), places.get(place))


def _refused(broken: Broken, operation: Operation | None) -> Refused:
    name = str(operation.value.get("operationId") or f"{operation.method} {operation.path}") if operation else ""
    return Refused(broken.rule.text, broken.rule.way_out, name, operation.pointer if operation else broken.pointer)


class _Writer:
    """Puts what the document says of an operation to what APIG needs of it."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._schemes = as_dict(as_dict(contract.document.get("components")).get("securitySchemes"))
        self.departures: list[Departure] = []

    def complete(self, made: JsonObject, api: Api, operation: Operation) -> None:
        """Add summary, description, tags, parameters and credentials to the bare operation, in place."""
        value = operation.value
        told: JsonObject = {key: value[key] for key in ("tags", "summary") if key in value}
        if text := value.get("description") or value.get("summary"):
            told["description"] = short_text(str(text))
        if value.get("deprecated") is True:
            told["deprecated"] = True
        parameters = self._parameters(operation)
        for parameter in made["parameters"]:
            documented = api.parameters[parameter["name"]]
            known = parameters.get(("path", documented), {})
            renamed = {"x-documented-name": documented} if documented != parameter["name"] else {}
            parameter |= {**known, "name": parameter["name"], **renamed}
        responses = {
            status: _described(self._contract.resolve(r)) for status, r in as_dict(value.get("responses")).items()
        }
        made["responses"] = responses or made["responses"]
        made["parameters"] += [one for (place, _), one in parameters.items() if place != "path"]
        made |= told
        if self._asks_for_iam(value):
            made["security"] = [{IAM: []}]

    def completed(self, made: JsonObject) -> JsonObject:
        """Give the document with what stands around its operations."""
        document = self._contract.document
        info = as_dict(document.get("info"))
        told = {key: str(info[key]) for key in ("version", "description") if key in info}
        if "description" in told:
            told["description"] = short_text(told["description"])
        used = {tag for item in made["paths"].values() for o in item.values() for tag in as_list(o.get("tags"))}
        tags = [
            {key: text for key, text in tag.items() if key in ("name", "description")}
            for tag in map(as_dict, as_list(document.get("tags")))
            if tag.get("name") in used
        ]
        asks = any("security" in operation for item in made["paths"].values() for operation in item.values())
        return {
            "openapi": made["openapi"],
            "info": {**made["info"], **told},
            "servers": [
                {"url": str(as_dict(server).get("url", "")), **as_dict(server)} for server in document["servers"]
            ],
            "security": [],
            **({"tags": tags} if tags else {}),
            "paths": made["paths"],
            **({"components": {"securitySchemes": {IAM: _IAM_SCHEME}}} if asks else {}),
        }

    def _asks_for_iam(self, operation: JsonObject) -> bool:
        """Tell whether every way to call an operation has credentials that IAM knows."""
        asked = as_list(operation.get("security", self._contract.document.get("security")))
        schemes = [self._contract.resolve(self._schemes.get(name)) for one in asked for name in as_dict(one)]
        return (
            bool(schemes)
            and all(map(as_dict, asked))
            and all(
                scheme.get("type") == "apiKey"
                and scheme.get("in") == "header"
                and str(scheme.get("name", "")).lower() in CREDENTIALS
                for scheme in schemes
            )
        )

    def _parameters(self, operation: Operation) -> dict[tuple[str, str], JsonObject]:
        """Give the declared parameters by place and name; those of the operation count before those of its path."""
        found: dict[tuple[str, str], JsonObject] = {}
        headers: set[str] = set()
        places = ((operation.pointer.rpartition("/")[0], operation.path_item), (operation.pointer, operation.value))
        for place, holder in places:
            for number, given in enumerate(as_list(holder.get("parameters"))):
                parameter = self._contract.resolve(given)
                key = (str(parameter.get("in", "")), str(parameter.get("name", "")))
                if key[0] == "header" and key[1].lower() in _NO_PARAMETERS:
                    continue
                made = self._parameter(parameter, f"{place}/parameters/{number}")
                if made and (key in found or key[0] != "header" or key[1].lower() not in headers):
                    found[key] = made
                    headers.update({key[1].lower()} if key[0] == "header" else ())
        return found

    def _parameter(self, given: JsonObject, pointer: str) -> JsonObject | None:
        """Give a parameter as APIG declares it; None where it can only go through undeclared."""
        place, name = str(given.get("in", "")), str(given.get("name", ""))
        if place not in ("path", "query", "header"):
            self._left_out(pointer, f"none stands in a {place[:20]}")
            return None
        if place != "path" and not takes_name(place, name):
            self._left_out(pointer, f"a {place} cannot be called so there")
            return None
        schema = self._schema(self._contract.resolve(given.get("schema")), pointer, is_path=place == "path")
        if schema is None:
            return None
        text = str(given.get("description") or "")
        sample = given.get("example", next(iter(as_list(as_dict(given.get("schema")).get("examples"))), None))
        return {
            "name": name,
            "in": place,
            **({"description": short_text(text)} if text else {}),
            "required": place == "path" or given.get("required") is True,
            "schema": schema,
            "x-apigateway-pass-through": "always",
            **({"x-apigateway-sample": _sample(sample)} if isinstance(sample, str | int | float) else {}),
        }

    def _schema(self, schema: JsonObject, pointer: str, is_path: bool) -> JsonObject | None:
        types = [schema.get("type")] if not isinstance(schema.get("type"), list) else schema["type"]
        named = [name for name in types if name != "null"]
        kind = named[0] if len(named) == 1 else None
        if kind == "object" and not is_path:
            self._left_out(pointer, "it is a string or a number")
            return None
        if kind in ("array", "object", None):
            self._lose(pointer, "to APIG a parameter is a string or a number: this one is any text")
            return {"type": "string"}
        made = {"type": "string", "enum": ["true", "false"]} if kind == "boolean" else _plain_schema(schema, kind)
        if schema.keys() - made.keys() - _TOLD_ELSEWHERE:
            self._lose(pointer, "APIG takes bounds and values, and would add a default to requests without one")
        return made

    def _left_out(self, pointer: str, why: str) -> None:
        self._lose(pointer, f"APIG does not know the parameter: {why}")

    def _lose(self, pointer: str, why: str) -> None:
        self.departures.append(Departure(pointer, "apig", why))


def _plain_schema(schema: JsonObject, kind: Any) -> JsonObject:
    """Give the schema of a text or a number. It has no default: APIG adds it to requests that leave the parameter out
    (`usermanual-apig/apig_03_0010`), which have to arrive as they were sent."""
    name, types = ("string", str) if kind == "string" else ("number", (int, float))
    made = {key: schema[key] for key in schema if key in ATTRIBUTES[name] and key != "default"}
    if "enum" in made:
        made["enum"] = [value for value in as_list(made["enum"]) if isinstance(value, types)]
    return {"type": name, **{key: value for key, value in made.items() if value != []}}


def _sample(value: str | float) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _described(response: JsonObject) -> JsonObject:
    """Give a response without what it holds: APIG takes nothing of it, people look for the statuses."""
    return {"description": str(response.get("description") or "Not documented")}


def short_text(text: str) -> str:
    """Give a text that APIG takes: one that is too long ends with its last whole sentence, else word, that fits."""
    line = " ".join(text.split())
    if len(line) <= MAX_TEXT:
        return line
    begin = line[:MAX_TEXT]
    sentence = begin.rfind(". ")
    return begin[: sentence + 1] if sentence > 0 else begin[: MAX_TEXT - 1].rpartition(" ")[0] + "…"
