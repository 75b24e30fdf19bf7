"""What a URL may be: a page, a page of links, a sitemap; and what is not followed."""

import gzip
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_pages import LIMITS, Site, codes, contents, names, ok, page, serving
from wire import http

from scraper.fetch import Follow, Settings, Target, fetch_pages, file_name
from scraper.fetch.links import is_sitemap, page_links, sitemap_links
from scraper.fetch.model import FetchError
from scraper.fetch.names import readable, target_name
from scraper.fetch.urls import absolute


@pytest.fixture
def site() -> Iterator[Site]:
    """A site of this machine."""
    with serving() as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that allow this machine, with small bounds."""
    return Settings(
        tmp_path / "cache", "apiscribe/test", allow_private=frozenset({"127.0.0.1"}), rate=1000.0, limits=LIMITS
    )


def test_a_page_is_itself(site: Site, settings: Settings) -> None:
    """A page with a table is that page alone, whatever it links to."""
    url = site.put(
        "/docs/a.html", ok(page("a") + b'<a href="b.html">b</a><a href="c.html">c</a><a href="d.html">d</a>')
    )
    fetched = fetch_pages([Target(url)], settings)
    assert (names(fetched, site), codes(fetched)) == (["/docs/a.html"], [])


def test_a_page_of_links_is_pointed_out(site: Site, settings: Settings) -> None:
    """A page that has no table and many links is taken as it is, with a warning that says how to follow them."""
    url = site.put("/docs/", ok(contents("a.html", "b.html", "c.html")))
    fetched = fetch_pages([Target(url)], settings)
    assert codes(fetched) == ["FET015"]
    assert "3 pages" in fetched.diagnostics[0].message
    assert site.paths() == ["/docs/"]


NOT_FOLLOWED = (
    "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@b.example", "ftp://127.0.0.1/x", "#here",
    "", "  ", "http://[", "http://other.example.com/docs/a.html", "//other.example.com/docs/", "../outside.html", "/",
    "image.png", "manual.pdf", "all.zip", "style.css?v=1", "https://127.0.0.1:9/docs/x.html", "http://\x00/", "?\ud800",
    "http://127.0.0.1:99999/", "..%2f..%2fetc", "http://" + "a" * 9000,
)  # fmt: skip


def test_links_are_followed_inside_of_their_folder(site: Site, settings: Settings) -> None:
    """Links of one folder are followed, each once, fragments aside; nothing else is asked for."""
    good = ("a.html", "./a.html#x", "/docs/a.html", site.url + "/docs/b.html", "sub/c.html", "d%20d.html?x=1&y", " e ")
    links = [*(link.encode("utf-8", "replace").decode() for link in NOT_FOLLOWED), *good]
    site.put("/docs/index.html", ok(contents(*links)))
    for path in ("a.html", "b.html", "sub/c.html", "d%20d.html?x=1&y", "e", "..%2f..%2fetc", "??"):
        site.put(f"/docs/{path}", ok(page(f"n{len(site.answers)}")))
    fetched = fetch_pages([Target(site.url + "/docs/index.html", Follow.LINKS)], settings)
    assert set(site.paths()) <= {
        "/docs/index.html", "/docs/a.html", "/docs/b.html", "/docs/sub/c.html", "/docs/d%20d.html?x=1&y", "/docs/e",
        "/docs/..%2f..%2fetc", "/docs/??", "/docs/index.html??",
    }  # fmt: skip
    assert {"/docs/a.html", "/docs/b.html", "/docs/sub/c.html", "/docs/d%20d.html?x=1&y"} <= set(names(fetched, site))
    assert len(site.paths()) == len(set(site.paths()))
    assert {d.code for d in fetched.diagnostics} <= {"FET013"}


def test_how_deep_links_are_followed(site: Site, settings: Settings) -> None:
    """One level of links unless more is asked for; pages that link to one another are fetched once."""
    for number in range(4):
        site.put(f"/{number}.html", ok(page(f"n{number}") + contents(f"{number + 1}.html", "0.html")))
    for depth in (1, 2, 3):
        fetched = fetch_pages([Target(site.url + "/0.html", Follow.LINKS, depth)], settings)
        assert names(fetched, site) == [f"/{number}.html" for number in range(depth + 1)]


def test_links_of_markdown_and_of_other_encodings(site: Site, settings: Settings) -> None:
    """Links of Markdown pages, of GB18030 pages and of pages with a base are links like others."""
    markdown = "# API\n\n-   [一](一.md)\n    -   [two](<two.md>)\n\n<a href='three.md'>3</a> <https://x.example/>\n"
    site.put("/m/index.md", ok(markdown.encode(), "text/markdown"))
    chinese = (
        '<html><head><meta charset="gb2312"><base href="/g/sub/"></head><body><h1>目录</h1><a href="四.html">四</a>'
    )
    site.put("/g/index.html", ok(chinese.encode("gb18030")))
    for path in ("/m/%E4%B8%80.md", "/m/two.md", "/m/three.md", "/g/sub/%E5%9B%9B.html"):
        site.put(path, ok(page(f"n{len(site.answers)}")))
    fetched = fetch_pages([Target(site.url + "/m/index.md", Follow.LINKS)], settings)
    assert names(fetched, site) == ["/m/index.md", "/m/three.md", "/m/two.md", "/m/一.md"]
    fetched = fetch_pages([Target(site.url + "/g/index.html", Follow.LINKS)], settings)
    assert names(fetched, site) == ["/g/index.html", "/g/sub/四.html"]


def test_dead_links_are_warnings(site: Site, settings: Settings) -> None:
    """A linked page that is gone, or that robots.txt or a redirect keeps from us, is left out and told."""
    site.put("/robots.txt", ok(b"User-agent: *\nDisallow: /secret\n"))
    site.put("/moved.html", http(302, location="http://elsewhere.example.com/"))
    site.put("/gone.html", http(410))
    site.put("/image", ok(b"\x89PNG\r\n\x1a\n" + bytes(50), "text/html"))
    site.put("/a.html", ok(page("a")))
    links = ("a.html", "none.html", "gone.html", "moved.html", "secret.html", "image")
    fetched = fetch_pages([Target(site.put("/", ok(contents(*links))), Follow.LINKS)], settings)
    assert names(fetched, site) == ["/", "/a.html"]
    assert sorted(codes(fetched)) == ["DOC006", "FET013", "FET013", "FET013", "FET013"]


def test_a_failing_link_is_an_error(site: Site, settings: Settings) -> None:
    """A linked page that the server fails to give is an error: it may be there tomorrow."""
    site.put("/a.html", http(500))
    fetched = fetch_pages([Target(site.put("/", ok(contents("a.html"))), Follow.LINKS)], settings)
    assert codes(fetched) == ["FET005"]


def test_too_many_links(site: Site, settings: Settings) -> None:
    """Of ten thousand links none is followed where fewer are allowed, and the finding says so."""
    url = site.put("/", ok(contents(*(f"p{number}.html" for number in range(10_000)))))
    big = replace(settings, limits=replace(LIMITS, file_bytes=5_000_000))
    fetched = fetch_pages([Target(url, Follow.LINKS)], big)
    assert codes(fetched) == ["FET007"]
    assert site.paths() == ["/"]


def test_redirects_inside_of_the_host(site: Site, settings: Settings) -> None:
    """A redirect of the host is followed; two URLs that end at one page are one page, links count from where it is."""
    site.put("/docs", http(301, location="/docs/"))
    site.put("/docs/", ok(contents("a.html", "old.html")))
    site.put("/docs/old.html", http(302, location="a.html"))
    site.put("/docs/a.html", ok(page("a")))
    fetched = fetch_pages([Target(site.url + "/docs", Follow.LINKS)], settings)
    assert (names(fetched, site), codes(fetched)) == (["/docs", "/docs/a.html"], [])


def test_other_hosts_where_they_are_named(site: Site, settings: Settings) -> None:
    """Links and redirects lead to another host only where it is named."""
    with serving() as other:
        site.put("/", ok(contents(other.put("/b.html", ok(page("b"))))))
        assert names(fetch_pages([Target(site.url + "/", Follow.LINKS)], settings), site) == ["/"]
        assert other.visits == []
        allowing = replace(settings, allow_hosts=frozenset({other.url[7:]}))
        assert len(fetch_pages([Target(site.url + "/", Follow.LINKS)], allowing).pages) == 2


def sitemap(*urls: str, index: bool = False) -> bytes:
    """Write a sitemap, or an index of sitemaps."""
    root, entry = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    inside = "".join(f"<{entry}><loc>{url}</loc></{entry}>" for url in urls)
    return (
        f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</{root}>'.encode()
    )


def test_a_sitemap_is_its_pages(site: Site, settings: Settings) -> None:
    """A sitemap, an index of sitemaps, and one in gzip stand for the pages of this host that they list."""
    for name in "abc":
        site.put(f"/{name}.html", ok(page(name)))
    site.put("/one.xml", ok(sitemap(f"{site.url}/a.html", f"{site.url}/b.html#x", "http://other.example.com/")))
    site.put("/two.xml.gz", ok(gzip.compress(sitemap(f"{site.url}/c.html", f"{site.url}/a.html")), "application/gzip"))
    site.put("/index.xml", ok(sitemap(f"{site.url}/one.xml", f"{site.url}/two.xml.gz", index=True)))
    fetched = fetch_pages([Target(site.url + "/index.xml")], settings)
    assert (names(fetched, site), codes(fetched)) == (["/a.html", "/b.html", "/c.html"], [])


def test_the_sitemap_of_a_site(site: Site, settings: Settings) -> None:
    """Asked for the sitemap, the site's robots.txt or its usual place says where it is; pages below the URL count."""
    pages = [f"{site.url}/docs/a.html", f"{site.url}/blog/b.html"]
    site.put("/docs/a.html", ok(page("a")))
    site.put("/sitemap.xml", ok(sitemap(*pages)))
    fetched = fetch_pages([Target(site.url + "/docs/", Follow.SITEMAP)], settings)
    assert (names(fetched, site), codes(fetched)) == (["/docs/a.html"], [])
    site.put("/robots.txt", ok(f"Sitemap: {site.url}/map.xml\n".encode()))
    site.put("/map.xml", ok(sitemap(site.put("/docs/c.html", ok(page("c"))))))
    assert names(fetch_pages([Target(site.url + "/docs/", Follow.SITEMAP)], settings), site) == ["/docs/c.html"]


