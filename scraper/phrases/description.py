"""The facts of one description: closed lists, defaults, bounds, lengths, formats; apart from prose."""

import re
from functools import lru_cache

from .bounds import Bounds
from .defaults import Default, mentions_default, read_default
from .enums import ChoiceList, read_choices
from .formats import read_format
from .items import Item
from .lengths import read_item_count, read_length
from .patterns import HAN, Span
from .ranges import read_range
from .reading import Choice, Kind, Reading

MAX_LENGTH = 20_000
# Without any of these a description states nothing that is read here.
_TRIGGER = re.compile(
    r"[•●\d]|可[选取设填]|枚举|取值|默认|缺省|支持|只能|仅|包括|包含|固定| - |一|[两二三四五六七八九十]|"
    r"[Dd]efault|[Oo]ption|[Vv]alue|[Ee]num|[Ee]ither|[Ss]upport|can be|must be|may be|[Rr]ange|maximum|up to|at most|at least|RFC|UUID|yyyy|[：:]"
)
_SHORT_HAN = 8
_SHORT_WORDS = 3
_NUMBERS = (Kind.INTEGER, Kind.NUMBER)


def read_description(plain: str, kind: Kind, item: Kind | None = None, name: str = "") -> Reading:
    """What the plain text of a description cell states about its field.

    In: the text (a line per paragraph, list items as "• item" lines), the field's JSON kind, for arrays the kind of the
    elements, which closed lists, bounds and lengths then concern. Out: a Reading, empty where nothing is stated. Never raises;
    text beyond MAX_LENGTH characters is not read.
    """
    text = plain[:MAX_LENGTH]
    if not _TRIGGER.search(text):
        return Reading()
    return _read(text, kind, item)


@lru_cache(maxsize=8192)
def _read(text: str, kind: Kind, item: Kind | None) -> Reading:
    value_kind = (item or Kind.ANY) if kind is Kind.ARRAY else kind
    spans: list[Span] = []
    found = read_choices(text, value_kind)
    default = _default(text, kind, value_kind, found)
    listed = found if found and value_kind not in (Kind.BOOLEAN, Kind.OBJECT, Kind.ARRAY) else None
    if listed:
        spans += _choice_spans(text, listed)
    elif found and default and default.pattern.startswith(("mark", "sentence")):
        spans += _choice_spans(text, found)
    if default:
        spans += default.spans
    span = read_range(text) if value_kind in _NUMBERS else Bounds()
    length = read_length(text) if value_kind in (Kind.STRING, Kind.ANY) else Bounds()
    count = read_item_count(text) if kind is Kind.ARRAY else Bounds()
    form = read_format(text) if value_kind is Kind.STRING else None
    for part in (span, length, count):
        spans += part.spans
    if form:
        spans.append(form.span)
    choices = tuple(Choice(text[slice(*each.value)], _label(text, each)) for each in listed.items) if listed else ()
    return Reading(
        choices=choices,
        default=default.value if default else None,
        default_items=default.items if default else (),
        minimum=span.low,
        maximum=span.high,
        exclusive_minimum=span.low_open,
        exclusive_maximum=span.high_open,
        **_whole(length, count),
        format=form.name if form else None,
        spans=merged(spans),
    )


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
    label = text[slice(*item.label)].strip(" ,，;；。.、:：")
    if len(label) > 1 and label[0] in "（(" and label[-1] in "）)" and not re.search("[（(]", label[1:]):
        label = label[1:-1]
    return label


def is_short(label: str) -> bool:
    """Whether a label is so short that it is a name rather than prose."""
    han = len(re.findall(HAN, label))
    return han <= _SHORT_HAN and len(re.findall(r"[A-Za-z][\w'-]*", label)) <= _SHORT_WORDS


def _choice_spans(text: str, found: ChoiceList) -> list[Span]:
    spans = [found.lead] if found.lead[0] < found.lead[1] else []
    for item, following in zip(found.items, [*found.items[1:], None], strict=True):
        end = item.value[1]
        stop = following.mark if following else max(item.label[1], end)
        if is_short(text[end:stop]):
            end = stop
        else:
            end = max(end, item.label[0]) if item.label[0] - end <= 3 else end
        spans.append((item.mark, end))
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
