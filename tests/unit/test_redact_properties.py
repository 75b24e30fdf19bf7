"""Whatever the document, redaction ends, keeps the lines, and finds nothing more to do in its own output."""

import string
import time

from hypothesis import example, given, settings
from hypothesis import strategies as st

from scraper import Source, scrape
from scraper.redact import facts_differences, redact_document
from spec.diagnostics import DiagnosticError

_SIGNS = [
    "\t",
    "|",
    "\n",
    "<",
    ">",
    "&",
    "&lt;",
    "\\",
    "[",
    "](",
    ")",
    "*",
    "•",
    "- ",
    "```",
    "`",
    '"',
    "'",
    "…",
    "：",
    "。",
    " ",
]
_TAGS = [
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<p>",
    "</p>",
    "<br>",
    "<ul>",
    "<li>",
    "<pre>",
    "<a href='#x'>",
    "</a>",
    "<!--",
    "-->",
    "<h2>",
    "</h2>",
]
_WORDS = [
    "参数",
    "描述",
    "参数类型",
    "是否必选",
    "URI",
    "表 1 ",
    "GET /v1/x",
    "200",
    "可选值为",
    "默认为",
    "String",
    "梨树上的雀鸟醒来得很早很早",
    "the sparrows wake up early and sing a song",
]
messy_texts = st.lists(st.sampled_from(_SIGNS + _TAGS + _WORDS), max_size=60).map("".join)
any_texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=300)

_sentences = st.sampled_from(
    ["", "梨树上的雀鸟醒来得很早，园丁还在睡", "The sparrows wake up early and sing a long song", "篮子的颜色"]
)
_constraints = st.sampled_from(
    [
        "",
        "可选值如下：<ul><li>red：红</li><li>blue：蓝</li></ul>",
        "取值范围[2,9]，默认为3。",
        "长度不超过64个字符。",
        "Default: 7",
        "取值为a、b、c。",
    ]
)
_types = st.sampled_from(
    ["String", "Integer", "Boolean", "Array of strings", "Leaf object", "Array of Leaf objects", "Long", ""]
)
_names = st.text(string.ascii_lowercase + "_", min_size=1, max_size=12)
_fields = st.lists(st.tuples(_names, _types, _sentences, _constraints, _sentences), min_size=1, max_size=6)


def _rows(fields: list[tuple[str, str, str, str, str]], row: str) -> str:
    return "\n".join(row.format(n, t, " ".join(filter(None, (a, c, b)))) for n, t, a, c, b in fields)


def _text_document(fields: list[tuple[str, str, str, str, str]], *, pipes: bool) -> str:
    head, row = (
        ("| 参数 | 是否必选 | 参数类型 | 描述 |\n|---|---|---|---|", "| {} | 否 | {} | {} |")
        if pipes
        else ("参数\t是否必选\t参数类型\t描述", "{}\t否\t{}\t{}")
    )
    table = f"{head}\n{_rows(fields, row)}\n"
    front = "## 5.1 摘取水果\n\n## 功能介绍\n\n雀鸟醒来。\n\n## URI\n\nPOST /v1/fruits\n\n## 请求参数\n\n"
    return f"{front}表 1 请求Body参数\n\n{table}\n表 2 Leaf\n\n{table}\n"


def _html_document(fields: list[tuple[str, str, str, str, str]]) -> str:
    head = "<tr><th>Parameter</th><th>Mandatory</th><th>Type</th><th>Description</th></tr>"
    rows = _rows(fields, "<tr><td>{}</td><td>No</td><td>{}</td><td><p>{}</p></td></tr>")
    tables = "".join(
        f"<table><caption>Table {i} {c}</caption>{head}{rows}</table>"
        for i, c in ((1, "Request body parameters"), (2, "Leaf"))
    )
    return (
        f"<html><body><h1>Fruit</h1><h2>URI</h2><p>POST /v1/fruits</p><h2>Request Parameters</h2>{tables}</body></html>"
    )


def _redacted(text: str) -> str | None:
    """None for what is refused as no document."""
    try:
        return redact_document("x", text.encode())
    except DiagnosticError:
        return None


@settings(max_examples=300, deadline=None)
@given(st.one_of(messy_texts, any_texts))
@example("<table><tr><td>a</td></tr></table>\n<table><tr><td>")
@example("参数\t描述\n\t\n|-|\n")
def test_lines_stay_whatever_the_text(text: str) -> None:
    """Any text has a facts edition with as many lines."""
    facts = _redacted(text)
    ends = text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    assert facts is None or facts.count("\n") == ends


@settings(max_examples=150, deadline=None)
@given(_fields, st.sampled_from(["tabs", "pipes", "html"]))
def test_small_documents_are_scraped_to_the_same(fields: list[tuple[str, str, str, str, str]], dialect: str) -> None:
    """The facts edition of any small document states the same, and redacting it again changes nothing."""
    text = _html_document(fields) if dialect == "html" else _text_document(fields, pipes=dialect == "pipes")
    facts = redact_document("x", text.encode())
    original, again = (scrape([Source("x", t.encode())]).document for t in (text, facts))
    assert list(facts_differences(original, again)) == []
    assert "雀鸟" not in facts
    assert "sparrows" not in facts
    assert redact_document("x", facts.encode()) == facts


@settings(max_examples=100, deadline=None)
@given(_fields, st.integers(0, 400), st.integers(0, 40), messy_texts)
def test_broken_documents_are_redacted_too(
    fields: list[tuple[str, str, str, str, str]], at: int, length: int, noise: str
) -> None:
    """A document with a piece cut out and noise put in has a facts edition with as many lines."""
    text = _html_document(fields)
    text = text[:at] + noise + text[at + length :]
    facts = _redacted(text)
    assert facts is None or facts.count("\n") == text.count("\n")


def test_hostile_texts_take_no_time() -> None:
    """Repetition that makes careless expressions run for ever is redacted in seconds."""
    cells = ["<!--", "<script>", "<a title='", " ,", "[x](", '"', "• ", "&lt", "**a", "表1", "GET /"]
    began = time.process_time()
    for cell in cells:
        redact_document("x", ("参数\t参数类型\t描述\na\tString\t" + cell * 20_000 + "\n" + cell * 20_000).encode())
        redact_document("x", ("<html><body><p>" + cell * 20_000 + "<table><tr><td>a</td></tr></table>").encode())
    assert time.process_time() - began < 60
