"""Names for operations and schemas: the document's own where it has one, else made of the path or of what is above."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from scraper.reference import Operation
from spec.words import singular

_CAMEL = re.compile(r"[A-Z][a-z]+(?:[A-Z]+[a-z0-9]*|[A-Z0-9][a-z0-9]+)+$")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|\d+")
_VERSION = re.compile(r"[vV]\d+(?:[._]\d+)*$")
_VERB_NAMES = """
accept add apply attach authorize batch bind cancel change check clear clone close confirm copy count create delete
deploy detach disable download enable execute export extend get import install list lock login logout merge migrate
modify move open pause publish query reboot rebuild refresh register reject release remove rename renew reset resize
restart restore resume retry revoke rollback run save search send set share show shutdown split start stop submit
subscribe suspend switch sync terminate test transfer unbind unlock unregister unsubscribe update upgrade upload
validate verify
"""
_VERBS = frozenset(_VERB_NAMES.split())
_NOUN_LIMIT = 6


def pascal_case(text: str) -> str:
    """Give `text` as one CamelCase word of ASCII letters and digits; "" where it has none.

    `data_source` gives `DataSource`.
    """
    parts = re.findall(r"[A-Za-z0-9]+", text[:200])
    name = "".join(p[0].upper() + p[1:] for p in parts)
    return name if not name or name[0].isalpha() else "N" + name


def operation_ids(operations: Sequence[Operation], given: Mapping[str, str] | None = None) -> list[str]:
    """Give each operation a unique operationId: the `given` one, its page's own name, else verb and nouns of its path.

    `given` maps `METHOD path` to a name; one that is a page's own, and whose operation is no longer there, goes with
    its page. The outcome does not depend on the order of `operations`.
    """
    given = given or {}
    own = [_own_name(o) for o in operations]
    often = Counter(own)
    collections = {o.path.rpartition("/{")[0] for o in operations if o.path.endswith("}")}
    made = [made_name(o, collections) for o in operations]
    ids = [name if name and often[name] == 1 else made[i] for i, name in enumerate(own)]
    ids = [given.get(o.key, i) for o, i in zip(operations, ids, strict=True)]
    present = {o.key for o in operations}
    moved = {name for o, name in zip(operations, own, strict=True) if o.key not in given and often[name] == 1}
    reserved = Counter(name for key, name in given.items() if key not in present and name not in moved)
    for name in (_with_own_verb, _with_version, _with_all_words, _with_digest):
        again = {k for k, n in (Counter(ids) + reserved).items() if n > 1}
        ids = [name(o, i) if i in again and o.key not in given else i for o, i in zip(operations, ids, strict=True)]
    return ids


def _own_name(operation: Operation) -> str:
    stem = PurePosixPath(operation.location.document).stem
    return next((n for n in (operation.anchor, stem) if _CAMEL.match(n) and len(n) <= 80), "")


def _segments(path: str) -> list[str]:
    return [s for s in path.strip("/").split("/") if s and not _VERSION.match(s)]


def made_name(operation: Operation, collections: Collection[str] = ()) -> str:
    """Make an operationId of method and path in the style of the published ones (`ListTasks`, `CreateNotebook`).

    `collections` are paths that have items below them.
    """
    segments = _segments(operation.path)
    while segments and segments[0].startswith("{"):
        segments = segments[1:]
    at_item = bool(segments) and segments[-1].startswith("{")
    nouns = list(_nouns(segments))
    if not nouns:
        return {"GET": "Show"}.get(operation.method, operation.method.capitalize()) + "Root"
    *above, last = nouns
    if not at_item and operation.method != "GET" and _is_action(last):
        return pascal_case(last) + "".join(pascal_case(n) for n in above[-_NOUN_LIMIT:])
    is_list = not at_item and (singular(last) != last or operation.path in collections)
    verb = _verb(operation.method, at_item, is_list)
    tail = last if is_list and verb != "Create" else singular(last)
    return verb + "".join(pascal_case(n) for n in [*above, tail][-_NOUN_LIMIT:])


def _is_action(segment: str) -> bool:
    """Tell whether a segment is what to do (`start`, `batch-delete`, `create-image`).

    Not a collection (`export-tasks`).
    """
    words = segment.casefold().replace("_", "-").split("-")
    return words[0] in _VERBS and (len(words) == 1 or singular(words[-1]) == words[-1])


def _verb(method: str, at_item: bool, is_list: bool) -> str:
    if method == "GET":
        return "List" if is_list else "Show"
    if method == "POST":
        return "Post" if at_item else "Create"
    return {"PUT": "Update", "PATCH": "Update", "DELETE": "Delete", "HEAD": "Check"}.get(method, method.capitalize())


def _nouns(segments: list[str]) -> Iterator[str]:
    """Yield the static segments: `notebooks` in front of a placeholder is one notebook."""
    for segment, following in pairwise([*segments, ""]):
        if not segment.startswith("{"):
            yield singular(segment) if following.startswith("{") and following is not segments[-1] else segment


def _with_own_verb(operation: Operation, name: str) -> str:
    """PUT and PATCH of one path are both updates."""
    return "Patch" + name.removeprefix("Update") if operation.method == "PATCH" and name.startswith("Update") else name


def _with_version(operation: Operation, name: str) -> str:
    version = next((s for s in operation.path.split("/") if _VERSION.match(s)), "")
    words = _WORD.findall(name)
    return words[0] + pascal_case(version.replace(".", "")) + "".join(words[1:]) if version and words else name


def _with_all_words(operation: Operation, _: str) -> str:
    """Method and every segment, placeholders included."""
    return operation.method.capitalize() + "".join(
        ("By" if s.startswith("{") else "") + pascal_case(s) for s in operation.path.strip("/").split("/")
    )


def _with_digest(operation: Operation, name: str) -> str:
    """Paths that differ in what no identifier can show (a final slash, a dot) differ in a digest of the path."""
    return name + hashlib.sha256(operation.key.encode()).hexdigest()[:6]
