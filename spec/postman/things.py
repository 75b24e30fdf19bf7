"""Things that one request makes and others work on: their ids are variables, which a script sets from the answer."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from spec.postman.texts import in_path
from spec.postman.variables import Variables
from spec.rules.contract import Contract, as_dict
from spec.samples import SampleRequest

_PLACEHOLDER = re.compile(r"/\{([^{}]*)\}")
_FIELD = re.compile(r"[A-Za-z0-9_]{1,60}", re.ASCII)


def thing_variables(contract: Contract, samples: Iterable[SampleRequest], variables: Variables) -> Mapping[str, str]:
    """Add a variable for each path parameter that stands behind the path of a POST whose answer has it; give them by
    the path up to that parameter.

    A variable is called by the last segment before the parameter and by the parameter (`notebooks.id`): so the script
    that keeps ids finds those that an answer sets, and needs to know nothing of the document.
    """
    made = {
        operation.path: set(_fields(contract, operation.value))
        for operation in contract.operations
        if operation.method == "post"
    }
    found: dict[str, str] = {}
    for sample in samples:
        for match in _PLACEHOLDER.finditer(sample.path):
            base, name = sample.path[: match.start()], match[1]
            fields, place = made.get(base, set()), sample.path[: match.end()]
            if place in found or not _FIELD.fullmatch(name) or not _is_among(name, fields):
                continue
            wanted = f"{_plain(base.rpartition('/')[2])}.{name}"
            if wanted not in found.values():
                value = in_path(sample.path_values.get(name, ""))
                found[place] = variables.add(wanted, value, "Set by the request that makes one.")
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
