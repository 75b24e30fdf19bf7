"""Archives of pages: what is read of them, and what is not: traps, bombs, and what is broken."""

import gzip
import io
import stat
import struct
import tarfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_pages import LIMITS, Site, codes, names, ok, page, serving

from scraper.fetch import Cache, Settings, Target, fetch_pages, page_sources
from scraper.fetch.archives import read_archive
from scraper.fetch.model import FetchError


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


def zipped(files: Mapping[str, bytes], **links: str) -> bytes:
    """Write a ZIP; `links` are symbolic links."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        for name, target in links.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, target)
    return written.getvalue()


def tarred(files: Mapping[str, bytes], odd: Mapping[str, bytes] | None = None, mode: str = "w:gz") -> bytes:
    """Write a tar; `odd` are members of other types, by name."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, kind in (odd or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    return written.getvalue()


FILES = {"docs/a.html": page("a"), "docs/b.html": page("b"), "docs/logo.png": b"\x89PNG\r\n\x1a\n", "docs/.hid": b"x"}
ODD = {
    "link": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "null": tarfile.CHRTYPE, "disk": tarfile.BLKTYPE,
    "pipe": tarfile.FIFOTYPE,
}  # fmt: skip


@pytest.mark.parametrize("body", [zipped(FILES), tarred(FILES), tarred(FILES, mode="w")], ids=["zip", "tar.gz", "tar"])
def test_an_archive_is_its_pages(body: bytes, site: Site, settings: Settings) -> None:
    """An archive stands for the pages in it, told by content and not by name; images are left out with a reason."""
    url = site.put("/download", ok(body, "application/octet-stream"))
    fetched = fetch_pages([Target(url)], settings)
    assert names(fetched, site) == ["/download!/docs/a.html", "/download!/docs/b.html"]
    assert codes(fetched) == ["DOC006"]
    sources = page_sources(fetched.pages, Cache(settings.cache).content).sources
    assert [source.data for source in sources] == [page("a"), page("b")]
    assert [source.name for source in sources] == [f"{url}!/docs/a.html", f"{url}!/docs/b.html"]


def test_one_page_in_gzip(site: Site, settings: Settings) -> None:
    """A page that was compressed as a file is that page."""
    url = site.put("/a.html.gz", ok(gzip.compress(page("a")), "application/gzip"))
    assert names(fetch_pages([Target(url)], settings), site) == ["/a.html.gz!/a.html"]


BAD_NAMES = ("../up.html", "/etc/abs.html", "a/../../up.html", "C:\\win.html", "..\\up.html", "\\\\host\\share.html")


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_members_that_are_traps(kind: str, site: Site, settings: Settings, tmp_path: Path) -> None:
    """Names that lead out, links and devices are left out and told; nothing is written outside of the cache."""
    files = {"a.html": page("a")} | {name: page("up") for name in BAD_NAMES}
    body = zipped(files, link="/etc/passwd") if kind == "zip" else tarred(files, ODD)
    fetched = fetch_pages([Target(site.put("/x", ok(body)))], settings)
    assert names(fetched, site) == ["/x!/a.html"]
    assert codes(fetched).count("FET011") == len(BAD_NAMES) + (1 if kind == "zip" else len(ODD))
    assert [path for path in tmp_path.iterdir() if path.name != "cache"] == []
    assert not list(settings.cache.rglob("*up.html*"))


def huge_directory() -> bytes:
    """Write a ZIP whose end says that its directory has a gigabyte."""
    body = zipped({"a.html": page("a")})
    end = bytearray(body[-22:])
    end[12:16] = struct.pack("<L", 1 << 30)
    return body[:-22] + bytes(end)


