"""What the packages are called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from generator.identifiers import ClassName, PythonIdentifier, split_words

_DISTRIBUTION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PACKAGE = re.compile(r"[a-z][a-z0-9_]*")
_CLASS = re.compile(r"[A-Z][A-Za-z0-9]*")
_SUFFIX = {"python": "client", "mock": "mock"}
_NOISE = frozenset({"api", "apis", "openapi", "reference", "rest", "specification"})


@dataclass(frozen=True, slots=True)
class Settings:
    """The names of one package, and the version of the generator that makes it. A name with other characters than
    its kind allows raises ValueError."""

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

    @classmethod
    def for_document(cls, document: Mapping[str, Any], target: str, generator_version: str) -> "Settings":
        """Derive the names from the title of the document, else from the host of its first server, else `service`."""
        words = _service_words(document)
        snake = PythonIdentifier(" ".join(words).lower()).strip("_")
        suffix = _SUFFIX[target]
        return cls(
            distribution=f"{snake.replace('_', '-')}-{suffix}",
            package=f"{snake}_{suffix}",
            class_name=ClassName(" ".join(words)),
            generator_version=generator_version,
        )


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
