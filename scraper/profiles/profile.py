"""The words of publishing systems and languages, read from the data files beside this module."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from scraper.phrases.reading import Kind

_NUMBERING = re.compile(r"^\d+(?:\.\d+)*[.、\s]+")
_EDGE = " \t:：.。*#；;“”\"'"


@cache
def squeeze(text: str) -> str:
    """Give `text` for comparing: no blanks, case, numbering, quotes or final colon, no plural s of a long word."""
    word = "".join(_NUMBERING.sub("", text.strip()).split()).casefold().strip(_EDGE)
    word = word.replace("（", "(").replace("）", ")")
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Security(_Strict):
    header: str
    scheme: str
    where: str = Field(alias="in")
    name: str


class _File(_Strict):
    """One data file, as written."""

    language: str
    columns: dict[str, tuple[str, ...]] = {}
    sections: dict[str, tuple[str, ...]] = {}
    captions: dict[str, tuple[str, ...]] = {}
    lines: dict[str, str] = {}
    required: dict[str, str] = {}
    legacy: dict[str, str] = {}
    words: dict[str, tuple[str, ...]] = {}
    types: dict[str, tuple[str, ...]] = {}
    security: tuple[_Security, ...] = ()
    headers: dict[str, tuple[str, ...]] = {}
    envelope: dict[str, tuple[str, ...]] = {}
    support: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """How a header that the reference documents authenticates a request."""

    header: str
    scheme: str
    where: str
    name: str


@dataclass(frozen=True)
class Profile:
    """All words of all files: a reference may mix languages, and no word of one is another thing in the next."""

    files: tuple[_File, ...]

    @cached_property
    def columns(self) -> dict[str, str]:
        """Header word to role."""
        return self._roles("columns")

    @cached_property
    def sections(self) -> dict[str, str]:
        """Section title to role."""
        return self._roles("sections")

    @cached_property
    def captions(self) -> dict[str, str]:
        """Caption to role, but for captions that name a structure."""
        return {word: role for word, role in self._roles("captions").items() if role != "structure"}

    @cached_property
    def structures(self) -> tuple[re.Pattern[str], ...]:
        """Captions that name a structure, in order; the name is the group `name`."""
        return tuple(
            re.compile(p, re.IGNORECASE | re.ASCII) for f in self.files for p in f.captions.get("structure", ())
        )

    @cached_property
    def types(self) -> dict[str, tuple[Kind, str | None]]:
        """Type word to kind and format."""
        found: dict[str, tuple[Kind, str | None]] = {}
        for key, words in ((k, w) for f in self.files for k, w in f.types.items()):
            kind, _, form = key.partition("_")
            for word in words:
                found.setdefault("".join(word.split()).casefold(), (Kind(kind), form or None))
        return found

    @cached_property
    def security(self) -> tuple[SecurityScheme, ...]:
        """The headers that carry credentials."""
        return tuple(SecurityScheme(s.header, s.scheme, s.where, s.name) for f in self.files for s in f.security)

    @cached_property
    def ignored_headers(self) -> frozenset[str]:
        """Headers that are no parameters: media type, transport and credentials."""
        return frozenset(h.casefold() for f in self.files for h in f.headers.get("ignored", ()))

    @cached_property
    def envelope_fields(self) -> frozenset[str]:
        """Names of fields that error bodies consist of."""
        return frozenset(n for f in self.files for n in f.envelope.get("fields", ()))

    @cached_property
    def nothing(self) -> frozenset[str]:
        """Words that say that there is nothing."""
        return frozenset(squeeze(w) for f in self.files for w in f.words.get("none", ()))

    @cache  # noqa: B019
    def is_supported(self, mark: str) -> bool | None:
        """Tell what a mark or word says of support; None where it says neither yes nor no."""
        for value in ("yes", "no"):
            if any(squeeze(mark) == squeeze(w) for f in self.files for w in f.support.get(value, ())):
                return value == "yes"
        return None

    @cache  # noqa: B019 a profile lives as long as the process
    def line(self, name: str) -> tuple[re.Pattern[str], ...]:
        """Give the patterns of a kind of line, one of each language."""
        return tuple(re.compile(f.lines[name], re.IGNORECASE) for f in self.files if name in f.lines)

    def match_line(self, name: str, text: str) -> re.Match[str] | None:
        """Match `text` with the patterns of a kind of line."""
        for pattern in self.line(name):
            found = pattern.search(text) if pattern.pattern[0] != "^" else pattern.match(text)
            if found:
                return found
        return None

    @cache  # noqa: B019
    def is_required(self, word: str) -> bool | None:
        """Tell what a cell of a `required` column says; None where it says neither yes nor no."""
        for value in ("yes", "no"):
            if any(re.match(f.required[value], word, re.IGNORECASE) for f in self.files if value in f.required):
                return value == "yes"
        return None

    @cache  # noqa: B019
    def is_legacy(self, title: str) -> bool:
        """Tell whether a chapter's title says that its operations are kept for old clients only."""
        return any(re.search(f.legacy["titles"], title, re.IGNORECASE) for f in self.files if f.legacy)

    def _roles(self, field: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for file in self.files:
            for role, words in getattr(file, field).items():
                for word in words:
                    found.setdefault(squeeze(word), role)
        return found

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@cache
def load_profile() -> Profile:
    """Read the data files. Raises pydantic.ValidationError for a key that no profile has."""
    folder = resources.files("scraper.profiles")
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".toml"))
    return Profile(tuple(_File.model_validate(tomllib.loads(folder.joinpath(n).read_text("utf-8"))) for n in names))
