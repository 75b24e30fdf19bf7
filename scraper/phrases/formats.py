"""Formats of strings, only where a description leaves no doubt."""

import re
from dataclasses import dataclass

from .patterns import Exclusion, Pattern, Span, mask, wording


@dataclass(frozen=True, slots=True)
class Format:
    """The name of a format, as JSON Schema knows it, and the range that states it."""

    name: str
    span: Span
    pattern: str


FORMATS = (
    Pattern("date-time", wording(r"RFC[ -]?3339(?! ?full-date)"), "The time is in RFC 3339 format.", "date-time"),
    Pattern(
        "date-time",
        wording(r"(?:格式|format)[^。；;\n]{0,12}?[\"“'‘]?yyyy-mm-ddthh:mm:ss(?:\.s{1,9})?z[\"”'’]?(?![\w:])"),
        "创建时间，格式为yyyy-mm-ddThh:mm:ssZ，UTC",
        "date-time",
    ),
    Pattern(
        "date",
        wording(r"(?:格式|format)[^。；;\n]{0,12}?[\"“'‘]?yyyy-mm-dd[\"”'’]?(?!\s*['\w:Tt]|\s?hh|-)"),
        "日期，格式为yyyy-MM-dd。",
        "date",
    ),
    Pattern(
        "uuid",
        wording(r"36\s*(?:位|个字符)[^，。；;\n]{0,6}UUID|UUID[^，。；;\n]{0,12}36\s*(?:位|个?字符|characters)"),
        "36位UUID",
        "uuid",
    ),
)
NOT_FORMATS = (
    Exclusion(
        "other offset",
        wording(r"[^\n]*(?:时区偏移|偏移量|\+0\d00|time ?zone offset)[^\n]*"),
        "格式为yyyy-mm-ddThh:mm:ssZ，Z指时区偏移量",
    ),
    Exclusion(
        "no hyphens",
        wording(r"[^。；;\n]{0,60}(?:不带|不含)(?:横|短|中)?[线線杠][^。；;\n]{0,20}|[^.;\n]{0,60}without hyphens"),
        "36位UUID不带横线",
    ),
)
_TRIGGER = re.compile(r"rfc|yyyy|uuid", re.IGNORECASE)


def read_format(text: str) -> Format | None:
    """The format that a description names, or None."""
    if not _TRIGGER.search(text):
        return None
    masked = mask(text, NOT_FORMATS)
    for pattern in FORMATS:
        if found := pattern.regex.search(masked):
            return Format(pattern.expect, found.span(), pattern.name)
    return None
