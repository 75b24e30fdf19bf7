"""JSON schemas as types, and types as Python annotations.

`Type` says what a value is; `annotate` says how that is written in one of three styles: the field of a model, the
argument of a method (or the key of a typed dict), the result of a method.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
            # what a method takes may be anything; what it gives must be usable without a cast
            return Annotation("object") if style is Style.ARGUMENT else Annotation("Any", frozenset({"Any"}))
        case Scalar(name):
            return Annotation(name)
        case Choice(values, base):
            literal = f"Literal[{', '.join(map(pyrepr, values))}]"
            return Annotation(f"{literal} | {base.name}", frozenset({"Literal"}))
        case ModelRef(class_name):
            models = frozenset({class_name})
            if style is Style.ARGUMENT:
                return Annotation(f"{class_name} | {dict_name(class_name)}", models=models, dicts=models)
            return Annotation(class_name, models=models)
        case ListOf(item):
            return _generic(_LISTS[style], item, style)
        case MapOf(value):
            return _generic("Mapping" if style is Style.ARGUMENT else "dict", value, style, "str, ")
        case UnionOf(members):
            parts = [annotate(member, style) for member in members]
            texts = dict.fromkeys(part for annotation in parts for part in [annotation.text])
            return _joined(" | ".join(texts), parts)


def dict_name(class_name: ClassName) -> ClassName:
    """Give the name of the typed dict of a model. No model has such a name: ClassName sees to that."""
    return ClassName.of_dict(class_name)


def models_in(types: Iterable[Type]) -> set[ClassName]:
    """Give the models that the types name themselves, not those inside these models."""
    found: set[ClassName] = set()
    waiting = list(types)
    while waiting:
        match waiting.pop():
            case ModelRef(class_name):
                found.add(class_name)
            case ListOf(inner) | MapOf(inner):
                waiting.append(inner)
            case UnionOf(members):
                waiting.extend(members)
    return found


_LISTS = {Style.FIELD: "list", Style.ARGUMENT: "Sequence", Style.RESULT: "builtins.list"}


def _generic(name: str, item: Type, style: Style, key: str = "") -> Annotation:
    inner = annotate(item, style)
    needed = {"builtins"} if name.startswith("builtins.") else {name} - {"list", "dict"}
    return Annotation(f"{name}[{key}{inner.text}]", inner.names | needed, inner.models, inner.dicts)


def _joined(text: str, parts: list[Annotation]) -> Annotation:
    names = frozenset[str]().union(*(part.names for part in parts))
    models = frozenset[ClassName]().union(*(part.models for part in parts))
    dicts = frozenset[ClassName]().union(*(part.dicts for part in parts))
    return Annotation(text, names, models, dicts)


def nullable(type_: Type) -> Type:
    """Allow null too."""
    return union_of((type_, Scalar("None")))


def omittable(annotation: Annotation) -> Annotation:
    """Allow the sentinel for "not given" too."""
    if annotation.text == "object":
        return replace(annotation, names=annotation.names | {"NotGiven"})
    return replace(annotation, text=f"{annotation.text} | NotGiven", names=annotation.names | {"NotGiven"})