@pytest.mark.parametrize("line", ["http://[", "file:///etc/passwd", "http://elsewhere.example.com/s.xml", "\x00", "  "])
def test_sitemaps_that_robots_txt_may_not_name(line: str, site: Site, settings: Settings) -> None:
    """A sitemap of another host or scheme, or no URL at all, does not count; the usual place does."""
    site.put("/robots.txt", ok(f"Sitemap: {line}\n".encode()))
    site.put("/sitemap.xml", ok(sitemap(site.put("/a.html", ok(page("a"))))))
    assert names(fetch_pages([Target(site.url + "/", Follow.SITEMAP)], settings), site) == ["/a.html"]


BILLION = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


def test_bad_sitemaps(site: Site, settings: Settings) -> None:
    """Sitemaps that lead to one another, list nothing, break off, expand or name files end with one finding."""
    loop = site.put("/loop.xml", ok(sitemap(site.url + "/loop.xml", site.url + "/loop2.xml", index=True)))
    site.put("/loop2.xml", ok(sitemap(loop, index=True)))
    assert codes(fetch_pages([Target(loop)], settings)) == ["FET012"]
    for body in (sitemap(), sitemap("file:///etc/passwd"), sitemap("http://x.example/")[:-20], b"<urlset><loc>"):
        assert codes(fetch_pages([Target(site.put(f"/{len(body)}.xml", ok(body)))], settings)) == ["FET012"]
    expanding = BILLION + b"<urlset><url><loc>%s/&b;</loc></url></urlset>" % site.url.encode()
    fetch_pages([Target(site.put("/e.xml", ok(expanding)))], settings)
    assert "aaaaaaaaaa" not in " ".join(site.paths())


