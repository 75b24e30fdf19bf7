"""Documented examples as printed, over page breaks and misread brackets, to the JSON values that they show."""

from scraper.examples.join import ExampleText, Piece, join_pieces, starts_piece
from scraper.examples.reading import ReadExample, findings, read_example

__all__ = ["ExampleText", "Piece", "ReadExample", "findings", "join_pieces", "read_example", "starts_piece"]
