# Copied from apiscribe; do not edit.
"""The filters in the body of a search, as the document describes them: arrays of objects with key, operator, value."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .samples import resolve
from .service import Operation, Service
from .state import Condition
from .validation import RefusedError
from .views import Shape

MAX_FILTERS = 100
MAX_VALUES = 1_000
"""How many filters a search may have, and how many values each."""

_KEYS = ("key", "field", "name", "attribute")
_OPERATORS = ("operator", "op")
_VALUES = ("value", "values")
_TESTS = {
    "": "equal", "eq": "equal", "equal": "equal", "equals": "equal", "in": "equal", "=": "equal", "==": "equal",
    "contain": "contain", "contains": "contain", "fuzzy": "contain", "like": "contain",
    "!=": "differ", "ne": "differ", "neq": "differ", "nin": "differ", "not": "differ", "notin": "differ",
    ">": ">", "gt": ">", ">=": ">=", "ge": ">=", "gte": ">=", "<": "<", "lt": "<", "<=": "<=", "le": "<=", "lte": "<=",
    "between": "between", "range": "between",
}  # fmt: skip
"""What operators test, by their words in small letters without `_` and `-`. Another one selects nothing out, nor do too
few bounds, or bounds that are none."""

_BOUNDS = {"between": 2, ">": 1, ">=": 1, "<": 1, "<=": 1}


@dataclass(frozen=True, slots=True)
class Place:
    """A field of the things that are searched: its path, what counts where a thing has none, whether it is a number."""

    path: str
    usual: str | float | None
    is_number: bool


@dataclass(frozen=True, slots=True)
class _Form:
    """An array of filters in a body, and what the parts of one filter are called."""

    name: str
    key: str
    operator: str
    value: str


class Filters:
    """The filters that one operation takes."""

    def __init__(self, service: Service, operation: Operation) -> None:
        fields = {name: service.schemas.shape(node) for name, node in body_fields(service, operation).items()}
        self._forms = [form for name, shape in fields.items() if (form := _form(name, shape.at(["0"])))]

    def conditions(self, body: Mapping[str, Any], place_of: Callable[[str], Place | None]) -> Iterator[Condition]:
        """Give what a body asks for. Raises RefusedError for more than can be looked for."""
        for form in self._forms:
            stated = body.get(form.name)
            filters = stated if isinstance(stated, list) else []
            if len(filters) > MAX_FILTERS:
                raise RefusedError(400, f"body/{form.name}: there are more than {MAX_FILTERS} filters")
            for one in filters:
                place = place_of(str(one.get(form.key))) if isinstance(one, dict) else None
                test = _test(one.get(form.operator)) if place else None
                if place and test and (values := _values(form.name, one.get(form.value))):
                    yield from _condition(place, test, values)


def body_fields(service: Service, operation: Operation) -> dict[str, Any]:
    """Give the schemas of the fields that a JSON body of an operation has."""
    body = resolve(service.document, operation.spec.get("requestBody"))
    content = body.get("content") if isinstance(body, Mapping) else None
    media = content.get("application/json") if isinstance(content, Mapping) else None
    schema = resolve(service.document, media.get("schema")) if isinstance(media, Mapping) else None
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    return {str(name): node for name, node in properties.items()} if isinstance(properties, Mapping) else {}


def _form(name: str, element: Shape | None) -> _Form | None:
    names = element.names if element else []
    key, operator, value = (next((n for n in known if n in names), "") for known in (_KEYS, _OPERATORS, _VALUES))
    return _Form(name, key, operator, value) if key and operator and value else None


def _test(operator: Any) -> str | None:
    if operator is None:
        return "equal"
    return _TESTS.get(operator.lower().replace("_", "").replace("-", "")) if isinstance(operator, str) else None


def _values(name: str, stated: Any) -> list[str]:
    """Give the values of a filter as text; empty ones ask for nothing."""
    values = stated if isinstance(stated, list) else [stated]
    if len(values) > MAX_VALUES:
        raise RefusedError(400, f"body/{name}: a filter has more than {MAX_VALUES} values")
    return [
        str(int(v)) if isinstance(v, bool) else str(v) for v in values if v != "" and isinstance(v, str | int | float)
    ]


def _condition(place: Place, test: str, values: list[str]) -> Iterator[Condition]:
    if test not in _BOUNDS:
        yield Condition(place.path, tuple(values), place.usual, test)
    elif len(values) == _BOUNDS[test]:
        bounds = _numbers(values) if place.is_number else tuple(values)
        if bounds:
            yield Condition(place.path, bounds, place.usual, test)


def _numbers(texts: list[str]) -> tuple[float, ...]:
    """Give bounds as numbers, none where one is no number: nothing can be compared with it."""
    try:
        return tuple(map(float, texts))
    except ValueError:
        return ()
