"""The form for generators of clients, as the commands write it: of any document, and with a build."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from apiscribe.cli import app
from spec.diagnostics import DiagnosticError
from spec.profiles.codegen import to_codegen

PAGE = Path(__file__).resolve().parents[1] / "golden" / "hello" / "page.html"
CONFIGURATION = """
overlays = {overlays}
[service]
name = "hello"
server = "https://hello.example"
[[source]]
path = "page.html"
[output]
targets = ["mock"]
"""
COOKIE = """
overlay: 1.0.0
info: {title: Session, version: "1"}
actions:
  - target: $.paths.*.*
    description: The service wants a session.
    update: {parameters: [{name: session, in: cookie, required: true, schema: {type: string}}]}
"""


def convert(document: dict[str, Any], folder: Path) -> Path:
    """Give the file that `apiscribe convert` writes of a document."""
    source, output = folder / "document.json", folder / "codegen.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    app(["convert", str(source), "--profile", "codegen", "-o", str(output)], standalone_mode=False)
    return output


def document(**operation: Any) -> dict[str, Any]:
    """Make a document of one operation."""
    operation = {"operationId": "sendFile", "responses": {"200": {"description": "x"}}, **operation}
    paths = {"/files": {"put": operation}}
    return {"openapi": "3.1.1", "info": {"title": "Files", "version": "1"}, "paths": paths}


def test_a_document_is_converted(tmp_path: Path) -> None:
    """The file holds the form, in the standard's order of keys."""
    given = document(parameters=[{"name": "n", "in": "query", "schema": {"type": "integer"}}])
    written = json.loads(convert(given, tmp_path).read_text(encoding="utf-8"))
    assert written == to_codegen(given).document
    assert written["openapi"] == "3.0.3"
    assert written["paths"]["/files"]["put"]["parameters"][0]["schema"] == {"type": "integer", "format": "int64"}


def test_what_a_generator_cannot_take_is_refused(tmp_path: Path) -> None:
    """Nothing is written, and the finding names the operation, the rule and the way out."""
    given = document(requestBody={"content": {"multipart/form-data": {"schema": {"type": "object"}}}})
    with pytest.raises(DiagnosticError) as raised:
        convert(given, tmp_path)
    (finding,) = raised.value.diagnostics
    assert (finding.code, finding.subject, finding.pointer) == ("PRO005", "sendFile", "/paths/~1files/put")
    assert "no body of multipart/form-data; leave the operation out" in finding.message
    assert not (tmp_path / "codegen.json").exists()


def test_a_build_writes_the_form_or_warns(tmp_path: Path) -> None:
    """A build has the form beside the document; where there is none it warns, and an earlier one goes."""
    shutil.copy(PAGE, tmp_path)
    (tmp_path / "session.yaml").write_text(COOKIE, encoding="utf-8")
    configuration = tmp_path / "apiscribe.toml"
    build = ["build", "--config", str(configuration), "--out", str(tmp_path)]
    folder = tmp_path / "spec" / "documents" / "hello"
    configuration.write_text(CONFIGURATION.format(overlays=[]), encoding="utf-8")
    app(build, standalone_mode=False)
    made = json.loads((folder / "openapi-codegen.json").read_text(encoding="utf-8"))
    assert made == to_codegen(json.loads((folder / "openapi.json").read_text(encoding="utf-8"))).document
    configuration.write_text(CONFIGURATION.format(overlays=["session.yaml"]), encoding="utf-8")
    app(build, standalone_mode=False)
    assert not (folder / "openapi-codegen.json").exists()
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert [one["code"] for one in report["diagnostics"] if one["code"].startswith("PRO")] == ["PRO004"]
