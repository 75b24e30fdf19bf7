"""What the tests of sites have in common: an output to publish, a viewer that is only a stand-in, the command."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from apiscribe.cli import app
from spec.diagnostics import DiagnosticError

PAGE = (Path(__file__).resolve().parent / "golden" / "hello" / "page.html").read_text(encoding="utf-8")
VIEWER = "const init = (api, options, element) => { element.textContent = api.info.title; };\n"
DOCUMENTS = Path("out/spec/documents/hello")


def run(*words: object) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, [str(word) for word in words])


def codes(result: Result) -> set[str]:
    """Give the codes of the findings that ended a command."""
    assert isinstance(result.exception, DiagnosticError), result.output
    return {found.code for found in result.exception.diagnostics}


def built(folder: Path) -> Path:
    """Build a small reference below a folder, with a viewer beside it; gives the folder."""
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "viewer.js").write_text(VIEWER, encoding="utf-8")
    settings = "[service]\nname = 'hello'\n[[source]]\npath = 'page.html'\n"
    more = "[output]\ntargets = ['python', 'mock', 'gateway']\n[gateway]\nupstream = 'https://hello.example.com'\n"
    (folder / "apiscribe.toml").write_text(settings + more, encoding="utf-8")
    result = run("build", "--config", folder / "apiscribe.toml", "--out", folder / "out")
    assert result.exit_code == 0, result.output
    return folder


def publish(folder: Path, *words: object, site: str = "site") -> Result:
    """Publish what `built` has made."""
    output = ("--config", folder / "apiscribe.toml", "--out", folder / "out", "-o", folder / site)
    page = () if "--no-page" in words or "--page-assets" in words else ("--page-assets", folder / "viewer.js")
    return run("publish", *output, *page, *words)


def files(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def change_document(folder: Path, **changes: object) -> None:
    """Change parts of the document that is to be published."""
    file = folder / DOCUMENTS / "openapi.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | changes), encoding="utf-8")
