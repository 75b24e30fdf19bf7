"""What a command line names, as sources: files, folders, snapshots and URLs.

The HTTP client is loaded where there is a URL, and only there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from scraper import Collected, collect_sources
from scraper.fetch import is_url, manifests
from scraper.fetch.follow import Follow


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command line says about URLs."""

    follow: Follow = Follow.PAGE
    depth: int = 1
    allow_hosts: Sequence[str] = ()
    allow_private: Sequence[str] = ()
    cache: Path | None = None
    rate: float = 10.0
    max_pages: int = 5_000


def collect(places: Sequence[str], asked: Asked | None = None) -> Collected:
    """Read files, folders, folders of snapshots (the last one of each) and URLs, in the order given."""
    found = Collected((), (), ())
    for is_address, group in groupby(places, is_url):
        if is_address:
            found = found.joined(_fetched(group, asked or Asked()))
            continue
        for is_kept, paths in groupby(map(Path, group), lambda path: bool(manifests(path))):
            for one in map(_kept, paths) if is_kept else [collect_sources(list(paths))]:
                found = found.joined(one)
    return found


def _fetched(urls: Iterable[str], asked: Asked) -> Collected:
    from apiscribe.fetching import fetched_sources, settings_of, targets_of

    return fetched_sources(targets_of(urls, asked), settings_of(asked))


def _kept(folder: Path) -> Collected:
    from apiscribe.snapshots import folder_sources

    return folder_sources(folder)
