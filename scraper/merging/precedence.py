"""Which of several documents counts first: by date, by language, by kind, then in the order in which they are given."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from scraper.document import Document
from scraper.profiles.language import language_of
from spec.conflicts import SourceDocument

Criterion = Literal["date", "language", "kind"]
Read = tuple[SourceDocument, Document]


@dataclass(frozen=True, slots=True)
class Precedence:
    """What documents are ordered by, the weightiest first.

    The newest counts first, one without a date last. `languages` and `kinds` (`html`, `markdown`, `text`) name those
    that are preferred, the best first; all others come behind them.
    """

    criteria: tuple[Criterion, ...] = ("date", "language", "kind")
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


DEFAULT = Precedence()


def in_precedence(documents: Iterable[tuple[Document, str]], precedence: Precedence = DEFAULT) -> list[Read]:
    """Give documents, each with the date that its user gave it, in the order in which they count."""
    found = [(SourceDocument(d.name, date, language_of(d), d.dialect), d) for d, date in documents]
    ranks: dict[Criterion, Callable[[Read], str | int]] = {
        "date": lambda read: read[0].date,
        "language": lambda read: -_rank(read[0].language, precedence.languages),
        "kind": lambda read: -_rank(read[0].kind, precedence.kinds),
    }
    for criterion in reversed(precedence.criteria):
        found.sort(key=ranks[criterion], reverse=True)
    return found


def _rank(value: str, preferred: tuple[str, ...]) -> int:
    return preferred.index(value) if value in preferred else len(preferred)
