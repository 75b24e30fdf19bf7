"""Text of a document stays text: in no artefact does it become code, a path or a word of a template."""

import ast
import builtins
import importlib
import io
import itertools
import sys
import tokenize
from pathlib import Path
from typing import Any

import pytest

from generator import TARGETS, GenerationError, Settings, generate
from generator.check import check_source as second_lock
from generator.filters import FILTERS, MAX_TEXT
from generator.output import OutputFile
from generator.render import _environment
from generator.runtime.mock.samples import sample
from generator.write import write_tree

MARK = "apiscribe_was_here"
PAYLOADS = [
    f'"""); import os; os.{MARK} = 1; print(""" #',
    f"'''); __import__('builtins').{MARK} = 1 #",
    f'"\n__import__("builtins").{MARK} = 1\n#',
    f"{{{{ 7*7 }}}}{{% for {MARK} in range(9) %}}",
    f"../../etc/passwd/{MARK}",
    f"\u202e{MARK}\u2066",
    f"\x00{MARK}\x85\u2028\r",
    f"\ud800{MARK}\\",
    f"`${{{MARK}}}`$(touch {MARK})\\N{{DASH}}\\x41\\",
    f"{MARK}" * 300,
    f'{MARK}"""',
]
CODE = f';__import__("builtins").__setattr__("{MARK}", 1)  #'
NUMBER = itertools.count()


