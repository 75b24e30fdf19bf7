"""From URLs to snapshots and from snapshots to documents, by the command: what changed, what is resumed, offline."""

import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from site_pages import Site, contents, ok, page, serving
from typer.testing import CliRunner
from wire import http, silence

from apiscribe.build import Clock, build
from apiscribe.cli import app
from apiscribe.config import load_config
from apiscribe.scraping import scrape_paths
from scraper import Source, scrape
from scraper.fetch import last_snapshot, manifests
from spec.diagnostics import DiagnosticError
from spec.files import load

Run = Callable[..., tuple[int, str, str]]
HERE = ("--allow-private", "127.0.0.1", "--cache", "cache")


@pytest.fixture
def site() -> Iterator[Site]:
    """A site with a page of links and two pages."""
    with serving() as running:
        running.put("/docs/a.html", ok(page("a"), etag='"a1"'))
        running.put("/docs/b.html", ok(page("b"), last_modified="Mon, 01 Jan 2024 00:00:00 GMT"))
        running.put("/docs/", ok(contents("a.html", "b.html")))
        yield running


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in an empty folder; gives exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def invoke(*words: object) -> tuple[int, str, str]:
        result = CliRunner().invoke(app, [str(word) for word in words])
        if isinstance(result.exception, DiagnosticError):
            return 1, result.stdout, str(result.exception)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr

    return invoke


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Give what makes any use of the network fail from then on."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    def close_down() -> None:
        for name in ("socket", "create_connection", "getaddrinfo", "create_server", "socketpair"):
            monkeypatch.setattr(socket, name, refuse)

    return close_down


def fetched(run: Run, site: Site, *more: str) -> dict[str, object]:
    """Fetch the site's links as JSON."""
    code, out, _ = run(
        "fetch", site.url + "/docs/", "-o", "kept", "--follow", "links", "--format", "json", *HERE, *more
    )
    told: dict[str, object] = json.loads(out)
    assert code == (1 if told["snapshot"] is None else 0)
    return told


