"""Names that are safe in Python source and on disk.

A plain string from a document never reaches generated code as a name: `PythonIdentifier` and `ClassName` are the only
way in, and they hold nothing but ASCII letters, digits and underscores.
"""

import builtins
import keyword
from collections.abc import Container

from spec.naming import (
    MAX_FILE_NAME,
    MAX_NAME,
    MAX_RAW,
    WINDOWS_DEVICES,
    distinct_names,
    fingerprint,
    safe_file_name,
    spell_out,
    split_words,
)

__all__ = [
    "MAX_FILE_NAME", "MAX_NAME", "MAX_RAW", "RESERVED_CLASSES", "RESOURCE_NAMES", "TYPE_NAMES", "VALUE_NAMES",
    "ClassName", "PythonIdentifier", "ScriptIdentifier", "distinct_names", "fingerprint", "module_name",
    "safe_file_name", "spell_out", "split_words",
]  # fmt: skip

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


def module_name(raw: str) -> PythonIdentifier:
    """Give a name for a Python module that every file system accepts."""
    return PythonIdentifier(raw, WINDOWS_DEVICES)


class ScriptIdentifier(str):
    """A name for a method, argument or property of TypeScript: camelCase, never empty."""

    __slots__ = ()

    def __new__(cls, raw: str, avoid: Container[str] = ()) -> "ScriptIdentifier":
        """Make the identifier of any text; one that is in `avoid` gets an underscore at its end."""
        first, *rest = split_words(raw) or split_words(spell_out(raw)) or ["empty"]
        name = (first.lower() + "".join(word[0].upper() + word[1:].lower() for word in rest))[:MAX_NAME]
        if name[0].isdigit():
            name = f"n{name}"
        return super().__new__(cls, f"{name}_" if name in avoid else name)
