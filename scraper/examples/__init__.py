"""Documented examples as printed, over page breaks and misread brackets, to the JSON values that they show."""

from scraper.examples.collect import ExampleCollector
from scraper.examples.join import ExampleText
from scraper.examples.reading import ReadExample, findings, read_example

__all__ = ["ExampleCollector", "ExampleText", "ReadExample", "findings", "read_example"]
