"""Workflows: calls that belong together, written by hand in few words and published as an Arazzo document."""

from spec.arazzo.document import arazzo_document
from spec.arazzo.source import Workflows, load_workflows

__all__ = ["Workflows", "arazzo_document", "load_workflows"]