def files(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_snapshot_says_what_was_fetched(site: Site, run: Run, tmp_path: Path) -> None:
    """A manifest gives each page's URL, status, hash, date, type and validators; the contents stand beside it."""
    told = fetched(run, site)
    assert (told["pages"], told["unchanged"], told["added"]) == (
        3, 0, [f"{site.url}/docs/", f"{site.url}/docs/a.html", f"{site.url}/docs/b.html"],
    )  # fmt: skip
    (manifest,) = manifests(tmp_path / "kept")
    first, second, third = json.loads(manifest.read_text())["pages"]
    assert second["url"] == second["final_url"] == f"{site.url}/docs/a.html"
    assert (second["status"], second["etag"], second["content_type"]) == (200, '"a1"', "text/html")
    assert third["last_modified"] == "Mon, 01 Jan 2024 00:00:00 GMT"
    assert first["source"] == second["source"] == f"{site.url}/docs/"
    assert (tmp_path / "kept" / "pages" / second["file"]).read_bytes() == page("a")


def test_conditional_requests_and_changes(site: Site, run: Run, tmp_path: Path) -> None:
    """Pages are asked for under conditions; what is new, changed and gone is told; old contents are not kept twice."""
    fetched(run, site)
    site.put("/docs/a.html", http(304))
    site.put("/docs/b.html", ok(page("b", "name")))
    site.put("/docs/c.html", ok(page("a")))
    site.put("/docs/", ok(contents("a.html", "b.html", "c.html")))
    told = fetched(run, site)
    asked = {visit.path: visit.headers for visit in site.visits}
    assert asked["/docs/a.html"]["if-none-match"] == '"a1"'
    assert asked["/docs/b.html"]["if-modified-since"] == "Mon, 01 Jan 2024 00:00:00 GMT"
    assert told["added"] == [f"{site.url}/docs/c.html"]
    assert told["changed"] == [f"{site.url}/docs/", f"{site.url}/docs/b.html"]
    assert (told["removed"], told["unchanged"], told["not_modified"]) == ([], 1, 1)
    assert len(manifests(tmp_path / "kept")) == 2
    assert len(list((tmp_path / "kept" / "pages").iterdir())) == 3 + 2


def test_nothing_new_writes_nothing(site: Site, run: Run, tmp_path: Path) -> None:
    """Where nothing has changed the folder stays as it was, byte by byte."""
    fetched(run, site)
    before = files(tmp_path / "kept")
    told = fetched(run, site)
    assert (told["added"], told["changed"], told["removed"], told["unchanged"]) == ([], [], [], 3)
    assert files(tmp_path / "kept") == before
    words = ("fetch", site.url + "/docs/", "-o", "kept", "--follow", "links", *HERE)
    assert "3 pages, nothing has changed" in run(*words)[1]


def test_a_page_that_is_gone_is_told(site: Site, run: Run) -> None:
    """A page that is no longer linked to is told as gone."""
    fetched(run, site)
    site.put("/docs/", ok(contents("a.html")))
    assert fetched(run, site)["removed"] == [f"{site.url}/docs/b.html"]


def test_a_failure_keeps_the_last_snapshot(site: Site, run: Run, tmp_path: Path) -> None:
    """Where one page fails nothing is written, the exit code is 1, and the next run gets what is new."""
    fetched(run, site)
    before = files(tmp_path / "kept")
    site.put("/docs/a.html", http(403))
    site.put("/docs/b.html", ok(page("b", "name")))
    assert fetched(run, site)["snapshot"] is None
    assert files(tmp_path / "kept") == before
    code, out, err = run("fetch", site.url + "/docs/", "-o", "kept", "--follow", "links", *HERE)
    assert code == 1
    assert "no snapshot is written" in out
    assert f"{site.url}/docs/a.html: error FET005: status 403" in err
    site.put("/docs/a.html", http(304))
    assert fetched(run, site)["changed"] == [f"{site.url}/docs/b.html"]


@pytest.mark.parametrize("damage", ["cut", "gone", "other"])
def test_a_damaged_cache_is_fetched_anew(damage: str, site: Site, run: Run, tmp_path: Path) -> None:
    """A content of the cache that is not what it was counts as not there: no condition is sent for it."""
    fetched(run, site)
    for content in (tmp_path / "cache").rglob("contents/*/*"):
        if damage == "gone":
            content.unlink()
        else:
            content.write_bytes(content.read_bytes()[:9] if damage == "cut" else b"x")
    site.visits.clear()
    told = fetched(run, site)
    assert (told["unchanged"], told["diagnostics"]) == (3, [])
    assert not [v for v in site.visits if "if-none-match" in v.headers]


@pytest.mark.parametrize("damage", ["content", "no_content", "manifest", "trap"])
def test_a_damaged_snapshot_is_told(damage: str, site: Site, run: Run, tmp_path: Path) -> None:
    """A content that differs from its hash, a manifest that cannot be read or names other files: one clear finding."""
    fetched(run, site)
    (manifest,) = manifests(tmp_path / "kept")
    content = next((tmp_path / "kept" / "pages").glob("a.*.html"))
    if damage == "content":
        content.write_bytes(page("z"))
    elif damage == "no_content":
        content.unlink()
    elif damage == "manifest":
        manifest.write_text("{")
    else:
        manifest.write_text(manifest.read_text().replace(content.name, "../../../../etc/passwd"))
    code, _, err = run("scrape", "kept", "-o", "out.yaml")
    assert code == 1
    assert "error FET017: " in err
    assert "root:" not in err
    if damage in ("content", "no_content"):
        assert fetched(run, site)["unchanged"] == 3
    else:
        assert run("fetch", f"{site.url}/docs/", "-o", "kept", *HERE)[0] == 1
        manifest.unlink()
        fetched(run, site)
    assert run("scrape", "kept", "-o", "out.yaml")[0] == 0


@pytest.mark.parametrize(("key", "value"), [("pages", []), ("format", "other"), ("date", "2024"), ("more", 1)])
def test_what_is_wrong_with_a_manifest_is_told(key: str, value: object, site: Site, run: Run, tmp_path: Path) -> None:
    """A manifest that somebody edited is refused with the place in it, also one that has no pages any more."""
    fetched(run, site)
    (manifest,) = manifests(tmp_path / "kept")
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {key: value}))
    code, _, err = run("scrape", "kept", "-o", "out.yaml")
    assert (code, (tmp_path / "out.yaml").exists()) == (1, False)
    assert f"FET017: not a manifest: {key}: " in err


def test_a_run_that_is_killed_is_resumed(site: Site, run: Run, tmp_path: Path) -> None:
    """After kill -9 the last snapshot is as it was; the next run asks only for what the killed one had not got."""
    fetched(run, site)
    before = files(tmp_path / "kept")
    site.put("/docs/a.html", ok(page("a", "name")))
    site.put("/docs/b.html", silence)
    site.visits.clear()
    words = ("fetch", f"{site.url}/docs/", "-o", "kept", "--follow", "links", *HERE)
    killed = subprocess.Popen([sys.executable, "-m", "apiscribe", *words], cwd=tmp_path, env=os.environ)
    journals = tmp_path / "cache"
    while not any("/docs/a.html\n" in journal.read_text() for journal in journals.rglob("runs/*.txt")):
        time.sleep(0.02)
        assert killed.poll() is None
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert files(tmp_path / "kept") == before
    site.put("/docs/b.html", ok(page("b", "name")))
    site.visits.clear()
    told = fetched(run, site)
    assert site.paths() == ["/docs/b.html"]
    assert (told["resumed"], told["changed"]) == (2, [f"{site.url}/docs/a.html", f"{site.url}/docs/b.html"])
    site.visits.clear()
    assert fetched(run, site)["resumed"] == 0
    assert len(site.paths()) == 3


