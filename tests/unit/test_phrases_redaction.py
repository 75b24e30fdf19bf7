"""Reading and redacting hold for any text, hostile ones included."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.phrases import Kind, Reading, read_description
from scraper.phrases.redaction import facts, kept_spans, kept_text, prose_runs

KINDS = st.sampled_from([(kind, None) for kind in Kind] + [(Kind.ARRAY, item) for item in (Kind.STRING, Kind.INTEGER)])
ZH = (
    "可选值如下： 枚举值 取值范围 默认 默认值 为 长度 不超过 最小值 最大值 个字符 大于 例如 支持 "
    "或 和 表示 空 是 否 开启 格式 红色"
)
SIGNS = "、 ， 。 ： : ; , . （ ） ( ) [ ] “ ” / ~ - ' \" •"
VALUES = "-1 0 1 10 100 1,000 1.5 true false red BLUE sky_blue v1.0 RFC3339 UUID yyyy-MM-dd"
EN = (
    "The value can be |Options:|The default value is |ranges from |to|and|or| characters|maximum|Minimum: |"
    "by default|up to "
)
WORDS = st.sampled_from(
    [*ZH.split(), *SIGNS.split(), *VALUES.split(), *EN.split("|"), " ", "\n", "\n• ", " - ", "\x00"]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=40).map("".join), st.text(max_size=200))


@settings(deadline=None, max_examples=300)
@given(TEXTS, KINDS)
def test_any_text_is_read_without_failing_and_within_itself(text, kinds):
    """Reading never raises, says the same again, keeps its spans inside the text and takes every value from it."""
    kind, item = kinds
    reading = read_description(text, kind, item)
    assert reading == read_description(text, kind, item)
    position = 0
    for start, end in reading.spans:
        assert position <= start < end <= len(text)
        position = end
    assert all(choice.value and choice.value in text and choice.label in text for choice in reading.choices)
    assert len({choice.value for choice in reading.choices}) == len(reading.choices)
    if kind is Kind.BOOLEAN:
        assert reading.default in (None, "true", "false")


@settings(deadline=None, max_examples=300)
@given(TEXTS, KINDS)
def test_what_is_kept_reads_the_same(text, kinds):
    """The text made of the kept ranges alone gives the facts of the whole; without facts nothing is kept."""
    kind, item = kinds
    spans = kept_spans(text, kind, item)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert facts(read_description(kept_text(text, spans), kind, item)) == facts(read_description(text, kind, item))
    if facts(read_description(text, kind, item)) == Reading():
        assert spans == ()


@pytest.mark.parametrize(
    ("text", "kind", "kept"),
    [
        ("本参数用于说明这块面板的颜色，一般无需修改。默认为10。", Kind.INTEGER, "默认为10"),
        ("面板的颜色，请按需要选择。可选值如下：\n• 0：红\n• 1：蓝", Kind.INTEGER, "可选值如下：\n• 0：红\n• 1：蓝"),
        ("亮度，取值范围[1,100]，不建议过亮，默认为10。", Kind.INTEGER, "取值范围[1,100]，默认为10"),
        ("A panel that nobody needs. The value ranges from 1 to 9.", Kind.INTEGER, "ranges from 1 to 9"),
        ("面板的颜色。", Kind.STRING, ""),
    ],
)
def test_only_the_words_that_state_facts_are_kept(text, kind, kept):
    """What remains is the wording of the facts, with short labels and one sign between two statements."""
    assert kept_text(text, kept_spans(text, kind)) == kept


def test_long_labels_go_and_values_stay():
    """A label that is a sentence is not kept, its value is; so the mark that says that it is the default."""
    text = "颜色。可选值如下：\n• warm：适合在冬天很冷的时候挂在客厅里的灯（默认值）\n• cold：夏天"
    kept = kept_text(text, kept_spans(text, Kind.STRING))
    assert kept == "可选值如下：\n• warm：（默认值\n• cold：夏天"
    assert prose_runs(kept) == 0


def test_prose_is_a_run_of_words_whatever_stands_between():
    """Twelve Chinese characters or eight English words are prose, signs between them passed over; facts are less."""
    assert prose_runs("红色，橙色，黄色，绿色，青色，蓝色") == 1
    assert prose_runs("one two three, four five (six) seven eight") == 1
    assert prose_runs("取值范围[1,100]，默认为10") == 0


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1",
        "1-",
        "1,1,1",
        "- a: ",
        "\n• a",
        "a/",
        "“a”",
        "可选值为a、",
        "默认",
        "大于",
        "取值范围[1,",
        "range ",
        "RFC",
        "a（",
        "0:红,",
        "by default, ",
    ],
)
def test_hostile_text_is_read_in_bounded_time(unit):
    """A hundred thousand characters of any one thing are read within a second or two."""
    text = unit * (100_000 // len(unit))
    start = time.process_time()
    for kind in (Kind.STRING, Kind.INTEGER):
        read_description(text, kind)
        read_description("可选值如下：\n• " + text, kind)
    assert time.process_time() - start < 4
