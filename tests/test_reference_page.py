"""The reference page: one file, nothing loaded, every place told; and where its viewer comes from."""

import base64
import hashlib
import io
import json
import os
import re
import tarfile
from pathlib import Path
from typing import Any

import pytest
from site_building import VIEWER, codes, run

from apiscribe.page_assets import viewer
from spec.diagnostics import DiagnosticError
from spec.files import load
from spec.provenance import Provenance
from spec.provenance import load as load_provenance
from spec.site.reference import reference_document
from spec.site.viewer import Package

PUBLISHED = Path(__file__).resolve().parents[1] / "spec" / "documents" / "modelarts"


def document_in(page: str) -> dict[str, Any]:
    """Give the document that a page holds."""
    found = re.search(r'<script type="application/json" id="document">(.*?)</script>', page, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def without_words(value: Any) -> Any:
    """Give JSON values without descriptions and the labels that move into them."""
    if isinstance(value, list):
        return [without_words(item) for item in value]
    if not isinstance(value, dict):
        return value
    words = {"description", "summary", "x-enumDescriptions"}
    return {
        key: without_words(item) for key, item in value.items() if key not in words or not isinstance(item, str | dict)
    }


def test_a_page_holds_all_and_loads_nothing(tmp_path: Path) -> None:
    """The page has the document and the viewer in it, and its policy allows the one script and no address."""
    (tmp_path / "viewer.js").write_text(VIEWER, encoding="utf-8")
    page = tmp_path / "page.html"
    result = run("page", PUBLISHED / "openapi.yaml", "-o", page, "--page-assets", tmp_path / "viewer.js")
    assert result.exit_code == 0, result.output
    text = page.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy and policy[1].startswith("default-src 'none'; script-src 'sha256-")
    script = re.search(r'<script type="module">(.*?)</script>', text, re.DOTALL)
    assert script and VIEWER in script[1]
    assert base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode() in policy[1]
    assert not re.search(r'\s(src|href)="(?!data:,")', text)
    original = load(PUBLISHED / "openapi.json")
    assert without_words(document_in(text)) == without_words(original)
    names = re.findall(r'<li id="(\w+)">', text)
    assert len(names) == 283


def test_every_operation_and_field_says_where_it_is_documented() -> None:
    """What has a place in the provenance tells it in the page's copy: table, row and line as there."""
    document, places = load(PUBLISHED / "openapi.json"), load_provenance(PUBLISHED / "provenance.json")
    copy = reference_document(document, places)
    told = 0
    for path, item in copy["paths"].items():
        for method, operation in item.items():
            base = f"/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
            assert f"line {places[base].line}" in operation["description"]
            assert f"`{operation['operationId']}`" in operation["description"]
            for index, parameter in enumerate(operation.get("parameters", ())):
                if place := places.first.get(f"{base}/parameters/{index}"):
                    assert f"line {place.line}" in parameter["description"]
                    told += 1
    assert told > 800
    assert document == load(PUBLISHED / "openapi.json")


def test_titles_and_labels_can_be_found() -> None:
    """The documented title and the documented labels of values, whatever their language, are in the shown text."""
    schema = {"type": "string", "enum": ["A"], "x-enumDescriptions": {"A": "标签 *one*"}}
    operation = {
        "operationId": "GetIt",
        "x-title": "查询`它`",
        "parameters": [{"name": "p", "in": "query", "schema": schema}],
    }
    document = {"openapi": "3.1.1", "info": {"title": "t", "version": "1"}, "paths": {"/it": {"get": operation}}}
    copy = reference_document(document, Provenance())
    made = copy["paths"]["/it"]["get"]
    assert made["description"] == "`GetIt`"
    assert made["summary"] == "查询`它`"
    assert made["parameters"][0]["description"] == "Documented labels: `A` 标签 \\*one\\*."
    assert "x-enumDescriptions" not in made["parameters"][0]["schema"]
    assert "description" not in operation


def archive_of(script: str, licence: str) -> bytes:
    """Give an archive as npm has it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, text in {"package/v.js": script, "package/LICENSE": licence}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return buffer.getvalue()


def package_of(content: bytes) -> Package:
    """Give the package that an archive is."""
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    drawn = {"https://cdn.example/logo.svg": "data:,"}
    return Package("shows", "1.2.3", f"sha512-{digest}", "package/v.js", "package/LICENSE", drawn)


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An npm that gives the archive beside it and leaves a mark; an empty cache."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "npm"
    program.write_text(
        '#!/bin/sh\nset -e\necho "$@" >> "$0.called"\n[ "$1 $2" = "pack shows@1.2.3" ]\n'
        'while [ "$1" != --pack-destination ]; do shift; done\n/bin/cp "$0.tgz" "$2/shows-1.2.3.tgz"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return program


def failing(given: Path | None, package: Package) -> tuple[str, str]:
    """Give code and message of the finding that a viewer ends with."""
    with pytest.raises(DiagnosticError) as failed:
        viewer(given, package)
    found = failed.value.diagnostics[0]
    return found.code, found.message


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for npm is a shell script")
def test_npm_is_asked_once_and_its_answer_checked(npm: Path) -> None:
    """The archive is fetched without running scripts, checked, kept, and read from the cache after that; pictures from
    elsewhere are replaced; what is in the cache is checked as well."""
    content = archive_of("const logo = 'https://cdn.example/logo.svg';", "MIT */ licence")
    npm.with_name("npm.tgz").write_bytes(content)
    package = package_of(content)
    for _ in range(2):
        found = viewer(None, package)
        assert (found.name, found.script, found.licence) == ("shows 1.2.3", "const logo = 'data:,';", "MIT */ licence")
    called = npm.with_name("npm.called").read_text(encoding="utf-8").splitlines()
    assert len(called) == 1
    assert "--ignore-scripts" in called[0]
    kept = next((npm.parents[1] / "cache").rglob("*.tgz"))
    kept.write_bytes(b"something else")
    assert viewer(None, package).script
    assert kept.read_bytes() == content
    kept.unlink()
    npm.with_name("npm.tgz").write_bytes(archive_of("evil()", ""))
    assert failing(None, package) == ("SIT002", "not shows 1.2.3: another sha512 digest")
    assert not kept.exists()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for npm is a shell script")
def test_without_npm_one_message_says_what_to_do(npm: Path, tmp_path: Path) -> None:
    """No npm, or one that cannot fetch, is SIT001, whose advice names the ways out; a file that is given needs none."""
    package = package_of(archive_of("x", ""))
    code, message = failing(None, package)
    assert code == "SIT001" and "npm cannot fetch it" in message
    npm.unlink()
    code, message = failing(None, package)
    assert code == "SIT001" and "shows 1.2.3" in message and "no `npm`" in message
    result = run("page", PUBLISHED / "openapi.json", "-o", tmp_path / "page.html")
    assert codes(result) == {"SIT001"}
    assert isinstance(result.exception, DiagnosticError)
    advice = result.exception.diagnostics[0].help
    assert "--page-assets" in advice and "--no-page" in advice
    assert not (tmp_path / "page.html").exists()


def test_a_file_that_is_given_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive must be the one that is meant; a script is taken as it is; anything else is refused."""
    content = archive_of("init()", "MIT")
    file = tmp_path / "shows.tgz"
    file.write_bytes(content)
    assert viewer(file, package_of(content)).script == "init()"
    assert failing(file, package_of(b"other"))[0] == "SIT002"
    empty = io.BytesIO()
    tarfile.open(fileobj=empty, mode="w:gz").close()
    file.write_bytes(empty.getvalue())
    assert failing(file, package_of(empty.getvalue()))[0] == "SIT002"
    assert failing(tmp_path / "gone.tgz", package_of(content))[0] == "SIT001"
    script = tmp_path / "viewer.js"
    script.write_text("<html>not a script</html>", encoding="utf-8")
    assert failing(script, package_of(content)) == ("SIT002", "a script without `init`")
    monkeypatch.setattr("apiscribe.page_assets.MAX_BYTES", 10)
    assert failing(script, package_of(content)) == ("SIT002", "more than 10 bytes")
    other = tmp_path / "viewer.css"
    other.write_text("", encoding="utf-8")
    assert failing(other, package_of(content))[0] == "SIT002"


def test_a_page_never_replaces_what_it_is_made_of(tmp_path: Path) -> None:
    """The page is written neither over the document nor over the viewer."""
    script = tmp_path / "viewer.js"
    script.write_text(VIEWER, encoding="utf-8")
    assert codes(run("page", PUBLISHED / "openapi.json", "-o", script, "--page-assets", script)) == {"CFG003"}
    assert script.read_text(encoding="utf-8") == VIEWER
