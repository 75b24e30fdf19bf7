"""The links of a page, and those of a sitemap."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from itertools import chain

from lxml import etree, html

from scraper.fetch.model import FetchError
from scraper.fetch.urls import absolute
from scraper.readers import sniff_dialect
from scraper.readers.encoding import decode
from scraper.readers.html import without_ends
from spec.diagnostics import DiagnosticError

_NO_PAGE = re.compile(
    r"\.(?:7z|avif|bmp|bz2|css|csv|docx?|eot|exe|gif|gz|ico|jar|jpe?g|js|json|m4a|mov|mp[34]|pdf|png|pptx?|rar|rss|svg"
    r"|tar|tgz|tiff?|ttf|wav|webm|webp|woff2?|xlsx?|xml|xz|ya?ml|zip)$",
    re.IGNORECASE,
)
_SITEMAP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?>(?:<\?[^>]*>|<!--.*?-->)\s*)*<(?:\w+:)?(urlset|sitemapindex)\b", re.DOTALL
)
_HEAD = 4096
_MAX_ELEMENTS = 1_000_000
_MAX_SITEMAP = 50 * 1024 * 1024
"""As much as the protocol of sitemaps allows."""
_MARKDOWN_TARGET = re.compile(r"(?:\]\(|^ {0,3}\[[^\[\]\n]{1,300}\]:)[ \t]*<?([^()<>\s]{1,2000})", re.MULTILINE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TABLE = re.compile(r"<table\b|^\|.*\|", re.IGNORECASE | re.MULTILINE)


def is_sitemap(data: bytes) -> bool:
    """Tell a sitemap or an index of sitemaps by its root element."""
    return bool(_SITEMAP.match(data[:_HEAD]))


def is_text(data: bytes) -> bool:
    """Tell whether a reader finds text in a file."""
    try:
        return bool(decode("", data))
    except DiagnosticError:
        return False


def page_links(data: bytes, base: str) -> tuple[tuple[str, ...], bool]:
    """Give the URLs of pages that a page links to, each once; and whether it has a table.

    `base` is the page's own URL. Links to anything but http and https, and to files that are no pages by their suffix
    (images, archives, PDF), are not among them.
    """
    try:
        text = decode(base, data)
    except DiagnosticError:
        return (), False
    has_table = bool(_TABLE.search(text))
    urls = _hrefs(text, base)
    if sniff_dialect(text) != "html":
        urls = chain(_markdown_targets(text, base), urls)
    found = dict.fromkeys(url for url in urls if url != base)
    return tuple(url for url in found if not _NO_PAGE.search(url.partition("?")[0])), has_table


def _hrefs(text: str, base: str) -> Iterator[str]:
    try:
        parser = html.HTMLParser(encoding="utf-8", no_network=True)
        root = html.document_fromstring(without_ends(text).encode(), parser=parser)
    except (etree.LxmlError, ValueError):
        return
    for element in root.iter("base"):
        base = absolute(element.get("href") or "", base) or base
        break
    for link in dict.fromkeys(element.get("href") or "#" for element in root.iter("a", "area")):
        url = absolute(link, base)
        if url:
            yield url


def _markdown_targets(text: str, base: str) -> Iterator[str]:
    """Give what follows `](`, or `[name]:` at the start of a line. A CommonMark parser can be kept busy for hours."""
    for target in dict.fromkeys(_MARKDOWN_TARGET.findall(text)):
        url = absolute(_ESCAPE.sub(r"\1", unescape(target)), base)
        if url:
            yield url


def sitemap_links(data: bytes, base: str, limit: int) -> tuple[str, ...]:
    """Give the URLs that a sitemap or an index of sitemaps lists, up to one more than `limit`.

    Entities are not expanded and nothing is loaded. Raises FetchError (FET012).
    """
    if len(data) > _MAX_SITEMAP:
        raise FetchError("FET012", f"the sitemap has more than {_MAX_SITEMAP:,} bytes")
    found: dict[str, None] = {}
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    events = etree.iterparse(BytesIO(data), remove_comments=True, remove_pis=True, **options)
    try:
        for number, (_, element) in enumerate(events):
            is_place = element.tag.rpartition("}")[2] == "loc"
            url = absolute(element.text or "", base) if is_place and (element.text or "").strip() else None
            if url:
                found.setdefault(url)
            _forget(element)
            if len(found) > limit:
                break
            if number > _MAX_ELEMENTS:
                raise FetchError("FET012", f"the sitemap has more than {_MAX_ELEMENTS:,} elements")
    except etree.XMLSyntaxError as error:
        raise FetchError("FET012", f"the sitemap is not XML: {error.msg}") from error
    return tuple(found)


def _forget(element: etree._Element) -> None:
    """Free what has been read: the tree of ten million elements takes a gigabyte."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
