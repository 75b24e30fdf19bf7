"""Which resource an operation belongs to, and what its method is called there.

The resource is the chain of collections in the path. `/v2/{project_id}/datasets/{dataset_id}/versions/{version_id}`
gives `datasets.versions`: a segment is a collection when some path has a placeholder after it; the first one always
is. Versions, and segments that every path begins with, do not count. A path without any such segment takes the tag.
`x-resource` (dotted) and `x-method` on an operation win over every rule.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from generator.identifiers import (
    MAX_NAME,
    RESOURCE_NAMES,
    PythonIdentifier,
    distinct_names,
    split_words,
)
from generator.output import GenerationError
from generator.planning.document import Operation
from spec.words import singular

Trail = tuple[PythonIdentifier, ...]
LEGACY = PythonIdentifier("legacy")

_VERSION = re.compile(r"v\d{1,4}([._-]?\w{1,8})?", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_VERBS = {
    **dict.fromkeys(["desc", "describe", "query", "read", "retrieve", "show"], "get"),
    **dict.fromkeys(["change", "edit", "modify", "patch"], "update"),
}
"""One word for one thing: what vendors call it, and what the client does."""

_NO_NEWS = frozenset({"detail", "info", "information"})
"""Words that say nothing about what a method gives."""

_KEYS = frozenset({"id", "name", "uuid"})
TAKEN_NAMES = RESOURCE_NAMES | {"close", "request", "stream", "with_options"}
"""Names which a resource may not have: the client has them, or annotations after it would mean the resource."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An operation with its resource and its method's name."""

    operation: Operation
    trail: Trail
    name: PythonIdentifier


def segments_of(path: str) -> list[str]:
    """Give the parts of a path, without empty ones."""
    return [segment for segment in path.split("/") if segment]


def is_placeholder(segment: str) -> bool:
    """Tell whether a segment of a path is filled in, as a whole or in part."""
    return "{" in segment


def scope_of(path: str) -> list[str]:
    """Give the placeholders that stand before anything but versions: whose resources they are, not which."""
    names: list[str] = []
    for segment in segments_of(path):
        if is_placeholder(segment):
            names += _PLACEHOLDER.findall(segment)
        elif not _VERSION.fullmatch(segment):
            return names
    return []


def place_operations(operations: Sequence[Operation], given_out: Iterable[str] = ()) -> list[Placed]:
    """Give each operation its resource and method. Two of one name, by extension, raise GenerationError, and so does
    an extension that is no name, or one of more than 80 characters: what is stated is never cut.

    `given_out` are dotted names of operations that are no more: nobody gets them unless the document says so.
    """
    trails = _trails(operations)
    by_trail: dict[Trail, list[Operation]] = defaultdict(list)
    for operation in operations:
        by_trail[trails[operation.pointer]].append(operation)
    children: dict[Trail, set[str]] = defaultdict(set)
    for trail in by_trail:
        for depth in range(len(trail)):
            children[trail[:depth]].add(trail[depth])
    names: dict[str, PythonIdentifier] = {}
    reserved: dict[Trail, set[str]] = defaultdict(set)
    for dotted in given_out:
        *parent, name = dotted.split(".")
        reserved[tuple(map(PythonIdentifier, parent))].add(name)
    for trail, members in by_trail.items():
        names |= _method_names(members, trail, children[trail], reserved[trail])
    return [Placed(o, trails[o.pointer], names[o.pointer]) for o in operations]


def _trails(operations: Sequence[Operation]) -> dict[str, Trail]:
    static = {o.pointer: _static_path(o.path) for o in operations}
    skipped = _common_lead(list(static.values()))
    cut = {pointer: path[skipped:] for pointer, path in static.items()}
    collections = {path[: i + 1] for path in cut.values() for i in range(len(path) - 1) if path[i + 1] == "{}"}
    chains: dict[str, tuple[str, ...]] = {}
    for o in operations:
        chains[o.pointer] = _collections_of(cut[o.pointer], collections) or (o.tag or "api",)
    heads = _fold_heads(operations, chains, {path[0] for path in collections if len(path) == 1})
    words = {name for chain in chains.values() for name in chain} | set(heads.values())
    names = distinct_names(sorted(words), lambda raw: PythonIdentifier(raw, TAKEN_NAMES))
    trails: dict[str, Trail] = {}
    for o in operations:
        chain = chains[o.pointer]
        trails[o.pointer] = (names[heads[o.tag, chain[0]]], *(names[name] for name in chain[1:]))
    return _stated(operations, _with_legacy(operations, trails))


