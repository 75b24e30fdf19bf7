"""A request as a call of curl, and as a script that signs it first."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote, urlencode

from generator.identifiers import PythonIdentifier, distinct_names
from generator.planning.resources import scope_of
from generator.render import visible_json
from generator.runtime.python.signing import ALGORITHM, UNSIGNED_PAYLOAD, canonical_query
from generator.samples.credentials import SERVER, Credential, Kind
from generator.samples.plan import CurlSample, Option, SignedSample
from generator.samples.shell import Variable, Word, local_name
from spec.samples import SampleBody, SampleRequest
from spec.samples.requests import is_json
from spec.samples.shown import PLACEHOLDER
from spec.samples.styles import text_of
from spec.security import is_header_name

_SCRIPT_NAMES = ("body", "date", "hex", "host", "names", "query", "request", "signature", "uri")
_URL = re.compile(r"(https?)://((?:[A-Za-z0-9._:-]|\{[^{}/?#]*\})+)(/[^?#]*)?", re.ASCII)
_USUAL_PORTS = {"http": ":80", "https": ":443"}
_HOST = re.compile(r"[A-Za-z0-9._:-]+", re.ASCII)
_HOST_AND_PATH = re.compile(r"[A-Za-z0-9._:/-]+", re.ASCII)
_HEADER_VALUE = re.compile(r"[\x20-\x7e]*", re.ASCII)
_PART_NAME = re.compile(r"[^=;\"\\\r\n\0]+")
_IN_PATH = "~:@!$&'()*+,;="
_SIGNED = "~"
_OF_TRANSPORT = frozenset({"content-length", "host", "transfer-encoding"})
_OF_SIGNATURE = "x-sdk-date"
_SIGNED_PAYLOADS = ("application/json", "application/bson")
_LINE = 80
"""Characters of JSON that stand in one line."""


class NotShownError(Exception):
    """A request that no sample can show: the message says what of it."""


@dataclass(frozen=True)
class Shell:
    """One request in the words of a shell; `variables` are those of the environment, by what a reader knows by them."""

    request: SampleRequest
    variables: Mapping[str, str]

    @cached_property
    def names(self) -> dict[str, PythonIdentifier]:
        """The variables of the server's address, by their names in the document."""
        return distinct_names((name for name, _ in self.request.server.variables), local_name, _SCRIPT_NAMES)

    def settings(self, safe: str, in_host: re.Pattern[str]) -> tuple[tuple[PythonIdentifier, str], ...]:
        """Give the variables of the server's address that have a value to begin with: those of the path percent-encoded
        but for what is `safe`, those of the host as they are, which must be `in_host`."""
        match = _URL.fullmatch(self.request.server.url)
        of_host = PLACEHOLDER.findall(match[2]) if match else []
        found = []
        for name, value in self.request.server.variables if match else ():
            if value is None:
                continue
            if name in of_host and not in_host.fullmatch(value):
                raise NotShownError(f"the host of the server cannot have {value!r} for {name!r}")
            found.append((self.names[name], value if name in of_host else _encoded(value, safe)))
        return tuple(found)

    @property
    def verb(self) -> str:
        """What curl is told of the method, which it takes from the rest where it is GET without a body."""
        method, has_body = self.request.method, self.request.body is not None
        if method == "HEAD" and has_body:
            raise NotShownError("curl sends no body with HEAD")
        return " --head" if method == "HEAD" else "" if method == "GET" and not has_body else f" -X {method}"

    def server(self) -> tuple[str, Word, str]:
        """Give the scheme, the host and the path of the server."""
        url = self.request.server.url
        match = _URL.fullmatch(url)
        if not match:
            return "https", (Variable(SERVER, needed=True),), url if url.startswith("/") else ""
        host = match[2].removesuffix(_USUAL_PORTS[match[1]])  # curl leaves that out, and it would be signed
        return match[1], self._filled(host), match[3] or ""

    def _filled(self, text: str, safe: str | None = None) -> Word:
        """Give a part of the server's address with variables for what stands in braces, the rest percent-encoded where
        `safe` says what is not."""
        given = dict(self.request.server.variables)
        parts: list[str | Variable] = []
        for index, part in enumerate(PLACEHOLDER.split(text)):
            if index % 2 == 0:
                parts.append(part if safe is None else _encoded(part, safe))
            else:
                parts.append(self._asked(part) if given[part] is None else Variable(self.names[part]))
        return tuple(parts)

    def path(self, safe: str) -> Word:
        """Give the path, with all but letters, digits and `safe` percent-encoded."""
        scope = scope_of(self.request.path)
        values = self.request.path_values
        parts: list[str | Variable] = [*self._filled(self.server()[2], safe)]
        for index, part in enumerate(PLACEHOLDER.split(self.request.path)):
            if index % 2 == 0:
                parts.append(_encoded(part, safe))
            elif part in scope:
                parts.append(self._asked(part))
            elif values[part] in ("", ".", ".."):
                raise NotShownError(f"path parameter {part!r} cannot be {values[part]!r}")
            else:
                parts.append(quote(values[part], safe="~"))
        return tuple(parts)

    def _asked(self, name: str) -> Variable:
        return Variable(self.variables[name], needed=True)

    def headers(self) -> list[tuple[str, str]]:
        """Give the headers of the operation, its cookies among them, and the media type of what is sent."""
        cookies = "; ".join(f"{name}={quote(value)}" for name, value in self.request.cookies)
        headers = [pair for pair in self.request.headers if pair[0].lower() not in _OF_TRANSPORT]
        headers += [("Cookie", cookies)] if cookies else []
        body = self.request.body
        if body and not is_multipart(body):
            headers.append(("Content-Type", body.media_type))
        for name, value in headers:
            if not is_header_name(name) or not _HEADER_VALUE.fullmatch(value):
                raise NotShownError(f"no header can hold {name!r}")
        return headers

    def data(self) -> list[Option]:
        """Give what curl is told of the body."""
        body = self.request.body
        if body is None:
            return []
        if is_multipart(body):
            return list(_parts(body))
        if is_file(body):
            return [("--data-binary", ("@file",))]
        return [("--data-raw", (written_body(body),))]


