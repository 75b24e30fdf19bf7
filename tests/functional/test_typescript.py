"""The TypeScript package as far as it is made without Node: where its types come from, and what is never written."""

import hashlib
import json
import re
import shutil
import stat
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from script_documents import EVIL, TYPES, hostile_document

from apiscribe.cli import app, main
from generator import GenerationError, OutputFile, Settings
from generator.filters import jsdoc, tsrepr
from generator.identifiers import ScriptIdentifier
from generator.output import LOCK_NAME
from generator.typescript import TYPES_FILE, Tool, ToolError, TypeSources, generate_typescript
from generator.typescript.check import check_script, check_types, tokens
from spec.files import dump_json

REPOSITORY = Path(__file__).resolve().parents[2]


def document() -> dict[str, Any]:
    """Give a small document."""
    lamps = {"type": "array", "items": {"$ref": "#/components/schemas/Lamp"}}
    operation = {
        "operationId": "ListLamps",
        "responses": {"200": {"description": "OK", "content": {"application/json": {"schema": lamps}}}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Lamps", "version": "1.2.3"},
        "servers": [{"url": "https://lamps.example.com"}],
        "paths": {"/v1/lamps": {"get": operation}},
        "components": {"schemas": {"Lamp": {"type": "string", "enum": ["on", "off"]}}},
    }


def program(folder: Path, body: str) -> Tool:
    """Give a tool whose program runs this Python; `folder` has to be the whole PATH."""
    folder.mkdir(exist_ok=True)
    for name, text in {"npx": body, "node": ""}.items():
        file = folder / name
        file.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{text}\n", encoding="utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return Tool()


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH; nothing is in it."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path / "bin"


def generated(sources: TypeSources, source: dict[str, Any] | None = None) -> dict[str, str]:
    """Give the files of the package of a document, by their paths."""
    source = source or document()
    settings = Settings.for_document(source, "typescript", "0.0.0")
    return {file.path: file.text for file in generate_typescript(source, settings, sources)}


def writing(text: str) -> str:
    """Give the program that writes this file of types, and what it was given to a file beside itself."""
    return (
        f"open('schema.ts', 'w').write({text!r})\n"
        "seen = {'words': sys.argv[1:], 'document': open('document.json').read(), 'folder': os.listdir('.')}\n"
        "json.dump(seen, open(os.path.join(os.path.dirname(__file__), 'seen.json'), 'w'))"
    )


def test_types_come_from_the_tool_and_then_from_the_file(bin_folder: Path, tmp_path: Path) -> None:
    """The tool gets a file and nothing of the document in its words; what it wrote is used again without it, for the
    same bytes, also where what is no type has changed."""
    first = generated(TypeSources((), program(bin_folder, writing(TYPES))))
    seen = json.loads((bin_folder / "seen.json").read_text())
    assert seen["words"] == [
        "--yes", "openapi-typescript@7.13.0", "document.json", "--output", "schema.ts",
        "--default-non-nullable=false", "--empty-objects-unknown",
    ]  # fmt: skip
    assert "example.com" not in seen["document"]
    assert first[TYPES_FILE].partition("\n")[2] == TYPES.replace("    ", "  ")
    (tmp_path / "kept.ts").write_text(first[TYPES_FILE], encoding="utf-8")
    (bin_folder / "npx").unlink()
    sources = TypeSources((tmp_path / "none.ts", tmp_path / "kept.ts"))
    assert generated(sources) == first
    changed = document()
    changed["paths"]["/v1/lamps"]["get"]["x-codeSamples"] = []
    changed["servers"][0]["url"] = "https://other.example.com"
    assert generated(sources, changed)[TYPES_FILE] == first[TYPES_FILE]


def test_types_of_something_else_are_not_used(bin_folder: Path, tmp_path: Path) -> None:
    """A file that was edited, cut or made of another document does not count: without Node that is an error."""
    made = generated(TypeSources((), program(bin_folder, writing(TYPES))))[TYPES_FILE]
    (bin_folder / "npx").unlink()
    kept = tmp_path / "kept.ts"
    for text in (made.replace('"on"', '"in"'), made[:-1], made.partition("\n")[2], ""):
        kept.write_text(text, encoding="utf-8")
        with pytest.raises(ToolError, match="Node is not there"):
            generated(TypeSources((kept,)))
    kept.write_text(made, encoding="utf-8")
    changed = document()
    changed["components"]["schemas"]["Lamp"]["enum"].append("dim")
    with pytest.raises(ToolError):
        generated(TypeSources((kept,)), changed)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("sys.exit('it broke')", "failed: it broke"),
        (
            "sys.exit('at x.js:1\\n  throw e\\n\\nYamlParseError: too deep\\n    at y.js:2\\n' * 9)",
            "failed: YamlParseError: too deep$",
        ),
        ("", "wrote nothing that can be read"),
        ("open('schema.ts', 'wb').write(b'\\xff')", "wrote nothing that can be read"),
    ],
)
def test_tool_that_fails_is_an_error(bin_folder: Path, body: str, said: str) -> None:
    """A tool that fails, or writes nothing, is a ToolError that says so."""
    with pytest.raises(ToolError, match=said):
        generated(TypeSources((), program(bin_folder, body)))


