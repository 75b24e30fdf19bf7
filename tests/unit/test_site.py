"""The parts of a site: links that are checked, Markdown that can do nothing, versions in their order."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from spec.site.links import broken_links
from spec.site.markdown import render_markdown
from spec.versions import sort_key

SITE = {
    "index.html": b"<h2 id=top>x</h2>",
    "a/index.html": b"<a name=there></a>",
    "a/page.html": b"%s",
    "a/data.json": b"{}",
}
GOOD = (
    "../index.html", "../index.html#top", "data.json", "./", "../", "#me", "index.html#there", "https://example.com/x",
    "http://example.com", "../a/data.json?x=1", "", "data:,",
)  # fmt: skip
BAD = {
    "gone.html": "no such file",
    "../../index.html": "no such file",
    "/index.html": "not relative: the site may stand at any path",
    "//example.com/x": "not relative: the site may stand at any path",
    "#gone": "no such place on that page",
    "../index.html#gone": "no such place on that page",
    "data.json#x": "no such place on that page",
    "javascript:alert(1)": "not to the web: javascript:",
    "mailto:a@example.com": "not to the web: mailto:",
    "data:text/html,x": "not to the web: data:",
    "https:///x": "no host",
    "http://[::1": "no address",
}


def page(markup: str) -> dict[str, bytes]:
    """Give the site with a page of this markup."""
    return SITE | {"a/page.html": f"<p id=me>{markup}</p>".encode()}


@pytest.mark.parametrize("address", GOOD)
def test_a_link_that_leads_somewhere_is_fine(address: str) -> None:
    """Files, folders with a first page, places on pages and the web are where links may lead."""
    assert broken_links(page(f'<a href="{address}">x</a>')) == []


@pytest.mark.parametrize("address", BAD)
@pytest.mark.parametrize("markup", ['<a href="{}">x</a>', '<img src="{}">', '<form action="{}"></form>'])
def test_a_link_that_leads_nowhere_is_found(address: str, markup: str) -> None:
    """Each is found with its page and the reason, in whatever element it stands."""
    found = broken_links(page(markup.format(address)))
    assert [(link.page, link.address, link.why) for link in found] == [("a/page.html", address, BAD[address])]


def test_every_candidate_of_a_picture_is_checked() -> None:
    """A set of sources is as many links."""
    found = broken_links(page('<img srcset="data.json 1x, gone.png 2x">'))
    assert [link.address for link in found] == ["gone.png"]


@pytest.mark.parametrize(
    "markup",
    [
        "<style>@import 'gone.css'; p { background: url('gone.css') }</style>",
        '<p style="background: url(gone.css)">',
        '<meta http-equiv="refresh" content="0; url=gone.css">',
    ],
)
def test_links_of_styles_and_refreshes_are_checked(markup: str) -> None:
    """What a style would load and where a page would go by itself are links too."""
    assert {(link.address, link.why) for link in broken_links(page(markup))} == {("gone.css", "no such file")}


def test_a_name_in_another_case_is_another_file() -> None:
    """Web servers tell cases apart, so does the check."""
    assert [link.address for link in broken_links(page('<a href="Data.json">x</a>'))] == ["Data.json"]


def nowhere(address: str) -> None:
    """Resolve nothing."""


MARKUP = st.sampled_from(
    ["<script>", "</script>", "[x](", "javascript:alert(1)", ")", "![", "](", "<img src=x onerror=y>", "<!--", "-->",
     "`", "```\n", "\n\n", "# ", "<br>", "<a href='x'>", "[r]: data:text/html,x\n", "[r]", "&lt;", "\\", "| a |\n|-|\n"]
)  # fmt: skip


@given(st.lists(MARKUP | st.text(max_size=8), max_size=20).map("".join))
def test_markdown_can_do_nothing(text: str) -> None:
    """Whatever the Markdown, its HTML has only the elements that Markdown has, no handler, and no link that the
    resolver did not give."""
    rendered = render_markdown(text, nowhere).html
    assert not re.search(r"<(script|img|iframe|object|style|form|svg)", rendered)
    if rendered.strip():
        for element in html.fragment_fromstring(rendered, create_parent="div").iter():
            assert not [key for key in element.attrib if key.startswith("on")]
            assert str(element.get("href") or "#").startswith(("#", "http://", "https://"))


def test_markdown_is_rendered_as_code_hosts_do() -> None:
    """Headings get their ids, equal ones numbers; links to places on the page stay; line breaks are the one tag."""
    text = "# One `two`!\n\n## Part\n\n## Part\n\n[here](#part-1) [gone](#nowhere) a<br>b <i>c</i>\n\n<!-- note -->\n"
    rendered = render_markdown(text, nowhere)
    assert rendered.title == "One two!"
    assert '<h1 id="one-two">' in rendered.html
    assert '<h2 id="part-1">' in rendered.html
    assert '<a href="#part-1">here</a> gone a<br />' in rendered.html
    assert "&lt;i&gt;c&lt;/i&gt;" in rendered.html
    assert "note" not in rendered.html


def test_versions_stand_in_the_order_of_their_numbers() -> None:
    """Numbers count as numbers, and a pre-release comes before its release."""
    versions = ["1.10.0", "1.2.0", "2.0.0-rc.2", "2.0.0", "2.0.0-rc.10", "0.9.0", "2.0.0-alpha"]
    expected = ["0.9.0", "1.2.0", "1.10.0", "2.0.0-alpha", "2.0.0-rc.2", "2.0.0-rc.10", "2.0.0"]
    assert sorted(versions, key=sort_key) == expected
