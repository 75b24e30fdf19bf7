"""Documents to OpenAPI: read, extract, merge, write down.

Names are imported when they are first asked for: a command that only looks for the embedded documents needs no parser.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scraper.merging.precedence import Precedence
    from scraper.sources import Collected, Source, collect_sources
    from scraper.stages import Scraped, scrape
    from scraper.workers import Workers

__all__ = ["Collected", "Precedence", "Scraped", "Source", "Workers", "collect_sources", "scrape"]

_HOMES = {
    "Collected": "scraper.sources",
    "Precedence": "scraper.merging.precedence",
    "Scraped": "scraper.stages",
    "Source": "scraper.sources",
    "Workers": "scraper.workers",
    "collect_sources": "scraper.sources",
    "scrape": "scraper.stages",
}


def __getattr__(name: str) -> object:
    """Import a public name from its module (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(_HOMES[name]), name)
