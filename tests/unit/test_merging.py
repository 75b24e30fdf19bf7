"""Several descriptions of one operation: which counts, what the others add, where they differ."""

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from documents import damaged_pages, pages
from hypothesis import given, settings
from hypothesis import strategies as st

from apiscribe.config import Config, load_config
from scraper import Source, scrape
from scraper.extract import extract_reference
from scraper.merging import Precedence, in_precedence, merge_operations
from scraper.merging.spelling import same_but_spelt
from scraper.merging.structures import MAX_PATHS
from scraper.profiles.language import language_of
from scraper.readers import read_document
from spec.conflicts import EACH, Conflict, ConflictKind
from spec.diagnostics import DiagnosticError

HEADER = "\n\n| 参数 | 参数类型 | 描述 |\n|--|--|--|\n"
ZH = "# 查询铃铛\n\n## URI\n\nGET /v1/bells\n\n## 响应参数\n\n**表 1**  响应Body参数" + HEADER
EN = (
    "<h1>Listing Bells</h1><h4>URI</h4><p>GET /v1/bells</p><h4>Response Parameters</h4>"
    "<p><b>Table 1</b> Response body parameters</p>"
    "<table><tr><th>Parameter</th><th>Type</th><th>Description</th></tr>{}</table>"
)
QUERY = "## 请求参数\n\n**表 2**  Query参数\n\n| 参数 | 是否必选 | 参数类型 | 描述 |\n|--|--|--|--|\n| {} |\n"
TYPES = ("String", "Integer", "Long", "Boolean", "Array of strings", "Object", "Float", "Array")
WORDS = (
    "音调。", "取值范围[1,9]，默认为2。", "取值范围[1,5]。", "长度为1-32位。", "可选值如下：• a1: 一 • b1: 二",
    "可选值如下：• a1: 一 • B1: 二", "",
)  # fmt: skip


def page(*rows: str) -> str:
    """Give a page of one operation with the rows of its response."""
    return ZH + "".join(f"| {row} |\n" for row in rows)


def conflicts(*texts: str) -> list[Conflict]:
    """Scrape pages and give their conflicts, but for those inside one of them."""
    found = scrape([Source(f"page{number}", text.encode()) for number, text in enumerate(texts, 1)])
    return [c for c in found.conflicts.conflicts if c.told is None and c.taken != EACH]


def told(found: list[Conflict]) -> list[tuple[str, str, list[object]]]:
    """Give kind, subject and values of conflicts; what is not stated is None."""
    return [(str(c.kind), c.subject, [r.value for r in c.readings]) for c in found]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("tone | String | 音", "tone | Integer | 音", ("type", ["string", "integer"])),
        ("tone | Array of strings | 音", "tone | String | 音", ("type", ["array of string", "string"])),
        ("tone | Long | 音", "tone | Integer | 音", ("format", ["int64", None])),
        ("tone | Integer | 默认为2。", "tone | Integer | 默认为3。", ("default", [2, 3])),
        ("tone | Integer | 默认为2。", "tone | Integer | 音", ("default", [2, None])),
        (
            "tone | Integer | 取值范围[1,9]。",
            "tone | Integer | 取值范围[1,8]。",
            ("range", [{"minimum": 1, "maximum": 9}, {"minimum": 1, "maximum": 8}]),
        ),
        (
            "tone | String | 音量，取值范围为[0,1]。",
            "tone | String | 音量。",
            ("range", [{"minimum": 0, "maximum": 1}, None]),
        ),
        (
            "tone | String | 长度为1-32位。",
            "tone | String | 长度为1-64位。",
            ("length", [{"minLength": 1, "maxLength": 32}, {"minLength": 1, "maxLength": 64}]),
        ),
        (
            "tone | String | 可选值如下：• low: 低 • high: 高",
            "tone | String | 可选值如下：• low: 低 • mid: 中 • high: 高",
            ("values", [["low", "high"], ["low", "mid", "high"]]),
        ),
        (
            "tone | String | 可选值如下：• LOW: 低 • HIGH: 高",
            "tone | String | 可选值如下：• LOW: 低 • `__HIGH__`: 高",
            ("spelling", [["HIGH"], ["__HIGH__"]]),
        ),
        ("tone_name | String | 音", "toneName | String | 音", ("name", ["tone_name", "toneName"])),
        (
            "tone | Map<String,String> | 音",
            "tone | Map<String,Integer> | 音",
            ("type", ["map of string", "map of integer"]),
        ),
    ],
)
def test_each_fact_that_differs_is_one_conflict(ours: str, theirs: str, expected: tuple[str, list[object]]) -> None:
    """Another type, format, default, range, length, list of values or spelling is one conflict with both values."""
    (found,) = told(conflicts(page(ours), page(theirs)))
    assert (found[0], found[2]) == expected


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("tone | String | 音", "tone | string | 另一种说法"),
        ("tone | Array of strings | 音", "tone | Array | 音"),
        ("tone | Object | 音", "tone | Map<String,String> | 音"),
        ("tone | Array&lt;String&gt; | 音", "tone | Array of strings | 音"),
        (
            "tone | String | 可选值如下：• low: 低 • high: 高",
            "tone | String | 当前可选值如下：• high: 高音 • low: 低音",
        ),
    ],
)
def test_what_says_the_same_or_less_is_no_conflict(ours: str, theirs: str) -> None:
    """Other words, another order of values and a type that only says less are no conflict."""
    assert conflicts(page(ours), page(theirs)) == []


