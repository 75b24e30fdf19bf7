"""The second lock on generated TypeScript: whatever the filters let through, foreign code is never written."""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from generator.output import GenerationError, OutputFile

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>/\*(?:[^*]|\*(?!/))*\*/|//[^\n\r\u2028\u2029]*)
    |(?P<string>"(?:[^"\\\n\r]|\\["\\/bfnrtu0-9a-fxA-F])*")
    |(?P<word>[A-Za-z_$][A-Za-z0-9_$]*)
    |(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    |(?P<sign>=>|\.\.\.|[{}()\[\]<>,;:.?=|&!+*-])""",
    re.VERBOSE,
)
_TYPE_NAMES = frozenset({"$defs", "components", "operations", "paths", "webhooks"})
_OPEN, _CLOSE = "{([", "})]"


class Token(NamedTuple):
    """A word, sign, number or string of a file, and where it begins."""

    kind: str
    text: str
    start: int


def tokens(text: str, path: str) -> Iterator[Token]:
    """Give the tokens of a file but blanks and comments. What no template writes (a template literal, a regular
    expression, a string in single quotes) raises GenerationError."""
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise GenerationError(f"{path}:{text.count(chr(10), 0, at) + 1} has a sign that no template writes")
        at = match.end()
        kind = match.lastgroup or ""
        if kind not in ("space", "comment"):
            yield Token(kind, match[0], match.start())


def check_script(file: OutputFile, words: Container[str]) -> None:
    """Raise GenerationError for a file with a word that stands neither in a template nor in the plan (`words`)."""
    for token in tokens(file.text, file.path):
        if token.kind == "word" and token.text not in words:
            line = file.text.count("\n", 0, token.start) + 1
            raise GenerationError(f"{file.path}:{line} has a word that no template writes: {token.text[:80]!r}")


def check_types(text: str) -> None:
    """Raise GenerationError where what the tool wrote is anything but its interfaces and types: those run nothing."""
    depth = 0
    heading: list[str] = []
    for token in tokens(text, "schema.ts"):
        if depth == 0 and token.text in ("{", ";") and heading:
            _check_heading(heading)
            heading = []
        elif depth == 0 and token.text != ";":
            heading.append(token.text)
        if token.kind == "sign":
            depth += (token.text in _OPEN) - (token.text in _CLOSE)
    if depth or heading:
        raise GenerationError("schema.ts does not end where its types do")


def _check_heading(heading: list[str]) -> None:
    match heading:
        case ["export", "interface", name] if name in _TYPE_NAMES:
            return
        case ["export", "type", name, "=", "Record", "<", "string", ",", "never", ">"] if name in _TYPE_NAMES:
            return
        case ["}"]:
            return
    raise GenerationError(f"schema.ts has a statement that is no type: {' '.join(heading)[:80]!r}")
