"""The main job as a user runs it: the embedded reference to a published document, a client and a mock."""

import json
import re
import shutil
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner

from apiscribe.build import Clock, build, changes_of, read_sources
from apiscribe.cli import app
from apiscribe.config import glossary_file, load_config, overlay_file, waiters_file, workflows_file
from scraper import Source, scrape
from spec.diagnostics import DiagnosticError
from spec.files import load
from spec.model import Part, operations, walk
from spec.passes.names import read_names
from spec.passes.uses import document_fields
from spec.pointer import resolve
from spec.provenance import MAX_ALSO
from spec.provenance import load as load_places

REPOSITORY = Path(__file__).resolve().parents[1]
EMBEDDED = REPOSITORY / "scraper" / "corpus" / "modelarts" / "apiscribe.toml"
DOCUMENTED_OPERATIONS = 283


COMMITTED = ("spec/documents", "spec/names", "spec/types", "spec/versions", "generated")


@pytest.fixture(scope="module")
def built() -> Path:
    """The output of a build: what is committed, which `test_what_is_committed_is_what_a_build_writes` holds fresh."""
    return REPOSITORY


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of it, to be written to."""
    for folder in COMMITTED:
        shutil.copytree(REPOSITORY / folder, tmp_path / "out" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "out"


def test_documented_operations_are_all_in_document_client_and_mock(built: Path) -> None:
    """Documented operations = operations of the document = client methods, sync and async = mock routes."""
    document = load(built / "spec/documents/modelarts/openapi.yaml")
    calls = re.findall(r"^  ([A-Z]+) /", (built / "generated/python/api.md").read_text(), re.MULTILINE)
    resources = list((built / "generated/python/modelarts_client/resources").glob("*.py"))
    source = "\n".join(p.read_text() for p in resources)
    handlers = "\n".join(p.read_text() for p in (built / "generated/mock/modelarts_mock/handlers").glob("*.py"))
    assert sum(1 for _ in operations(document)) == DOCUMENTED_OPERATIONS
    assert len(calls) == DOCUMENTED_OPERATIONS
    assert len(re.findall(r"self\._client\.request(?:_page)?\(", source)) == 2 * DOCUMENTED_OPERATIONS
    assert len(re.findall(r"^(?:async )?def (?!_)", handlers, re.MULTILINE)) == DOCUMENTED_OPERATIONS


def test_yaml_and_json_say_the_same(built: Path) -> None:
    """The published YAML and JSON hold the same document."""
    folder = built / "spec/documents/modelarts"
    assert load(folder / "openapi.yaml") == json.loads((folder / "openapi.json").read_text())


def test_every_part_has_a_place(built: Path) -> None:
    """Provenance leads from every part of the published document that the reference states to a line of a document.

    An operation, a parameter, a header, a request body, a response, a tag, a security scheme and a component schema
    have a place of their own, but for what a pass added, which the report names. A property has its row, but for one
    that a correction added: it has its table.
    """
    folder = built / "spec/documents/modelarts"
    document, places = load(folder / "openapi.yaml"), load_places(folder / "provenance.json")
    own = {
        Part.OPERATION,
        Part.PARAMETER,
        Part.HEADER,
        Part.REQUEST_BODY,
        Part.RESPONSE,
        Part.TAG,
        Part.SECURITY_SCHEME,
    }
    unstated = {Part.DOCUMENT, Part.INFO, Part.SERVER, Part.COMPONENTS, Part.PATH_ITEM}
    nodes = list(walk(document))
    report = json.loads((folder / "report.json").read_text())
    added = {departure["pointer"] for departure in report["departures"]}
    assert [n.pointer for n in nodes if n.part in own and n.pointer not in places.keys() | added] == []
    assert [n.pointer for n in nodes if n.part not in unstated and places.nearest(n.pointer) is None] == []
    schemas = {f"/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert schemas <= places.keys()
    corrected = tuple(
        d["pointer"] for d in report["departures"] if d["by"] == "overlay" and "/schemas/" in d["pointer"]
    )
    properties = {n.pointer for n in nodes if re.fullmatch("/components/schemas/[^/]+/properties/[^/]+", n.pointer)}
    assert {p for p in properties - places.keys() if not p.startswith(corrected)} == set()
    assert {"/info/x-documented-version", "/security"} <= places.keys()
    assert all(place.line > 0 for pointer in places for place in places.places(pointer))
    assert all(resolve(document, pointer) is not None for pointer in places)


def test_everything_is_described_in_english(built: Path) -> None:
    """Each parameter, header, property and schema of the published document says in English what it means.

    The glossary has no entry that the document does not need.
    """
    folder = built / "spec/documents/modelarts"
    document = load(folder / "openapi.yaml")
    described = [(field.pointer, field.node.get("description", "")) for field in document_fields(document)]
    described += [
        (f"/components/schemas/{name}", schema.get("description", ""))
        for name, schema in document["components"]["schemas"].items()
    ]
    assert len(described) > 6_500
    # the facts come behind the gloss: a description that begins with one has no gloss
    without = re.compile(r"- `|(Default|Pattern|Each): |((From|At|Exactly|More|Less) )?(least|most|than|[0-9])|$")
    assert [pointer for pointer, text in described if without.match(text)] == []
    assert [pointer for pointer, text in described if re.search("[\u3000-\u9fff\uff00-\uffef]", text)] == []
    report = json.loads((folder / "report.json").read_text())
    assert [found["trail"] for found in report["diagnostics"] if found["code"] == "GLO002"] == []


@pytest.mark.parametrize("descriptions", [True, False])
def test_a_glossary_beside_the_configuration_is_used(tmp_path: Path, descriptions: bool) -> None:
    """A user's own glossary describes what the page does not, in the document and the client; stale entries are told.

    With the page's own descriptions, those stay.
    """
    page = (REPOSITORY / "tests/golden/hello/page.html").read_bytes()
    (tmp_path / "page.html").write_bytes(page)
    glosses = "names: {times: How many hellos there are, tone: In which voice, pitch: How high the voice is}"
    (tmp_path / "words.yaml").write_text(glosses)
    config = tmp_path / "apiscribe.toml"
    settings = f"glossary = 'words.yaml'\ndescriptions = {str(descriptions).lower()}\n"
    config.write_text(settings + "[service]\nname = 'hello'\n[[source]]\npath = 'page.html'\n")
    result = CliRunner().invoke(app, ["build", "--config", str(config), "--out", str(tmp_path), "--format", "json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["diagnostics"]["GLO002"] == 1
    document = load(tmp_path / "spec/documents/hello/openapi.yaml")
    fields = {field.name: field.node.get("description", "") for field in document_fields(document)}
    client = "\n".join(p.read_text() for p in sorted((tmp_path / "generated/python").rglob("*.py")))
    gloss = "How many hellos there are. From 1 to 9. Default: `1`."
    quoted = "How often. The value ranges from 1 to 9. The default value is 1."
    assert fields["times"] == (quoted if descriptions else gloss)
    assert fields["guest"] == ("Who is greeted." if descriptions else "")
    assert fields["times"] in client
    assert client.count("1 to 9") == client.count(fields["times"])


def test_a_file_is_never_taken_for_one_of_another_kind(tmp_path: Path) -> None:
    """A bare name is the file of the package; one with a suffix or a folder is beside the configuration, or nowhere."""
    text = "[service]\nname = 'hello'\n[[source]]\npath = 'page.html'\n"
    kinds = {"overlays": overlay_file, "glossary": glossary_file, "waiters": waiters_file, "workflows": workflows_file}
    for name in ("modelarts", "modelarts.yaml"):
        (tmp_path / name).write_text("names: {}\n")
    for kind, file_of in kinds.items():
        assert file_of("modelarts", tmp_path) == REPOSITORY / "spec" / kind / "modelarts.yaml"
        for own in ("modelarts.yaml", "by-hand/modelarts", "missing.yaml"):
            assert file_of(own, tmp_path) == tmp_path / own
    (tmp_path / "page.html").write_bytes((REPOSITORY / "tests/golden/hello/page.html").read_bytes())
    config = tmp_path / "apiscribe.toml"
    for setting, code in (("overlays = ['modelarts.yaml']", "SPC060"), ("waiters = 'missing.yaml'", "DOC001")):
        config.write_text(f"{setting}\n{text}")
        result = CliRunner().invoke(app, ["build", "--config", str(config), "--out", str(tmp_path / "out")])
        assert isinstance(result.exception, DiagnosticError)
        assert {found.code for found in result.exception.diagnostics} == {code}
        assert not (tmp_path / "out").exists()


def test_schemas_of_several_tables_name_them_all(built: Path) -> None:
    """A schema that several tables of the reference describe has the first in document order, then the others."""
    places = load_places(built / "spec/documents/modelarts/provenance.json")
    several = [places.places(pointer) for pointer in places.also if pointer.count("/") == 3]
    assert len(several) > 100
    assert all(len({p.line for p in found}) == len(found) <= MAX_ALSO + 1 for found in several)
    assert all(list(found) == sorted(found) for found in several if len({p.document for p in found}) == 1)


def test_what_is_committed_is_what_a_build_writes() -> None:
    """The same input gives the same bytes in every process: run `apiscribe build` where this fails."""
    fresh = build(load_config(EMBEDDED), EMBEDDED.parent, REPOSITORY, Clock())
    stale = changes_of(fresh)
    assert [*stale.added, *stale.changed, *stale.removed][:5] == []


def test_check_finds_a_hand_edit(copied: Path) -> None:
    """A generated file that was edited is named by `check`, and no other, with exit code 1."""
    edited = copied / "generated/python/README.md"
    edited.write_text(edited.read_text() + "edited\n")
    result = CliRunner().invoke(app, ["check", "--config", str(EMBEDDED), "--out", str(copied)])
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [f"differs: {edited}"]


def test_offline_opens_no_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`build --offline` works where no socket can be opened."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    result = CliRunner().invoke(app, ["build", "--config", str(EMBEDDED), "--offline", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "283" in result.output


def test_a_failed_build_leaves_the_previous_output(copied: Path, tmp_path: Path) -> None:
    """Where a source cannot be read, nothing of the previous output changes and the exit code is 1."""
    config = tmp_path / "apiscribe.toml"
    config.write_text('[service]\nname = "modelarts"\n[[source]]\npath = "missing.txt"\n')
    before = {p: p.read_bytes() for p in copied.rglob("*") if p.is_file()}
    result = CliRunner().invoke(app, ["build", "--config", str(config), "--out", str(copied)])
    assert result.exit_code == 1
    assert {p: p.read_bytes() for p in copied.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[service]\nname = 'x'\n", "source"),
        ("[service]\nname = '../x'\n[[source]]\npath = 'a'\n", "service.name"),
        ("[service]\nname = 'x'\n[[source]]\npath = '../../etc/passwd'\n", "source.0.path"),
        ("[service]\nname = 'x'\nnam = 'y'\n[[source]]\npath = 'a'\n", "service.nam"),
        ("glossary = '/etc/words.yaml'\n[service]\nname = 'x'\n[[source]]\npath = 'a'\n", "glossary"),
        ("glossary = 'word'\n[service]\nname = 'x'\n[[source]]\npath = 'a'\n", "spec/glossary has no 'word', only mo"),
        ("waiters = '..'\n[service]\nname = 'x'\n[[source]]\npath = 'a'\n", "waiters"),
        ("[service\n", "not TOML"),
    ],
)
def test_a_wrong_configuration_is_named(tmp_path: Path, text: str, wanted: str) -> None:
    """A key that is missing, unknown or unsafe is told with its name, in one finding."""
    config = tmp_path / "apiscribe.toml"
    config.write_text(text)
    result = CliRunner().invoke(app, ["build", "--config", str(config), "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert wanted in str(result.exception)
    assert not (tmp_path / "spec").exists()


def test_names_move_neither_with_the_order_nor_with_a_new_operation() -> None:
    """Permuting the documents, or adding one with another operation, moves no name of an operation or a schema."""
    config = load_config(EMBEDDED)
    sources = read_sources(config, EMBEDDED.parent).sources
    record = read_names(REPOSITORY / "spec/names/modelarts.json")
    page = REPOSITORY / "tests" / "golden" / "hello" / "page.html"
    for permuted in (tuple(reversed(sources)), (Source("hello.html", page.read_bytes()), *sources)):
        names = scrape(permuted, with_descriptions=False, names=record).names
        assert {key: names.operations[key] for key in record.operations} == dict(record.operations)
        assert {name: names.schemas.get(name) for name in record.schemas} == dict(record.schemas)


def test_names_without_a_record_do_not_depend_on_the_order() -> None:
    """Two documents in either order give the same operationIds and schema names."""
    cases = REPOSITORY / "tests" / "golden"
    pages = [next((cases / case).glob("page.*")) for case in ("hello", "recursion", "same_name_twice")]
    sources = [Source(f"{p.parent.name}{p.suffix}", p.read_bytes()) for p in pages]
    assert scrape(sources).names == scrape(list(reversed(sources))).names
