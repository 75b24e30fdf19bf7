"""The small HTML inside table cells and lines of Markdown or PDF text: known tags mean something, all else is text.

`Array<Object>` and `^!<>=&"` occur in such cells as they are; an HTML parser would swallow them.
"""

import re
from functools import lru_cache
from html import unescape

from scraper.document import Link, Text

TAG = re.compile(
    r"<(/?)(a|b|br|code|div|em|i|li|ol|p|span|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul)"
    r"((?:\s+[\w:-]+(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))?)*)\s*/?>",
    re.IGNORECASE,
)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^()\s]{0,300})\)")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")
_BOLD = re.compile(r"(?<!\\)(\*{1,3})(?=\S)([^*\n]{1,400}?)(?<=\S)(?<!\\)\1")
_BLANKS = re.compile(r"[^\S\n]+")
_BULLET = re.compile(r"[ \t]*[•●▪◆][ \t]*")
_DASH = re.compile(r"(?:(?<=\s)|^)-[ \t]+(?=\S)")

_BLOCKS = frozenset({"p", "br", "div", "tr", "table", "td", "th"})
_LISTS = frozenset({"ul", "ol"})


@lru_cache(maxsize=65536)
def read_cell(raw: str) -> Text:
    """Read the markup of one cell. `raw` is the cell as written, without the table's own separators."""
    if (
        "<" not in raw
        and "&" not in raw
        and "\\" not in raw
        and "[" not in raw
        and "*" not in raw
        and "•" not in raw
        and "●" not in raw
    ):
        return Text(_BLANKS.sub(" ", raw).strip())
    return _read(raw)


def read_line(raw: str) -> Text:
    """Read one line of running text: emphasis, escapes, links and known tags go, their words stay."""
    if "*" in raw:
        raw = _BOLD.sub(r"\2", raw)
    return read_cell(raw)


def _read(raw: str) -> Text:
    parts: list[str] = []
    links: list[Link] = []
    state = _State(parts, links)
    position = 0
    for tag in TAG.finditer(raw):
        state.add_text(raw[position : tag.start()])
        state.add_tag(tag[2].lower(), closing=bool(tag[1]), attributes=tag[3])
        position = tag.end()
    state.add_text(raw[position:])
    return Text(tidy("".join(parts)), tuple(links))


class _State:
    """What surrounds the text that is being read: lists that are open and the link that it stands in."""

    def __init__(self, parts: list[str], links: list[Link]) -> None:
        self.parts = parts
        self.links = links
        self.lists = 0
        self.fresh_list = False
        self.link: tuple[str, int] | None = None

    def add_tag(self, name: str, *, closing: bool, attributes: str) -> None:
        if name == "a":
            self._anchor(closing, attributes)
        elif name in _LISTS:
            self.fresh_list = not closing
            self.lists = max(0, self.lists + (-1 if closing else 1))
            self.parts.append("\n")
        elif name == "li":
            self.parts.append("\n" if closing else "\n• ")
            self.fresh_list = False
        elif name in _BLOCKS:
            self.parts.append("\n")

    def _anchor(self, closing: bool, attributes: str) -> None:
        if not closing:
            href = _HREF.search(attributes)
            self.link = (next((g for g in href.groups() if g), ""), len(self.parts)) if href else None
        elif self.link:
            target, start = self.link
            words = tidy("".join(self.parts[start:])).replace("\n", "").removeprefix("• ")
            self.links.append(Link(words, unescape(target)))
            self.link = None

    def add_text(self, raw: str) -> None:
        if not raw:
            return
        text = unescape(raw) if "&" in raw else raw
        if "](" in text:
            text = _MARKDOWN_LINK.sub(self._markdown_link, text)
        text = _AUTOLINK.sub(r"\1", text)
        if "\\" in text:
            text = _ESCAPE.sub(r"\1", text)
        text = text.replace("\n", " ")
        if self.lists and text.lstrip().startswith("- "):
            text = _DASH.sub("\n• ", text)
        elif "•" in text or "●" in text:
            text = _BULLET.sub("\n• ", text)
        if self.fresh_list and text.strip():
            if not text.lstrip().startswith("•"):
                text = "\n• " + text
            self.fresh_list = False
        self.parts.append(text)

    def _markdown_link(self, match: re.Match[str]) -> str:
        self.links.append(Link(_ESCAPE.sub(r"\1", match[1]), match[2]))
        return match[1]


def tidy(text: str) -> str:
    """Collapse blanks, drop empty lines and empty bullets, keep one line for each paragraph or item."""
    text = _BLANKS.sub(" ", text)
    if "\n" not in text:
        return text.strip()
    lines: list[str] = []
    pending = False
    for line in text.split("\n"):
        line = line.strip()
        if line == "•":
            pending = True
        elif line:
            if pending and not line.startswith("• "):
                line = "• " + line
            elif line.startswith("• • "):
                line = line[2:]
            lines.append(line)
            pending = False
    return "\n".join(lines)
