"""Which things a document lets be made, and what each of its operations does with them: data for a mock.

A kind of thing is a collection that can be added to (POST) and whose things have a path of their own, or can be listed.
What a path speaks of is told by its shape (`/ships/{id}/crew` is about a ship) or, elsewhere, by the name of a
placeholder that only one kind has.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from generator.identifiers import split_words
from generator.planning.document import Document, JsonObject, Operation, object_of, text_of
from generator.planning.fields import array_pointers, field_names, id_pointer, is_name, node_at, thing_pointers
from generator.planning.resources import Placed, is_placeholder, scope_of, segments_of
from spec.words import singular

Shape = tuple[str, ...]

_GENERIC = frozenset({"id", "instance_id", "name", "object_id", "resource_id"})
"""Placeholders that say nothing about what they are the id of."""

_REMOVALS = frozenset({"delete", "remove"})
_PART = frozenset({"GET", "PATCH", "PUT"})
_ALIKE = 0.6
"""Which part of the fields of two schemas must be the same for them to show the same thing."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing. `collection` is the shape of the path of all, `key` the placeholder of one."""

    name: str
    collection: Shape
    key: str
    parent: "Kind | None" = field(default=None, compare=False)
    item: Operation | None = field(default=None, compare=False)
    listed: Operation | None = field(default=None, compare=False)
    items: str = field(default="", compare=False)
    item_at: str = field(default="", compare=False)
    ids: tuple[str, ...] = field(default=(), compare=False)

    @property
    def noun(self) -> str:
        """What one is called."""
        words = split_words(self.collection[-1])
        return "_".join([*words[:-1], singular(words[-1])]).lower() if words else "thing"

    @property
    def line(self) -> tuple["Kind", ...]:
        """The kind with those above it, the outermost first."""
        return (*(self.parent.line if self.parent else ()), self)


@dataclass(frozen=True, slots=True)
class Deed:
    """What one operation does: `verb` with a kind, for the path parameters that say which thing, or in what.

    `options` are JSON pointers. `check` is a thing that must exist, with the path parameters that name it.
    """

    verb: str = "documented"
    kind: Kind | None = None
    names: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    check: "tuple[Kind, tuple[str, ...]] | None" = None


