"""Several documents about one service made one: which of them counts, what the others add, where they differ."""

from scraper.merging.merge import Merged, merge_operations
from scraper.merging.precedence import DEFAULT, Precedence, in_precedence

__all__ = ["DEFAULT", "Merged", "Precedence", "in_precedence", "merge_operations"]
