# Copied from apiscribe; do not edit.
"""Tokens: the ones that are known from the start, and those that the mock gives out itself."""

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

MAX_KNOWN = 10_000
_UNKNOWN = "the token is not known here: it is none that the mock gave out, and none that it was started with (--token)"


class Tokens:
    """What tokens are good for. One that is given out carries what it says, and a seal that all workers can check."""

    def __init__(
        self, fixed: Iterable[str], now: Callable[[], float], *, any_token: bool = False, secret: str = "",
    ) -> None:  # fmt: skip
        self._now = now
        self._any = any_token
        self._secret = secret.encode() or secrets.token_bytes(32)
        # Found by its hash, a token is compared in a time that tells nothing about the known ones.
        self._known: OrderedDict[bytes, float] = OrderedDict()
        self._fixed = {_digest(token) for token in fixed}

    def give(self, what: Mapping[str, Any], expires: float) -> str:
        """Make a token. `expires` is on the clock of the mock, in seconds since 1970."""
        text = json.dumps({**what, "expires": expires, "nonce": secrets.token_hex(8)}, separators=(",", ":"))
        body = urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return f"{body}.{self._seal(body)}"

    def problem(self, token: str) -> str:
        """Say why a token is not taken; empty where it is."""
        digest = _digest(token)
        if digest in self._fixed:
            return ""
        expires = self._known.get(digest)
        if expires is None:
            expires = self._read(token)
            if expires is None:
                return "" if self._any else _UNKNOWN
            self._known[digest] = expires
            if len(self._known) > MAX_KNOWN:
                self._known.popitem(last=False)
        return "" if self._now() < expires else "the token has expired"

    def _read(self, token: str) -> float | None:
        """Give when a token expires that was given out here, None for any other one."""
        body, _, seal = token.partition(".")
        if not hmac.compare_digest(seal.encode("utf-8", "replace"), self._seal(body).encode()):
            return None
        stated = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return float(stated["expires"])

    def _seal(self, body: str) -> str:
        return hmac.new(self._secret, body.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
