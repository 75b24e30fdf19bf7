"""Lengths of strings and numbers of elements, as descriptions put them."""

import re

from .bounds import Bounds, read_bounds
from .patterns import DASH, GROUPED, HAN, Exclusion, Pattern, any_word, mask, wording


def _length(name: str, expression: str, example: str, expect: str) -> Pattern:
    return Pattern(name, wording(expression), example, expect)


_MIN = r"(?P<min>\d+)"
_MAX = r"(?P<max>\d+)"
_UNIT = r"\s*(?:个|位)?(?:可见|英文|中文|ascii)?(?:字符|字节|汉字|字母|长度|位|字|bytes?\b|characters?\b)"
_TO = rf"\s*(?:{DASH}|到|至)\s*"
_NOT_MORE = r"不(?:能|可|得|可以|允许|应)?(?:超过|大于|多于|超出|长于|高于)|小于或?等于|[<＜]=|≤"
_MIN_EN = rf"(?P<min>{GROUPED})"
_MAX_EN = rf"(?P<max>{GROUPED})"
_UNIT_EN = r"[- ](?:\w+ )?(?:characters?|chars?|bytes?)\b"
_TO_EN = rf"\s*(?:to|and|{DASH})\s*"
_NOT_MORE_EN = (
    r"(?:maximum(?: length)?(?: of| is|:)|max\. of|up to|no(?:t be)? (?:more|longer|greater|larger) than|"
    r"not? more than|(?:not|cannot|never) exceed|exceeds?|at most|within|"
    r"less than or equal to|limited to)"
)

