"""Defaults, as descriptions put them."""

import re
from dataclasses import dataclass

from .items import Item
from .literals import Literal, read_literal
from .patterns import CODE, HAN, QUOTES, Exclusion, Pattern, Span, mask, wording
from .reading import Kind


@dataclass(frozen=True, slots=True)
class Default:
    """A default as printed (None where the text says that there is none), with the ranges that state it.

    `marked` is true where the label of a value of the list says so.
    """

    value: str | None
    spans: tuple[Span, ...] = ()
    items: tuple[str, ...] = ()
    pattern: str = ""
    marked: bool = False


def _default(name: str, expression: str, example: str, expect: str) -> Pattern:
    return Pattern(name, wording(expression), example, expect)


# The literal starts where the wording ends.
STATED = (
    _default(
        "value zh",
        r"(?:默认|缺省)(?:参数)?(?:取?值)(?:设置|配置|固定|取)?(?:为|是|[:：=])*",
        "颜色，默认值为red。",
        "red",
    ),
    _default("value line en", r"(?<![^\W\d] )\bdefault(?: value| setting)?\s*[:：=]", "Colour 7 Default: red", "red"),
    _default(
        "value below", r"(?m:^)(?:default value|默认取?值|缺省取?值)[^\S\n]*\n", "Colour.\nDefault value\nred", "red"
    ),
    _default(
        "value used en",
        r"\bdefault value (?=\S+ is (?:used|taken|applied))",
        "If omitted, the default value red is used.",
        "red",
    ),
    _default(
        "value en",
        r"\bdefault(?: values?| setting)?(?: of [\w -]{1,40}?)? (?:is|are|equals)(?: set to)?(?= )",
        "Colour. The default value is red.",
        "red",
    ),
    _default("defaults to en", r"\bdefault(?:s|ing)? to(?= )", "Colour, defaults to red.", "red"),
)
HINTED = (
    _default(
        "verb zh",
        rf"(?:默认|缺省)(?:情况下)?(?:[{QUOTES}][^{QUOTES}\n]{{1,40}}[{QUOTES}](?:参数)?值)?(?:使用|返回|取值|取|"
        r"设置|配置|选择|采用|填|展示|显示|保留|按照?|以)?(?:值|默认值)?(?:为|是|[:：])?",
        "颜色，默认使用red。",
        "red",
    ),
    _default(
        "what zh", rf"(?:默认|缺省)(?!的){HAN}{{1,12}}(?:为|是)(?=[A-Za-z_{QUOTES}])", "颜色，默认暖色为red。", "red"
    ),
    _default(
        "kind and quoted zh",
        rf"(?:默认|缺省)(?:为|是)?[^，。；;\n{QUOTES}]{{1,16}}(?=[{QUOTES}])",
        "颜色，默认为暖色“red”。",
        "red",
    ),
    _default("kind en", r"\bdefault (?!values?\b)(?:\w+ ){1,2}?is(?= )", "The default colour is red.", "red"),
    _default(
        "by default en",
        r"\bby default, (?:the |its )?(?:parameter )?(?:value |setting )?(?:is|are)?(?: set to)?(?= )",
        "By default, the value is blue.",
        "blue",
    ),
    _default(
        "by default switch en",
        r"\bby default, (?:this|the|it)(?: \w+){0,2}? (?:is|are)(?= )",
        "By default, the colour is blue.",
        "blue",
    ),
    _default(
        "sorted en", r"\bby default, [^.;\n]{0,40} sorted by(?= )", "By default, rows are sorted by size.", "size"
    ),
)
# The literal is the group `literal`, in front of the wording's end.
REVERSED = (
    _default(
        "by default behind en",
        rf"\b(?:is|are|set to) (?P<literal>(?:not )?{CODE}|[{QUOTES}]{CODE}[{QUOTES}]) by default",
        "The colour is RED by default.",
        "RED",
    ),
    _default(
        "used by default en",
        rf"(?:^|(?<=[.,;:•] )|(?<=\n))(?P<literal>[{QUOTES}]?{CODE}[{QUOTES}]?)"
        r" is (?:used by default|the default(?: \w+)?)(?=[.,;]|$)",
        "blue is used by default.",
        "blue",
    ),
)
# In the label of a value of a list: the value itself is the default.
MARKERS = (
    _default(
        "mark zh",
        r"(?:^|[（(，,。；;\s]|为|是)(?:默认|缺省)(?:取?值|选项)?(?:$|(?=[）)，,。；;\s]))",
        "• red：红（默认值）\n• blue：蓝",
        "red",
    ),
    _default(
        "mark en",
        r"[（(]\s*(?:the )?default(?: value| option)?\s*[)）]|(?:^|(?<=[.,;(]\s)|"
        r"(?<=[.,;(]))\s*default(?: value)?(?=[.,;)]|$)",
        "• red: warm (default)\n• blue: cold",
        "red",
    ),
    _default(
        "sentence en",
        r"\bis the default(?: value| option)?\b|\bby default[.)]?$",
        "• red: warm. It is the default value.\n• blue: cold",
        "red",
    ),
)
NOT_DEFAULTS = (
    Exclusion("attributive zh", wording(r"(?:默认|缺省)的(?!取?值)[^。；;\n]{0,40}"), "默认的颜色为red"),
    Exclusion(
        "of the default en",
        wording(r"\b(?:of|for|in|reserved|named?|to) (?:the |a )?default\b[^.;\n]{0,40}"),
        "The name of the default colour is red.",
    ),
    Exclusion("length of default", wording(r"(?:默认|缺省)(?:长度|大小)[^，。；;\n]{0,12}"), "默认长度为3"),
)


