"""Documents to OpenAPI: read, extract, merge, write down."""

from scraper.scrape import Scraped, scrape
from scraper.sources import Collected, Source, collect_sources

__all__ = ["Collected", "Scraped", "Source", "collect_sources", "scrape"]
