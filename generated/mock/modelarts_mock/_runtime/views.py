# Copied from apiscribe; do not edit.
"""How an operation shows a thing: the value that it would give by itself, with what is known of the thing put over it.

Only documented fields are shown, and only values that their schemas accept; so an answer stays as valid as it was.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, Protocol
from urllib.parse import quote

from jsonschema_rs import Draft202012Validator, Registry

from .samples import resolve

DOCUMENT = "urn:document"
"""What references into the document are relative to."""

MISSING: Any = object()
_BOUNDS = {f"int{bits}": {"minimum": -(2 ** (bits - 1)), "maximum": 2 ** (bits - 1) - 1} for bits in (8, 16, 32, 64)}
"""What the formats of integers allow, which validators of schemas take for notes."""

_NAMES = ("$schema", "$id")
_NESTING = frozenset({"properties", "items", "prefixItems"})
_NOTES = frozenset({"default", "deprecated", "description", "example", "examples", "readOnly", "title", "writeOnly"})


class _Validator(Protocol):
    def is_valid(self, instance: Any) -> bool: ...


class _Anything:
    def is_valid(self, instance: Any) -> bool:
        """Accept it."""
        return True


class Schemas:
    """The schemas of a document, each compiled when it is first needed."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.mask: str | None = None
        """What stands for values in what validators say, None for themselves."""
        self._shapes: dict[int, Shape] = {}

    @cached_property
    def registry(self) -> Registry:
        """The document, for references into it."""
        return Registry([(DOCUMENT, {**self.document, "components": absolute(self.document.get("components", {}))})])

    def validator(self, schema: Any, *, formats: bool = True) -> Draft202012Validator:
        """Compile a schema that stands in the document. ValueError tells of one that is none."""
        return Draft202012Validator(
            absolute(schema), registry=self.registry, validate_formats=formats, offline=True, mask=self.mask
        )

    def shape(self, schema: Any) -> "Shape":
        """Give the shape of a schema."""
        node = resolve(self.document, schema)
        key = id(node)
        if key not in self._shapes:
            self._shapes[key] = Shape(self, node if isinstance(node, Mapping) else {})
        return self._shapes[key]


def absolute(node: Any) -> Any:
    """Give a copy of a schema whose references do not depend on where it stands, without names that would change that,
    and in which the formats of integers are bounds."""
    if isinstance(node, list):
        return [absolute(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    kind = node.get("format")
    bounds = _BOUNDS.get(kind, {}) if isinstance(kind, str) else {}
    copy = {**bounds, **{key: absolute(value) for key, value in node.items()}}
    for key in _NAMES:
        if isinstance(copy.get(key), str):
            del copy[key]
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith("#"):
        copy["$ref"] = DOCUMENT + quote(reference, safe="#/~%")
    return copy


class Shape:
    """One schema, taken apart: an object by its properties, an array by its items, anything else as a whole."""

    def __init__(self, schemas: Schemas, node: Mapping[str, Any]) -> None:
        self.node = node
        self._schemas = schemas
        properties = node.get("properties")
        self._properties = properties if isinstance(properties, Mapping) else {}
        self._parts: dict[str, Shape] = {}

    @property
    def names(self) -> list[str]:
        """The names of the properties."""
        return [str(name) for name in self._properties]

    def part(self, name: str) -> "Shape | None":
        """Give the shape of a property, None where no property has the name."""
        found = self._parts.get(name)
        if found is None and name in self._properties:
            found = self._parts[name] = self._schemas.shape(self._properties[name])
        return found

    def at(self, names: Sequence[str]) -> "Shape | None":
        """Give the shape of what stands further inside; `0` goes to the items of an array."""
        found: Shape | None = self
        for name in names:
            if found is None:
                return None
            found = found.part(name) or (found._items if name == "0" else None)
        return found

    def fit(self, value: Any, base: Any = MISSING) -> Any:
        """Put a value over another one. Gives what of it is documented, MISSING where it does not fit at all."""
        if self._properties and isinstance(value, dict):
            return self._fit_object(value, base if isinstance(base, dict) else {})
        if isinstance(value, list) and (items := self._items) is not None:
            value = [items.fit(item) for item in value]
            if any(item is MISSING for item in value):
                return MISSING
        return value if self.accepts(value) else MISSING

    def _fit_object(self, value: Mapping[str, Any], base: Mapping[str, Any]) -> Any:
        result = {**base}
        for name, item in value.items():
            part = self.part(name)
            if part is None:
                continue
            fitting = part.fit(item, base.get(name, MISSING))
            if fitting is not MISSING:
                result[name] = fitting
            elif item is None:
                result.pop(name, None)
        return result if self.accepts(result) else MISSING

    def accepts(self, value: Any) -> bool:
        """Whether the schema accepts a value, what is inside of it aside."""
        try:
            return self._validator.is_valid(value)
        except (ValueError, RecursionError):
            return False

    @cached_property
    def _items(self) -> "Shape | None":
        items = self.node.get("items")
        return self._schemas.shape(items) if isinstance(items, Mapping) else None

    @cached_property
    def _validator(self) -> _Validator:
        leave = _NOTES | (_NESTING if self._properties or "items" in self.node else frozenset())
        schema = {key: value for key, value in self.node.items() if key not in leave}
        if self._properties and schema.get("additionalProperties") is not None:
            del schema["additionalProperties"]  # only documented ones are taken
        try:
            return self._schemas.validator(schema) if schema else _Anything()
        except ValueError:
            return _Anything()


@lru_cache(maxsize=1_000)
def steps_of(pointer: str) -> tuple[str, ...]:
    """Give the names in a JSON pointer."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def find(value: Any, pointer: str) -> Any:
    """Give what stands at a JSON pointer, MISSING where nothing does."""
    for step in steps_of(pointer):
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isascii() and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return MISSING
    return value


def put(value: Any, pointer: str, item: Any) -> Any:
    """Give a copy of an object with something else at a JSON pointer. Only objects are gone through."""
    steps = steps_of(pointer)
    if not steps:
        return item
    result = {**value} if isinstance(value, Mapping) else {}
    inner = result
    for step in steps[:-1]:
        below = inner.get(step)
        inner[step] = {**below} if isinstance(below, Mapping) else {}
        inner = inner[step]
    inner[steps[-1]] = item
    return result


def merged(base: Any, over: Any) -> Any:
    """Put an object over another one, at every depth; nothing else is merged."""
    if not isinstance(base, Mapping) or not isinstance(over, Mapping):
        return over
    return {**base, **{key: merged(base[key], value) if key in base else value for key, value in over.items()}}
