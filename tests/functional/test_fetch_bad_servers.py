"""Servers that misbehave: each gives one clear finding, within bounds of time and size, and nothing is lost."""

import errno
import gzip
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_pages import Site, codes, contents, dripping, ok, page, pouring, serving
from wire import http, silence

from scraper.fetch import Cache, Fetched, Follow, Limits, Settings, Target, fetch_pages

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
LIMITS = Limits(
    file_bytes=200_000, total_bytes=1_000_000, pages=50, request_seconds=1.0, attempts=2, backoff_seconds=0.01
)


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


def only(fetched: Fetched) -> str:
    """The one finding, as people read it."""
    (diagnostic,) = fetched.diagnostics
    return diagnostic.render()


BAD: dict[str, tuple[object, str, str]] = {
    "silent": (silence, "FET004", "no whole answer within 1 seconds, after 2 attempts"),
    "drips_its_head": (dripping(HEAD, b"X-A: b\r\n"), "FET004", "no whole answer within 1 seconds"),
    "drips_its_body": (dripping(CHUNKED, b"1\r\na\r\n"), "FET004", "no whole answer within 1 seconds"),
    "endless_body": (pouring(CHUNKED, b"2710\r\n" + b"a" * 10_000 + b"\r\n"), "FET007", "more than 200,000 bytes"),
    "endless_head": (pouring(HEAD, b"X-A: " + b"b" * 500 + b"\r\n"), "FET006", "the answer is broken"),
    "says_it_is_huge": (HEAD + b"Content-Length: 99999999999\r\n\r\n", "FET007", "99,999,999,999 bytes"),
    "too_short": (HEAD + b"Content-Length: 5000\r\n\r\n<html>", "FET006", "the answer is broken"),
    "cut_chunk": (CHUNKED + b"ff\r\nabc", "FET006", "the answer is broken"),
    "length_is_no_number": (HEAD + b"Content-Length: many\r\n\r\n<html>", "FET006", "the answer is broken"),
    "two_lengths": (HEAD + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde", "FET006", "the answer is broken"),
    "no_http": (b"220 mail.example.com ready\r\n", "FET006", "the answer is broken"),
    "closes_at_once": (b"", "FET006", "the answer is broken"),
    "gzip_bomb": (ok(gzip.compress(bytes(50_000_000)), content_encoding="gzip"), "FET007", "more than 200,000 bytes"),
    "gzip_cut_off": (ok(gzip.compress(page("a"))[:-9], content_encoding="gzip"), "FET006", "cut off"),
    "gzip_that_is_none": (ok(b"<html>", content_encoding="gzip"), "FET006", "not gzip"),
    "unasked_coding": (ok(b"\x0b\x02", content_encoding="br"), "FET006", "compressed as br"),
    "always_fails": (http(500), "FET005", "status 500, after 2 attempts"),
    "not_there": (http(404), "FET005", "status 404"),
    "forbidden": (http(403), "FET005", "status 403"),
    "not_modified_unasked": (http(304), "FET005", "status 304"),
    "half_a_page": (http(206, b"<html>"), "FET005", "status 206"),
    "wait_a_day": (http(429, retry_after="86400"), "FET005", "the server asks to wait 86,400 seconds"),
    "wait_until_never": (
        http(503, retry_after="Fri, 31 Dec 9999 23:59:59 GMT"), "FET005", "the server asks to wait",
    ),
    "empty": (ok(b""), "FET006", "it is no page: empty"),
    "blank": (ok(b" \r\n\t"), "FET006", "it is no page: empty"),
    "empty_inside_of_gzip": (ok(gzip.compress(b"") * 9, content_encoding="gzip"), "FET006", "it is no page: empty"),
    "picture": (ok(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff"), "FET006", "it is no page: unknown format"),
    "pdf": (ok(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\xff\0\x93stream\x80\xff"), "FET006", "it is no page: unknown format"),
    "redirects_to_itself": (http(302, location="/page"), "FET008", "more than 5 redirects"),
    "redirects_nowhere": (http(302), "FET008", "redirects to nowhere"),
    "redirects_to_a_file": (http(302, location="file:///etc/passwd"), "FET008", "which is not fetched"),
    "redirects_to_a_script": (http(302, location="javascript:alert(1)"), "FET008", "which is not fetched"),
    "redirects_to_another_host": (http(302, location="http://localhost/"), "FET002", "which is another host"),
    "redirects_to_metadata": (http(302, location="http://169.254.169.254/latest"), "FET002", "another host"),
    "redirects_to_another_port": (http(302, location="http://127.0.0.1:1/"), "FET002", "which is another host"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_answer_is_one_finding(case: str, site: Site, settings: Settings) -> None:
    """Whatever the server sends, one finding names the URL, says what is wrong and what to do; it ends in seconds."""
    answer, code, message = BAD[case]
    url = site.put("/page", answer)  # type: ignore[arg-type]
    start = time.monotonic()
    fetched = fetch_pages([Target(url)], settings)
    assert time.monotonic() - start < 8
    assert codes(fetched) == [code]
    assert fetched.pages == ()
    told = only(fetched)
    assert told.startswith(f"{url}: error {code}: ")
    assert message in told
    assert "\n    help  " in told


ODD_VALIDATORS = [
    b'ETag: "\xc3\xa9"', b'ETag: "\xff\xfe"', b"Last-Modified: \xe4", b"ETag: " + b"a" * 999 + b" " + b"b" * 30,
    b"ETag: " + b"a" * 50_000, b"ETag: \x01", b"ETag: W/", b"Last-Modified: " + b"x" * 99 + b" y",
]  # fmt: skip


@pytest.mark.parametrize("header", ODD_VALIDATORS)
def test_a_validator_that_cannot_be_sent_back(header: bytes, site: Site, settings: Settings) -> None:
    """Whatever ETag and Last-Modified hold, the next run can ask for the page again, and gets it."""
    url = site.put("/page", ok(page("a")).replace(b"\r\n\r\n", b"\r\n" + header + b"\r\n\r\n", 1))
    for _ in range(2):
        assert codes(fetch_pages([Target(url)], settings)) == []
    assert site.paths() == ["/page"] * 2


def test_a_linked_page_that_is_empty_is_told(site: Site, settings: Settings) -> None:
    """A linked page that the server gives empty is left out with a warning, not with a note that nobody sees."""
    site.put("/a.html", ok(b""))
    fetched = fetch_pages([Target(site.put("/", ok(contents("a.html"))), Follow.LINKS)], settings)
    assert codes(fetched) == ["FET013"]


@pytest.mark.parametrize("start", [b"[Home](index.md)\n\n# API\n", b"{{< note >}}\n", b"<p>a\0b"])
def test_text_that_looks_like_data_is_a_page_where_it_is_named(start: bytes, site: Site, settings: Settings) -> None:
    """A page that is asked for by name is any text, also one that a folder would leave out."""
    fetched = fetch_pages([Target(site.put("/page", ok(start + page("a"))))], settings)
    assert (codes(fetched), len(fetched.pages)) == ([], 1)


@pytest.mark.parametrize("sha256", ["/dev/zero", "../../../../../dev/zero", "0" * 63, ""])
def test_a_record_that_names_another_file_is_none(sha256: str, site: Site, settings: Settings) -> None:
    """A record of the cache that leads to a file outside of it is as good as none: the file is not even opened."""
    url = site.put("/page", ok(page("a"), etag='"1"'))
    assert codes(fetch_pages([Target(url)], settings)) == []
    (record,) = settings.cache.rglob("urls/*/*.json")
    told = json.loads(record.read_text())
    record.write_text(json.dumps(told | {"sha256": sha256}))
    assert codes(fetch_pages([Target(url)], settings)) == []
    assert "if-none-match" not in site.visits[-1].headers


def test_a_full_disk_is_told_with_its_place(settings: Settings) -> None:
    """Where a file of the cache cannot be written the error names it, though the system does not; it does not stay."""
    with pytest.raises(OSError, match="No space left") as told, Cache(settings.cache).receiving() as (beside, file):
        file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert told.value.filename == str(beside)
    assert not beside.exists()


def test_nothing_that_failed_stays_in_the_cache(site: Site, settings: Settings) -> None:
    """A content that broke off is nowhere in the cache."""
    url = site.put("/page", CHUNKED + b"ff\r\nabc")
    fetch_pages([Target(url)], settings)
    left = [path for path in settings.cache.rglob("*") if path.is_file() and "contents" in path.parts]
    assert [path.read_bytes() for path in left if b"abc" in path.read_bytes()] == []
    assert not list(settings.cache.rglob("unfinished/*"))


def test_a_server_that_recovers_is_asked_again(site: Site, settings: Settings) -> None:
    """500, a broken connection and 429 pass: the next attempt counts."""
    patient = replace(settings, limits=replace(LIMITS, attempts=4))
    url = site.put("/page", http(500), b"", http(429), ok(page("a")))
    fetched = fetch_pages([Target(url)], patient)
    assert codes(fetched) == []
    assert [p.status for p in fetched.pages] == [200]
    assert site.paths() == ["/page"] * 4


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_waited_for(status: int, site: Site, settings: Settings) -> None:
    """No request comes to a host before the time that it asked to wait for is over."""
    url = site.put("/page", http(status, retry_after="1"), ok(page("a")))
    assert codes(fetch_pages([Target(url)], settings)) == []
    first, second = (visit.at for visit in site.visits if visit.path == "/page")
    assert second - first >= 1.0


def test_all_of_it_is_bounded_in_time(site: Site, settings: Settings) -> None:
    """A run ends when its time is up, with what it has and one finding."""
    hurried = replace(settings, limits=replace(LIMITS, total_seconds=0.5, request_seconds=30.0))
    site.put("/b", silence)
    fetched = fetch_pages([Target(site.put("/a", ok(page("a")))), Target(site.url + "/b")], hurried)
    assert codes(fetched) == ["FET004"]
    assert [p.url for p in fetched.pages] == [site.url + "/a"]


def test_all_of_it_is_bounded_in_size(site: Site, settings: Settings) -> None:
    """The sum of all pages is bounded too."""
    links = [f"p{number}.html" for number in range(10)]
    for link in links:
        site.put(f"/{link}", ok(b"<html>" + link.encode() + b"a" * 150_000))
    fetched = fetch_pages([Target(site.put("/", ok(contents(*links))), Follow.LINKS)], settings)
    assert set(codes(fetched)) == {"FET007"}
    assert "more than 1,000,000 bytes in all" in fetched.diagnostics[0].message


def test_a_server_that_is_down_is_given_up(site: Site, settings: Settings) -> None:
    """After twenty failures no further page is asked for."""
    once = replace(settings, limits=replace(LIMITS, attempts=1))
    links = [f"p{number}.html" for number in range(40)]
    for link in links:
        site.put(f"/{link}", http(500))
    fetched = fetch_pages([Target(site.put("/", ok(contents(*links))), Follow.LINKS)], once)
    assert codes(fetched).count("FET014") == 1
    assert len(site.paths()) < 30


def test_nobody_answers(settings: Settings) -> None:
    """A port that nobody listens on, and a name that nobody has, are servers that cannot be reached."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/", "http://no-such-host.invalid/"):
        assert codes(fetch_pages([Target(url)], settings)) == ["FET003"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://h/x", "file:///etc/passwd", "http://", "http:///x", "https://[::1", "javascript://x", "http://a b/",
        "http://h:99999/", "http://h/\x00", "data://x", "http://" + "a" * 300 + "/", "http://h/" + "a" * 10_000,
        "http://h:0x50/", "http://xn--a/", "http://\udcff/",
    ],
)  # fmt: skip
def test_what_is_no_url_is_refused(url: str, settings: Settings) -> None:
    """A URL of another scheme, or none at all, is a finding, and nothing is asked for."""
    fetched = fetch_pages([Target(url)], settings)
    assert codes(fetched) in (["FET001"], ["FET003"])
    assert fetched.requests == 0 or codes(fetched) == ["FET003"]


ROBOTS: dict[str, tuple[object, list[str], bool]] = {
    "none": (http(404), [], True),
    "forbidden": (http(403), [], True),
    "empty": (ok(b""), [], True),
    "disallows_all": (ok(b"User-agent: *\nDisallow: /\n"), ["FET009"], False),
    "disallows_us": (ok(b"User-agent: apiscribe\nDisallow: /docs\n\nUser-agent: *\nAllow: /\n"), ["FET009"], False),
    "disallows_others": (ok(b"User-agent: other\nDisallow: /\n"), [], True),
    "longest_rule_counts": (ok(b"User-agent: *\nDisallow: /\nAllow: /docs/\n"), [], True),
    "wildcards": (ok(b"User-agent: *\nDisallow: /*.html$\n"), ["FET009"], False),
    "fails": (http(503), ["FET009"], False),
    "silent": (silence, ["FET009"], False),
    "redirects_for_ever": (http(302, location="/robots.txt"), [], True),
    "on_another_host": (http(302, location="http://localhost/robots.txt"), ["FET009"], False),
    "huge": (ok(b"User-agent: *\nDisallow: /docs\n" + b"# filler\n" * 500_000), ["FET009"], False),
    "too_late_in_a_huge_one": (ok(b"# filler\n" * 100_000 + b"User-agent: *\nDisallow: /docs\n"), [], True),
    "endless": (pouring(CHUNKED, b"2710\r\n" + b"#" * 10_000 + b"\r\n"), [], True),
    "binary": (ok(bytes(range(256)) * 40), [], True),
    "hostile_pattern": (ok(b"User-agent: *\nDisallow: /" + b"*a" * 20_000 + b"$\n"), [], True),
}


@pytest.mark.parametrize("case", ROBOTS)
def test_robots_txt_is_kept_to(case: str, site: Site, settings: Settings) -> None:
    """RFC 9309: none means all is allowed, one that fails means nothing is; 500 KiB of it count."""
    answer, expected, asked = ROBOTS[case]
    site.put("/robots.txt", answer)  # type: ignore[arg-type]
    url = site.put("/docs/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab.html", ok(page("a")))
    fetched = fetch_pages([Target(url)], settings)
    assert codes(fetched) == expected
    assert bool(site.paths()) == asked


def test_crawl_delay_is_kept_to(site: Site, settings: Settings) -> None:
    """A crawl delay of robots.txt lies between all requests to the host."""
    site.put("/robots.txt", ok(b"User-agent: *\nCrawl-delay: 0.3\n"))
    for name in "abc":
        site.put(f"/{name}.html", ok(page(name)))
    url = site.put("/", ok(contents("a.html", "b.html", "c.html")))
    assert codes(fetch_pages([Target(url, Follow.LINKS)], settings)) == []
    times = [visit.at for visit in site.visits if visit.path != "/robots.txt"]
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.28


def test_the_rate_is_kept_to(site: Site, settings: Settings) -> None:
    """A host gets a few requests at once, then no more than the rate."""
    links = [f"p{number}.html" for number in range(12)]
    for link in links:
        site.put(f"/{link}", ok(page(link[:-5])))
    url = site.put("/", ok(contents(*links)))
    start = time.monotonic()
    assert codes(fetch_pages([Target(url, Follow.LINKS)], replace(settings, rate=20.0))) == []
    assert time.monotonic() - start > (14 - 4) / 20


def test_we_say_who_we_are(site: Site, settings: Settings) -> None:
    """Every request names the tool, and robots.txt is asked for first, and once."""
    fetch_pages([Target(site.put("/a", ok(page("a")))), Target(site.put("/b", ok(page("b"))))], settings)
    assert {visit.headers["user-agent"] for visit in site.visits} == {"apiscribe/test"}
    assert [visit.path for visit in site.visits] == ["/robots.txt", "/a", "/b"]


WHOLE = [
    ok(page("a")), ok(contents("a.html", "b.md?x", "//c/", "http://127.0.0.1/")), http(302, location="/b/../a.html"),
    http(429, retry_after="0"), ok(gzip.compress(page("b")), content_encoding="gzip"),
    CHUNKED + b"2\r\nhi\r\n0\r\n\r\n",
    ok(b"<urlset><url><loc>/a.html</loc></url></urlset>"), ok("# 一\n[a](b.md)\n".encode("utf-16")),
    ok(b"User-agent: *\nDisallow: /b\nSitemap: http://a\n"),
]  # fmt: skip
PIECES = st.sampled_from(
    [b"\r\n", b"\0", b"%", b"http://[", b"::", b"\xff\xfe", b"9" * 30, b"Location: ", b"<!DOCTYPE "]
)
EDITS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 20), PIECES | st.binary(max_size=4)), max_size=6)


@given(st.lists(st.tuples(st.sampled_from(WHOLE), EDITS), min_size=3, max_size=3), st.sampled_from(list(Follow)))
@hypothesis.settings(max_examples=40, deadline=None)
def test_no_answer_crashes(
    tmp_path_factory: pytest.TempPathFactory, answers: list[tuple[bytes, list[tuple[int, int, bytes]]]], follow: Follow
) -> None:
    """Whatever a server sends, fetching ends with pages and findings, and every finding can be told."""
    cache = tmp_path_factory.mktemp("fetched")
    with serving() as site:
        for path, (answer, edits) in zip(("/", "/a.html", "/robots.txt"), answers, strict=True):
            for start, length, piece in edits:
                answer = answer[:start] + piece + answer[start + length :]
            site.put(path, answer)
        limits = replace(LIMITS, attempts=1, request_seconds=0.5)
        allowing = Settings(cache, "apiscribe/test", frozenset(), frozenset({"127.0.0.1"}), 1000.0, 4, limits)
        fetched = fetch_pages([Target(site.url + "/", follow)], allowing)
    assert fetched.pages or fetched.diagnostics
    assert all(diagnostic.render() and diagnostic.as_dict() for diagnostic in fetched.diagnostics)
