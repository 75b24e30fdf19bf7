"""Conflicts as files: JSON that is read back, Markdown and a page in which no text of a document acts, the command."""

import json
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from spec.conflicts import EACH, MEANINGS, Conflict, ConflictKind, Conflicts, Reading, SourceDocument, Told
from spec.conflicts.file import as_dict, load
from spec.conflicts.markdown import render_markdown
from spec.conflicts.page import MAX_GROUPS, render_conflicts
from spec.conflicts.text import render_text
from spec.conflicts.words import MAX_READINGS
from spec.diagnostics import DiagnosticError
from spec.files import dump_json
from spec.location import Location
from spec.provenance import Provenance

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)> | **b** `c` [d](javascript:e) \u202e\x1b[31m\n'\""
)
VOID = {"meta", "input", "br", "link", "img"}
HERE, THERE = Location("new.txt", 7, ("4.1 Bells", "4-1 Tone", "row 2")), Location("old.md", 3)


def conflict(kind: ConflictKind = ConflictKind.VALUES, operation: str = "GET /v1/bells", taken: int = 0) -> Conflict:
    """Give a conflict of a kind."""
    readings = (Reading(HERE, ["low", "high"]), Reading(THERE, ["low", "mid"]), Reading(Location("x"), stated=False))
    return Conflict(kind, operation, "response 200 field `a[].tone`", readings, taken, also=("query parameter `tone`",))


EVERY = Conflicts(
    (SourceDocument("new.txt", "2025", "zh", "text"), SourceDocument("old.md")),
    tuple(conflict(kind, taken=EACH if kind is ConflictKind.AGE else 1) for kind in ConflictKind),
)


class _Page(HTMLParser):
    """Collects the tags of a page, and what is open where it should not be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def hostile() -> Conflicts:
    """Give conflicts with hostile text wherever a document's text can come to stand."""
    place = Location(HOSTILE, 1, (HOSTILE, HOSTILE))
    values = (HOSTILE, [HOSTILE, HOSTILE + "2"], {HOSTILE: HOSTILE})
    readings = tuple(Reading(place, value) for value in values)
    one = Conflict(ConflictKind.TYPE, HOSTILE, HOSTILE, readings, 0, "/" + HOSTILE, (HOSTILE,))
    other = Conflict(ConflictKind.TYPE, HOSTILE + "2", HOSTILE, readings)
    return Conflicts((SourceDocument(HOSTILE, HOSTILE, HOSTILE, HOSTILE),), (one, other))


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """A file of every kind of conflict is read back as it was, values that are not stated apart from null."""
    given = Conflicts(
        EVERY.sources, (*EVERY.conflicts, Conflict(ConflictKind.DEFAULT, "", "x", (Reading(HERE, None),)))
    )
    path = tmp_path / "conflicts.json"
    path.write_text(dump_json(as_dict(given)))
    assert load(path) == given
    assert as_dict(load(path)) == as_dict(given)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"sources": [], "kinds": {}, "conflicts": [{"kind": "mood", "readings": []}]}']
)
def test_another_file_is_refused(text: str, tmp_path: Path) -> None:
    """A file that holds something else is a finding, not a crash."""
    path = tmp_path / "conflicts.json"
    path.write_text(text)
    with pytest.raises(DiagnosticError):
        load(path)


def test_every_kind_has_a_meaning() -> None:
    """The table of kinds is complete."""
    assert set(MEANINGS) == set(ConflictKind)


def test_numbers_tell_the_same_statement_in_many_operations_apart_from_others() -> None:
    """What many operations say alike is counted once as distinct; one side that says nothing is counted as silent."""
    found = Conflicts((), (conflict(), conflict(operation="PUT /v1/bells"), conflict(ConflictKind.TYPE)))
    assert as_dict(found)["kinds"] == {
        "values": {"conflicts": 2, "distinct": 1, "silent": 2},
        "type": {"conflicts": 1, "distinct": 1, "silent": 1},
    }
    assert render_conflicts(found, "bells").count("<li data-kind") == 2


def test_no_text_of_a_document_becomes_markup() -> None:
    """A value that closes the script and opens another adds no tag and no attribute to the page."""
    ours, theirs = _Page(render_conflicts(EVERY, "bells")), _Page(render_conflicts(hostile(), HOSTILE))
    assert {tag for tag, _ in theirs.tags} <= {tag for tag, _ in ours.tags}
    assert sum(tag == "script" for tag, _ in theirs.tags) == 1
    assert not [name for _, attributes in theirs.tags for name in attributes if name.startswith("on")]
    assert "\u202e" not in render_conflicts(hostile(), HOSTILE)
    assert theirs.wrong == theirs.open == ours.wrong == ours.open == []