def config_of(tmp_path: Path, site: Site, more: str = "") -> Path:
    """Write a configuration with a URL beside a file."""
    (tmp_path / "own.html").write_bytes(page("own"))
    file = tmp_path / "apiscribe.toml"
    file.write_text(
        f'[service]\nname = "things"\n[[source]]\nurl = "{site.url}/docs/"\nfollow = "links"\n{more}'
        '[[source]]\npath = "own.html"\n[fetch]\nallow_private = ["127.0.0.1"]\nrate = 1000.0\n'
        '[output]\ntargets = ["python"]\n'
    )
    return file


def test_a_configured_url_is_built_from_its_snapshot(
    site: Site, run: Run, tmp_path: Path, no_sockets: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`build` fetches; `build --offline`, `check` and reading the sources use the last snapshot and no socket."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    config = config_of(tmp_path, site)
    code, _, err = run("build", "--offline", "--out", "out")
    assert code == 1
    assert f"{site.url}/docs/: error FET016: " in err
    assert run("fetch", "--format", "json")[0] == 0
    assert run("build", "--out", "out")[0] == 0
    built = files(tmp_path / "out")
    no_sockets()
    assert run("build", "--offline", "--force", "--out", "out")[0] == 0
    assert {n: c for n, c in files(tmp_path / "out").items() if "state" not in n} == {
        n: c for n, c in built.items() if "state" not in n
    }
    assert run("check", "--out", "out")[0] == 0
    document = build(load_config(config), tmp_path, tmp_path / "out", Clock()).document
    assert set(document["paths"]) == {"/v1/a", "/v1/b", "/v1/own"}
    places = json.loads((tmp_path / "out/spec/documents/things/provenance.json").read_text())
    assert f"{site.url}/docs/a.html" in json.dumps(places)
    with pytest.raises(AssertionError, match="a socket was opened"):
        socket.getaddrinfo("127.0.0.1", 80)


def test_a_new_snapshot_is_a_new_build(site: Site, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that finds a changed page builds anew; one that finds none says that nothing has changed."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    config_of(tmp_path, site)
    assert run("build", "--out", "out")[0] == 0
    assert "nothing has changed" in run("build", "--out", "out")[1]
    site.put("/docs/b.html", ok(page("later")))
    assert "nothing has changed" not in run("build", "--out", "out")[1]
    assert "/v1/later" in load(tmp_path / "out/spec/documents/things/openapi.yaml")["paths"]


def test_a_source_is_a_path_or_a_url(tmp_path: Path, site: Site) -> None:
    """A source with both, with neither, or with another scheme is told with its place in the file."""
    for source in (
        'path = "a"\nurl = "http://h/"',
        'date = "2024"',
        'url = "ftp://h/"',
        'path = "a"\nfollow = "links"',
    ):
        file = tmp_path / "apiscribe.toml"
        file.write_text(f'[service]\nname = "things"\n[[source]]\n{source}\n')
        with pytest.raises(DiagnosticError, match="CFG001"):
            load_config(file)


def test_a_url_is_scraped_and_redacted_like_a_file(site: Site, run: Run, tmp_path: Path) -> None:
    """`scrape URL` gives what `scrape FILE` gives; `redact URL` writes a file with a safe name into its folder."""
    (tmp_path / "a.html").write_bytes(page("a"))
    assert run("scrape", f"{site.url}/docs/a.html", "-o", "url.yaml", *HERE)[0] == 0
    assert run("scrape", "a.html", "-o", "file.yaml")[0] == 0
    assert (tmp_path / "url.yaml").read_bytes() == (tmp_path / "file.yaml").read_bytes()
    site.put("/x/..%2f..%2f..%2fevil", ok(page("a")))
    site.put("/x/evil", ok(page("b")))
    site.put("/x/EVIL", ok(page("c")))
    urls = (f"{site.url}/x/{name}" for name in ("..%2f..%2f..%2fevil", "evil", "EVIL"))
    code, _, err = run("redact", *urls, "-o", "facts", *HERE)
    assert (code, "error" in err) == (0, False), err
    assert sorted(files(tmp_path / "facts")) == ["EVIL-3.html", "evil-2.html", "evil.html"]


def test_what_can_be_read_is_scraped_all_the_same(site: Site, run: Run, tmp_path: Path) -> None:
    """Of two URLs one that fails is told, and the other is scraped; the exit code is 1."""
    words = (f"{site.url}/docs/a.html", f"{site.url}/none.html")
    code, _, err = run("scrape", *words, "-o", "out.yaml", *HERE)
    assert code == 1
    assert f"{site.url}/none.html: error FET005: status 404" in err
    assert list(load(tmp_path / "out.yaml")["paths"]) == ["/v1/a"]


def test_a_url_needs_to_be_allowed(site: Site, run: Run, tmp_path: Path) -> None:
    """Without being named, this machine is refused, and nothing is written."""
    code, _, err = run("scrape", f"{site.url}/docs/a.html", "-o", "out.yaml", "--cache", "cache")
    assert (code, (tmp_path / "out.yaml").exists(), site.visits) == (1, False, [])
    assert "error FET002: 127.0.0.1 is an address of this machine" in err


def test_usage_of_fetch(run: Run) -> None:
    """URLs without a folder, no URL at all, and options for URLs beside a configuration are wrong usage."""
    assert run("fetch", "-o", "x")[0] == run("fetch", "--allow-private", "127.0.0.1")[0] == 2
    assert run("fetch", "http://h/")[0] == 2
    assert run("fetch")[0] == 2
    assert run("fetch", "http://h/", "-o", "x", "--follow", "all")[0] == 2


def test_links_between_pages_of_urls(site: Site, run: Run, tmp_path: Path) -> None:
    """A type that links to a table of another page finds it, whether the link is relative or a whole URL."""
    row = "<tr><td>{0}</td><td><a href='{1}#t1'>Thing</a> object</td><td>One.</td></tr></table></body></html>"
    linking = page("a").removesuffix(b"</table></body></html>").decode()
    other = page("b").replace(b"<table>", b'<a name="t1"></a><table>')
    for link in ("b.html", f"{site.url}/docs/b.html", "/docs/b.html", "./b.html"):
        site.put("/docs/a.html", ok((linking + row.format("thing", link)).encode()))
        site.put("/docs/b.html", ok(other))
        told = fetched(run, site)
        assert told["snapshot"]
        scraped, _ = scrape_paths([tmp_path / "kept"])
        local = [Source("x/a.html", (linking + row.format("thing", "b.html")).encode()), Source("x/b.html", other)]
        assert scraped.document == scrape([*local, Source("x/", contents("a.html", "b.html"))]).document


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_snapshot_that_breaks_off_is_not_there(
    step: int, site: Site, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full at any file of a snapshot, the last one stays the last, and no piece of a file is left."""
    fetched(run, site)
    last = manifests(tmp_path / "kept")
    for name in "abc":
        site.put(f"/docs/{name}.html", ok(page(f"new-{name}")))
    real, copied = shutil.copyfile, iter(range(10))

    def full(*words: Path) -> None:
        real(*words)
        if next(copied) == step:
            raise OSError(errno.ENOSPC, "No space left on device", str(words[1]))

    monkeypatch.setattr(shutil, "copyfile", full)
    site.put("/docs/", ok(contents("a.html", "b.html", "c.html")))
    result = CliRunner().invoke(app, ["fetch", site.url + "/docs/", "-o", "kept", "--follow", "links", *HERE])
    assert isinstance(result.exception, OSError)
    assert manifests(tmp_path / "kept") == last
    assert not list((tmp_path / "kept").rglob("*.tmp"))
    monkeypatch.setattr(shutil, "copyfile", real)
    assert len(fetched(run, site)["changed"]) == 3  # type: ignore[arg-type]


def test_snapshots_sort_by_time(site: Site, run: Run, tmp_path: Path) -> None:
    """Two snapshots of one second are in their order, and the last one is the newest."""
    for number in range(4):
        site.put("/docs/a.html", ok(page(f"n{number}")))
        fetched(run, site)
        newest = last_snapshot(tmp_path / "kept")
        assert newest is not None
        assert page(f"n{number}") in [newest.content(p) for p in newest.pages]
    assert len(manifests(tmp_path / "kept")) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_progress_is_for_terminals_only(site: Site, tmp_path: Path) -> None:
    """On a terminal stderr shows how many pages are done; stdout never does, nor does stderr elsewhere."""
    words = [sys.executable, "-m", "apiscribe", "fetch", f"{site.url}/docs/", "-o", "kept", "--follow", "links", *HERE]
    ours, theirs = os.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        done = subprocess.run(words, cwd=tmp_path, check=True, stdout=subprocess.PIPE, stderr=theirs, text=True)
        os.close(theirs)
        shown = terminal.read(65536)
    assert b"fetch" in shown
    assert "3 pages, 3 new" in done.stdout
    assert "\x1b" not in done.stdout
    assert subprocess.run(words, cwd=tmp_path, check=True, capture_output=True).stderr == b""
