"""Closed lists of values inside a sentence: the wording in front, then the values with signs or words between them."""

import re

from .items import ChoiceList, Item, is_value
from .patterns import CODE, HAN, QUOTES, Exclusion, Pattern, Span, any_word, mask, wording

MAX_VALUES = 300


def _lead(name: str, expression: str, example: str, expect: str) -> Pattern:
    return Pattern(name, wording(expression), example, expect)


_LINK = r"(?:只能|仅能|必须|如下|包括|包含|是|有|为|的有|可以|可)*"
# In front of two values or more.
LEADS = (
    _lead(
        "options zh",
        r"(?:(?:可选|可取|可设置|可填|有效|合法|候选|允许)(?:的?(?:取?值|选?项|择|填|范围))?|枚举值?|"
        rf"(?<!默认)(?<!缺省)取值(?:范围|可选)?){_LINK}\s*[:：。]?\s*",
        "颜色，可选值为red、blue。",
        "red|blue",
    ),
    _lead("settable zh", r"(?:可以?|能)(?:设置|配置|填写|指定)为\s*", "颜色能配置为red或blue。", "red|blue"),
    _lead(
        "supports zh",
        rf"(?:仅|只|当前|目前|现在)?支持{_LINK}(?:以下)?(?:[两二三四五六七八九十\d]+[种类个])?\s*[:：]?\s*",
        "颜色，支持red、blue。",
        "red|blue",
    ),
    _lead(
        "kinds zh",
        r"(?:包括|包含|分为|有)(?:以下)?(?:[两二三四五六七八九十\d]+[种类个])?\s*[:：]\s*",
        "颜色包括：red、blue。",
        "red|blue",
    ),
    _lead(
        "values en",
        r"\b(?:(?:valid|possible|available|supported|allowed|enumerated|enumeration|optional) )?(?:values?|"
        r"options?)(?: range)?(?: of (?:this|the) \w+)?"
        r"(?: (?:(?:can(?: only)? |may |must |should )?be(?: set to)?|is|are|include|includes)(?: either|"
        r" one of(?: the following)?(?: values)?| any of(?: the following)?| as follows)?:?|:|：)\s*",
        "The value can be red, sky-blue, or green.",
        "red|sky-blue|green",
    ),
    _lead(
        "set en",
        r"\b(?:can|must|may) be (?:set to |either |one of )+(?:the following )?(?:values )?:?\s*",
        "It can be set to red or blue.",
        "red|blue",
    ),
    _lead(
        "which en",
        r"\bwhich (?:can|may|must) be (?:set to )?(?:either )?",
        "Colour, which can be red or blue.",
        "red|blue",
    ),
    _lead(
        "supported en",
        r"\b(?:supports|currently supports|are supported:)(?: only)?:?\s*",
        "Currently supports red and blue.",
        "red|blue",
    ),
    _lead("sorted en", r"\bcan be sorted by ", "The rows can be sorted by size or name.", "size|name"),
)
# In front of one value only; the clause must end behind it.
SINGLE_LEADS = (
    _lead(
        "only zh", r"(?:仅|只)(?:支持|可|能|允许)(?:取值|使用|设置|配置|填写?|为)*\s*", "颜色，当前仅支持red。", "red"
    ),
    _lead(
        "value zh",
        rf"(?:(?:可选|有效|枚举)(?:的?(?:取?值|选?项|填))?|(?<!默认)(?<!缺省)取值|(?:取值|值)固定){_LINK}[:：]?\s*",
        "颜色，可选值为red，即暖色。",
        "red",
    ),
    _lead(
        "fixed zh",
        r"(?<![A-Za-z0-9_])(?<!名称)(?<!前缀)(?<!后缀)(?<!长度)(?<!格式)固定(?:取?值)?(?:为|是|填写?|[:：])+\s*",
        "颜色，固定值为red。",
        "red",
    ),
    _lead(
        "only en",
        r"\b(?:value can only be|only the value|value is fixed (?:to|at)|only) (?=\S+(?: is supported|[.,;]|$))",
        "The value can only be red.",
        "red",
    ),
    _lead(
        "value en",
        r"(?:^|(?<=[.;]\s))(?:the|its) value (?:is|must be) (?=[\"“']|(?-i:[A-Z][A-Z0-9_-]+\b)|[a-z]*[\d_])",
        "Colour. The value is RED.",
        "RED",
    ),
)
# A list of numbers between brackets is a range, one of words is not.
BRACKETS = (
    _lead(
        "brackets zh",
        rf"取值(?:范围)?(?:为|是|有|[:：])?\s*\[(?P<list>{CODE}(?:[\s,，、/|]+{CODE})+)\]",
        "颜色，取值范围[Red Blue]",
        "Red|Blue",
    ),
    _lead(
        "brackets en",
        rf"(?:values?|options?|range)(?: is| are|:)?\s*\[(?P<list>{CODE}(?:[\s,|]+{CODE})+)\]",
        "Value range: [red, blue]",
        "red|blue",
    ),
)
# Two sentences that name the values one after the other.
PAIRS = (
    _lead(
        "default and other zh",
        rf"默认(?:值)?(?:为|是)[^。；;“]{{0,12}}“(?P<first>{CODE})”[^\n]{{0,12}}?也?可以?(?:选择|设置|"
        rf"指定)[^。；;“]{{0,6}}“(?P<list>{CODE})”",
        "默认为“up”，向上。也可以选择“down”。",
        "up|down",
    ),
    _lead(
        "order zh",
        r"(?<![A-Za-z0-9_-])(?P<first>asc|desc)[^，。；;\n]{0,4}(?:升|降|增|减|正|"
        r"倒)序?[^，。；;\n]{0,4}[，,、；;。]\s*(?P<list>asc|desc)(?![A-Za-z0-9_-])",
        "排列，ASC升序，DESC降序。",
        "ASC|DESC",
    ),
    _lead(
        "default and others zh",
        rf"默认(?:值)?(?:为|是)[^。；;“\n]{{0,16}}“(?P<first>{CODE})”[，,。；;]?(?:目前|"
        r"当前)?支持[^。；;“]{0,6}还有(?P<list>[^。；;\n]+)",
        "默认是名称“name”，目前支持的还有大小“size”，时间“time”。",
        "name|size|time",
    ),
    _lead(
        "default and others en",
        rf"by default, [^.;\n]{{0,40}} sorted by (?P<first>{CODE})\. "
        r"[^.;\n]{0,40} can be sorted by (?P<list>[^.;\n]+)",
        "By default, rows are sorted by time. Rows can be sorted by size or name.",
        "time|size|name",
    ),
)
EXAMPLES = (
    Exclusion(
        "content zh",
        wording(r"(?:图片|图像|文件|音频|视频|base64)[^。；;\n]{0,40}支持[^。；;\n]{0,60}"),
        "图片内容，支持jpg、png。",
    ),
    Exclusion(
        "content en",
        wording(r"\b(?:images?|files?|pictures?|audio|video|base64)\b[^.;\n]{0,60}\bsupport[^.;\n]{0,60}"),
        "Image content, which supports jpg and png.",
    ),
    Exclusion(
        "example zh",
        wording(r"(?:例如|比如|譬如|如[:：])[^。；;\n]{0,80}(?:可选|取值|支持)[^。；;\n]{0,80}"),
        "例如可选值为red、blue。",
    ),
    Exclusion(
        "example en",
        wording(r"(?:for example|such as|e\.g\.)[^.;\n]{0,60}"),
        "For example, the value can be red or blue.",
    ),
    Exclusion("recommended", wording(r"recommended (?:values?|options?)"), "The recommended values are red and blue."),
    Exclusion("default value", wording(r"default (?:values?|options?)"), "The default value is RED."),
    Exclusion(
        "value of another",
        wording(r"(?:values?|options?) of (?!this|the parameter)\w+"),
        "the value of colour is red or blue",
    ),
    Exclusion("value of a part", wording(r"对应的?(?:取?值|关系)[^。；;\n]{0,80}"), "键为color，对应值可选择red、blue"),
    Exclusion("relation", wording(r"可选值?与|取值与|支持(?:与|和)"), "可选值与red、blue相关。"),
)

