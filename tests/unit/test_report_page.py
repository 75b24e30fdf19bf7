"""The report for people: a page that needs nothing beside it, and tables at a terminal."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from apiscribe.reporting import report_text
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.files import dump_json
from spec.location import Location
from spec.report import MAX_LINES, Account, Departure, Kind, Reason, Report
from spec.report_file import load
from spec.report_page import render_page

HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(2)>\u202e\x1b[31m\' onload="x"'
VOID = {"meta", "input", "br", "link", "img"}
REPORT = Report(
    (
        Account(
            "bells.html",
            {Kind.OPERATION: 2, Kind.ROW: 6},
            {(Kind.ROW, Reason.HEADER): (3, 9), (Kind.ROW, Reason.EMPTY): (11,)},
            {},
        ),
    ),
    (
        Diagnostic("LNK001", "type `Tone` names no table", Location("bells.html", 7, ("List bells",)), "tone | Tone"),
        Diagnostic("CON006", "the example is of PUT /b", Location("bells.html", 5), against=Location("bells.html", 2)),
    ),
    (Departure("/info/title", "publish", "the name of the service"), Departure("/servers", "publish", "an address")),
)


class _Page(HTMLParser):
    """Collects the tags of a page, and what is open where it should not be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def parse(page: str) -> _Page:
    """Read a page."""
    parser = _Page()
    parser.feed(page)
    parser.close()
    return parser


def hostile_report() -> Report:
    """Give a report with hostile text wherever a document's text can come to stand."""
    place = Location(HOSTILE, 1, (HOSTILE, HOSTILE))
    findings = (Diagnostic("LNK001", HOSTILE, place, HOSTILE, "/" + HOSTILE, place),)
    account = Account(HOSTILE, {}, {(Kind.ROW, Reason.EMPTY): (1,)}, {})
    return Report((account,), findings, (Departure("/" + HOSTILE, HOSTILE, HOSTILE),))


def test_no_text_of_a_document_becomes_markup() -> None:
    """A title that closes the script and opens another adds no tag and no attribute to the page."""
    ours, theirs = parse(render_page(REPORT, "bells")), parse(render_page(hostile_report(), HOSTILE))
    assert {tag for tag, _ in theirs.tags} <= {tag for tag, _ in ours.tags}
    assert sum(tag == "script" for tag, _ in theirs.tags) == 1
    assert not [name for _, attributes in theirs.tags for name in attributes if name.startswith("on")]
    assert "\u202e" not in render_page(hostile_report(), HOSTILE)
    assert theirs.wrong == theirs.open == []


def test_the_page_is_whole() -> None:
    """Every tag is closed, ids are unique, links lead into the page, and nothing is fetched from anywhere."""
    page = parse(render_page(REPORT, "bells"))
    assert page.wrong == page.open == []
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {a["href"] for tag, a in page.tags if tag == "a"} <= {f"#{name}" for name in ids}
    assert not [name for _, a in page.tags for name in ("src", "srcset", "action", "data", "poster") if name in a]
    assert "default-src 'none'" in next(a["content"] or "" for _, a in page.tags if "http-equiv" in a)


def test_the_page_says_what_the_report_says() -> None:
    """Each finding, reason, conflict and departure is on the page, with its place."""
    page = render_page(REPORT, "bells")
    for text in ("type `Tone` names no table", "tone | Tone", "bells.html:7", "header row", "3, 9", "66.67%"):
        assert text in page
    for text in ("the example is of PUT /b", "bells.html:2", "#/info/title", "the name of the service"):
        assert text in page


def test_an_empty_report_has_a_page() -> None:
    """A report without documents, findings and departures gives a page that says so."""
    page = parse(render_page(Report(), "nothing"))
    assert page.wrong == page.open == []


def test_the_tables_of_a_terminal() -> None:
    """The text has the counts, a bar, the reasons, the codes and the departures by reason."""
    assert report_text(REPORT, 100, color=False) == (
        "Documents\n"
        "document                 used                        left out\n"
        "bells.html  operation  2 of 2  ████████████████████\n"
        "            row        6 of 9  █████████████░░░░░░░  2 header row, 1 empty\n"
        "\nFindings\n"
        "1  warning LNK001  type names a table that is not there\n"
        "1  warning CON006  example of another request than the URI\n"
        "\nDepartures of the published document\n"
        "1  publish  an address\n"
        "1  publish  the name of the service\n"
    )


def test_a_terminal_gets_no_control_characters() -> None:
    """Escape sequences and marks that turn text around are shown as escapes, whatever a document is called."""
    text = report_text(hostile_report(), 200, color=False)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_report_is_read_back(tmp_path: Path) -> None:
    """A report that is written and read again is the same."""
    path = tmp_path / "report.json"
    path.write_text(dump_json(REPORT.as_dict()), encoding="utf-8")
    assert load(path).as_dict() == REPORT.as_dict()


def test_a_long_list_of_lines_is_cut_and_still_counts(tmp_path: Path) -> None:
    """A report lists at most so many lines for a reason, says how many more there are, and counts them all."""
    account = Account("bells.html", {}, {(Kind.ROW, Reason.EMPTY): tuple(range(1, MAX_LINES + 8))}, {})
    record = Report((account,)).as_dict()
    path = tmp_path / "report.json"
    path.write_text(dump_json(record), encoding="utf-8")
    assert len(path.read_text().splitlines()) < MAX_LINES + 40
    assert load(path).accounts[0].found(Kind.ROW) == MAX_LINES + 7
    assert '"more": {"empty": 7}' in json.dumps(record)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"documents": 1}, "documents"),
        (
            {"diagnostics": [{"code": "XXX000", "severity": "error", "message": "", "document": "a", "help": ""}]},
            "code",
        ),
        ({"more": 1}, "more"),
    ],
)
def test_another_file_is_no_report(tmp_path: Path, change: dict[str, object], said: str) -> None:
    """A file that holds something else than a report is named in one finding, with what is wrong in it."""
    path = tmp_path / "report.json"
    path.write_text(json.dumps({**REPORT.as_dict(), **change}))
    with pytest.raises(DiagnosticError) as raised:
        load(path)
    (finding,) = raised.value.diagnostics
    assert finding.code == "SPC081"
    assert said in finding.message
