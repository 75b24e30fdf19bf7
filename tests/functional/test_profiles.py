"""The forms of a document as the commands write them: with a build, and of any document."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer

from apiscribe.cli import app
from spec.diagnostics import DiagnosticError
from spec.files import load
from spec.model import operations
from spec.profiles.forms import SPLIT_MARK

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "tests" / "golden" / "hello" / "page.html"
JsonObject = dict[str, Any]
SERVER = 'server = "https://hello.example"'
CONFIGURATION = """
[service]
name = "hello"
{server}
[[source]]
path = "page.html"
[output]
targets = ["mock"]
"""


def built(folder: Path, server: str = SERVER, *options: str) -> Path:
    """Build the small service of the golden cases; give the folder of its documents."""
    folder.mkdir(exist_ok=True)
    shutil.copy(PAGE, folder)
    (folder / "apiscribe.toml").write_text(CONFIGURATION.format(server=server))
    app(["build", "--config", str(folder / "apiscribe.toml"), "--out", str(folder), *options], standalone_mode=False)
    return folder / "spec" / "documents" / "hello"


def convert(file: Path, profile: str, output: Path) -> int:
    """Run the command; give its exit code."""
    try:
        app(["convert", str(file), "--profile", profile, "-o", str(output)], standalone_mode=False)
    except DiagnosticError as error:
        assert {found.code for found in error.diagnostics} <= {"PRO002", "SPC020", "CFG003"}
        return 1
    except typer.BadParameter:
        return 2
    return 0


def written(folder: Path, name: str, paths: JsonObject) -> Path:
    """Write a document of these paths."""
    file = folder / name
    server = [{"url": "https://service.example"}]
    given = {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "servers": server, "paths": paths}
    file.write_text(json.dumps(given))
    return file


def operation(name: str, *tags: str) -> JsonObject:
    """Give an operation."""
    return {"operationId": name, "tags": list(tags), "responses": {"200": {"description": "OK"}}}


def names(folder: Path) -> set[str]:
    """Give the files of a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_build_writes_every_form(tmp_path: Path) -> None:
    """Beside the canonical document there is one of 3.0, one for APIG and one for each tag, with rulesets; all have the
    operations of the whole; the next build changes nothing."""
    folder = built(tmp_path / "a")
    forms = {
        "openapi.yaml",
        "openapi.json",
        "openapi-3.0.yaml",
        "openapi-3.0.json",
        "openapi-apig.yaml",
        "openapi-apig.json",
    }
    assert forms | {"spectral.yaml", "redocly.yaml", ".redocly.lint-ignore.yaml"} <= names(folder)
    whole = sorted(o.value["operationId"] for o in operations(load(folder / "openapi.yaml")))
    for name in forms:
        assert sorted(o.value["operationId"] for o in operations(load(folder / name))) == whole
    splits = [load(path) for path in (folder / "split").iterdir()]
    assert sorted(o.value["operationId"] for one in splits for o in operations(one)) == whole
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert built(tmp_path / "a") == folder
    assert before == {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert names(built(tmp_path / "b")) == names(folder)


def test_a_build_without_an_address_has_no_document_for_apig(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What APIG cannot take is a warning that says why; all other forms are written, and what an earlier build wrote
    for APIG goes."""
    folder = built(tmp_path)
    assert "openapi-apig.yaml" in names(folder)
    capsys.readouterr()
    assert built(tmp_path, 'server = "/relative"') == folder
    assert not any("apig" in name for name in names(folder)) and "openapi-3.0.yaml" in names(folder)
    assert "warning PRO001" in capsys.readouterr().out
    report = json.loads((folder / "report.json").read_text())
    assert "PRO001" in json.dumps(report)


def test_what_is_no_longer_made_goes_and_nothing_else(tmp_path: Path) -> None:
    """A document of a tag that is gone, or of a second import, is removed by the next build, which `check` asks for; a
    file of the user in the same folder stays, whatever its name."""
    folder = built(tmp_path)
    kept = {"split/mine.yaml": "openapi: 3.1.1\n", "split/notes.txt": SPLIT_MARK, "openapi-apig-mine.yaml": "x\n"}
    for name, text in kept.items():
        (folder / name).write_text(text)
    check = ["check", "--config", str(tmp_path / "apiscribe.toml"), "--out", str(tmp_path)]
    assert not app(check, standalone_mode=False)
    stale = {
        "split/gone.yaml": SPLIT_MARK + "openapi: 3.1.1\n",
        "openapi-apig-2.json": "{}\n",
        "openapi-apig-2.yaml": "{}\n",
    }
    before = names(folder)
    for name, text in stale.items():
        (folder / name).write_text(text)
    assert app(check, standalone_mode=False) == 1
    built(tmp_path, SERVER, "--force")
    assert names(folder) == before >= set(kept)


def test_convert_gives_each_form_of_any_document(tmp_path: Path) -> None:
    """The command writes 3.0.3 and APIG's form to a file, in the format of its name, and a file for each tag to a
    folder; from a document of 3.0 too."""
    file = written(tmp_path, "openapi.json", {"/a": {"get": operation("A", "x")}, "/b": {"get": operation("B", "y")}})
    assert convert(file, "3.0", tmp_path / "three.yaml") == 0
    assert load(tmp_path / "three.yaml")["openapi"] == "3.0.3"
    assert convert(tmp_path / "three.yaml", "apig", tmp_path / "apig.json") == 0
    assert json.loads((tmp_path / "apig.json").read_text())["openapi"] == "3.0.0"
    assert convert(file, "split", tmp_path / "split") == 0
    assert names(tmp_path / "split") == {"x.yaml", "y.yaml"}
    mine = tmp_path / "split" / "mine.yaml"
    mine.write_text("x: 1\n")
    one = written(tmp_path, "one.json", {"/a": {"get": operation("A", "x")}})
    assert convert(one, "split", tmp_path / "split") == 0
    assert names(tmp_path / "split") == {"x.yaml", "mine.yaml"}


def test_convert_numbers_the_imports(tmp_path: Path) -> None:
    """A document that one import cannot hold gives files with numbers."""
    file = written(tmp_path, "openapi.json", {f"/a{n}": {"get": operation(f"A{n}")} for n in range(301)})
    assert convert(file, "apig", tmp_path / "out" / "apis.yaml") == 0
    assert names(tmp_path / "out") == {"apis-1.yaml", "apis-2.yaml"}


@pytest.mark.parametrize(
    ("profile", "output", "code"),
    [
        ("apig", "out.yaml", 1),
        ("3.0", "openapi.json", 1),
        ("split", "out.yaml", 2),
        ("3.0", "folder", 2),
    ],
)
def test_convert_refuses_before_it_writes(tmp_path: Path, profile: str, output: str, code: int) -> None:
    """What a form cannot hold, an output that is the input, a name of the wrong kind: one message, the exit code of its
    kind, and nothing is written."""
    file = written(tmp_path, "openapi.json", {"/a/pre-{x}": {"trace": operation("Trace")}})
    given = json.loads(file.read_text())
    place = {"name": "x", "in": "path", "required": True, "schema": {"type": "string"}}
    given["paths"]["/a/pre-{x}"]["trace"]["parameters"] = [place]
    file.write_text(json.dumps(given))
    before = file.read_bytes()
    assert convert(file, profile, tmp_path / output) == code
    assert names(tmp_path) == {"openapi.json"} and file.read_bytes() == before


def test_convert_keeps_what_it_reads(tmp_path: Path) -> None:
    """A document that stands in the folder of the splits, as one of an earlier run, is not removed as one of these."""
    file = written(tmp_path, "in.json", {"/a": {"get": operation("A", "a")}, "/b": {"get": operation("B", "b")}})
    assert convert(file, "split", tmp_path / "split") == 0
    moved = (tmp_path / "split" / "a.yaml").rename(tmp_path / "split" / "old.yaml")
    assert convert(moved, "split", tmp_path / "split") == 1
    assert names(tmp_path / "split") == {"b.yaml", "old.yaml"}


def test_convert_refuses_a_document_that_is_not_valid(tmp_path: Path) -> None:
    """A document with an error is told with its findings, in every profile."""
    file = written(tmp_path, "openapi.json", {"/a": {"get": operation("A")}, "/b": {"get": operation("A")}})
    for profile in ("3.0", "apig"):
        assert convert(file, profile, tmp_path / "out.yaml") == 1
    assert convert(file, "split", tmp_path / "out") == 1
    assert names(tmp_path) == {"openapi.json"}
