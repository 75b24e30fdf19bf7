"""For each operation one request that its own schemas take: as documented where that is so, else made of them."""

from collections.abc import Iterator
from typing import Any

from spec import pointer as pointers
from spec.model import Operation, operations
from spec.passes.upgrade import to_3_1
from spec.rules.contract import as_dict, as_list
from spec.rules.examples import SchemaCheck
from spec.samples.request import SampleBody, SampleParameter, SampleRequest, SampleServer
from spec.samples.shown import PLACEHOLDER, ShownIds, is_showable, request_lines
from spec.samples.styles import pairs_of
from spec.samples.values import sample_named

JsonObject = dict[str, Any]

MAX_HOPS = 20
_SET_ELSEWHERE = frozenset({"accept", "authorization", "content-type"})
_IS_JSON = ("/json", "+json")


def sample_requests(document: JsonObject) -> tuple[SampleRequest, ...]:
    """Give a request for each operation under `paths`, in the document's order; the document is not changed.

    The body is the first documented example that its schema takes, parameters are what a documented request line
    shows. What is not documented is made of the schema, with what is required alone: its example, its default, the
    first of its values, else one by type, format, pattern and bounds. Paths of one thing have one value for it.

    Raises ValueError for a document that is nested too deep to be checked.
    """
    return tuple(_Chooser(to_3_1(document).document).requests())


