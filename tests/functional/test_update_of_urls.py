"""`apiscribe update` of a reference that is fetched: what the site says now is published, or nothing is."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from site_pages import Site, ok, page, serving
from typer.testing import CliRunner, Result
from wire import http

from apiscribe.cli import app
from scraper.fetch import manifests
from spec.diagnostics import DiagnosticError
from spec.files import load

Run = Callable[..., Result]
NOUNS = ("a", "b", "c")


@pytest.fixture
def site() -> Iterator[Site]:
    """A site with three pages."""
    with serving() as running:
        for noun in NOUNS:
            running.put(f"/{noun}.html", ok(page(noun)))
        yield running


@pytest.fixture
def run(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command beside a configuration of three URLs, in whose place all is published once."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    address = site.put("/robots.txt", http(404, b"")).rpartition("/")[0]
    sources = "".join(f"[[source]]\nurl = '{address}/{noun}.html'\n" for noun in NOUNS)
    settings = "[service]\nname = 'shop'\n[fetch]\nallow_private = ['127.0.0.1']\nrate = 1000.0\n"
    (tmp_path / "apiscribe.toml").write_text(settings + sources)

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    first = invoke("update")
    assert first.exit_code == 10, first.output
    return invoke


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Give what is published and the snapshots."""
    found = [p for name in ("spec", "generated", "snapshots") for p in (folder / name).rglob("*") if p.is_file()]
    return {p.relative_to(folder).as_posix(): (p.stat().st_mtime_ns, p.read_bytes()) for p in found}


def test_a_page_that_changed_is_published_with_its_snapshot(run: Run, site: Site, tmp_path: Path) -> None:
    """A field that is renamed at the source breaks: the version says so, and so does a plan, which writes nothing."""
    before = files(tmp_path)
    assert run("update").exit_code == 0
    assert files(tmp_path) == before
    site.put("/b.html", ok(page("b", "number")))
    plan = run("update", "--dry-run", "--format", "json")
    assert plan.exit_code == 11
    assert files(tmp_path) == before
    done = run("update", "--format", "json")
    assert done.exit_code == 11
    told = json.loads(done.stdout)
    assert told["files"] == json.loads(plan.stdout)["files"]
    assert [name.rpartition("/")[2] for name in told["fetched"]["changed"]] == ["b.html"]
    assert load(tmp_path / "spec/documents/shop/openapi.yaml")["info"]["version"] == "2.0.0"
    assert len(manifests(tmp_path / "snapshots")) == 2
    assert run("check").exit_code == 0
    assert run("update", "--offline").exit_code == 0


def test_one_page_that_cannot_be_had_stops_all(run: Run, site: Site, tmp_path: Path) -> None:
    """Where one of three pages fails nothing is written, no snapshot either; once it is back, all is published."""
    before = files(tmp_path)
    site.put("/a.html", ok(page("a", "number")))
    site.put("/b.html", http(404, b"gone"))
    for words in (("update",), ("update", "--dry-run")):
        result = run(*words)
        assert result.exit_code == 1
        assert isinstance(result.exception, DiagnosticError)
        assert "b.html" in str(result.exception)
        assert "nothing is written" in result.stderr
        assert files(tmp_path) == before
    site.put("/b.html", ok(page("b")))
    assert run("update").exit_code == 11
