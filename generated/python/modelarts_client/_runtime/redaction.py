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
_NAMED = re.compile(r"""(["']?)([\w.$@-]{2,64})\1(\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,;&<>{}\[\]"']+)""")
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
    return _BEARER.sub(rf"\1 {HIDDEN}", _NAMED.sub(_hide_named, text[:_MAX_SEARCHED]))


def _hide_pair(match: re.Match[str]) -> str:
    return f"{match[1]}={HIDDEN}" if is_secret(unquote_plus(match[1])) else match[0]


def _hide_named(match: re.Match[str]) -> str:
    quote, name, between, value = match.groups()
    if not is_secret(name):
        return match[0]
    mark = value[0] if value[0] in "\"'" else ""
    return f"{quote}{name}{quote}{between}{mark}{HIDDEN}{mark}"
