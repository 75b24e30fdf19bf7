"""What the packages are called."""

import ast
import keyword
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from generator.identifiers import RESERVED_CLASSES, ClassName, PythonIdentifier, split_words

_DISTRIBUTION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PACKAGE = re.compile(r"[a-z][a-z0-9_]*")
_CLASS = re.compile(r"[A-Z][A-Za-z0-9]*")
_SUFFIX = {"python": "client", "mock": "mock", "typescript": "client"}
_DEPENDENCIES = frozenset({"httptools", "httpx", "jsonschema_rs", "pydantic", "uvicorn", "uvloop"})
_CLIENT_NAMES = frozenset({"Credentials", "TYPE_CHECKING"})
_RUNTIME = Path(__file__).parent / "runtime" / "python"
MAX_DISTRIBUTION = 60
_NOISE = frozenset({"api", "apis", "openapi", "reference", "rest", "specification"})


@dataclass(frozen=True, slots=True)
class Settings:
    """The names of one package, and the version of the generator that makes it.

    ValueError tells of a name with other characters than its kind allows, of a distribution name of more than
    MAX_DISTRIBUTION characters, and of a name that Python or the package itself already uses."""

    distribution: str
    package: str
    class_name: str
    generator_version: str

    def __post_init__(self) -> None:
        for name, pattern, kind in (
            (self.distribution, _DISTRIBUTION, "distribution"),
            (self.package, _PACKAGE, "import"),
            (self.class_name, _CLASS, "class"),
        ):
            if not pattern.fullmatch(name):
                raise ValueError(f"not a {kind} name: {name[:80]!r}")
        if len(self.distribution) > MAX_DISTRIBUTION:
            raise ValueError(f"more than {MAX_DISTRIBUTION} characters: {self.distribution[:80]!r}")
        if _is_taken_package(self.package):
            raise ValueError(f"not an import name, Python or the package uses it: {self.package!r}")
        if _is_taken_class(self.class_name):
            raise ValueError(f"not a class name, Python or the package uses it: {self.class_name!r}")

    @classmethod
    def for_document(cls, document: Mapping[str, Any], target: str, generator_version: str) -> "Settings":
        """Derive the names from the title of the document, else from the host of its first server, else `service`."""
        words = _service_words(document)
        snake = PythonIdentifier(" ".join(words).lower()).strip("_")
        suffix = _SUFFIX[target]
        stem = snake.replace("_", "-")[: MAX_DISTRIBUTION - len(suffix) - 1].rstrip("-")
        class_name = ClassName(" ".join(words))
        return cls(
            distribution=f"{stem}-{suffix}",
            package=f"{snake}_{suffix}",
            class_name=f"{class_name}Service" if _is_taken_class(class_name) else class_name,
            generator_version=generator_version,
        )


def _is_taken_package(name: str) -> bool:
    reserved = keyword.iskeyword(name) or keyword.issoftkeyword(name) or name == "type"  # soft since Python 3.12
    return reserved or name in _DEPENDENCIES or name in sys.stdlib_module_names


def _is_taken_class(name: str) -> bool:
    reserved = keyword.iskeyword(name) or name in RESERVED_CLASSES
    return reserved or not _runtime_names().isdisjoint({name, f"Async{name}"})


@cache
def _runtime_names() -> frozenset[str]:
    """Give the classes of the runtime and the other names that stand beside the class of the client."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in _RUNTIME.glob("*.py"))
    return _CLIENT_NAMES.union(node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef))


def _service_words(document: Mapping[str, Any]) -> list[str]:
    info = document.get("info")
    title = info.get("title") if isinstance(info, Mapping) else None
    words = [word for word in _title_words(title) if word.lower() not in _NOISE][:4]
    if words:
        return words
    servers = document.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else None
    url = first.get("url") if isinstance(first, Mapping) else None
    try:
        host = urlsplit(url).netloc if isinstance(url, str) else ""
    except ValueError:
        host = ""
    label = host.split(".")[0]
    return (split_words(label) if "{" not in label else [])[:4] or ["service"]


def _title_words(title: object) -> list[str]:
    """Words of a title; a name in mixed case without spaces (`ModelArts`) is one word."""
    if not isinstance(title, str):
        return []
    return re.findall(r"[A-Za-z][A-Za-z0-9]*", title[:200])