# "Minimum: 2" on a line of its own is the length where the field is a string.
LENGTHS = (
    _length(
        "line minimum",
        r"(?m:^|(?<=[.;。；]\s))(?:minimum|最小值)\s*[:：]\s*(?P<min>\d+)(?=\s*$|\s+M|[。；;.,，]|\s*\n)",
        "Colour.\nMinimum: 2",
        "[2,]",
    ),
    _length(
        "line maximum",
        r"(?m:^|(?<=[.;。；]\s)|(?<=\d\s))(?:maximum|最大值)\s*[:：]\s*(?P<max>\d+)(?=\s*$|\s+[A-Z]|[。；;.,，]|\s*\n)",
        "Colour.\nMaximum: 9",
        "[,9]",
    ),
    _length(
        "characters range zh",
        r"字符(?:取值)?(?:范围|数|"
        r"个数)[^，。；;\n\d\[(（]{0,6}[\[(（]?\s*(?P<min>\d+)\s*[,，~～-]\s*(?P<max>\d+)\s*[\])）]?",
        "字符取值范围[2,9]",
        "[2,9]",
    ),
    _length(
        "interval zh",
        rf"长度[^，。；;\n\d\[(（【]{{0,10}}[\[(（【]\s*{_MIN}\s*(?:[,，、]|{DASH}|到|至)\s*{_MAX}\s*[\])）】]",
        "长度限制为[2, 9]",
        "[2,9]",
    ),
    _length(
        "interval en",
        rf"\blength[^.;\n\d[(]{{0,40}}[\[(]\s*{_MIN}\s*(?:,|{DASH}|to)\s*{_MAX}\s*[\])]",
        "The length range is [2, 9].",
        "[2,9]",
    ),
    _length(
        "range zh",
        rf"(?<!数组)长度[^，。；;\n\d]{{0,10}}?{_MIN}(?:\s*(?:个|位)?(?:字符|字节)?){_TO}{_MAX}(?![\d.])",
        "长度为2-9位",
        "[2,9]",
    ),
    _length(
        "characters zh",
        rf"(?<![\d.]){_MIN}(?:\s*(?:个|位)?(?:字符|字节)?){_TO}{_MAX}{_UNIT}",
        "支持2到9位字符",
        "[2,9]",
    ),
    _length(
        "characters interval zh",
        rf"[\[(（【]\s*{_MIN}\s*[,，]\s*{_MAX}\s*[\])）】]\s*个?(?:字符|字节)",
        "可输入[2,9]个字符",
        "[2,9]",
    ),
    _length(
        "characters en",
        rf"(?<![\d.,]){_MIN_EN}{_TO_EN}{_MAX_EN}{_UNIT_EN}",
        "The value contains 2 to 9 characters.",
        "[2,9]",
    ),
    _length(
        "range en",
        rf"(?<!array )\blength\b[^.;\n\d]{{0,40}}?{_MIN_EN}{_TO_EN}{_MAX_EN}(?![\d.]*\d)",
        "The length ranges from 2 to 9.",
        "[2,9]",
    ),
    _length("minimum zh", r"(?:最小长度|最短(?:长度)?)(?:为|是|[:：])?\s*(?P<min>\d+)", "最小长度：2", "[2,]"),
    _length(
        "maximum zh",
        rf"(?:最大长度|最长(?:长度)?)(?:为|是|可|支持|限制|不超过|[:：])*\s*{_MAX}(?!\s*(?:秒|分|小时|天|日|月|年))",
        "最大长度：9",
        "[,9]",
    ),
    _length("minimum en", rf"\bmin(?:imum|\.)? length(?: is| of|:)?\s*{_MIN_EN}", "Minimum length: 2", "[2,]"),
    _length("maximum en", rf"\bmax(?:imum|\.)? length(?: is| of|:)?\s*{_MAX_EN}", "Maximum length: 9", "[,9]"),
    _length(
        "length at most zh",
        rf"长度[^，。；;\n\d]{{0,10}}?(?:{_NOT_MORE}|限制在?|上限|最大|最长|最多)(?:为|是|[:：])?\s*{_MAX}(?![\d.]*\d)",
        "长度限制为9",
        "[,9]",
    ),
    _length("length below zh", r"长度[^，。；;\n\d]{0,6}小于\s*(?P<below>\d+)", "长度小于9", "[,9)"),
    _length(
        "characters at most zh",
        rf"(?:{_NOT_MORE}|最多|最大|至多|上限|限制|最长|仅支持|只支持)(?:为|是|只?可以?|支持|允许|输入|填写|包含|"
        rf"长度)*\s*{_MAX}{_UNIT}",
        "不能超过9个字符",
        "[,9]",
    ),
    _length(
        "characters within zh",
        rf"(?<![\d.-]){_MAX}\s*(?:个|位)?(?:字符|字节|字)(?:以内|之内|内)",
        "9个字符以内",
        "[,9]",
    ),
    _length(
        "characters at least zh",
        r"(?:不(?:能|得)?(?:小于|少于|低于)|至少|大于或?等于|最少|最小)\s*(?:为|包含)?\s*(?P<min>\d+)\s*(?:个|"
        r"位)?(?:字符|字节)",
        "至少2个字符",
        "[2,]",
    ),
    _length(
        "characters at most en", rf"\b{_NOT_MORE_EN}\s+{_MAX_EN}{_UNIT_EN}", "It cannot exceed 9 characters.", "[,9]"
    ),
    _length(
        "length at most en",
        r"\blength\b[^.;\n\d]{0,30}?(?:(?:not|cannot|never) exceed|no(?:t be)? (?:more|longer|greater|"
        r"larger) than|less than or equal to|at most|up to|limited to)"
        rf"\s+{_MAX_EN}",
        "The length cannot exceed 9.",
        "[,9]",
    ),
    _length(
        "characters below zh",
        r"(?<!不)(?<!不能)(?:少于|小于)\s*(?P<below>\d+)\s*个?(?:字符|字节)",
        "少于9个字符",
        "[,9)",
    ),
    _length(
        "characters below en",
        rf"(?<!not )(?<!no )\b(?:less|fewer|shorter) than\s+(?P<below>{GROUPED}){_UNIT_EN}",
        "Fewer than 9 characters.",
        "[,9)",
    ),
    _length("characters or less en", rf"{_MAX_EN}{_UNIT_EN} or (?:fewer|less)", "9 characters or fewer", "[,9]"),
    _length(
        "characters at least en",
        rf"\b(?:at least|minimum of|no(?:t)? (?:less|fewer|shorter) than)\s+{_MIN_EN}{_UNIT_EN}",
        "At least 2 characters.",
        "[2,]",
    ),
    _length(
        "exact zh",
        rf"(?<!数组)长度(?:为|是|固定为?|必须为|必须是|应为|[:：])?\s*(?P<both>\d+)(?![\d.]*\d|{_TO}\d|\s*(?:秒|"
        r"分钟|小时|天|的(?!字符|随机|数字|小写|uuid|十六|16)))",
        "长度9",
        "[9,9]",
    ),
    _length(
        "exact en",
        rf"\b(?:exactly|contains?|consists? of|length (?:is|of|must be):?|has|a)\s+(?P<both>{GROUPED}){_UNIT_EN}",
        "It contains 9 characters.",
        "[9,9]",
    ),
    _length(
        "exact length en",
        rf"(?<!max )(?<!min )(?<!imum )(?<!array )\blength(?: is| of| must be|:)\s*(?P<both>{GROUPED})(?![\d.,]*\d|"
        rf"{_TO_EN}\d)",
        "Length: 9",
        "[9,9]",
    ),
)

NOT_LENGTHS = (
    Exclusion(
        "digits",
        wording(rf"\d+(?:\s*{DASH}\s*\d+)?\s*位(?:小数|正整数|整数|数字(?!、|和|,|，|或))"),
        "其中为1-2位正整数",
    ),
    Exclusion(
        "key and value",
        wording(r"(?<![A-Za-z])(?:key|value|label|键|值)\s*(?:的)?(?:最大|最长|长度)[^，。；;\n]{0,20}"),
        "其中key最大9个字符",
    ),
    Exclusion(
        "example", wording(r"(?:例如|比如|譬如)[^，。；;\n]{0,60}|(?:for example|e\.g\.)[^.;\n]{0,60}"), "例如长度为9"
    ),
    Exclusion("condition zh", wording(r"(?:当(?!前)|如果|若)[^。；;\n，,]{0,40}?(?:时|则)"), "如果长度不超过9则通过"),
    Exclusion("condition en", wording(r"\b(?:if|when)\b[^.;\n,]{0,60}(?:,|\.\s|$)"), "If the length is 9, it is cut."),
)

