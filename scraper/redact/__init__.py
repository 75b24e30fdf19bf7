"""The facts edition of a document: the same document without its prose."""

from collections.abc import Sequence

from scraper.readers import sniff_dialect
from scraper.readers.encoding import decode
from scraper.redact.differences import facts_differences
from scraper.redact.html import redact_html
from scraper.redact.markdown import redact_markdown
from scraper.redact.text import redact_text

__all__ = ["facts_differences", "redact_document"]


def redact_document(name: str, data: bytes, keep: Sequence[str] = ()) -> str:
    """Give the facts edition of `data`, called `name` by its user: same dialect and lines, its facts, no prose.

    `keep` are texts that stay wherever they stand. Raises DiagnosticError for what cannot be read as a document.
    """
    text = decode(name, data)
    dialect = sniff_dialect(text)
    if dialect == "html":
        return redact_html(name, text, keep)
    if dialect == "markdown":
        return redact_markdown(name, text, keep)
    return redact_text(name, text, keep)
