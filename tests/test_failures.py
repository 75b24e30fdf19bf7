"""Bad input to the command: exit code, what stderr says to the letter, and whether there is an output file."""

import gc
import subprocess
import sys
import time
from pathlib import Path

import pytest

from apiscribe.cli import main
from scraper import Source, scrape

OPERATION = "4.1 查询铃铛\nURI\nGET /v1/bells\n响应参数\n"
TABLE = "表 4-1 响应 Body 参数\n参数\t参数类型\t描述\n"
HTML = "<h1>A</h1>\n<h4>URI</h4>\n<p>GET /v1/bells</p>\n<h4>Response Parameters</h4>\n"
WRITTEN = "out.yaml: 1 operations\n"
ONE_ERROR = "1 error, 0 warnings, 0 notes\n"
ONE_WARNING = "0 errors, 1 warning, 0 notes\n"
NO_REFERENCE = "    help  an operation has a line such as `GET /v1/things/{id}`\n"
NO_REQUEST = "    help  add the method and path to the page, or an overlay\n"
COMPARE = "    help  compare the row with the page; a cell may hold a bar\n"
CUT_OFF = "    help  compare the end of the table with the published page\n"
NOT_TEXT = (
    "error DOC002: the file is not text in UTF-8, UTF-16 or GB18030\n"
    "    help  save the page as HTML, Markdown or text (for a PDF: its text layer)\n" + ONE_ERROR
)

CASES: dict[str, tuple[dict[str, str | bytes], int, str]] = {
    "missing_file": (
        {},
        1,
        "page: error DOC001: there is no such file or folder\n"
        "    help  check that the path exists and that you may read it\n" + ONE_ERROR,
    ),
    "folder_without_documents": (
        {"page/data.json": "{}", "page/logo.png": b"\x89PNG\r\n\x1a\n" + bytes(40), "page/empty.md": ""},
        1,
        "page: error DOC005: none of the files is a document\n" + NO_REFERENCE
        + "1 error, 0 warnings, 3 notes (3 not shown: --all shows them)\n",
    ),
    "folder_of_prose": (
        {"page/a.md": "# A\n\nA tale.\n", "page/b.md": "# B\n\nAnother.\n"},
        1,
        "the given sources: error DOC005: no operation in it: no line with method and path under a URI title\n"
        + NO_REFERENCE + ONE_ERROR,
    ),
    "empty_file": (
        {"page": ""},
        1,
        "page: error DOC005: no operation in it: no line with method and path under a URI title\n"
        + NO_REFERENCE + ONE_ERROR,
    ),
    "binary_file": ({"page": bytes(range(256)) * 8}, 1, "page: " + NOT_TEXT),
    "row_cut_in_its_first_cell": (
        {"page": OPERATION + TABLE + "tone\tString\t音调。\nvol"},
        0,
        WRITTEN + "page:8: warning TBL003: the document breaks off in a table\n" + CUT_OFF + ONE_WARNING,
    ),
    "row_with_too_few_cells": (
        {"page": OPERATION + TABLE + "tone\tString\t音调。\nvolume\tInt"},
        0,
        WRITTEN + "page:8: warning TBL002: row has 2 cells, the header has 3\n"
        "    at    4.1 查询铃铛 > 4-1 响应 Body 参数\n    text  volume | Int\n" + COMPARE + ONE_WARNING,
    ),
    "row_with_too_many_cells": (
        {"page": OPERATION + TABLE + "tone\tString\t音调。\t还有\n"},
        0,
        WRITTEN + "page:7: warning TBL002: row has 4 cells, the header has 3\n"
        "    at    4.1 查询铃铛 > 4-1 响应 Body 参数\n"
        "    text  tone | String | 音调。 | 还有\n" + COMPARE + ONE_WARNING,
    ),
    "table_without_end": (
        {"page": HTML + "<table><tr><th>Parameter</th><th>Type</th></tr>\n<tr><td>tone</td><td>Str"},
        0,
        WRITTEN + "page:5: warning TBL003: the document breaks off in a table\n" + CUT_OFF + ONE_WARNING,
    ),
    "table_without_end_in_markdown": (
        {
            "page": "# A\n\n## URI\n\nGET /v1/bells\n\n## 响应参数\n\n<table><tr><th>参数</th><th>描述</th></tr>\n"
            "<tr><td>tone</td><td>音调</td></tr>\n\n## 响应示例\n\n```\n{}\n```\n"
        },
        0,
        WRITTEN + "page:9: warning TBL003: the document breaks off in a table\n" + CUT_OFF + ONE_WARNING,
    ),
    "nesting_without_end": (
        {"page": HTML + "<div>" * 10_000},
        1,
        "page:5: error DOC004: tags are nested deeper than 400\n"
        "    help  split the document, one chapter a file\n" + ONE_ERROR,
    ),
    "table_that_refers_to_itself": (
        {
            "page": OPERATION + TABLE + "tone\tTone object\t音。\n"
            "表 4-2 Tone\n参数\t参数类型\t描述\nover\tTone object\t泛音。\n"
        },
        0,
        WRITTEN + "page:10: note LNK004: `over` has the type of the table that it stands in\n"
        "    at    4.1 查询铃铛 > 4-2 Tone > row 1\n    help  the schema is recursive, nothing to do\n"
        "0 errors, 0 warnings, 1 note\n",
    ),
    "descriptions_that_disagree": (
        {
            "page": OPERATION + TABLE + "tone\tString\t音调。\n4.2 再查铃铛\nURI\nGET /v1/bells\n响应参数\n"
            "表 4-2 响应 Body 参数\n参数\t参数类型\t描述\ntone\tInteger\t音调。\n"
        },
        0,
        WRITTEN + "page:3: warning REF002: GET /v1/bells is also described at page:10, otherwise in 1 type\n"
        "    at    4.1 查询铃铛\n    help  `apiscribe conflicts` shows both readings\n" + ONE_WARNING,
    ),
    "heading_without_a_request": (
        {"page": OPERATION + "4.2 敲铃铛\n功能介绍\n敲。\nURI\n见上文。\n"},
        1,
        WRITTEN + "page:5: error REF001: `4.2 敲铃铛` has a URI section, and no line with method and path in it\n"
        "    at    4.2 敲铃铛\n" + NO_REQUEST + ONE_ERROR,
    ),
    "contents_without_a_page": (
        {"page": "目录\n4.1 查询铃铛 ....... 1\n4.2 敲铃铛 ........ 2\n" + OPERATION},
        1,
        WRITTEN + "page:3: error REF001: the contents list `4.2 敲铃铛`, and no page of it is there\n"
        "    at    4.2 敲铃铛\n" + NO_REQUEST + ONE_ERROR,
    ),
}  # fmt: skip
"""By name: the files to write, the exit code, and all of stderr."""


