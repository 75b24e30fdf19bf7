"""Names that stay: operationIds are unique, and one that was given out belongs to its operation for good.

The record of names is a file beside the document: `METHOD path` -> operationId. An operation that is gone keeps its
line, so that its name is not given to another.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spec import files
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location
from spec.model import Operation, copied, operations
from spec.passes import Passed
from spec.report import Departure

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[0-9]+")


def key_of(operation: Operation) -> str:
    """Give the key of an operation in the record of names."""
    return f"{operation.method.upper()} {operation.path}"


@dataclass(frozen=True, slots=True)
class Names:
    """Names given out: `METHOD path` to operationId, and schema name to a place in the API where it is used."""

    operations: Mapping[str, str] = field(default_factory=dict)
    schemas: Mapping[str, str] = field(default_factory=dict)

    def joined(self, later: "Names") -> "Names":
        """Give these names and later ones; where both name one thing, the later name."""
        return Names({**self.operations, **later.operations}, {**self.schemas, **later.schemas})


NO_NAMES = Names()


def read_names(path: Path) -> Names:
    """Read a record of names, empty where there is no file. Raises DiagnosticError for a file of another kind."""
    if not path.exists():
        return NO_NAMES
    record = files.load(path)
    parts = {key: record.get(key, {}) for key in ("operations", "schemas")}
    for key, names in parts.items():
        if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
            raise DiagnosticError(Diagnostic("SPC072", f"`{key}` is not an object of names", Location(str(path))))
    return Names(**parts)


def dump_names(names: Names) -> str:
    """Give the text of a record of names, sorted."""
    return files.dump_json(
        {"operations": dict(sorted(names.operations.items())), "schemas": dict(sorted(names.schemas.items()))}
    )


def record_names(document: dict[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """Give the record with the names of a document added to it.

    Raises DiagnosticError with every name that has moved: an operation that had another, or a name that was another's.
    """
    owners = {name: key for key, name in names.items()}
    added: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for operation in operations(document):
        if not (name := operation.value.get("operationId")):
            continue
        key = key_of(operation)
        place = operation.pointer + "/operationId"
        if (before := names.get(key, name)) != name:
            problems.append(Diagnostic("SPC070", f"{before} is now {name}", Location("openapi"), key, place))
        elif (owner := owners.get(name, key)) != key:
            problems.append(Diagnostic("SPC071", f"{name} belongs to {owner}", Location("openapi"), key, place))
        added[key] = name
    if problems:
        raise DiagnosticError(*problems)
    return {**names, **added}


def make_names_unique(document: dict[str, Any], names: Mapping[str, str]) -> Passed:
    """Give every recorded operation its recorded operationId, and tell apart others that share one.

    Of several that share a name, each gets the nearest word of its path that the others lack, behind its first word:
    CreateTag of `/notebooks/{id}/tags` and of `/services/{id}/tags` are CreateNotebooksTag and CreateServicesTag.
    Raises DiagnosticError where the paths do not tell them apart.
    """
    found = {key_of(operation): operation for operation in operations(document)}
    given = {key: names[key] for key in found if key in names}
    wanted = {key: name for key, op in found.items() if key not in names and (name := op.value.get("operationId"))}
    taken = Counter([*names.values(), *wanted.values()])
    for key, name in wanted.items():
        if taken[name] == 1:
            given[key] = name
        else:
            rivals = [other for other, its in {**wanted, **names}.items() if its == name and other != key]
            given[key] = _qualified(name, key, rivals)
    _check_unique(given, found)
    document = copied(document)
    departures = []
    for operation in operations(document):
        name = given.get(key_of(operation))
        if operation.value.get("operationId") != name:
            operation.value["operationId"] = name
            departures.append(Departure(operation.pointer + "/operationId", "names", "names are unique and stay"))
    return Passed(document, tuple(departures))


def _qualified(name: str, key: str, rivals: Iterable[str]) -> str:
    """Put the nearest word of an operation's path that its rivals lack behind the first word of its name."""
    theirs = {segment for rival in rivals for segment in _segments(rival)}
    own = next((segment for segment in reversed(_segments(key)) if segment not in theirs), "")
    word = "".join(part.capitalize() for part in _WORD.findall(own))
    first = _WORD.match(name)
    return name[: first.end()] + word + name[first.end() :] if first else name + word


def _segments(key: str) -> list[str]:
    """Give the words of a key from far to near: method, then the parts of the path that are no placeholders."""
    method, _, path = key.partition(" ")
    return [method.lower(), *(segment for segment in path.split("/") if segment and "{" not in segment)]


def _check_unique(given: Mapping[str, str], found: Mapping[str, Operation]) -> None:
    first: dict[str, str] = {}
    problems = [
        Diagnostic("SPC020", f"{name} is also {other}", Location("openapi"), key, found[key].pointer + "/operationId")
        for key, name in given.items()
        if (other := first.setdefault(name, key)) != key
    ]
    if problems:
        raise DiagnosticError(*problems)