def test_tool_that_hangs_is_ended_with_all_that_it_started(
    bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its time the tool is ended, and so is the program that it runs: npx is but the parent of the tool."""
    monkeypatch.setattr("generator.typescript.tool.SECONDS", 2)
    mark = tmp_path / "pid"
    body = (
        "import subprocess\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(mark)!r}, 'w').write(str(child.pid))\n"
        "child.wait()"
    )
    with pytest.raises(ToolError, match="more than 2 seconds"):
        generated(TypeSources((), program(bin_folder, body)))
    state = Path("/proc", mark.read_text(encoding="utf-8"), "status")
    deadline = time.monotonic() + 10
    while state.exists() and "State:\tZ" not in state.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline, "the child still runs"
        time.sleep(0.05)


def test_file_of_types_with_code_is_not_used(bin_folder: Path, tmp_path: Path) -> None:
    """A file that stands is looked at as what the tool writes is, also where its first line was made to fit."""
    made = generated(TypeSources((), program(bin_folder, writing(TYPES))))[TYPES_FILE]
    (bin_folder / "npx").unlink()
    head, _, rest = made.partition("\n")
    rest += 'import "evil";\n'
    digest = hashlib.sha256(rest.encode()).hexdigest()
    (tmp_path / "kept.ts").write_text(
        re.sub("text [0-9a-f]{64}", f"text {digest}", head) + "\n" + rest, encoding="utf-8"
    )
    with pytest.raises(ToolError, match="Node is not there"):
        generated(TypeSources((tmp_path / "kept.ts",)))


@pytest.mark.parametrize(
    "text",
    [
        TYPES + "alert(1);\n",
        TYPES + "export const x = 1;\n",
        TYPES.replace("export interface paths {", 'import "evil"; export interface paths {'),
        TYPES + "export interface other { }\n",
        TYPES + "export type paths = `x`;\n",
        TYPES[: TYPES.rindex("}")],
        TYPES.replace("never>;", "never> | typeof alert(1);"),
    ],
)
def test_tool_that_writes_code_is_refused(bin_folder: Path, text: str) -> None:
    """What the tool writes is its interfaces and types, or it is not taken."""
    with pytest.raises(GenerationError, match=r"schema\.ts"):
        generated(TypeSources((), program(bin_folder, writing(text))))


@pytest.mark.parametrize("text", ["`x`", "'x'", "/x/.exec()", "evil()", '"\n"', "é", "a.b /* */ // x\nc", '"\\q"'])
def test_second_lock_refuses_what_no_template_writes(text: str) -> None:
    """A word that no template has, a template literal, a string in single quotes or over lines: refused."""
    with pytest.raises(GenerationError):
        check_script(OutputFile("src/x.ts", text), {"a", "b", "x"})
    check_script(OutputFile("src/x.ts", 'a.b("evil()") /* evil() */ // evil()\n'), {"a", "b"})


@given(st.text())
def test_filters_give_one_token(text: str) -> None:
    """Whatever a text holds, `tsrepr` gives one string, which means the text, and `jsdoc` one comment."""
    (token,) = tokens(tsrepr(text), "x.ts")
    assert token.kind == "string" and json.loads(token.text) == text
    assert "</" not in token.text and "*/" not in token.text and token.text.isascii()
    assert not [*tokens(jsdoc(text, 2, "@deprecated by x"), "x.ts")]
    assert jsdoc(text).count("*/") == 1


@given(st.text())
def test_identifiers_are_names_of_javascript(text: str) -> None:
    """Any text gives a name of letters and digits that does not begin with one."""
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]*_?", ScriptIdentifier(text, {"class"}))
    assert ScriptIdentifier(text, {"class"}) != "class"


def test_types_of_the_tool_pass_the_lock() -> None:
    """The lock takes what the tool writes."""
    check_types(TYPES)


def test_hostile_document_is_told_apart_from_code(bin_folder: Path) -> None:
    """Every rendered file passes the second lock, the text of the document stands in comments and strings alone, and
    names that JavaScript, promises or the runtime have are not taken."""
    files = generated(TypeSources((), program(bin_folder, writing(TYPES))), hostile_document())
    for path, text in files.items():
        if path.startswith("src/") and path.endswith(".ts"):
            code = re.sub(r'/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"', '""', text, flags=re.DOTALL)
            if "runtime" not in path:
                assert "alert" not in code and "`" not in code, path
                assert EVIL not in text
    things = next(text for path, text in files.items() if path.endswith("resources/things.ts"))
    assert "readonly constructor_ = new" in things
    assert '  class(body: Body<"class">' in things
    assert '[["class", class_]]' in things
    waiting = files["src/resources/request.ts"]
    assert "[waiter_, ask_, more_, poll_, undefined_, arguments_]" in waiting and "const waiter = {" in waiting
    client = files["src/client.ts"]
    assert "  authValue?: string | undefined;" in client
    models = re.findall(r"^export type (\w+) =", files["src/models.ts"], re.MULTILINE)
    assert len({name.lower() for name in models}) == len(models) == 11


def test_names_are_those_of_the_python_client(bin_folder: Path) -> None:
    """The package has the configured names and the version of the document, and its lock has every file."""
    files = generated(TypeSources((), program(bin_folder, writing(TYPES))))
    package = json.loads(files["package.json"])
    assert (package["name"], package["version"], package["type"]) == ("lamps-client", "1.2.3", "module")
    assert "dependencies" not in package
    assert set(json.loads(files[LOCK_NAME])["files"]) == {*files} - {LOCK_NAME}
    assert 'list(options?: RequestOptions): Promise<Answer<"ListLamps">>' in files["src/resources/lamps.ts"]


@pytest.mark.parametrize("title", ["Base", "Request", "Wait", "Header Fields", "SERVICE", "VERSION", "Lamps Resource"])
def test_class_of_the_client_is_no_name_that_the_package_has(bin_folder: Path, title: str) -> None:
    """Whatever the document is called, no file of the package declares, imports or exports one name twice."""
    source = document()
    source["info"]["title"] = title
    files = generated(TypeSources((), program(bin_folder, writing(TYPES))), source)
    for path in ("src/index.ts", "src/client.ts"):
        lists = re.findall(r"^(?:import|export)(?: type)? \{(.*?)\}", files[path], re.MULTILINE | re.DOTALL)
        names = [name for text in lists for name in re.findall(r"\w+", text) if name != "type"]
        names += re.findall(r"^export (?:class|interface) (\w+)", files[path], re.MULTILINE)
        assert len(names) == len(set(names)), path


def test_old_names_stay_and_say_what_to_use(bin_folder: Path) -> None:
    """A method and a schema that were once called otherwise have both names; the old one is marked for editors."""
    changed = document()
    changed["paths"]["/v1/lamps"]["get"]["x-aliases"] = {"lamps.show_all": "2.0.0", "old_lights.list": "2.0.0"}
    lamp = {"type": "object", "properties": {"on": {"type": "boolean"}}, "x-aliases": {"Light": "2.0.0"}}
    changed["components"]["schemas"]["Lamp"] = lamp
    files = generated(TypeSources((), program(bin_folder, writing(TYPES))), changed)
    told = re.compile(r"@deprecated it is called `client\.lamps\.list` now\n   \*/\n  (\w+)\(")
    assert told.findall(files["src/resources/lamps.ts"]) == ["showAll"]
    assert told.findall(files["src/resources/old-lights.ts"]) == ["list"]
    assert "readonly oldLights = new" in files["src/client.ts"]
    old = '/** @deprecated it is called `Lamp` now */\nexport type Light = components["schemas"]["Lamp"];\n'
    assert old in files["src/models.ts"]


def test_references_to_elsewhere_are_refused(bin_folder: Path) -> None:
    """A reference to a file, an address or another part of the document never reaches the tool."""
    program(bin_folder, writing(TYPES))
    for reference in ("other.json#/x", "http://localhost/x", "#/paths/~1v1~1lamps", "#/components/schemas/None"):
        changed = document()
        changed["components"]["schemas"]["Lamp"] = {"type": "object", "properties": {"x": {"$ref": reference}}}
        with pytest.raises(GenerationError):
            generated(TypeSources((), Tool()), changed)
    assert not (bin_folder / "seen.json").exists()


def test_schemas_that_the_tool_does_not_read_are_refused_before_it_runs(bin_folder: Path) -> None:
    """A schema that is nested too deep is an error that names its place and the way out."""
    program(bin_folder, writing(TYPES))
    inner: dict[str, Any] = {"type": "string"}
    for _ in range(60):
        inner = {"type": "object", "properties": {"x": inner}}
    changed = document()
    changed["components"]["schemas"]["Lamp"] = inner
    with pytest.raises(GenerationError, match="a name under components") as caught:
        generated(TypeSources((), Tool()), changed)
    assert "#/components/schemas/Lamp" in str(caught.value)
    assert not (bin_folder / "seen.json").exists()


def run(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    """Run the command; gives its exit code."""
    monkeypatch.setattr(sys, "argv", ["apiscribe", *map(str, words)])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_command_without_node_says_what_is_missing(
    bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`generate` without Node ends with one finding that says what to do, and writes nothing."""
    source, out = tmp_path / "openapi.json", tmp_path / "out"
    source.write_text(dump_json(document()), encoding="utf-8")
    assert app and run(monkeypatch, "generate", source, "--target", "typescript", "-o", out) == 1
    said = capsys.readouterr().err
    assert "TSC001" in said and "Node is not there" in said and "install Node" in said
    assert not out.exists()


def test_command_uses_the_types_that_stand(bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`generate` into a folder that has the types of the document needs no Node, and leaves what npm put there."""
    source, out = tmp_path / "openapi.json", tmp_path / "out"
    source.write_text(dump_json(document()), encoding="utf-8")
    program(bin_folder, writing(TYPES))
    words = ("generate", source, "--target", "typescript", "-o", out)
    assert run(monkeypatch, *words) == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    (bin_folder / "npx").unlink()
    (out / "node_modules" / "x").mkdir(parents=True)
    (out / "node_modules" / "x" / "index.js").write_text("", encoding="utf-8")
    (out / "package-lock.json").write_text("{}", encoding="utf-8")
    assert run(monkeypatch, *words) == 0
    assert {path: path.read_bytes() for path in before} == before
    assert (out / "node_modules" / "x" / "index.js").exists() and (out / "package-lock.json").exists()


def test_published_package_is_made_without_node(
    bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The package of the published document is made in an empty folder where there is no Node: its types come along."""
    source = REPOSITORY / "spec" / "documents" / "modelarts" / "openapi.json"
    assert run(monkeypatch, "generate", source, "--target", "typescript", "-o", tmp_path / "out") == 0
    types = (tmp_path / "out" / TYPES_FILE).read_bytes()
    assert types == (REPOSITORY / "spec" / "types" / "modelarts.ts").read_bytes()
    assert types.count(b"\n") > 10_000


def one_page(folder: Path) -> tuple[str | Path, ...]:
    """Configure a build of one page in a folder; gives the words after the command."""
    page = REPOSITORY / "tests" / "golden" / "hello" / "page.html"
    (folder / "page.html").write_bytes(page.read_bytes())
    config = '[service]\nname = "one"\n[[source]]\npath = "page.html"\n[output]\ntargets = ["typescript"]\n'
    (folder / "apiscribe.toml").write_text(config, encoding="utf-8")
    return ("--config", folder / "apiscribe.toml", "--out", folder / "out")


def test_build_keeps_the_types_for_the_next_one(
    bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once the tool has run, a build and a check of the same sources need no Node, also where the package is gone."""
    words, out = one_page(tmp_path), tmp_path / "out"
    program(bin_folder, writing(TYPES))
    assert run(monkeypatch, "build", *words) == 0
    types = (out / "generated" / "typescript" / TYPES_FILE).read_bytes()
    assert types == (out / "spec" / "types" / "one.ts").read_bytes()
    (bin_folder / "npx").unlink()
    shutil.rmtree(out / "generated")
    assert run(monkeypatch, "build", "--force", *words) == 0
    assert (out / "generated" / "typescript" / TYPES_FILE).read_bytes() == types
    assert run(monkeypatch, "check", *words) == 0


def test_stale_types_without_node_change_nothing(
    bin_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A build or an update that needs new types and cannot have them says so, and leaves everything as it was."""
    words = one_page(tmp_path)
    for command in ("build", "update"):
        assert run(monkeypatch, command, *words) == 1
        assert "TSC001" in capsys.readouterr().err
        assert not [p for p in (tmp_path / "out").rglob("*") if p.is_file() and ".apiscribe" not in p.parts]
