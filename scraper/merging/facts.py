"""The facts of one field, as the contract has them, by the kind of conflict that a difference in them is."""

from collections.abc import Mapping
from typing import Any

from scraper.contract.schemas import SchemaBook
from scraper.phrases import read_number_range
from scraper.phrases.reading import Kind
from scraper.reference import Field, Structure, Type
from spec.conflicts import ConflictKind

Facts = Mapping[ConflictKind, Any]

UNKNOWN = "any"

_GROUPS = {
    ConflictKind.RANGE: ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"),
    ConflictKind.LENGTH: ("minLength", "maxLength"),
    ConflictKind.COUNT: ("minItems", "maxItems"),
}


class FactBook:
    """Reads the facts of fields, of each field once."""

    def __init__(self, structures: dict[str, Structure]) -> None:
        self.structures = structures
        self._schemas = SchemaBook(structures, with_descriptions=False)
        self._read: dict[int, tuple[Field, Facts]] = {}

    def of(self, field: Field) -> Facts:
        """Give what a field states: what it leaves unsaid is not there."""
        if id(field) not in self._read:
            # the field is kept, or another one could come to have its id
            self._read[id(field)] = (field, self._facts(field))
        return self._read[id(field)][1]

    def _facts(self, field: Field) -> Facts:
        schema = self._schemas.field_schema(field, "request")
        facts: dict[ConflictKind, Any] = {ConflictKind.TYPE: shape_of(schema)}
        target = _innermost(schema)
        if field.required is not None:
            facts[ConflictKind.REQUIRED] = field.required
        if "format" in target:
            facts[ConflictKind.FORMAT] = target["format"]
        if "enum" in target:
            facts[ConflictKind.VALUES] = target["enum"]
        for key in ("default", "x-documented-default"):
            if key in schema:
                facts[ConflictKind.DEFAULT] = schema[key]
        for kind, names in _GROUPS.items():
            holder = schema if kind is ConflictKind.COUNT else target
            stated = {name: holder[name] for name in names if name in holder}
            if stated:
                facts[kind] = stated
        if facts[ConflictKind.TYPE] == "string" and ConflictKind.LENGTH not in facts:
            numbers = read_number_range(field.description.plain)
            if numbers.low is not None:
                # no schema can say it, and documents differ in it all the same
                facts[ConflictKind.RANGE] = {"minimum": numbers.low, "maximum": numbers.high}
        return facts


def shape_of(schema: Mapping[str, Any]) -> str:
    """Give a type in words: `array of object`, `map of string`; `any` stands for what is not known."""
    words: list[str] = []
    while True:
        if "$ref" in schema:
            return " of ".join((*words, "object"))
        kind = schema.get("type")
        below = schema.get("items") if kind == "array" else schema.get("additionalProperties")
        if not isinstance(below, dict):
            return " of ".join((*words, "map" if below is True else str(kind or UNKNOWN)))
        words.append("map" if kind == "object" else "array")
        schema = below


def is_other_shape(first: str, other: str) -> bool:
    """Tell whether two shapes contradict each other: one that only says less does not."""
    for ours, theirs in zip(first.split(" of "), other.split(" of "), strict=False):
        if UNKNOWN in (ours, theirs) or {ours, theirs} == {"map", "object"}:
            return False
        if ours != theirs:
            return True
    return False


def structure_below(type_: Type) -> tuple[str | None, str]:
    """Give the structure at the bottom of a type and the signs of the lists and maps above it."""
    inner, signs = innermost(type_)
    return inner.structure, signs


def innermost(type_: Type) -> tuple[Type, str]:
    """Give what is at the bottom of a type and the signs of the lists and maps above it."""
    signs = ""
    while type_.item is not None:
        signs += "[]" if type_.kind is Kind.ARRAY else "{}"
        type_ = type_.item
    return type_, signs


def _innermost(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        schema = schema["items"]
    return schema
