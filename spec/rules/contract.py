"""What a rule is given and what it gives: an OpenAPI document with its parts at hand, and findings."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote

from spec import pointer as pointers
from spec.model import Node, Operation, Part, operations, walk


class Finding(NamedTuple):
    """What a rule found: a code, the place as a JSON pointer, what is wrong there, and the value that it is about."""

    code: str
    pointer: str
    message: str
    subject: object = None


@dataclass(frozen=True)
class Contract:
    """An OpenAPI document and what several rules ask of it, worked out once. The document is never changed."""

    document: dict[str, Any]

    @cached_property
    def nodes(self) -> dict[Part, list[Node]]:
        """Every part of the document, by kind, in the document's order."""
        nodes: dict[Part, list[Node]] = {part: [] for part in Part}
        for node in walk(self.document):
            nodes[node.part].append(node)
        return nodes

    @cached_property
    def operations(self) -> list[Operation]:
        """The operations under `paths`."""
        return list(operations(self.document))

    @cached_property
    def references(self) -> list[tuple[str, str]]:
        """Every `$ref`: the place where it stands and its target."""
        return [
            (node.pointer, reference)
            for nodes in self.nodes.values()
            for node in nodes
            if isinstance(reference := node.value.get("$ref"), str)
        ]

    @property
    def is_3_0(self) -> bool:
        """Tell whether the document follows 3.0, whose schemas are not JSON Schema."""
        return str(self.document.get("openapi", "")).startswith("3.0")

    def target(self, reference: str) -> object:
        """Give what a reference inside the document leads to. Raises LookupError where there is nothing."""
        return pointers.resolve(self.document, unquote(reference.removeprefix("#")))

    def resolve(self, value: object) -> dict[str, Any]:
        """Give the object that a value is or refers to; an empty one where there is none."""
        seen = set()
        while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
            if not reference.startswith("#") or reference in seen:
                return {}
            seen.add(reference)
            try:
                value = self.target(reference)
            except LookupError:
                return {}
        return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """Give a value that should be a list, or an empty one: what is no list is for the standard's rules to tell."""
    return value if isinstance(value, list) else []


def as_dict(value: object) -> dict[str, Any]:
    """Give a value that should be an object, or an empty one: what is none is for the standard's rules to tell."""
    return value if isinstance(value, dict) else {}
