"""Closed lists without any words in front of them: clauses or sentences that each start with a value."""

import re

from .items import ChoiceList, Item
from .patterns import CODE, HAN, QUOTES, Pattern, wording


def _clause(name: str, expression: str, example: str, expect: str) -> Pattern:
    return Pattern(name, re.compile(expression, re.MULTILINE), example, expect)


# Each value starts a sentence; the labels may be long.
SENTENCES = (
    _clause(
        "sentence",
        rf"(?:^|(?<=[。；;]))[^\S\n]*(?P<value>{CODE})[:：](?!//)\s*(?P<label>{HAN}[^。；;\n]*)",
        "颜色。RED：红。BLUE：蓝。",
        "RED|BLUE",
    ),
    _clause(
        "quoted sentence",
        rf"(?:^|(?<=[。；;]))[^\S\n]*[{QUOTES}](?P<value>{CODE})[{QUOTES}](?=为|表示|代表|[:：])(?P<label>[^。；;\n]*)",
        "颜色。“red”为红。“blue”为蓝。",
        "red|blue",
    ),
)
# Numbers, each with a short label, one directly behind the other.
CHAINS = (
    _clause(
        "numbers zh",
        rf"(?:^|(?<=[\s。；;，,、（(：:]))(?P<value>-?\d{{1,4}})\s?(?:[:：=]\s?|[-–—]\s?(?={HAN})|(?=表示|代表|为|"
        rf"是|指))(?P<label>{HAN}[^。；;，,、\n\s（(）)]*(?:[（(][^（()）\n]{{0,30}}[）)])?)",
        "颜色，0：红，1：蓝",
        "0|1",
    ),
    _clause(
        "numbers en",
        r"(?:^|(?<=[\s(,;.]))(?P<value>-?\d{1,4})\s?[:=]\s?(?P<label>[A-Za-z][^,;.\n()]{0,60})",
        "Colour (0: red, 1: blue)",
        "0|1",
    ),
)
# Where numbers of other sizes are meant too, such numbers are special cases.
SPECIAL_CASES = wording(
    r"其他|其它|大于|小于|超过|范围|整数|数量|个数|单位|秒|分钟|小时|毫秒|不限|无限|\bother|greater|less|range|"
    r"unlimited|number of|seconds|minutes|hours"
)
_CHAIN_GAP = re.compile(r"[。；;，,、.\s]*(?:和|或|及|and |or )?\s*")


_TRIGGER = re.compile(r"[:：=]|\d\s?(?:表示|代表|为|是|指|[-–—])|[”\"'](?:为|表示|代表)")


def read_clauses(text: str) -> ChoiceList | None:
    """The values that sentences or clauses of a (masked) text start with, or None."""
    if not _TRIGGER.search(text):
        return None
    for pattern in SENTENCES:
        items = [
            Item(found.start(), found.span("value"), found.span("label")) for found in pattern.regex.finditer(text)
        ]
        if len(items) > 1 and len({text[slice(*item.value)].isupper() for item in items}) == 1:
            return ChoiceList(pattern.name, (items[0].mark, items[0].mark), tuple(items))
    if SPECIAL_CASES.search(text):
        return None
    for pattern in CHAINS:
        chain: list[Item] = []
        for found in pattern.regex.finditer(text):
            if chain and not _CHAIN_GAP.fullmatch(text, chain[-1].label[1], found.start("value")):
                break
            chain.append(Item(found.start("value"), found.span("value"), found.span("label")))
        if len(chain) > 1:
            return ChoiceList(pattern.name, (chain[0].mark, chain[0].mark), tuple(chain))
    return None
