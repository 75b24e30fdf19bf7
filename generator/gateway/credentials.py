"""The document's security as gateways can check it: of which credentials a request must carry some, by operation.

A gateway sees that a header, a query parameter or a cookie came, and not what it is worth: that the service checks.
"""

import re
from collections import Counter
from collections.abc import Mapping
from itertools import product
from math import prod

from generator.gateway.plan import Access, Credential
from generator.gateway.refusals import GatewayRefusedError, Refusal
from generator.planning.document import Document, JsonObject, Operation, object_of, pointer_of, text_of

_NAMES = {
    "header": re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII),
    "query": re.compile(r"[A-Za-z0-9_.-]{1,200}", re.ASCII),
    "cookie": re.compile(r"[A-Za-z0-9_.-]{1,200}", re.ASCII),
}
_OF_THE_CONNECTION = frozenset({
    "connection", "content-length", "expect", "host", "keep-alive", "proxy-authenticate", "proxy-authorization",
    "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip
_IN_AUTHORIZATION = frozenset({"http", "oauth2", "openIdConnect"})
_TOO_MANY = "its security has too many alternatives of several schemes"
MAX_LACKS = 16
"""How many ways there may be to lack what an operation asks for: each is a rule of its own."""
MAX_CREDENTIALS = 64
"""How many different ones a document may ask for: configurations hold a digit for each in every rule."""


def accesses_of(document: Document, operations: list[Operation]) -> Mapping[str, Access]:
    """Give what each operation asks of a request, by the operation's pointer. Those that ask for the same share one
    `Access`; the one that most operations share has the number 1, and what asks for nothing is without a rule.

    Raises GatewayRefusedError (GAT004) for credentials that no gateway can look for.
    """
    schemes = object_of(object_of(document.root.get("components")).get("securitySchemes"))
    refusals: dict[str, Refusal] = {}
    found: dict[str, tuple[tuple[Credential, ...], ...]] = {}
    asked: set[Credential] = set()
    for operation in operations:
        try:
            stated = operation.spec.get("security", document.root.get("security", []))
            found[operation.pointer] = _lacks(document, schemes, stated)
        except ValueError as error:
            refusals.setdefault(str(error), _refusal(str(error), operation))
        asked |= {one for lacks in found.get(operation.pointer, ()) for one in lacks}
        if len(asked) > MAX_CREDENTIALS:
            rule = f"the operations up to this one ask for more than {MAX_CREDENTIALS} different credentials"
            refusals.setdefault(rule, _refusal(rule, operation))
            break
    if refusals:
        raise GatewayRefusedError(*refusals.values())
    numbers = {lacks: at for at, (lacks, _) in enumerate(Counter(filter(None, found.values())).most_common(), 1)}
    return {pointer: Access(numbers.get(lacks, 0), lacks) for pointer, lacks in found.items()}


def _lacks(document: Document, schemes: JsonObject, requirements: object) -> tuple[tuple[Credential, ...], ...]:
    """Give every set of credentials all of which a refused request lacks: one of each alternative."""
    if not isinstance(requirements, list) or not all(isinstance(one, dict) for one in requirements):
        raise ValueError("its security is no list of objects, so nothing says whether it is open to all")
    alternatives = [
        frozenset(_credential(document, schemes, name) for name in requirement) for requirement in requirements
    ]
    if not alternatives or not all(alternatives):
        return ()
    if prod(map(len, alternatives)) > MAX_LACKS**2:
        raise ValueError(_TOO_MANY)
    sets = {frozenset(picked) for picked in product(*alternatives)}
    least = [one for one in sets if not any(other < one for other in sets)]
    if len(least) > MAX_LACKS:
        raise ValueError(_TOO_MANY)
    return tuple(sorted(tuple(sorted(one)) for one in least))


def _credential(document: Document, schemes: JsonObject, name: str) -> Credential:
    scheme, _ = document.follow(schemes.get(name), pointer_of("components", "securitySchemes", name))
    kind, place = text_of(scheme.get("type")), text_of(scheme.get("in"))
    if kind in _IN_AUTHORIZATION:
        return Credential("header", "Authorization")
    if kind != "apiKey" or place not in _NAMES:
        raise ValueError("a security scheme is none that a header, a query parameter or a cookie carries")
    carrier = text_of(scheme.get("name"))
    if not _NAMES[place].fullmatch(carrier):
        signs = "A-Z 0-9 _ -" if place == "header" else "A-Z 0-9 _ - ."
        raise ValueError(f"the name of a security scheme's {place} is too long, or has other signs than {signs}")
    if place == "header" and carrier.lower() in _OF_THE_CONNECTION:
        raise ValueError("a security scheme's header is one that HTTP itself reads")
    return Credential(place, carrier)


def _refusal(rule: str, operation: Operation) -> Refusal:
    return Refusal("GAT004", "", rule, 'set `credentials = "pass"`', operation.id, operation.pointer)
