# Copied from apiscribe; do not edit.
"""Which route a request means. A literal segment wins over a placeholder, the leftmost segment first."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import unquote

T = TypeVar("T")

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A route that fits, with the values of its placeholders."""

    target: T
    path_values: dict[str, str]


@dataclass(slots=True)
class _Node(Generic[T]):
    literals: dict[str, "_Node[T]"] = field(default_factory=dict)
    patterns: dict[str, tuple[tuple[str, ...], "_Node[T]"]] = field(default_factory=dict)
    targets: dict[str, tuple[T, tuple[str, ...]]] = field(default_factory=dict)


class Router(Generic[T]):
    """A tree of segments."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, method: str, path: str, target: T) -> None:
        """Add a route. Of two that fit the same requests the first stays."""
        node = self._root
        for segment in _segments(path):
            node = _child(node, segment)
        node.targets.setdefault(method, (target, tuple(_PLACEHOLDER.findall(path))))

    def find(self, method: str, segments: list[str]) -> Match[T] | None:
        """Give the best route for a request, or None. The segments are decoded."""
        node, values = self._best(segments)
        if node is None or method not in node.targets:
            return None
        target, names = node.targets[method]
        return Match(target, dict(zip(names, values, strict=True)))

    def methods(self, segments: list[str]) -> list[str]:
        """Give the methods that the best path for these segments takes, sorted."""
        node, _ = self._best(segments)
        return sorted(node.targets) if node else []

    def _best(self, segments: list[str]) -> tuple[_Node[T] | None, tuple[str, ...]]:
        """Give the end of the best path: what is more literal hides what fits too, whatever its methods."""
        for variant in _variants(segments):
            for node, values in _walk(self._root, variant, 0, ()):
                if node.targets:
                    return node, values
        return None, ()


def split_path(raw: str, decode: Callable[[str], str]) -> list[str]:
    """Give the segments of a request's path, each decoded after the split, so that `%2F` does not split."""
    return [decode(segment) for segment in _segments(raw)]


def _segments(path: str) -> list[str]:
    return path.removeprefix("/").split("/")


def _variants(segments: list[str]) -> Iterable[list[str]]:
    """Give the segments as they are, then with the slash at the end dropped or added."""
    yield segments
    yield segments[:-1] if segments[-1] == "" else [*segments, ""]


def _child(node: _Node[T], segment: str) -> _Node[T]:
    if "{" not in segment:
        return node.literals.setdefault(unquote(segment), _Node())
    shape = _PLACEHOLDER.sub("{}", segment)
    if shape not in node.patterns:
        node.patterns[shape] = (tuple(unquote(part) for part in shape.split("{}")), _Node())
        # The more of a segment is literal, the earlier it is tried.
        node.patterns = dict(sorted(node.patterns.items(), key=lambda item: (-len(item[0]), item[0])))
    return node.patterns[shape][1]


def _walk(
    node: _Node[T], segments: list[str], at: int, values: tuple[str, ...]
) -> Iterable[tuple[_Node[T], tuple[str, ...]]]:
    if at == len(segments):
        yield node, values
        return
    segment = segments[at]
    if literal := node.literals.get(segment):
        yield from _walk(literal, segments, at + 1, values)
    for parts, child in node.patterns.values():
        if found := _between(parts, segment):
            yield from _walk(child, segments, at + 1, (*values, *found))


def _between(parts: tuple[str, ...], segment: str) -> tuple[str, ...]:
    """Give what stands between the literal parts of a segment, each as short as can be; empty where it does not fit."""
    first, *middle, last = parts
    start, end = len(first), len(segment) - len(last)
    if not segment.startswith(first) or not segment.endswith(last):
        return ()
    found = []
    for part in middle:
        at = segment.find(part, start + 1, end)
        if at < 0:
            return ()
        found.append(segment[start:at])
        start = at + len(part)
    return (*found, segment[start:end]) if start < end else ()
