"""`apiscribe where` and `apiscribe report` as a user runs them, on a page that was scraped into a folder."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from apiscribe.cli import app
from spec.diagnostics import DiagnosticError

PAGE = """发布日期 2024-05-06
4.1 列出铃铛
URI
GET /v1/bells
表 4-1 Query 参数
参数	是否必选	参数类型	描述
limit	否	Integer	取值范围[1,20]。
响应参数
状态码：200
表 4-2 响应 Body 参数
参数	参数类型	描述
bells	Array of Bell objects	铃铛。
表 4-3 Bell
参数	参数类型	描述
tone	String	音。
4.2 查询铃铛
URI
GET /v1/bells/{bell_id}
表 4-4 路径参数
参数	是否必选	参数类型	描述
bell_id	是	String	编号。
响应参数
状态码：200
表 4-5 响应 Body 参数
参数	参数类型	描述
bell	Bell object	铃铛。
表 4-6 Bell
参数	参数类型	描述
tone	String	音。
"""
TONE = """#/components/schemas/Bell/properties/tone
  document  page.txt
  section   4.1 列出铃铛
  table     4-3 Bell
  row       1
  line      15
  text      tone | String | 音。
  also      page.txt:29  4.2 查询铃铛 > 4-6 Bell > row 1
            tone | String | 音。
"""
MAXIMUM = """#/paths/~1v1~1bells/get/parameters/0/schema/maximum
  nearest   #/paths/~1v1~1bells/get/parameters/0
  document  page.txt
  section   4.1 列出铃铛
  table     4-1 Query 参数
  row       1
  line      7
  text      limit | 否 | Integer | 取值范围[1,20]。
"""
OPERATION = """#/paths/~1v1~1bells~1{bell_id}/get
  document  page.txt
  section   4.2 查询铃铛
  line      18
  text      GET /v1/bells/{bell_id}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a page and what `scrape` writes of it."""
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text(PAGE, encoding="utf-8")
    files = ["-o", "out/openapi.json", "--report", "out/report.json", "--provenance", "out/provenance.json"]
    assert run("scrape", "page.txt", *files).exit_code == 0
    return tmp_path / "out"


def run(*arguments: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("#/components/schemas/Bell/properties/tone", TONE),
        ("/components/schemas/Bell/properties/tone", TONE),
        ("ListBells", None),
        ("GET /v1/bells/{bell_id}", OPERATION),
        ("#/paths/~1v1~1bells/get/parameters/0/schema/maximum", MAXIMUM),
    ],
)
def test_where_names_the_place(folder: Path, asked: str, answer: str | None) -> None:
    """The answer names document, section, table, row, line and text, and the other tables of one schema."""
    result = run("where", asked, "--documents", str(folder), "--source", "page.txt")
    assert result.exit_code == 0
    if answer:
        assert result.stdout == answer
    else:
        assert "line      4\n" in result.stdout


def test_where_without_the_source_names_the_place_alone(folder: Path) -> None:
    """Where the document is not at hand, the place is told without its text."""
    result = run("where", "#/components/schemas/Bell/properties/tone", "--documents", str(folder))
    assert result.stdout == "".join(line + "\n" for line in TONE.splitlines() if "音" not in line)


def test_where_knows_the_sources_of_the_configuration(folder: Path) -> None:
    """Without `--source` the text is that of the documents which the configuration names."""
    Path("apiscribe.toml").write_text('[service]\nname = "bells"\n[[source]]\npath = "page.txt"\n')
    result = run("where", "#/components/schemas/Bell/properties/tone", "--documents", str(folder))
    assert result.stdout == TONE


def test_where_answers_programs(folder: Path) -> None:
    """The JSON form has the same facts."""
    asked = "#/components/schemas/Bell/properties/tone"
    result = run("where", asked, "--documents", str(folder), "--source", "page.txt", "--format", "json")
    place = {"document": "page.txt", "line": 15, "section": "4.1 列出铃铛", "table": "4-3 Bell", "row": 1}
    found = json.loads(result.stdout)
    assert found["places"][0] == {**place, "text": "tone | String | 音。"}
    assert [place["line"] for place in found["places"]] == [15, 29]
    assert (found["pointer"], found["nearest"], found["departures"]) == (asked[1:], asked[1:], [])


def test_where_says_what_may_have_been_meant(folder: Path) -> None:
    """A pointer that is not there is an error that names the nearest one."""
    result = run("where", "#/components/schemas/Bell/properties/tonne", "--documents", str(folder))
    assert isinstance(result.exception, DiagnosticError)
    assert "did you mean `tone`?" in str(result.exception)


def test_report_goes_where_it_is_wanted(folder: Path) -> None:
    """The report is text on stdout, a page in a file that ends so, and JSON for programs."""
    text = run("report", "--documents", str(folder)).stdout
    assert text.startswith("Documents\n")
    assert "operation   2 of 2  ████████████████████\n" in text
    assert "row        6 of 12  ██████████░░░░░░░░░░  6 header row\n" in text
    assert run("report", "--documents", str(folder), "-o", "report.html").stdout == ""
    page = Path("report.html").read_text(encoding="utf-8")
    HTMLParser().feed(page)
    assert page.startswith("<!doctype html>")
    as_json = run("report", "--documents", str(folder), "--format", "json").stdout
    assert as_json == (folder / "report.json").read_text(encoding="utf-8")


def test_report_without_a_build_is_told(tmp_path: Path) -> None:
    """A folder without a report is one finding, not a crash."""
    result = run("report", "--documents", str(tmp_path))
    assert isinstance(result.exception, DiagnosticError)
    assert [d.code for d in result.exception.diagnostics] == ["DOC001"]