def test_a_name_that_no_table_describes_is_one_type() -> None:
    """Where both name a type that stands nowhere, they differ in what else they say of it, not in the type."""
    found = conflicts(
        page("tone | Array&lt;toneType&gt; | 音。可选值如下：• low: 低 • high: 高"),
        page("tone | Array&lt;toneType&gt; | 音"),
    )
    assert [(c.kind, c.readings[0].value) for c in found] == [(ConflictKind.VALUES, ["low", "high"])]


@pytest.mark.parametrize(
    ("stated", "silent", "kinds"),
    [
        ("String | 可选值如下：• low: 低 • high: 高", "String | 音调 high 或者 low 之类。", []),
        ("String | 可选值如下：• low: 低 • high: 高", "String | 音调 high 之类。", ["values"]),
        ("String | 可选值如下：• low: 低 • high: 高", "String | 音调 highest-low。", ["values"]),
        ("Integer | 取值范围[3,9]。", "Integer | 从 3 数到 9 为止都行。", []),
        ("Integer | 取值范围[3,9]。", "Integer | 3 种。", ["range"]),
        ("Integer | 音调，默认为2。", "Integer | 音调，默认情况见第 2 节。", []),
        ("Integer | 音调，默认为2。", "Integer | 音调，见第 2 节。", ["default"]),
    ],
)
def test_a_wording_that_is_not_read_is_not_silence(stated: str, silent: str, kinds: list[str]) -> None:
    """A text that names all that another one states, in whatever wording, is not told as one that does not state it."""
    assert [str(c.kind) for c in conflicts(page(f"tone | {stated}"), page(f"tone | {silent}"))] == kinds
    assert [str(c.kind) for c in conflicts(page(f"tone | {silent}"), page(f"tone | {stated}"))] == kinds


def test_a_field_in_one_only_is_told_with_the_table_that_lacks_it() -> None:
    """A field that one table lacks is a conflict with the row that has it and the place of the table that does not."""
    (found,) = conflicts(page("tone | String | 音", "pitch | Integer | 高"), page("tone | String | 音"))
    assert (found.kind, found.subject) == (ConflictKind.FIELD, "response 200 field `pitch`")
    assert [(r.stated, r.source) for r in found.readings] == [(True, "page1"), (False, "page2")]
    assert all(r.place.line for r in found.readings)


def test_whether_a_parameter_is_required_differs() -> None:
    """Required in one and optional in the other is a conflict; a table without that column says nothing of it."""
    texts = [page("tone | String | 音") + QUERY.format(f"limit | {word} | Integer | 数") for word in ("是", "否", "")]
    (found,) = told(conflicts(texts[0], texts[1]))
    assert found == ("required", "query parameter `limit`", [True, False])
    assert conflicts(texts[0], texts[2]) == []


def test_all_descriptions_that_differ_stand_in_one_conflict() -> None:
    """Of three descriptions one conflict has the reading that counts and each that differs from it."""
    texts = [page(f"tone | {word} | 音") for word in ("String", "Integer", "Boolean", "String")]
    (found,) = conflicts(*texts)
    assert [r.value for r in found.readings] == ["string", "integer", "boolean"]
    assert (found.taken, found.readings[0].source) == (0, "page1")


def test_a_part_that_is_filled_in_counts_and_keeps_its_place() -> None:
    """A table that the first lacks comes from the other one: it counts, and the provenance says where it stands."""
    texts = [page("tone | String | 音"), page("tone | String | 音") + QUERY.format("limit | 否 | Integer | 数")]
    scraped = scrape([Source(f"page{number}", text.encode()) for number, text in enumerate(texts, 1)])
    (found,) = (c for c in scraped.conflicts.conflicts if c.told is None)
    assert (found.kind, found.subject, found.taken) == (ConflictKind.PART, "query parameters", 1)
    assert scraped.provenance["/paths/~1v1~1bells/get/parameters/0"].document == "page2"
    assert [p.document for p in scraped.provenance.places("/paths/~1v1~1bells/get")] == ["page1", "page2"]


