"""Names through a build and an update: what moves keeps its name, what is renamed keeps the old one for a while."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from apiscribe.cli import app
from spec.diagnostics import DiagnosticError

PAGE = """<html><body>
<h1>Greeting a Guest<a name="GreetGuest"></a></h1>
<h4>URI</h4><p>POST {path}</p>
<h4>Request Parameters</h4>
<table><caption><b>Table 1 </b>Request body parameters</caption>
<tr><th>Parameter</th><th>Mandatory</th><th>Type</th><th>Description</th></tr>
<tr><td>words</td><td>Yes</td><td>Array of <a href="#t2">{schema}</a> objects</td><td>What is said.</td></tr></table>
<table><caption><a name="t2"></a><b>Table 2 </b>{schema}</caption>
<tr><th>Parameter</th><th>Mandatory</th><th>Type</th><th>Description</th></tr>
<tr><td>text</td><td>Yes</td><td>String</td><td>The text.</td></tr></table>
<h4>Status Codes</h4>
<table><tr><th>Status Code</th><th>Description</th></tr><tr><td>201</td><td>Greeted</td></tr></table>
</body></html>"""
OVERLAY = """
overlay: 1.0.0
info: {title: names, version: "1"}
actions:
  - target: $.paths['/v1/greetings'].post
    description: people say it so
    update: {x-resource: RESOURCE, x-method: METHOD}
"""


class Project:
    """A reference of one page with its configuration, and all that is made of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "apiscribe.toml"
        self.page()
        self.config.write_text("[service]\nname = 'hello'\n[[source]]\npath = 'page.html'\n")

    def page(self, path: str = "/v1/greetings", schema: str = "Word") -> None:
        """Write the page of the operation."""
        (self.folder / "page.html").write_text(PAGE.format(path=path, schema=schema))

    def method(self, name: str) -> None:
        """Call the method otherwise, by an overlay."""
        resource, _, method = name.rpartition(".")
        text = OVERLAY.replace("RESOURCE", resource).replace("METHOD", method)
        (self.folder / "names.yaml").write_text(text)
        if "overlays" not in self.config.read_text():
            self.config.write_text("overlays = ['names.yaml']\n" + self.config.read_text())

    def run(self, command: str, *, code: int = 0) -> Result:
        """Run a command, which must end with this exit code."""
        result = CliRunner().invoke(app, [command, "--config", str(self.config), "--out", str(self.folder)])
        assert result.exit_code == code, f"{result.output}{result.exception}"
        return result

    def refusal(self) -> str:
        """Build, which must fail, and give the code of the first finding."""
        error = self.run("build", code=1).exception
        assert isinstance(error, DiagnosticError)
        return error.diagnostics[0].code

    def build(self) -> None:
        """Build; a second look must find nothing to do."""
        self.run("build")
        self.run("check")

    def load(self, name: str) -> dict[str, Any]:
        """Read a file of JSON."""
        loaded: dict[str, Any] = json.loads((self.folder / name).read_text())
        return loaded

    def edit(self, name: str, **parts: Any) -> None:
        """Change keys of a file of JSON."""
        (self.folder / name).write_text(json.dumps({**self.load(name), **parts}))

    @property
    def document(self) -> dict[str, Any]:
        """The published document."""
        return self.load("spec/documents/hello/openapi.json")

    @property
    def operation(self) -> dict[str, Any]:
        """The only operation."""
        [[item]] = [list(item.values()) for item in self.document["paths"].values()]
        return dict(item)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project that was built once."""
    made = Project(tmp_path)
    made.build()
    return made


def test_the_first_version_is_on_record(project: Project) -> None:
    """A first build gives 1.0.0 to document and packages, with an entry in each changelog; no build raises it."""
    project.page(schema="Phrase", path="/v1/rooms/{id}/greetings")
    project.build()
    assert project.document["info"]["version"] == project.load("spec/versions/hello.json")["version"] == "1.0.0"
    for name in ("spec/documents/hello", "generated/python"):
        assert "## 1.0.0\n\n### Added\n\n- 1 operation\n" in (project.folder / name / "CHANGELOG.md").read_text()
    for target in ("python", "mock"):
        assert 'version = "1.0.0"' in (project.folder / "generated" / target / "pyproject.toml").read_text()


def test_the_version_on_record_is_published(project: Project) -> None:
    """A person may write the version into the record; Python writes a pre-release in its own way."""
    project.edit("spec/versions/hello.json", version="3.0.0-rc.2")
    project.build()
    assert project.document["info"]["version"] == "3.0.0-rc.2"
    [file] = (project.folder / "generated/python").glob("*/_version.py")
    assert '__version__ = "3.0.0rc2"' in file.read_text()
    project.edit("spec/versions/hello.json", version="three")
    assert project.refusal() == "SPC085"


def test_what_moves_keeps_its_names(project: Project) -> None:
    """An operation whose page gives it the same operationId under another path keeps that, its method, its schemas."""
    before, schemas = project.operation, set(project.document["components"]["schemas"])
    project.page("/v2/guests/greetings")
    project.build()
    assert list(project.document["paths"]) == ["/v2/guests/greetings"]
    assert {key: project.operation[key] for key in ("operationId", "x-resource", "x-method")} == {
        key: before[key] for key in ("operationId", "x-resource", "x-method")
    }
    assert set(project.document["components"]["schemas"]) == schemas
    names = project.load("spec/names/hello.json")
    assert list(names["operations"]) == list(names["methods"]) == ["POST /v2/guests/greetings"]


def test_a_schema_keeps_its_name(project: Project) -> None:
    """A schema that the page calls otherwise now keeps the name that was given out: nothing breaks."""
    project.page(schema="Phrase")
    project.build()
    assert "Word" in project.document["components"]["schemas"]
    assert "Phrase" not in project.document["components"]["schemas"]


def test_an_alias_renames_a_schema(project: Project) -> None:
    """An alias on record gives a schema the new name; the old one is told to clients, and is nobody else's."""
    names = project.load("spec/names/hello.json")
    project.edit("spec/names/hello.json", aliases={"schemas": {"Word": {"name": "Phrase"}}})
    project.build()
    schemas = project.document["components"]["schemas"]
    assert "Word" not in schemas and schemas["Phrase"]["x-aliases"] == {"Word": ""}
    record = project.load("spec/names/hello.json")
    assert record["schemas"]["Phrase"] == names["schemas"]["Word"] and record["schemas"]["Word"] == ""
    models = next((project.folder / "generated/python").glob("*/models/__init__.py")).read_text()
    assert '"Word": "Phrase"' in models