def lay_out(files: dict[str, str | bytes], folder: Path) -> None:
    """Write the files of a case."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_told(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each bad input gives one finding with its place and what to do, and no output where there is no operation."""
    files, code, said = CASES[case]
    lay_out(files, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "sys.argv", ["apiscribe", "scrape", "page", "-o", "out.yaml", *(["--all"] if "itself" in case else [])]
    )
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        gc.enable()
    printed = capsys.readouterr()
    assert printed.err == said
    assert (ended.value.code or 0, printed.out) == (code, "")
    assert (tmp_path / "out.yaml").exists() == (WRITTEN in said)


def test_the_command_itself_exits_so(tmp_path: Path) -> None:
    """The command as a process says and exits the same."""
    command = [sys.executable, "-m", "apiscribe", "scrape", "page", "-o", "out.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    _, code, said = CASES["missing_file"]
    assert (done.returncode, done.stdout, done.stderr) == (code, "", said)


def test_an_endless_line_is_refused_at_once() -> None:
    """A line of 200 MB is refused in less than two seconds."""
    data = b"GET /v1/" + b"x" * (200 * 1024 * 1024)
    start = time.perf_counter()
    scraped = scrape([Source("page", data)])
    assert time.perf_counter() - start < 2
    assert [(d.code, d.location.line) for d in scraped.report.diagnostics] == [("DOC004", 1)]
    assert len(scraped.report.diagnostics[0].render()) < 300
