"""The plan of the samples: every word decided. Templates print it and decide nothing."""

from dataclasses import dataclass
from typing import Any

from generator.identifiers import PythonIdentifier
from generator.samples.shell import Variable, Word

Option = tuple[str, Word]
"""A flag of curl and its argument."""


@dataclass(frozen=True, slots=True)
class CurlSample:
    """A call of curl. `settings` are variables that a reader may change, `verb` what curl is told of the method."""

    settings: tuple[tuple[PythonIdentifier, str], ...]
    verb: str
    url: Word
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class SignedSample:
    """A script that signs a request and calls curl.

    `uri` is the path and `query` the query, both in the form that is signed, `slash` what the signature has behind the
    path; `lines` are the headers as they are signed, of these names. `body` is None where there is none, `payload`
    what stands for its hash, empty for the hash itself.
    """

    settings: tuple[tuple[PythonIdentifier, str], ...]
    secret_key: Variable
    authorization: Word
    scheme: str
    host: Word
    method: str
    uri: Word
    slash: str
    query: str
    names: str
    lines: tuple[Word, ...]
    body: str | None
    payload: str
    verb: str
    options: tuple[Option, ...]

    @property
    def signed_query(self) -> Word:
        """The query where it is signed: its variable, where there is one."""
        return (Variable("query"),) if self.query else ("",)


@dataclass(frozen=True, slots=True)
class Secret:
    """The value of a variable of the environment, with a text before and after it."""

    variable: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What a class of ours or of httpx makes of secrets."""

    call: str
    arguments: tuple[Secret, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A text that is sent as bytes."""

    text: str


@dataclass(frozen=True, slots=True)
class PythonSample:
    """A call of the generated client. `client` and `arguments` are keywords with JSON values, or with what is none:
    Secret, Made, Content. `answers`: the call gives something."""

    package: str
    imports: tuple[str, ...]
    modules: tuple[str, ...]
    class_name: str
    client: tuple[tuple[str, Any], ...]
    method: str
    arguments: tuple[tuple[str, Any], ...]
    answers: bool
