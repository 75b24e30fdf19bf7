"""Words of names, names of files that are safe on every disk, and names that are distinct: never a counter.

The names of generated code are made of these words by `generator.identifiers`.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

MAX_NAME = 80
MAX_FILE_NAME = 120
MAX_RAW = 1000

_WORD = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z][a-z0-9]*|[a-z][a-z0-9]*|[0-9]+[a-z]*")
_PLURAL_ACRONYM = re.compile(r"(?<![A-Z])([A-Z]{2,})s(?![a-z])")
WINDOWS_DEVICES = frozenset({"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)})
"""Names that Windows keeps for itself, whatever stands behind their first dot."""

_SYMBOLS = {
    "+": "plus",
    "-": "minus",
    "@": "at",
    ".": "dot",
    "/": "slash",
    ":": "colon",
    "#": "hash",
    "$": "dollar",
    "*": "star",
    "%": "percent",
    "&": "and",
    "=": "equals",
    "<": "less",
    ">": "greater",
    "_": "underscore",
}
"""What a sign is called where two names differ in nothing else."""

_Name = TypeVar("_Name", bound=str)


def split_words(raw: str) -> list[str]:
    """Give the ASCII words of a name in any style: `OBSPath-v2` gives `OBS`, `Path`, `v2`."""
    plain = _PLURAL_ACRONYM.sub(lambda match: match[1].capitalize() + "s", raw[:MAX_RAW])
    return [word for word in _WORD.findall(_ascii(plain)) if word]


def _ascii(text: str) -> str:
    """Put latin letters without their accents; every other character beyond ASCII becomes a gap."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c if c.isascii() else "" if unicodedata.combining(c) else " " for c in decomposed)


def spell_out(raw: str) -> str:
    """Give words for every character that a name cannot hold: `+1` gives `plus 1`, `数` gives `u6570`."""
    parts = []
    for char in raw[:MAX_NAME]:
        if char.isascii() and char.isalnum():
            parts.append(char)
        else:
            parts.append(f" {_SYMBOLS.get(char) or f'u{ord(char):04x}'} ")
    return "".join(parts)


def safe_file_name(raw: str) -> str:
    """Give a name for one file or folder: letters, digits, `.`, `_`, `-`; no leading dot or dash, no device name."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", raw[:MAX_RAW]).lstrip(".-")[:MAX_FILE_NAME].rstrip(".") or "_"
    return f"_{name}" if name.split(".")[0].lower() in WINDOWS_DEVICES else name


def distinct_names(raws: Iterable[str], make: Callable[[str], _Name], taken: Iterable[str] = ()) -> dict[str, _Name]:
    """Give each raw name one of its own, none of `taken`, equal for an equal set whatever its order; never a counter.

    Of names that would be one, in any case of letters, the one that is already written so keeps it (of several the
    first in the order of their characters); the others have their signs spelt out.
    """
    distinct = list(dict.fromkeys(raws))
    used = {name.lower() for name in taken}
    names = {raw: make(raw) for raw in distinct}
    counts = Counter(name.lower() for name in names.values())
    owners = {name.lower(): raw for raw, name in sorted(names.items(), reverse=True) if raw == name}
    result: dict[str, _Name] = {}
    clashing = []
    for raw, name in names.items():
        alone = counts[name.lower()] == 1
        if name.lower() not in used and (alone or owners.get(name.lower()) == raw):
            result[raw] = name
        else:
            clashing.append(raw)
    used |= {name.lower() for name in result.values()}
    for raw in sorted(clashing):
        result[raw] = next(name for name in _alternatives(raw, make) if name.lower() not in used)
        used.add(result[raw].lower())
    return {raw: result[raw] for raw in distinct}


def _alternatives(raw: str, make: Callable[[str], _Name]) -> Iterable[_Name]:
    yield make(spell_out(raw))
    yield make(raw.lower())
    if raw[:1].isupper():
        yield make(f"capital {raw}")
    yield make(f"{raw[: MAX_NAME // 2]} {fingerprint(raw)[:8]}")
    yield make(fingerprint(raw))


def fingerprint(raw: str) -> str:
    """Give letters that stand for a text: what tells names apart when no word does, and never a number."""
    digest = hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()
    return digest.translate(str.maketrans("0123456789", "ghijklmnop"))
