"""The facts edition of a document: what stays, what goes, and that it is scraped to the same document."""

from typing import Any

import pytest

from scraper import Source, scrape
from scraper.redact import facts_differences, redact_document

STORY = "每天早晨园丁都会沿着小路走到果园尽头，看看梨树上的雀鸟是否已经醒来"
TALE = "Every morning the gardener walks down the narrow lane to greet all of the sleepy sparrows"

TEXT = f"""2.1 摘取水果

## 功能介绍

{STORY}。

## URI

POST /v1/{{basket_id}}/fruits

表 1 路径参数

参数\t是否必选\t参数类型\t描述
basket_id\t是\tString\t{STORY}。

## 请求参数

表 2 请求Body参数

参数\t是否必选\t参数类型\t描述
colour\t否（{STORY}）\tString\t{STORY}。可选值如下： <ul style="x"> <li>• red：红</li> <li>• green：{STORY}</li></ul>
weight\t否\tInteger\t{STORY}，取值范围[1,100]，默认为10。
leaves\t否\tArray of Leaf objects\t{STORY}，如表3所示。

表 3 叶子说明

| 参数 | 是否必选 | 参数类型 | 描述 |
|------|------|------|------|
| shape | 是 | String | {STORY}。长度不超过 |

| 参数 | 是否必选 | 参数类型 | 描述 |
|------|------|------|------|
|  |  |  | 64个字符。{STORY} |
| size | 否 | Integer | {STORY} |

## 请求示例

{STORY}：

```
POST https://{{endpoint}}/v1/{{basket_id}}/fruits
{{
  "colour": "red", // {STORY}
  "note": "{TALE}",
  "path": "/orchard/rows/07/pears.json"
}}
```

## 响应参数

状态码：200

表 4 响应Body参数

参数\t参数类型\t描述
fruit_id\tString\t{STORY}

## 状态码

状态码\t描述
200\tOK
404\t{STORY}
"""

HTML = f"""<html><head><title>{TALE}</title></head><body>
<h1>Picking Fruit</h1>
<div><h2>Function</h2><p>{TALE}. <b>{TALE}</b></p></div>
<h2>URI</h2><p>PUT /v1/fruits/{{fruit_id}}</p>
<table><caption><b>Table 1</b> Path Parameters</caption>
<tr><th>Parameter</th><th>Mandatory</th><th>Type</th><th>Description</th></tr>
<tr><td><p>fruit_id</p></td><td>Yes</td><td>String</td><td><p>{TALE}.
{TALE}.</p></td></tr></table>
<h2>Request Parameters</h2>
<table><caption><b>Table 2</b> Request body parameters</caption>
<tr><th>Parameter</th><th>Mandatory</th><th>Type</th><th>Description</th></tr>
<tr><td>leaf</td><td>No</td><td><a href="#leaf_table">Leaf</a> object</td><td>{TALE}.</td></tr>
<tr><td>amount</td><td>No</td><td>Integer</td><td><p>{TALE}. The value ranges from 2 to 9. Default: 3</p></td></tr>
<tr><td>kinds</td><td>No</td><td>Map&lt;String,String&gt;</td><td>Options:<ul><li>ripe: {TALE}</li></ul></td></tr>
</table>
<a name="leaf_table"></a>
<table summary="{TALE}"><caption><b>Table 3</b> Leaf</caption>
<tr><th>Parameter</th><th>Mandatory</th><th>Type</th><th>Description</th></tr>
<tr><td>shape</td><td>No</td><td>String</td>
<td><p>{TALE}. Options:</p><ul><li>round</li><li>long: {TALE}</li></ul></td></tr>
</table>
<h2>Example Requests</h2><pre>PUT https://x/v1/fruits/7
{{ "note" : "{TALE}", "amount" : 3 }}</pre>
<h2>Status Codes</h2>
<table><tr><th>Status Code</th><th>Description</th></tr><tr><td>200</td><td>OK</td></tr></table>
</body></html>
"""

