"""What is prose and what is a label: counted in Chinese characters and English words, never looked up."""

import re
from collections.abc import Sequence

from scraper.phrases.patterns import Span
from scraper.phrases.redaction import HAN_RUN, prose_runs

# Stands where prose was.
MARK = "…"
LABEL_HAN = 12
LABEL_WORDS = 5
TITLE_HAN = 40
TITLE_WORDS = 20
LITERAL_HAN = 4
LITERAL_WORDS = 4

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"(?<![\w./:@#$%&=-])[A-Za-z](?:[A-Za-z'’-]*[A-Za-z])?(?![\w/@#$=-]|[.:]\w)")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_SIGN = re.compile(r"[。；！？]")
_SENTENCE = re.compile(r"[。；！？]|[.;!?](?=\s)|\w\.$")


def count_han(text: str) -> int:
    """Count the Chinese characters of `text`."""
    return len(_HAN.findall(text))


def count_words(text: str) -> int:
    """Count the plain words of `text`: identifiers, paths and options are none."""
    return len(_WORD.findall(text))


def is_label(text: str) -> bool:
    """Tell whether a line is a name, a code, or so few words that they only name something."""
    return (
        count_han(text) < LABEL_HAN
        and count_words(text) <= LABEL_WORDS
        and not (is_wordy(text) and _SENTENCE.search(text.strip()))
    )


def is_wordy(text: str) -> bool:
    """Tell whether `text` has as many words as a string in an example has only where it is prose."""
    return count_han(text) >= LITERAL_HAN or count_words(text) >= LITERAL_WORDS


def is_prose(text: str) -> bool:
    """Tell whether `text` has so many words in a row that it is a sentence."""
    return len(text) >= HAN_RUN and prose_runs(text) > 0


def is_sentence(text: str) -> bool:
    """Tell whether a title is so long, or has such signs, that it is none."""
    return bool(_SENTENCE_SIGN.search(text)) or count_han(text) > TITLE_HAN or count_words(text) > TITLE_WORDS


def has_letters(text: str) -> bool:
    """Tell whether `text` has any word at all."""
    return bool(_LETTER.search(text))


def keep_spans(text: str, keep: Sequence[str]) -> tuple[Span, ...]:
    """Give where the texts that the user wants to keep stand in `text`."""
    return tuple((m.start(), m.end()) for word in keep if word for m in re.finditer(re.escape(word), text))


def hide(text: str, keep: Sequence[str]) -> str:
    """Give what stands in place of `text`: the mark, and between marks what the user wants to keep."""
    return write_spans(text, keep_spans(text, keep))


def write_spans(text: str, spans: Sequence[Span]) -> str:
    """Give `text` with a mark in place of all that is in none of `spans`."""
    out: list[str] = []
    position = 0
    for start, end in sorted(spans):
        if start > position and text[position:start].strip():
            out.append(MARK)
        out.append(text[max(start, position) : end])
        position = max(position, end)
    if text[position:].strip() or not out:
        out.append(MARK)
    return "".join(out)