_INTERVAL = re.compile(r"[-\d.]+[\s,，]+[-\d.]+")
_PLAIN = CODE.replace(r"\-/", r"\-").replace(r"/", "")
_MEDIA_TYPE = r"(?:application|text|image|audio|video|multipart)/[\w.+-]+"
_ELEMENT = re.compile(
    rf"[{QUOTES}](?P<quoted>[^{QUOTES}\n\u4e00-\u9fff]{{1,80}})[{QUOTES}]|(?P<plain>{_MEDIA_TYPE}|{_PLAIN})"
)
_LABEL = re.compile(r"\s?[（(][^（）()\n]{0,60}[）)]")
_BETWEEN = re.compile(
    r"\s*(?:[、，,/；;|]\s*(?:(?:和|或者?|以?及|与|and|or)\s*)?|(?:和|或者?|以?及|与)\s*|\s(?:and|or)\s+)|"
    r"(?<=[”\"])\s+(?=[“\"])"
)
_OPEN = re.compile(r"\s*(?:等(?!待)|…|\.\.\.|etc\b|之类|and so on|and (?:other|more))", re.IGNORECASE)
_END = re.compile(r"\s*(?:$|[.。，,、；;)）\n（(]|[\x00])")
_SOFT_END = re.compile(
    r"\s*(?:[两二三四五六七八九十\d]+[种个]|类型|方式|模式|格式|协议|之一|中的|其中|(?:is|are) supported)"
)
# Words of a sentence, not of a list: none of these is a value unless it is quoted or labelled.
_WORDS = wording(
    r"(?:left|empty|null|blank|none|omitted|modified|changed|deleted|customized|specified|obtained|queried|"
    r"updated|created|used|set|letters?|digits?|numbers|"
    r"characters?|uppercase|lowercase|strings|integers|hyphens?|underscores?|chinese|english|up|is|the|a|an|any|"
    r"of|this|to|not|no|it|only)$"
)


