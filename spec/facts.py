"""What a schema documents about a value, as short English sentences: bounds, lengths, default, meanings of values.

The published document and the generated code say them in the same words, so that what stands there is known again.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MAX_VALUES = 40
"""How many values are listed with their meanings; of the others it is said how many they are."""
MAX_SHOWN = 200
"""How many characters of a documented value, pattern or label are shown."""

_NONE: Mapping[str, str] = {}
_SIZES = (
    ("minLength", "maxLength", "character"),
    ("minItems", "maxItems", "item"),
    ("minProperties", "maxProperties", "entry"),
)
_BOUNDS = frozenset(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern")).union(
    *((least, most) for least, most, _ in _SIZES)
)
_PLURALS = {"entry": "entries"}
_ENDS = ".!?:;…。！？：；"
_BACKTICKS = re.compile("`+")
_DEFAULT = "(?:default|默认|缺省)"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as a sentence; `otherwise` is a pattern of other words that state it."""

    text: str
    otherwise: str = ""

    def is_said_in(self, text: str) -> bool:
        """Tell whether a text, on one line, states the fact."""
        if self.text in text:
            return True
        same = rf"(?<![\w.]){re.escape(self.text.rstrip('.'))}(?!\w|\.\w)"
        patterns = (same, self.otherwise) if self.otherwise else (same,)
        return any(re.search(pattern, text, re.IGNORECASE | re.ASCII) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Meaning:
    """One documented value and its label: the documented one, and the one to show in its place."""

    value: str
    label: str
    documented: str

    @property
    def line(self) -> str:
        """The value and its label as an item of a Markdown list."""
        return f"- {code(self.value)}: {self.label}"

    def is_said_in(self, text: str) -> bool:
        """Tell whether a text, on one line, names the value with its label, however it sets them."""
        if f"- {code(self.value)}: " in text:
            return True
        if self.label not in text and self.documented not in text:
            return False
        labels = "|".join(map(re.escape, (self.label, self.documented)))
        return bool(re.search(rf"(?<![\w-]){re.escape(self.value)}[^\w\n]{{1,5}}(?:{labels})", text, re.ASCII))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is documented about a value: sentences in their order, then the meanings of values and how many more."""

    sentences: tuple[Fact, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    more: int = 0

    def after(self, text: str) -> str:
        """Give a description with the facts behind it, those left out that it states already."""
        text = text.strip()
        said = _one_line(text)
        left = " ".join(fact.text for fact in self.sentences if not fact.is_said_in(said))
        lines = [meaning.line for meaning in self.meanings if not meaning.is_said_in(said)]
        if self.more and lines:
            lines.append(f"- and {self.more} more")
        if text and left:
            # behind a list or several paragraphs, a sentence stands by itself
            left = f"{text}\n{left}" if "\n" in text else f"{sentence(text)} {left}"
        return "\n".join(part for part in (left or text, *lines) if part)


def facts(schema: object, *, labels: Mapping[str, str] = _NONE, deprecated: bool = False) -> Facts:
    """Give the facts of a schema; of an array, those of its items too.

    `labels` puts English words in the place of documented labels; `deprecated` is what a parameter says of itself. A
    reference is not followed: what it leads to describes itself.
    """
    node = schema if isinstance(schema, Mapping) else {}
    sentences = list(_bounds(node))
    inner = _inner(node)
    sentences += [Fact(f"Each: {one.text[0].lower()}{one.text[1:]}", one.otherwise) for one in _bounds(inner)]
    sentences += _defaults(node)
    if deprecated or node.get("deprecated") is True:
        sentences.append(Fact("Deprecated."))
    meanings = list(_meanings(node, labels)) or list(_meanings(inner, labels))
    return Facts(tuple(sentences), tuple(meanings[:MAX_VALUES]), max(0, len(meanings) - MAX_VALUES))


def sentence(text: str) -> str:
    """Give a text with a full stop, where it has no end."""
    return text if not text or text.endswith(tuple(_ENDS)) else text + "."


def code(text: str) -> str:
    """Give a text as code in Markdown, on one line, cut where it is long: nothing in it is markup."""
    shown = _shown(text) or '""'
    fence = "`" * (max(map(len, _BACKTICKS.findall(shown)), default=0) + 1)
    space = " " if "`" in shown else ""
    return f"{fence}{space}{shown}{space}{fence}"


def _inner(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the schema of what an array or a map holds."""
    for key in ("items", "additionalProperties"):
        if isinstance(found := node.get(key), Mapping) and "$ref" not in found:
            return found
    return {}


def _bounds(node: Mapping[str, Any]) -> Iterator[Fact]:
    if _BOUNDS.isdisjoint(node):
        return
    if found := _range(node):
        yield found
    for least, most, unit in _SIZES:
        if found := _size(_number(node.get(least)), _number(node.get(most)), unit):
            yield found
    if isinstance(pattern := node.get("pattern"), str) and pattern:
        yield Fact(f"Pattern: {code(pattern)}.")


def _range(node: Mapping[str, Any]) -> Fact | None:
    """Say the range of a number; in OpenAPI 3.0 an excluded bound is a bound with a mark."""
    low, high = _number(node.get("minimum")), _number(node.get("maximum"))
    above, below = _number(node.get("exclusiveMinimum")), _number(node.get("exclusiveMaximum"))
    if node.get("exclusiveMinimum") is True:
        low, above = "", low
    if node.get("exclusiveMaximum") is True:
        high, below = "", high
    if low and high and not above and not below:
        return Fact(f"Exactly {low}.") if low == high else Fact(f"From {low} to {high}.", _both(low, high))
    said = (("more than", above), ("at least", low), ("less than", below), ("at most", high))
    text = " and ".join(f"{words} {bound}" for words, bound in said if bound)
    return Fact(f"{text[0].upper()}{text[1:]}.") if text else None


def _size(low: str, high: str, unit: str) -> Fact | None:
    if low == "0":
        low = ""
    if not low and not high:
        return None
    count = high or low
    counted = f"{count} {unit}" if count == "1" else f"{count} {_PLURALS.get(unit, unit + 's')}"
    if low and high:
        return Fact(f"Exactly {counted}.") if low == high else Fact(f"{low} to {counted}.", _both(low, high))
    return Fact(f"At most {counted}." if high else f"At least {counted}.")


def _both(low: str, high: str) -> str:
    """Give a pattern of two bounds as documents state them: `1-64`, `[1, 64]`, `between 1 and 64`."""
    return rf"(?<![\w.]){re.escape(low)}[^\w\n]{{0,3}}(?:to|and|[^\w\n])[^\w\n]{{0,3}}{re.escape(high)}(?![\w]|\.\d)"


def _number(value: object) -> str:
    return json.dumps(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _defaults(node: Mapping[str, Any]) -> Iterator[Fact]:
    if "default" in node:
        value = _json(node["default"])
        told = rf"{_DEFAULT}(?: value)?.{{0,9}}?(?<![\w.-]){re.escape(value)}(?!\w|\.\d)" if value else ""
        yield Fact(f"Default: {code(value)}.", told)
    if "x-documented-default" in node:
        yield Fact(f"The documented default, {code(_json(node['x-documented-default']))}, is not a valid value.")


def _json(value: object) -> str:
    return _shown(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))


def _meanings(node: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Meaning]:
    documented = node.get("x-enumDescriptions")
    for value, label in documented.items() if isinstance(documented, Mapping) else ():
        if isinstance(label, str) and label.strip():
            yield Meaning(_shown(str(value)), _shown(labels.get(label, label)), _shown(label))


def _shown(text: str) -> str:
    line = _one_line(text[: 4 * MAX_SHOWN])
    return line if len(line) <= MAX_SHOWN else line[: MAX_SHOWN - 1] + "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())
