"""An example as printed to the JSON values that it shows, and what had to be mended for it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.contract.values import JsonValue, parse_json
from scraper.examples.join import ExampleText
from scraper.examples.repair import mend
from scraper.examples.tokens import BREAK, Repair, tokenize
from spec.diagnostics import Diagnostic
from spec.location import Location

MAX_LENGTH = 400_000


@dataclass(frozen=True, slots=True)
class ReadExample:
    """The values of an example, more than one where it shows several, none where it is no JSON.

    `repairs` are what was mended, each with its line.
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
    if not values:
        return ReadExample(())
    places = sorted({*read.notes, *edits}, key=lambda n: n.at)
    return ReadExample(values, tuple((n.repair, _line(example, read.text, n.at)) for n in places))


def findings(example: ExampleText, read: ReadExample, location: Location) -> Iterator[Diagnostic]:
    """Tell what was mended in an example at a place, what belongs to none of its values, and whether it has any."""
    if not read.values and example.parts:
        line = example.parts[0][0]
        yield Diagnostic("EXA001", "the example is no JSON", location.at(line), example.text)
    mended = {repair: count for repair, count in read.counts.items() if repair is not Repair.LEFT_OVER}
    if mended:
        shown = ", ".join(f"{repair} ({count})" if count > 1 else str(repair) for repair, count in mended.items())
        yield Diagnostic("EXA002", shown, location.at(read.repairs[0][1]))
    for line in sorted({line for repair, line in read.repairs if repair is Repair.LEFT_OVER}):
        yield Diagnostic("EXA005", "text that belongs to no value of the example", location.at(line))


def _line(example: ExampleText, text: str, at: int) -> int:
    """Give the line of a place in the body."""
    before = text.count("\n", 0, at) + text.count(BREAK, 0, at)
    for line, part in example.parts:
        lines = part.count("\n") + 1
        if before < lines:
            return line + before
        before -= lines
    return example.line