def read_default(text: str, kind: Kind, items: tuple[Item, ...]) -> Default | None:
    """The default that a description states; None where it is silent. `items` are the values of its closed list."""
    masked = mask(text, NOT_DEFAULTS)
    return _stated(masked, kind, items, STATED) or _marked(text, items) or _hinted(masked, kind, items)


def _stated(text: str, kind: Kind, items: tuple[Item, ...], patterns: tuple[Pattern, ...]) -> Default | None:
    """What the text says outright. Of several such statements it is the one on a line of its own; others are cases."""
    found = _candidates(text, kind, items, patterns)
    if len({candidate.value for candidate in found}) > 1:
        found = [candidate for candidate in found if _OWN_LINE.match(text, max(0, candidate.spans[0][0] - 1))]
    return found[0] if found else None


def _candidates(text: str, kind: Kind, items: tuple[Item, ...], patterns: tuple[Pattern, ...]) -> list[Default]:
    found = []
    for pattern in patterns:
        for match in pattern.regex.finditer(text):
            literal = read_literal(text, match.end(), kind)
            if literal is not None and not _belongs_to_list(match.start(), literal, items):
                found.append(_made(pattern, match.start(), literal))
    return found


def _belongs_to_list(start: int, literal: Literal, items: tuple[Item, ...]) -> bool:
    """Whether the wording is a value of the list itself, or stands in a label with the next value behind it."""
    for item in items:
        if item.value[0] <= start < item.value[1]:
            return True
        if item.label[0] <= start < item.label[1]:
            return any(other.value[0] < literal.span[1] <= other.value[1] for other in items if other is not item)
    return False


def _made(pattern: Pattern, start: int, literal: Literal) -> Default:
    return Default(literal.value, ((start, literal.span[1]),), literal.items, pattern.name)


def _marked(text: str, items: tuple[Item, ...]) -> Default | None:
    """The one value whose label says that it is the default; none where several say so."""
    found = []
    for item in items:
        for pattern in MARKERS:
            if match := pattern.regex.search(text[slice(*item.label)]):
                start = item.label[0]
                spans = ((start + match.start(), start + match.end()),)
                found.append(Default(text[slice(*item.value)], spans, (), pattern.name, marked=True))
                break
    return found[0] if len(found) == 1 else None


def _hinted(text: str, kind: Kind, items: tuple[Item, ...]) -> Default | None:
    """What the surest of the looser wordings states, provided that it states one thing only."""
    for pattern in HINTED:
        found = _candidates(text, kind, items, (pattern,))
        if kind is not Kind.BOOLEAN and pattern.name.startswith("by default"):
            found = [candidate for candidate in found if not (candidate.value and _PARTICIPLE.match(candidate.value))]
        if kind is Kind.ARRAY:
            found = [candidate for candidate in found if _LIST_FOLLOWS.search(text[slice(*candidate.spans[0])])]
        if found:
            return found[0] if len({candidate.value for candidate in found}) == 1 else None
    found = _reversed(text, kind)
    return found[0] if found else None


def _reversed(text: str, kind: Kind) -> list[Default]:
    found = []
    for pattern in REVERSED:
        for match in pattern.regex.finditer(text):
            literal = read_literal(match["literal"], 0, kind)
            if literal is not None and not (kind is Kind.STRING and _PARTICIPLE.match(match["literal"])):
                found.append(Default(literal.value, (match.span(),), (), pattern.name))
    return found


# "By default all are returned" says what is done, not what the value is.
_PARTICIPLE = re.compile(r"[a-z ]+ed$|(?:not|left) ")
_OWN_LINE = re.compile(r"\n|^(?=缺省|默认|[Dd]efault)")
_LIST_FOLLOWS = re.compile(rf"[为是：:]\s*[{QUOTES}\[\w]|[\[{QUOTES}]")
_CERTAIN = re.compile("默认|缺省|default", re.IGNORECASE)


def mentions_default(text: str) -> bool:
    """Whether a text has any word of a default, which is cheap to ask first."""
    return bool(_CERTAIN.search(text))
