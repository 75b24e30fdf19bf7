"""Documented examples as printed, over page breaks and misread brackets, to the JSON values that they show."""

from scraper.examples.join import ExampleText, Piece, join_pieces
from scraper.examples.reading import ReadExample, read_example

__all__ = ["ExampleText", "Piece", "ReadExample", "join_pieces", "read_example"]
