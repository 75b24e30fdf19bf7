"""robots.txt (RFC 9309): what a site asks of those who fetch its pages."""

from dataclasses import dataclass
from functools import cached_property

from protego import Protego

MAX_BYTES = 500 * 1024
"""How much of a robots.txt counts; RFC 9309 asks for as much."""


@dataclass(frozen=True)
class Rules:
    """What a robots.txt says to one user agent. `refusal` refuses everything, and says why."""

    text: str = ""
    agent: str = "*"
    refusal: str = ""

    @cached_property
    def _parsed(self) -> Protego:
        return Protego.parse(self.text)

    def why_not(self, url: str) -> str:
        """Say why a URL may not be fetched; "" where it may."""
        if self.refusal or self._parsed.can_fetch(url, self.agent):
            return self.refusal
        return "robots.txt disallows it"

    @property
    def crawl_delay(self) -> float:
        """How many seconds shall lie between two requests; 0 where nothing is said."""
        delay = None if self.refusal else self._parsed.crawl_delay(self.agent)
        return delay or 0.0

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that are named."""
        return () if self.refusal else tuple(self._parsed.sitemaps)


def rules_of(status: int, body: bytes, agent: str) -> Rules:
    """Give the rules that an answer to the request for robots.txt stands for.

    Where the client is told that there is none (4xx), everything is allowed; where the server fails, nothing is.
    """
    if 200 <= status < 300:
        return Rules(body[:MAX_BYTES].decode("utf-8-sig", errors="replace"), agent)
    if 400 <= status < 500:
        return Rules(agent=agent)
    return Rules(agent=agent, refusal=f"robots.txt cannot be read (status {status})")
