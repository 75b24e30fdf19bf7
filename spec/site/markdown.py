"""Markdown as HTML that can do nothing: no HTML of its own, no picture, links to the site and the web alone."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

Resolve = Callable[[str], str | None]
"""Gives the address that a link of the Markdown has in the site; None where there is nothing behind it."""

_BREAK = re.compile(r"<br */?>", re.IGNORECASE)
_COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.DOTALL)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page's content: `title` is its first heading, `html` all of it."""

    title: str
    html: str


def render_markdown(text: str, resolve: Resolve) -> Rendered:
    """Give Markdown as HTML. Headings have the ids that code hosts give them."""
    parser = MarkdownIt("commonmark").enable("table")
    tokens = [token for token in parser.parse(text) if not _is_comment(token)]
    slugs: set[str] = set()
    title = ""
    for index, token in enumerate(tokens):
        if token.type == "html_block":
            _as_text(token, "code_block")
        if token.type == "heading_open":
            words = _text(tokens[index + 1].children or ())
            title = title or words
            token.attrSet("id", _slug(words, slugs))
    for token in tokens:
        if token.children:
            token.children = list(_harmless(token.children, resolve, slugs))
    return Rendered(title, parser.renderer.render(tokens, parser.options, {}))


def _is_comment(token: Token) -> bool:
    return token.type == "html_block" and _COMMENT.fullmatch(token.content) is not None


def _as_text(token: Token, kind: str) -> None:
    token.type, token.tag = kind, ""


def _text(tokens: Iterable[Token]) -> str:
    return "".join(token.content for token in tokens if token.type in ("text", "code_inline"))


def _slug(words: str, slugs: set[str]) -> str:
    slug = _NOT_IN_SLUG.sub("", words.lower()).strip().replace(" ", "-") or "section"
    candidates = chain([slug], (f"{slug}-{number}" for number in count(1)))
    free = next(candidate for candidate in candidates if candidate not in slugs)
    slugs.add(free)
    return free


def _harmless(tokens: list[Token], resolve: Resolve, slugs: set[str]) -> Iterator[Token]:
    """Yield the tokens of a line: tags become text, pictures and links that lead nowhere their words."""
    dropped: list[bool] = []
    for token in tokens:
        if token.type == "html_inline":
            _as_text(token, "hardbreak" if _BREAK.fullmatch(token.content) else "text")
        elif token.type == "image":
            words = _text(token.children or ())
            token = Token("text", "", 0, content=words)
        elif token.type == "link_open":
            address = _address(str(token.attrGet("href") or ""), resolve, slugs)
            dropped.append(address is None)
            if address is None:
                continue
            token.attrs = {"href": address}
        elif token.type == "link_close" and dropped.pop():
            continue
        yield token


def _address(href: str, resolve: Resolve, slugs: set[str]) -> str | None:
    if href.startswith("#"):
        return href if unquote(href[1:]) in slugs else None
    if not _WEB.match(href):
        return resolve(href)
    try:
        return href if urlsplit(href).hostname else None
    except ValueError:
        return None