MARKDOWN = f"""# 晾晒果干<a name="DryFruit"></a>

## 功能介绍<a name="a1"></a>

{STORY}，**{STORY}**。

-   {STORY}

## URI<a name="a2"></a>

GET /v1/\\{{basket\\_id\\}}/dried

**表 1**  路径参数

<a name="t1"></a>
<table><thead><tr><th>参数</th><th>是否必选</th><th>参数类型</th><th>描述</th></tr></thead>
<tbody><tr><td><p>basket_id</p>
</td><td>是</td><td>String</td><td><p>{STORY}。</p>

</td></tr></tbody></table>

## 响应参数<a name="a3"></a>

**表 2**  响应Body参数

| 参数 | 参数类型 | 描述 |
|------|------|------|
| state | String | {STORY}。枚举值：a、b、c |

## 响应示例<a name="a4"></a>

```
{{ "state": "a", "text": "{STORY}" }}
```

## 状态码<a name="a5"></a>

| 状态码 | 描述 |
|------|------|
| 200 | {STORY} |
"""

DOCUMENTS = {"text": TEXT, "html": HTML, "markdown": MARKDOWN}


def scraped(name: str, text: str) -> dict[str, Any]:
    """Give the OpenAPI document of one text."""
    return scrape([Source(name, text.encode())]).document


@pytest.mark.parametrize("dialect", DOCUMENTS)
def test_the_facts_edition_is_scraped_to_the_same_document(dialect: str) -> None:
    """Prose aside, the facts edition states what the original states, and the original states something."""
    original = scraped(dialect, DOCUMENTS[dialect])
    facts = scraped(dialect, redact_document(dialect, DOCUMENTS[dialect].encode()))
    assert list(facts_differences(original, facts)) == []
    assert len(original["paths"]) == 1
    assert original["components"]["schemas"]


@pytest.mark.parametrize("dialect", DOCUMENTS)
def test_no_sentence_is_left(dialect: str) -> None:
    """Neither a sentence nor the half of one stays, wherever it stands; every line keeps its number."""
    facts = redact_document(dialect, DOCUMENTS[dialect].encode())
    for sentence, length in ((STORY, 8), (TALE, 24)):
        assert not [i for i in range(len(sentence) - length) if sentence[i : i + length] in facts]
    assert facts.count("\n") == DOCUMENTS[dialect].count("\n")


@pytest.mark.parametrize("dialect", DOCUMENTS)
def test_redacting_twice_changes_nothing(dialect: str) -> None:
    """A facts edition has no prose that could go."""
    facts = redact_document(dialect, DOCUMENTS[dialect].encode())
    assert redact_document(dialect, facts.encode()) == facts


@pytest.mark.parametrize("dialect", DOCUMENTS)
def test_texts_to_keep_stay(dialect: str) -> None:
    """What the user asks to keep stays in paragraphs and descriptions, and nothing beside it."""
    facts = redact_document(dialect, DOCUMENTS[dialect].encode(), keep=["梨树上的雀鸟", "sleepy sparrows"])
    assert facts.count("梨树上的雀鸟") + facts.count("sleepy sparrows") >= 4
    assert "园丁" not in facts
    assert "gardener" not in facts


def test_words_that_state_a_constraint_stay() -> None:
    """Of a description the range and the default stay, and the labels of values where they are short."""
    lines = redact_document("a.txt", TEXT.encode()).split("\n")
    weight = next(line for line in lines if line.startswith("weight"))
    assert "[1,100]" in weight
    assert "默认为10" in weight
    colour = next(line for line in lines if line.startswith("colour"))
    assert colour.split("\t")[1] == "否"
    assert "red：红" in colour
    assert '<ul style="x">' in colour


def test_a_description_cut_by_a_page_break_keeps_both_parts_of_its_constraint() -> None:
    """The wording of a length stands in two rows; each keeps its part."""
    facts = redact_document("a.txt", TEXT.encode())
    assert "长度不超过" in facts
    assert "|  |  |  | 64" in facts


def test_examples_keep_structure_and_values() -> None:
    """In code only strings and comments that are sentences go."""
    lines = redact_document("a.txt", TEXT.encode()).split("\n")
    assert '  "colour": "red", // …' in lines
    assert '  "note": "…",' in lines
    assert '  "path": "/orchard/rows/07/pears.json"' in lines


