# Copied from apiscribe; do not edit.
"""Who sends a request: a token, or an access key whose signature is verified for real."""

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from .signing import ALGORITHM, DATE_FORMAT, UNSIGNED_PAYLOAD, authorization, canonical_path, canonical_query
from .tokens import Tokens

SIGNATURES_LIVE = 900
"""Seconds that the date of a signature may be off."""

_AUTHORIZATION = re.compile(
    rf"{ALGORITHM}\s+Access=(?P<access>[^\s,]+),\s*SignedHeaders=(?P<names>[^\s,]+),\s*Signature=(?P<signature>[0-9a-f]+)"
)
_DATE_HEADER = "x-sdk-date"
_HASH_HEADER = "x-sdk-content-sha256"
_TOKEN_HEADER = "x-security-token"  # noqa: S105 - the name of a header
_SCOPES = ("x-project-id", "x-domain-id")


@dataclass(frozen=True, slots=True)
class Key:
    """The secret of an access key, and the security token that a temporary one comes with."""

    secret: str = field(repr=False)
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Signed:
    """What of a request is signed. `path` is as it came, still encoded; names of headers are lower-case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Signature:
    """What an `Authorization` header says: the access key, the headers that are covered, the signature itself."""

    access: str
    names: tuple[str, ...]
    value: str


def signature_of(header: str) -> Signature | None:
    """Read an `Authorization` header, None where it is no signature."""
    match = _AUTHORIZATION.fullmatch(header.strip())
    return Signature(match["access"], tuple(match["names"].split(";")), match["signature"]) if match else None


def read_keys(texts: Sequence[str]) -> dict[str, Key]:
    """Read pairs `AK:SK`, of temporary keys `AK:SK:TOKEN`. ValueError tells of anything else, without showing it."""
    keys = {}
    for text in texts:
        access, _, rest = text.partition(":")
        secret, _, token = rest.partition(":")
        if not access or not secret or re.search(r"[\s,]", access):
            raise ValueError("an access key is written AK:SK, a temporary one AK:SK:TOKEN")
        keys[access] = Key(secret, token)
    return keys


class Signatures:
    """The access keys, and what is wrong with a signature by one of them. They go by the clock of the machine."""

    def __init__(self, keys: Mapping[str, Key], now: Callable[[], float] = time.time) -> None:
        self._keys = keys
        self._now = now

    def problem(self, request: Signed) -> str:
        """Say what is wrong with the signature of a request; empty for nothing."""
        headers = request.headers
        found = signature_of(headers.get("authorization", ""))
        if not found:
            return f"the Authorization header is no signature: {ALGORITHM} Access=…, SignedHeaders=…, Signature=…"
        key = self._keys.get(found.access)
        if key is None:
            return f"the access key (AK) {found.access[:80]} does not exist here"
        names = found.names
        if problem := self._date_problem(headers, names) or _parts_problem(request, names, key):
            return problem
        expected = authorization(
            method=request.method,
            path=request.path,
            query=parse_qsl(request.query, keep_blank_values=True),
            headers={name: headers[name] for name in names},
            body=request.body,
            access_key=found.access,
            secret_key=key.secret,
        )
        if hmac.compare_digest(expected.rpartition("=")[2], found.value):
            return ""
        return f"the signature is not the one made here of {_canonical(request, names)}"

    def _date_problem(self, headers: Mapping[str, str], names: Sequence[str]) -> str:
        if _DATE_HEADER not in names:
            return "the signature does not cover X-Sdk-Date"
        try:
            parsed = time.strptime(headers.get(_DATE_HEADER, ""), DATE_FORMAT)
        except ValueError:
            return "the signature needs X-Sdk-Date as YYYYMMDDTHHMMSSZ"
        now = self._now()
        off = round(_seconds(parsed) - now)
        if abs(off) <= SIGNATURES_LIVE:
            return ""
        side = "behind" if off < 0 else "ahead of"
        here = time.strftime(DATE_FORMAT, time.gmtime(now))
        return (
            f"the date of the signature is {abs(off)} seconds {side} the clock here ({here}); "
            f"{SIGNATURES_LIVE} are allowed"
        )


def _seconds(parsed: time.struct_time) -> float:
    from calendar import timegm

    return timegm(parsed)


def _parts_problem(request: Signed, names: Sequence[str], key: Key) -> str:
    """Say what is missing or not covered, before anything is computed."""
    headers = request.headers
    if missing := [name for name in names if name not in headers]:
        return f"the signature covers {missing[0][:80]}, which is not among the headers"
    if bare := [name for name in (*_SCOPES, _TOKEN_HEADER, _HASH_HEADER) if name in headers and name not in names]:
        return f"the signature does not cover {bare[0]}"
    if not hmac.compare_digest(headers.get(_TOKEN_HEADER, "").encode(), key.token.encode()):
        has = "another one" if key.token else "none"
        return f"the signature needs the {_TOKEN_HEADER} of its access key, which has {has}"
    stated = headers.get(_HASH_HEADER, UNSIGNED_PAYLOAD)
    if stated != UNSIGNED_PAYLOAD and not hmac.compare_digest(
        stated.encode(), hashlib.sha256(request.body).hexdigest().encode()
    ):
        return f"the signature covers an {_HASH_HEADER} that is not the hash of the body"
    return ""


def _canonical(request: Signed, names: Sequence[str]) -> str:
    query = canonical_query(parse_qsl(request.query, keep_blank_values=True))
    hashed = request.headers.get(_HASH_HEADER) or hashlib.sha256(request.body).hexdigest()
    parts = (request.method, canonical_path(request.path), query, ";".join(names), hashed)
    return " | ".join(part[:300] for part in parts)


@dataclass(frozen=True, slots=True)
class Schemes:
    """The ways in which an operation lets itself be called; each is enough."""

    tokens: tuple[str, ...] = ()
    signed: bool = False
    open: bool = False


class Authentication:
    """Decides who may call what."""

    def __init__(self, document: Mapping[str, Any], tokens: Tokens, signatures: Signatures) -> None:
        self._tokens = tokens
        self._signatures = signatures
        components = document.get("components")
        schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
        self._schemes: Mapping[str, Any] = schemes if isinstance(schemes, Mapping) else {}
        self._default = document.get("security")

    def schemes(self, operation: Mapping[str, Any]) -> Schemes:
        """Give what an operation of the document asks for. Schemes that cannot be verified here ask for nothing."""
        security = operation.get("security", self._default)
        alternatives = [x for x in security if isinstance(x, Mapping)] if isinstance(security, list) else []
        headers: list[str] = []
        signed = False
        for name in {name: None for alternative in alternatives for name in alternative}:
            scheme = self._schemes.get(name)
            if not isinstance(scheme, Mapping) or scheme.get("type") != "apiKey" or scheme.get("in") != "header":
                continue
            header = str(scheme.get("name")).lower()
            if header == "authorization":
                signed = True
            else:
                headers.append(header)
        return Schemes(tuple(headers), signed, not (headers or signed) or {} in alternatives)

    def problem(self, schemes: Schemes, request: Signed) -> str:
        """Say why a request may not do what it asks for; empty where it may."""
        if schemes.open:
            return ""
        for header in schemes.tokens:
            if token := request.headers.get(header):
                return self._tokens.problem(token)
        if schemes.signed and "authorization" in request.headers:
            return self._signatures.problem(request)
        wanted = [*schemes.tokens, *(["authorization"] if schemes.signed else [])]
        return f"the request is not authenticated: it has no {' and no '.join(wanted)} header"
