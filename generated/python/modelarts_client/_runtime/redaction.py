# Copied from apiscribe; do not edit.
"""What of a request or an answer may be shown: secrets are replaced by `***`."""

import re
from collections.abc import Iterable
from urllib.parse import unquote_plus

HIDDEN = "***"

_SECRET_PARTS = (
    "password", "passwd", "passphrase", "pwd", "secret", "token", "signature", "credential", "accesskey",
    "privatekey", "apikey", "authorization", "cookie",
)  # fmt: skip
_SECRET_NAMES = frozenset({"ak", "sk", "auth", "sig"})
_SIGNS = re.compile(r"[^a-z0-9]+")
_USER = re.compile(r"(?<=//)[^/?#@]*(?:@[^/?#@]*)*@")
_PAIR = re.compile(r"([^?&;#=]+)=([^&;#]*)")
_NAMED = re.compile(
    r"""(?:(?<!\\)(["'])((?:[^"'\\]|\\.){1,100})\1|(?<![\w.$@%-])([\w.$@%-]{2,}(?:\[\w{0,64}\]){0,4}))"""
    r"""(\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,;&<>{}\[\]"']+|[\[{])"""
)
_STRING_OR_BRACKET = re.compile(r"""["](?:[^"\\]|\\.)*"?|['](?:[^'\\]|\\.)*'?|[\[\]{}]""", re.DOTALL)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_BEARER = re.compile(r"\b(bearer|basic)\s+[\w.+/=~-]{8,}", re.IGNORECASE)
_MAX_SEARCHED = 10_000
_MIN_SECRET = 4


def is_secret(name: str) -> bool:
    """Tell whether what goes by this name (of a header, a parameter, a field) is not to be shown."""
    plain = _SIGNS.sub("", name.lower())
    return plain in _SECRET_NAMES or any(part in plain for part in _SECRET_PARTS)


def redact_url(url: str) -> str:
    """Give the address without the user in front of the host and without the values of secret parameters."""
    shown = _USER.sub(f"{HIDDEN}@", url, count=1)
    head, mark, query = shown.partition("?")
    return head + mark + _PAIR.sub(_hide_pair, query)


def redact_text(text: str, secrets: Iterable[str] = ()) -> str:
    """Give the beginning of a text without the given secrets, and without values whose name says that they are some."""
    for secret in sorted(set(secrets), key=len, reverse=True):
        if len(secret) >= _MIN_SECRET:
            text = text.replace(secret, HIDDEN)
    return _BEARER.sub(rf"\1 {HIDDEN}", _hide_named(text[:_MAX_SEARCHED]))


def _hide_pair(match: re.Match[str]) -> str:
    return f"{match[1]}={HIDDEN}" if is_secret(unquote_plus(match[1])) else match[0]


def _hide_named(text: str) -> str:
    """Hide what stands under the name of a secret: text, a number, or a whole object or array, complete or cut off."""
    shown, kept, at = [], 0, 0
    while match := _NAMED.search(text, at):
        quote, quoted, bare, _, value = match.groups()
        name = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), quoted) if quote else unquote_plus(bare)
        at = match.start(5)
        if not is_secret(name) or (value in "[{" and not quote):
            continue  # the value may have names inside
        mark = value[0] if value[0] in "\"'" else quote or ""
        shown += [text[kept:at], mark, HIDDEN, mark]
        kept = at = _end_of(text, at) if value in "[{" else match.end()
    return "".join([*shown, text[kept:]])


def _end_of(text: str, at: int) -> int:
    """Give where an object or an array ends that begins there: at the latest where the text does."""
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text, at):
        depth += (match[0] in "[{") - (match[0] in "]}")
        if not depth:
            return match.end()
    return len(text)
