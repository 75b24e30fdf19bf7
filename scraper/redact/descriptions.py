"""What of a description stays: the words that state constraints, a type, a table."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from scraper.extract.fields import TYPE_IN_TEXT
from scraper.extract.links import name_key
from scraper.extract.types import parse_type
from scraper.phrases import read_description, read_number_range
from scraper.phrases.description import merged
from scraper.phrases.patterns import Span
from scraper.phrases.reading import Kind, Reading
from scraper.phrases.redaction import facts, kept_spans, kept_text, prose_runs
from scraper.profiles.profile import load_profile, squeeze
from scraper.redact.prose import keep_spans
from scraper.reference import Type

MAX_REFERENCE = 4000
MAX_TYPE = 2000
MIN_TITLE = 3

Kinds = tuple[Kind, Kind | None]


@dataclass(frozen=True, slots=True)
class Stated:
    """What a description states, for every kind that its field may turn out to have."""

    readings: tuple[Reading, ...]
    reference: tuple[str, str]
    type_text: str


@cache
def possible_kinds(type_text: str) -> tuple[Kinds, ...]:
    """Give the kinds of value, and of element, that a field with this type cell may have.

    A name may mean an object or a string.
    """
    found = parse_type(type_text)
    if found is None:
        return ((Kind.ANY, None), (Kind.STRING, None))
    return tuple(dict.fromkeys(_kinds(found)))


def _kinds(type_: Type) -> Iterable[Kinds]:
    if type_.kind is not Kind.ARRAY:
        yield type_.kind, None
        if type_.name:
            yield Kind.STRING, None
        return
    inner = type_.item
    while inner is not None and inner.kind is Kind.ARRAY:
        inner = inner.item
    yield Kind.ARRAY, inner.kind if inner else None
    if inner is None:
        yield Kind.ARRAY, Kind.OBJECT
    elif inner.name:
        yield Kind.ARRAY, Kind.STRING


class Descriptions:
    """Tells what stays of the descriptions of one document.

    `captions` are those of its tables, `keep` what its user wants to keep, `titles` those of its operations.
    """

    def __init__(self, captions: Iterable[str], keep: Sequence[str], titles: Iterable[str] = ()) -> None:
        self.titles = frozenset(squeeze(t) for t in titles)
        self.captions = frozenset(k for c in captions if len(k := name_key(c)) >= MIN_TITLE)
        self.keep = keep

    def is_title(self, plain: str) -> bool:
        """Tell whether a cell has the title of an operation, which stands in the document already."""
        return squeeze(plain) in self.titles

    def spans(self, plain: str, type_text: str, name: str) -> tuple[Span, ...]:
        """Give the ranges of a description that state its facts."""
        found: list[Span] = []
        if not type_text and (match := _type_in_text(plain)):
            found.append(match.span())
            type_text = match[1].strip()
        reference = self._reference(plain) if wants_table(type_text) else None
        if reference:
            found.append(reference[0])
        kinds = possible_kinds(type_text)
        if (Kind.STRING, None) in kinds:
            found += read_number_range(plain).spans
        by_kind = list(dict.fromkeys(kept_spans(plain, kind, item, name) for kind, item in kinds))
        return self._of_all_kinds(plain, kinds, name, merged(found), by_kind)

    def with_kept(self, plain: str, spans: Sequence[Span]) -> tuple[Span, ...]:
        """Add what the user wants to keep, apart from the words around it."""
        return _apart(plain, merged([*spans, *keep_spans(plain, self.keep)])) if self.keep else tuple(spans)

    @staticmethod
    def _of_all_kinds(
        plain: str, kinds: tuple[Kinds, ...], name: str, others: tuple[Span, ...], by_kind: list[tuple[Span, ...]]
    ) -> tuple[Span, ...]:
        """Give the ranges that are read as the whole whatever the kind: one kind's where they do, else all together."""
        union = merged([*others, *(s for spans in by_kind for s in spans)])
        if len(by_kind) == 1:
            return union
        wanted = [facts(read_description(plain, kind, item, name)) for kind, item in kinds]
        readable = []
        for spans in (*(merged([*others, *spans]) for spans in by_kind), union):
            text = kept_text(plain, spans)
            if [facts(read_description(text, kind, item, name)) for kind, item in kinds] == wanted:
                readable.append((prose_runs(text), len(text), spans))
        return min(readable)[2] if readable else union

    def stated(self, plain: str, type_text: str, name: str) -> Stated:
        """Give what a description states, to be compared with what is left of it."""
        match = None if type_text else _type_in_text(plain)
        type_text = match[1].strip() if match else type_text
        reference = self._reference(plain) if wants_table(type_text) else None
        readings = tuple(facts(read_description(plain, kind, item, name)) for kind, item in possible_kinds(type_text))
        return Stated(readings, reference[1] if reference else ("", ""), type_text)

    def _reference(self, plain: str) -> tuple[Span, tuple[str, str]] | None:
        """Find the words that name another table, with its number and so much of a title as is the caption of one."""
        if "表" not in plain and "able" not in plain:
            return None
        match = load_profile().match_line("table_reference", plain[:MAX_REFERENCE])
        if match is None:
            return None
        end, caption = match.end("number"), ""
        for stop in range(match.start("title") + 1, match.end("title") + 1):
            key = name_key(plain[match.start("title") : stop])
            if key in self.captions:
                end, caption = stop, key
        return (match.start(), end), (match["number"], caption)


def _apart(plain: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Keep a sign in each gap between two ranges: a line break, else the first that ends a clause."""
    signs: list[Span] = []
    for (_, end), (start, _) in pairwise(spans):
        gap = plain[end:start]
        place = gap.rfind("\n") if "\n" in gap else next((gap.index(s) for s in "。；;.，,、 " if s in gap), -1)
        if place >= 0:
            signs.append((end + place, min(end + place + 2, start) if gap[place] == "." else end + place + 1))
    return merged([*spans, *signs])


def _type_in_text(plain: str) -> re.Match[str] | None:
    return TYPE_IN_TEXT.search(plain[:MAX_TYPE]) if ":" in plain or "：" in plain else None


@cache
def wants_table(type_text: str) -> bool:
    """Tell whether a field with this type cell needs a table that describes it."""
    found = parse_type(type_text)
    while found is not None and found.item is not None:
        found = found.item
    return found is not None and found.kind in (Kind.OBJECT, Kind.ARRAY)