def nested(word: str, depth: int = 3) -> str:
    """Give a page whose tables refer to each other and to themselves, in two fields each."""
    rows = ["a | T0 object | 甲", "b | T0 object | 乙"]
    text = page(*rows)
    for number in range(depth):
        below = f"T{(number + 1) % depth} object"
        text += f"\n**表 {number + 3}**  T{number}{HEADER}"
        text += (
            f"| x | {below} | 甲 |\n| y | {below} | 乙 |\n| leaf | {word if number == depth - 1 else 'String'} | 叶 |\n"
        )
    return text


def test_a_shared_structure_is_one_conflict_with_its_paths() -> None:
    """A difference in a structure that many fields use, and that refers to itself, is told once, with all its paths."""
    (found,) = conflicts(nested("String"), nested("Integer"))
    assert found.subject == "response 200 field `a.x.x.leaf`"
    assert len(found.also) == 7
    (found,) = conflicts(nested("String", 12), nested("Integer", 12))
    assert len(found.also) == MAX_PATHS - 1


def test_tables_of_different_things_are_one_conflict() -> None:
    """Two tables without a field in common, as behind a wrong link, are one conflict, not one for each field."""
    table = "\n**表 2**  Tone" + HEADER + "| {} | String | 甲 |\n| {} | String | 乙 |\n"
    texts = [page("tone | Tone object | 音") + table.format(*names) for names in (("high", "low"), ("red", "blue"))]
    (found,) = told(conflicts(*texts))
    assert found == ("part", "response 200 field `tone`", [["high", "low"], ["red", "blue"]])


@pytest.mark.parametrize(
    ("name", "others", "expected"),
    [
        ("ALL", ["__ALL__", "NONE"], "__ALL__"),
        ("bbox", ["polygon", "bndbox"], "bndbox"),
        ("share_address", ["share_addr"], "share_addr"),
        ("cpu", ["gpu"], None),
        ("cpu_number", ["gpu_number"], None),
        ("v1", ["v2"], None),
        ("model10", ["model1"], None),
        ("line", ["polyline"], None),
        ("auto-label", ["AUTO_LABEL", "auto_label"], None),
        ("", ["__"], None),
    ],
)
def test_what_is_spelt_otherwise(name: str, others: list[str], expected: str | None) -> None:
    """Case, signs and a few lost letters make another spelling; other letters and digits make another word."""
    assert same_but_spelt([name], others).get(name) == expected


@pytest.mark.parametrize(
    ("text", "language"), [(page("tone | String | 音"), "zh"), (EN.format(""), "en"), ("GET /v1/bells", "")]
)
def test_the_language_is_told_by_the_words_of_tables_and_sections(text: str, language: str) -> None:
    """Header words and section titles tell a Chinese from an English document; without any of them nothing does."""
    assert language_of(read_document("page", text.encode())) == language


@pytest.mark.parametrize(
    ("precedence", "expected"),
    [
        (Precedence(), ["en 2024", "zh 2022", "zh 2021", "en"]),
        (Precedence(languages=("zh",)), ["en 2024", "zh 2022", "zh 2021", "en"]),
        (Precedence(("language", "date"), ("zh", "en")), ["zh 2022", "zh 2021", "en 2024", "en"]),
        (Precedence(("language", "date"), ("en",)), ["en 2024", "en", "zh 2022", "zh 2021"]),
        (Precedence(("kind",), (), ("html",)), ["en", "en 2024", "zh 2021", "zh 2022"]),
        (Precedence((), ("en",), ("html",)), ["zh 2021", "en", "en 2024", "zh 2022"]),
    ],
)
def test_the_order_in_which_documents_count(precedence: Precedence, expected: list[str]) -> None:
    """The weightiest criterion decides, the next one where that leaves documents equal, last the order given."""
    texts = {"zh 2021": page(""), "en": EN.format(""), "en 2024": EN.format(""), "zh 2022": page("")}
    documents = [(read_document(name, text.encode()), name[3:]) for name, text in texts.items()]
    assert [document.name for _, document in in_precedence(documents, precedence)] == expected


def test_the_preferred_language_counts() -> None:
    """With a preference of language over date an older description counts, and the newer one fills what it lacks."""
    sources = [
        Source("new", EN.format("<tr><td>tone</td><td>Integer</td><td>Tone.</td></tr>").encode(), "2024"),
        Source("old", page("tone | String | 音").encode(), "2021"),
    ]
    for precedence, expected in ((Precedence(), "integer"), (Precedence(("language", "date"), ("zh",)), "string")):
        document = scrape(sources, precedence=precedence).document
        (schema,) = (s for n, s in document["components"]["schemas"].items() if "tone" in s["properties"])
        assert schema["properties"]["tone"]["type"] == expected


