"""URLs to snapshots, and to sources: what the commands ask of `scraper.fetch`, and how it is told."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from time import perf_counter

from apiscribe import __version__
from apiscribe.collecting import Asked
from apiscribe.config import Config
from apiscribe.tell import tell_findings
from scraper import Collected
from scraper.fetch import (
    Cache,
    Changes,
    Fetched,
    Limits,
    Settings,
    Snapshot,
    Target,
    default_cache,
    fetch_pages,
    page_sources,
    write_snapshot,
)
from scraper.fetch.model import OnProgress
from spec.diagnostics import DiagnosticError, has_errors, shown

SHOWN_CHANGES = 20


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What fetching gave: the newest snapshot (None where an error kept it from being written), and what changed."""

    fetched: Fetched
    snapshot: Snapshot | None
    changes: Changes
    seconds: float

    def as_dict(self) -> dict[str, object]:
        """Give the same in JSON types."""
        fetched, changes = self.fetched, self.changes
        return {
            "snapshot": self.snapshot.manifest.as_posix() if self.snapshot else None,
            "date": self.snapshot.date if self.snapshot else None,
            "pages": len(fetched.pages),
            "added": list(changes.added),
            "changed": list(changes.changed),
            "removed": list(changes.removed),
            "unchanged": changes.unchanged,
            "requests": fetched.requests,
            "not_modified": fetched.not_modified,
            "resumed": fetched.resumed,
            "received_bytes": fetched.received,
            "seconds": round(self.seconds, 2),
            "diagnostics": [diagnostic.as_dict() for diagnostic in fetched.diagnostics],
        }


def settings_of(asked: Asked) -> Settings:
    """Give the settings that a command line asks for."""
    return Settings(
        asked.cache or default_cache(),
        user_agent(),
        frozenset(host.lower() for host in asked.allow_hosts),
        frozenset(host.lower() for host in asked.allow_private),
        asked.rate,
        limits=Limits(pages=asked.max_pages),
    )


def targets_of(urls: Iterable[str], asked: Asked) -> list[Target]:
    """Give the targets that a command line asks for."""
    return [Target(url, asked.follow, asked.depth) for url in urls]


def user_agent() -> str:
    """Give what we call ourselves: name, version, and the project's address where its metadata has one."""
    try:
        addresses = metadata("apiscribe").get_all("Project-URL") or []
    except PackageNotFoundError:
        addresses = []
    address = addresses[0].rpartition(", ")[2] if addresses else ""
    return f"apiscribe/{__version__}" + (f" (+{address})" if address else "")


def refresh(targets: Sequence[Target], settings: Settings, folder: Path) -> Refreshed:
    """Fetch targets and write a snapshot of them into a folder where anything has changed.

    With an error among the findings nothing is written: the last snapshot stays the last.
    """
    start = perf_counter()
    with progress_on_terminal() as on_progress:
        fetched = fetch_pages(targets, settings, on_progress)
    if has_errors(fetched.diagnostics):
        return Refreshed(fetched, None, Changes(), perf_counter() - start)
    snapshot, changes = write_snapshot(folder, fetched.pages, Cache(settings.cache).path)
    return Refreshed(fetched, snapshot, changes, perf_counter() - start)


def refresh_configured(config: Config, folder: Path, cache: Path | None = None) -> Refreshed:
    """Fetch the URLs of a configuration in `folder` and write a snapshot beside it. See `refresh`."""
    asked = config.fetch
    settings = Settings(
        cache or default_cache(),
        user_agent(),
        frozenset(host.lower() for host in asked.allow_hosts),
        frozenset(host.lower() for host in asked.allow_private),
        asked.rate,
        asked.connections,
        Limits(pages=asked.max_pages),
    )
    targets = [Target(source.url, source.follow, source.depth) for source in config.source if source.url]
    return refresh(targets, settings, folder / asked.snapshots)


def refresh_for_build(config: Config, folder: Path) -> None:
    """Fetch the URLs of a configuration before a build; warnings go to stderr.

    Raises DiagnosticError where one cannot be had.
    """
    found = refresh_configured(config, folder).fetched.diagnostics
    if has_errors(found):
        raise DiagnosticError(*found)
    tell_findings(found, "text")


def fetched_sources(targets: Sequence[Target], settings: Settings) -> Collected:
    """Fetch targets into the cache and read what they stand for."""
    with progress_on_terminal() as on_progress:
        fetched = fetch_pages(targets, settings, on_progress)
    pages = page_sources(fetched.pages, Cache(settings.cache).content)
    return Collected((), (), fetched.diagnostics).joined(pages)


@contextmanager
def progress_on_terminal() -> Iterator[OnProgress | None]:
    """Give what shows a bar of URLs on stderr where that is a terminal, else None."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(bar_width=30), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("fetch", total=None)
        yield lambda done, known: progress.update(task, completed=done, total=known)


def tell_refreshed(refreshed: Refreshed, output_format: str) -> None:
    """Print what fetching gave, as text or JSON, on stdout."""
    if output_format == "json":
        print(json.dumps(refreshed.as_dict(), ensure_ascii=False, indent=2))
        return
    fetched, changes = refreshed.fetched, refreshed.changes
    for word, names in (("new", changes.added), ("changed", changes.changed), ("gone", changes.removed)):
        for name in names[:SHOWN_CHANGES]:
            print(f"{word:>8}  {shown(name)}")
        if len(names) > SHOWN_CHANGES:
            print(f"{word:>8}  and {len(names) - SHOWN_CHANGES:,} more")
    if refreshed.snapshot:
        counts = f"{len(changes.added):,} new, {len(changes.changed):,} changed, {len(changes.removed):,} gone"
        news = counts if changes else "nothing has changed"
        print(f"{refreshed.snapshot.manifest}: {len(fetched.pages):,} pages, {news}")
    else:
        print(f"{len(fetched.pages):,} pages; no snapshot is written, the last one stays")
    resumed = f", {fetched.resumed:,} pages of an interrupted run" if fetched.resumed else ""
    print(
        f"{fetched.requests:,} requests, {fetched.not_modified:,} not modified{resumed}, {fetched.received:,} bytes, "
        f"{refreshed.seconds:.1f} seconds"
    )
