"""The pieces of an example section to examples: what a page break cut apart is put together again."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scraper.examples.requests import Split, split_request
from scraper.examples.tokens import BREAK

MAX_LENGTH = 400_000
MAX_TITLE = 120
TAIL = 200

_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"?')
_GOES_ON = re.compile(
    r'\s*(?:[,}\]:]|\\?"|[\w.-]{1,200}"?\s*[,:}\]]'
    r'|[^"{}\[\]\n\s][^"{}\[\]\n]{0,400}"[ \t]*(?:[,\n}\]]|$))'
)
_WANTS_MORE = re.compile(r"[,\[{:]\s*$")
_JSON_LINE = re.compile(
    r'[{}\[\],\s]+$|\\?"[^"]{1,200}"\s*:|[{\[]\s*\\?"[^"]{0,200}"\s*[:,\]]|[}\]]\s*,'
    r'|(?:"[^"]{0,200}"|-?\d[\d.]{0,30})\s*,?\s*[\]}]?,?\s*$'
)
_PROGRAM = re.compile(
    r"(?:#!|#include|//|<\?php)|(?:import|from|package|using|public|private|def|func|function|var|const|let|export)\s+\w"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of an example section.

    `section` tells one example section and status from the next; `title` is the text before the block, where there is
    some; `block` is what an account knows it by, None for a line between the fences.
    """

    section: int
    role: str
    code: str
    title: str
    text: str
    line: int
    block: object | None


@dataclass(frozen=True, slots=True)
class ExampleText:
    """An example as printed: its request line ("" where it has none) and the parts of its body, by line."""

    role: str
    code: str
    title: str
    request: str
    parts: tuple[tuple[int, str], ...]
    line: int
    blocks: tuple[object, ...]

    @property
    def body(self) -> str:
        """The body with a mark at each page break."""
        return BREAK.join(text for _, text in self.parts)

    @property
    def text(self) -> str:
        """The body as people read it."""
        return "\n".join(text for _, text in self.parts).strip()


def starts_piece(text: str) -> bool:
    """Tell whether a line of text outside the fences is a request line or a line of JSON."""
    return bool(_JSON_LINE.match(text)) or bool(split_request(text).request)


def is_program(example: ExampleText) -> bool:
    """Tell whether an example is the text of a program or a command, not of a request or response."""
    return not example.request and bool(_PROGRAM.match(example.text))


def join_pieces(pieces: Iterable[Piece]) -> Iterator[ExampleText]:
    """Yield the examples that `pieces` make up, in order. Each block is in one of them."""
    group = _Group()
    for piece in pieces:
        split = split_request(piece.text)
        if group.parts and not group.goes_on_with(piece, split):
            yield group.example()
            group = _Group()
        group.add(piece, split)
    if group.parts:
        yield group.example()


class _Group:
    """The pieces of one example so far; `balance` is the number of brackets that are open in its body."""

    def __init__(self) -> None:
        self.parts: list[tuple[Piece, Split]] = []
        self.length = self.balance = 0
        self.body = ""

    def add(self, piece: Piece, split: Split) -> None:
        self.parts.append((piece, split))
        self.length += len(piece.text)
        self.balance += _balance(split.body)
        self.body = self.body or split.body.strip()

    def goes_on_with(self, piece: Piece, split: Split) -> bool:
        if piece.section != self.parts[0][0].section or split.request or self.length > MAX_LENGTH:
            return False
        if not self.body:
            return bool(split.body.strip())
        if piece.title or not self.body.startswith(("{", "[", '"', "\\")):
            return False
        if _GOES_ON.match(split.body) or _balance(split.body) < 0:
            return True
        return self.balance > 0 and bool(_WANTS_MORE.search(self.parts[-1][1].body[-TAIL:]))

    def example(self) -> ExampleText:
        first = self.parts[0][0]
        request = next((s.request for _, s in self.parts if s.request), "")
        parts = tuple((_first_line(p, s), s.body) for p, s in self.parts if s.body.strip())
        title = next((p.title for p, _ in self.parts if p.title), "")
        blocks = tuple(p.block for p, _ in self.parts if p.block is not None)
        return ExampleText(first.role, first.code, title[:MAX_TITLE], request, parts, first.line, blocks)


def _first_line(piece: Piece, split: Split) -> int:
    return piece.line + piece.text.count("\n") - split.body.count("\n")


def _balance(text: str) -> int:
    bare = _STRING.sub("", text)
    return bare.count("{") + bare.count("[") - bare.count("}") - bare.count("]")
