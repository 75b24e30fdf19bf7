# Copied from apiscribe; do not edit.
"""From the bytes of an answer to models.

What is as documented goes the fast way, by pydantic. Documents are wrong at times and servers move on: for the rest a
scalar of another type than documented becomes the documented one where nothing is lost by it, and stays as it came
where something would be. Either way a ResponseTypeWarning tells of it, and `to_json` gives what came.
"""

import gc
import json
import math
import os
import re
import sys
import types
import typing
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from .json_text import parse_json
from .models import Model

T = TypeVar("T")

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
_MAX_DIGITS = 40
_MAX_EXACT = 2**53
_LARGE = 16_384
"""Bytes of an answer whose models are enough to wake the garbage collector."""

_AS_IT_IS = nullcontext()
_RAISED = 2_000_000_011
_usual_threshold = gc.get_threshold()[0]
_CONTAINERS: dict[Any, str] = {dict: "object", list: "array"}
_KINDS: dict[Any, str] = {dict: "object", list: "array", type(None): "null"}
_FOLDER = __name__.rpartition(".")[0].rpartition(".")[0] + "."


class ResponseTypeWarning(UserWarning):
    """An answer has a value of another type than documented: where, both types, and what became of it."""


def read_json(
    cast_to: type[T], content: bytes, *, strict: bool = False, check: Callable[[object], None] | None = None
) -> T:
    """Give JSON text as `cast_to`, a model or a generic of models.

    ValueError tells of text that is not JSON, of an object where an array was due and the like; with `strict`, of every
    value that is not as documented. `check` may raise what it likes: it gets the result where all is as documented,
    else the JSON value, before anything is made of that.
    """
    validator = _validator(cast(Any, cast_to))
    if validator is not None:
        try:
            with _collector_waiting() if len(content) >= _LARGE else _AS_IT_IS:
                result = cast(T, validator(content, strict=True, by_alias=True, by_name=False))
        except (ValidationError, RecursionError):
            pass  # read again below, where every place is looked at
        else:
            if check is not None:
                check(result)
            return result
    value = parse_json(content)
    if check is not None:
        check(value)
    try:
        return read_value(cast_to, value, strict=strict)
    except RecursionError as error:
        raise ValueError("the JSON is nested too deep") from error


@contextmanager
def _collector_waiting() -> Iterator[None]:
    """Keep the garbage collector from looking for garbage among models that are still being made.

    It would walk them several times, and the whole program with them: for a page of a hundred objects that takes half
    as long as making them. Its switch is the program's: it may be turned meanwhile. So only the threshold is raised, to
    a number by which one knows it again.
    """
    global _usual_threshold
    threshold = gc.get_threshold()[0]
    if not gc.isenabled() or threshold in (0, _RAISED):
        yield
        return
    _usual_threshold = threshold
    try:
        gc.set_threshold(_RAISED)
        yield
    finally:
        _let_collect()


def _let_collect() -> None:
    if gc.get_threshold()[0] == _RAISED:
        gc.set_threshold(_usual_threshold)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_collect)  # the thread that would do it is not there


def read_value(cast_to: type[T], value: Any, *, strict: bool = False) -> T:
    """Give a JSON value as `cast_to`; see `read_json`."""
    if cast_to is object:
        return cast(T, value)
    due = _CONTAINERS.get(_container(cast_to))
    if due is not None and due != _CONTAINERS.get(type(value)):
        raise ValueError(f"an {due} was due, a value of type {_kind(value)} came")
    reader = _Reader()
    result = reader.read(cast_to, value)
    if reader.mismatches and strict:
        raise ValueError(f"not as documented: {'; '.join(map(str, reader.mismatches))}")
    _warn(reader.mismatches)
    return cast(T, result)


@dataclass(frozen=True, slots=True)
class _Mismatch:
    """A value that is not as documented."""

    place: str
    documented: str
    came: Any
    kept: bool

    def __str__(self) -> str:
        outcome = "kept as it came" if self.kept else f"read as {self.documented}"
        return f"{self.place or 'the answer'}: documented as {self.documented}, came as {_kind(self.came)}; {outcome}"


@dataclass(slots=True)
class _Reader:
    """Reads one answer; remembers what was not as documented, and where it is."""

    mismatches: list[_Mismatch] = field(default_factory=list)
    _trail: list[str] = field(default_factory=list)
    _converted: bool = False

    def read(self, annotation: Any, value: Any) -> Any:
        """Give the value as the annotation has it, or as it came."""
        members = _members_by_kind(annotation).get(type(value), ())
        if not members and Any not in _members(annotation):
            return self._fit(annotation, value)
        if isinstance(value, list) and members:
            items = get_args(members[0])
            return [self._at(f"[{n}]", items[0], item) for n, item in enumerate(value)] if items else value
        if isinstance(value, dict) and members:
            return self._object(max(members, key=lambda member: _known_keys(member, value)), value)
        return value

    def _object(self, member: Any, value: dict[str, Any]) -> Any:
        if _is_model(member):
            return self._model(member, value)
        _, values = get_args(member) or (str, Any)
        return value if values is Any else {key: self._at(f".{key}", values, item) for key, item in value.items()}

    def _at(self, step: str, annotation: Any, value: Any) -> Any:
        self._trail.append(step)
        read = self.read(annotation, value)
        self._trail.pop()
        return read

    def _model(self, model: type[Model], value: dict[str, Any]) -> Model:
        known = fields_of(model)
        fields, extra, converted = {}, {}, {}
        outer = self._converted
        for key, item in value.items():
            if key not in known:
                extra[key] = item
                continue
            name, annotation, plain = known[key]
            if type(item) in plain:
                fields[name] = item
                continue
            self._converted = False
            fields[name] = self._at(f".{key}", annotation, item)
            if self._converted:
                converted[name] = item
        self._converted = outer
        return model.from_parts(fields, extra, converted)

    def _fit(self, annotation: Any, value: Any) -> Any:
        """Convert a value that no member of the annotation is meant for, if one can hold it without loss."""
        place = "".join(self._trail).removeprefix(".")
        for member in _members(annotation):
            fitted = _convert(member, value)
            if fitted is not None:
                self._converted = True
                self.mismatches.append(_Mismatch(place, _name(member), value, kept=False))
                return fitted
        documented = " or ".join(dict.fromkeys(_name(m) for m in _members(annotation) if m is not type(None)))
        self.mismatches.append(_Mismatch(place, documented or "null", value, kept=True))
        return value