def _static_path(path: str) -> tuple[str, ...]:
    """Give the segments after versions and scope, placeholders as `{}`."""
    shapes = ["{}" if is_placeholder(s) else s for s in segments_of(path) if not _VERSION.fullmatch(s)]
    while shapes and shapes[0] == "{}":
        shapes.pop(0)
    return tuple(shapes)


def _common_lead(paths: list[tuple[str, ...]]) -> int:
    """Count the leading segments that all paths share, as long as each keeps one of its own after them."""
    count = 0
    while len({path[: count + 1] for path in paths}) == 1 and all(
        len(path) > count + 1 and path[count] != "{}" and path[count + 1] != "{}" for path in paths
    ):
        count += 1
    return count


def _collections_of(path: tuple[str, ...], collections: set[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(
        segment for i, segment in enumerate(path) if segment != "{}" and (i == 0 or path[: i + 1] in collections)
    )


def _fold_heads(
    operations: Sequence[Operation], chains: Mapping[str, tuple[str, ...]], collections: set[str]
) -> dict[tuple[str, str], str]:
    """Give for (tag, first collection) the resource: one written in two ways is one resource, and a lone segment that
    begins with the words of a collection of its tag (`training-job-flavors`) belongs to that."""
    counts = Counter(chains[o.pointer][0] for o in operations)
    key = {head: tuple(singular(word.lower()) for word in split_words(head)) or (head,) for head in counts}
    usual: dict[tuple[str, ...], str] = {}
    for head in sorted(counts, key=lambda head: (-counts[head], head)):
        usual.setdefault(key[head], head)
    by_tag: dict[str, set[str]] = defaultdict(set)
    for o in operations:
        by_tag[o.tag].add(chains[o.pointer][0])
    folded: dict[tuple[str, str], str] = {}
    for tag, heads in by_tag.items():
        for head in heads:
            wider = [
                other
                for other in heads
                if other in collections
                and len(key[other]) < len(key[head])
                and key[head][: len(key[other])] == key[other]
            ]
            lone = head not in collections
            target = max(wider, key=lambda other: (len(key[other]), other)) if wider and lone else head
            folded[tag, head] = usual[key[target]]
    return folded


def _with_legacy(operations: Sequence[Operation], trails: Mapping[str, Trail]) -> dict[str, Trail]:
    """Move operations of tags that are deprecated as a whole under `legacy` where a current tag has the resource."""
    current_tags = {o.tag for o in operations if not o.deprecated}
    current = {trails[o.pointer][0] for o in operations if o.tag in current_tags}
    return {
        o.pointer: (
            (LEGACY, *trails[o.pointer])
            if o.tag not in current_tags and trails[o.pointer][0] in current
            else trails[o.pointer]
        )
        for o in operations
    }


def _stated(operations: Iterable[Operation], trails: Mapping[str, Trail]) -> dict[str, Trail]:
    result = dict(trails)
    for o in operations:
        if parts := _stated_names(o, "x-resource"):
            result[o.pointer] = tuple(PythonIdentifier(part, TAKEN_NAMES) for part in parts)
    return result


def _stated_names(operation: Operation, key: str) -> list[str]:
    """Give the names that an extension states with dots between them; none where it is not there."""
    stated = operation.spec.get(key)
    if stated is None:
        return []
    names = [part.strip() for part in stated.split(".") if part.strip()] if isinstance(stated, str) else []
    if not names or len(str(stated)) > MAX_NAME:
        raise GenerationError(f"expected a name of at most {MAX_NAME} characters", f"{operation.pointer}/{key}")
    return names


def _method_names(
    members: list[Operation], trail: Trail, children: set[str], reserved: set[str]
) -> dict[str, PythonIdentifier]:
    """Name the methods of one resource. Of several with one name the one on the shortest path keeps it."""
    names: dict[str, PythonIdentifier] = {}
    for o in members:
        if stated := _stated_names(o, "x-method"):
            names[o.pointer] = _method_name(" ".join(stated))
    stated_names = Counter(names.values())
    for pointer, name in names.items():
        if stated_names[name] > 1 or name in children:
            raise GenerationError(f"two things are called {'.'.join((*trail, name))}", pointer)
    paths = dict.fromkeys((*names.values(), *children, *reserved), "")
    waiting = [o for o in members if o.pointer not in names]
    for o in sorted(waiting, key=lambda o: (len(segments_of(o.path)), o.path, o.method)):
        short = _short_name(o, trail)
        name = next(n for n in _candidates(o, short, paths.get(short, "")) if n not in paths)
        names[o.pointer] = name
        paths[name] = o.path
    return names


def _short_name(operation: Operation, trail: Trail) -> PythonIdentifier:
    """Give the verb of the operation's id and what its words say beyond the resource.

    Words that only repeat the path (its version, `by` and a placeholder) are no news; an id without a verb of its own,
    or with that of HTTP, gets the usual one.
    """
    words = _without_path_words([word.lower() for word in split_words(operation.id)], operation.path)
    nouns = [[singular(word) for word in part.strip("_").split("_")] for part in trail]
    verb, rest = words[:1], words[1:]
    if any([singular(word) for word in words] == noun for noun in nouns):
        verb, rest = [], words
    for noun in reversed(nouns):
        rest = _without(rest, noun)
    if rest[-2:-1] == ["by"] and rest[-1] in _KEYS:
        rest = rest[:-2]
    rest = [word for word in rest if singular(word) not in _NO_NEWS]
    if not verb or verb[0] == operation.method.lower() or (_VERBS.get(verb[0]) == "get" and not rest):
        verb = [_usual_verb(operation, trail)]
    return _method_name(" ".join([_VERBS.get(verb[0], verb[0]), *rest]))


def _without_path_words(words: list[str], path: str) -> list[str]:
    for segment in segments_of(path):
        if _VERSION.fullmatch(segment):
            words = [words[0], *(word for word in words[1:] if word != segment.lower())] if words else words
        for name in _PLACEHOLDER.findall(segment):
            words = _without(words, ["by", *(word.lower() for word in split_words(name))])
    return words


def _usual_verb(operation: Operation, trail: Trail) -> str:
    last = segments_of(operation.path)[-1:]
    if operation.method == "GET" and last and not is_placeholder(last[0]):
        words = [word.lower() for word in split_words(last[0])]
        single = [singular(word) for word in words]
        return "list" if words != single == [singular(word) for word in trail[-1].split("_")] else "get"
    return {"POST": "create", "PUT": "update", "PATCH": "update"}.get(operation.method, operation.method.lower())


def _without(words: list[str], noun: list[str]) -> list[str]:
    """Leave out the first words that are the noun, also where one of the two is written as one word."""
    wanted = "".join(noun)
    for start, end in combinations(range(len(words) + 1), 2):
        part = words[start:end]
        if wanted in {"".join(part), "".join(map(singular, part)), "".join([*part[:-1], singular(part[-1])])}:
            return words[:start] + words[end:]
    return words


def _candidates(operation: Operation, short: PythonIdentifier, rival_path: str) -> Iterable[PythonIdentifier]:
    """Give names for a method, best first: the short one, then with the nearest word of the path that the holder of
    the short name lacks, then with the verb of HTTP, then the whole id."""
    yield short
    own = [segment for segment in reversed(segments_of(operation.path)) if segment not in segments_of(rival_path)]
    yield from (_method_name(f"{short} {segment}") for segment in own if not is_placeholder(segment))
    yield from (_method_name(f"{short} by {segment}") for segment in own if is_placeholder(segment))
    yield _method_name(f"{operation.method.lower()} {short.partition('_')[2]}")
    yield _method_name(operation.id)
    yield _method_name(f"{operation.id} {operation.method} {operation.path}")
    yield from distinct_names([f"{operation.path} {operation.method}"], _method_name, [operation.id]).values()
    raise GenerationError(f"no name is free for the method of {operation.id[:200]!r}", operation.pointer)


def _method_name(raw: str) -> PythonIdentifier:
    return PythonIdentifier(raw, RESOURCE_NAMES)
