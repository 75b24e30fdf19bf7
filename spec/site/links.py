"""Whether everything that the pages of a site link to is there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from lxml import etree

_ADDRESSES = ("href", "src", "action", "formaction", "poster", "data", "cite", "background")
_NOTHING = "data:,"
_IN_STYLE = re.compile(r"""url\(\s*["']?([^"')\s]*)|@import\s+["']([^"']*)""", re.IGNORECASE)
_REFRESH = re.compile(r"""url\s*=\s*["']?([^"'\s]*)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link of a page that leads nowhere, and why."""

    page: str
    address: str
    why: str


@dataclass(frozen=True, slots=True)
class _Page:
    ids: frozenset[str]
    addresses: tuple[str, ...]


def broken_links(files: Mapping[str, bytes]) -> list[BrokenLink]:
    """Give the links of all pages that lead neither to a file of the site, or a place in it, nor to the web.

    `files` are those of the site by path. Addresses must be relative: the site may stand at any path.
    """
    pages = {path: _read(content) for path, content in files.items() if path.endswith(".html")}
    return [
        BrokenLink(path, address, why)
        for path, page in pages.items()
        for address in page.addresses
        if (why := _wrong(path, address, files, pages))
    ]


def _read(content: bytes) -> _Page:
    tree = etree.HTML(content, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    elements = [e for e in tree.iter() if isinstance(e.tag, str)] if tree is not None else []
    ids = {value for element in elements for key in ("id", "name") if (value := element.get(key))}
    return _Page(frozenset(ids), tuple(dict.fromkeys(_addresses(elements))))


def _addresses(elements: list[etree._Element]) -> Iterator[str]:
    for element in elements:
        for key in _ADDRESSES:
            if (address := element.get(key)) is not None:
                yield address
        style = (element.text or "") if element.tag == "style" else element.get("style") or ""
        for found in _IN_STYLE.finditer(style):
            yield found[1] or found[2] or ""
        if str(element.get("http-equiv")).lower() == "refresh":
            yield from _REFRESH.findall(element.get("content") or "")
        for candidate in (element.get("srcset") or "").split(","):
            if candidate.strip():
                yield candidate.split()[0]


def _wrong(path: str, address: str, files: Mapping[str, bytes], pages: Mapping[str, _Page]) -> str:
    """Say what is wrong with an address on a page; nothing where it leads somewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "no address"
    if address == _NOTHING or parts.scheme in ("http", "https"):
        return "" if address == _NOTHING or parts.hostname else "no host"
    if parts.scheme:
        return f"not to the web: {parts.scheme}:"
    if parts.netloc or parts.path.startswith("/"):
        return "not relative: the site may stand at any path"
    target = path if not parts.path else normpath(join(dirname(path), unquote(parts.path)))
    if parts.path.endswith("/") or target == ".":
        target = "index.html" if target == "." else f"{target}/index.html"
    if target not in files:
        return "no such file"
    fragment = unquote(parts.fragment)
    if fragment and fragment not in (pages[target].ids if target in pages else ()):
        return "no such place on that page"
    return ""
