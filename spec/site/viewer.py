"""The program that shows the reference page: one JavaScript file of an npm package, kept nowhere in this project."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Package:
    """An npm package in one version: `integrity` is what the registry says of its archive, `script` and `licence` are
    the files that are needed of it. `drawn` gives pictures of our own for those that the script would load."""

    name: str
    version: str
    integrity: str
    script: str
    licence: str
    drawn: Mapping[str, str] = field(default_factory=dict)

    @property
    def archive(self) -> str:
        """The name of the archive, as `npm pack` gives it."""
        return f"{self.name}-{self.version}.tgz"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A script that has `init(document, options, element)`, and the licence that it comes under."""

    name: str
    script: str
    licence: str = ""


_WORDMARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="52" height="16"><text x="0" y="12" font-family="sans-serif" '
    'font-size="12" font-weight="600" fill="#4c6fff">Redocly</text></svg>'
)
_DRAWN = f"data:image/svg+xml,{quote(_WORDMARK)}"

REDOC = Package(
    name="redoc",
    version="3.0.1",
    integrity="sha512-KDfoKaYW19LCl4YStgBnwlaNjYEFfs5zCNt1s1WZ2YM5u8d26Yuzd2l43fZO851ZsgIMe/D640fDJkD8eaRQKQ==",
    script="package/bundles/redoc.standalone.js",
    licence="package/LICENSE",
    drawn={f"https://cdn.redoc.ly/redoc/{name}.svg": _DRAWN for name in ("logo-mini", "logo-mini-full")},
)

_ENDS_SCRIPT = re.compile(r"<(?=!--|/script)", re.IGNORECASE)


def inlined_script(viewer: Viewer) -> str:
    """Give the script, its licence above it, as it can stand between script tags.

    A `<` that HTML would read is written as JavaScript's escape for it: minified code has such only in strings and
    regular expressions.
    """
    licence = viewer.licence.replace("*/", "* /").strip()
    head = f"/*! {viewer.name}\n{licence}\n*/\n" if licence else ""
    return _ENDS_SCRIPT.sub(r"\\x3c", head + viewer.script)


def inlined_json(text: str) -> str:
    """Give JSON as it can stand between script tags: nothing in it is read as HTML or ends a line of JavaScript."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
