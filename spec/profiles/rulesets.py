"""What Spectral and Redocly are told about the published documents: rules silenced at the place where they mistake the
document, or where the reference itself is so, each with its reason. Everything else they find is a finding.

The places are found by rule in each document, so that a document made anew has its rulesets made anew.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from spec.model import Part, operations, walk
from spec.pointer import join
from spec.profiles.path_names import segments
from spec.rules.contract import as_dict, as_list

JsonObject = dict[str, Any]

_SLASH = "documented with the slash, and the service is called so"
_AMBIGUOUS = "a literal segment counts before a placeholder, which tells such paths apart"
_EXAMPLE = "values of an example, with `type` and `default` among their fields: the rule takes them for schemas"
_ERRORS = "the reference states one form of errors for all of its answers, under `default`, or other statuses"
_CONTACT = "the reference names no contact, and none may be made up"
_LICENSE = "the reference states no licence, and none may be made up"
_ERROR_STATUS = re.compile("[45][0-9X]{2}|default")
_OPEN = "schemas are open, as those of JSON Schema are: documented examples show more than the tables list"


STATES_ERRORS = "rule/operation-states-errors"
"""What finds operations without errors where Redocly's own rule would ask for a status."""


class Place(NamedTuple):
    """A rule that is silenced at a pointer of a file, for a reason."""

    rule: str
    pointer: str
    reason: str
    file: str = ""


def rulesets(documents: Mapping[str, JsonObject]) -> dict[str, str]:
    """Give the files that stand beside documents, by name: `spectral.yaml`, `redocly.yaml` and the list of places that
    goes with it. `documents` are those that linters read, by their file names as seen from there."""
    each = {id(document): document for document in documents.values()}
    excused = _errors_are_stated(each.values(), "45d") and not _errors_are_stated(each.values(), "4")
    errors = _error_statuses(each.values()) if excused else []
    places = {at: (list(_spectral_places(one)), list(_redocly_places(one, excused))) for at, one in each.items()}
    found = {file: places[id(document)] for file, document in documents.items()}
    spectral = [place._replace(file=file) for file, (told, _) in found.items() for place in told]
    redocly = [place._replace(file=file) for file, (_, told) in found.items() for place in told]
    info = [as_dict(document.get("info")) for document in documents.values()]
    return {
        "spectral.yaml": _spectral(spectral, has_contact=all(one.get("contact") for one in info)),
        "redocly.yaml": _redocly(errors, has_license=all(one.get("license") for one in info)),
        ".redocly.lint-ignore.yaml": _redocly_ignored(redocly),
    }


def _spectral_places(document: JsonObject) -> Iterator[Place]:
    for path in _with_slash(document):
        yield Place("path-keys-no-trailing-slash", join("/paths", path), _SLASH)
    for pointer, value in _examples(document):
        if _looks_like_schemas(
            value, is_near="parameters" in pointer or "/content/" in pointer or "/headers/" in pointer
        ):
            yield Place("oas3-valid-schema-example", pointer, _EXAMPLE)


def _redocly_places(document: JsonObject, excused: bool) -> Iterator[Place]:
    for path in _with_slash(document):
        yield Place("no-path-trailing-slash", join("/paths", path), _SLASH)
    for path in _ambiguous(list(as_dict(document.get("paths")))):
        yield Place("no-ambiguous-paths", join("/paths", path), _AMBIGUOUS)
    if not excused:
        for operation in operations(document):
            if not _states(operation.value, "4") and _states(operation.value, "45d"):
                yield Place("operation-4xx-response", f"{operation.pointer}/responses", _ERRORS)


def _with_slash(document: JsonObject) -> list[str]:
    return [path for path in as_dict(document.get("paths")) if path.endswith("/") and path != "/"]


def _ambiguous(paths: list[str]) -> Iterator[str]:
    """Yield the paths that may take a request of one before: as many placeholders, and no literals that differ."""
    by_size: dict[tuple[int, int], list[list[str]]] = defaultdict(list)
    for path in paths:
        steps = segments(path)
        others = by_size[len(steps), sum(map(_is_placeholder, steps))]
        if any(all(a == b or _is_placeholder(a) or _is_placeholder(b) for a, b in zip(steps, other, strict=True))
               for other in others):  # fmt: skip
            yield path
        others.append(steps)


