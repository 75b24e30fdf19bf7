"""Strategies for documents: arbitrary text, and pages that look like references until something goes wrong in them."""

from pathlib import Path

from hypothesis import strategies as st

GOLDEN = sorted((Path(__file__).parent.parent / "golden").glob("*/page*"))

MARKUP = st.sampled_from(
    [
        "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=3 colspan=2>", "<th>", "<ul>", "<li>",
        "</ul>",
        "<br>", "<p>", "</p>", "<a href='#t1'>", "<a name=\"t1\"></a>", "</a>", "<pre>", "</pre>", "<h4>", "</h4>",
        "<!--", "-->",
        "|", "|--|--|", "\t", "\n", "\n\n", "```", "# ", "## ", "- ", "• ", "**", "\\", "\\_", "&lt;", "&#0;", "<",
        ">", "{", "}", "[", "]",
        "](#t1)", "表 1 ", "Table 2-3 ", "状态码： 200", "Status Code: 404", "URI", "请求参数", "响应参数",
        "Response Parameters", "1.1 ",
        "4.2.3 标题", "GET /v1/{id}", "PUT /a?b={b}", "{?x,y}", "参数", "类型", "描述", "Parameter", "Type",
        "Description", "Array of X objects",
        "Map<String,", "X object", "默认值为", "取值范围[1,10]", "\u202e", "\x00", "\ufeff", "\u2028", "\U0001f600",
        "\r", "\r\n",
    ]
)  # fmt: skip
"""Pieces that mean something to one of the readers, whole and cut."""

ANY_TEXT = st.lists(MARKUP | st.text(max_size=12), max_size=60).map("".join)
"""Text of any kind, with more markup in it than chance would give."""

_NAMES = st.sampled_from(
    ["id", "name", "tags", "owner", "os.x/y", "@a:b", "enum", "$ref", "[数组元素]", "", "a b", "x" * 40]
)
_TYPES = st.sampled_from(
    [
        "String", "Integer", "Long", "Boolean", "Object", "Array", "Array of strings", "Array of Owner objects",
        "Owner object", "Tag",
        "Map<String,Array<Tag>>", "tags结构数组", "Array<Array<Integer>>", "JSON", "", "Ownr object", "-",
        "List<String>",
    ]
)  # fmt: skip
_WORDS = st.sampled_from(
    [
        "名称", "取值范围[1,100]，默认为10", "可选值如下：0：一 1：二", "默认值为x", "长度为1-64位", "see Table 2",
        "如表1-2所示",
        "The value can be a or b.", "Default: 5", "枚举值：a、b", "", "1..2", "Minimum: 9 Maximum: 1",
    ]
)  # fmt: skip
_ROWS = st.lists(st.tuples(_NAMES, st.sampled_from(["是", "否", "Yes", "", "?"]), _TYPES, _WORDS), max_size=5)
_HEADERS = st.sampled_from(
    [("参数", "是否必选", "参数类型", "描述"), ("Parameter", "Mandatory", "Type", "Description")]
)
_PATHS = st.sampled_from(["/v1/{id}/things", "/v1/things/{id}", "/v2/{a}/b/{c}", "/v1/things?limit={limit}", "/{x"])
_METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "get", "FETCH"])
_CAPTIONS = st.sampled_from(
    ["路径参数", "Query参数", "请求Body参数", "响应Body参数", "Owner", "tags 属性列表", "Tag", "Path Parameters", ""]
)
_CODES = st.sampled_from(["200", "204", "404", "99"])


def _table(dialect: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    if dialect == "text":
        return "\n".join("\t".join(r) for r in (header, *rows)) + "\n"
    if dialect == "pipes":
        return "\n".join("|" + "|".join(r) + "|" for r in (header, ("--",) * len(header), *rows)) + "\n"
    cells = ("".join(f"<td>{c}</td>" for c in r) for r in (header, *rows))
    return "<table>" + "\n".join(f"<tr>{c}</tr>" for c in cells) + "</table>\n"


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Draw a page of some dialect with operations and tables in any order, and then maybe a cut out of the middle."""
    dialect = draw(st.sampled_from(["text", "pipes", "markdown", "html"]))
    title = {"text": "{}\n", "html": "<h4>{}</h4>\n"}.get(dialect, "## {}\n")
    line = "<p>{}</p>\n" if dialect == "html" else "{}\n\n"
    parts: list[str] = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        parts += [title.format(f"4.{number} 操作{number}"), title.format("URI")]
        parts.append(line.format(f"{draw(_METHODS)} {draw(_PATHS)}"))
        for section in draw(st.permutations(["URI", "请求参数", "响应参数", "Response Parameters", "请求示例"]))[:4]:
            parts.append(title.format(section))
            if draw(st.booleans()):
                parts.append(line.format(f"状态码： {draw(_CODES)}"))
            for table in range(draw(st.integers(0, 3))):
                parts.append(line.format(f"表 {number}-{table} {draw(_CAPTIONS)}"))
                parts.append(_table(dialect, draw(_HEADERS), draw(_ROWS)))
    text = "".join(parts)
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 60)))
    return text[:start] + draw(st.just("") | ANY_TEXT) + text[end:] if draw(st.booleans()) else text


@st.composite
def damaged_pages(draw: st.DrawFn) -> str:
    """Draw a page of a golden case with some of its lines lost, doubled, swapped or cut."""
    lines = draw(st.sampled_from(GOLDEN)).read_text(encoding="utf-8").split("\n")
    for damage in draw(st.lists(st.sampled_from(["lost", "doubled", "swapped", "cut"]), min_size=1, max_size=6)):
        start = draw(st.integers(0, len(lines) - 1))
        end = min(len(lines), start + draw(st.integers(1, 8)))
        if damage == "lost":
            lines[start:end] = [""]
        elif damage == "doubled":
            lines[start:start] = lines[start:end]
        elif damage == "swapped":
            lines[start], lines[end - 1] = lines[end - 1], lines[start]
        else:
            at = draw(st.integers(0, len(lines[start])))
            lines[start] = lines[start][:at] + draw(MARKUP) + lines[start][at + draw(st.integers(0, 9)) :]
    return "\n".join(lines)
