"""Documents to an ApiReference: what they state about a service, with the place of each statement."""

from scraper.extract.extract import Extraction, extract_reference, join_pages
from scraper.extract.pages import Page, read_page

__all__ = ["Extraction", "Page", "extract_reference", "join_pages", "read_page"]
