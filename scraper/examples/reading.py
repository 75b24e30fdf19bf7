"""An example as printed to the JSON values that it shows, and what had to be mended for it."""

from collections import Counter
from dataclasses import dataclass

from scraper.contract.values import JsonValue, parse_json
from scraper.examples.join import ExampleText
from scraper.examples.repair import mend
from scraper.examples.tokens import BREAK, Repair, tokenize

MAX_LENGTH = 400_000

@dataclass(frozen=True, slots=True)
class ReadExample:
    """The values of an example, more than one where it shows several, none where it is no JSON.

    `repairs` are what was mended, each with its line; `left_over` is the text that belongs to no value.
    """

    values: tuple[JsonValue, ...]
    repairs: tuple[tuple[Repair, int], ...] = ()

    @property
    def counts(self) -> dict[Repair, int]:
        """How often each kind of repair was made, in the order of their table."""
        found = Counter(repair for repair, _ in self.repairs)
        return {repair: found[repair] for repair in Repair if repair in found}


def read_example(example: ExampleText) -> ReadExample:
    """Read the body of an example. What is JSON as it stands is taken as it stands; nothing is raised."""
    body = example.body.strip()
    if not body or len(body) > MAX_LENGTH:
        return ReadExample(())
    try:
        return ReadExample((parse_json(body.replace(BREAK, "\n")),))
    except (ValueError, RecursionError):
        pass
    read = tokenize(example.body)
    mended = mend(read.tokens, len(example.parts) - 1)
    if mended is None:
        return ReadExample(())
    texts, edits = mended
    try:
        values = tuple(parse_json(text) for text in texts)
    except (ValueError, RecursionError):
        return ReadExample(())
    places = sorted({*read.notes, *edits}, key=lambda n: n.at)
    return ReadExample(values, tuple((n.repair, _line(example, read.text, n.at)) for n in places))


def _line(example: ExampleText, text: str, at: int) -> int:
    """Give the line of a place in the body."""
    before = text.count("\n", 0, at) + text.count(BREAK, 0, at)
    for line, part in example.parts:
        lines = part.count("\n") + 1
        if before < lines:
            return line + before
        before -= lines
    return example.line
