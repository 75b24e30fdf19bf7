"""The literal behind a wording such as "the default is": a quoted text, a word, a number, a list, or nothing."""

import re
from dataclasses import dataclass

from .patterns import CODE, HAN, QUOTES, Span, wording
from .reading import Kind


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal and its range; `value` is None where the text says that there is none; `items` are a list's parts."""

    value: str | None
    span: Span
    items: tuple[str, ...] = ()


_BLANK = re.compile(r"\s*")
_QUOTED = re.compile(rf"[{QUOTES}](?P<value>[^{QUOTES}\n]{{0,80}})[{QUOTES}]")
_NUMBER = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?)(?![\w.]*\d|[A-Za-z/]{0,8}\s?[~～–-]\s?\d)")
_WORD = re.compile(r"-?[A-Za-z0-9_./@](?:[A-Za-z0-9_.\-/:+@%*]*[A-Za-z0-9_+/*%])?")
_ARRAY = re.compile(r"\[(?P<list>[^\[\]\n]{0,400})\]")
_NOTHING = wording(
    rf"(?:空(?!间)|无(?!{HAN})|不涉及|[{QUOTES}]?(?:null|nil)[{QUOTES}]?(?!\w)|n/a|none(?=[.。,，;；\s]|$)|"
    rf"--?(?=\s|$)|[{QUOTES}]{{2}}|empty|(?:left )?blank|not )"
)
_TRUE = wording(r"(?:true|yes|enabled?|on|是|开启|打开|启用|使能|支持|允许|需要|生效|勾选|开(?!发))(?![A-Za-z])")
_FALSE = wording(r"(?:false|no|disabled?|off|not|否|不|关闭|禁用|禁止|未|无需|非|关)(?![A-Za-z])")
# A word with Chinese text glued to it is the literal only where that text says what kind of thing it is.
_KIND_BEHIND = re.compile(r"(?:排序|编码|模式|方式|类型|协议|格式|算法|字段|策略|级别|语言)")
_ENGLISH = wording(
    r"(?:the|an?|all|any|left|set|used|this|that|it|its|same|current|based|determined|generated|automatically|"
    r"your|and|or|if|in|by|to|of|for|is|are|with|displayed|returned|"
    r"sorted|indicat\w+|no|not|only|when|latest|system|user|values?|default)$"
)
_NEXT_WORD = re.compile(r" +(?!and\b|or\b|which\b|if\b|when\b|for\b|in\b|is used\b|will\b|by\b|and,)[a-z]")
_PART = re.compile(rf"[{QUOTES}](?P<quoted>[^{QUOTES}\n]{{1,80}})[{QUOTES}]|(?P<plain>{CODE})")
_BETWEEN = re.compile(r"\s*(?:[、,，/]|和|与|and\b)\s*")


def read_literal(text: str, position: int, kind: Kind) -> Literal | None:
    """The literal that starts at a place of a text, read for a field of a kind; None where none starts there."""
    position = _BLANK.match(text, position).end()  # type: ignore[union-attr]
    nothing = _NOTHING.match(text, position)
    if nothing and not (kind is Kind.BOOLEAN and _FALSE.match(text, position)):
        return Literal(None, nothing.span())
    if kind is Kind.BOOLEAN:
        return _boolean(text, position)
    if kind in (Kind.INTEGER, Kind.NUMBER):
        return _number(text, position, whole=kind is Kind.INTEGER)
    if kind is Kind.ARRAY:
        return _array(text, position)
    return _word(text, position)


def _boolean(text: str, position: int) -> Literal | None:
    start = position + 1 if text[position : position + 1] and text[position] in QUOTES else position
    for expression, value in ((_TRUE, "true"), (_FALSE, "false")):
        if found := expression.match(text, start):
            return Literal(value, (position, found.end() + start - position))
    return None


def _number(text: str, position: int, *, whole: bool) -> Literal | None:
    start = position + 1 if text[position : position + 1] and text[position] in QUOTES else position
    found = _NUMBER.match(text, start)
    if found is None or (whole and "." in found[0]):
        return None
    end = found.end()
    if start > position and text[end : end + 1] and text[end] in QUOTES:
        end += 1
    return Literal(found[0].replace(",", "").replace("−", "-"), (position, end))


def _word(text: str, position: int) -> Literal | None:
    if found := _QUOTED.match(text, position):
        value = found["value"].strip()
        return Literal(value or None, found.span())
    found = _WORD.match(text, position)
    if found is None or (_ENGLISH.match(found[0]) and found[0] != "A"):
        return None
    value, end = found[0], found.end()
    number = re.fullmatch(r"-?\d+(?:\.\d+)?", value)
    behind = text[end : end + 24]
    if re.match(rf"{HAN}", behind):
        return Literal(value, (position, end)) if number or _KIND_BEHIND.match(behind) else None
    if not number and _NEXT_WORD.match(behind):
        return None
    return Literal(value, (position, end))


def _array(text: str, position: int) -> Literal | None:
    if found := _ARRAY.match(text, position):
        items = tuple(part["quoted"] or part["plain"] for part in _PART.finditer(found["list"]))
        return Literal(found[0] if items else None, found.span(), items)
    items_found: list[str] = []
    start = end = position
    while len(items_found) < 100 and (part := _PART.match(text, start)):
        items_found.append(part["quoted"] or part["plain"])
        end = part.end()
        between = _BETWEEN.match(text, end)
        if between is None:
            break
        start = between.end()
    if not items_found or _ENGLISH.match(items_found[0]) or re.match(HAN, text[end : end + 1]):
        return None
    return Literal(text[position:end], (position, end), tuple(items_found))
