"""Whom fetching trusts: addresses, names that move, certificates; and who gets credentials."""

import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from site_pages import Site, codes, contents, ok, page, serving
from wire import http

from scraper.fetch import Cache, Fetched, Follow, Limits, Settings, Target, fetch_pages
from scraper.fetch.client import Client
from scraper.fetch.model import FetchError
from scraper.fetch.urls import Origin, origin_of

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


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Names that resolve as a test says, each look-up to the next of its addresses; the rest as ever."""
    known: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def resolve(host: object, port: object, *rest: object, **more: object) -> object:
        if isinstance(host, bytes):
            host = host.decode()
        if host in known:
            answers = known[str(host)]
            address = answers.pop(0) if len(answers) > 1 else answers[0]
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            return [(family, socket.SOCK_STREAM, 6, "", (address, port))]
        return real(host, port, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return known


PRIVATE = [
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "100.100.100.200", str(IPv4Address(0)), "255.255.255.255", "224.0.0.1", "::1", "::", "fe80::1", "fd00::1",
    "fd00:ec2::254",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
    "2001:0:0:0:0:0:80ff:fffe", "::7f00:1", "::10.0.0.1", "::ffff:0:7f00:1", "64:ff9b:1::7f00:1", "fec0::1", "5f00::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str, names: dict[str, list[str]], settings: Settings) -> None:
    """A name that resolves to an address which is not of the public net is refused at connect, in every notation."""
    names["docs.example.com"] = [address]
    fetched = fetch_pages([Target("http://docs.example.com/")], replace(settings, allow_private=frozenset()))
    assert codes(fetched) == ["FET002"]
    assert address in only(fetched)


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:7f00:1]", "localhost"])
def test_other_spellings_of_this_machine_are_refused(host: str, settings: Settings) -> None:
    """What the system takes for this machine is refused, however it is written; or it is no URL."""
    nothing_private = replace(settings, allow_private=frozenset())
    assert codes(fetch_pages([Target(f"http://{host}:1/")], nothing_private)) in (["FET002"], ["FET001"])


def test_a_named_host_may_be_private_but_not_link_local(
    site: Site, names: dict[str, list[str]], settings: Settings
) -> None:
    """A name that is allowed may be of this machine; metadata addresses must be named themselves."""
    port = site.url.rpartition(":")[2]
    site.put("/", ok(page("a")))
    named = replace(settings, allow_private=frozenset({"docs.example.com"}))
    names["docs.example.com"] = ["127.0.0.1"]
    assert codes(fetch_pages([Target(f"http://docs.example.com:{port}/")], named)) == []
    for metadata in ("169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a9fe:a9fe", "::a9fe:a9fe"):
        names["docs.example.com"] = [metadata]
        assert codes(fetch_pages([Target(f"http://docs.example.com:{port}/")], named)) == ["FET002"], metadata
    names["docs.example.com"] = ["169.254.169.254"]
    assert codes(fetch_pages([Target(f"http://docs.example.com:{port}/")], named)) == ["FET002"]


def test_a_name_that_moves_is_checked_at_every_connection(
    site: Site, names: dict[str, list[str]], settings: Settings
) -> None:
    """The address that was checked is the one that is connected to; the next connection is checked anew."""
    port = site.url.rpartition(":")[2]
    site.put("/", ok(page("a")))
    names["docs.example.com"] = ["127.0.0.1", "10.0.0.1"]
    fetched = fetch_pages([Target(f"http://docs.example.com:{port}/")], settings)
    assert [visit.path for visit in site.visits] == ["/robots.txt"]
    assert codes(fetched) == ["FET002"]
    assert "10.0.0.1" in only(fetched)


def test_credentials_are_sent_to_their_origin_only(site: Site, settings: Settings) -> None:
    """User and password of a URL reach its origin, never another host, and no record or message."""
    with serving() as other:
        other.put("/b.html", ok(page("b")))
        site.put("/", ok(contents("a.html", f"{other.url}/b.html", f"http://x:y@{other.url[7:]}/c.html")))
        site.put("/a.html", ok(page("a")))
        allowing = replace(settings, allow_hosts=frozenset({"127.0.0.1"}))
        target = Target(site.url.replace("//", "//user:s3cret@") + "/", Follow.LINKS)
        fetched = fetch_pages([target], allowing)
        sent = {visit.path: visit.headers.get("authorization", "") for visit in (*site.visits, *other.visits)}
    assert sent["/a.html"].startswith("Basic ")
    assert sent["/b.html"] == sent["/c.html"] == ""
    assert "s3cret" not in repr(fetched)
    records = [p.read_bytes() for p in settings.cache.rglob("*") if p.is_file()]
    assert not [r for r in records if b"s3cret" in r]


def test_credentials_do_not_follow_a_redirect(site: Site, settings: Settings) -> None:
    """A redirect to another allowed host takes no credentials along."""
    with serving() as other:
        site.put("/", http(302, location=f"{other.url}/b"))
        other.put("/b", ok(page("b")))
        allowing = replace(settings, allow_hosts=frozenset({"127.0.0.1"}))
        assert codes(fetch_pages([Target(site.url.replace("//", "//user:s3cret@") + "/")], allowing)) == []
        assert [v.headers.get("authorization") for v in other.visits] == [None, None]


@pytest.mark.parametrize("password", ["s3cret/x", "s3cret?x", "s3cret#x"])
def test_a_password_that_is_no_part_of_a_url_is_not_told(password: str, settings: Settings) -> None:
    """Where a password breaks the URL that it stands in, the finding says how to write it, and does not show it."""
    fetched = fetch_pages([Target(f"http://user:{password}@docs.example.com/")], settings)
    assert codes(fetched) == ["FET001"]
    assert "s3cret" not in only(fetched)
    assert "%2F" in only(fetched)


def test_robots_txt_leads_to_no_other_port(site: Site, settings: Settings) -> None:
    """A robots.txt that redirects to another port of its host is not followed there, and allows nothing."""
    with serving() as other:
        site.put("/robots.txt", http(302, location=other.url + "/flush"))
        assert codes(fetch_pages([Target(site.put("/", ok(page("a"))))], settings)) == ["FET009"]
        assert other.visits == []


@pytest.fixture
def secured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a site of this machine needs to speak TLS to a client that trusts it."""
    command = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
    words = [*command.split(), "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    return context


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not there")
def test_a_redirect_does_not_leave_tls(site: Site, settings: Settings, secured: ssl.SSLContext) -> None:
    """A redirect from https to http is refused, also where the host is the same, unless the host is named."""
    port = int(site.url.rpartition(":")[2])
    site.put("/b", ok(page("b")))
    with serving() as safe:
        safe.tls = secured
        start = safe.put("/", http(302, location=f"{site.url}/b")).replace("http:", "https:")
        named = replace(settings, allow_hosts=frozenset({f"127.0.0.1:{port}"}))
        assert codes(fetch_pages([Target(start)], named)) == []
        same = Origin("https", "127.0.0.1", port)
        assert same.is_one_of(same.named)
        cache = Cache(settings.cache)

        async def fetch() -> str:
            async with Client(settings, cache) as client:
                with pytest.raises(FetchError) as refused:
                    await client.fetch(start, "s", same.named | origin_of(start).named)
            return refused.value.message

        assert asyncio.run(fetch()) == f"redirects from https to {site.url}/b"


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not there")
def test_a_certificate_is_checked_against_the_name(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The certificate must be vouched for, and be that of the name although the address is connected to."""
    command = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
    words = [*command.split(), "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(words, cwd=tmp_path, check=True, capture_output=True)
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with serving() as site:
        site.tls = secured
        site.put("/", ok(page("a")))
        port = site.url.rpartition(":")[2]
        allowing = replace(settings, allow_private=frozenset({"127.0.0.1", "localhost"}))
        unknown = fetch_pages([Target(f"https://localhost:{port}/")], allowing)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        known = fetch_pages([Target(f"https://localhost:{port}/")], allowing)
        other_name = fetch_pages([Target(f"https://127.0.0.1:{port}/")], allowing)
    assert (codes(unknown), codes(known), codes(other_name)) == (["FET003"], [], ["FET003"])
    assert "CERTIFICATE_VERIFY_FAILED" in only(unknown)
    assert unknown.requests == 1
