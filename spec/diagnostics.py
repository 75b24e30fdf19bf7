"""What is wrong, where, and what to do: one record, told to people and to programs."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spec.codes import CODES, Code, Severity
from spec.location import Location

if TYPE_CHECKING:
    from pydantic import ValidationError

__all__ = [
    "CODES",
    "Code",
    "Diagnostic",
    "DiagnosticError",
    "Severity",
    "first_refusal",
    "has_errors",
    "in_order",
    "refused",
    "shown",
]

SHOWN_LIMIT = 200
"""How many characters of a document's own text a diagnostic shows."""

_NAMED_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def shown(text: str, limit: int = SHOWN_LIMIT) -> str:
    """Give text of a document so that it cannot act on a terminal: one line, unprintable characters escaped, cut."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(_shown_character(character) for character in cut)


def _shown_character(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    return _NAMED_ESCAPES.get(character) or (
        f"\\u{ord(character):04x}" if ord(character) <= 0xFFFF else f"\\U{ord(character):08x}"
    )


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `code` is a key of CODES; `subject` is the document's own text that it is about; `pointer` is the place in the
    OpenAPI document (a JSON pointer), where the finding is about that. `against` is the second place, of one that
    contradicts the first.
    """

    code: str
    message: str
    location: Location
    subject: str = ""
    pointer: str = ""
    against: Location | None = None

    @property
    def severity(self) -> Severity:
        """The severity of this finding's code."""
        return CODES[self.code].severity

    @property
    def help(self) -> str:
        """What to do about it."""
        return CODES[self.code].help

    def render(self) -> str:
        """Give the finding as people read it: `file:line: severity CODE: message`, then where, what and help."""
        lines = [f"{shown(str(self.location))}: {self.severity} {self.code}: {shown(self.message)}"]
        if self.location.trail:
            lines.append("    at    " + " > ".join(shown(step) for step in self.location.trail))
        if self.against:
            steps = (str(self.against), *self.against.trail)
            lines.append("    but   " + " > ".join(shown(step) for step in steps))
        if self.pointer:
            lines.append("    spec  " + shown(self.pointer, 2 * SHOWN_LIMIT))
        if self.subject:
            lines.append("    text  " + shown(self.subject))
        lines.append("    help  " + self.help)
        return "\n".join(lines)

    def as_dict(self) -> dict[str, object]:
        """Give the finding as programs read it: the same facts, in JSON types, empty ones left out."""
        record: dict[str, object] = {
            "code": self.code,
            "severity": str(self.severity),
            "message": shown(self.message),
            "document": shown(self.location.document),
            "line": self.location.line,
            "trail": [shown(step) for step in self.location.trail],
            "pointer": shown(self.pointer, 2 * SHOWN_LIMIT),
            "subject": shown(self.subject),
            "against": _place_as_dict(self.against) if self.against else {},
            "help": self.help,
        }
        return {key: value for key, value in record.items() if value}


def _place_as_dict(place: Location) -> dict[str, object]:
    record = {"document": shown(place.document), "line": place.line, "trail": [shown(step) for step in place.trail]}
    return {key: value for key, value in record.items() if value}


class DiagnosticError(Exception):
    """Raised where work cannot go on; carries the findings that say why. Commands print them and exit with 1."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("\n".join(diagnostic.render() for diagnostic in diagnostics))
        self.diagnostics = diagnostics


def first_refusal(error: "ValidationError") -> str:
    """Give the first thing that a model refuses: its place in the data, and why."""
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]


def refused(code: str, error: "ValidationError", document: str) -> DiagnosticError:
    """Give what to raise for a document that a model refuses."""
    return DiagnosticError(Diagnostic(code, first_refusal(error), Location(document)))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any finding is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Give the findings by document and line (numbers inside a pointer count as numbers), each one once."""
    return sorted(dict.fromkeys(diagnostics), key=_place)


def _place(diagnostic: Diagnostic) -> tuple[object, ...]:
    steps = [(int(step) if step.isdigit() else -1, step) for step in re.findall(r"\d{1,9}|\D+", diagnostic.pointer)]
    location = diagnostic.location
    return (
        location.document,
        location.line,
        steps,
        diagnostic.code,
        diagnostic.message,
        location.trail,
        diagnostic.subject,
        diagnostic.against or location,
    )
