"""What introduces a list: wordings for closed lists of values, and for lists that are something else."""

import re

from .patterns import HAN, Exclusion, Pattern, wording


def _lead(name: str, expression: str, example: str, expect: str) -> Pattern:
    return Pattern(name, wording(expression), example, expect)


# The text in front of a bulleted list ends with one of these: the list is closed, its items may be shown loosely.
CLOSED_LEADS = (
    _lead(
        "options zh",
        r"(?:可选|可取|可设置|可填|可用|有效|合法|候选|允许)的?[^。；;\n]{0,12}$",
        "颜色可选值如下：\n• red\n• blue sky",
        "red|blue sky",
    ),
    _lead("enumeration zh", r"枚举[^。；;\n]{0,12}$", "颜色。枚举值：\n• red\n• blue sky", "red|blue sky"),
    _lead("values zh", r"取值[^。；;\n]{0,16}$", "颜色，取值包含：\n• red\n• blue sky", "red|blue sky"),
    _lead(
        "supports zh",
        r"(?:支持|包括|包含|分为)[^。；;\n]{0,14}$",
        "颜色，目前支持的有：\n• red\n• blue sky",
        "red|blue sky",
    ),
    _lead(
        "kinds zh",
        r"[几两二三四五六七八九十\d]+[种类个](?:值|类型)?[:：]?$",
        "颜色，共有两种：\n• red\n• blue sky",
        "red|blue sky",
    ),
    _lead(
        "values en",
        r"\b(?:options?|values?|enum\w*|one of the following|following (?:types|modes|states|"
        r"statuses))\b[^.;\n]{0,40}$",
        "Colour. The options are:\n• red\n• sky blue",
        "red|sky blue",
    ),
    _lead(
        "supports en",
        r"\b(?:supported|available|can be|following)\b[^.;\n]{0,40}$",
        "The following colours are supported:\n• red\n• sky blue",
        "red|sky blue",
    ),
)
# Of these a list is closed whatever else the words in front of it say.
STRONG = wording(r"可选(?:的)?(?:取|值|项)|枚举|取值|options?\b|enum|valid values|possible values")

# The text in front of a list ends so, and its items are no values.
OPEN_LEADS = (
    Exclusion("examples zh", wording(r"(?:例|比|譬)?如[:：]?$"), "颜色，例如：\n• red\n• blue"),
    Exclusion("example heading", wording(r"(?:示例|样例)[^。；;\n]{0,6}$"), "颜色，示例：\n• red: 1\n• blue: 2"),
    Exclusion(
        "examples en",
        wording(r"(?:such as|for example|e\.g\.|examples? (?:is|are)[^.;\n]{0,20})[:,.]?$"),
        "Colour, such as:\n• red\n• blue",
    ),
    Exclusion(
        "open en",
        wording(r"(?:including but not limited to|and so on|etc\.?)[:,]?$"),
        "Including but not limited to:\n• red\n• blue",
    ),
    Exclusion("open zh", wording(r"(?:包括但不限于|不限于|等)[:：]?$"), "颜色包括但不限于：\n• red\n• blue"),
)
OTHER_LEADS = (
    *OPEN_LEADS,
    Exclusion(
        "rules zh",
        wording(r"(?:规则|规范|要求|约束|限制|注意|须知|说明|场景|形式|条件)[^。；;\n]{0,8}$"),
        "命名规则：\n• max: 4\n• min: 2",
    ),
    Exclusion(
        "parts zh",
        wording(r"(?:参数解释|参数说明|字段说明|其中|格式[^。；;\n]{0,8}|对应关系[^。；;\n]{0,6})[:：，,]?$"),
        "格式为a.b，其中：\n• a: 一\n• b: 二",
    ),
    Exclusion(
        "rules en",
        wording(
            r"\b(?:rules?|notes?|requirements?|constraints?|restrictions?|conditions?|format|where|in which|"
            r"characters)\b[^.;\n]{0,40}$"
        ),
        "Naming rules:\n• max: 4\n• min: 2",
    ),
    Exclusion(
        "mixture en",
        wording(r"\b(?:contain|consist of|include)\b[^.;\n]{0,60}$"),
        "It must contain two of:\n• letters\n• digits",
    ),
)

# A description that says this states no closed list at all.
VETOES = (
    Exclusion("reference only zh", wording(r"仅供(?:参[照考]|示例)"), "如下仅供参考。可选值如下：\n• red\n• blue"),
    Exclusion(
        "reference only en", wording(r"for (?:your )?reference only"), "For reference only. Options:\n• red\n• blue"
    ),
    Exclusion(
        "flags zh",
        wording(r"状态是?可以?叠加|可以?(?:叠加|组合使用)|按位"),
        "可选值如下：\n• 1：红\n• 2：蓝\n也可以叠加。",
    ),
    Exclusion("flags en", wording(r"\bbitwise\b|\bbit ?mask\b"), "A bitmask. Options:\n• 1: red\n• 2: blue"),
)
# A string of several values with something between them: the listed values are its parts.
JOINED = (
    Exclusion(
        "joined zh",
        wording(rf"(?:通过|用|以|使用)[^，。；,;]{{1,12}}(?:间隔|分隔|分割|隔开|拼接|连接)(?:多?单?个|{HAN}{{0,4}}ID)"),
        "通过逗号间隔单个颜色，可选值如下：\n• red\n• blue",
    ),
    Exclusion(
        "multiple zh",
        wording(r"(?:多个|多种)[^。；;]{0,12}(?:用|以|使用|通过)[^。；;]{0,12}(?:分隔|隔开|间隔|分割)"),
        "多个颜色以逗号分隔。可选值如下：\n• red\n• blue",
    ),
    Exclusion(
        "joined en",
        wording(r"\bto separate (?:every|multiple|each)\b|\bseparated (?:by|with|using)\b"),
        "Colours separated by commas. Options:\n• red\n• blue",
    ),
)

_DEFAULT_LEAD = wording(r"(?:默认|缺省)取?值[^。；;\n]{0,4}$|\bdefault values?[^.;\n]{0,20}$")


def ends_with(exclusions: tuple[Exclusion, ...], text: str) -> bool:
    """Whether one of the wordings stands where its expression says in a text."""
    return any(exclusion.regex.search(text) for exclusion in exclusions)


def closed_lead(text: str) -> re.Match[str] | None:
    """The wording at the end of a text that promises a closed list, or None."""
    if _DEFAULT_LEAD.search(text):
        return None
    for pattern in CLOSED_LEADS:
        if found := pattern.regex.search(text):
            return found
    return None
