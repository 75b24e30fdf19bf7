"""The language of a document, told by the words that its tables and sections begin with."""

from collections import Counter
from functools import cache

from scraper.document import Document, Heading, Paragraph, Table
from scraper.profiles.profile import load_profile, squeeze

MAX_TITLE = 40
MAX_VOTES = 500
"""After how many words the rest of a document is not looked at."""


def language_of(document: Document) -> str:
    """Give the language of the profile whose words a document uses most, "" where it uses none, or two alike."""
    votes: Counter[str] = Counter()
    known = _languages()
    for block in document.blocks:
        if isinstance(block, Table):
            titles = [cell.text.plain for cell in block.rows[0].cells] if block.rows else []
        else:
            titles = [block.text.plain] if isinstance(block, Heading | Paragraph) else []
        for title in titles:
            if 0 < len(title) <= MAX_TITLE:
                votes.update(known.get(squeeze(title), ()))
        if votes.total() >= MAX_VOTES:
            break
    (first, most), (_, second) = (*votes.most_common(2), ("", 0), ("", 0))[:2]
    return first if most > second else ""


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    """Header words and section titles, each with the languages that have it."""
    found: dict[str, list[str]] = {}
    for file in load_profile().files:
        words = {squeeze(w) for words in (*file.columns.values(), *file.sections.values()) for w in words}
        for word in words if file.language else ():
            found.setdefault(word, []).append(file.language)
    return {word: tuple(languages) for word, languages in found.items()}