def overlapping() -> bytes:
    """Write a ZIP that lists one large member many times."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.html", b"<html>" + bytes(150_000))
        first = archive.infolist()[0]
        for number in range(1, 300):
            copy = zipfile.ZipInfo(f"{number}.html")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type", "flag_bits"):
                setattr(copy, name, getattr(first, name))
            archive.filelist.append(copy)
            archive.NameToInfo[copy.filename] = copy
    return written.getvalue()


def with_header(body: bytes, kind: bytes = tarfile.XHDTYPE) -> bytes:
    """Write a tar.gz that begins with an extended header."""
    info = tarfile.TarInfo("header")
    info.type, info.size = kind, len(body)
    head = info.tobuf(tarfile.USTAR_FORMAT) + body + bytes(-len(body) % 512)
    return gzip.compress(head + tarred({"a.html": page("a")}, mode="w"))


def many_folders() -> bytes:
    """Write a tar.gz of nothing but folders, and one page."""
    folder = tarfile.TarInfo("folder/")
    folder.type = tarfile.DIRTYPE
    return gzip.compress(folder.tobuf() * 21_000 + tarred({"a.html": page("a")}, mode="w"))


ENCRYPTED = bytearray(zipped({"a.html": page("a")}))
ENCRYPTED[6] |= 1
ENCRYPTED[ENCRYPTED.rindex(b"PK\x01\x02") + 8] |= 1

BOMBS: dict[str, tuple[bytes, str]] = {
    "zip_bomb": (zipped({"a.html": b"<html>" + bytes(30_000_000)}), "FET007"),
    "many_large_members": (zipped({f"{n}.html": b"<html>%d" % n + bytes(190_000) for n in range(12)}), "FET007"),
    "huge_directory": (huge_directory(), "FET007"),
    "overlapping": (overlapping(), "FET010"),
    "tar_bomb": (tarred({"a.html": b"<html>" + bytes(30_000_000)}), "FET007"),
    "tar_of_many": (tarred({f"{n}.html": b"<html>%d" % n + bytes(190_000) for n in range(12)}), "FET007"),
    "gzip_bomb": (gzip.compress(b"<html>" + bytes(30_000_000)), "FET007"),
    "huge_header": (with_header(bytes(20_000_000)), "FET007"),
    "header_of_digits": (with_header(b"0" * 300_000), "FET007"),
    "huge_name": (with_header(b"a" * 20_000_000, tarfile.GNUTYPE_LONGNAME), "FET007"),
    "many_global_headers": (
        with_header(b"".join(b"11 k%03d=v\n" % n for n in range(1000)) * 9, tarfile.XGLTYPE),
        "FET007",
    ),
    "headers_of_headers": (gzip.compress(gzip.decompress(with_header(b""))[:512] * 5_000), "FET010"),
    "many_hidden": (zipped({f".{number}": b"" for number in range(20_001)} | {"a.html": page("a")}), "FET007"),
    "many_folders": (many_folders(), "FET007"),
    "empty_zip": (zipped({}), "FET010"),
    "cut_zip": (zipped(FILES)[:-30], "FET010"),
    "broken_zip": (zipped(FILES)[:200] + b"\xff" * 100 + zipped(FILES)[300:], "FET010"),
    "cut_tar": (tarred(FILES)[:-40], "FET010"),
    "broken_tar": (tarred(FILES, mode="w")[:700] + b"\xff" * 600, "FET010"),
    "encrypted": (bytes(ENCRYPTED), "FET010"),
    "no_page": (zipped({"a.json": b"{}", "b.png": b"\x89PNG\r\n\x1a\n"}), "FET010"),
}


@pytest.mark.parametrize("case", BOMBS)
def test_archives_that_are_bombs_or_broken(case: str, site: Site, settings: Settings) -> None:
    """An archive that unpacks to too much, or cannot be read, is one finding, and no page."""
    body, code = BOMBS[case]
    roomy = replace(settings, limits=replace(LIMITS, file_bytes=5_000_000, total_bytes=50_000_000))
    bounds = roomy if case.startswith(("many_hidden", "many_folders")) else settings
    start = time.monotonic()
    fetched = fetch_pages([Target(site.put("/x.zip", ok(body)))], bounds)
    assert (codes(fetched), fetched.pages) == ([code], ())
    assert time.monotonic() - start < 20


def test_an_archive_that_takes_long_is_given_up(site: Site, settings: Settings) -> None:
    """Reading an archive is bounded in time, too: small headers can keep the reader busy."""
    hurried = replace(settings, limits=replace(LIMITS, request_seconds=0.2))
    cache = Cache(settings.cache)
    file = settings.cache / "x"
    file.write_bytes(gzip.compress(gzip.decompress(with_header(b"0" * 16_000))[:16_896] * 300))
    with pytest.raises(FetchError) as refused:
        read_archive(file, "x", cache, hurried.limits)
    assert refused.value.code == "FET004"


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_archive_reader(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    """Whatever follows the first bytes of an archive, reading it gives members or a FetchError."""
    folder = tmp_path_factory.mktemp("noise")
    cache = Cache(folder / "cache")
    zip_file, tar_file = zipped({"a.html": page("a")}), tarred({"a.html": page("a")}, mode="w")
    half = len(noise) // 2
    for start in (b"PK\x03\x04" + noise, b"\x1f\x8b\x08" + noise, zip_file[:half] + noise + zip_file[half * 2 :],
                  tar_file[:half] + noise + tar_file[half * 2 :], gzip.compress(tar_file[:512] + noise)):  # fmt: skip
        file = folder / "x"
        file.write_bytes(start)
        try:
            assert read_archive(file, "x", cache, LIMITS)
        except FetchError as error:
            assert error.code in ("FET007", "FET010")