def _is_placeholder(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")


def _errors_are_stated(documents: Iterable[JsonObject], begins: str) -> bool:
    """Tell whether each operation says what its errors look like, with a status that begins so."""
    return all(_states(operation.value, begins) for document in documents for operation in operations(document))


def _error_statuses(documents: Iterable[JsonObject]) -> list[str]:
    """Give the statuses under which the operations say what their errors look like."""
    found = {
        str(status)
        for document in documents
        for operation in operations(document)
        for status in as_dict(operation.value.get("responses"))
    }
    return sorted(status for status in found if _ERROR_STATUS.fullmatch(status))


def _states(operation: JsonObject, begins: str) -> bool:
    """Tell whether an operation has an answer with a status that begins so; `d` is that of `default`."""
    return any(str(status)[:1] in begins for status in as_dict(operation.get("responses")))


def _examples(document: JsonObject) -> Iterator[tuple[str, Any]]:
    """Yield the values of all examples with the pointer of each, those that their schema refuses included."""
    for node in walk(document):
        if node.part is Part.EXAMPLE and "value" in node.value:
            yield f"{node.pointer}/value", node.value["value"]
        elif node.part is not Part.SCHEMA and "example" in node.value:
            yield f"{node.pointer}/example", node.value["example"]
        for number, example in enumerate(as_list(node.value.get("x-documented-examples"))):
            yield f"{node.pointer}/x-documented-examples/{number}/value", as_dict(example).get("value")


_SCHEMA_WORDS = frozenset(("enum", "type", "format", "$ref", "properties", "items"))
_VALUE_WORDS = frozenset(("default", "example"))
_CONTEXTS = frozenset(("content", "headers", "parameters"))
_TYPES: dict[str, Any] = {
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def _looks_like_schemas(value: Any, *, is_near: bool) -> bool:
    """Tell whether a linter that takes some objects below `content`, `headers` and `parameters` for schemas would find
    a wrong one in a value. `is_near`: the value itself stands below one of these."""
    stack = [(value, is_near, "")]
    while stack:
        one, near, key = stack.pop()
        if isinstance(one, dict):
            if near and key != "properties" and _is_wrong_schema(one):
                return True
            stack += [(inner, near or name in _CONTEXTS, name) for name, inner in one.items()]
        elif isinstance(one, list):
            stack += [(inner, near, "") for inner in one]
    return False


def _is_wrong_schema(value: JsonObject) -> bool:
    """Tell whether an object has the words of a schema and is none, or one that refuses its own default."""
    if _VALUE_WORDS.isdisjoint(value) or not any(value.get(word) for word in _SCHEMA_WORDS):
        return False
    kinds = value.get("type", [*_TYPES])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if not all(isinstance(kind, str) and kind in _TYPES for kind in kinds):
        return True
    types = tuple(_TYPES[kind] for kind in kinds)
    flat = tuple(one for kind in types for one in (kind if isinstance(kind, tuple) else (kind,)))
    return not all(isinstance(value[word], flat) for word in _VALUE_WORDS & value.keys())


def _by_reason(places: list[Place]) -> dict[tuple[str, str], list[Place]]:
    found: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        found[place.rule, place.reason].append(place)
    return found


def _spectral(places: list[Place], *, has_contact: bool) -> str:
    lines = [
        "# Spectral's rules for the documents beside this file: `spectral lint --ruleset spectral.yaml openapi.yaml`."
    ]
    lines += ["# Each override silences one rule at its places, for the reason above it.", 'extends: ["spectral:oas"]']
    if not has_contact:
        lines += ["rules:", f"  # {_CONTACT}", '  info-contact: "off"']
    if places:
        lines.append("overrides:")
    for (rule, reason), found in _by_reason(places).items():
        lines += [f"  # {reason}", "  - files:"]
        lines += [f"      - {_quoted(file + '#' + quote(pointer, safe='/~'))}" for _, pointer, _, file in found]
        lines += ["    rules:", f'      {rule}: "off"']
    return "\n".join(lines) + "\n"


def _redocly(errors: list[str], *, has_license: bool) -> str:
    """Give the rules; with `errors`, the statuses that stand for errors, each operation has to have one of these."""
    lines = [
        "# Redocly's rules for the documents beside this file: `redocly lint --config redocly.yaml openapi.yaml`.",
        "# Rules that are silenced at one place stand in .redocly.lint-ignore.yaml.",
        "extends: [recommended]",
        "rules:",
        f"  # {_OPEN}",
        "  no-invalid-media-type-examples:",
        "    severity: warn",
        "    allowAdditionalProperties: true",
    ]
    if errors:
        lines += [f"  # {_ERRORS}", "  operation-4xx-response: off", f"  {STATES_ERRORS}:"]
        lines += ["    subject: {type: Responses}", "    message: the operation does not say what its errors look like"]
        lines += ["    severity: warn", f"    assertions: {{requireAny: {json.dumps(errors)}}}"]
    if not has_license:
        lines += [f"  # {_LICENSE}", "  info-license: off"]
    return "\n".join(lines) + "\n"


def _redocly_ignored(places: list[Place]) -> str:
    lines = ["# Redocly's rules that are silenced at one place: the reference itself is so."]
    by_file: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_file[place.file].append(place)
    for file, found in by_file.items():
        lines.append(f"{_quoted(file)}:")
        for (rule, reason), ones in _by_reason(found).items():
            lines += [f"  {rule}:", f"    # {reason}"]
            lines += [f"    - {_quoted('#' + place.pointer)}" for place in ones]
    return "\n".join(lines) + ("\n" if by_file else "\n{}\n")


def _quoted(text: str) -> str:
    """Give a text as a scalar of YAML in double quotes, as JSON writes it."""
    return json.dumps(text)
