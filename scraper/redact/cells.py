"""The raw markup of a cell, cut: what is not kept goes, and everything else stays as it is written.

The plain text of a cell says what to keep. Its characters are found again in the markup unit by unit: a tag, an
entity, an escaped sign, a character. Tags always stay, so that lists, breaks and anchors are read as before.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape

from scraper.document import Text
from scraper.phrases.patterns import Span
from scraper.redact.prose import MARK

_ENTITY = r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,7};?|[A-Za-z][A-Za-z0-9]{1,31};?)"
_ESCAPE = r"\\[!-/:-@\[-`{-~]"
_LINK = r"(?P<open>\[)(?=[^\[\]\n]{1,300}\]\([^()\s]{0,300}\))|(?P<close>\]\((?P<target>[^()\s]{0,300})\))"
_BULLETS = "•●▪◆"
_PROSE_ATTRIBUTE = re.compile(
    r"""(\s(?:title|alt|summary|aria-label|content)\s*=\s*)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Syntax:
    """How cells are written: `read` reads one, `tag` finds its tags; Markdown adds links and escapes."""

    read: Callable[[str], Text]
    tag: str
    markdown: bool


@cache
def _unit(tag: str, *, markdown: bool) -> re.Pattern[str]:
    """One unit of the markup."""
    middle = f"|{_LINK}|{_ESCAPE}" if markdown else "|(?P<open>(?!))|(?P<close>(?P<target>(?!)))"
    return re.compile(rf"(?P<tag>{tag})|(?P<entity>{_ENTITY}){middle}|.", re.DOTALL | re.IGNORECASE)


class CellCutter:
    """Cuts cells of one dialect."""

    def __init__(self, syntax: Syntax) -> None:
        self.read = syntax.read
        self.unit = _unit(syntax.tag, markdown=syntax.markdown)

    def cut(self, raw: str, spans: Sequence[Span], *, keep_links: bool = False) -> str:
        """Give `raw` without what stands outside `spans` of its plain text.

        With `keep_links` a link to an anchor stays, its words hidden.
        """
        plain = self.read(raw).plain
        kept = bytearray(len(plain))
        for start, end in spans:
            kept[start:end] = b"\1" * len(plain[start:end])
        if all(kept):
            return raw
        units = list(self.unit.finditer(raw))
        if not any(kept) and not keep_links:
            return "".join(u[0] for u in units if u["tag"] or u[0] == "\n")
        places = _align(units, plain)
        stays = _stays(units, places, kept)
        _settle_links(units, stays)
        out = [u[0] if s else "" for u, s in zip(units, stays, strict=True)]
        if keep_links:
            _hide_link_words(units, stays, out)
        return "".join(out)


def _character(unit: re.Match[str]) -> str:
    """The character that a unit shows, "" for a tag."""
    if unit["tag"] or unit["open"] or unit["close"]:
        return ""
    if unit["entity"]:
        return unescape(unit[0])
    return unit[0][-1]


def _align(units: Sequence[re.Match[str]], plain: str) -> list[int]:
    """Give the place of each unit in `plain`: -1 for what shows nothing, -2 for blanks."""
    places: list[int] = []
    at = 0
    for unit in units:
        shown = _character(unit)
        if not shown or shown.isspace():
            places.append(-2 if shown else -1)
            continue
        bullet = shown in _BULLETS or shown == "-"
        ahead = at
        while ahead < len(plain) and (plain[ahead].isspace() or (plain[ahead] == "•" and not bullet)):
            ahead += 1
        found = plain[ahead : ahead + 1]
        if found and (found == shown[0] or (bullet and found == "•")):
            places.append(ahead)
            at = ahead + len(shown) if plain.startswith(shown, ahead) else ahead + 1
        else:
            places.append(-1)
    return places


def _stays(units: Sequence[re.Match[str]], places: Sequence[int], kept: bytearray) -> list[bool]:
    """Tell of each unit whether it stays.

    Blanks stay where one of theirs is kept, line ends always; what shows nothing goes with what follows.
    """
    stays = [bool(u["tag"]) or u[0] == "\n" for u in units]
    before = -1
    waiting: list[int] = []
    for index, place in enumerate(places):
        if place < 0:
            if not stays[index]:
                waiting.append(index)
            continue
        stays[index] = bool(kept[place])
        gap = any(kept[before + 1 : place])
        for other in waiting:
            stays[other] = gap if places[other] == -2 else stays[index]
        waiting.clear()
        before = place
    return stays


def _settle_links(units: Sequence[re.Match[str]], stays: list[bool]) -> None:
    """The signs of a Markdown link stay where a word of it does."""
    opened = -1
    for index, unit in enumerate(units):
        if unit["open"]:
            opened = index
        elif unit["close"] and opened >= 0:
            stays[opened] = stays[index] = any(stays[opened + 1 : index])
            opened = -1


def _hide_link_words(units: Sequence[re.Match[str]], stays: Sequence[bool], out: list[str]) -> None:
    opened = -1
    for index, unit in enumerate(units):
        if unit["open"]:
            opened = index
        elif unit["close"] and opened >= 0:
            if not stays[index] and "#" in unit["target"]:
                out[opened], out[index] = "[" + MARK, unit[0]
            opened = -1


def write_plain(plain: str, *, in_pipes: bool) -> str:
    """Write a plain text as a cell that is read as the same text: for where a cut cell is read otherwise."""
    out: list[str] = []
    is_open = False
    for line in plain.strip().split("\n"):
        item = line.startswith("• ")
        text = _escaped(line.removeprefix("• ").strip(), in_pipes=in_pipes)
        if item != is_open:
            out.append("<ul>" if item else "</ul>")
            is_open = item
        elif not item and out:
            out.append("<br>")
        out.append(f"<li>{text}</li>" if item else text)
    if is_open:
        out.append("</ul>")
    return "".join(out)


def _escaped(text: str, *, in_pipes: bool) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\")
    text = re.sub(r"(?=[\[\]*])", r"\\", text)
    return re.sub(r"(?=\|)", r"\\", text) if in_pipes else text


def hide_attributes(tag: str, is_prose: Callable[[str], bool]) -> str:
    """Give a tag without the prose in those of its attributes that are shown to people."""
    if "=" not in tag:
        return tag

    def emptied(match: re.Match[str]) -> str:
        value = match[2] if match[2] is not None else match[3]
        return f'{match[1]}""' if is_prose(unescape(value)) else match[0]

    return _PROSE_ATTRIBUTE.sub(emptied, tag)
