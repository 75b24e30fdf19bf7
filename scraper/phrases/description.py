"""The facts of one description: closed lists, defaults, bounds, lengths, formats; apart from prose."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .bounds import Bounds
from .defaults import Default, mentions_default, read_default
from .enums import read_choices
from .formats import read_format
from .items import ChoiceList, Item
from .lengths import read_item_count, read_length
from .patterns import BLOT, Span, any_word
from .ranges import read_range
from .reading import Choice, Kind, Reading

MAX_LENGTH = 20_000
# No value is so long; an expression that looks for one must not walk through all of it from each of its places.
_ENDLESS_RUN = 200
_ENDLESS = re.compile(rf"[\w.\-/+@*]{{{_ENDLESS_RUN},}}", re.ASCII)
# What a page quotes at this length is an example of content, not a statement about the field.
_QUOTED_SENTENCE = re.compile(r"[\"“](?:[^\s\"“”]+ ){5,60}[^\s\"“”]+[\"”]")
# Without any of these a description states nothing that is read here.
_TRIGGER = any_word(
    "• ● : ： - 0 1 2 3 4 5 6 7 8 9 一 二 两 三 四 五 六 七 八 九 十 "
    "可选 可取 可设 可填 枚举 取值 默认 缺省 支持 只 仅 包括 包含 固定 "
    "default option value enum either support can_be must_be may_be range maximum up_to at_most at_least RFC UUID yyyy"
)
# What a label says of the default is stated as the default, and is no label.
_SAYS_DEFAULT = re.compile(
    r"[,，;；]? {0,3}[（(]? {0,3}(?:默认|缺省)(?:取?值|选项)?(?: {0,3}[为是][^，。；;）)\n]{0,60})?[）)]?"
    r"(?=$|[，,。；;）)\s])"
    r"|,? {0,3}\( {0,3}(?:the )?default(?: value| option)? {0,3}\)",
    re.IGNORECASE,
)
_AROUND_LABEL = " ,，;；。.、:："
# Longer texts are rare, and many of them would fill the memory.
_CACHED_LENGTH = 4000


def read_description(plain: str, kind: Kind, item: Kind | None = None, name: str = "") -> Reading:
    """What the plain text of a description cell states about its field.

    In: the text (a line per paragraph, list items as "• item" lines), the field's JSON kind, and of an array the kind
    of the elements, which closed lists, bounds and lengths then concern. Out: a Reading, empty where nothing is stated.
    Never raises; text beyond MAX_LENGTH characters is not read. The name is not looked at: a wording means the same
    everywhere.
    """
    return read_findings(plain, kind, item).reading


@dataclass(frozen=True, slots=True)
class Findings:
    """A reading, and the ranges of the labels of its values, which it does not need."""

    reading: Reading
    labels: tuple[Span, ...] = ()


def read_findings(plain: str, kind: Kind, item: Kind | None = None) -> Findings:
    """As read_description, with the ranges of the labels."""
    if len(plain) <= _CACHED_LENGTH:
        return _cached(plain, kind, item)
    return _read(plain[:MAX_LENGTH], kind, item)


@lru_cache(maxsize=8192)
def _cached(text: str, kind: Kind, item: Kind | None) -> Findings:
    return _read(text, kind, item) if _TRIGGER.search(text) else Findings(Reading())


def _read(text: str, kind: Kind, item: Kind | None) -> Findings:
    value_kind = (item or Kind.ANY) if kind is Kind.ARRAY else kind
    whole = text
    text = _blotted(text)
    found = read_choices(text, value_kind)
    default = _default(text, kind, value_kind, found)
    listed = found if value_kind not in (Kind.BOOLEAN, Kind.OBJECT, Kind.ARRAY) else None
    of_value = read_range(text) if value_kind in (Kind.INTEGER, Kind.NUMBER) else Bounds()
    of_length = read_length(text) if value_kind in (Kind.STRING, Kind.ANY) else Bounds()
    of_count = read_item_count(text) if kind is Kind.ARRAY else Bounds()
    form = read_format(text) if value_kind is Kind.STRING else None
    items = listed.items if listed else ()
    spans = [*of_value.spans, *of_length.spans, *of_count.spans, *(default.spans if default else ())]
    if form:
        spans.append(form.span)
    if found and (listed or (default and default.marked)):
        spans += _list_spans(found)
    reading = Reading(
        choices=tuple(Choice(whole[slice(*each.value)], _label(whole, each)) for each in items),
        default=default.value if default else None,
        default_items=default.items if default else (),
        minimum=of_value.low,
        maximum=of_value.high,
        exclusive_minimum=of_value.low_open,
        exclusive_maximum=of_value.high_open,
        **_whole(of_length, of_count),
        format=form.name if form else None,
        spans=merged(spans),
    )
    return Findings(reading, tuple(each.label for each in items))


def _blotted(text: str) -> str:
    """Give a text with what states nothing of its field blotted out; all offsets stay."""
    if len(text) > _ENDLESS_RUN:
        text = _ENDLESS.sub(lambda run: BLOT * len(run[0]), text)
    return _QUOTED_SENTENCE.sub(lambda quoted: BLOT * len(quoted[0]), text)


@lru_cache(maxsize=8192)
def read_number_range(plain: str) -> Bounds:
    """The range of the numbers that a string holds, which no schema of a string can say; empty without both bounds."""
    if not any(sign.isdigit() for sign in plain):
        return Bounds()
    found = read_range(_blotted(plain[:_CACHED_LENGTH]))
    return found if None not in (found.low, found.high) else Bounds()


def _whole(length: Bounds, count: Bounds) -> dict[str, int | None]:
    """Lengths and counts as JSON Schema has them: whole numbers, their own bounds included."""

    def low(bounds: Bounds) -> int | None:
        return None if bounds.low is None else int(bounds.low) + bounds.low_open

    def high(bounds: Bounds) -> int | None:
        return None if bounds.high is None else int(bounds.high) - bounds.high_open

    return {"min_length": low(length), "max_length": high(length), "min_items": low(count), "max_items": high(count)}


def _default(text: str, kind: Kind, value_kind: Kind, found: ChoiceList | None) -> Default | None:
    if kind is Kind.OBJECT or value_kind in (Kind.OBJECT, Kind.ARRAY) or not mentions_default(text):
        return None
    default = read_default(text, kind, found.items if found else ())
    if default is None or default.value is None:
        return default
    if kind is Kind.BOOLEAN and default.value.lower() not in ("true", "false"):
        return None
    return default


def _label(text: str, item: Item) -> str:
    label = _SAYS_DEFAULT.sub("", text[slice(*item.label)]).strip(_AROUND_LABEL)
    if len(label) > 1 and label[0] in "（(" and label[-1] in "）)" and not re.search("[（(]", label[1:]):
        label = label[1:-1]
    return label


def _list_spans(found: ChoiceList) -> list[Span]:
    """The wording that closes the list, and each value from its bullet to the sign behind it."""
    spans = [found.lead]
    for item in found.items:
        end = item.value[1]
        behind = item.label[0] if 0 <= item.label[0] - end <= 3 else end
        spans.append((item.mark, max(end, behind)))
    return spans


def merged(spans: list[Span]) -> tuple[Span, ...]:
    """The ranges in order, those that touch or overlap as one, empty ones left out."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)
