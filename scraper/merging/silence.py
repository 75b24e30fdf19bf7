"""Whether a description that states nothing has the words of what another one states, in a wording that is not read."""

import re
from collections.abc import Iterator
from typing import Any

from scraper.phrases.defaults import mentions_default
from spec.conflicts import ConflictKind

MAX_MEMBERS = 100


def has_the_words(kind: ConflictKind, value: Any, text: str) -> bool:
    """Tell whether `text` names each member of a fact, such as each value of a list or both ends of a range.

    Of a default it must speak of defaults too. Nothing is known of what such a text means: it is not silent.
    """
    literals = [*_literals(value)]
    if not literals or len(literals) > MAX_MEMBERS or (kind is ConflictKind.DEFAULT and not mentions_default(text)):
        return False
    return all(
        re.search(rf"(?<![\w.-]){re.escape(each)}(?![\w-])", text, re.ASCII | re.IGNORECASE) for each in literals
    )


def _literals(value: Any) -> Iterator[str]:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return (str(member) for member in members if isinstance(member, str | int | float) and str(member))
