"""The filters of the templates: each takes one value and gives text that is safe in one kind of place."""

import json
import math
import re
import textwrap
import unicodedata

WIDTH = 100
MAX_TEXT = 20_000
"""Characters of a text that are used. Each filter cuts what comes in, never what is escaped: half an escape is code."""

_QUOTES = re.compile(r'"{3,}')
_PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]*", re.ASCII)
_TAG = re.compile(r"(?<!\w)@")


def pyrepr(value: object) -> str:
    """Give the Python literal of a value that JSON can hold; a string subclass counts as a string."""
    if value is None or isinstance(value, bool):
        return repr(value)
    if isinstance(value, str):
        text = repr(str(value))
        return text if '"' in text else f'"{text[1:-1]}"'
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float) and math.isfinite(value):
        return float.__repr__(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(pyrepr, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{pyrepr(key)}: {pyrepr(item)}' for key, item in value.items())}}}"
    raise TypeError(f"no literal for {type(value).__name__}")


def visible(text: str) -> str:
    """Escape every character that does not show: controls, direction marks, lone surrogates. Line feeds stay.

    It never cuts, for the text may be escaped already.
    """
    text = text.replace("\r\n", "\n").replace("\t", "    ")
    return "".join(c if c.isprintable() or c == "\n" else _escaped(c) for c in text)


def _escaped(char: str) -> str:
    return " " if unicodedata.category(char) == "Zs" else ascii(char)[1:-1]


def docstring(text: str, indent: int = 0) -> str:
    """Give the text as the inside of a triple-quoted string, its lines after the first indented: nothing in it ends
    the string or starts an escape."""
    shown = visible(text[:MAX_TEXT].replace("\\", "\\\\"))
    escaped = _QUOTES.sub(lambda run: '\\"' * len(run[0]), shown)
    first, *rest = wrap(escaped).split("\n")
    if not rest:
        bare = first.endswith('"') and not first.endswith('\\"' * 3)
        return f'{first[:-1]}\\"' if bare else first
    space = " " * indent
    return "\n".join([first, *(space + line if line else "" for line in rest), space])


def wrap(text: str) -> str:
    """Break long lines at spaces; line breaks of the text stay. A line goes on below the text of a list item, and
    deeper than an indented entry begins."""
    lines = []
    for line in text.strip().split("\n"):
        indent = " " * min(len(line) - len(line.lstrip(" ")), 12)
        deeper = "  " if line.startswith("- ", len(indent)) else "    " if indent else ""
        wrapped = textwrap.wrap(
            line, WIDTH, subsequent_indent=indent + deeper, break_long_words=False, break_on_hyphens=False
        )
        lines += wrapped or [""]
    return "\n".join(lines)


def comment(text: str) -> str:
    """Give the text on one line, to stand after `# `."""
    return visible(" ".join(text[:MAX_TEXT].split()))


def toml(text: str) -> str:
    """Give the text as a basic string of TOML, on one line."""
    one_line = comment(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{one_line}"'


def markdown(text: str) -> str:
    """Give the text on one line with every sign escaped that means something in Markdown or HTML."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~&-])", r"\\\1", comment(text))


def tsrepr(value: object) -> str:
    """Give the TypeScript literal of a value that JSON can hold, in ASCII: no string in it ends a script or a comment,
    and a key that means something to JavaScript alone is a key like any other."""
    if isinstance(value, str):
        return json.dumps(str(value)).replace("</", "<\\/").replace("<!", "\\u003c!").replace("*/", "*\\/")
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return json.dumps(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(tsrepr, value))}]"
    if isinstance(value, dict):
        pairs = ", ".join(f"{_tskey(key)}: {tsrepr(item)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    raise TypeError(f"no literal for {type(value).__name__}")


def _tskey(key: str) -> str:
    if key == "__proto__":
        return '["__proto__"]'
    return key if _PLAIN_KEY.fullmatch(key) else tsrepr(key)


def jsdoc(text: str, indent: int = 0, tag: str = "") -> str:
    """Give the text as a `/** */` comment, on one line where it fits, with a tag of ours below it: nothing in the text
    ends the comment, and no tag in it counts."""
    shown = visible(text[:MAX_TEXT]).replace("*/", "*\\/")
    lines = wrap(_TAG.sub(r"\\@", shown)).split("\n") + (["", tag] if tag else [])
    space = " " * indent
    if len(lines) == 1:
        return f"{space}/** {lines[0]} */"
    return "\n".join([f"{space}/**", *(f"{space} * {line}".rstrip() for line in lines), f"{space} */"])


FILTERS = {
    "pyrepr": pyrepr,
    "docstring": docstring,
    "comment": comment,
    "toml": toml,
    "markdown": markdown,
    "tsrepr": tsrepr,
    "jsdoc": jsdoc,
}