def is_absolute(url: str) -> bool:
    """Tell whether the address of a server names a host, in words that are safe in any address."""
    return _URL.fullmatch(url) is not None


def curl_sample(shell: Shell, way: Sequence[Credential]) -> CurlSample:
    """Give a call of curl with the credentials of one way to call the operation. Raises NotShownError."""
    scheme, host, _ = shell.server()
    url: list[str | Variable] = [f"{scheme}://", *host, *shell.path(_IN_PATH)]
    secret: list[Option] = []
    mark = "?"
    if query := shell.request.query:
        url.append("?" + _query(query))
        mark = "&"
    for one in way:
        variables = [Variable(name, needed=True) for name in one.variables]
        match one.kind:
            case Kind.QUERY:
                url += [f"{mark}{quote(one.name, safe='')}=", variables[0]]
                mark = "&"
            case Kind.BASIC:
                secret.append(("-u", (variables[0], ":", variables[1])))
            case Kind.BEARER:
                secret.append(("-H", (f"{one.name}: Bearer ", variables[0])))
            case Kind.HEADER:
                secret.append(("-H", (f"{one.name}: ", variables[0])))
            case Kind.COOKIE:
                secret.append(("-b", (f"{one.name}=", variables[0])))
    options = [*secret, *(("-H", (_header(name, value),)) for name, value in shell.headers()), *shell.data()]
    whole = " -g" if any(one.kind is Kind.QUERY for one in way) else ""  # brackets of a secret are no pattern
    return CurlSample(shell.settings(_IN_PATH, _HOST_AND_PATH), whole + shell.verb, tuple(url), tuple(options))


