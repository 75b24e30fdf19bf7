"""Things that one request makes and others work on: their ids are variables, which a script sets from the answer."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spec.postman.texts import in_path
from spec.rules.contract import Contract, as_dict
from spec.samples import SampleRequest

_PLACEHOLDER = re.compile(r"/\{([^{}]*)\}")
_FIELD = re.compile(r"[A-Za-z0-9_]{1,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Thing:
    """What stands for the id of something that a request makes: the wanted name of its variable, and a value."""

    variable: str
    value: str


def placeholders(path: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each parameter that is a segment's begin, with the path up to it: the place that it has."""
    for match in _PLACEHOLDER.finditer(path):
        yield match[1], path[: match.end()]


def things_of(contract: Contract, samples: Iterable[SampleRequest]) -> Mapping[str, Thing]:
    """Give each path parameter that stands behind the path of a POST whose answer has it, by its place.

    A variable is called by the last segment before the parameter and by the parameter (`notebooks.id`): so the script
    that keeps ids finds those that an answer sets, and needs to know nothing of the document.
    """
    made: Mapping[str, set[str]] = {
        operation.path: set(_fields(contract, operation.value))
        for operation in contract.operations
        if operation.method == "post"
    }
    found: dict[str, Thing] = {}
    for sample in samples:
        for name, place in placeholders(sample.path):
            base = place.rpartition("/")[0]
            if place in found or not _FIELD.fullmatch(name) or not _is_among(name, made.get(base, set())):
                continue
            wanted = f"{_plain(base.rpartition('/')[2])}.{name}"
            if all(wanted != thing.variable for thing in found.values()):
                found[place] = Thing(wanted, in_path(sample.path_values.get(name, "")))
    return found


def _is_among(name: str, fields: set[str]) -> bool:
    return name in fields or (name.lower().endswith("id") and "id" in fields)


def _plain(segment: str) -> str:
    return "_".join(re.findall("[A-Za-z0-9_]+", segment))


def _fields(contract: Contract, operation: dict[str, Any]) -> Iterable[str]:
    """Yield the fields that a good answer has, and those one level down."""
    for status, response in as_dict(operation.get("responses")).items():
        if not str(status).startswith("2"):
            continue
        for holder in as_dict(contract.resolve(response).get("content")).values():
            for name, value in as_dict(contract.resolve(as_dict(holder).get("schema")).get("properties")).items():
                yield name
                yield from as_dict(contract.resolve(value).get("properties"))