def test_the_page_asks_for_nothing() -> None:
    """The page has its style and script inside, and its policy forbids everything else."""
    page = _Page(render_conflicts(EVERY, "bells"))
    assert not [a for _, attributes in page.tags for a in attributes if a in ("src", "href", "action")]
    assert "url(" not in render_conflicts(EVERY, "bells")
    (policy,) = (a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")


def test_the_page_puts_both_readings_side_by_side() -> None:
    """Each reading has its document, line and values; what the others lack is marked, and so is the one that counts."""
    page = render_conflicts(Conflicts((), (conflict(),)), "bells")
    assert page.count('<code class="alone">') == 2
    assert '<code class="alone">mid</code>' in page
    assert page.count('<div class="taken">') == 1
    assert "says nothing of it" in page
    assert "line 7" in page
    assert "new.txt, counts" in page


def test_the_page_has_the_places_of_every_operation() -> None:
    """Where several operations state the same, each further one stands with both of its places."""
    one = replace(conflict(), readings=(Reading(HERE, "low"), Reading(THERE, "mid")))
    places = (Location("new.txt", 91), Location("old.md", 92))
    readings = tuple(replace(r, place=place) for r, place in zip(one.readings, places, strict=True))
    further = replace(one, operation="PUT /v1/bells", readings=readings)
    assert "PUT /v1/bells: new.txt:91, old.md:92<br>" in render_conflicts(Conflicts((), (one, further)), "bells")


def test_a_page_of_very_many_conflicts_is_cut() -> None:
    """The page shows so many and says how many more there are."""
    many = tuple(Conflict(ConflictKind.TYPE, "", f"f `{n}`", (Reading(HERE, n),)) for n in range(MAX_GROUPS + 5))
    page = render_conflicts(Conflicts((), many), "bells")
    assert page.count("<li data-kind") == MAX_GROUPS
    assert "5 more in the file" in page


def test_markdown_shows_text_as_it_is() -> None:
    """Text of a document ends no cell, makes no row and no markup; each row has two cells."""
    text = render_markdown(hostile(), HOSTILE)
    rows = [line for line in text.splitlines() if line.startswith("| ") and "<br>" in line]
    assert len(rows) == 1
    assert rows[0].replace("\\|", "").count("|") == 3
    assert not any(sign in text for sign in ("<script", "<img", "](", "\x1b", "\u202e"))
    assert render_markdown(Conflicts(), "bells") == "# bells: conflicts\n\nNone.\n"


def test_text_tells_each_distinct_conflict_once() -> None:
    """The text counts the kinds, then tells what, of which operations, each reading and where it stands."""
    text = render_text(Conflicts((), (conflict(), conflict(operation="PUT /v1/bells"))))
    assert text == (
        "     2  values          values of a closed list that the other lacks\n\n"
        "values: response 200 field `a[].tone` and 1 more\n"
        "    of    GET /v1/bells\n    of    PUT /v1/bells\n"
        "  * low; high\n    at    new.txt:7 > 4.1 Bells > 4-1 Tone > row 2\n"
        "    low; mid\n    at    old.md:3\n"
        "    –\n    at    x\n"
    )
    assert render_text(Conflicts()) == "no conflicts\n"


def test_a_conflict_has_the_place_that_its_reading_went_to() -> None:
    """A conflict points to the part of the document that the reading which counts went into, else another one."""
    provenance = Provenance({"/a": THERE, "/b": HERE}, {"/c": (Location("x"),)})
    pointers = [
        Conflicts((), (conflict(taken=taken),)).located(provenance).conflicts[0].pointer for taken in (0, 1, 2, EACH)
    ]
    assert pointers == ["/b", "/a", "/c", "/b"]


def test_a_conflict_of_places_that_went_nowhere_points_to_its_operation() -> None:
    """Readings of a description that does not count are in no part of the document: its operation is."""
    provenance = Provenance({"/paths/~1v1~1bells/get": Location("other")}, {})
    found = Conflicts((), (conflict(), conflict(operation="PUT /v1/bells"))).located(provenance).conflicts
    assert [c.pointer for c in found] == ["/paths/~1v1~1bells/get", ""]


def test_of_very_many_readings_some_are_shown() -> None:
    """A page, Markdown and text of a conflict of hundreds of descriptions show some readings and count the others."""
    readings = tuple(Reading(Location(f"d{n}"), n) for n in range(MAX_READINGS + 7))
    many = Conflicts((), (Conflict(ConflictKind.TYPE, "", "f `n`", readings),))
    page = render_conflicts(many, "bells")
    assert page.count('<p class="value">') == MAX_READINGS
    assert "7 more readings" in page
    assert "7 more readings" in render_text(many)
    assert "further readings&#58; 7" in render_markdown(many, "bells")


def test_a_conflict_is_told_with_its_readings() -> None:
    """The finding of a conflict has its places; one that is not told on its own has none."""
    told = Conflict(ConflictKind.AGE, "", "x", (Reading(HERE), Reading(THERE)), told=Told("CON008", "both")).finding()
    assert (told.code, told.location, told.against) == ("CON008", HERE, THERE)
    with pytest.raises(ValueError, match="not told"):
        conflict().finding()


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ((), "    21  "),
        (("--format", "json"), "{\n"),
        (("--format", "markdown"), "# bells: conflicts\n"),
        (("--format", "html"), "<!doctype html>\n"),
        (("-o", "out.md"), "# bells: conflicts\n"),
        (("-o", "out.html"), "<!doctype html>\n"),
        (("-o", "out.json"), "{\n"),
        (("-o", "out.txt"), "    21  "),
    ],
)
def test_the_command_tells_the_conflicts_of_a_folder(words: tuple[str, ...], start: str, tmp_path: Path) -> None:
    """`apiscribe conflicts` gives the conflicts beside published documents as text, JSON, Markdown or a page."""
    folder = tmp_path / "bells"
    folder.mkdir()
    found = Conflicts((), tuple(conflict(ConflictKind.TYPE, f"GET /v{n}") for n in range(21)))
    (folder / "conflicts.json").write_text(json.dumps(as_dict(found)))
    command = [sys.executable, "-m", "apiscribe", "conflicts", "--documents", str(folder), *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    text = (tmp_path / words[1]).read_text() if words[:1] == ("-o",) else done.stdout
    assert text.startswith(start)
