"""The document's security as Postman sends it: one scheme as the authorization of a request, others beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spec.postman.texts import use
from spec.postman.variables import Variables
from spec.rules.contract import Contract, as_dict, as_list
from spec.security import is_header_name, is_signature

JsonObject = dict[str, Any]
Way = tuple[str, ...]
NO_AUTH: JsonObject = {"type": "noauth"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """One security scheme. `place` and `name` say where it stands, `value` what is there, with variables for secrets;
    `auth` is the same as an authorization of Postman."""

    place: str
    name: str
    value: str
    auth: JsonObject


class Security:
    """The security schemes of a document, with a variable for each secret."""

    def __init__(self, contract: Contract, variables: Variables) -> None:
        nodes = as_dict(as_dict(contract.document.get("components")).get("securitySchemes"))
        schemes = {name: contract.resolve(node) for name, node in nodes.items()}
        self._signatures = {name for name, node in schemes.items() if is_signature(node)}
        self.signs = bool(self._signatures)
        """Whether a request may be signed."""
        if self.signs:
            variables.add_signing()
        made = {n: _scheme(n, node, variables) for n, node in schemes.items() if n not in self._signatures}
        self._schemes: Mapping[str, Scheme] = {name: scheme for name, scheme in made.items() if scheme}
        stated = [tuple(way) for way in as_list(contract.document.get("security")) if isinstance(way, dict)]
        self.usual = self.of(tuple(way for way in stated if all(name in schemes for name in way)))[0]
        """The authorization of the collection: that of the document."""

    def own(self, ways: tuple[Way, ...]) -> JsonObject | None:
        """Give the authorization that a request has for itself, None where it takes that of the collection.

        The script that signs leaves a request alone that has its own.
        """
        auth = self.of(ways)[0]
        if any(set(way) & self._signatures for way in ways):
            return auth if auth not in (self.usual, NO_AUTH) else None
        return auth if self.signs or auth != self.usual else None

    def of(self, ways: tuple[Way, ...]) -> tuple[JsonObject, tuple[Scheme, ...]]:
        """Give the authorization of a request that may be made in these ways, and the schemes beside it: those of the
        first way that can be shown and is no signature."""
        for way in ways:
            if all(name in self._schemes for name in way):
                # a password has no text that could stand beside another scheme: it comes first
                schemes = sorted((self._schemes[name] for name in way), key=lambda scheme: bool(scheme.value))
                return (schemes[0].auth, tuple(schemes[1:])) if schemes else (NO_AUTH, ())
        return NO_AUTH, ()


def _scheme(name: str, node: JsonObject, variables: Variables) -> Scheme | None:
    kind, wanted = node.get("type"), name[:1].lower() + name[1:]
    if kind == "apiKey":
        return _api_key(wanted, str(node.get("in")), str(node.get("name")), variables)
    words = str(node.get("scheme")).lower()
    if kind == "http" and words == "basic":
        user = variables.add(f"{wanted}_username", "", "The name of a user.")
        password = variables.add(f"{wanted}_password", "", "The password of that user.")
        auth = _auth("basic", username=use(user), password=use(password))
        return Scheme("header", "Authorization", "", auth)
    if kind in ("oauth2", "openIdConnect") or (kind == "http" and words == "bearer"):
        token = use(variables.add(wanted, "", "An access token."))
        return Scheme("header", "Authorization", f"Bearer {token}", _auth("bearer", token=token))
    return None


def _api_key(wanted: str, place: str, name: str, variables: Variables) -> Scheme | None:
    if place not in ("header", "query", "cookie") or not is_header_name(name):
        return None
    value = use(variables.add(wanted, "", f"What the {place} `{name}` holds."))
    sent = ("Cookie", f"{name}={value}", "header") if place == "cookie" else (name, value, place)
    return Scheme(place, name, value, _auth("apikey", key=sent[0], value=sent[1], **{"in": sent[2]}))


def _auth(kind: str, **values: str) -> JsonObject:
    return {"type": kind, kind: [{"key": key, "value": value, "type": "string"} for key, value in values.items()]}
