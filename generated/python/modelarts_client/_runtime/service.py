# Copied from apiscribe; do not edit.
"""What the document says about the service as a whole, beside its operations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Profile:
    """The file in which the vendor's tools keep credentials: its usual place, the variable that names another one."""

    path: str
    variable: str
    section: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What a refusal with this code, and with all of the words in its message, usually comes from."""

    code: str
    words: Sequence[str]
    text: str


@dataclass(frozen=True, slots=True)
class ServiceDescription:
    """The address, with the defaults of its variables; where tokens come from; where credentials are looked for.

    `environments` are families of environment variables, each from what it holds to the name of the variable.
    """

    server: str = ""
    variables: Mapping[str, str | None] = field(default_factory=dict)
    token_url: str = ""
    environments: Sequence[Mapping[str, str]] = ()
    profile: Profile | None = None
    hints: Sequence[Hint] = ()


def fill_variables(template: str, variables: Mapping[str, str | None]) -> str:
    """Put the variables into an address. One that lacks a value raises ValueError."""
    for name, value in variables.items():
        mark = "{" + name + "}"
        if mark in template:
            if not value:
                raise ValueError(f"give {name!r} or base_url: the server is {template}")
            template = template.replace(mark, value)
    return template


def server_url(template: str, variables: Mapping[str, str | None], base_url: str | None) -> str:
    """Give the address of the server, without a slash at its end. One that lacks a value raises ValueError."""
    url = fill_variables(template, variables) if base_url is None else base_url
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"not an address of a server: {url!r}; give base_url")
    return url.rstrip("/")