_COUNT = r"(?P<max>\d+|[一二两三四五六七八九十])"
_LEAST = r"(?P<min>\d+|[一二两三四五六七八九十])"
_MEASURE = r"\s*(?:个|条|篇|项|组|张|台|种|块|套|份|只|名)(?!字符|字节|汉字|小时|月|字|工作日)"
_WORD = r"one|two|three|four|five|six|seven|eight|nine|ten"

ITEM_COUNTS = (
    _length(
        "array range",
        rf"(?:数组|列表)(?:的)?(?:长度|大小|元素个数|个数)[^，。；;\n\d]{{0,8}}{_MIN}{_TO}{_MAX}",
        "数组长度：2 - 9",
        "[2,9]",
    ),
    _length(
        "array interval",
        rf"(?:数组|列表)[^，。；;\n\d\[]{{0,12}}[\[(（]\s*{_MIN}\s*[,，]\s*{_MAX}\s*[\])）]",
        "数组大小[2,9]",
        "[2,9]",
    ),
    _length(
        "array range en",
        rf"\b(?:array|list) (?:length|size)[^.;\n\d]{{0,20}}{_MIN_EN}{_TO_EN}{_MAX_EN}",
        "Array length: 2 - 9",
        "[2,9]",
    ),
    _length("count range zh", rf"(?<![\d.]){_MIN}{_TO}{_MAX}{_MEASURE}", "可填2到9个", "[2,9]"),
    _length(
        "array at most",
        rf"(?:数组|列表|元素)(?:的)?(?:长度|大小|个数|数量)?[^，。；;\n\d]{{0,6}}(?:{_NOT_MORE}|最大|最多|限制为?|"
        rf"上限为?)(?:为|是)?\s*{_COUNT}",
        "数组大小不超过9",
        "[,9]",
    ),
    _length(
        "count at most zh",
        rf"(?:最多|至多|最大(?=支持|允许)|{_NOT_MORE}|上限为?)(?:只?(?:可以?|能))?{HAN}{{0,6}}?\s*{_COUNT}{_MEASURE}",
        "最多5个",
        "[,5]",
    ),
    _length(
        "count at least zh",
        rf"(?:至少|最少|{'不(?:能|得)?少于'})(?:只?(?:可以?|能|需))?{HAN}{{0,6}}?\s*{_LEAST}{_MEASURE}",
        "至少选择一种",
        "[1,]",
    ),
    _length(
        "count at most en",
        rf"\b(?:a maximum of|maximum|up to|at most|no more than)\s+(?P<max>\d+|{_WORD})\s+(?!characters?\b|"
        r"bytes?\b|chars?\b|\w+ characters?\b|hours?\b|days?\b|times?\b|minutes?\b|seconds?\b)[a-z]+",
        "A maximum of three rows are supported.",
        "[,3]",
    ),
    _length("members least en", r"\bminimum number of (?P<min>\d+) items?", "Minimum number of 2 items.", "[2,]"),
    _length("members most en", r"\bmaximum number of (?P<max>\d+) items?", "Maximum number of 9 items.", "[,9]"),
    _length(
        "array at most en",
        rf"\b(?:array|list)\b[^.;\n\d]{{0,40}}(?:not|cannot|never) exceed\s+{_MAX_EN}",
        "The list cannot exceed 9.",
        "[,9]",
    ),
)
NOT_COUNTS = (
    Exclusion(
        "each",
        wording(r"(?:每个|每条|单个|每)[^，。；;\n]{0,20}(?:最多|不超过)[^，。；;\n]{0,16}|\beach\b[^.;\n]{0,60}"),
        "每个最多5个",
    ),
    Exclusion(
        "one of several",
        wording(
            r"(?:两|[二三四五六七八九十])(?:个|种|项)?(?:参数|字段)?(?:至少|最多)[^，。；;\n]{0,10}|at least one of"
        ),
        "两个参数至少填一个",
    ),
)


# Without a number and one of these a text states no length.
_NUMBER = re.compile(r"\d")
_TRIGGER = any_word("长 短 字 位 最 max min length char byte")
_ANY_NUMBER = re.compile(r"[\d一二两三四五六七八九十]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b")


def read_length(text: str) -> Bounds:
    """The bounds of a string's length that a description states."""
    if not _NUMBER.search(text) or not _TRIGGER.search(text):
        return Bounds()
    return read_bounds(mask(text, NOT_LENGTHS), LENGTHS)


def read_item_count(text: str) -> Bounds:
    """The bounds of the number of elements that a description states."""
    if not _ANY_NUMBER.search(text):
        return Bounds()
    return read_bounds(mask(text, NOT_COUNTS), ITEM_COUNTS)
