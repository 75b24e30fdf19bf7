"""What a published file is: told by its name and its first bytes, so that a new kind needs no list to be kept."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

_BEGINNING = 4_000
_KINDS = (
    (re.compile(rb"""^(?:#.*\n)*[\s{]*["']?openapi["']?:\s*["']?(\d+\.\d+\.\d+)"""), "OpenAPI {}"),
    (re.compile(rb"""^(?:#.*\n)*[\s{]*["']?swagger["']?:\s*["']?(\d+\.\d+)"""), "Swagger {}"),
    (re.compile(rb"""^(?:#.*\n)*[\s{]*["']?arazzo["']?:\s*["']?(\d+\.\d+\.\d+)"""), "Arazzo {}"),
    (re.compile(rb"""^(?:#.*\n)*[\s{]*["']?overlay["']?:\s*["']?(\d+\.\d+\.\d+)"""), "Overlay {}"),
    (re.compile(rb"""schema\.(?:get)?postman\.com/[^"]*?v(\d+\.\d+\.\d+)"""), "Postman collection {}"),
)
_SUFFIXES = {
    ".md": "Markdown",
    ".html": "page",
    ".json": "JSON",
    ".yaml": "YAML",
    ".yml": "YAML",
    ".zip": "archive",
}
_SERIALISED = {".json": "JSON", ".yaml": "YAML", ".yml": "YAML"}
_OPENAPI = re.compile(r"(OpenAPI|Swagger) ")


@dataclass(frozen=True, slots=True)
class Download:
    """A file that the site offers: `path` from the site's root, `kind` what it is, in words."""

    path: str
    kind: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.path).name


def kind_of(path: str, content: bytes) -> str:
    """Give what a file is, in words."""
    suffix = PurePosixPath(path).suffix.lower()
    for pattern, kind in _KINDS:
        if found := pattern.search(content[:_BEGINNING]):
            form = _SERIALISED.get(suffix, "")
            return f"{kind.format(found[1].decode())}{f' as {form}' if form else ''}"
    return _SUFFIXES.get(suffix, "file")


def is_api_document(path: str, content: bytes) -> bool:
    """Tell whether a file is a form of the published document: what must never change under one version."""
    return _OPENAPI.match(kind_of(path, content)) is not None


def downloads(files: Mapping[str, bytes], folder: str) -> list[Download]:
    """Give the files below a folder of the site, forms of the document first, by name."""
    found = [
        Download(path, kind_of(path, content), len(content), hashlib.sha256(content).hexdigest())
        for path, content in files.items()
        if path.startswith(f"{folder}/")
    ]
    return sorted(found, key=_rank)


def _rank(item: Download) -> tuple[object, ...]:
    # a blank stands before every other sign: `openapi.json` before `openapi-3.0.json`
    return (_OPENAPI.match(item.kind) is None, item.path.count("/"), item.path.replace(".", " "))
