"""What shows that an operation pages: its parameters and its answer; and the rules on what `x-pagination` states.

Names are compared by their letters and digits alone: `pageSize`, `page_size` and `page-size` are one word.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeGuard

from spec import pointer as pointers
from spec.model import Operation
from spec.rules.contract import Contract, Finding, as_dict, as_list

EXTENSION = "x-pagination"

STYLES = ("marker", "offset", "page")
"""How a position is counted: the answer names the next one; in items; in pages."""

POSITIONS: dict[str, tuple[str, ...]] = {
    "marker": ("marker", "cursor", "continue", "continuation", "continuationtoken", "pagetoken", "pagemarker",
               "nexttoken", "nextmarker", "startkey", "after"),
    "offset": ("offset", "skip", "start", "startindex", "firstresult"),
    "page": ("page", "pageno", "pagenum", "pagenumber", "pageindex", "currentpage", "curpage", "currpage"),
}  # fmt: skip
SIZES = (
    "limit",
    "perpage",
    "pagesize",
    "pagelimit",
    "size",
    "maxresults",
    "maxitems",
    "maxkeys",
    "rows",
    "top",
    "count",
)
ITEMS = ("items", "data", "list", "results", "result", "records", "rows", "entries", "elements", "values", "content")
TOTALS = ("total", "totalcount", "totalnumber", "totalnum", "totalsize", "totalitems", "totalelements", "totalresults",
          "totalrecords", "totalhits")  # fmt: skip
"""Numbers of all items. A bare `count` is none: it may as well be that of one page."""

NEXTS = ("nextmarker", "nexttoken", "nextcursor", "nextpagetoken", "nextcontinuationtoken", "nextpagemarker", "next")
ABOUT_PAGES = ("pageinfo", "metadata", "meta", "pagination", "paging", "page")
"""Objects of an answer that speak of the page."""

_NUMBERS = (None, "integer", "number", "string")
_JSON = re.compile(r"application/(?:[\w.+-]{1,80}\+)?json\s*(?:;.*)?", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_MAX_DEPTH = 20
_MAX_NUMBER = 10**9
"""No position and no size that anybody means is as large; below it there is nothing that a number could overflow."""

JsonObject = dict[str, Any]


class Input(NamedTuple):
    """A parameter in the query, or a property of the request body."""

    place: str
    name: str
    schema: JsonObject

    def as_dict(self) -> JsonObject:
        """Give its place and name as `x-pagination` states them."""
        return {"in": self.place, "name": self.name}


class Level(NamedTuple):
    """The properties of an answer, or of an object in it, with the pointer of that object."""

    pointer: str
    properties: dict[str, JsonObject]


def plain(name: str) -> str:
    """Give the letters and digits of a name, in lower case."""
    return "".join(char for char in name.lower() if char.isalnum())


def find_pagination(contract: Contract, operation: Operation) -> JsonObject | None:
    """Give what `x-pagination` should state of an operation; None where parameters or answer do not show it."""
    answer = answer_schema(contract, operation)
    if answer is None or operation.method in ("delete", "head"):
        return None
    levels = list(_levels(contract, answer))
    items = _find_items(contract, answer, levels, operation.path)
    if items is None:
        return None
    for style, position, size in _positions(inputs(contract, operation)):
        following = _find_next(levels, position) if style == "marker" else None
        if style == "marker" and following is None:
            continue
        found: JsonObject = {"style": style, "position": position.as_dict()}
        if style != "marker":
            found["first"] = _first(position, 1 if style == "page" else 0)
        if size:
            found["size"] = size.as_dict()
            if (number := whole(size.schema.get("default"))) and number > 0:
                found["default_size"] = number
        found["items"] = items
        total = _find_total(levels, items)
        return found | ({"total": total} if total else {}) | ({"next": following} if following else {})
    return None


def inputs(contract: Contract, operation: Operation) -> list[Input]:
    """Give the query parameters of an operation, then the properties of its JSON body."""
    found: dict[str, Input] = {}
    for item in (*as_list(operation.path_item.get("parameters")), *as_list(operation.value.get("parameters"))):
        parameter = contract.resolve(item)
        if parameter.get("in") == "query" and isinstance(name := parameter.get("name"), str):
            found[name] = Input("query", name, contract.resolve(parameter.get("schema")))
    body = json_schema(contract, contract.resolve(operation.value.get("requestBody")))
    fields = properties(contract, body) if body is not None else {}
    return [*found.values(), *(Input("body", name, schema) for name, schema in fields.items())]


def answer_schema(contract: Contract, operation: Operation) -> JsonObject | None:
    """Give the schema of the first successful JSON answer of an operation; None where it documents none."""
    responses = as_dict(operation.value.get("responses"))
    for status in sorted(map(str, responses)):
        if status.startswith("2"):
            schema = json_schema(contract, contract.resolve(responses.get(status)))
            if schema is not None:
                return schema
    return None


def json_schema(contract: Contract, holder: JsonObject) -> JsonObject | None:
    """Give the schema of the JSON content of a request body or response; None where it has none."""
    for media_type, content in as_dict(holder.get("content")).items():
        if _JSON.fullmatch(media_type):
            return contract.resolve(as_dict(content).get("schema"))
    return None


def properties(contract: Contract, schema: object, depth: int = 0) -> dict[str, JsonObject]:
    """Give the properties of a schema, those of its `allOf` included, with references followed."""
    node = contract.resolve(schema)
    found: dict[str, JsonObject] = {}
    for part in as_list(node.get("allOf")) if depth < _MAX_DEPTH else []:
        found |= properties(contract, part, depth + 1)
    return found | {name: contract.resolve(item) for name, item in as_dict(node.get("properties")).items()}


def schema_at(contract: Contract, schema: JsonObject, pointer: str) -> JsonObject | None:
    """Give the schema of what a pointer names in a value of a schema; None where no property leads there."""
    for step in pointers.split(pointer):
        found = properties(contract, schema).get(step)
        if found is None:
            return None
        schema = found
    return schema


def is_array(schema: Mapping[str, Any]) -> bool:
    """Tell whether values of a schema are arrays."""
    return "array" in as_list(schema.get("type")) or schema.get("type") == "array"


def whole(value: object) -> int | None:
    """Give a whole number, also one that is written as text; None for anything else, and for one that is no size."""
    if isinstance(value, str):
        value = int(value) if _WHOLE.fullmatch(value) else None
    return value if _is_number(value, least=-_MAX_NUMBER) else None


def _is_number(value: object, least: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < _MAX_NUMBER


def _positions(found: list[Input]) -> Iterator[tuple[str, Input, Input | None]]:
    """Yield the styles that the parameters allow, each with its position and size; a position in a body needs both."""
    for style in STYLES:
        for position in found:
            if plain(position.name) not in POSITIONS[style] or position.schema.get("type") not in _NUMBERS:
                continue
            beside = [item for item in found if item.place == position.place and plain(item.name) in SIZES]
            size = min(beside, key=lambda item: SIZES.index(plain(item.name)), default=None)
            if size or position.place == "query":
                yield style, position, size


def _first(position: Input, otherwise: int) -> int:
    known = (whole(position.schema.get(key)) for key in ("default", "minimum"))
    return next((number for number in known if number is not None), otherwise)


def _levels(contract: Contract, answer: JsonObject) -> Iterator[Level]:
    top = properties(contract, answer)
    yield Level("", top)
    for name, schema in top.items():
        if not is_array(schema) and (inner := properties(contract, schema)):
            yield Level(pointers.join("", name), inner)


def _find_items(contract: Contract, answer: JsonObject, levels: list[Level], path: str) -> str | None:
    """Give the pointer of the items: of an answer that is an array, else of an array beside a total, else elsewhere.

    Inside an object that has no total only a name that says so is trusted.
    """
    if is_array(answer):
        return ""
    noun = plain(next((part for part in reversed(path.split("/")) if part and "{" not in part), ""))
    beside_total = [level for level in levels if _total_in(level)]
    for level in (*beside_total, *levels):
        trusted = not level.pointer or level in beside_total
        if name := _best_array(contract, level, noun, trusted):
            return pointers.join(level.pointer, name)
    return None


def _best_array(contract: Contract, level: Level, noun: str, trusted: bool) -> str | None:
    """Give the array with a standard name, else the one called like the resource, else the only one of objects, else
    the only one."""
    arrays = {name: schema for name, schema in level.properties.items() if is_array(schema)}
    standard = sorted((name for name in arrays if plain(name) in ITEMS), key=lambda name: ITEMS.index(plain(name)))
    alike = [
        name for name in arrays if plain(name) and (noun.endswith(plain(name)) or plain(name).endswith(noun or " "))
    ]
    if named := standard[:1] or alike[:1]:
        return named[0]
    objects = [name for name, schema in arrays.items() if properties(contract, schema.get("items"))]
    for several in (objects, list(arrays)) if trusted else ():
        if len(several) == 1:
            return several[0]
    return None


def _total_in(level: Level) -> str | None:
    """Give the name of the number of all items: the standard word, else a name that ends with one of two words."""
    numbers = [name for name, schema in level.properties.items() if schema.get("type") in _NUMBERS]
    for word in TOTALS:
        if name := next((name for name in numbers if plain(name) == word), None):
            return name
    longer = [name for name in numbers if "".join(_WORD.findall(name)[-2:]).lower() in TOTALS[1:]]
    return longer[0] if len(longer) == 1 else None


def _find_total(levels: list[Level], items: str) -> str | None:
    around = items.rpartition("/")[0]
    near = [level for level in levels if level.pointer == around]
    about = [level for level in levels[1:] if plain(level.pointer) in ABOUT_PAGES]
    for level in (*near, levels[0], *about):
        if name := _total_in(level):
            return pointers.join(level.pointer, name)
    return None


def _find_next(levels: list[Level], position: Input) -> str | None:
    """Give the pointer of the next position: text with a standard name, or with that of the parameter."""
    for level in levels:
        if level.pointer and plain(level.pointer) not in ABOUT_PAGES:
            continue
        texts = [name for name, schema in level.properties.items() if schema.get("type") in (None, "string")]
        for word in (*NEXTS, plain(position.name)):
            if name := next((name for name in texts if plain(name) == word), None):
                return pointers.join(level.pointer, name)
    return None


def check_pagination(contract: Contract) -> Iterator[Finding]:
    """Find lists whose parameters page and whose answers do not, and statements on paging that cannot be followed."""
    for operation in contract.operations:
        stated = operation.value.get(EXTENSION)
        if stated is None:
            found = inputs(contract, operation)
            sized = any(size for _, _, size in _positions(found))
            if sized and answer_schema(contract, operation) and find_pagination(contract, operation) is None:
                yield Finding(
                    "SPC034", operation.pointer, "the answer shows no items, or not where the next ones begin"
                )
        elif stated is not False and (problem := next(_problems(contract, operation, stated), None)):
            yield Finding("SPC036", pointers.join(operation.pointer, EXTENSION), problem)


def _problems(contract: Contract, operation: Operation, stated: object) -> Iterator[str]:
    """Yield what stops a client from following the statement."""
    paging = as_dict(stated)
    if paging.get("style") not in STYLES:
        yield f"style is none of {', '.join(STYLES)}"
    known = [(item.place, item.name) for item in inputs(contract, operation)]
    for key in ("position", "size"):
        spot = as_dict(paging.get(key))
        if (key == "position" or key in paging) and (spot.get("in"), spot.get("name")) not in known:
            yield f"{key} is no parameter of the query and no property of the body"
    for key in ("first", "default_size"):
        if key in paging and not _is_number(paging[key], least=key == "default_size"):
            yield f"{key} is no whole number {'above' if key == 'default_size' else 'from'} 0"
    answer = answer_schema(contract, operation) or {}
    for key in ("items", "total", "next"):
        if key not in paging and not (key == "items" or (key == "next" and paging.get("style") == "marker")):
            continue
        at = paging.get(key)
        schema = schema_at(contract, answer, at) if isinstance(at, str) else None
        if schema is None or (key == "items" and not is_array(schema)):
            yield f"{key} leads to {'no array' if key == 'items' else 'nothing'} in the answer"
