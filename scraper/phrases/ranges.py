"""Bounds of numbers, as descriptions put them."""

import re

from .bounds import Bounds, read_bounds
from .patterns import DASH, GROUPED, HAN, NUMBER, Exclusion, Pattern, any_word, mask, wording


def _range(name: str, expression: str, example: str, expect: str) -> Pattern:
    return Pattern(name, wording(expression), example, expect)


# The same unit behind both numbers is passed over.
_UNIT = r"(?:\s?(?P<unit>[A-Za-z/]{1,8}|秒|分钟|小时|天|个|月|年)(?=\s?(?:[-–—~～到至]|to\b|and\b)))?"
_SAME_UNIT = r"(?(unit)\s?(?P=unit))"
_LOW = rf"(?P<min>{NUMBER})"
_HIGH = rf"(?P<max>{NUMBER})"
_IS = r"(?:为|是|在|[:：=])?\s*"
# A number with more digits, a date part or a unit that multiplies it behind it is not the bound itself.
_WHOLE = r"(?![\d.]*\d|\s*[兆万千百亿kKmM](?![A-Za-z])|\s*(?:位|个?字符|字节|characters?|bytes|%))"
_TO = rf"\s*(?:{DASH}|到|至)\s*"
_LOW_EN = rf"(?P<min>{GROUPED})"
_HIGH_EN = rf"(?P<max>{GROUPED})"
_WHOLE_EN = r"(?![\d.,]*\d|[- ]?(?:characters?|bytes?|digits?|letters?)\b|%)"

RANGES = (
    _range(
        "interval",
        r"(?:范围|区间|取值|有效值|\brang(?:e|es|"
        rf"ing))[^。；;\n\d\[(（【-]{{0,24}}(?P<open>[\[(（【])\s*{_LOW}\s*(?:[,，、;；]|{DASH}|到|至|"
        rf"to)\s*(?:{_HIGH}|\+?∞|无穷大?|无限)\s*(?P<close>[\])）】])",
        "大小，取值范围[2,9)",
        "[2,9)",
    ),
    _range(
        "range zh",
        rf"(?:范围|区间|取值|有效值|的?值|大小)(?:默认)?{_IS}(?:默认|从)?{_LOW}{_UNIT}{_TO}{_HIGH}{_SAME_UNIT}(?![\d-]|"
        r"\.\d|位|个?字符)",
        "大小，范围为2~9。",
        "[2,9]",
    ),
    _range("between zh", rf"(?:介于|在)\s*{_LOW}\s*(?:{DASH}|到|至|和|与)\s*{_HIGH}\s*之?间", "介于2和9之间", "[2,9]"),
    _range(
        "from to zh",
        rf"(?<![A-Za-z0-9_.-]){_LOW}{_TO}{_HIGH}(?:之间|的?(?:正?整数|整型|数字))",
        "可填2到9的整数",
        "[2,9]",
    ),
    _range(
        "chain",
        rf"(?<![A-Za-z0-9_.-]){_LOW}\s*(?:<=|≤|＜=|<|＜)\s*[A-Za-z_\u4e00-\u9fff]{{1,40}}\s*(?:<=|≤|＜=|<|"
        rf"＜)\s*{_HIGH}{_WHOLE}",
        "2≤x≤9",
        "[2,9]",
    ),
    _range(
        "range en",
        rf"\brang(?:e|es|ing)\b(?:[^.;\n\d[(-]{{0,40}}?|\s*\n){_LOW_EN}{_UNIT}\s*(?:to|and|"
        rf"{DASH})\s*{_HIGH_EN}{_SAME_UNIT}{_WHOLE_EN}",
        "Value range: 2 to 1,009",
        "[2,1009]",
    ),
    _range(
        "between en",
        rf"\b(?:values?|integers?|numbers?|is|be|ranges?)\s*:?\s*(?:from|between)\s+{_LOW_EN}\s*(?:to|and|"
        rf"{DASH})\s*{_HIGH_EN}{_WHOLE_EN}",
        "an integer from 2 to 9",
        "[2,9]",
    ),
    _range("value to en", rf"\bvalues?\s*:\s*{_LOW_EN}\s*(?:to|{DASH})\s*{_HIGH_EN}{_WHOLE_EN}", "Value: 2-9", "[2,9]"),
    _range(
        "minimum zh",
        rf"(?:最小|最少|最低|下限)(?:取?值)?(?:可|能)?(?:设置|取|支持|配置)?{_IS}(?P<min>{NUMBER}){_WHOLE}",
        "大小，最小值为2。",
        "[2,]",
    ),
    _range(
        "maximum zh",
        rf"(?:最大|最多|最高|上限)(?:取?值|{HAN}{{1,6}}(?=[为是至]))?(?:只?(?:可|能)(?:以)?)?(?:允许|支持|限制|"
        rf"设置|配置|查询|{HAN}{{1,4}}至|至)*{_IS}(?P<max>{NUMBER}){_WHOLE}(?!位小数)",
        "大小，最大值为9。",
        "[,9]",
    ),
    _range("from zh", rf"从\s*(?P<min>{NUMBER})\s*(?:开始|起)", "序号从2开始", "[2,]"),
    _range(
        "from en",
        rf"\b(?:(?:start|begin)s?|starting|beginning) from\s+(?P<min>{GROUPED}){_WHOLE_EN}",
        "The index starts from 2.",
        "[2,]",
    ),
    _range(
        "at least zh",
        r"(?:不能?(?:够)?(?:小于|低于|少于)|不得(?:小于|低于|少于)|大于或?等于|至少为?|[>＞]=|"
        rf"≥)\s*(?P<min>{NUMBER}){_WHOLE}",
        "大小不能小于2。",
        "[2,]",
    ),
    _range("above zh", rf"(?<!不)(?<!不能)(?<!不得)大于\s*(?P<above>{NUMBER}){_WHOLE}", "大小必须大于2。", "(2,]"),
    _range(
        "at most zh",
        r"(?:不(?:能|可|得|可以|允许)?(?:超过|大于|高于|多于|超出)|小于或?等于|至多为?|[<＜]=|"
        rf"≤)\s*(?P<max>{NUMBER}){_WHOLE}",
        "大小不能超过9。",
        "[,9]",
    ),
    _range("below zh", rf"(?<!不)(?<!不能)(?<!不得)小于\s*(?P<below>{NUMBER}){_WHOLE}", "大小必须小于9。", "[,9)"),
    _range(
        "minimum en",
        rf"\b(?:minimum|min\.?)(?: value| number)?(?: allowed)?(?: is| of)?\s*[:=]?\s*{_LOW_EN}{_WHOLE_EN}",
        "Minimum: 2",
        "[2,]",
    ),
    _range(
        "maximum en",
        rf"\b(?:maximum|max\.?)(?: value| number)?(?: allowed)?(?: is| of)?\s*[:=]?\s*{_HIGH_EN}{_WHOLE_EN}",
        "Maximum: 9",
        "[,9]",
    ),
    _range(
        "at least en",
        r"\b(?:at least|(?:no|not|cannot) (?:be )?(?:less|smaller|lower|fewer) than|(?:greater|larger|"
        rf"more) than or equal to)\s+{_LOW_EN}{_WHOLE_EN}",
        "It must be at least 2.",
        "[2,]",
    ),
    _range(
        "above en",
        r"(?<!not )(?<!no )(?<!not be )(?<!cannot be )(?<!cannot )\b(?:greater|larger|"
        rf"more) than\s+(?P<above>{GROUPED}){_WHOLE_EN}",
        "It must be greater than 2.",
        "(2,]",
    ),
    _range(
        "at most en",
        r"\b(?:at most|up to|(?:no|not|cannot) (?:be )?(?:greater|larger|more|higher) than|less than or equal to|"
        rf"(?:cannot|must not|not|never|should not) exceed)\s+{_HIGH_EN}{_WHOLE_EN}",
        "It cannot exceed 9.",
        "[,9]",
    ),
    _range(
        "below en",
        r"(?<!not )(?<!no )(?<!not be )(?<!cannot be )(?<!cannot )\b(?:less|smaller|"
        rf"lower) than\s+(?P<below>{GROUPED}){_WHOLE_EN}",
        "It must be less than 9.",
        "[,9)",
    ),
)

