"""What all tables of wordings share: a pattern with its own test sentence, fragments of expressions, masks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[int, int]

HAN = r"[\u4e00-\u9fff]"
QUOTES = "“”\"'‘’`「」"
# A code is what a program sends: a word, a number, a dotted or hyphenated name. No blank, no colon, no quote.
CODE = r"-?[A-Za-z0-9_@](?:[A-Za-z0-9_.\-/+@*]*[A-Za-z0-9_*+])?"
NUMBER = r"[-−]?\d+(?:\.\d+)?"
# With separators of thousands, which are read only where no list of numbers can stand.
GROUPED = r"(?:[-−]?\d{1,3}(?:,\d{3})+(?![\d,])|[-−]?\d+(?:\.\d+)?)"
DASH = r"[-–—~～]"
# Stands for a character that is not to be read.
BLOT = "\x00"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One wording: `regex` finds it, `expect` is what its table's reader makes of `example`, our own test sentence."""

    name: str
    regex: re.Pattern[str]
    example: str
    expect: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A wording that looks like a fact and is none; `example` is our own test sentence, which must give nothing."""

    name: str
    regex: re.Pattern[str]
    example: str


def wording(expression: str) -> re.Pattern[str]:
    """Compile a wording; upper and lower case are one, as the same phrase starts a sentence or stands inside it."""
    return re.compile(expression, re.IGNORECASE)


def any_word(words: str) -> re.Pattern[str]:
    """What finds any of some words, separated by blanks, quickly; English ones also where they start a sentence."""
    found = [form for word in words.split() for form in (word, word.capitalize())]
    return re.compile("|".join(re.escape(form).replace("_", " ") for form in dict.fromkeys(found)))


def mask(text: str, exclusions: Iterable[Exclusion]) -> str:
    """The text with every excluded wording blotted out; its length and all offsets stay."""
    for exclusion in exclusions:
        text = exclusion.regex.sub(lambda match: BLOT * len(match[0]), text)
    return text


def number(literal: str) -> int | float:
    """The number that a literal states; raises ValueError where it states none."""
    plain = literal.replace(",", "").replace("−", "-")
    return float(plain) if "." in plain else int(plain)
