"""The signs in a long list of values, made ones that end a phrase: values in a row are never read as a sentence."""

import re
from collections.abc import Sequence

from scraper.phrases.reading import Reading

MAX_VALUES = 200

_WIDE = str.maketrans({"；": ";", "：": ": "})
_INLINE_TAG = r"(?:</?(?:code|strong|b|em|i|span|p|a)\b[^<>]*>)*"


def separate_values(raw: str, values: Sequence[str]) -> str:
    """Give the markup of a cell with a sign behind each value: `a、b` becomes `a; b`, `• a • b` becomes `• a; • b`."""
    raw = raw.translate(_WIDE)
    known = sorted((v for v in dict.fromkeys(values) if v.isascii() and v.strip()), key=len, reverse=True)[:MAX_VALUES]
    if not known:
        return raw
    any_value = "|".join(re.escape(v).replace("_", r"\\?_") for v in known)
    behind = rf"[^\S\n]*[、，,/][^\S\n]*|(?=\s*(?:[•●▪]|<(?:/li|li|br|/ul)\b))|(?=\s+(?:{any_value})(?![\w-]))"
    return re.sub(rf"(?<![\w/.=\"#-])({any_value})(?![\w-])([\"'”’]?{_INLINE_TAG})(?:{behind})", r"\1\2; ", raw)


def listed(reading: Reading) -> str:
    """Give the markup of a cell that states a list of values, and a default, as plainly as can be."""
    items = "".join(f"<li>{choice.value};</li>" for choice in reading.choices)
    default = f" 默认值：{reading.default}" if reading.default is not None else ""
    return f"枚举值：<ul>{items}</ul>{default}"