READ_SITEMAP = """
import resource, sys
from scraper.fetch.links import sitemap_links
from scraper.fetch.model import FetchError
filler = sys.argv[1].encode()
body = b"<urlset>" + filler * (20_000_000 // len(filler)) + b"<loc>/a</loc></urlset>"
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    print(*sitemap_links(body, "http://docs.example.com/", 10))
except FetchError as error:
    print(error.code)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the system does not say how much memory a process took")
@pytest.mark.parametrize("filler", ["<a/>", "<!---->", "<?p?>", "<a b='c'>d</a>"])
def test_a_sitemap_of_something_else_takes_no_memory(filler: str) -> None:
    """Twenty megabytes of what is no place in a sitemap are read through or refused, and leave no tree behind."""
    words = [sys.executable, "-c", READ_SITEMAP, filler]
    found, megabytes = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    assert found in ("http://docs.example.com/a", "FET012")
    assert int(megabytes) < 60


def test_a_sitemap_is_bounded() -> None:
    """A sitemap has fifty megabytes at most, as the protocol has it."""
    with pytest.raises(FetchError, match="more than 52,428,800 bytes"):
        sitemap_links(b"<urlset>" + b" " * 52_428_800, "http://docs.example.com/", 10)


HOSTILE = {
    "brackets": b"# a\n" + b"[" * 100_000,
    "comments": b"<!---->" * 20_000,
    "declarations": b"<?x?>" * 20_000 + b" " * 50_000,
    "deep": b"<html><body><div>" + b"<div>" * 30_000 + b"<a href=b.html>b</a>",
    "many_attributes": b"<html><body><h1><a " + b"a=b " * 30_000 + b"href=b.html>",
    "stars": b"# a\n" + b"*a_ " * 25_000,
    "quotes": b"# a\n" + b"> " * 50_000,
    "links": b"# a\n" + b"[a](" * 25_000,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_looking_for_links_takes_no_time(case: str) -> None:
    """A hundred kilobytes that are made to keep a parser busy are looked through in a second or two."""
    start = time.perf_counter()
    assert not is_sitemap(HOSTILE[case])
    page_links(HOSTILE[case], "http://docs.example.com/")
    assert time.perf_counter() - start < 3


@given(st.text(max_size=300))
def test_any_name_gives_a_safe_file_name(text: str) -> None:
    """A file name is one path segment, is not hidden, fits any file system, and is never a device of Windows."""
    for name in (
        text,
        f"https://h/{text}",
        f"https://h/x.zip!/{text}",
        f"https://h/{text}.html",
        f"https://h/..{text}",
    ):
        found = file_name(name)
        assert Path(found).name == found
        assert not found.startswith((".", "-"))
        assert 0 < len(found.encode()) <= 255
        assert not set(found) & set('/\\:*?"<>|\0\n')
        assert Path(found).suffix in {".html", ".htm", ".xhtml", ".md", ".markdown", ".txt"}


@given(st.text(max_size=200) | st.from_regex(r"[a-z]{0,8}:?/{0,3}[\\x00-\\x7f]{0,40}", fullmatch=True))
def test_any_link_is_a_url_of_http_or_none(link: str) -> None:
    """What a page links to becomes an absolute URL without fragment and credentials, or is not followed."""
    found = absolute(link, "https://docs.example.com/api/index.html")
    assert found is None or (
        found.startswith(("http://", "https://")) and "#" not in found and "@" not in urlsplit(found).netloc
    )
    assert readable(found or link) == readable(readable(found or link))
    assert target_name(link).count("\0") <= link.count("\0")


@pytest.mark.parametrize("name", ["con", "NUL.html", "aux.txt", "COM1.md", "lpt9"])
def test_names_of_devices_are_not_given(name: str) -> None:
    """A page that is called after a device gets another name."""
    assert file_name(f"https://h/{name}").startswith("page-")
