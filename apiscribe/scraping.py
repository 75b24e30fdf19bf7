"""Files and folders to one scraped document, without a configuration."""

from dataclasses import replace
from pathlib import Path

from scraper import Scraped, collect_sources, scrape
from spec.diagnostics import Diagnostic


def scrape_paths(paths: list[Path]) -> tuple[Scraped, tuple[Diagnostic, ...]]:
    """Scrape files and folders as they are; gives the findings of both steps."""
    collected = collect_sources(paths)
    scraped = scrape(collected.sources)
    report = replace(scraped.report, accounts=(*collected.accounts, *scraped.report.accounts))
    return replace(scraped, report=report), (*collected.diagnostics, *scraped.report.diagnostics)