@dataclass(slots=True)
class Kinds:
    """The kinds of a document, and where each stands."""

    document: Document
    placed: Sequence[Placed]
    by_shape: dict[Shape, list[Operation]] = field(default_factory=lambda: defaultdict(list))
    by_collection: dict[Shape, Kind] = field(default_factory=dict)
    by_key: dict[str, Kind] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document, placed: Sequence[Placed]) -> "Kinds":
        """Find the kinds of a document."""
        found = cls(document, placed)
        for item in placed:
            found.by_shape[shape_of(item.operation.path)].append(item.operation)
        names = _names(found)
        for collection in sorted(names, key=len):
            found.by_collection[collection] = Kind(names[collection], collection, found._key(collection))
        keys = Counter(kind.key for kind in found.by_collection.values())
        found.by_key = {k.key: k for k in found.by_collection.values() if keys[k.key] == 1 and k.key not in _GENERIC}
        for collection in sorted(names, key=len):
            found._complete(collection)
        for collection in [shape for shape, kind in found.by_collection.items() if not found._is_known(kind)]:
            found.by_key.pop(found.by_collection.pop(collection).key, None)
        return found

    def all(self) -> list[Kind]:
        """Give the kinds, parents first."""
        return sorted(self.by_collection.values(), key=lambda kind: (len(kind.line), kind.name))

    def deed(self, placed: Placed) -> Deed:
        """Give what an operation does."""
        operation = placed.operation
        shape = shape_of(operation.path)
        if deed := self._deed_with_collection(operation, shape):
            return deed
        if deed := self._made_elsewhere(operation) or self._listed_elsewhere(placed):
            return deed
        about = self._about(operation.path)
        if about is None:
            return Deed()
        kind, names = about
        if shape[-1] == "{}" and segments_of(operation.path)[-1] == f"{{{names[-1]}}}":
            return self._deed_with_item(operation, kind, names)
        if segments_of(operation.path)[-2:-1] == [f"{{{names[-1]}}}"] and self._is_part(operation, shape):
            return Deed("part", kind, names, (("name", shape[-1]),))
        return Deed("about", kind, names, self._shown(operation, kind, strict=True))

    def _is_part(self, operation: Operation, shape: Shape) -> bool:
        """Tell whether what a path below a thing means is shown and changed as a whole there."""
        methods = {other.method for other in self.by_shape[shape]}
        return operation.method in _PART and "GET" in methods and not methods.isdisjoint(_PART - {"GET"})

    def _deed_with_collection(self, operation: Operation, shape: Shape) -> Deed | None:
        kind = self.by_collection.get(shape)
        if kind is not None and (within := self._within(kind, operation.path)) is not None:
            if operation.method == "POST":
                return self._creation(operation, kind, within)
            if operation.method == "GET" and kind.listed is not None and kind.listed.pointer == operation.pointer:
                return Deed("list", kind, within, (("items", kind.items), *self._shown_in_list(operation, kind)))
            if operation.method == "DELETE":
                return Deed("delete_all", kind, within)
            if options := self._each(operation, kind):
                return Deed("update_each", kind, within, options)
        removed = self.by_collection.get(shape[:-1])
        if removed is not None and _REMOVALS & {word.lower() for word in split_words(shape[-1])}:
            within = self._within(removed, operation.path)
            options = self._each(operation, removed)
            if within is not None and options:
                return Deed("delete_each", removed, within, options)
        return None

    def _creation(self, operation: Operation, kind: Kind, within: tuple[str, ...]) -> Deed:
        shown, body = self._shown(operation, kind), self._body(operation)
        last = kind.items.rpartition("/")[2]
        if not shown and last and f"/{last}" in array_pointers(self.document, body):
            given = id_pointer(self.document, node_at(self.document, body, f"/{last}/0"), kind.key, kind.noun)
            return Deed("create_each", kind, within, (("of", f"/{last}"), *_option("given", given)))
        given = id_pointer(self.document, body, kind.key, kind.noun) if is_name(kind.key) else ""
        return Deed("create", kind, within, (*shown, *_option("given", given)))

    def _deed_with_item(self, operation: Operation, kind: Kind, names: tuple[str, ...]) -> Deed:
        verb = {"GET": "get", "PUT": "update", "PATCH": "update", "DELETE": "delete"}.get(operation.method, "about")
        return Deed(verb, kind, names, self._shown(operation, kind, strict=verb == "about"))

    def _made_elsewhere(self, operation: Operation) -> Deed | None:
        """Give what an operation makes by `x-transitions`: the thing that another operation shows by a new id."""
        shown_by = {kind.item.id: kind for kind in self.by_collection.values() if kind.item}
        stated = operation.spec.get("x-transitions")
        for node in stated if isinstance(stated, list) else []:
            kind = shown_by.get(text_of(object_of(node).get("operation")))
            pointer = text_of(object_of(node).get("id"))
            if kind is None or not pointer or (within := self._within(kind, operation.path)) is None:
                continue
            return Deed("create", kind, within, (("shown", pointer),), self._about(operation.path))
        return None

    def _listed_elsewhere(self, placed: Placed) -> Deed | None:
        """Give what lists things of a kind on another path than their collection's."""
        operation = placed.operation
        items = text_of(object_of(operation.spec.get("x-pagination")).get("items"))
        if not items or operation.method not in ("GET", "POST"):
            return None
        fields = field_names(self.document, node_at(self.document, self._answer(operation), f"{items}/0"))
        for kind in self.by_collection.values():
            within = self._within(kind, operation.path)
            if within is None or not self._is_of(kind, placed) or (
                len(within) != operation.path.count("{")
            ):  # fmt: skip
                continue
            own = self._fields(kind)
            if own and len(own & fields) >= _ALIKE * min(len(own), len(fields) or 1):
                return Deed("list", kind, within, (("items", items), *self._shown_in_list(operation, kind, items)))
        return None

    def _is_of(self, kind: Kind, placed: Placed) -> bool:
        makers = {operation.pointer for operation in self.by_shape[kind.collection] if operation.method == "POST"}
        return any(other.operation.pointer in makers and other.trail == placed.trail for other in self.placed)

    def _fields(self, kind: Kind) -> set[str]:
        if kind.listed:
            return field_names(self.document, node_at(self.document, self._answer(kind.listed), f"{kind.items}/0"))
        answer = self._answer(kind.item) if kind.item else {}
        return field_names(self.document, node_at(self.document, answer, kind.item_at))

    def _about(self, path: str) -> tuple[Kind, tuple[str, ...]] | None:
        """Give the innermost thing that a path speaks of, and the path parameters that name it."""
        found = self._kinds_in(path)
        for kind in reversed(found):
            if all(above in found for above in kind.line):
                return kind, (*scope_of(path), *(found[above] for above in kind.line))
        return None

    def _within(self, kind: Kind, path: str) -> tuple[str, ...] | None:
        """Give the path parameters that say in what things of a kind are, None where the path does not say it."""
        found = self._kinds_in(path)
        above = kind.line[:-1]
        return (*scope_of(path), *(found[k] for k in above)) if all(k in found for k in above) else None

    def _kinds_in(self, path: str) -> dict[Kind, str]:
        """Give the things that a path speaks of, each with the placeholder of its id, in the order of the path."""
        found: dict[Kind, str] = {}
        segments = segments_of(path)
        shape = shape_of(path)
        for index, segment in enumerate(segments):
            if shape[index] != "{}":
                continue
            name = segment[1:-1]
            kind = self.by_collection.get(shape[:index])
            if kind is None or is_name(kind.key) != is_name(name):
                kind = self.by_key.get(name)
            if kind is not None:
                found[kind] = name
        return found

    def _key(self, collection: Shape) -> str:
        """Give the placeholder of one thing: of those in use the one that says most."""
        found = Counter(
            segments_of(operation.path)[len(collection)][1:-1]
            for shape, operations in self.by_shape.items()
            if len(shape) > len(collection) and shape[: len(collection) + 1] == (*collection, "{}")
            for operation in operations
            if len(shape) == len(collection) + 1
        )
        return max(found, key=lambda name: (found[name], name), default="id")

    def _complete(self, collection: Shape) -> None:
        kind = self.by_collection[collection]
        own = next(o for o in self.by_shape[collection] if o.method == "POST")
        above = self._about("/".join(segments_of(own.path)))
        kind = replace(kind, parent=above[0] if above else None)
        item = next((o for o in self.by_shape.get((*collection, "{}"), []) if o.method == "GET"), None)
        listed = next((o for o in self.by_shape[collection] if o.method == "GET"), None)
        items = self._items(listed, kind) if listed else None
        kind = replace(kind, item=item, listed=listed if items is not None else None, items=items or "")
        pointers = []
        if item:
            at, pointer = thing_pointers(self.document, self._answer(item), kind.key, kind.noun)
            kind = replace(kind, item_at=at)
            pointers.append(pointer)
        if kind.listed:
            element = node_at(self.document, self._answer(kind.listed), f"{kind.items}/0")
            pointers.append(id_pointer(self.document, element, kind.key, kind.noun))
        kind = replace(kind, ids=tuple(dict.fromkeys(pointer for pointer in pointers if pointer)))
        self.by_collection[collection] = kind
        if kind.key in self.by_key:
            self.by_key[kind.key] = kind

    def _items(self, operation: Operation, kind: Kind) -> str | None:
        """Give where the things stand in the answer of what may list them, None where none do."""
        answer = self._answer(operation)
        pointers = array_pointers(self.document, answer)
        stated = object_of(operation.spec.get("x-pagination")).get("items")
        if stated in pointers:
            return text_of(stated)
        for pointer in pointers:
            if id_pointer(self.document, node_at(self.document, answer, f"{pointer}/0"), kind.key, kind.noun):
                return pointer
        return pointers[0] if len(pointers) == 1 else None

    def _is_known(self, kind: Kind) -> bool:
        """Tell whether anybody can learn which things of a kind there are."""
        maker = next(o for o in self.by_shape[kind.collection] if o.method == "POST")
        return bool(kind.item or kind.listed or self._shown(maker, kind))

    def _each(self, operation: Operation, kind: Kind) -> tuple[tuple[str, str], ...]:
        """Give where a body has the ids of several things, if it has."""
        body = self._body(operation)
        pointers = array_pointers(self.document, body, objects=False)
        fitting = [p for p in pointers if kind.noun.replace("_", "") in p.lower().replace("_", "")] or pointers
        if len(fitting) != 1:
            return ()
        element = node_at(self.document, body, f"{fitting[0]}/0")
        given = id_pointer(self.document, element, kind.key, kind.noun)
        if not given and field_names(self.document, element):
            return ()
        return (("of", fitting[0]), *_option("given", given))

    def _shown(self, operation: Operation, kind: Kind, *, strict: bool = False) -> tuple[tuple[str, str], ...]:
        """Give where the answer shows the id of a thing; if `strict`, only where it shows the thing as others do."""
        answer = self._answer(operation)
        at, pointer = thing_pointers(self.document, answer, kind.key, kind.noun)
        fields, own = field_names(self.document, node_at(self.document, answer, at)), self._fields(kind)
        if strict and len(fields & own) < _ALIKE * len(fields):
            return ()
        return (*_option("at", at), *_option("shown", pointer)) if pointer else ()

    def _shown_in_list(self, operation: Operation, kind: Kind, items: str = "") -> tuple[tuple[str, str], ...]:
        element = node_at(self.document, self._answer(operation), f"{items or kind.items}/0")
        return _option("shown", id_pointer(self.document, element, kind.key, kind.noun))

    def _answer(self, operation: Operation) -> JsonObject:
        """Give the schema of what an operation answers."""
        response = self.document.success(operation)
        return json_schema(response.content) if response else {}

    def _body(self, operation: Operation) -> JsonObject:
        """Give the schema of what an operation takes."""
        if "requestBody" not in operation.spec:
            return {}
        body, _ = self.document.follow(operation.spec["requestBody"], operation.pointer)
        return json_schema(object_of(body.get("content")))


