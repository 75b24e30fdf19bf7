"""Which words of a description state its facts: what stays when a document is shown without its prose."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from .description import MAX_LENGTH, merged, read_description, read_findings
from .patterns import HAN, Span
from .reading import Choice, Kind, Reading

# So many in a row are a sentence; less are a phrase that states a fact.
HAN_RUN = 12
WORD_RUN = 8
# Of a text that would be prose, so many words are tried to be left out.
MAX_TRIALS = 200
_SHORT_HAN = 8
_SHORT_WORDS = 3
_HAN_PHRASE = re.compile(r"[^。；;：:！!？?\n\t|<>\"“”{}]+")
_WORD_PHRASE = re.compile(r"[^.;:!?\n\"{}\[\]<>|=]+")
_DIGITS = re.compile(r"\S*\d\S*")
_HAN = re.compile(HAN)
_PART = re.compile(rf"{HAN}|[A-Za-z][A-Za-z'-]*\s?")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_CLAUSE_END = re.compile(r"[，。；;,\n]|\. ")
_SENTENCE_END = re.compile(r"[。；;\n]|\. ")


def kept_spans(plain: str, kind: Kind, item: Kind | None = None, name: str = "") -> tuple[Span, ...]:
    """The ranges of a description to keep: the text made of them alone reads the same as the whole, labels aside.

    In: as for read_description. Out: half-open ranges in order, with the line breaks and bullets between them; none
    where the description states nothing. They are the first of these that have no run of words that is prose, else
    those with the fewest: values with short labels, values alone, clauses, sentences, everything; then without the
    words that the reading does without. Each is read again before it is chosen.
    """
    text = plain[:MAX_LENGTH]
    findings = read_findings(text, kind, item)
    wanted = facts(findings.reading)
    if wanted == facts(Reading()):
        return ()

    def same(spans: tuple[Span, ...]) -> bool:
        return facts(read_description(kept_text(text, spans), kind, item, name)) == wanted

    best: tuple[int, tuple[Span, ...]] | None = None
    for spans in _candidates(text, findings.reading.spans, findings.labels):
        if not same(spans):
            continue
        prose = prose_runs(kept_text(text, spans))
        if best is None or prose < best[0]:
            best = prose, spans
        if not prose:
            return spans
    if best is None:
        return ((0, len(plain)),)
    fewer = _shrunk(text, best[1], same)
    return fewer if prose_runs(kept_text(text, fewer)) < best[0] else best[1]


def kept_text(plain: str, spans: tuple[Span, ...]) -> str:
    """The text that is left of a description."""
    return "".join(plain[start:end] for start, end in spans)


def facts(reading: Reading) -> Reading:
    """A reading without its labels and places, to be compared with another one."""
    return replace(reading, choices=tuple(Choice(choice.value) for choice in reading.choices), spans=())


def prose_runs(text: str) -> int:
    """How many runs of words, signs and values between them passed over, are so long that they are prose."""
    text = text.replace("\n", " ")
    han = sum(max(0, len(_HAN.findall(phrase)) - HAN_RUN + 1) for phrase in _HAN_PHRASE.findall(text))
    plain = _DIGITS.sub(" . ", text)
    return han + sum(max(0, len(_WORD.findall(phrase)) - WORD_RUN + 1) for phrase in _WORD_PHRASE.findall(plain))


def _candidates(text: str, spans: tuple[Span, ...], labels: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
    short = [label for label in labels if _is_short(text[slice(*label)])]
    yield _joined(text, merged([*spans, *short]))
    yield _joined(text, spans)
    yield _joined(text, merged([_widened(text, span, _CLAUSE_END) for span in spans]))
    yield _joined(text, merged([_widened(text, span, _SENTENCE_END) for span in spans]))
    yield ((0, len(text)),)


def _shrunk(text: str, spans: tuple[Span, ...], same: Callable[[tuple[Span, ...]], bool]) -> tuple[Span, ...]:
    """The ranges without the words and characters of theirs that the reading does without, the first of them first."""
    words = [found.span() for span in spans for found in _PART.finditer(text, *span)]
    for word in words[:MAX_TRIALS]:
        fewer = _without(spans, word)
        if same(fewer):
            spans = fewer
    return spans


def _without(spans: tuple[Span, ...], hole: Span) -> tuple[Span, ...]:
    parts = [part for start, end in spans for part in ((start, min(end, hole[0])), (max(start, hole[1]), end))]
    return tuple(part for part in parts if part[0] < part[1])


def _is_short(label: str) -> bool:
    return len(_HAN.findall(label)) <= _SHORT_HAN and len(_WORD.findall(label)) <= _SHORT_WORDS and "\n" not in label


def _widened(text: str, span: Span, end: re.Pattern[str]) -> Span:
    start = max((found.end() for found in end.finditer(text, 0, span[0])), default=0)
    found = end.search(text, span[1])
    return start, found.start() if found else len(text)


def _joined(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The ranges with what must stand between them: a line break where the text has one, else one sign."""
    kept = list(spans)
    for (_, end), (start, _) in pairwise(spans):
        gap = text[end:start]
        if not gap.strip(" "):
            kept.append((end, start))
            continue
        place = gap.rfind("\n")
        if place < 0:
            place = next((gap.index(sign) for sign in "。；;：.，,、 " if sign in gap), -1)
        if place >= 0:
            kept.append((end + place, end + place + (2 if gap.startswith(". ", place) else 1)))
    return merged(kept)
