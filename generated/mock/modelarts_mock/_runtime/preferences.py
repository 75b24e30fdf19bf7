# Copied from apiscribe; do not edit.
"""The `Prefer` header: which documented answer a request asks for, whatever the state is."""

import re
from dataclasses import dataclass

_PART = re.compile(r'\s*([a-z]+)\s*=\s*(?:"([^"]{0,200})"|([^",;\s]{0,200}))\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Preference:
    """An answer by its status (`404`, `2XX`, empty for the usual one) and the name of an example."""

    code: str = ""
    example: str = ""


def read_preference(text: str) -> Preference | None:
    """Read `code=404`, `code=2XX`, `example=NAME`, also both; other preferences do not concern the mock."""
    values: dict[str, str] = {}
    for part in re.split("[,;]", text):
        if match := _PART.fullmatch(part):
            values.setdefault(match[1].lower(), match[2] if match[2] is not None else match[3])
    found = Preference(values.get("code", "").upper(), values.get("example", ""))
    return found if found.code or found.example else None
