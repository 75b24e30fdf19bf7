"""Files, folders and URLs to one scraped document, without a configuration."""

from collections.abc import Sequence
from dataclasses import replace
from os import PathLike, fspath

from apiscribe.collecting import Asked, collect
from scraper import Scraped, Workers, scrape
from scraper.reading import OnRead, Reader, read_pages, told_nothing
from scraper.workers import HERE
from spec.diagnostics import Diagnostic


def scrape_paths(
    places: Sequence[str | PathLike[str]],
    asked: Asked | None = None,
    workers: Workers = HERE,
    on_read: OnRead = told_nothing,
    read: Reader = read_pages,
) -> tuple[Scraped, tuple[Diagnostic, ...]]:
    """Scrape files, folders and URLs as they are; gives the findings of both steps.

    `workers` read them, `read` says how, and `on_read` is told how many have been read, and of how many.
    """
    collected = collect([fspath(place) for place in places], asked)
    scraped = scrape(collected.sources, workers=workers, on_read=on_read, read=read)
    report = replace(scraped.report, accounts=(*collected.accounts, *scraped.report.accounts))
    return replace(scraped, report=report), (*collected.diagnostics, *scraped.report.diagnostics)
