"""YAML as OpenAPI uses it: JSON values only, keys are strings, read alike by YAML 1.1 and 1.2.

The general loaders and dumpers of PyYAML are not used, because they read `no` as false and 2020-01-01 as a date, follow
anchors without bound, recurse on hostile nesting until the interpreter dies, and take several times as long. Its
parser, libyaml, is: `parse` builds values from its events.
"""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

import yaml

MAX_DEPTH = 200
"""How deep lists and objects may nest, read or written. The deepest published documents stay under 40."""


class YamlError(ValueError):
    """Text is not YAML of this kind. `line` is 1-based."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_WORDS: dict[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)
_STRING_TAGS = (None, "!", "tag:yaml.org,2002:str")


def parse(text: str) -> Any:
    """Read one YAML document (core schema of YAML 1.2) into JSON values.

    Raises YamlError for what is not YAML, for anchors, tags, keys that are no scalars, keys that occur twice, numbers
    that JSON cannot hold, and nesting deeper than MAX_DEPTH.
    """
    events = yaml.parse(text, Loader=yaml.CLoader)
    try:
        return _build(events)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(error.problem or str(error), mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        raise YamlError(str(error).splitlines()[0], text.count("\n", 0, position) + 1) from error


def _build(events: Iterator[Any]) -> Any:
    """Put the values of a stream of events together, with a stack of their own."""
    documents: list[Any] = []
    target: Any = documents
    key: str | None = None
    stack: list[tuple[Any, str | None]] = []
    for event in events:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if type(target) is dict and key is None:
                key = _key(event, target)
                continue
            value = _scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            _check_start(event, len(stack), needs_scalar=type(target) is dict and key is None)
            stack.append((target, key))
            target, key = ({} if kind is yaml.MappingStartEvent else []), None
            continue
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            value = target
            target, key = stack.pop()
        elif kind is yaml.AliasEvent:
            raise YamlError("an alias (*): write the value out, or use $ref", event.start_mark.line + 1)
        elif kind is yaml.DocumentStartEvent and documents:
            raise YamlError("a second document in one file", event.start_mark.line + 1)
        else:
            continue
        if type(target) is list:
            target.append(value)
        else:
            target[key] = value
            key = None
    return documents[0] if documents else None


def _check_start(event: Any, depth: int, needs_scalar: bool) -> None:
    line = event.start_mark.line + 1
    if needs_scalar:
        raise YamlError("a key that is a list or an object", line)
    if depth >= MAX_DEPTH:
        raise YamlError(f"nested deeper than {MAX_DEPTH}", line)
    if event.anchor is not None:
        raise YamlError("an anchor (&): write the value out, or use $ref", line)
    if not event.implicit:
        raise YamlError(f"a tag: {event.tag}", line)


def _key(event: Any, target: dict[str, Any]) -> str:
    if event.anchor is not None:
        raise YamlError("an anchor (&): write the value out, or use $ref", event.start_mark.line + 1)
    if event.value in target:
        raise YamlError(f"the key {event.value!r} twice", event.start_mark.line + 1)
    return str(event.value)


def _scalar(event: Any) -> str | int | float | bool | None:
    text: str = event.value
    if event.anchor is not None:
        raise YamlError("an anchor (&): write the value out, or use $ref", event.start_mark.line + 1)
    if not event.implicit[0]:
        if event.tag not in _STRING_TAGS:
            raise YamlError(f"a tag: {event.tag}", event.start_mark.line + 1)
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    try:
        return _number(text)
    except ValueError as error:
        raise YamlError("a number that is too large", event.start_mark.line + 1) from error


def _number(text: str) -> str | int | float:
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    if not _FLOAT.fullmatch(text):
        return text
    number = float(text)
    if math.isinf(number):
        raise ValueError(text)
    return number


_HAN = "\u4e00-\u9fff\uff08\uff09\uff0c\uff1a\uff1b\u3001\u3002\u201c\u201d"
# Plain text that no version of YAML reads as anything else: it begins with a letter or the like and holds nothing that
# could be an indicator where it stands; the words that mean something are taken out by _RESERVED.
_PLAIN = re.compile(
    rf"[A-Za-z_/${_HAN}](?:[A-Za-z0-9_/.(){{}}$@+*=,;~%{_HAN}-]|:(?=/)| (?=[A-Za-z0-9_/.({{{_HAN}])){{0,4000}}"
)
_RESERVED = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_UNPRINTABLE = "\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff"
_LINE = rf"[^ {_UNPRINTABLE}](?:[^{_UNPRINTABLE}]*[^ {_UNPRINTABLE}])?"
_BLOCK = re.compile(rf"{_LINE}(?:\n+ {{0,8}}{_LINE})+\n?")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTED = json.JSONEncoder(ensure_ascii=False).encode
# libyaml and others read a key longer than this only where a question mark announces it
_LONG_KEY = 1000


def dump(value: Any) -> str:
    """Give JSON values as block YAML in the order that they have; `parse` and every YAML loader give them back.

    Half of a surrogate pair, which no UTF-8 file can hold, becomes U+FFFD. Raises ValueError for a number that is not
    finite, TypeError for what is not a JSON value, RecursionError for nesting deeper than MAX_DEPTH.
    """
    lines: list[str] = []
    if isinstance(value, dict | list) and value:
        _dump_block(value, "", lines, {}, 0)
    else:
        lines.append(_dump_scalar(value, None))
    return "\n".join(lines) + "\n"


def _dump_block(value: Any, indent: str, lines: list[str], keys: dict[str, str], depth: int) -> None:
    """Write a list or object that is not empty. `keys` remembers how each key is written, since few differ."""
    if depth >= MAX_DEPTH:
        raise RecursionError(f"nested deeper than {MAX_DEPTH}")
    inner = indent + "  "
    if isinstance(value, dict):
        for key, item in value.items():
            written = keys.get(key) or keys.setdefault(key, _dump_key(key))
            if len(written) > _LONG_KEY:
                lines.append(f"{indent}? {written}")
                written = ""
            if isinstance(item, dict | list) and item:
                lines.append(f"{indent}{written}:")
                _dump_block(item, inner, lines, keys, depth + 1)
            else:
                lines.append(f"{indent}{written}: {_dump_scalar(item, inner)}")
        return
    for item in value:
        if isinstance(item, dict | list) and item:
            start = len(lines)
            _dump_block(item, inner, lines, keys, depth + 1)
            lines[start] = f"{indent}- {lines[start][len(inner) :]}"
        else:
            lines.append(f"{indent}- {_dump_scalar(item, inner)}")


def _dump_key(key: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key that is not a string: {key!r}")
    return _dump_string(key, None)


def _dump_scalar(value: Any, indent: str | None) -> str:
    if isinstance(value, str):
        return _dump_string(value, indent)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return repr(value)
    if isinstance(value, float):
        return _dump_float(value)
    if isinstance(value, dict | list):
        return "{}" if isinstance(value, dict) else "[]"
    raise TypeError(f"not a JSON value: {type(value).__name__}")


def _dump_float(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"not a finite number: {value}")
    text = repr(value)
    # YAML 1.1 takes 1e+16 for a string: it wants the point
    return text if "." in text else text.replace("e", ".0e")


def _dump_string(text: str, indent: str | None) -> str:
    """Write a string: plain where that is safe, as a block where it has lines (`indent` given), else quoted."""
    if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED:
        return text
    if indent is not None and "\n" in text and _BLOCK.fullmatch(text):
        header = "|" if text.endswith("\n") else "|-"
        body = text.removesuffix("\n").split("\n")
        return "\n".join([header, *(indent + line if line else "" for line in body)])
    quoted = _QUOTED(without_surrogates(text))
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def without_surrogates(text: str) -> str:
    """Put U+FFFD in place of halves of surrogate pairs, which no UTF-8 file can hold."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
