"""A request that shows how an operation is called, as data: nothing in it is encoded, quoted or secret yet."""

from dataclasses import dataclass
from typing import Any

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SampleServer:
    """Where an operation is: `url` as the document has it, with `{name}` for each of `variables`; `url` is empty where
    the document names no server, and begins with a slash where it is relative to that of the document.

    A variable without a default has None.
    """

    url: str
    variables: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class SampleParameter:
    """One parameter. `place` is the document's `in`, `value` JSON, `pairs` what is sent for it, by its style: names and
    texts, not percent-encoded."""

    name: str
    place: str
    value: Any
    pairs: Pairs


@dataclass(frozen=True, slots=True)
class SampleBody:
    """What is sent. `value` is JSON for JSON, an object for forms, and a text for any other media type.

    `documented`: it is an example of the document, and not made of the schema.
    """

    media_type: str
    value: Any
    documented: bool


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """One request of an operation. `path` is the template as the document has it, `pointer` where the operation stands.

    `security` are the ways in which it may be called, each with the names of the security schemes that it takes; an
    empty way is a call without any, and no ways at all say the same. `refused` says why its own schemas do not take
    it, which is empty unless the document contradicts itself.
    """

    operation_id: str
    pointer: str
    method: str
    path: str
    server: SampleServer
    parameters: tuple[SampleParameter, ...]
    body: SampleBody | None
    security: tuple[tuple[str, ...], ...]
    refused: str = ""

    @property
    def path_values(self) -> dict[str, str]:
        """The text for each placeholder of the path."""
        return {p.name: p.pairs[0][1] for p in self.parameters if p.place == "path"}

    @property
    def query(self) -> Pairs:
        """The pairs of the query string."""
        return self._pairs("query")

    @property
    def headers(self) -> Pairs:
        """The headers, without those of the body and of the credentials."""
        return self._pairs("header")

    @property
    def cookies(self) -> Pairs:
        """The cookies."""
        return self._pairs("cookie")

    def _pairs(self, place: str) -> Pairs:
        return tuple(pair for p in self.parameters if p.place == place for pair in p.pairs)
