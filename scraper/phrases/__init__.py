"""The wording of descriptions: prose in, facts out. Wordings are ordered tables, each with its own test sentence."""

from .description import read_description, read_number_range
from .reading import Choice, Kind, Reading

__all__ = ["Choice", "Kind", "Reading", "read_description", "read_number_range"]