NOT_RANGES = (
    Exclusion(
        "condition zh",
        wording(r"(?:当(?!前)|如果|若|一旦)[^。；;\n]{0,40}?(?:时|则|，|,|表示|代表)"),
        "当大小大于3时，很大。",
    ),
    Exclusion(
        "meaning zh",
        wording(
            rf"(?:大于|小于|超过|高于|低于)(?:或?等于)?\s*{NUMBER}[^，。；;\n]{{0,4}}(?:时|表示|代表|则|的(?!.{{0,3}}(?:数|值)))"
        ),
        "大于3表示很大。",
    ),
    Exclusion(
        "condition en",
        wording(r"\b(?:if|when|unless|once)\b[^.;\n]{0,80}?(?:,|\.\s|$)"),
        "If it is greater than 3, it is big.",
    ),
    Exclusion(
        "recommendation", wording(r"(?:建议|推荐)[^。；;\n]{0,30}|recommend[^.;\n]{0,60}"), "建议取值范围为2~9。"
    ),
    Exclusion(
        "example",
        wording(r"(?:例如|比如|譬如|如：)[^，。；;\n]{0,60}|(?:for example|e\.g\.)[^.;\n]{0,60}"),
        "例如大于3。",
    ),
    Exclusion("quotation", wording(r"[“\"][^“”\"\n]{16,400}[”\"]"), "如“他说过大于3的数字都很大吧对不对”"),
    Exclusion(
        "retention",
        wording(r"(?:时间|天数|周期|查询)(?:跨度)?(?:不能?超过|最长)\s*\d+\s*(?:天|日|月|年)"),
        "查询天数不能超过30天",
    ),
    Exclusion(
        "sum", wording(r"(?:相加|总和|之和|合计)[^。；;\n]{0,20}|\b(?:sum|total) of[^.;\n]{0,60}"), "相加必须大于3"
    ),
)


# Without a number and one of these a text states no bound.
_NUMBER = re.compile(r"\d")
_TRIGGER = any_word(
    "范围 区间 取值 有效值 值 大小 大于 小于 不 最 上限 下限 至少 至多 介于 之间 整数 开始 起 < > ≤ ≥ ＜ ＞ "
    "rang between value integer number max min least most than exceed up_to from"
)


def read_range(text: str) -> Bounds:
    """The bounds of a number that a description states."""
    if not _NUMBER.search(text) or not _TRIGGER.search(text):
        return Bounds()
    return read_bounds(mask(text, NOT_RANGES), RANGES)
