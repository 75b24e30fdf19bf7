"""Readers give what any document shows, with the right lines, or refuse it in words; nothing else comes out of them."""

import time

import pytest
from documents import ANY_TEXT, pages
from hypothesis import given
from hypothesis import strategies as st

from scraper.document import Code, Document, Heading, Paragraph, Table
from scraper.readers import read_document, sniff_dialect
from scraper.readers.encoding import MAX_LINE
from scraper.readers.html import MAX_DEPTH
from scraper.readers.markup import read_cell, read_line
from spec.diagnostics import DiagnosticError

PAGE = """<html><head><meta charset="{charset}"></head><body>
<h1>创建相册</h1>
<h4>URI</h4>
<p>POST /v1/albums</p>
<table><caption>表 1 请求Body参数</caption>
<tr><th>参数</th><th>描述</th></tr>
<tr><td>title</td><td>相册的标题 — “夏”</td></tr>
</table></body></html>
"""


def check_places(document: Document) -> None:
    """Check what holds of every document: places lie within it, blocks and rows come in its order."""
    last = 0
    for block in document.blocks:
        assert last <= block.line <= document.lines
        last = block.line
        if isinstance(block, Table):
            lines = [row.line for row in block.rows]
            assert lines == sorted(lines)
            assert all(block.line <= line <= document.lines for line in lines)
            assert all(1 <= cell.line <= document.lines for row in block.rows for cell in row.cells)


def read(text: str) -> Document:
    """Read a text that is a document."""
    return read_document("page", text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=400))
def test_bytes_are_read_or_refused(data: bytes) -> None:
    """Any bytes give a document, or a DiagnosticError that names the file."""
    try:
        check_places(read_document("page", data))
    except DiagnosticError as error:
        assert all(d.location.document == "page" for d in error.diagnostics)


@given(ANY_TEXT)
def test_any_text_is_a_document(text: str) -> None:
    """Any text is a document of some dialect, and its blocks stand where it says."""
    try:
        check_places(read_document("page", text.encode("utf-8", "replace")))
    except DiagnosticError as error:
        assert {d.code for d in error.diagnostics} <= {"DOC002", "DOC004"}


@given(pages())
def test_places_of_pages_hold(text: str) -> None:
    """Every block, row and cell of a page has a line of that page, in reading order."""
    try:
        check_places(read_document("page", text.encode("utf-8", "replace")))
    except DiagnosticError as error:
        assert {d.code for d in error.diagnostics} <= {"DOC002", "DOC004"}


@pytest.mark.parametrize(
    ("encoding", "mark", "charset"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("utf-16-le", b"", "utf-16"),
        ("utf-16-be", b"", "utf-16"),
        ("gb18030", b"", "gb18030"),
        ("gb18030", b"", "gb2312"),
        ("gb18030", b"", "utf-8"),
        ("gb18030", b"", "no-such-encoding"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_encoding_makes_no_difference(encoding: str, mark: bytes, charset: str, end: str) -> None:
    """A page is the same document in every encoding and with every kind of line end, whatever its charset says."""
    text = PAGE.format(charset=charset).replace("\n", end)
    assert read_document("page", mark + text.encode(encoding)) == read_document(
        "page", PAGE.format(charset="").encode()
    )


@given(
    st.text(
        st.characters(max_codepoint=0xFFFC, exclude_categories=["Cs", "Co", "Cn"], exclude_characters="\0"), max_size=60
    ),
    st.sampled_from(["utf-16-le", "utf-16-be", "gb18030"]),
)
def test_text_survives_other_encodings(words: str, encoding: str) -> None:
    """A Markdown page with any words in it is the same document in UTF-8 and in wide encodings."""
    text = f"# 标题\n\n## URI\n\nGET /v1/albums\n\n{words}\n\n| 参数 | 描述 |\n|---|---|\n| title | 相册 |\n"
    assert read_document("page", text.encode(encoding)) == read_document("page", text.encode())


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        (PAGE, "html"),
        ("# Title\n\n<table><tr><td>a</td></tr></table>\n", "markdown"),
        ("4.1 Title\nURI\nGET /v1\nName\tType\nid\tString\n", "text"),
        ("### 4.1 Title\n\n|Name|Type|\n|--|--|\n|id|String|\n", "text"),
        ("# Title\n\n## URI\n\nGET /v1/albums\n", "markdown"),
        ("nothing in particular", "text"),
        ("", "text"),
    ],
)
def test_the_dialect_is_told_by_content(text: str, dialect: str) -> None:
    """The dialect follows from what a text is made of, not from its name."""
    assert sniff_dialect(text) == dialect


def test_blocks_of_an_html_page() -> None:
    """An HTML page gives its headings, paragraphs, code and tables, each with the line that it starts at."""
    blocks = read(PAGE.format(charset="utf-8")).blocks
    assert [(type(b), b.line) for b in blocks] == [(Heading, 2), (Heading, 3), (Paragraph, 4), (Table, 5)]
    table = blocks[-1]
    assert isinstance(table, Table)
    assert table.caption is not None
    assert table.caption.plain == "表 1 请求Body参数"
    assert [[c.text.plain for c in r.cells] for r in table.rows] == [["参数", "描述"], ["title", "相册的标题 — “夏”"]]


def test_blocks_of_a_markdown_page() -> None:
    """In Markdown an HTML table may hold blank lines and stand in a list; the anchor before it is its own."""
    text = (
        '# Title<a name="T1"></a>\n\n-   item\n\n    <a name="t7"></a>\n    <table><tr><td>a</td>\n\n'
        "    <td>b</td></tr>\n    </table>\n\n"
        "```\ncode\n```\n"
    )
    heading, item, table, code = read(text).blocks
    assert isinstance(heading, Heading) and heading.anchors == ("T1",)
    assert isinstance(item, Paragraph) and item.item
    assert isinstance(table, Table) and table.anchors == ("t7",) and table.line == 6
    assert [c.text.plain for c in table.rows[0].cells] == ["a", "b"]
    assert isinstance(code, Code) and (code.text, code.line) == ("code", 12)


def test_blocks_of_a_text() -> None:
    """In PDF text a page break cuts a table in two; a line with TABs and one with bars are rows, a fence is code."""
    text = "4.1 Title\na\tb\n1\t2\n\na\tb\n3\t4\n| a | b |\n|---|---|\n| x \\| y | z |\n```\ncode\n```\n"
    document = read(text)
    assert [type(b) for b in document.blocks] == [Paragraph, Table, Table, Table, Code]
    bars = document.blocks[3]
    assert isinstance(bars, Table)
    assert [c.text.plain for c in bars.rows[1].cells] == ["x | y", "z"]


def test_a_fence_without_an_end_stops_at_the_next_numbered_title() -> None:
    """A fence that is never closed does not swallow the operations behind it."""
    blocks = read("a\tb\n```\n{\n\n### 4.2 Next\n\ntext\n").blocks
    assert [type(b) for b in blocks] == [Table, Code, Heading, Paragraph]


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Array<Object>", "Array<Object>"),
        ('Map<String, <a href="#x">Tag</a> >', "Map<String, Tag >"),
        ("must not hold ^!<>=&\"'", "must not hold ^!<>=&\"'"),
        ("auto\\_stop &lt;1&gt;", "auto_stop <1>"),
        ('one of<ul style="list-style-type: none">• a● b', "one of\n• a\n• b"),
        ("<ul><li>a</li><li>b</li></ul>", "• a\n• b"),
        ("see [Table 3](#t3)", "see Table 3"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("a \t\xa0 b", "a b"),
    ],
)
def test_cells_show_their_words(raw: str, plain: str) -> None:
    """Known tags, entities and escapes of a cell mean something; all else is text as it stands."""
    assert read_cell(raw).plain == plain


