"""The reference page in a real browser: it shows and finds everything, and loads nothing."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from commands import run
from conftest import TOOLS, cached
from typer.testing import CliRunner

from apiscribe.cli import app
from apiscribe.page_assets import viewer
from spec.diagnostics import DiagnosticError
from spec.files import load
from spec.model import operations
from spec.provenance import Provenance
from spec.provenance import load as load_provenance
from spec.site.reference import heading, render_reference

pytestmark = pytest.mark.heavy

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LIMIT_SECONDS = 20
ROUTES = 20
"""One address of so many operations is tried."""
SERVICE = "modelarts"
SIZES = {"light": 1400, "dark": 1400, "narrow": 420}


@dataclass(frozen=True)
class Looked:
    """A site with the browser to look at it: `folder` holds the driver's packages."""

    site: Path
    documents: Path
    folder: Path
    chromium: str

    def at(
        self, url: str, searches: list[str], routes: dict[str, str], screenshots: list[tuple[str, int, bool]]
    ) -> Any:
        """Open a page; gives what a reader sees. `routes` are operations with their headings; the last is shown."""
        wanted = {"chromium": self.chromium, "url": url, "searches": searches, "routes": list(routes.items())}
        wanted["route"] = list(routes)[-1]
        script = TOOLS / "browser" / "look.cjs"
        done = run("node", script, self.folder, json.dumps(wanted | {"screenshots": screenshots}), folder=TOOLS)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    """Build and publish the embedded reference with the viewer of npm; find a browser."""
    chromium = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    npm = shutil.which("npm")
    if not chromium or not npm or not shutil.which("node"):
        pytest.skip("puppeteer-core: no Chromium, node and npm")

    def install(folder: Path) -> subprocess.CompletedProcess[str]:
        return run(npm, "install", "--no-audit", "--no-fund", folder=folder, minutes=5)

    folder = cached("puppeteer-core", TOOLS / "browser" / "package.json", b"", install)
    out = tmp_path_factory.mktemp("out")
    assert CliRunner().invoke(app, ["build", "--offline", "--out", str(out)]).exit_code == 0
    site = out / "project" / "site"
    result = CliRunner().invoke(app, ["publish", "--out", str(out), "-o", str(site)])
    if isinstance(result.exception, DiagnosticError) and result.exception.diagnostics[0].code == "SIT001":
        pytest.skip(f"redoc: {result.exception}")
    assert result.exit_code == 0, result.output
    return Looked(site, out / "spec" / "documents" / SERVICE, folder, chromium)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(params=["file", "http"])
def address(request: pytest.FixtureRequest, looked: Looked) -> Iterator[str]:
    """Give the address of the page: as a file, and on a server below a path of its own."""
    if request.param == "file":
        yield (looked.site / "reference.html").as_uri()
        return
    root = looked.site.parents[1]
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/project/site/reference.html"
        server.shutdown()


def test_the_page_shows_and_finds_everything_and_loads_nothing(looked: Looked, address: str, tmp_path: Path) -> None:
    """No error on the console, no request but for the page, interactive in time; ten operations are found by their
    English summary and by their Chinese title, also by words typed while the page begins; the address of each of many
    leads to it; an operation shows its code samples and where it is documented."""
    document = load(looked.documents / "openapi.json")
    known = list(operations(document))
    chosen = known[7 :: len(known) // 10][:10]
    asked = [(str(operation.value[key]), operation) for key in ("x-title", "summary") for operation in chosen]
    shown = chosen[3]
    routes = {str(o.value["operationId"]): heading(o) for o in (*known[::ROUTES], shown)}
    pictures = [(str(tmp_path / f"{name}.png"), width, name == "dark") for name, width in SIZES.items()]
    told = looked.at(address, [words for words, _ in asked], routes, pictures)
    assert told["errors"] == []
    assert {url.partition("#")[0] for url in told["requests"]} == {address}
    assert told["interactive"] < LIMIT_SECONDS * 1000
    for (_, operation), search in zip(asked, told["searches"], strict=True):
        wanted = f"{operation.method.upper()} {operation.path} "
        assert any(found.startswith(wanted) for found in search["found"]), search
    assert told["early"] == told["searches"][0]["found"]
    assert told["lost"] == []
    place = load_provenance(looked.documents / "provenance.json")[shown.pointer]
    assert f"line {place.line}" in told["text"]
    assert heading(shown) in told["text"]
    assert shown.value["x-codeSamples"][0]["source"].splitlines()[-1] in told["text"]
    assert not told["wide"]
    assert all(Path(name).stat().st_size > 10_000 for name, _, _ in pictures)
    assert told["hacked"] is None
    print({key: told[key] for key in ("interactive", "heap")}, [s["milliseconds"] for s in told["searches"]])


HOSTILE = (
    "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script></script><script>window.hacked=1</script>"
    "[x](javascript:window.hacked=1) ![y](https://evil.example/y.png) {% if true %}{{ hacked }}{% /if %} <!-- "
    "${window.hacked=1}"
)


def test_a_hostile_document_does_nothing_in_a_browser(looked: Looked, tmp_path: Path) -> None:
    """Whatever the texts of a document try, no script of theirs runs and nothing is asked for; what says `javascript:`
    is blocked where it is followed."""
    operation = {
        "operationId": "GetIt",
        "summary": HOSTILE,
        "description": HOSTILE,
        "x-title": HOSTILE,
        "externalDocs": {"url": "javascript:window.hacked=1", "description": HOSTILE},
        "tags": [HOSTILE],
        "parameters": [{"name": "p", "in": "query", "description": HOSTILE, "schema": {"default": HOSTILE}}],
        "responses": {"200": {"description": HOSTILE, "content": {"text/html": {"example": HOSTILE}}}},
        "x-codeSamples": [{"lang": HOSTILE, "label": HOSTILE, "source": HOSTILE}],
    }
    info = {"title": HOSTILE, "version": "1", "description": HOSTILE, "contact": {"url": "javascript:window.hacked=1"}}
    document = {"openapi": "3.1.1", "info": info, "tags": [{"name": HOSTILE}], "paths": {"/it": {"get": operation}}}
    (tmp_path / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text(render_reference(document, Provenance(), viewer(None)), encoding="utf-8")
    told = looked.at(
        page.as_uri(), ["hacked"], {"%E0%A4%A": "", "GetIt": ""}, [(str(tmp_path / "shown.png"), 1400, False)]
    )
    assert told["hacked"] is None
    assert {url.partition("#")[0] for url in told["requests"]} - set(told["refused"]) == {page.as_uri()}
    assert all("Content Security Policy" in error for error in told["errors"]), told["errors"]
