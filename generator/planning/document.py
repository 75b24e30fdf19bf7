"""The OpenAPI document as the planning reads it: its operations, with references followed and odd shapes refused."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.output import GenerationError

_SURROGATE = re.compile(r"[\ud800-\udfff]")
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
MAX_HOPS = 20

JsonObject = Mapping[str, Any]


def clean_document(document: object) -> dict[str, Any]:
    """Give the document as JSON holds it: keys and other scalars as text, half surrogate pairs as U+FFFD.

    Raises GenerationError for anything but an object, and for one nested too deep to be written.
    """
    try:
        text = json.dumps(document, ensure_ascii=False, default=str)
        loaded = json.loads(_SURROGATE.sub("\ufffd", text))
    except (RecursionError, ValueError, TypeError) as error:
        raise GenerationError(f"the document cannot be written as JSON: {error}") from error
    if not isinstance(loaded, dict):
        raise GenerationError("the document is not an object")
    return loaded


def pointer_of(*steps: str) -> str:
    """Give the JSON pointer of the steps, in the form of a reference."""
    return "#" + "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)


def text_of(value: object) -> str:
    """Give a string as it is, a number as its text and anything else as the empty string."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def object_of(value: object) -> JsonObject:
    """Give an object as it is and anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the document. `id` is never empty; `parameters` are the path's and its own, merged."""

    id: str
    method: str
    path: str
    pointer: str
    spec: JsonObject
    parameters: tuple[JsonObject, ...]

    @property
    def tag(self) -> str:
        """The first tag, or the empty string."""
        tags = self.spec.get("tags")
        return text_of(tags[0]) if isinstance(tags, list) and tags else ""

    @property
    def deprecated(self) -> bool:
        """Whether the document says that it is deprecated."""
        return self.spec.get("deprecated") is True

    @property
    def summary(self) -> str:
        """The summary, else what is sent."""
        return text_of(self.spec.get("summary")).strip() or f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Document:
    """A loaded OpenAPI document."""

    root: JsonObject

    def follow(self, node: object, pointer: str) -> tuple[JsonObject, str]:
        """Give the object at the end of a chain of references, and its pointer; anything but an object raises."""
        target, place = self.follow_any(node, pointer)
        if not isinstance(target, Mapping):
            raise GenerationError("expected an object", place)
        return target, place

    def follow_any(self, node: object, pointer: str) -> tuple[object, str]:
        """Give what stands at the end of a chain of references, and its pointer. A broken or endless chain raises."""
        for _ in range(MAX_HOPS):
            reference = node.get("$ref") if isinstance(node, Mapping) else None
            if not isinstance(reference, str):
                return node, pointer
            node, pointer = self.find(reference, pointer), reference
        raise GenerationError("references that never end", pointer)

    def find(self, reference: str, pointer: str) -> object:
        """Give what a reference inside the document names. Raises GenerationError where there is nothing."""
        if not reference.startswith("#/"):
            raise GenerationError(f"only references inside the document are followed, not {reference[:200]!r}", pointer)
        node: object = self.root
        for step in reference[2:].split("/"):
            step = step.replace("~1", "/").replace("~0", "~")
            if isinstance(node, Mapping) and step in node:
                node = node[step]
            elif isinstance(node, list) and re.fullmatch("[0-9]{1,9}", step) and int(step) < len(node):
                node = node[int(step)]
            else:
                raise GenerationError(f"nothing at the reference {reference[:200]!r}", pointer)
        return node

    def operations(self) -> Iterator[Operation]:
        """Give every operation, in the order of the document."""
        paths = object_of(self.root.get("paths"))
        for path, item in paths.items():
            item, at = self.follow(item, pointer_of("paths", path))
            shared = self._parameters(item, at)
            for method in METHODS:
                if method not in item:
                    continue
                spec, pointer = self.follow(item[method], f"{at}/{method}")
                own = self._parameters(spec, pointer)
                yield Operation(
                    id=text_of(spec.get("operationId")) or f"{method} {path.replace('{', 'by ')}",
                    method=method.upper(),
                    path=path,
                    pointer=pointer,
                    spec=spec,
                    parameters=tuple({**shared, **own}.values()),
                )

    def _parameters(self, node: JsonObject, pointer: str) -> dict[tuple[str, str], JsonObject]:
        found: dict[tuple[str, str], JsonObject] = {}
        items = node.get("parameters")
        for index, item in enumerate(items if isinstance(items, list) else []):
            parameter, at = self.follow(item, f"{pointer}/parameters/{index}")
            name = text_of(parameter.get("name"))
            if not name:
                raise GenerationError("a parameter without a name", at)
            found[(text_of(parameter.get("in")), name)] = parameter
        return found

    def responses(self, operation: Operation) -> list["Response"]:
        """Give the documented responses, a status range as its first status and `default` as 0, in that order."""
        found = []
        for key, node in object_of(operation.spec.get("responses")).items():
            status = str(key).upper().replace("X", "0")
            response, pointer = self.follow(node, f"{operation.pointer}/responses/{key}")
            number = int(status) if re.fullmatch(r"[1-5][0-9]{2}", status) else 0
            name = pointer.rpartition("/")[2] if pointer.startswith("#/components/") else operation.id
            hint = f"{name} Response" if 200 <= number < 300 else f"{name} Error"
            found.append(Response(number, str(key), response, pointer, hint))
        return sorted(found, key=lambda item: item.status)

    def success(self, operation: Operation) -> "Response | None":
        """Give the response to show: the first 2xx with a body, else the first 2xx, else none."""
        good = [item for item in self.responses(operation) if 200 <= item.status < 300]
        return next((item for item in good if item.content), good[0] if good else None)


@dataclass(frozen=True, slots=True)
class Response:
    """One documented response; `hint` names an object that its body leaves without a name."""

    status: int
    key: str
    spec: JsonObject
    pointer: str
    hint: str

    @property
    def content(self) -> JsonObject:
        """Media types and what they hold."""
        return object_of(self.spec.get("content"))

    def schema_pointer(self, media_type: str) -> str:
        """Give the pointer of the schema of one media type."""
        return f"{self.pointer}{pointer_of('content', media_type, 'schema')[1:]}"
