"""Schemas of the document as types; every object with known properties among them becomes a model.

Models are rendered from our own plan, not by datamodel-code-generator. Measured on 283 operations and 800 schemas it
takes 4.0 s (17 s with its default formatters); its literals refuse values that the document does not list, it makes
identifiers of its own (`field_modelarts_hard`) and one file of all models, and the arguments of methods need the same
types once more, in another style.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from generator.identifiers import MAX_NAME, ClassName, distinct_names, fingerprint, split_words
from generator.output import GenerationError
from generator.planning.document import Document, JsonObject, object_of, pointer_of, text_of
from generator.planning.types import Anything, Choice, ListOf, MapOf, ModelRef, Scalar, ScalarName, Type, union_of
from spec.words import singular

MAX_DEPTH = 40
_SCALARS: dict[str, ScalarName] = {
    "string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Property:
    """One property of an object: its schema as written, where it stands, whether the document requires it."""

    json_name: str
    schema: object
    pointer: str
    required: bool

    @property
    def writable(self) -> bool:
        """Whether a request may hold it."""
        return object_of(self.schema).get("readOnly") is not True


@dataclass(slots=True)
class SchemaTypes:
    """The types of one document, and the models met so far: class name to the properties with their types."""

    document: Document
    class_names: Mapping[str, ClassName] = field(init=False)
    models: dict[ClassName, tuple[str, tuple[tuple[Property, Type], ...]]] = field(init=False, default_factory=dict)
    _at: dict[str, ClassName] = field(init=False, default_factory=dict)
    _types: dict[str, Type] = field(init=False, default_factory=dict)
    _properties: dict[str, dict[str, Property]] = field(init=False, default_factory=dict)
    _taken: set[str] = field(init=False, default_factory=set)
    _open: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        schemas = object_of(object_of(self.document.root.get("components")).get("schemas"))
        self.class_names = distinct_names(schemas, ClassName)
        self._taken |= {name.lower() for name in self.class_names.values()}
        for key, class_name in self.class_names.items():
            self._at[pointer_of("components", "schemas", key)] = class_name
        for pointer, class_name in list(self._at.items()):
            target, place = self.document.follow_any({"$ref": pointer}, pointer)
            if place == pointer and self.properties_of(target, place):
                self._model(target, place, class_name)
            else:
                self.type_of(target, place, class_name)

    def type_of(self, schema: object, pointer: str, hint: str) -> Type:
        """Give the type of a schema. `hint` names an object that the document leaves without a name."""
        if not isinstance(schema, Mapping) or len(self._open) > MAX_DEPTH:
            return Anything()
        if isinstance(schema.get("$ref"), str):
            return self._referred(schema, pointer, hint)
        with self._opened(pointer) as fresh:
            if not fresh:
                return Anything()
            type_ = self._described(schema, pointer, hint)
        return union_of((type_, Scalar("None"))) if schema.get("nullable") is True else type_

    def _referred(self, schema: JsonObject, pointer: str, hint: str) -> Type:
        target, place = self.document.follow_any(schema, pointer)
        if place in self._at and self.properties_of(target, place):
            return ModelRef(self._at[place])
        if place not in self._types:
            self._types[place] = Anything()
            self._types[place] = self.type_of(target, place, self._at.get(place, hint))
        return self._types[place]

    def _described(self, schema: JsonObject, pointer: str, hint: str) -> Type:
        if "enum" in schema or "const" in schema:
            return _choice(schema)
        if self.properties_of(schema, pointer):
            parts = schema.get("allOf")
            if isinstance(parts, list) and len(parts) == 1 and "properties" not in schema:
                return self.type_of(parts[0], f"{pointer}/allOf/0", hint)
            return ModelRef(self._model(schema, pointer, hint))
        for key in ("oneOf", "anyOf", "allOf"):
            if isinstance(schema.get(key), list):
                parts = enumerate(schema[key])
                types = [self.type_of(part, f"{pointer}/{key}/{n}", f"{hint}{_title(part)}") for n, part in parts]
                return types[0] if key == "allOf" and types else union_of(types)
        names = schema.get("type")
        listed = names if isinstance(names, list) else [names]
        return union_of(self._plain(name, schema, pointer, hint) for name in listed)

    def _plain(self, name: object, schema: JsonObject, pointer: str, hint: str) -> Type:
        if name == "array" or (name is None and "items" in schema):
            return ListOf(self.type_of(schema.get("items", {}), f"{pointer}/items", _singular_hint(hint)))
        if name == "object" or (name is None and "additionalProperties" in schema):
            return MapOf(self.type_of(schema.get("additionalProperties"), f"{pointer}/additionalProperties", hint))
        if name == "string" and schema.get("format") == "binary":
            return Scalar("bytes")
        return Scalar(_SCALARS[name]) if isinstance(name, str) and name in _SCALARS else Anything()

    def hint_for(self, schema: object, otherwise: str) -> str:
        """Give the name to begin with for objects inside a schema: its own where it is named, else `otherwise`."""
        return self._at.get(text_of(object_of(schema).get("$ref")), otherwise)

    def properties_of(self, schema: object, pointer: str, depth: int = 0) -> dict[str, Property]:
        """Give the properties of an object schema, those of its `allOf` included; none for any other schema."""
        target, place = self.document.follow_any(schema, pointer)
        if not isinstance(target, Mapping) or depth > MAX_DEPTH:
            return {}
        if place not in self._properties:
            # A schema that holds itself by `allOf` meets this empty entry, and so ends.
            self._properties[place] = {}
            self._properties[place] = self._collect_properties(target, place, depth)
        return self._properties[place]

    def _collect_properties(self, schema: JsonObject, pointer: str, depth: int) -> dict[str, Property]:
        found: dict[str, Property] = {}
        parts = schema.get("allOf")
        for index, part in enumerate(parts if isinstance(parts, list) else []):
            found |= self.properties_of(part, f"{pointer}/allOf/{index}", depth + 1)
        required = schema.get("required")
        names = {name for name in required if isinstance(name, str)} if isinstance(required, list) else set()
        for name, node in object_of(schema.get("properties")).items():
            found[name] = Property(name, node, f"{pointer}{pointer_of('properties', name)[1:]}", name in names)
        return {
            name: Property(name, item.schema, item.pointer, item.required or name in names)
            for name, item in found.items()
        }

    def _model(self, schema: object, pointer: str, hint: str) -> ClassName:
        """Record the model of a schema once; give its class name."""
        class_name = self._at.get(pointer) or self._free_name(hint, pointer)
        self._at[pointer] = class_name
        properties = self.properties_of(schema, pointer)
        if class_name in self.models or not properties:
            return class_name
        self.models[class_name] = ("", ())
        typed = [
            (item, self.type_of(item.schema, item.pointer, f"{class_name} {item.json_name}"))
            for item in properties.values()
        ]
        description = text_of(object_of(schema).get("description")) or text_of(object_of(schema).get("title"))
        self.models[class_name] = (description, tuple(typed))
        return class_name

    def _free_name(self, hint: str, pointer: str) -> ClassName:
        candidates = [hint + word for word in ("", " Item", " Object", " Value", " Entry")]
        candidates.append(f"{hint[: MAX_NAME // 2]} {fingerprint(pointer)[:8]}")
        for candidate in candidates:
            name = ClassName(candidate)
            if name.lower() not in self._taken:
                self._taken.add(name.lower())
                return name
        raise GenerationError("no name is free for an object; give it one under components/schemas", pointer)

    @contextmanager
    def _opened(self, pointer: str) -> Iterator[bool]:
        """Hold a schema open while its parts are read; says False for one that is open already."""
        fresh = pointer not in self._open
        self._open.append(pointer)
        try:
            yield fresh
        finally:
            self._open.pop()


def _title(schema: object) -> str:
    return " " + text_of(object_of(schema).get("title"))


def _singular_hint(hint: str) -> str:
    """Name the items of a list after the list: `TeamMembers` gives `TeamMember`."""
    words = split_words(hint)
    if not words:
        return hint
    last = singular(words[-1].lower())
    return " ".join([*words[:-1], words[-1][: len(last)] if words[-1].lower().startswith(last) else last])


def _choice(schema: JsonObject) -> Type:
    listed = schema.get("enum")
    values = list(listed) if isinstance(listed, list) else [schema["const"]] if "const" in schema else []
    parts: list[Type] = [Scalar("None")] if None in values else []
    if kept := tuple(dict.fromkeys(v for v in values if isinstance(v, str))):
        parts.insert(0, Choice(kept, Scalar("str")))
    if numbers := tuple(dict.fromkeys(v for v in values if isinstance(v, int) and not isinstance(v, bool))):
        parts.insert(0, Choice(numbers, Scalar("int")))
    if any(isinstance(v, float) for v in values):
        parts.insert(0, Scalar("float"))
    if any(isinstance(v, bool) for v in values):
        parts.insert(0, Scalar("bool"))
    known = all(v is None or isinstance(v, str | int | float) for v in values)
    return union_of(parts) if parts and known else Anything()