def shape_of(path: str) -> Shape:
    """Give the segments of a path, placeholders as `{}`."""
    return tuple("{}" if is_placeholder(segment) else segment for segment in segments_of(path))


def _names(kinds: Kinds) -> dict[Shape, str]:
    """Give the collections of things that can be made, each with a name."""
    trails = {item.operation.pointer: ".".join(item.trail) for item in kinds.placed}
    found: dict[Shape, str] = {}
    for shape, operations in kinds.by_shape.items():
        maker = next((o for o in operations if o.method == "POST"), None)
        has_item = any(o.method != "POST" for o in kinds.by_shape.get((*shape, "{}"), []))
        if maker is None or not shape or shape[-1] == "{}" or not (has_item or _is_listed(kinds.document, operations)):
            continue
        found[shape] = trails[maker.pointer]
    counts = Counter(found.values())
    return {s: n if counts[n] == 1 else f"{n}.{'.'.join(x for x in s if x != '{}')}" for s, n in found.items()}


def _is_listed(document: Document, operations: Iterable[Operation]) -> bool:
    for operation in operations:
        response = document.success(operation) if operation.method == "GET" else None
        if response and array_pointers(document, json_schema(response.content)):
            return True
    return False


def json_schema(content: JsonObject) -> JsonObject:
    """Give the schema of the JSON among the media types of a body."""
    media = next((object_of(media) for name, media in content.items() if "json" in name.lower()), {})
    return object_of(media.get("schema"))


def _option(name: str, pointer: str) -> tuple[tuple[str, str], ...]:
    return ((name, pointer),) if pointer else ()
