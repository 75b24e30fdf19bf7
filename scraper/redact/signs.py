"""The signs in a long list of values, made ones that end a phrase: values in a row are never read as a sentence."""

import re
from collections.abc import Sequence

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
    behind = rf"\s*[、，,/]\s*|(?=\s*(?:[•●▪]|<(?:/li|li|br|/ul)\b))|(?=\s+(?:{any_value})(?![\w-]))"
    return re.sub(rf"(?<![\w/.=\"#-])({any_value})(?![\w-])([\"'”’]?{_INLINE_TAG})(?:{behind})", r"\1\2; ", raw)
