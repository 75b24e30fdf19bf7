"""What a sample sends of credentials: the security schemes of one way to call an operation, with names for secrets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from generator.identifiers import distinct_names
from generator.planning.document import Document, object_of, text_of
from generator.planning.service import plan_service
from generator.samples.shell import environment_name
from spec.rules.contract import Contract
from spec.security import is_header_name, is_signature

_SECRETS = frozenset({"ak", "sk", "security_token"})
SERVER = "SERVER"
"""The variable for a server that the document does not name."""

_PLACES = ("header", "query", "cookie")


class Kind(StrEnum):
    """How a secret is sent."""

    SIGNATURE = "signature"
    HEADER = "header"
    QUERY = "query"
    COOKIE = "cookie"
    BEARER = "bearer"
    BASIC = "basic"


@dataclass(frozen=True, slots=True)
class Credential:
    """One security scheme as samples show it. `name` is that of the header, parameter or cookie, `variables` are those
    of the environment that hold the secrets: one, or the two of a signature and of a password with its user."""

    kind: Kind
    name: str
    variables: tuple[str, ...]


class Credentials:
    """The security schemes of a document, as far as samples can show them; `asked` are the names of what else a reader
    must know, of the project say."""

    def __init__(self, document: Document, asked: Iterable[str]) -> None:
        schemes = object_of(object_of(document.root.get("components")).get("securitySchemes"))
        contract = Contract(dict(document.root))
        service = plan_service(document.root)
        self.environment: Mapping[str, str] = next(
            (family for family in service.environments if {"ak", "sk"} <= family.keys()), {}
        )
        """What the variables of the first family of the document are called, by what they hold."""
        names = distinct_names(schemes, environment_name, (SERVER, *self.environment.values()))
        known = {name: self.environment[name] for name in self.environment.keys() - _SECRETS}
        taken = (SERVER, *self.environment.values(), *names.values())
        self.variables: Mapping[str, str] = distinct_names(asked, environment_name, taken) | known
        """What the variables of the environment are called that hold what was asked for."""
        self._known = {name: self._credential(contract.resolve(node), names[name]) for name, node in schemes.items()}

    def ways(self, security: tuple[tuple[str, ...], ...]) -> list[tuple[Credential, ...]]:
        """Give the ways to call an operation that can be shown; without any security, the one without credentials."""
        found = [tuple(self._known[name] for name in way) for way in security]
        return [tuple(filter(None, way)) for way in found if all(way)] if security else [()]

    def _credential(self, node: Mapping[str, Any], variable: str) -> Credential | None:
        kind, name, place = (text_of(node.get(key)) for key in ("type", "name", "in"))
        if kind == "apiKey" and place in _PLACES and is_header_name(name):
            if is_signature(node) and self.environment:
                return Credential(Kind.SIGNATURE, name, (self.environment["ak"], self.environment["sk"]))
            return Credential(Kind(place), name, (variable,))
        if kind == "http" and text_of(node.get("scheme")).lower() == "basic":
            return Credential(Kind.BASIC, "Authorization", (f"{variable}_USER", f"{variable}_PASSWORD"))
        bearer = kind in ("oauth2", "openIdConnect") or text_of(node.get("scheme")).lower() == "bearer"
        return Credential(Kind.BEARER, "Authorization", (variable,)) if bearer else None