def test_links_of_cells_are_kept() -> None:
    """The words and the target of each link come with the text."""
    links = read_cell('<a href="#a">X</a> or [Y](b.html#c)').links
    assert [(k.text, k.target) for k in links] == [("X", "#a"), ("Y", "b.html#c")]


def test_emphasis_of_a_line_goes() -> None:
    """The stars around words of a line are no part of it; a star of its own is."""
    assert read_line("**表 1** 2 * 3 * 4").plain == "表 1 2 * 3 * 4"


def test_a_line_without_end_is_refused() -> None:
    """A line longer than any page has is refused at once, with its number."""
    with pytest.raises(DiagnosticError) as refused:
        read_document("page", b"first\n" + b"x" * (MAX_LINE + 1))
    (finding,) = refused.value.diagnostics
    assert (finding.code, finding.location.line) == ("DOC004", 2)


@pytest.mark.parametrize("end", ["</body></html>", "</HTML >", "</body\n>\n</html>", "</html><html><body>"])
def test_html_goes_on_after_its_end(end: str) -> None:
    """What stands after the end of the body is shown by browsers, and is read, with its line."""
    blocks = read(f"<html><body><h1>a</h1>{end}\n<p>b</p><table><tr><td>c</td></tr></table>").blocks
    line = 2 + end.count("\n")
    assert [(type(block), block.line) for block in blocks] == [(Heading, 1), (Paragraph, line), (Table, line)]


def test_deep_nesting_is_refused() -> None:
    """Tags nested without end are refused, not followed."""
    with pytest.raises(DiagnosticError) as refused:
        read("<html><h1>a</h1>" + "<div>" * (MAX_DEPTH + 10))
    assert [d.code for d in refused.value.diagnostics] == ["DOC004"]


@pytest.mark.parametrize(
    "piece",
    [
        "|",
        "<",
        "{",
        "*",
        "\t",
        "[",
        "\\",
        "`",
        "- ",
        "> ",
        "&",
        "<td>",
        "<table>",
        "</table>",
        "<ul>",
        "**a",
        "[a](",
        "<a href=",
        "<!--",
        "1.1 ",
    ],
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_time_grows_with_length_alone(piece: str, end: str) -> None:
    """A page made of one piece of markup over and over is read in a moment."""
    data = ("# a\n<h4>URI</h4>\n" + (piece + end) * 20_000).encode()
    start = time.perf_counter()
    try:
        read_document("page", data)
    except DiagnosticError as error:
        assert {d.code for d in error.diagnostics} == {"DOC004"}
    assert time.perf_counter() - start < 4
