"""Bytes to Document: the encoding and the dialect are told from the content, never from the file name."""

import re

from scraper.document import Document
from scraper.readers.encoding import decode
from scraper.readers.html import read_html
from scraper.readers.markdown import read_markdown
from scraper.readers.text import read_text

__all__ = ["read_document", "sniff_dialect"]

_MARKDOWN_HEADING = re.compile(r"^#{1,6}\s+\S", re.MULTILINE)
_HTML_BLOCK = re.compile(r"<(?:html|body|h[1-6]|div|section)\b[^>]*>", re.IGNORECASE)
_HTML_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_TEXT_TABLE = re.compile(r"^(?:\|.+\||[^\t\n<]+\t[^\n]+)$", re.MULTILINE)


def read_document(name: str, data: bytes) -> Document:
    """Read `data`, called `name` by the user. Raises DiagnosticError for what is no text, too large or too deep."""
    text = decode(name, data)
    dialect = sniff_dialect(text)
    if dialect == "html":
        return read_html(name, text)
    if dialect == "markdown":
        return read_markdown(name, text)
    return read_text(name, text)


def sniff_dialect(text: str) -> str:
    """Tell `html`, `markdown` (with HTML tables) or `text` (tables of TABs or pipes.

    Or none at all) by what `text` is made of.
    """
    headings = len(_MARKDOWN_HEADING.findall(text))
    html_blocks = len(_HTML_BLOCK.findall(text))
    html_tables = len(_HTML_TABLE.findall(text))
    if html_blocks > headings and (html_tables or html_blocks > 2):
        return "html"
    if html_tables:
        return "text" if len(_TEXT_TABLE.findall(text)) > 4 * html_tables and not headings else "markdown"
    if html_blocks > headings:
        return "html"
    return "text" if _TEXT_TABLE.search(text) else ("markdown" if headings else "text")