@cache
def _validator(cast_to: Any) -> Any:
    """Give what reads JSON text as a model or a list of models, None for any other type."""
    if _is_model(cast_to):
        return cast_to.model_validate_json
    of_models = get_origin(cast_to) is list and _is_model(get_args(cast_to)[0])
    return TypeAdapter(cast_to).validate_json if of_models else None


@cache
def fields_of(model: type[Model]) -> dict[str, tuple[str, Any, frozenset[type]]]:
    """Give the fields of a model by their names in JSON: the name in Python, the annotation, and the types of which a
    value is as documented and has no parts to look at."""
    if not model.__pydantic_fields_complete__:
        model.model_rebuild()
    return {
        str(item.validation_alias or name): (
            name,
            item.annotation,
            frozenset(_members_by_kind(cast(Any, item.annotation)).keys() - {dict, list}),
        )
        for name, item in model.model_fields.items()
    }


@cache
def _members(annotation: Any) -> tuple[Any, ...]:
    """Give the members of a union, literals as the type of their values; of any other type the type itself."""
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(dict.fromkeys(part for member in get_args(annotation) for part in _members(member)))
    if get_origin(annotation) is Literal:
        return tuple(dict.fromkeys(type(value) for value in get_args(annotation)))
    return (annotation,)


@cache
def _members_by_kind(annotation: Any) -> dict[Any, tuple[Any, ...]]:
    """Give the members that a value may be meant for, by the type in which its JSON comes."""
    found: dict[Any, tuple[Any, ...]] = {}
    for member in _members(annotation):
        for kind in (int, float) if member is float else (_container(member),):
            found[kind] = (*found.get(kind, ()), member)
    return found


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Model)


def _known_keys(member: Any, value: dict[str, Any]) -> int:
    return len(fields_of(member).keys() & value.keys()) if _is_model(member) else 0


def _container(annotation: Any) -> Any:
    """Give the type of Python in which JSON of a type comes."""
    return dict if _is_model(annotation) else get_origin(annotation) or annotation


def _convert(member: Any, value: Any) -> Any:
    """Give a scalar as another type if that loses nothing, else None."""
    if isinstance(value, dict | list | Decimal) or value is None:
        return None
    if member is str:
        return value if isinstance(value, str) else json.dumps(value)
    if member is bool:
        return _boolean(value)
    if member is int:
        return _integer(value)
    return _number(value) if member is float else None


def _integer(value: Any) -> int | None:
    if isinstance(value, str):
        exact = len(value) <= _MAX_DIGITS and _INTEGER.fullmatch(value) and value != "-0"
        return int(value) if exact else None
    whole = isinstance(value, float) and value.is_integer() and abs(value) < _MAX_EXACT
    return int(value) if whole else None


def _boolean(value: Any) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    return bool(value) if isinstance(value, int) and value in (0, 1) else None


def _number(value: Any) -> int | float | None:
    if not isinstance(value, str) or len(value) > _MAX_DIGITS or not _NUMBER.fullmatch(value):
        return None
    number = float(value)
    exact = Decimal(value) == Decimal(repr(number)) if math.isfinite(number) else False
    if not exact:
        return None
    return int(value) if _INTEGER.fullmatch(value) else number


def _name(annotation: Any) -> str:
    return _KINDS.get(_container(annotation)) or str(getattr(annotation, "__name__", annotation))


def _kind(value: Any) -> str:
    return _KINDS.get(type(value)) or type(value).__name__


def _warn(mismatches: list[_Mismatch]) -> None:
    """Warn of each field once, however many items of a list have it."""
    told = set()
    for mismatch in mismatches:
        kind = (re.sub(r"\[\d+\]", "[]", mismatch.place), type(mismatch.came))
        if kind not in told:
            told.add(kind)
            warnings.warn(str(mismatch), ResponseTypeWarning, stacklevel=_level_of_caller())


def _level_of_caller() -> int:
    """Give the level of the first caller outside this package, whose line the warning names."""
    level, frame = 0, typing.cast(types.FrameType | None, sys._getframe(1))
    while frame is not None and frame.f_globals.get("__name__", "").startswith(_FOLDER):
        level, frame = level + 1, frame.f_back
    return level + 1