# Without any of these no sentence announces a value.
_TRIGGERS = {
    " zh": any_word(
        "可选 可取 可设 可填 有效 合法 候选 允许 枚举 取值 设置为 配置为 填写为 指定为 支持 包括 包含 "
        "分为 有 仅 只 固定 默认 asc ASC desc DESC"
    ),
    " en": any_word("value option can_be must_be may_be support only range by_default"),
}


def read_inline(text: str) -> ChoiceList | None:
    """The first closed list inside the sentences of a text, or None."""
    languages = tuple(language for language, trigger in _TRIGGERS.items() if trigger.search(text))
    if not languages:
        return None
    text = mask(text, EXAMPLES)
    readers = (_pair, _bracketed, _listed, _single)
    return next(filter(None, (read(text, languages) for read in readers)), None)


def _pair(text: str, languages: tuple[str, ...]) -> ChoiceList | None:
    for pattern in PAIRS:
        if pattern.name.endswith(languages) and (found := pattern.regex.search(text)):
            first = Item(found.start("first"), found.span("first"), (found.end("first"),) * 2)
            others = [item for item in _codes(text, found.span("list")) if text[slice(*item.value)] != found["first"]]
            if others:
                return ChoiceList(pattern.name, (found.start(), found.start("first")), (first, *others))
    return None


def _bracketed(text: str, languages: tuple[str, ...]) -> ChoiceList | None:
    for pattern in BRACKETS if "[" in text else ():
        found = pattern.regex.search(text) if pattern.name.endswith(languages) else None
        if found and not _INTERVAL.fullmatch(found["list"]):
            return ChoiceList(
                pattern.name, (found.start(), found.start("list")), tuple(_codes(text, found.span("list")))
            )
    return None


