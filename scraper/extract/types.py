"""The wording of type cells, to a Type. Structure names stay names here; links.py finds their tables."""

import re
from functools import cache

from scraper.phrases.reading import Kind
from scraper.profiles.profile import load_profile
from scraper.reference import Type

MAX_LENGTH = 300
MAX_DEPTH = 8

_NAME = r"[^\W\d][\w.\-$]*"
_TAIL = re.compile(
    r"[，,。;；].*$|\.\s.*$|\(.*\)$|（.*）$|\s+(?:corresponding|that|which|for details|see)\b.*$",
    re.DOTALL | re.IGNORECASE,
)
_NOISE = re.compile(r"\s*(?:数据)?(?:类型)$")
_GENERIC = re.compile(
    r"(?P<outer>array|list|set|map|dict|dictionary|hashmap|jsonarray)\s*(?:<(?P<a>.*)>|\[(?P<b>.+)\]|\((?P<c>.+)\))",
    re.IGNORECASE,
)
_ARRAY_OF = re.compile(r"(?:json\s*)?(?:array|list|set|arrays|lists)\s+of\s+(?P<item>.+?)", re.IGNORECASE)
_BRACKETS = re.compile(r"(?P<item>.+?)\s*\[\s*\]")
_ARRAY_AFTER = re.compile(
    r"(?P<item>.+?)(?:\s*(?:结构数组|对象数组|数组|列表)|\s+(?:structure array|object array|array|list))", re.IGNORECASE
)
_MAP_OF = re.compile(r"map\s+of\s+(?P<item>.+?)", re.IGNORECASE)
_OBJECT = re.compile(r"(?P<name>.+?)\s*(?:objects?|structures?|data structures?|结构体?|对象|类型)", re.IGNORECASE)
_OBJECT_BEFORE = re.compile(r"object\s+(?P<name>.+?)", re.IGNORECASE)
_PLURAL = re.compile(r"(?<=[a-z]{2})s$", re.IGNORECASE)

_OPEN = Type(Kind.OBJECT)


@cache
def parse_type(text: str) -> Type | None:
    """Give the Type that `text` words, None where it words none. The text of a cell may be wrapped at any blank."""
    text = " ".join(text[:MAX_LENGTH].split())
    found = _parse(text, 0) if text else None
    if found is None and text:
        cut = _TAIL.sub("", text).strip()
        found = _parse(cut, 0) if cut != text and cut else None
    return found


def _parse(text: str, depth: int) -> Type | None:
    text = text.strip().strip("。.*").strip()
    if not text or depth > MAX_DEPTH:
        return None
    word = _word(text)
    if word:
        return word
    generic = _GENERIC.fullmatch(text)
    if generic:
        return _generic(generic, depth)
    for pattern in (_ARRAY_OF, _BRACKETS, _ARRAY_AFTER):
        match = pattern.fullmatch(text)
        if match:
            return Type(Kind.ARRAY, item=_element(match["item"], depth))
    match = _MAP_OF.fullmatch(text)
    if match:
        return Type(Kind.OBJECT, item=_element(match["item"], depth) or _OPEN)
    for pattern in (_OBJECT, _OBJECT_BEFORE):
        match = pattern.fullmatch(text)
        if match:
            inner = _parse(match["name"], depth + 1)
            if inner and (inner.item or inner.kind is not Kind.OBJECT) and not inner.name:
                return inner
            return _named(match["name"])
    return _named(text) if re.fullmatch(rf"{_NAME}(?: \w+)?", text) else None


def _word(text: str) -> Type | None:
    words = load_profile().types
    key = "".join(text.split()).casefold()
    found = words.get(key) or words.get(_NOISE.sub("", key))
    if not found:
        return None
    kind, form = found
    return Type(kind, form)


def _generic(match: re.Match[str], depth: int) -> Type | None:
    inner = next((match[g] for g in "abc" if match[g] is not None), "")
    if match["outer"].casefold() in ("array", "list", "set", "jsonarray"):
        return Type(Kind.ARRAY, item=_element(inner, depth))
    _, comma, value = inner.partition(",")
    return Type(Kind.OBJECT, item=_element(value if comma else inner, depth) or _OPEN)


def _element(text: str, depth: int) -> Type | None:
    """The type of an element: a plural word counts as its singular."""
    text = text.strip()
    singular = _word(_PLURAL.sub("", "".join(text.split())))
    return singular or _parse(text, depth + 1)


def _named(text: str) -> Type | None:
    """An object whose table has this name. Blanks come from wrapped cells and are no part of it."""
    name = "".join(text.split())
    return Type(Kind.OBJECT, name=name) if re.fullmatch(_NAME, name) else None
