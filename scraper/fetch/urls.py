"""URLs as they are asked for: absolute, http or https, without fragment and credentials."""

from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import unquote

import httpx

from scraper.fetch.model import FetchError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_URL = 8192


class Origin(NamedTuple):
    """Scheme, host and port."""

    scheme: str
    host: str
    port: int

    def url(self, path: str) -> str:
        """Give the URL of a path there."""
        return str(httpx.URL(scheme=self.scheme, host=self.host, port=self.port, path=path))

    def is_one_of(self, hosts: Collection[str]) -> bool:
        """Tell whether `hosts` (`host` of any port, or `host:port`) names this one."""
        return self.host in hosts or f"{self.host}:{self.port}" in hosts

    @property
    def named(self) -> frozenset[str]:
        """This host as `is_one_of` takes it; one on the port of http is also that on the port of https."""
        ports = _DEFAULT_PORTS.values() if self.port in _DEFAULT_PORTS.values() else (self.port,)
        return frozenset(f"{self.host}:{port}" for port in ports)


def origin_of(url: str) -> Origin:
    """Give the origin of an absolute URL."""
    parsed = httpx.URL(url)
    return Origin(parsed.scheme, parsed.host, parsed.port or _DEFAULT_PORTS.get(parsed.scheme, 0))


def absolute(link: str, base: str) -> str | None:
    """Give the URL that a link on the page `base` leads to; None for one that is not fetched: no http, no URL."""
    try:
        return _checked(httpx.URL(base).join(link.strip()))
    except (httpx.InvalidURL, ValueError, UnicodeError):
        return None


def given(text: str) -> tuple[str, str, str]:
    """Take a URL that a user gave apart: the URL that is asked for, user and password. Raises FetchError (FET001)."""
    try:
        parsed = httpx.URL(text.strip())
        url = _checked(parsed)
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        why = "in user and password `/`, `?` and `#` must be written %2F, %3F, %23" if "@" in text else str(error)
        raise FetchError("FET001", f"not a URL: {why}") from None
    if url is None:
        raise FetchError("FET001", "only http and https URLs with a host are fetched")
    return url, unquote(parsed.username), unquote(parsed.password)


def _checked(url: httpx.URL) -> str | None:
    if url.scheme not in _DEFAULT_PORTS or not url.host or len(str(url)) > _MAX_URL:
        return None
    return str(url.copy_with(fragment=None, userinfo=b"", raw_path=url.raw_path))


def folder_of(url: str) -> str:
    """Give the part of a URL up to its last slash, without the query."""
    bare = url.partition("?")[0]
    return bare[: bare.rindex("/") + 1]