def _listed(text: str, languages: tuple[str, ...]) -> ChoiceList | None:
    for pattern in LEADS:
        for found in pattern.regex.finditer(text) if pattern.name.endswith(languages) else ():
            items = _list(text, found.end(), weak="supports" in pattern.name)
            if len(items) > 1:
                return ChoiceList(pattern.name, found.span(), items)
    return None


def _codes(text: str, span: Span) -> list[Item]:
    quoted = [match for match in _ELEMENT.finditer(text, *span) if match["quoted"]]
    found = quoted or [match for match in _ELEMENT.finditer(text, *span) if match["plain"].lower() not in ("or", "and")]
    spans = [match.span("quoted") if match["quoted"] else match.span("plain") for match in found[:MAX_VALUES]]
    return [Item(value[0], value, (value[1], value[1])) for value in spans]


def _list(text: str, start: int, *, weak: bool) -> tuple[Item, ...]:
    """The values of the list that starts at a place; empty where it is open, cut off by other words, or none."""
    items: list[Item] = []
    position = start
    while len(items) < MAX_VALUES and (element := _ELEMENT.match(text, position)):
        value = element.span("quoted") if element["quoted"] else element.span("plain")
        label = _LABEL.match(text, element.end())
        word = text[slice(*value)]
        if not is_value(word) or (not element["quoted"] and not label and not word.isupper() and _WORDS.match(word)):
            return ()
        items.append(Item(element.start(), value, label.span() if label else (element.end(), element.end())))
        position = items[-1].label[1]
        between = _BETWEEN.match(text, position)
        if between is None or _ELEMENT.match(text, between.end()) is None:
            break
        if between[0].strip() in ("，", ",", "；", ";") and _starts_clause(text, between.end()):
            break
        position = between.end()
    if _OPEN.match(text, position):
        return ()
    return tuple(items) if _ends(text, position, weak=weak) else ()


def _starts_clause(text: str, position: int) -> bool:
    """Whether the word behind a comma belongs to the next clause: Chinese or more English words follow it."""
    element = _ELEMENT.match(text, position)
    if element is None or element["quoted"]:
        return False
    after = text[element.end() : element.end() + 24]
    if re.match(rf"\s?{HAN}", after):
        return not re.match(r"\s?(?:和|或|及|与|以及|两种|[三四五六七八九十]种|类型|等|之一|中的)", after)
    return bool(re.match(r" (?!and\b|or\b)[a-z]", after))


def _ends(text: str, position: int, *, weak: bool) -> bool:
    if _END.match(text, position) or _SOFT_END.match(text, position):
        return True
    return not weak and not re.match(r"\s?[\w:：%~]", text[position : position + 2], re.ASCII)


def _single(text: str, languages: tuple[str, ...]) -> ChoiceList | None:
    for pattern in SINGLE_LEADS:
        for found in pattern.regex.finditer(text) if pattern.name.endswith(languages) else ():
            items = _list(text, found.end(), weak=True)
            if len(items) != 1 or not _stands_alone(text, found.start(), items[0]):
                continue
            return ChoiceList(pattern.name, found.span(), items)
    return None


# One of these alone says what a text may look like, not which text it is.
_NOTATION = wording(r"(?:ipv[46]|utf-?8|ascii|json|xml|yaml|html|cidr|utc|uuid|base64|md5|url|https?|unicode|gbk)$")
_CONDITION = wording(r"当(?!前)|如果|若|时[，,]|\b(?:when|if|unless)\b")
_CLAUSE = re.compile(r"[。；;\n]|\.\s")


def _stands_alone(text: str, start: int, item: Item) -> bool:
    """Whether a single value is meant without a condition, and is a word rather than a number."""
    sentence = _CLAUSE.split(text[max(0, start - 200) : start])[-1]
    value = text[slice(*item.value)]
    behind = text[item.label[1] : item.label[1] + 16]
    return (
        not _CONDITION.search(sentence)
        and not re.fullmatch(r"[-\d.]+", value)
        and not _NOTATION.match(value)
        and bool(re.match(r"\s*(?:$|[.。，,；;)）\n]|[“”\"']|is supported)", behind))
        and len(value) > 1
    )
