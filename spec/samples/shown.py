"""What documented examples show of a request beside its body: the values in its path and query, and ids elsewhere."""

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from spec.model import Operation
from spec.passes.examples import DOCUMENTED
from spec.rules.contract import as_dict, as_list
from spec.samples.styles import write_json

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
MAX_LENGTH = 200
MAX_VALUES = 20_000
"""How many values of one example are looked at."""

_ORIGIN = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*")
_NO_VALUE = re.compile(r"\.{0,2}|.*[{}<>*…].*|x+", re.DOTALL | re.IGNORECASE)
"""What stands for a value and is none: a placeholder, `***`, `xxx`."""

_OF_ONE_KIND = re.compile(r"[^_]+_[^_]|[a-z]+[A-Z]")
"""A name of several words means the same everywhere: `pool_id`, and not `id`."""

MAX_LINE = 2_000
MAX_DEPTH = 32
MAX_SHOWN = 20_000
"""Characters of a value, as JSON, that is still one to show."""

MAX_CANDIDATES = 20
"""How many documented ids are tried."""


class RequestLine(NamedTuple):
    """The values of a documented request line: those of the path by placeholder, and the query."""

    path: Mapping[str, str]
    query: Sequence[tuple[str, str]]


def request_lines(operation: Operation) -> Iterator[RequestLine]:
    """Yield what the documented requests of an operation say; one for another path says nothing."""
    names = PLACEHOLDER.findall(operation.path)
    parts = operation.path.split("/")
    pattern = re.compile("([^/]+)".join(map(re.escape, PLACEHOLDER.split(operation.path)[::2])) + "/?")
    for item in as_list(operation.value.get(DOCUMENTED)):
        line = as_dict(item).get("request")
        if not isinstance(line, str) or len(line) > MAX_LINE or any(part.count("{") > 1 for part in parts):
            continue
        target, _, query = line.partition(" ")[2].strip().partition("?")
        match = pattern.fullmatch(_ORIGIN.sub("", target, count=1))
        if match:
            values = {name: unquote(text) for name, text in zip(names, match.groups(), strict=True)}
            pairs = parse_qsl(query.strip(), keep_blank_values=True)
            yield RequestLine(
                {name: text for name, text in values.items() if is_value(text)},
                [(name, text) for name, text in pairs if is_value(text)],
            )


def is_showable(value: Any) -> bool:
    """Tell whether a value is one of JSON that people can read: not endless, and not nested too deep."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            item
            for part in level
            if isinstance(part, dict | list)
            for item in (part.values() if isinstance(part, dict) else part)
        ]
        if not level:
            try:
                return len(write_json(value)) <= MAX_SHOWN
            except ValueError:
                return False
    return False


def is_value(text: str) -> bool:
    """Tell whether a text is a value, and nothing that stands for one."""
    return len(text) <= MAX_LENGTH and not _NO_VALUE.fullmatch(text)


class ShownIds:
    """Where documented examples show what stands in paths, so that all operations on one thing show the same id."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._in_lines: dict[str, list[str]] = {}
        self._at: dict[str, list[Any]] = {}
        self._anywhere: dict[str, list[str]] = {}
        for operation in operations:
            self._learn(operation)

    def _learn(self, operation: Operation) -> None:
        for line in request_lines(operation):
            for name, text in line.path.items():
                self._in_lines.setdefault(prefix_of(operation.path, name), []).append(text)
        examples = list(_examples(operation))
        self._at.setdefault(operation.path.rstrip("/"), []).extend(examples)
        for example in examples:
            for name, value in _named(example):
                self._anywhere.setdefault(name, []).append(value)

    def candidates(self, path: str, name: str) -> Iterator[str]:
        """Yield values of a placeholder: of request lines, then of the thing itself, then of others by that name."""
        yield from islice(dict.fromkeys(self._candidates(path, name)), MAX_CANDIDATES)

    def _candidates(self, path: str, name: str) -> Iterator[str]:
        prefix = prefix_of(path, name)
        yield from self._in_lines.get(prefix, ())
        for place in (prefix, prefix.rpartition("/")[0]):
            for example in self._at.get(place, ()):
                value = example.get(name) if isinstance(example, dict) else None
                if isinstance(value, str | int) and not isinstance(value, bool) and is_value(str(value)):
                    yield str(value)
        if _OF_ONE_KIND.match(name):
            yield from self._anywhere.get(name, ())


def prefix_of(path: str, name: str) -> str:
    """Give a path up to the placeholder of that name."""
    return path.partition("{" + name + "}")[0] + "{" + name + "}"


def _examples(operation: Operation) -> Iterator[Any]:
    holders = [operation.value.get("requestBody"), *as_dict(operation.value.get("responses")).values()]
    for holder in map(as_dict, holders):
        for media_type in as_dict(holder.get("content")).values():
            for example in as_dict(as_dict(media_type).get("examples")).values():
                yield as_dict(example).get("value")
    for item in as_list(operation.value.get(DOCUMENTED)):
        yield as_dict(item).get("value")


def _named(example: Any) -> Iterator[tuple[str, str]]:
    """Yield the texts of an example with their names, those nearer to its top first."""
    queue: deque[Any] = deque([example])
    for _ in range(MAX_VALUES):
        if not queue:
            return
        value = queue.popleft()
        if isinstance(value, dict):
            for name, item in value.items():
                if isinstance(item, str) and is_value(item):
                    yield name, item
                elif isinstance(item, dict | list):
                    queue.append(item)
        elif isinstance(value, list):
            queue.extend(item for item in value if isinstance(item, dict | list))
