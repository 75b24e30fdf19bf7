"""Names that are safe in Python source and on disk.

A plain string from a document never reaches generated code as a name: `PythonIdentifier` and `ClassName` are the only
way in, and they hold nothing but ASCII letters, digits and underscores.
"""

import builtins
import hashlib
import keyword
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Iterable
from typing import TypeVar

MAX_NAME = 80
MAX_FILE_NAME = 120
MAX_RAW = 1000

_WORD = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z][a-z0-9]*|[a-z][a-z0-9]*|[0-9]+[a-z]*")
_PLURAL_ACRONYM = re.compile(r"(?<![A-Z])([A-Z]{2,})s(?![a-z])")
_WINDOWS_DEVICES = frozenset({"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)})
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

_KEYWORDS = frozenset(keyword.kwlist) | {"self"}

TYPE_NAMES = frozenset({"bool", "bytes", "dict", "float", "int", "object", "str"})
"""Names which a method may not have: annotations after it would then mean the method."""

RESOURCE_NAMES = TYPE_NAMES | {"builtins", "cached_property", "with_raw_response", "with_streaming_response"}
"""Names which a method or resource may not have: every resource has these itself, or is written with them."""

VALUE_NAMES = TYPE_NAMES | {"builtins", "given", "joined", "list"}
"""Names which a parameter or field may not have: annotations and calls beside it would then mean that."""

RESERVED_CLASSES = frozenset(
    {name for name in dir(builtins) if name[0].isupper()}
    | {"AsyncPages", "Callable", "Page", "Pagination", "Waiter"}
    | {f"{prefix}With{kind}Response" for prefix in ("", "Async") for kind in ("Raw", "Streaming")}
    | {"Annotated", "Any", "AsyncResource", "Field", "Headers", "JsonName", "JsonObject", "Literal", "Mapping", "Model"}
    | {"NoneType", "NotGiven", "Query", "Required", "Sequence", "SyncResource", "Timeout", "TypedDict"}
)
"""Names which a generated class may not have: its own file uses them."""

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


class PythonIdentifier(str):
    """A name for a parameter, field, method or module: snake_case, never a keyword, never empty."""

    __slots__ = ()

    def __new__(cls, raw: str, avoid: Container[str] = ()) -> "PythonIdentifier":
        """Make the identifier of any text; one that is in `avoid` gets an underscore at its end."""
        words = split_words(raw) or split_words(spell_out(raw)) or ["empty"]
        name = "_".join(words).lower()[:MAX_NAME].rstrip("_")
        if name[0].isdigit():
            name = f"n{name}"
        if name in _KEYWORDS or name in avoid:
            name += "_"
        return super().__new__(cls, name)


class ClassName(str):
    """A name for a class: CamelCase, the capitals of the text kept, never a name that the file of a class uses."""

    __slots__ = ()

    def __new__(cls, raw: str) -> "ClassName":
        """Make the class name of any text."""
        words = split_words(raw) or split_words(spell_out(raw)) or ["Empty"]
        name = "".join(word[0].upper() + word[1:] for word in words)[:MAX_NAME]
        if name[0].isdigit():
            name = f"N{name}"
        if name in RESERVED_CLASSES or name.endswith("Dict"):
            name += "Model"
        return super().__new__(cls, name)

    @classmethod
    def of_dict(cls, name: "ClassName") -> "ClassName":
        """Give the name of the typed dict that stands for a class; no other class has a name with such an end."""
        return super().__new__(cls, f"{name}Dict")


def safe_file_name(raw: str) -> str:
    """Give a name for one file or folder: letters, digits, `.`, `_`, `-`; no leading dot or dash, no device name."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", raw[:MAX_RAW]).lstrip(".-")[:MAX_FILE_NAME].rstrip(".") or "_"
    return f"_{name}" if name.split(".")[0].lower() in _WINDOWS_DEVICES else name


def module_name(raw: str) -> PythonIdentifier:
    """Give a name for a Python module that every file system accepts."""
    return PythonIdentifier(raw, _WINDOWS_DEVICES)


def distinct_names(raws: Iterable[str], make: Callable[[str], _Name], taken: Iterable[str] = ()) -> dict[str, _Name]:
    """Give each raw name one of its own, none of `taken`, equal for an equal set whatever its order; never a counter.

    Of names that would be one, the one that is already written so keeps it; the others have their signs spelt out.
    """
    distinct = list(dict.fromkeys(raws))
    used = {name.lower() for name in taken}
    names = {raw: make(raw) for raw in distinct}
    counts = Counter(name.lower() for name in names.values())
    result: dict[str, _Name] = {}
    clashing = []
    for raw, name in names.items():
        alone = counts[name.lower()] == 1
        if name.lower() not in used and (alone or raw == name):
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
