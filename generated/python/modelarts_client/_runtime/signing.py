# Copied from apiscribe; do not edit.
"""SDK-HMAC-SHA256: the signature of a request, from values to values. No clock and no network in here."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

ALGORITHM = "SDK-HMAC-SHA256"
DATE_FORMAT = "%Y%m%dT%H%M%SZ"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"


def canonical_path(path: str) -> str:
    """Give the path with each segment encoded anew, always with a slash at its end."""
    encoded = "/".join(_encode(unquote(segment)) for segment in path.split("/"))
    return encoded if encoded.endswith("/") else f"{encoded}/"


def canonical_query(query: Iterable[tuple[str, str]]) -> str:
    """Give the query sorted by key, the values of one key sorted too."""
    return "&".join(f"{_encode(key)}={_encode(value)}" for key, value in sorted(query))


def authorization(
    *,
    method: str,
    path: str,
    query: Iterable[tuple[str, str]],
    headers: Mapping[str, str],
    body: bytes,
    access_key: str,
    secret_key: str,
) -> str:
    """Give the `Authorization` header for a request with these headers, all of which are signed.

    `X-Sdk-Date` must be among them. Headers with an underscore in their name are left out, as gateways drop them.
    """
    signed = {name.lower(): value.strip() for name, value in headers.items() if "_" not in name}
    names = sorted(signed)
    payload = signed.get("x-sdk-content-sha256") or hashlib.sha256(body).hexdigest()
    canonical = "\n".join(
        [
            method.upper(),
            canonical_path(path),
            canonical_query(query),
            "".join(f"{name}:{signed[name]}\n" for name in names),
            ";".join(names),
            payload,
        ]
    )
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{signed['x-sdk-date']}\n{digest}"
    signature = hmac.new(secret_key.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Access={access_key}, SignedHeaders={';'.join(names)}, Signature={signature}"


def _encode(text: str) -> str:
    return quote(text, safe="~")
