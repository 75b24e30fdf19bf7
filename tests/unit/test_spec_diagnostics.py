"""Diagnostics: what people and programs read, and that no text of a document can act on a terminal."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from spec.diagnostics import CODES, Diagnostic, DiagnosticError, Severity, has_errors, in_order, shown
from spec.location import Location

PLACE = Location("pages/create.html", 212, ("Create a thing", "Table 3", "row 5"))


def test_a_diagnostic_reads_like_a_compilers() -> None:
    """File, line, severity, code and message stand on the first line; place, text and help below it."""
    assert Diagnostic("TBL002", "row has 3 cells, the header has 4", PLACE, "image | String").render() == (
        "pages/create.html:212: warning TBL002: row has 3 cells, the header has 4\n"
        "    at    Create a thing > Table 3 > row 5\n"
        "    text  image | String\n"
        "    help  compare the row with the page; a cell may hold a bar"
    )


def test_a_program_reads_the_same() -> None:
    """The JSON form has the same facts, and leaves out what is empty."""
    assert Diagnostic("SPC043", "not of type integer", Location("a.yaml"), pointer="/x").as_dict() == {
        "code": "SPC043",
        "severity": "error",
        "message": "not of type integer",
        "document": "a.yaml",
        "pointer": "/x",
        "help": CODES["SPC043"].help,
    }


def test_control_characters_are_shown_not_sent() -> None:
    """Control characters, line breaks and marks that turn text around are shown as escapes; letters are kept."""
    assert shown("a\x1b[31mb\r\nc\u202ed\u2066\u200b\ud800\U000e0001") == (
        "a\\u001b[31mb\\r\\nc\\u202ed\\u2066\\u200b\\ud800\\U000e0001"
    )
    assert shown("中文\u3000“引号” é 😀\xa0") == "中文\u3000“引号” é 😀\xa0"


@given(st.text(), st.text(), st.lists(st.text()), st.text(), st.text())
def test_no_text_escapes(document: str, message: str, trail: list[str], subject: str, pointer: str) -> None:
    """Whatever a document holds, a diagnostic has its own lines only, and every one can be printed and encoded."""
    rendered = Diagnostic("DOC001", message, Location(document, 1, tuple(trail)), subject, pointer).render()
    lines = rendered.split("\n")
    assert len(lines) == 2 + bool(trail) + bool(subject) + bool(pointer)
    assert all(line.replace("\u3000", " ").encode() for line in lines)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]", rendered)


def test_long_text_is_cut() -> None:
    """A diagnostic shows at most 200 characters of a document's text."""
    rendered = Diagnostic("DOC004", "m" * 1000, Location("d"), "s" * 100_000).render()
    assert len(rendered) < 700
    assert rendered.count("…") == 2


def test_order_is_by_place_and_each_comes_once() -> None:
    """Findings stand in the order of the documents and lines, numbers in pointers count, repetitions are dropped."""
    late, early = Diagnostic("DOC001", "m", Location("b", 2)), Diagnostic("DOC001", "m", Location("b", 1))
    other = Diagnostic("DOC001", "m", Location("a", 9))
    tenth, second = (Diagnostic("SPC041", "m", Location("c"), pointer=f"/a/{index}") for index in (10, 2))
    assert in_order([late, tenth, other, second, early, late]) == [other, early, late, second, tenth]


def test_only_errors_are_errors() -> None:
    """Warnings and notes do not make a run fail."""
    warning, error = Diagnostic("TBL002", "m", PLACE), Diagnostic("REF001", "m", PLACE)
    assert not has_errors([warning])
    assert has_errors([warning, error])


def test_an_exception_says_what_its_diagnostics_say() -> None:
    """An exception that carries findings shows them, so that a traceback is of use too."""
    error = DiagnosticError(Diagnostic("DOC001", "no such file", Location("a")))
    assert "a: error DOC001: no such file" in str(error)


def test_the_table_of_codes_is_in_form() -> None:
    """Codes are three capitals and three digits; each has a title and help, and they stand in order."""
    assert all(re.fullmatch(r"[A-Z]{3}\d{3}", code) for code in CODES)
    assert all(entry.title and entry.help and isinstance(entry.severity, Severity) for entry in CODES.values())
    assert list(CODES) == sorted(
        CODES, key=lambda code: (list(dict.fromkeys(c[:3] for c in CODES)).index(code[:3]), code)
    )


def test_every_code_in_use_is_in_the_table() -> None:
    """A code that the program text names is in the table, so that no finding fails on its way to the reader."""
    root = Path(__file__).resolve().parents[2]
    for package in ("spec", "scraper", "generator", "apiscribe"):
        for path in (root / package).rglob("*.py"):
            for code in re.findall(r'"([A-Z]{3}\d{3})"', path.read_text(encoding="utf-8")):
                assert code in CODES, f"{path}: {code}"
