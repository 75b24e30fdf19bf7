"""The plan of the gateways to files: by templates where people read them, else as JSON."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.filters import comment, markdown
from generator.gateway.documents import apig_documents, aws_document, krakend_document
from generator.gateway.notes import NOTES
from generator.gateway.paths import TRICK
from generator.gateway.plan import Credential, GatewayPlan, Guard
from generator.output import OutputFile
from generator.render import document_text

_TEMPLATES = Path(__file__).parents[1] / "templates"
_FILES = {
    "kong": ("kong.yaml",),
    "apisix": ("apisix.yaml", "config.yaml"),
    "envoy": ("envoy.yaml", "routes.yaml"),
    "nginx": ("nginx.conf", "routes.conf", "upstream.conf"),
    "haproxy": ("haproxy.cfg", "routes.map", "operations.map", "methods.map"),
    "caddy": ("Caddyfile", "routes.caddy"),
    "traefik": ("traefik.yaml", "routes.yaml"),
}
_DOCUMENTS: dict[str, Callable[[GatewayPlan], Mapping[str, Any]]] = {
    "krakend": lambda plan: {"krakend.json": krakend_document(plan)},
    "aws": lambda plan: {"openapi.json": aws_document(plan)},
    "apig": apig_documents,
}
_GO_VARIABLE = '{{ env "%(name)s" | default "%(default)s" }}'
_DECK_HOST = '${{ env "DECK_UPSTREAM_HOST" }}'


def yaml_text(value: str) -> str:
    """Give a text of one line as a scalar in single quotes, in which YAML knows no escape but the quote itself."""
    if not value.isprintable():
        raise ValueError(f"not a text of one line: {value[:80]!r}")
    return "'" + value.replace("'", "''") + "'"


def traefik_methods(methods: Sequence[str]) -> str:
    """Give the rule that one of the methods fulfils."""
    return " || ".join(f"Method(`{method}`)" for method in methods)


def traefik_absent(guard: Guard) -> str:
    """Give the rule that a request without any of the guard's credentials fulfils."""
    return " && ".join(
        f"!HeaderRegexp(`{one.header}`, `{one.regex}`)" if one.header else f"!QueryRegexp(`{one.name}`, `.`)"
        for one in guard.absent
    )


def nginx_variable(credential: Credential) -> str:
    """Give the name of the variable that holds where a credential stands."""
    return f"http_{credential.header.lower().replace('-', '_')}" if credential.header else "args"


def caddy_placeholder(credential: Credential) -> str:
    """Give the placeholder that stands for where a credential stands."""
    return f"{{http.request.header.{credential.header}}}" if credential.header else "{http.request.uri.query}"


def lacks_pattern(credentials: Sequence[Credential], absent: Sequence[Credential]) -> str:
    """Give an expression for a row of digits, 1 for each credential that came: no 1 for those that are absent."""
    return "".join("0" if one in absent else "." for one in credentials)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the output is configuration; nothing of a document reaches it as it is
    )
    environment.filters |= {
        "yaml": yaml_text, "traefik_methods": traefik_methods, "markdown": markdown, "comment": comment,
        "traefik_absent": traefik_absent, "nginx_variable": nginx_variable, "lacks": lacks_pattern,
        "caddy_placeholder": caddy_placeholder,
    }  # fmt: skip
    return environment


def render_gateway(plan: GatewayPlan, name: str, folder: str = "") -> Iterator[OutputFile]:
    """Give the files of one gateway, below `folder`."""
    count = len(plan.routes)
    longest = max((len(f"{method} {route.shape}") for route in plan.routes for method in route.methods), default=0)
    values: dict[str, Any] = {
        "plan": plan,
        "s": plan.settings,
        "trick": TRICK,
        "priorities": {route.shape: 3 * (count - at) for at, route in enumerate(plan.routes)},
        "bucket": _power_of_two(longest + 32),
        "hash_size": _power_of_two(4 * max(plan.operations, count, 512)),
        "go_variable": _GO_VARIABLE,
        "deck_host": _DECK_HOST,
    }
    more = ("access.map",) if name == "haproxy" and plan.accesses else ()
    for file in (*_FILES.get(name, ()), *more):
        text = _environment().get_template(f"gateway/{name}/{file}.jinja").render(values)
        yield OutputFile(folder + file, text)
    documents = _DOCUMENTS[name](plan) if name in _DOCUMENTS else {}
    for file, document in documents.items():
        yield OutputFile(folder + file, document_text(document))
    readme = _environment().get_template("gateway/README.md.jinja").render(values, note=NOTES[name])
    yield OutputFile(f"{folder}README.md", readme)


def _power_of_two(least: int) -> int:
    size = 64
    while size < least:
        size *= 2
    return size
