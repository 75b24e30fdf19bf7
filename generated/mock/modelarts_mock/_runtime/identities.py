# Copied from apiscribe; do not edit.
"""The ids of new things: always the same ones for a seed, in a form that the document accepts."""

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from .parameters import types_of
from .samples import resolve
from .service import Service
from .views import Shape, steps_of

if TYPE_CHECKING:
    from .things import Resource

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ISSUED = 100_000
"""The first id that is a number, so that nobody takes it for a count."""


def _as_uuid(digest: bytes, number: int, name: str) -> str:
    text = digest[:16].hex()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:]}"


def _as_hex(digest: bytes, number: int, name: str) -> str:
    return digest[:16].hex()


def _as_letters(length: int) -> Callable[[bytes, int, str], str]:
    def form(digest: bytes, number: int, name: str) -> str:
        value, letters = int.from_bytes(digest * 2), ""
        for _ in range(length):
            value, rest = divmod(value, len(_LETTERS))
            letters += _LETTERS[rest]
        return letters

    return form


def _as_name(digest: bytes, number: int, name: str) -> str:
    return f"{name}-{digest[:4].hex()}"


def _as_number(digest: bytes, number: int, name: str) -> str:
    return str(_ISSUED + number)


class Identities:
    """Gives ids."""

    def __init__(self, service: Service, seed: int) -> None:
        self._service = service
        self._seed = seed
        self._forms: dict[str, Callable[[bytes, int, str], str]] = {}

    def make(self, resource: "Resource", number: int) -> str:
        """Give the id of the thing with a number, another one for every number."""
        digest = hashlib.sha256(f"{self._seed} {number} {resource.name}".encode()).digest()
        form = self._forms.get(resource.name)
        if form is None:
            form = self._forms[resource.name] = self._form(resource)
        return form(digest, number, resource.key.rpartition("_")[0] or resource.key)

    def _form(self, resource: "Resource") -> Callable[[bytes, int, str], str]:
        """Give the first form of ids that every schema of the id accepts."""
        shapes = [shape for shape in self._shapes(resource) if shape is not None]
        if any("integer" in types_of(shape.node) or "number" in types_of(shape.node) for shape in shapes):
            return _as_number
        forms = [_as_uuid, _as_hex, *map(_as_letters, (16, 22, 8)), _as_name, _as_number]
        if resource.key.endswith("name"):
            forms.insert(0, _as_name)
        probe = hashlib.sha256(b"probe").digest()
        name = resource.key.rpartition("_")[0] or resource.key
        return next((f for f in forms if all(s.accepts(f(probe, 1, name)) for s in shapes)), _as_uuid)

    def _shapes(self, resource: "Resource") -> list[Shape | None]:
        schemas = self._service.schemas
        found: list[Shape | None] = []
        places = (
            (resource.item, resource.item_status, steps_of(resource.item_at)),
            (resource.listed, resource.listed_status, (*steps_of(resource.items), "0")),
        )
        for line, status, start in places:
            if not line:
                continue
            operation = self._service.operation(*line.split(" ", 1))
            whole = schemas.shape(operation.documented(status).schema or {})
            found += [whole.at([*start, *steps_of(pointer)]) for pointer in resource.ids]
            for node in operation.spec.get("parameters") or ():
                stated = resolve(self._service.document, node)
                if isinstance(stated, Mapping) and (stated.get("in"), stated.get("name")) == ("path", resource.key):
                    found.append(schemas.shape(stated.get("schema", {})))
        return found