def signed_sample(shell: Shell, key: Credential) -> SignedSample:
    """Give a script that signs the request with an access key. Raises NotShownError."""
    body = shell.request.body
    scheme, host, _ = shell.server()
    uri = shell.path(_SIGNED)
    last = uri[-1]
    headers = [pair for pair in shell.headers() if pair[0].lower() != _OF_SIGNATURE]
    payload = ""
    if body and not body.media_type.lower().startswith(_SIGNED_PAYLOADS):
        payload = UNSIGNED_PAYLOAD
        headers.append(("X-Sdk-Content-Sha256", payload))
    signed: dict[str, Word] = {name.lower(): (value.strip(),) for name, value in headers if "_" not in name}
    signed |= {"host": (Variable("host"),), _OF_SIGNATURE: (Variable("date"),)}
    options: list[Option] = [("-H", (_header(name, value),)) for name, value in headers]
    inline = body is not None and not is_multipart(body) and not is_file(body)
    access_key, secret_key = (Variable(name, needed=True) for name in key.variables)
    signature = Variable("signature", needed=True)
    authorization = (f"Authorization: {ALGORITHM} Access=", access_key, ", SignedHeaders=", Variable("names"))
    return SignedSample(
        settings=shell.settings(_SIGNED, _HOST),
        secret_key=secret_key,
        authorization=(*authorization, ", Signature=", signature),
        scheme=scheme,
        host=host,
        method=shell.request.method,
        uri=uri,
        slash="" if isinstance(last, str) and last.endswith("/") else "/",
        query=_query(sorted(shell.request.query), canonical=True),
        names=";".join(sorted(signed)),
        lines=tuple((f"{name}:", *signed[name]) for name in sorted(signed)),
        body=written_body(body) if body and inline else None,
        payload=payload,
        verb=shell.verb,
        options=tuple(options if inline else [*options, *shell.data()]),
    )


def _encoded(literal: str, safe: str) -> str:
    """Give what a path says itself in one way of percent-encoding."""
    return "/".join(quote(unquote(segment), safe=safe) for segment in literal.split("/"))


def _query(pairs: Sequence[tuple[str, str]], *, canonical: bool = False) -> str:
    return canonical_query(pairs) if canonical else urlencode(pairs, quote_via=quote, safe="~:,/@")


def _header(name: str, value: str) -> str:
    """Give a header as curl takes it: with a semicolon where it is empty, for a colon would leave it out."""
    return f"{name}: {value}" if value.strip() else f"{name};"


def is_multipart(body: SampleBody) -> bool:
    """Tell whether a body consists of parts, whose border curl makes up."""
    return body.media_type.lower().startswith("multipart/")


def is_file(body: SampleBody) -> bool:
    """Tell whether a body is neither JSON nor a form nor a text: what one has in a file."""
    media_type = body.media_type.partition(";")[0].strip().lower()
    text = is_json(media_type) or media_type.startswith("text/") or media_type.endswith(("/xml", "+xml", "/yaml"))
    return not (text or _is_form(body))


def _is_form(body: SampleBody) -> bool:
    return body.media_type.lower().startswith("application/x-www-form-urlencoded")


def written_body(body: SampleBody) -> str:
    """Give a body as text: JSON of more than a line with one value in each."""
    if is_json(body.media_type):
        text = json.dumps(body.value, ensure_ascii=False)
        return visible_json(text if len(text) <= _LINE else json.dumps(body.value, ensure_ascii=False, indent=2))
    if _is_form(body) and isinstance(body.value, dict):
        return urlencode([(name, text_of(value)) for name, value in body.value.items()], quote_via=quote, safe="~")
    return text_of(body.value)


def _parts(body: SampleBody) -> Iterator[Option]:
    """Yield the parts of a form; a text is sent as it is, whatever it begins with."""
    for name, value in body.value.items() if isinstance(body.value, dict) else ():
        if not _PART_NAME.fullmatch(name):
            raise NotShownError(f"no part of a form can be called {name!r}")
        yield "--form-string", (f"{name}={text_of(value)}",)
