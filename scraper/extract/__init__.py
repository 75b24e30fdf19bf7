"""Documents to an ApiReference: what they state about a service, with the place of each statement."""

from scraper.extract.extract import Extraction, extract_reference

__all__ = ["Extraction", "extract_reference"]