def hostile(text: str) -> dict[str, Any]:
    """Give a document that has the text wherever a document has text."""
    key = text.replace("/", "~1").replace("~", "~0") if "~" in text else text.replace("/", "~1")
    body = {
        "type": "object",
        "title": text,
        "description": text,
        "required": [text],
        "properties": {
            text: {"type": "string", "enum": [text, "b"], "description": text, "x-enumDescriptions": {text: text}},
            f"{text}2": {"type": "array", "items": {"type": "object", "properties": {text: {"type": text}}}},
            "ok": {"type": "string", "default": text, "pattern": text, "example": text, "const": text},
        },
    }
    media = {"application/json": {"schema": {"$ref": f"#/components/schemas/{key}"}}}
    operation = {
        "operationId": text,
        "summary": text,
        "description": text,
        "tags": [text],
        "externalDocs": {"url": text},
        "parameters": [
            {"name": text, "in": where, "description": text, "required": where == "path", "schema": {"type": "string"}}
            for where in ("path", "query", "header", "cookie")
        ],
        "requestBody": {"description": text, "content": media},
        "responses": {"200": {"description": text, "content": {**media, text: {"example": text}}}},
    }
    path = "/v1/{" + text.replace("{", "").replace("}", "") + "}/" + text
    return {
        "openapi": "3.1.1",
        "info": {"title": text, "version": text, "description": text},
        "servers": [{"url": f"https://{text}.{{{text}}}", "variables": {text: {"default": text, "description": text}}}],
        "tags": [{"name": text, "description": text, "x-displayName": text}],
        "paths": {
            path: {"get": operation, "post": {**operation, "operationId": f"{text}2"}},
            "/plain": {"put": {**operation, "operationId": "x", "x-resource": text[:80], "x-method": text[:80]}},
            "/raw": {"put": {"operationId": "raw", "requestBody": {"content": {text: {}}}, "responses": {text: {}}}},
        },
        "components": {
            "schemas": {text: body},
            "securitySchemes": {text: {"type": "apiKey", "in": "header", "name": text}},
        },
    }


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_text_stays_text(payload: str, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file compiles, shows all its characters, has the text only in strings; importing all runs none of it."""
    document = hostile(payload)
    defaults = Settings.for_document(document, target, "0.1.0")
    package = f"hostile_{target}_{next(NUMBER)}"
    files = generate(document, target, Settings(defaults.distribution, package, defaults.class_name, "0.1.0"))
    if "{{ 7*7 }}" in payload:
        assert any("{{ 7*7 }}" in file.text for file in files if file.path.endswith(".py"))
    for file in files:
        assert all(char.isprintable() or char == "\n" for char in file.text), file.path
        if file.path.endswith(".py") and not file.copied:
            check_source(file.text)
    folder = tmp_path / "inner" / "out"
    write_tree(files, folder)
    assert [path.name for path in (tmp_path / "inner").iterdir()] == ["out"]
    monkeypatch.syspath_prepend(str(folder))
    for file in files:
        if file.path.endswith(".py") and "__main__" not in file.path:
            importlib.import_module(file.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    assert not hasattr(builtins, MARK) and not hasattr(sys.modules["os"], MARK)


def cut_document(first: str) -> dict[str, Any]:
    """Give a document with the text and then the code in every pair of fields that stand after one another."""
    properties = {"a": {"type": "string", "description": first}, "b": {"type": "string", "description": CODE}}
    body = {"type": "object", "description": first, "properties": properties}
    operation = {
        "summary": first,
        "description": CODE,
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Body"}}}},
        "responses": {"200": {"description": CODE}},
    }
    return {
        "openapi": "3.1.1",
        "info": {"title": "Cut", "version": "1", "description": first},
        "tags": [{"name": "things", "description": first}, {"name": "more", "description": CODE}],
        "paths": {
            "/things": {"get": {**operation, "tags": ["things"]}, "post": {**operation, "tags": ["things"]}},
            "/more": {"get": {**operation, "summary": CODE, "description": first, "tags": ["more"]}},
        },
        "components": {"schemas": {"Body": body}},
    }


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("tail", ["\\b", '\\"', "\\" * 3, "\t\\", "\x00\\b"], ids=range(5))
@pytest.mark.parametrize("length", [MAX_TEXT // 2, MAX_TEXT - 3, MAX_TEXT - 2, MAX_TEXT - 1, MAX_TEXT, MAX_TEXT + 1])
def test_cut_text_stays_text(
    length: int, tail: str, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An escape at the place where a long text is cut stays whole: the text of the next field is not run."""
    document = cut_document("a" * length + tail)
    package = f"cut_{target}_{next(NUMBER)}"
    files = generate(document, target, Settings("cut", package, "Cut", "0.1.0"))
    write_tree(files, tmp_path / "out")
    monkeypatch.syspath_prepend(str(tmp_path / "out"))
    for file in files:
        if file.path.endswith(".py") and "__main__" not in file.path:
            importlib.import_module(file.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    assert not hasattr(builtins, MARK)


def faulty_docstring(text: str, indent: int = 0) -> str:
    """Give the text as a filter would that cuts what it has escaped."""
    return text[:MAX_TEXT].replace("\\", "\\\\").replace('"""', '\\"\\"\\"')[:MAX_TEXT]


def test_second_lock_holds_where_the_filter_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a filter that halves an escape, the output is refused before it is written."""
    monkeypatch.setitem(_environment().filters, "docstring", faulty_docstring)
    document = cut_document("a" * (MAX_TEXT - 1) + "\\b")
    assert FILTERS["docstring"] is not faulty_docstring
    with pytest.raises(GenerationError, match=r"no Python|no template writes"):
        generate(document, "python", Settings("cut", "cut", "Cut", "0.1.0"))


@pytest.mark.parametrize(
    "source",
    [
        'class A:\n    """a""" ;__import__("os").system("x")  #\n',
        "def f():\n    f.x()\n",
        "import os\n",
        "x = open('a')\n",
        "x: int = f()\n",
        "x: f()\n",
        "x: list[f()] = None\n",
        "x: 'f()'\n",
        "x: '('\n",
        "x: Annotated['list[f()]', JsonName('a')]\n",
        "x: Annotated[int, f('a')]\n",
        "X = TypedDict('X', {'a': 'f()'})\n",
        "X = TypedDict('X', {'a': 'list['})\n",
        "X = TypedDict('X', {f(): 'int'})\n",
        "x = [1, f()]\n",
        "async def f():\n    if 1:\n        pass\n    else:\n        await g()\n",
        "for a in b:\n    pass\n",
        "x.y = 1\n",
        "(\n",
    ],
)
def test_second_lock_refuses_foreign_statements(source: str) -> None:
    """A statement that no template writes, at any depth, is refused; copied files and other kinds are not read."""
    with pytest.raises(GenerationError):
        second_lock(OutputFile("p/a.py", source))
    second_lock(OutputFile("p/_runtime/a.py", source, copied=True))
    second_lock(OutputFile("p/a.md", source))


@pytest.mark.parametrize(
    "names",
    [("a" * 61, "a", "A")]
    + [("a", bad, "A") for bad in ("class", "match", "type", "None", "True", "httpx", "pydantic", "os", "typing")]
    + [("a", "a", bad) for bad in ("None", "True", "False", "Token", "AccessKey", "APIError", "Client", "NotGiven")],
)
def test_name_that_is_in_use_is_refused(names: tuple[str, str, str]) -> None:
    """A name that Python or the package itself uses, or that is too long, raises ValueError."""
    with pytest.raises(ValueError, match=r"not a|more than 60"):
        Settings(*names, "0")


@pytest.mark.parametrize("title", ["Token", "Client", "Not Given", "None", f"{'word' * 20} {'word' * 20}"])
def test_derived_names_are_never_in_use(title: str) -> None:
    """Whatever the title, the names that are derived from it are accepted."""
    assert Settings.for_document({"info": {"title": title}}, "python", "0")


def check_source(text: str) -> None:
    """Assert that the source parses, imports nothing of the payloads, and that the mark stands only inside names that
    were made safe, strings and comments."""
    tree = ast.parse(text)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert "os" not in imported
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME and MARK in token.string:
            assert token.string.isidentifier() and token.string.isascii()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"paths": {"/a": {"get": {"$ref": "#/nowhere"}}}}, "nothing at the reference"),
        ({"paths": {"/a": {"get": 5}}}, "expected an object"),
        ({"paths": {"/a": {"$ref": "https://example.com/a.yaml"}}}, "inside the document"),
        ({"paths": {"/a": {"$ref": "#/paths/~1a"}}}, "never end"),
        ({"paths": {"/a": {"get": {"parameters": [{"in": "query"}]}}}}, "without a name"),
        ({"components": {"schemas": {"A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}}}}}, "nothing at"),
    ],
)
@pytest.mark.parametrize("target", TARGETS)
def test_broken_document_is_a_told_error(target: str, change: dict[str, Any], message: str) -> None:
    """What cannot be followed raises the one error of the generator, which names the place."""
    document = {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": {}, **change}
    if target == "mock" and "components" in change:
        generate(document, target, Settings.for_document(document, target, "0.1.0"))
        return
    with pytest.raises(GenerationError, match=message):
        generate(document, target, Settings.for_document(document, target, "0.1.0"))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "document",
    [
        {},
        {"info": 3, "paths": [], "servers": {}, "tags": 4, "components": []},
        {"paths": {"/a": {"get": {"operationId": 5, "tags": {}, "responses": [], "parameters": {}}}}},
        {"components": {"schemas": {"A": True, "B": {"$ref": "#/components/schemas/B2"}, "B2": {"type": "string"}}}},
    ],
)
def test_odd_document_is_no_crash(document: dict[str, Any], target: str) -> None:
    """A document with wrong shapes, or nothing in it, still gives a package."""
    assert generate(document, target, Settings.for_document(document, target, "0.1.0"))


def test_deep_and_endless_schemas_end() -> None:
    """Thousands of levels, and schemas that hold themselves in every way, become types without a crash."""
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(150):
        deep = {"type": "array", "items": deep}
    self_reference = {"$ref": "#/components/schemas/Loop"}
    schemas = {
        "Deep": {"type": "object", "properties": {"deep": deep}},
        "Loop": {"allOf": [self_reference, {"anyOf": [self_reference, {"type": "array", "items": self_reference}]}]},
        "Alias": {"type": "array", "items": {"$ref": "#/components/schemas/Alias"}},
        "Holder": {"properties": {"loop": self_reference, "alias": {"$ref": "#/components/schemas/Alias"}}},
    }
    for n in range(60):
        twice = [{"$ref": f"#/components/schemas/T{n + 1}"}] * 2
        schemas[f"T{n}"] = {"anyOf": twice, "allOf": twice}
        schemas[f"W{n}"] = {"properties": {key: {"$ref": f"#/components/schemas/W{n + 1}"} for key in "abcdefgh"}}
    for n in range(1500):
        schemas[f"C{n}"] = {"properties": {"next": {"$ref": f"#/components/schemas/C{n + 1}"}}}
        schemas[f"A{n}"] = {"allOf": [{"$ref": f"#/components/schemas/A{n + 1}"}]}
        schemas[f"I{n}"] = {"type": "array", "items": {"$ref": f"#/components/schemas/I{n + 1}"}}
    schemas |= {f"{letter}1500": {"properties": {"a": {"type": "string"}}} for letter in "CAI"}
    schemas |= {"T60": {"type": "string"}, "W60": {"type": "string"}}
    document = {"components": {"schemas": schemas}}
    assert sample(document, {"$ref": "#/components/schemas/W0"})
    assert generate(document, "python", Settings.for_document(document, "python", "0.1.0"))
