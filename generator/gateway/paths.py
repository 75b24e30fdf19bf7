"""A path of the document as gateways need it: on the wire, as a regular expression, and before which others.

Nothing of a document goes through as it is: a literal becomes what clients send, percent-encoded. A regular expression
has no backslash, double quote, brace or white space, so it is the same text in RE2, PCRE and Go, and in every file
format that it stands in. The one for decoded paths has backslashes and braces, as many as it writes itself.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote_to_bytes

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~")
_EITHER = frozenset(b"!$&'()*+,;=:@")
"""Signs that a path may hold as they are, and that some clients encode all the same."""
_RESERVED = _EITHER | frozenset(b"/?#[]%")
_SHOWN = _PLAIN | frozenset(b".:@")
ANY = "[^/?#]+"
"""The regular expression of the value of a placeholder."""
TRICK = "^[^?#]*(?://|/(?:[.]|%2[eE])(?:[.]|%2[eE])?(?:[/?#]|$)|%00)"
"""Paths that servers on the way may read in another way: an empty segment, one of dots, a null character."""


@dataclass(frozen=True)
class Segment:
    """What stands between two slashes: literals (decoded) and between them the names of placeholders."""

    literals: tuple[bytes, ...]
    names: tuple[str, ...]

    @property
    def is_literal(self) -> bool:
        """Whether it has no placeholder."""
        return not self.names

    @property
    def is_placeholder(self) -> bool:
        """Whether it is one placeholder and nothing else."""
        return len(self.names) == 1 and not any(self.literals)

    @cached_property
    def shape(self) -> str:
        """What it is whatever its placeholders are called: `*` for each of them."""
        return "*".join(map(_shown, self.literals))

    @cached_property
    def regex(self) -> str:
        """What fits it. Before one plain sign the value has that sign as its first at most: so it is found at once."""
        parts = [_literal_regex(self.literals[0])]
        for literal in self.literals[1:-1]:
            value = f"[^/?#][^/?#{literal.decode()}]*" if _is_simple(literal) else ANY
            parts += [value, _literal_regex(literal)]
        if self.names:
            parts += [ANY, _literal_regex(self.literals[-1])]
        return "".join(parts)

    @property
    def searches(self) -> int:
        """Between how many of its placeholders a gateway that backtracks has to search."""
        return sum(not _is_simple(literal) for literal in self.literals[1:-1])

    @cached_property
    def decoded_regex(self) -> str:
        """What fits it where a gateway decodes all but the signs that RFC 3986 reserves."""
        return ANY.join(map(_decoded_regex, self.literals))

    @property
    def is_utf8(self) -> bool:
        """Whether its literals are text."""
        try:
            b"".join(self.literals).decode()
        except UnicodeDecodeError:
            return False
        return True

    @property
    def rank(self) -> tuple[int, int, str]:
        """Its place among those that may stand at its position: literals, then the more literal, then the rest, in the
        order of the generated mock."""
        text = "{}".join(map(_shown, self.literals))
        return (0, 0, text) if self.is_literal else (1, -len(text), text)

    @property
    def is_trick(self) -> bool:
        """Whether it is one of dots, or has a null character."""
        return self.is_literal and (self.literals[0] in (b".", b"..") or b"\0" in self.literals[0])

    def may_equal(self, other: "Segment") -> bool:
        """Whether some text fits both; of two that are partly literal that is taken for granted."""
        if self.is_literal and other.is_literal:
            return self.literals == other.literals
        if self.is_literal or other.is_literal:
            whole, open_ = (self, other) if self.is_literal else (other, self)
            return re.fullmatch(b".+".join(map(re.escape, open_.literals)), whole.literals[0], re.DOTALL) is not None
        return True


def split_path(path: str) -> tuple[Segment, ...]:
    """Give the segments of a path of the document; one that ends in a slash has an empty last one."""
    found = []
    for text in path.removeprefix("/").split("/"):
        pieces = _PLACEHOLDER.split(text)
        found.append(Segment(tuple(map(_decoded, pieces[::2])), tuple(pieces[1::2])))
    return tuple(found)


def _is_simple(literal: bytes) -> bool:
    return len(literal) == 1 and (literal[0] in _PLAIN or literal == b".")


def _decoded(text: str) -> bytes:
    return unquote_to_bytes(text.encode("utf-8", "replace"))


def _shown(literal: bytes) -> str:
    return "".join(chr(byte) if byte in _SHOWN else f"%{byte:02X}" for byte in literal)


def _literal_regex(literal: bytes) -> str:
    return "".join(map(_byte_regex, literal))


def _byte_regex(byte: int) -> str:
    if byte in _PLAIN:
        return chr(byte)
    if byte == ord("."):
        return "[.]"
    encoded = "%" + "".join(f"[{digit}{digit.lower()}]" if digit.isalpha() else digit for digit in f"{byte:02X}")
    return f"(?:[{chr(byte)}]|{encoded})" if byte in _EITHER else encoded


def _decoded_regex(literal: bytes) -> str:
    text = literal.decode("utf-8", "replace")
    kept = _PLAIN | _RESERVED | frozenset(b".")
    return "".join(_byte_regex(ord(c)) if ord(c) in kept else f"\\x{{{ord(c):x}}}" for c in text)
