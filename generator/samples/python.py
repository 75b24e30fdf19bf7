"""A request as a call of the generated client: its methods and keywords, under the names that the client has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.filters import pyrepr
from generator.identifiers import PythonIdentifier
from generator.plan import Argument, BodyStyle, Method, Place, ServerVariable
from generator.samples.credentials import SERVER, Credential, Kind
from generator.samples.curl import NotShownError, Shell, is_absolute, is_file, is_multipart, written_body
from generator.samples.plan import Content, Made, PythonSample, Secret
from generator.settings import Settings
from spec.samples import SampleBody, SampleParameter
from spec.samples.shown import PLACEHOLDER
from spec.samples.styles import text_of

_TOKEN = "x-auth-token"  # noqa: S105 - the name of the header that the client's `Token` sets
_ENVIRONMENT = "os"


@dataclass(frozen=True, slots=True)
class _Sent:
    """What sends credentials: keywords of the client, what they import, and parameters of the query. `auth`: the client
    has what it signs with, or sends as a token."""

    auth: bool
    client: tuple[tuple[str, Any], ...]
    imports: frozenset[str]
    query: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Calls:
    """What all samples of a client share: its names, the arguments that it takes itself, and where these come from.

    `environment` is empty where the client looks for no credentials of its own; `names` are the variables for what a
    reader must know beside them.
    """

    settings: Settings
    scope: Mapping[str, Argument]
    variables: tuple[ServerVariable, ...]
    environment: Mapping[str, str]
    names: Mapping[str, str]
    server: str

    def sample(self, shell: Shell, way: Sequence[Credential], trail: Sequence[str], method: Method) -> PythonSample:
        """Give the call of a method. Raises NotShownError where the request lacks what the method needs."""
        shell.headers()  # what no header and no path can hold, the client cannot send either
        shell.path("")
        client = [*self._server(shell), *self._scope(method)]
        sent = _sent(way)
        client += sent.client
        if self.environment and not sent.auth:
            client.append(("auth", None))
        arguments = self._arguments(shell, method, sent.query)
        return PythonSample(
            package=self.settings.package,
            imports=tuple(sorted({self.settings.class_name, *sent.imports})),
            modules=tuple(sorted(_modules([*client, *arguments]))),
            class_name=self.settings.class_name,
            client=tuple(client),
            method=".".join(("client", *trail, method.name)),
            arguments=tuple(arguments),
            answers=method.result.text != "None",
        )

    def _server(self, shell: Shell) -> list[tuple[str, Any]]:
        """Give what the client must be told of its server."""
        server = shell.request.server
        if not is_absolute(server.url):
            return [("base_url", Secret(SERVER, "https://", shell.server()[2]))]
        if server.url != self.server:
            filled = {name: self.names[name] if value is None else value for name, value in server.variables}
            return [("base_url", PLACEHOLDER.sub(lambda match: filled[match[1]], server.url))]
        given = dict(server.variables)
        values = [given.get(variable.json_name) for variable in self.variables]
        return [
            (variable.name, Secret(self.names[variable.json_name]) if value is None else value)
            for variable, value in zip(self.variables, values, strict=True)
        ]

    def _scope(self, method: Method) -> list[tuple[str, Any]]:
        """Give what paths take from the client, unless the client finds it beside its credentials."""
        found = [self.scope[argument.json_name] for argument in method.scope]
        return [
            (argument.name, Secret(self.names[argument.json_name]))
            for argument in found
            if argument.json_name not in self.environment
        ]

    def _arguments(self, shell: Shell, method: Method, query: dict[str, Any]) -> list[tuple[str, Any]]:
        """Give the keywords of the call; what no argument is there for goes by `extra_query` and `extra_body`."""
        known = {(a.place, a.json_name): a for a in (*method.positional, *method.keywords)}
        scope = {argument.json_name for argument in method.scope}
        found: dict[str, Any] = {}
        for parameter in shell.request.parameters:
            argument = known.get((Place(parameter.place), parameter.name))
            if argument and _is_sent_alike(argument, parameter):
                found[argument.name] = parameter.value
            elif argument and parameter.place == "query" and not argument.required:
                query |= dict(parameter.pairs)
            elif not (parameter.place == "path" and parameter.name in scope):
                raise NotShownError(f"the client takes no {parameter.place} parameter {parameter.name!r}")
        extra = {"extra_query": query} if query else {}
        if shell.request.body:
            by_name = {a.json_name: a.name for a in method.body}
            found |= _body(shell.request.body, method.body_style, by_name, sent_empty=method.body_required)
        lacking = [a.json_name for a in known.values() if a.required and a.name not in found]
        if lacking:
            raise NotShownError(f"nothing is given for {lacking[0]!r}, which the client needs")
        return [*found.items(), *extra.items()]


def _is_sent_alike(argument: Argument, parameter: SampleParameter) -> bool:
    """Tell whether the client sends a value as the style of its parameter says; it knows the usual ones."""
    if parameter.place not in ("query", "header"):
        return True
    several = parameter.value if isinstance(parameter.value, list) else [parameter.value]
    if any(isinstance(value, dict | list) for value in several):
        return False
    texts = [text_of(value) for value in several]
    if argument.joined or parameter.place == "header":
        texts = [",".join(texts)]
    return parameter.pairs == tuple((parameter.name, text) for text in texts)


def _sent(way: Sequence[Credential]) -> _Sent:
    """Give what sends the credentials of one way to call an operation; the client finds an access key itself."""
    auth: list[Made] = []
    headers: dict[str, Any] = {}
    query: dict[str, Any] = {}
    for one in way:
        secret = Secret(one.variables[0])
        match one.kind:
            case Kind.BASIC:
                auth.append(Made("httpx.BasicAuth", tuple(map(Secret, one.variables))))
            case Kind.HEADER if one.name.lower() == _TOKEN:
                auth.append(Made("Token", (secret,)))
            case Kind.HEADER:
                headers[one.name] = secret
            case Kind.BEARER:
                headers[one.name] = Secret(one.variables[0], "Bearer ")
            case Kind.COOKIE:
                headers["Cookie"] = Secret(one.variables[0], f"{one.name}=")
            case Kind.QUERY:
                query[one.name] = secret
    signed = any(one.kind is Kind.SIGNATURE for one in way)
    client: list[tuple[str, Any]] = [("auth", made) for made in auth[:1]]
    if headers:
        client.append(("headers", headers))
    imports = frozenset(made.call for made in auth if "." not in made.call)
    return _Sent(bool(auth) or signed, tuple(client), imports, query)


def _body(body: SampleBody, style: BodyStyle, names: Mapping[str, str], *, sent_empty: bool) -> dict[str, Any]:
    """Give the keywords that say what the body is; `names` are those of its properties. `sent_empty`: the client sends
    a body where no keyword is given."""
    if style is BodyStyle.CONTENT:
        if is_multipart(body) or is_file(body):
            raise NotShownError(f"the client takes {body.media_type!r} as bytes alone")
        return {"content": Content(written_body(body))}
    if style is BodyStyle.WHOLE:
        return {"body": body.value}
    if not isinstance(body.value, dict):
        return {"extra_body": body.value}
    found = {names[name]: value for name, value in body.value.items() if name in names}
    extra = {name: value for name, value in body.value.items() if name not in names}
    return {**found, "extra_body": extra} if extra or not (found or sent_empty) else found


def _modules(values: Sequence[tuple[str, Any]]) -> set[str]:
    """Give the modules that values are written with."""
    found: set[str] = set()
    for _, value in values:
        inner = list(value.values()) if isinstance(value, dict) else [value]
        for item in inner:
            if isinstance(item, Made) and "." in item.call:
                found.add(item.call.partition(".")[0])
            if isinstance(item, Secret | Made):
                found.add(_ENVIRONMENT)
    return found


def keywords(arguments: Sequence[tuple[str, Any]]) -> str:
    """Give the keywords of a call as Python text."""
    return ", ".join(f"{PythonIdentifier(name)}={_expression(value)}" for name, value in arguments)


def _expression(value: Any) -> str:
    """Give the expression for a value: a literal, or what reads a secret from the environment."""
    match value:
        case Secret(variable, before, after):
            parts = [f"os.environ[{pyrepr(variable)}]"]
            parts = [*([pyrepr(before)] if before else []), *parts, *([pyrepr(after)] if after else [])]
            return " + ".join(parts)
        case Made(call, arguments):
            return f"{call}({', '.join(map(_expression, arguments))})"
        case Content(text):
            return f"{pyrepr(text)}.encode()"
        case dict() if any(isinstance(item, Secret) for item in value.values()):
            return f"{{{', '.join(f'{pyrepr(key)}: {_expression(item)}' for key, item in value.items())}}}"
    return pyrepr(value)