class _Chooser:
    """Chooses requests of one document of 3.1."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._operations = list(operations(document))
        self._check = SchemaCheck(document)
        self._ids = ShownIds(self._operations)
        schemes = as_dict(as_dict(document.get("components")).get("securitySchemes"))
        self._schemes = {name: self._follow(node, "")[0] for name, node in schemes.items()}

    def requests(self) -> Iterator[SampleRequest]:
        """Yield the requests."""
        for operation in self._operations:
            security = self._security(operation)
            parameters = list(self._parameters(operation, security))
            body, refused = self._body(operation)
            yield SampleRequest(
                operation_id=str(operation.value.get("operationId") or f"{operation.method.upper()} {operation.path}"),
                pointer=operation.pointer,
                method=operation.method.upper(),
                path=operation.path,
                server=self._server(operation),
                parameters=tuple(parameter for parameter, _ in parameters),
                body=body,
                security=security,
                refused="; ".join(filter(None, (*(problem for _, problem in parameters), refused))),
            )

    def _follow(self, node: object, pointer: str) -> tuple[JsonObject, str]:
        """Give the object that a node is or refers to, and where it stands; an empty one where there is none."""
        for _ in range(MAX_HOPS):
            reference = node.get("$ref") if isinstance(node, dict) else None
            if not isinstance(reference, str):
                return as_dict(node), pointer
            pointer = reference.removeprefix("#")
            try:
                node = pointers.resolve(self._document, pointer)
            except LookupError:
                break
        return {}, pointer

    def _security(self, operation: Operation) -> tuple[tuple[str, ...], ...]:
        stated = operation.value.get("security", self._document.get("security"))
        ways = [tuple(way) for way in as_list(stated) if isinstance(way, dict)]
        return tuple(dict.fromkeys(way for way in ways if all(name in self._schemes for name in way)))

    def _server(self, operation: Operation) -> SampleServer:
        stated = [as_list(h.get("servers")) for h in (operation.value, operation.path_item, self._document)]
        server = as_dict(next((servers[0] for servers in stated if servers), None))
        url = server.get("url")
        url = url.rstrip("/") if isinstance(url, str) else ""
        url = f"https:{url}" if url.startswith("//") else url
        defined = as_dict(server.get("variables"))
        found = {name: as_dict(defined.get(name)).get("default") for name in PLACEHOLDER.findall(url)}
        return SampleServer(url, tuple((name, None if value is None else str(value)) for name, value in found.items()))

    def _parameters(
        self, operation: Operation, security: tuple[tuple[str, ...], ...]
    ) -> Iterator[tuple[SampleParameter, str]]:
        """Yield what is sent beside the body, each with what its schema has against it."""
        declared = self._declared(operation)
        for name in dict.fromkeys(PLACEHOLDER.findall(operation.path)):
            declared.setdefault(("path", name), ({"name": name, "in": "path"}, ""))
        credentials = [self._schemes[scheme] for way in security for scheme in way]
        taken = {(str(node.get("in")), str(node.get("name")).lower()) for node in credentials}
        taken |= {("header", name) for name in _SET_ELSEWHERE}
        lines = list(request_lines(operation))
        for (place, name), (node, pointer) in declared.items():
            shown = self._shown(operation, place, name, node, lines)
            needed = place == "path" or node.get("required") is True or shown
            if (place, name.lower()) in taken or not needed:
                continue
            value, problem = self._value(name, node, pointer, shown)
            yield SampleParameter(name, place, value, pairs_of(node, value)), problem

    def _declared(self, operation: Operation) -> dict[tuple[str, str], tuple[JsonObject, str]]:
        """Give the parameters by place and name, with where they stand; those of the path come first in it."""
        found: dict[tuple[str, str], tuple[JsonObject, str]] = {}
        path_pointer = pointers.join("/paths", operation.path)
        for holder, at in ((operation.path_item, path_pointer), (operation.value, operation.pointer)):
            for index, item in enumerate(as_list(holder.get("parameters"))):
                node, pointer = self._follow(item, pointers.join(at, "parameters", index))
                name, place = node.get("name"), node.get("in")
                in_path = isinstance(name, str) and (place != "path" or "{" + name + "}" in operation.path)
                if isinstance(name, str) and in_path and place in ("path", "query", "header", "cookie"):
                    found[place, name] = node, pointer
        return found

    def _shown(self, operation: Operation, place: str, name: str, node: JsonObject, lines: list[Any]) -> list[Any]:
        """Give what documented requests show for a parameter, as its schema types it."""
        schema, _ = self._follow(node.get("schema"), "")
        if place == "path":
            return [_typed(text, schema) for text in self._ids.candidates(operation.path, name)]
        if place != "query":
            return []
        several = [[text for key, text in line.query if key == name] for line in lines]
        if schema.get("type") == "array":
            items, _ = self._follow(schema.get("items"), "")
            return [[_typed(text, items) for text in texts] for texts in several if texts]
        return [_typed(texts[0], schema) for texts in several if texts]

    def _value(self, name: str, node: JsonObject, pointer: str, shown: list[Any]) -> tuple[Any, str]:
        """Give the first value that the schema of a parameter takes, with what it has against it if none is."""
        place, schema = pointer + "/schema", node.get("schema", {"type": "string"})
        if content := as_dict(node.get("content")):
            media_type, holder = next(iter(content.items()))
            place, schema = pointers.join(pointer, "content", media_type, "schema"), as_dict(holder).get("schema")
        stated = [node["example"]] if "example" in node else []
        examples = [self._follow(example, "")[0] for example in as_dict(node.get("examples")).values()]
        stated += [example["value"] for example in examples if "value" in example]
        candidates = [*stated, *shown] if node.get("in") != "path" else [*shown, *stated]
        return self._first(candidates, name, schema, place if pointer else "")

    def _first(self, candidates: list[Any], name: str, schema: Any, place: str) -> tuple[Any, str]:
        """Give the first value that a schema takes: of the candidates, else of the schema itself."""
        for value in filter(is_showable, candidates):
            if not self._problem(place, value):
                return value, ""
        problem = ""
        made = None
        for least in (True, False):
            made = sample_named(self._document, schema, name, least=least)
            problem = self._problem(place, made)
            if not problem:
                break
        return (made, problem) if is_showable(made) else (None, f"{place}: its value is too long to be shown")

    def _problem(self, place: str, value: Any) -> str:
        error = next(self._check.errors(place, value), None) if place else None
        return f"{place}: {error.message}" if error else ""

    def _body(self, operation: Operation) -> tuple[SampleBody | None, str]:
        if "requestBody" not in operation.value:
            return None, ""
        node, pointer = self._follow(operation.value["requestBody"], f"{operation.pointer}/requestBody")
        content = as_dict(node.get("content"))
        if not content:
            return None, ""
        media_type = next((name for name in content if is_json(name)), next(iter(content)))
        holder, at = as_dict(content[media_type]), pointers.join(pointer, "content", media_type)
        examples = [self._follow(example, "")[0] for example in as_dict(holder.get("examples")).values()]
        shown = [holder["example"]] if "example" in holder else []
        shown += [example["value"] for example in examples if "value" in example]
        schema = holder.get("schema")
        place = at + "/schema" if isinstance(schema, dict) else ""
        value, problem = self._first(shown, "", schema, place)
        documented = any(value is one for one in shown)
        if value == {} and not problem and not documented:
            value = next(self._with_one_property(schema, at + "/schema"), value)
        return SampleBody(media_type, value, documented), problem

    def _with_one_property(self, schema: Any, place: str) -> Iterator[JsonObject]:
        """Yield objects with one property, of those that need none: an empty one would show nothing."""
        properties = as_dict(self._follow(schema, "")[0].get("properties"))
        for name, node in properties.items():
            value = {name: sample_named(self._document, node, name, least=True)}
            read_only = self._follow(node, "")[0].get("readOnly") is True
            if not read_only and is_showable(value) and not self._problem(place, value):
                yield value


def is_json(media_type: str) -> bool:
    """Tell whether values of a media type are JSON."""
    return media_type.partition(";")[0].strip().lower().endswith(_IS_JSON)


def _typed(text: str, schema: JsonObject) -> Any:
    """Give a text of a URL as the JSON value that its schema means."""
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    if "string" in kinds or kind is None:
        return text
    if "boolean" in kinds and text.lower() in ("true", "false"):
        return text.lower() == "true"
    try:
        return int(text) if "integer" in kinds else float(text) if "number" in kinds else text
    except ValueError:
        return text
