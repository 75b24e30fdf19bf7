"""Snapshots as sources: what was fetched before is read, and nothing is fetched."""

from pathlib import Path

from apiscribe.config import SourceConfig
from scraper import Collected
from scraper.fetch import last_snapshot, page_sources, target_name
from spec.diagnostics import Diagnostic
from spec.location import Location


def snapshot_sources(entry: SourceConfig, folder: Path) -> Collected:
    """Read the pages of a configured URL from the last snapshot in a folder.

    Their date is that of the snapshot, unless the configuration gives one. Where there is no snapshot of the URL, that
    is a finding (FET016). Raises DiagnosticError (FET017) for a manifest that cannot be read.
    """
    name = target_name(entry.url)
    snapshot = last_snapshot(folder)
    pages = snapshot.of(name) if snapshot else ()
    if snapshot is None or not pages:
        message = f"no page of it in {snapshot.manifest if snapshot else folder}"
        return Collected((), (), (Diagnostic("FET016", message, Location(name)),))
    return page_sources(pages, snapshot.content, entry.date or snapshot.date[:10])


def folder_sources(folder: Path) -> Collected:
    """Read all pages of the last snapshot in a folder of snapshots. Raises DiagnosticError (FET017)."""
    snapshot = last_snapshot(folder)
    return page_sources(snapshot.pages, snapshot.content, snapshot.date[:10]) if snapshot else Collected((), (), ())
