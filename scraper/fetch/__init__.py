"""URLs to pages on disk: the only part of the project that opens sockets.

    URL -> bytes in the cache -> dated snapshot -> Source

Names are imported when they are first asked for: a command that reads files alone needs no HTTP client.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scraper.fetch.cache import Cache, default_cache
    from scraper.fetch.crawl import fetch_pages
    from scraper.fetch.follow import Follow
    from scraper.fetch.model import Fetched, Limits, Page, Settings, Target
    from scraper.fetch.names import file_name, is_url, manifests, target_name
    from scraper.fetch.snapshots import Changes, Snapshot, last_snapshot, write_snapshot
    from scraper.fetch.sources import page_sources

__all__ = [
    "Cache",
    "Changes",
    "Fetched",
    "Follow",
    "Limits",
    "Page",
    "Settings",
    "Snapshot",
    "Target",
    "default_cache",
    "fetch_pages",
    "file_name",
    "is_url",
    "last_snapshot",
    "manifests",
    "page_sources",
    "target_name",
    "write_snapshot",
]

_HOMES = {
    "cache": ("Cache", "default_cache"),
    "crawl": ("fetch_pages",),
    "follow": ("Follow",),
    "model": ("Fetched", "Limits", "Page", "Settings", "Target"),
    "names": ("file_name", "is_url", "manifests", "target_name"),
    "snapshots": ("Changes", "Snapshot", "last_snapshot", "write_snapshot"),
    "sources": ("page_sources",),
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name from its module (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"scraper.fetch.{_MODULES[name]}"), name)
