"""Documents as files: values come back as they were, hostile text ends in a finding, writing is all or nothing."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from spec import files, yamlio
from spec.diagnostics import DiagnosticError

TRICKY = """no yes on off y n Yes NO true True null ~ 1.0 1 0x1f 0o17 017 1_000 1e3 .5 .inf .nan -1 +1 2020-01-01
2001-12-14T21:59:43Z 1:20 = << - -- --- ... ? : a: a:b a# #a @a `a %a &a *a !a |a >a [a {a ]a }a ,a 'a "a \\ /a
https://{endpoint}/a /v1/{project_id}/a a,b a{b a-b -a $ref x-y""".split()  # noqa: SIM905 (reads better)
TRICKY += [
    "",
    " ",
    "a ",
    " a",
    "a b",
    "a: b",
    "a #b",
    "a\nb",
    "a\nb\n",
    "a\n\n b\n",
    "\na",
    "a \nb",
    "a\n\tb",
    "\t",
    "a\tb",
]
TRICKY += [
    "\x00",
    "\x07",
    "\x1b[0m",
    "\x7f",
    "\x85",
    "\xa0",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\ufffe",
    "\U0001f600",
    "\r\n",
]
TRICKY += [
    "名称",
    "名称：值，另一个。",
    "“甲”（乙）",
    "甲 乙",
    "甲\n乙",
    "a" * 2000,
    "甲" * 1100,
    "a b " * 600 + "c",
    "\u202e",
]

text = st.one_of(st.sampled_from(TRICKY), st.text(st.characters(exclude_categories=["Cs"])))
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.floats(allow_nan=False, allow_infinity=False), text
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(text, inner, max_size=4)),
    max_leaves=20,
)


class CoreLoader(yaml.SafeLoader):
    """Reads plain scalars as YAML 1.2 does (its core schema), as an independent check of what we write."""


CoreLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"^(?:null|Null|NULL|~|)$", [*"nN~", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", [*"tTfF"]),
    ("int", r"^[-+]?[0-9]+$|^0o[0-7]+$|^0x[0-9a-fA-F]+$", [*"-+0123456789"]),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$|^[-+]?\.inf$", [*"-+.0123456789"]),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)


def same(one: Any, other: Any) -> bool:
    """Compare values with their types: 1, 1.0 and true differ."""
    return repr(one) == repr(other)


@settings(deadline=None, max_examples=300)
@given(values)
def test_yaml_comes_back_from_every_loader(value: Any) -> None:
    """What is written as YAML is read back alike by us, by PyYAML (YAML 1.1) and by the rules of YAML 1.2."""
    written = files.dump_yaml(value)
    assert same(yamlio.parse(written), value)
    assert same(yaml.load(written, Loader=yaml.CSafeLoader), value)
    assert same(yaml.load(written, Loader=CoreLoader), value)  # noqa: S506 (a safe loader)


@pytest.mark.parametrize("word", TRICKY)
def test_tricky_words_stay_strings(word: str) -> None:
    """A string that looks like something else is a string again, as value, as key, in a list, and deeper down."""
    value = {word: word, "list": [word, [word], {word: {word: [word]}}]}
    written = files.dump_yaml(value)
    assert same(yamlio.parse(written), value)
    assert same(yaml.load(written, Loader=yaml.CSafeLoader), value)
    assert same(yaml.load(written, Loader=CoreLoader), value)  # noqa: S506 (a safe loader)


@settings(deadline=None)
@given(values)
def test_json_comes_back(value: Any) -> None:
    """What is written as JSON is read back alike."""
    document = {"value": value}
    assert same(files.parse(files.dump_json(document), "x.json"), document)


def test_half_surrogates_are_replaced() -> None:
    """Half of a surrogate pair, which UTF-8 cannot hold, is written as U+FFFD in both formats."""
    document = {"a\ud800": "\udfff b"}
    expected = {"a\ufffd": "\ufffd b"}
    assert files.parse(files.dump_json(document), "x") == expected
    assert files.parse(files.dump_yaml(document), "x") == expected


def test_yaml_reads_well() -> None:
    """Paths, references, names and sentences stand as people write them; only what needs quotes has them."""
    document = {
        "paths": {"/v1/{id}/a-b": {"get": {"summary": "查询 事物（全部）", "responses": {"200": {"$ref": "#/a"}}}}},
        "text": "first line\n- second: line\n",
        "empty": [{}, []],
        "list": [{"a": 1, "b": [2.5, None, True]}],
    }
    assert files.dump_yaml(document) == (
        "paths:\n"
        "  /v1/{id}/a-b:\n"
        "    get:\n"
        "      summary: 查询 事物（全部）\n"
        "      responses:\n"
        '        "200":\n'
        '          $ref: "#/a"\n'
        "text: |\n"
        "  first line\n"
        "  - second: line\n"
        "empty:\n"
        "  - {}\n"
        "  - []\n"
        "list:\n"
        "  - a: 1\n"
        "    b:\n"
        "      - 2.5\n"
        "      - null\n"
        "      - true\n"
    )


@pytest.mark.parametrize("dump", [files.dump_json, files.dump_yaml])
@pytest.mark.parametrize("value", [{"a": float("nan")}, {"a": [float("inf")]}])
def test_numbers_without_end_are_refused(dump: Any, value: Any) -> None:
    """A number that JSON does not have is an error, not a file that others cannot read."""
    with pytest.raises(ValueError, match=r"finite|JSON"):
        dump(value)


def test_yaml_is_read_as_openapi_means_it() -> None:
    """Plain words are what YAML 1.2 says, dates stay text, and keys are strings whatever they look like."""
    read = files.parse("a: no\nb: 2020-01-01\nc: 010\nd: 0x1f\ne: 1.5e3\nf: ~\ng:\nh: 'true'\n200: x\nnull: 1\n", "x")
    expected = {"a": "no", "b": "2020-01-01", "c": 10, "d": 31, "e": 1500.0, "f": None, "g": None, "h": "true"}
    assert same(read, {**expected, "200": "x", "null": 1})


HOSTILE = {
    "nothing": ("", 1),
    "a list": ("- a\n- b\n", 1),
    "bad YAML": ("a: 1\nb: [1\nc: 2\n", 3),
    "bad JSON": ('{"a": 1,\n "b": }', 2),
    "NaN": ('{"a": NaN}', 1),
    "infinite": ('{"a": 1e999}', 0),
    "infinite in YAML": ("a: 1\nb: 1.0e+999\n", 2),
    "endless number": ("a: " + "9" * 5000, 1),
    "anchor": ("a: &x [1]\nb: *x\n", 1),
    "tag": ("a: !!python/object:os.system x\n", 1),
    "tag on a list": ("a: 1\nb: !!set {x}\n", 2),
    "same key": ("a: 1\na: 2\n", 2),
    "list as a key": ("? [a]\n: 1\n", 1),
    "two documents": ("a: 1\n---\nb: 1\n", 2),
    "control character": ("a: 1\nb: \x01\n", 2),
    "deep JSON": ('{"a":' + "[" * 100_000, 1),
    "deep YAML": ("a: " + "[" * 100_000, 1),
    "deep block": ("\n".join(" " * depth + "a:" for depth in range(1500)), yamlio.MAX_DEPTH + 1),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_is_a_finding_with_its_line(case: str) -> None:
    """What is no document ends in one error that names the file and line, never in a crash."""
    content, line = HOSTILE[case]
    with pytest.raises(DiagnosticError) as raised:
        files.parse(content, "x.yaml")
    (diagnostic,) = raised.value.diagnostics
    assert (diagnostic.code, diagnostic.location.document, diagnostic.location.line) == ("SPC001", "x.yaml", line)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read_or_refused(content: str) -> None:
    """No text makes the reader fail in another way than with its finding."""
    try:
        assert isinstance(files.parse(content, "x"), dict)
    except DiagnosticError as error:
        assert error.diagnostics


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing file, a folder, bytes that are not UTF-8 and a file that is too large are told as what they are."""
    wrong, large = tmp_path / "wrong.yaml", tmp_path / "large.yaml"
    wrong.write_bytes(b"a: 1\nb: \xff\n")
    large.write_text("a: 12345678901234567890")
    found = []
    monkeypatch.setattr(files, "MAX_BYTES", 20)
    for path in (tmp_path / "missing.yaml", tmp_path, wrong, large):
        with pytest.raises(DiagnosticError) as raised:
            files.load(path)
        found.append((raised.value.diagnostics[0].code, raised.value.diagnostics[0].location.line))
    assert found[0] == ("DOC001", 0)
    assert found[1][0] in ("DOC001", "SPC002")
    assert found[2:] == [("SPC001", 2), ("SPC002", 0)]


def test_load_reads_both_formats(tmp_path: Path) -> None:
    """The content decides how a file is read, not its name; a byte order mark does no harm."""
    document = {"a": ["b", 1]}
    for name, content in (
        ("a.txt", json.dumps(document)),
        ("b.json", "a: [b, 1]"),
        ("c", "\ufeff" + json.dumps(document)),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert files.load(tmp_path / name) == document


def test_write_files_writes_what_differs(tmp_path: Path) -> None:
    """Only files whose content changes are written, folders are made, and a file's mode stays."""
    same_file, script, new = tmp_path / "same", tmp_path / "script", tmp_path / "new" / "deep" / "file"
    same_file.write_text("same")
    script.write_text("old")
    script.chmod(0o755)
    before = same_file.stat().st_mtime_ns
    assert files.write_files({same_file: "same", script: "new\n", new: b"\x00"}) == [script, new]
    assert same_file.stat().st_mtime_ns == before
    assert (script.read_bytes(), script.stat().st_mode & 0o777, new.read_bytes()) == (b"new\n", 0o755, b"\x00")


@pytest.mark.parametrize("bad", ["folder", "file/below", "name\x00", "n" * 300])
def test_write_files_is_all_or_nothing(tmp_path: Path, bad: str) -> None:
    """Where one file cannot be written, none is, and nothing is left behind."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("old")
    with pytest.raises((OSError, ValueError)):
        files.write_files({tmp_path / "file": "new", tmp_path / bad: "new"})
    assert (tmp_path / "file").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_text_that_is_not_unicode_is_not_written(tmp_path: Path) -> None:
    """Text that no UTF-8 file can hold is refused before anything is written."""
    with pytest.raises(UnicodeEncodeError):
        files.write_files({tmp_path / "a": "good", tmp_path / "b": "\ud800"})
    assert not list(tmp_path.iterdir())
