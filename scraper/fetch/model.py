"""What is asked for, what comes back, and the bounds of both."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scraper.fetch.follow import Follow
from scraper.sources import MAX_BYTES
from spec.diagnostics import Diagnostic
from spec.location import Location

MAX_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Target:
    """A URL to fetch. `depth` is how many links away from it a page may be, with Follow.LINKS."""

    url: str
    follow: Follow = Follow.PAGE
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken, and how long it may take."""

    file_bytes: int = MAX_BYTES
    total_bytes: int = 4 * MAX_BYTES
    pages: int = 5_000
    request_seconds: float = 120.0
    total_seconds: float = 3600.0
    attempts: int = 4
    backoff_seconds: float = 0.5
    retry_after_seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How to fetch.

    `allow_hosts` (`host` or `host:port`) are hosts beside that of the URL which links and redirects may lead to.
    `allow_private` are the hosts and addresses that may be in a private network: see `addresses.refusal`.
    `rate` is requests per second to one host, `connections` how many run at a time.
    """

    cache: Path
    user_agent: str
    allow_hosts: frozenset[str] = frozenset()
    allow_private: frozenset[str] = frozenset()
    rate: float = 10.0
    connections: int = 4
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Page:
    """One file that was fetched; its content is in the cache, under its hash.

    `source` is the URL of the target that it belongs to, `url` what was asked for, `final_url` where redirects led,
    `member` the name inside of the archive that `url` is, `date` when the content was received.
    """

    source: str
    url: str
    final_url: str
    status: int
    date: str
    sha256: str
    size: int
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The pages of all targets, in the order of targets and URLs, and what went wrong.

    `requests` were sent, of which `not_modified` were answered from the cache; `resumed` URLs needed none, because an
    interrupted run had fetched them; `received` is in bytes.
    """

    pages: tuple[Page, ...]
    diagnostics: tuple[Diagnostic, ...]
    requests: int = 0
    not_modified: int = 0
    resumed: int = 0
    received: int = 0


class FetchError(Exception):
    """Raised where a URL cannot be had.

    `gone`: the server says for good that it has no such page. `passing`: another attempt may do better; `seconds` is
    what the server asks to wait before it.
    """

    def __init__(
        self, code: str, message: str, *, gone: bool = False, passing: bool = False, seconds: float | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.gone = gone
        self.passing = passing
        self.seconds = seconds

    def diagnostic(self, name: str) -> Diagnostic:
        """Give the finding that says so of the page of that name."""
        return Diagnostic(self.code, self.message, Location(name))


OnProgress = Callable[[int, int], None]
"""Called with the number of URLs that are done and of those that are known."""
