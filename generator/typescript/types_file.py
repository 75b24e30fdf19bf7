"""The file of types that openapi-typescript makes of a document: where it comes from, and what it was made of.

Its first line says which version made it and of what, and what it held: so a file that stands is used again where it
is still what the tool would write, and no Node is needed. A file that was changed by hand is not.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.output import GenerationError
from generator.typescript.check import check_types
from generator.typescript.reduced import without_marks
from generator.typescript.tool import FLAGS, TOOL, VERSION, Tool

_HEADER = "// Made by {tool} {version} of {key}, text {text}; do not edit.\n"
_FIRST_LINE = re.compile(r"// Made by \S+ \S+ of ([0-9a-f]{64}), text ([0-9a-f]{64}); do not edit\.\n")
_INDENT = re.compile(r"^( +)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TypeSources:
    """Where types may come from: files that stand, looked at in turn, then the tool."""

    standing: tuple[Path, ...] = ()
    tool: Tool = field(default_factory=Tool)

    def types_of(self, reduced: Mapping[str, Any]) -> str:
        """Give the file of types of a reduced document.

        Raises ToolError where no file that stands will do and the tool is absent or fails, GenerationError where it
        writes anything but types.
        """
        text = json.dumps(reduced, ensure_ascii=False, separators=(",", ":"))
        key = _hash("\n".join([TOOL, VERSION, *FLAGS, text]))
        for path in self.standing:
            if (found := _standing(path, key)) is not None:
                return found
        made = without_marks(_INDENT.sub(_halved, self.tool.run(text).replace("\r\n", "\n")))
        check_types(made)
        return _HEADER.format(tool=TOOL, version=VERSION, key=key, text=_hash(made)) + made


def _standing(path: Path, key: str) -> str | None:
    """Give a file that was made of what has this key, and is as it was made; None where there is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    match = _FIRST_LINE.match(text)
    if match is None or match[1] != key or match[2] != _hash(text[match.end() :]):
        return None
    try:
        check_types(text[match.end() :])
    except GenerationError:
        return None
    return text


def _halved(indent: re.Match[str]) -> str:
    """Give two spaces for four; no string of the tool goes over lines."""
    levels, rest = divmod(len(indent[1]), 4)
    return " " * (2 * levels + rest)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
