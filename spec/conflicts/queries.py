"""Where the query of a documented request and the query parameters disagree: names that no row lists, other values."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from spec.conflicts import Conflict, ConflictKind, Reading
from spec.location import Location
from spec.model import Operation
from spec.rules.contract import Contract, as_dict, as_list
from spec.rules.examples import SchemaCheck

MAX_QUERY = 2_000

_MADE_UP = "*{}<>%…"
_NUMBERS = ("integer", "number")


def find_query_conflicts(
    contract: Contract,
    check: SchemaCheck,
    operation: Operation,
    request: object,
    place: Location,
    places: Mapping[str, Location],
) -> Iterator[Conflict]:
    """Yield a conflict for each name of a request's query that is no parameter, and each value that one refuses.

    `request` is the request as documented, which stands at `place`; `places` are those of the scraped document.
    """
    known = dict(_parameters(contract, operation))
    key = f"{operation.method.upper()} {operation.path}"
    for name, text in _pairs(request):
        subject = f"query parameter `{name}`"
        if name not in known:
            table = next((places[at] for at, _ in known.values() if at in places), places.get(operation.pointer))
            silent = [Reading(table, stated=False)] if table else []
            readings = (Reading(place, text), *silent)
            yield Conflict(ConflictKind.EXAMPLE_FIELD, key, subject, readings, len(readings) - 1)
            continue
        at, schema = known[name]
        value = _value(text, schema)
        if at in places and value is not None and next(check.errors(at + "/schema", value), None):
            readings = (Reading(place, value), Reading(places[at], _stated(schema)))
            yield Conflict(ConflictKind.EXAMPLE_VALUE, key, subject, readings, 1)


def _parameters(contract: Contract, operation: Operation) -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    """Yield the query parameters, each with its pointer and schema."""
    for number, parameter in enumerate(map(contract.resolve, as_list(operation.value.get("parameters")))):
        if parameter.get("in") == "query":
            pointer = f"{operation.pointer}/parameters/{number}"
            yield str(parameter.get("name", "")), (pointer, as_dict(parameter.get("schema")))


def _pairs(request: object) -> list[tuple[str, str]]:
    """Give the names and values of the query in the first line of a request, without the blanks of its layout."""
    line = str(request or "").partition("\n")[0][:MAX_QUERY]
    query = "".join(line.partition("?")[2].split()).lstrip("?")
    return list(dict.fromkeys(parse_qsl(query, keep_blank_values=True)))


def _value(text: str, schema: Mapping[str, Any]) -> object:
    """Give the value that a text of a query stands for; None for what is made up, empty or a list."""
    kind = schema.get("type")
    if not text or any(sign in text for sign in _MADE_UP) or kind in ("array", "object"):
        return None
    if kind in _NUMBERS or (kind == "boolean" and text in ("true", "false")):
        try:
            value: object = json.loads(text)
        except ValueError:
            return text
        return value
    return text


def _stated(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if not key.startswith("x-") and key != "description"}