@given(st.lists(pages() | damaged_pages(), min_size=1, max_size=2))
@settings(max_examples=60, deadline=None)
def test_a_reference_merged_with_itself_stays_as_it_is(texts: list[str]) -> None:
    """Whatever the pages hold: a reference merged with itself has no conflict and is the same."""
    documents = [read_document(f"page{number}", text.encode()) for number, text in enumerate(texts)]
    once = merge_operations(extract_reference(documents).reference).reference
    twice = merge_operations(replace(once, operations=once.operations * 2))
    assert twice.reference == once
    assert [c for c in twice.conflicts if c.taken != EACH] == []
    assert {d.code for d in twice.diagnostics} <= {"REF003"}


ROWS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(TYPES), st.sampled_from(WORDS)),
    min_size=1, max_size=4, unique_by=lambda row: row[0],
).map(lambda rows: page(*(" | ".join(row) for row in rows)))  # fmt: skip


@given(ROWS, ROWS)
@settings(max_examples=60, deadline=None)
def test_either_of_two_equal_sources_may_come_first(one: str, other: str) -> None:
    """Which of two documents comes first decides what counts, not what is in conflict."""
    first, second = (
        {
            (c.kind, c.subject, frozenset((r.source, r.stated, str(r.value)) for r in c.readings))
            for c in scrape(
                [Source(name, {"one": one, "other": other}[name].encode()) for name in names]
            ).conflicts.conflicts
        }
        for names in (("one", "other"), ("other", "one"))
    )
    assert first == second


@given(st.lists(ROWS, min_size=2, max_size=3))
@settings(max_examples=30, deadline=None)
def test_the_order_given_does_not_matter_beyond_precedence(texts: list[str]) -> None:
    """Documents of different dates give the same document and the same conflicts in any order."""
    sources = [Source(f"page{number}", text.encode(), f"202{number}") for number, text in enumerate(texts)]
    outcomes = [scrape(list(order)) for order in itertools.permutations(sources)]
    assert all(o.document == outcomes[0].document and o.conflicts == outcomes[0].conflicts for o in outcomes)


def configuration(merge: str, folder: Path) -> Config:
    """Load a configuration with a `[merge]` table."""
    path = folder / "apiscribe.toml"
    path.write_text(f'[service]\nname = "bells"\n[[source]]\npath = "page.md"\n{merge}', encoding="utf-8")
    return load_config(path)


def test_the_configuration_states_the_precedence(tmp_path: Path) -> None:
    """`[merge]` names what documents are ordered by and what is preferred; without it the newest counts."""
    table = '[merge]\nprecedence = ["language", "date"]\nlanguages = ["en", "zh"]\nkinds = ["markdown"]'
    given = configuration(table, tmp_path).merge
    assert (given.precedence, given.languages, given.kinds) == (("language", "date"), ("en", "zh"), ("markdown",))
    default = configuration("", tmp_path).merge
    assert Precedence(default.precedence, default.languages, default.kinds) == Precedence()


@pytest.mark.parametrize(
    "line",
    ['precedence = ["mood"]', 'precedence = ["date", "date"]', 'languages = ["Chinese"]', 'kinds = ["pdf"]', "x = 1"],
)
def test_another_precedence_is_refused(line: str, tmp_path: Path) -> None:
    """A criterion, language or kind that there is not, or one given twice, is told as a fault of the configuration."""
    with pytest.raises(DiagnosticError) as refused:
        configuration(f"[merge]\n{line}", tmp_path)
    assert [d.code for d in refused.value.diagnostics] == ["CFG001"]


def test_the_success_of_both_is_compared_though_one_has_no_code() -> None:
    """A table of answers without a status is compared with the one success that another description lists."""
    coded = page("tone | String | 音").replace("**表 1**", "状态码： 201\n\n**表 1**")
    assert told(conflicts(coded, page("tone | Integer | 音"))) == [
        ("type", "response 201 field `tone`", ["string", "integer"])
    ]
    assert conflicts(coded, page("tone | String | 音")) == []


def test_a_table_in_one_only_is_a_part() -> None:
    """A field whose type names a table that one description lacks is told as a part, not field by field."""
    table = "\n**表 2**  Tone" + HEADER + "| high | String | 甲 |\n"
    text = page("tones | Array of Tone objects | 音")
    (found,) = conflicts(text + table, text)
    assert (found.kind, found.subject) == (ConflictKind.PART, "response 200 field `tones`")
    assert [r.stated for r in found.readings] == [True, False]
