"""The text of an example to tokens: what is whole comes in one step, what is broken is mended and noted.

A form feed in the text stands for a page break.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

BREAK = "\f"
MAX_STRING_LINES = 12


class Repair(StrEnum):
    """What was done to a text so that it is JSON."""

    STRING_JOINED = "string joined over lines"
    QUOTE_ADDED = "quote added"
    QUOTE_ESCAPED = "quote inside a string escaped"
    UNESCAPED = "escaped quotes made quotes"
    ESCAPE_MENDED = "backslash made plain text"
    FULL_WIDTH = "full-width sign made plain"
    QUOTED = "bare word quoted"
    COMMENT_DROPPED = "comment taken out"
    PLACEHOLDER_DROPPED = "dots taken out"
    COMMA_ADDED = "comma added"
    COMMA_DROPPED = "comma taken out"
    OPENED = "opening bracket added"
    CLOSED = "closing bracket added"
    CLOSED_AT_END = "closed at the end"
    REOPENED = "closing bracket taken out"
    NULL_ADDED = "null in place of no value"
    LEFT_OVER = "text left over"


class Kind(StrEnum):
    """What a token is. A bracket or comma is its own kind."""

    MEMBER = "member"
    KEY = "key"
    VALUE = "value"
    OPEN_OBJECT = "{"
    CLOSE_OBJECT = "}"
    OPEN_ARRAY = "["
    CLOSE_ARRAY = "]"
    COMMA = ","
    COLON = ":"
    WORD = "word"


class Token(NamedTuple):
    """A piece of JSON: `text` as it is written out, `name` of a key or member, `at` its place in the text.

    `after_line` and `after_break` tell of a line end or page break before it.
    """

    kind: Kind
    text: str
    name: str
    at: int
    after_line: bool
    after_break: bool


class Noted(NamedTuple):
    """A repair and its place in the text."""

    repair: Repair
    at: int


_STRING = r'"(?:[^"\\\n\r\f]|\\[^\n\r\f])*"'
_SCALAR = r"-?(?:0|[1-9]\d{0,40})(?:\.\d{1,40})?(?:[eE][+-]?\d{1,4})?(?![\w.-])|(?:true|false|null)\b"
_END = r"(?=[ \t]*(?:[,:}\]\n\r\f]|$|//|#))"
_TOKEN = re.compile(
    rf"(?P<space>\s+)"
    rf"|(?P<member>(?P<name>{_STRING})\s*[:：]\s*(?P<scalar>{_STRING}|{_SCALAR})(?=[ \t]*(?:[,}}\]\n\r\f]|$)))"
    rf"|(?P<key>{_STRING})\s*[:：]"
    rf"|(?P<value>{_STRING}{_END}|{_SCALAR})"
    r"|(?P<sign>[{}\[\],:])"
    r"|(?P<wide>[｛｝［］，：])"
    r"|(?P<comment>//[^\n\r\f]*|\#[^\n\r\f]*|/\*(?:[^*]|\*(?!/)){0,2000}\*/)"
    r"|(?P<dots>\.{2,}|…+|⋯+)"
    r"|(?P<quote>[\"“”])"
    r"|[^\s\w\"{}\[\],:]?(?P<half>[\w@$.-]{1,80})\"\s*[:：]"
    r"|(?P<single>'[^'\n\r\f]{0,2000}')"
    r"|(?P<word>https?://[^\s,\"]+|[^\s,:：，{}\[\]｛｝［］\"“”]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_WIDE = str.maketrans("｛｝［］，：", "{}[],:")
_KEY_FOLLOWS = re.compile(r"\s*[:：](?!//)")
_KEY_LINE = re.compile(r'\s*["“][^"“”\n\r\f]{1,80}["”]\s*[:：]')
_CLOSES = re.compile(r"[ \t]*(?:[,\n\r\f，]|$|[}\]]+[ \t]*(?:[,}\]\n\r\f]|$))")
_CLOSES_NAME = re.compile(r"[ \t]*[:：]")
_ESCAPED_LINE = re.compile(r'[ \t]*\\"[^"\\\n\r\f]{0,200}\\"[ \t]*(?:[:,\]}]|$)', re.MULTILINE)
_PLAIN_QUOTE = re.compile(r'(?<!\\)"')
_TWICE_ESCAPED = re.compile(r'(?<!\\)\\\\"')
_JSON_IN_STRING = ('{\\\\"', '[\\\\"')
_QUOTE_AT_BREAK = re.compile(r'"(?=[ \t\n]*\f\s*[^"\s{}\[\],:][^"\n\f]{0,400}"[ \t]*(?:[,\n\f}\]]|$))')
_ODD_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|(?P<odd>))')
_CONTROL = re.compile(r"[\x00-\x1f]")
_LITERALS = {"True": "true", "False": "false", "None": "null", "NULL": "null", "Null": "null"}
_GLUED = ("-", "/", "_")


class Tokens(NamedTuple):
    """The tokens of a text, what was mended on the way, and the text that places refer to: its lines are the same."""

    tokens: list[Token]
    notes: list[Noted]
    text: str


def tokenize(text: str) -> Tokens:
    """Give the tokens of a text."""
    notes: list[Noted] = []
    text = _with_plain_quotes(text, notes)
    return Tokens(list(_Tokens(text, notes).run()), notes, text)


def _with_plain_quotes(text: str, notes: list[Noted]) -> str:
    """Mend quotes that are wrong by their surroundings."""
    text = _without_escapes(text, notes)
    if BREAK in text:
        for found in _QUOTE_AT_BREAK.finditer(text):
            notes.append(Noted(Repair.STRING_JOINED, found.start()))
        text = _QUOTE_AT_BREAK.sub(" ", text)
    if any(opening in text for opening in _JSON_IN_STRING) and (twice := _TWICE_ESCAPED.search(text)):
        notes.append(Noted(Repair.ESCAPE_MENDED, twice.start()))
        text = _TWICE_ESCAPED.sub(r'\\"', text)
    return text


def _without_escapes(text: str, notes: list[Noted]) -> str:
    r"""Take the backslashes off lines that stand in `\"`, as some converters write all that follows a page break."""
    if '\\"' not in text:
        return text
    first = next(
        (m.start() for m in _ESCAPED_LINE.finditer(text) if m.start() == 0 or text[m.start() - 1] in "\n\f"), -1
    )
    if first < 0:
        return text
    notes.append(Noted(Repair.UNESCAPED, first))
    lines = re.split(r"(?<=[\n\f])", text[first:])
    return text[:first] + "".join(x if _PLAIN_QUOTE.search(x) else x.replace('\\"', '"') for x in lines)


class _Tokens:
    """Goes through a text once."""

    def __init__(self, text: str, notes: list[Noted]) -> None:
        self.text = text
        self.notes = notes
        self.after_line = self.after_break = False
        self.may_be_name = True

    def run(self) -> Iterator[Token]:
        position, text, match = 0, self.text, _TOKEN.match
        while found := match(text, position):
            position = found.end()
            group = found.lastgroup
            if group == "space":
                self.after_line = True if "\n" in found[0] else self.after_line
                self.after_break = True if BREAK in found[0] else self.after_break
                continue
            token, position = self._token(group or "", found, position)
            if token is not None:
                yield token
                self.after_line = self.after_break = False
                self.may_be_name = token.kind is not Kind.KEY

    def _token(self, group: str, found: re.Match[str], end: int) -> tuple[Token | None, int]:
        at, text = found.start(), found[0]
        if group == "member":
            whole = f"{found['name']}: {found['scalar']}"
            return self._made(Kind.MEMBER, self._plain(whole, at), found["name"][1:-1], at), end
        if group == "key":
            return self._made(Kind.KEY, self._plain(found["key"], at) + ": ", found["key"][1:-1], at), end
        if group == "value":
            return self._made(Kind.VALUE, self._plain(text, at), "", at), end
        if group == "sign":
            return self._made(Kind(text), text, "", at), end
        if group == "wide":
            self._note(Repair.FULL_WIDTH, at)
            return self._made(Kind(text.translate(_WIDE)), text.translate(_WIDE), "", at), end
        if group in ("comment", "dots"):
            self._note(Repair.COMMENT_DROPPED if group == "comment" else Repair.PLACEHOLDER_DROPPED, at)
            return None, end
        if group == "quote":
            return self._broken_string(at)
        if group == "half":
            self._note(Repair.QUOTE_ADDED, at)
            return self._made(Kind.KEY, _quoted(found["half"]) + ": ", found["half"], at), end
        if group == "single":
            self._note(Repair.QUOTED, at)
            return self._key_or_value(_quoted(text[1:-1]), text[1:-1], at, end)
        if group == "word":
            return self._word(text, at, end)
        return None, end

    def _word(self, text: str, at: int, end: int) -> tuple[Token, int]:
        if text in _LITERALS:
            self._note(Repair.QUOTED, at)
            return self._made(Kind.VALUE, _LITERALS[text], "", at), end
        if _KEY_FOLLOWS.match(self.text, end):
            self._note(Repair.QUOTED, at)
            return self._key_or_value(_quoted(text), text, at, end)
        return self._made(Kind.WORD, _quoted(text), "", at), end

    def _broken_string(self, at: int) -> tuple[Token, int]:
        """Read a string that does not end on its line, or that holds or begins with another kind of quote."""
        if self.text[at] != '"':
            self._note(Repair.FULL_WIDTH, at)
        inner, end = self._inner(at + 1)
        return self._key_or_value(_quoted(inner), inner, at, end)

    def _inner(self, start: int) -> tuple[str, int]:
        text, position = self.text, start
        parts: list[str] = []
        for _ in range(MAX_STRING_LINES):
            line_end = _line_end(text, position)
            quote = _closing_quote(text, position, line_end, first=not parts, may_be_name=self.may_be_name)
            if quote >= 0:
                parts.append(text[position:quote])
                self._note_string(parts, start)
                return _glued(parts), quote + 1
            parts.append(text[position:line_end])
            position = line_end + 1
            if position >= len(text) or _KEY_LINE.match(text, position):
                break
        else:
            parts = parts[:1]
        self._note(Repair.QUOTE_ADDED, start)
        kept = _glued(parts).rstrip()
        cut = len(kept) - len(kept.rstrip(", "))
        return kept[: len(kept) - cut], start + sum(map(len, parts)) + len(parts) - 1 - cut

    def _note_string(self, parts: list[str], at: int) -> None:
        if len(parts) > 1:
            self._note(Repair.STRING_JOINED, at)
        if any(_PLAIN_QUOTE.search(p) for p in parts):
            self._note(Repair.QUOTE_ESCAPED, at)

    def _key_or_value(self, text: str, name: str, at: int, end: int) -> tuple[Token, int]:
        follows = _KEY_FOLLOWS.match(self.text, end)
        if follows:
            return self._made(Kind.KEY, text + ": ", name, at), follows.end()
        return self._made(Kind.VALUE, text, "", at), end

    def _plain(self, text: str, at: int) -> str:
        r"""Give JSON text with each backslash that begins no escape made `\\`, and control characters made blanks."""
        if "\\" in text and any(m["odd"] is not None for m in _ODD_ESCAPE.finditer(text)):
            self._note(Repair.ESCAPE_MENDED, at)
            text = _mended(text)
        return text if text.isprintable() else _CONTROL.sub(" ", text)

    def _made(self, kind: Kind, text: str, name: str, at: int) -> Token:
        return Token(kind, text, name, at, self.after_line, self.after_break)

    def _note(self, repair: Repair, at: int) -> None:
        self.notes.append(Noted(repair, at))


def _line_end(text: str, position: int) -> int:
    ends = [e for e in (text.find("\n", position), text.find(BREAK, position)) if e >= 0]
    return min(ends, default=len(text))


def _closing_quote(text: str, position: int, line_end: int, *, first: bool, may_be_name: bool) -> int:
    """Find the quote that ends a string on this line: what follows it goes on with the JSON around. -1: none does."""
    at, last = position, -1
    while at < line_end:
        if text[at] == "\\":
            at += 2
            continue
        if text[at] in '"”':
            last = at
            if _CLOSES.match(text, at + 1) or (may_be_name and _CLOSES_NAME.match(text, at + 1)):
                return at
            if first and text[at + 1 : at + 3].lstrip()[:1] == '"':
                return at
        at += 1
    return last if first else -1


def _glued(parts: list[str]) -> str:
    """Join the lines of a string: a blank stood where the line was wrapped, unless a hyphen or slash did."""
    text = parts[0]
    for part in parts[1:]:
        more, text = part.strip(" \t\r"), text.rstrip(" \t\r")
        is_url = "://" in text and " " not in text
        whole = is_url or text.endswith(_GLUED) or more.startswith("\\") or not text[-1:].isascii()
        text += more if whole or not text or not more else " " + more
    return text


def _mended(text: str) -> str:
    return _ODD_ESCAPE.sub(lambda m: "\\\\" if m["odd"] is not None else m[0], text)


def _quoted(text: str) -> str:
    """Give plain text as a JSON string; escapes that it holds stay."""
    return '"' + _CONTROL.sub(" ", _PLAIN_QUOTE.sub('\\"', _mended(text.rstrip("\\")))) + '"'