def test_markup_stays_as_it_is() -> None:
    """Tags, anchors and entities are as in the original; attributes that hold a sentence are emptied."""
    facts = redact_document("a.html", HTML.encode())
    for kept in (
        '<a name="leaf_table"></a>',
        '<a href="#leaf_table">Leaf</a>',
        "Map&lt;String,String&gt;",
        'summary=""',
    ):
        assert kept in facts


def test_a_string_that_a_page_broke_is_one_string() -> None:
    """A sentence inside quotes goes also where the page has broken it, and so do its last two words."""
    text = 'a\tb\nc\td\n\n```\n{ "x": "Please water all of\n the plants",\n "y": 1 }\n```\n'
    assert redact_document("a.txt", text.encode()) == 'a\tb\nc\td\n\n```\n{ "x": "…\n …",\n "y": 1 }\n```\n'


def test_a_table_of_other_things_keeps_codes_and_labels() -> None:
    """Tables that list no fields keep codes, paths and short labels."""
    text = f"错误码\t含义\t处理\nAPI.0042\t篮子已满\t{STORY}\n"
    assert redact_document("a.txt", text.encode()) == "错误码\t含义\t处理\nAPI.0042\t篮子已满\t…\n"


def test_short_messages_go_with_the_sentences_of_their_column() -> None:
    """A column that has sentences has no labels: what is short there is a short sentence. Repeated headers stay."""
    header = "| 错误码 | 错误信息 | 级别 |\n"
    text = f"{header}|---|---|---|\n| API.1 | {STORY} | 高 |\n\n{header}|---|---|---|\n| API.2 | 篮子不见了 | 低 |\n"
    lines = redact_document("a.txt", text.encode()).split("\n")
    assert lines[2] == "| API.1 | … | 高 |"
    assert lines[4] == header.strip()
    assert lines[6] == "| API.2 | … | 低 |"


def test_differences_are_told_by_pointer() -> None:
    """Facts that differ are named; a description is no fact, a property of that name is one."""
    first = {"a": {"properties": {"description": {"type": "string"}}, "description": "x"}, "b": [1]}
    second = {"a": {"properties": {}, "description": "y"}, "b": [2]}
    assert list(facts_differences(first, second)) == [
        "/a/properties/description: only in the original",
        "/b/0: 1 in the original, 2 in the facts edition",
    ]


def test_a_request_over_several_lines_stays_whole() -> None:
    """A URI that a page broke in the middle of its query is kept to its end, in code as in text."""
    lines = [
        "GET /v1/orchards?",
        "tree={tree}&fruit={fruit}&sort={sort",
        "by}&order={order}&offset={offset}&limit={limit}",
    ]
    assert redact_document("a.txt", "\n".join(["## URI", "", "```", *lines, "```"]).encode()).split("\n")[3:6] == lines


@pytest.mark.parametrize("description", [f"{TALE}.", f"Ripe pears. {TALE}. The options are as follows:"])
def test_cells_over_several_lines_keep_their_lines(description: str) -> None:
    """Whatever is written in place of a cell of several lines, all that stands below it keeps its line."""
    row = (
        "<tr><td><p>annotated_pears_only</p>\n</td><td><p>Boolean</p>\n</td>\n"
        f"<td><p>{description}</p>\n<ul><li><strong>true</strong>: {TALE}.</li>\n"
        f"<li><strong>false</strong>: {TALE}. (Default value)</li></ul>\n</td></tr>\n"
    )
    text = (
        "<h1>Pears</h1>\n<h4>URI</h4><p>GET /v1/pears</p>\n<h4>Response Parameters</h4>"
        "<table><caption><b>Table 1</b> Response body parameters</caption>"
        f"<tr><th>Parameter</th><th>Type</th><th>Description</th></tr>\n{row * 3}</table>\n<p>END</p>"
    )
    facts = redact_document("a.html", text.encode())
    assert facts.count("\n") == text.count("\n")


def test_the_range_of_numbers_in_a_string_stays() -> None:
    """A range is a fact of a string too, though no schema can say it: documents are compared in it."""
    row = f"| ripeness | 否 | String | {STORY}，取值范围为[0,1]。 |"
    text = TEXT.replace("| size | 否 | Integer | " + STORY + " |", row)
    assert "取值范围为[0,1]" in redact_document("a.txt", text.encode())
    assert STORY not in redact_document("a.txt", text.encode())