def test_a_renamed_method_is_an_error_without_an_alias(project: Project) -> None:
    """A method that an overlay calls otherwise is refused; with its alias on record it has both names."""
    old = ".".join(project.operation[key] for key in ("x-resource", "x-method"))
    project.method("guests.greet")
    assert project.refusal() == "SPC073"
    project.edit("spec/names/hello.json", aliases={"methods": {old: {"name": "guests.greet"}}})
    project.build()
    assert project.operation["x-aliases"] == {old: ""}
    project.method(old)
    assert project.refusal() == "SPC073"


def test_an_update_writes_the_alias(project: Project) -> None:
    """An update keeps the old name of a renamed method by itself, under the version that it gives, and says so."""
    old = ".".join(project.operation[key] for key in ("x-resource", "x-method"))
    project.method("guests.greet")
    project.run("update", code=10)
    project.run("check")
    assert project.operation["x-aliases"] == {old: "1.1.0"}
    assert project.load("spec/names/hello.json")["aliases"]["methods"] == {
        old: {"name": "guests.greet", "since": "1.1.0"}
    }
    log = (project.folder / "generated/python/CHANGELOG.md").read_text()
    assert "### Deprecated" in log and "`client.guests.greet`" in log and log.count("\n## ") == 2
    project.run("update", code=0)


def test_an_old_name_ends(project: Project) -> None:
    """When its one major version is over an old name is given no more, and each build notes it; it stays reserved."""
    aliases = {"schemas": {"Word": {"name": "Phrase", "since": "1.4.0"}}}
    project.edit("spec/names/hello.json", aliases=aliases)
    for version, given in (("2.9.0", True), ("3.0.0", False)):
        project.edit("spec/versions/hello.json", version=version)
        project.build()
        assert ("x-aliases" in project.document["components"]["schemas"]["Phrase"]) is given
        codes = [finding["code"] for finding in project.load("spec/documents/hello/report.json")["diagnostics"]]
        assert ("SPC075" in codes) is not given
    project.page(schema="Word", path="/v1/other")
    project.build()
    assert "Word" not in project.document["components"]["schemas"]


def test_the_update_that_ends_an_old_name_says_so(project: Project) -> None:
    """The version from which on an old name is given no more names it in the client's changelog."""
    project.edit("spec/names/hello.json", aliases={"schemas": {"Word": {"name": "Phrase", "since": "1.4.0"}}})
    project.edit("spec/versions/hello.json", version="2.9.0")
    project.build()
    page = project.folder / "page.html"
    page.write_text(page.read_text().replace("<td>text</td>", "<td>letters</td>"))
    project.run("update", code=11)
    project.run("check")
    entry = project.load("spec/versions/hello.json")["entries"][0]
    assert entry["version"] == "3.0.0"
    assert "**Breaking for code:** `models.Word`, called `models.Phrase` now" in entry["clients"]["python"]["Removed"]
    assert "x-aliases" not in project.document["components"]["schemas"]["Phrase"]


@pytest.mark.parametrize(
    "aliases",
    [
        [],
        {"schemas": []},
        {"schemas": {"A": "B"}},
        {"schemas": {"A": {"since": "1.0.0"}}},
        {"methods": {"a.b": {"name": "a.c", "since": "1"}}},
        {"methods": {"a.b": {"name": "a.c", "until": "2.0.0"}}},
        {"schemas": {"A": {"name": "B"}, "B": {"name": "A"}}},
        {"schemas": {"GreetGuestRequest": {"name": "Word"}}},
    ],
)
def test_records_that_cannot_be_followed(project: Project, aliases: object) -> None:
    """Aliases of another form, in a circle, or of a name that is still in use are findings, and nothing is written."""
    project.edit("spec/names/hello.json", aliases=aliases)
    before = project.document
    assert project.refusal() in ("SPC072", "SPC076")
    assert project.document == before
