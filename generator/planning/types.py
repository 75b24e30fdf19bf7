"""JSON schemas as types, and types as Python annotations.

`Type` says what a value is; `annotate` says how that is written in one of three styles: the field of a model, the
argument of a method, the result of a method.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Literal

from generator.filters import pyrepr
from generator.identifiers import ClassName
from generator.plan import Annotation

ScalarName = Literal["str", "int", "float", "bool", "None", "bytes"]


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON value."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value without parts."""

    name: ScalarName


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the documented values, or any other of the same base: servers know more values than documents."""

    values: tuple[str | int | bool, ...]
    base: Scalar


@dataclass(frozen=True, slots=True)
class ListOf:
    """An array."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with free keys."""

    value: "Type"


@dataclass(frozen=True, slots=True)
class ModelRef:
    """An object with known properties."""

    class_name: ClassName


@dataclass(frozen=True, slots=True)
class UnionOf:
    """A value of any of the types."""

    members: tuple["Type", ...]


Type = Anything | Scalar | Choice | ListOf | MapOf | ModelRef | UnionOf


class Style(Enum):
    """Where an annotation stands."""

    FIELD = auto()
    ARGUMENT = auto()
    RESULT = auto()


def union_of(members: Iterable[Type]) -> Type:
    """Give the union of the types, without repetition; `Anything` swallows the others."""
    flat: dict[Type, None] = {}
    for member in members:
        for part in member.members if isinstance(member, UnionOf) else (member,):
            flat[part] = None
    if any(isinstance(part, Anything) for part in flat):
        return Anything()
    return next(iter(flat)) if len(flat) == 1 else UnionOf(tuple(flat)) if flat else Anything()


def annotate(type_: Type, style: Style) -> Annotation:
    """Write the type in the given style."""
    match type_:
        case Anything():
            return Annotation("Any", frozenset({"Any"}))
        case Scalar(name):
            return Annotation(name)
        case Choice(values, base):
            literal = f"Literal[{', '.join(map(pyrepr, values))}]"
            return Annotation(f"{literal} | {base.name}", frozenset({"Literal"}))
        case ModelRef(class_name):
            if style is Style.ARGUMENT:
                return Annotation(f"{class_name} | JsonObject", frozenset({"JsonObject"}), frozenset({class_name}))
            return Annotation(class_name, models=frozenset({class_name}))
        case ListOf(item):
            return _generic(_LISTS[style], item, style)
        case MapOf(value):
            return _generic("Mapping" if style is Style.ARGUMENT else "dict", value, style, "str, ")
        case UnionOf(members):
            parts = [annotate(member, style) for member in members]
            texts = dict.fromkeys(part for annotation in parts for part in [annotation.text])
            return _joined(" | ".join(texts), parts)


_LISTS = {Style.FIELD: "list", Style.ARGUMENT: "Sequence", Style.RESULT: "builtins.list"}


def _generic(name: str, item: Type, style: Style, key: str = "") -> Annotation:
    inner = annotate(item, style)
    needed = {"builtins"} if name.startswith("builtins.") else {name} - {"list", "dict"}
    return Annotation(f"{name}[{key}{inner.text}]", inner.names | needed, inner.models)


def _joined(text: str, parts: list[Annotation]) -> Annotation:
    names = frozenset[str]().union(*(part.names for part in parts))
    models = frozenset[ClassName]().union(*(part.models for part in parts))
    return Annotation(text, names, models)


def optional(annotation: Annotation) -> Annotation:
    """Allow None too."""
    return _with_member(annotation, "None", frozenset())


def omittable(annotation: Annotation) -> Annotation:
    """Allow the sentinel for "not given" too."""
    return _with_member(annotation, "NotGiven", frozenset({"NotGiven"}))


def _with_member(annotation: Annotation, member: str, names: frozenset[str]) -> Annotation:
    if annotation.text == "Any" or annotation.text == member or annotation.text.endswith(f" | {member}"):
        return Annotation(annotation.text, annotation.names | (names if member in annotation.text else frozenset()),
                          annotation.models)  # fmt: skip
    return Annotation(f"{annotation.text} | {member}", annotation.names | names, annotation.models)
