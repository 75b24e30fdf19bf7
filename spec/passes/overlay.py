"""Corrections by hand: OpenAPI Overlay 1.0, where every action states its reason and must still match something."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from spec import files
from spec import pointer as pointers
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location
from spec.model import copied
from spec.passes import Passed
from spec.report import Departure

_OPERATION = re.compile(r"\$\.paths\[(?P<quote>['\"])(?P<path>/.*)(?P=quote)\]\.(?P<method>[a-z]+)")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Action(_Strict):
    """One correction: what it changes (JSONPath, RFC 9535), and why (`description`)."""

    target: str = Field(min_length=1)
    description: str = Field(min_length=1)
    update: Any = None
    remove: bool = False

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if self.remove == ("update" in self.model_fields_set):
            raise ValueError("an action has either update or remove: true")
        return self


class Info(_Strict):
    """What the overlay is called, and which edition of it this is."""

    title: str
    version: str


class Overlay(_Strict):
    """A file of corrections. `extends` names the document that it is for; it is never fetched."""

    overlay: str = Field(pattern=r"^1\.0\.[0-9]+$")
    info: Info
    extends: str = ""
    actions: tuple[Action, ...]


def load_overlay(path: Path) -> Overlay:
    """Read an overlay file. Raises DiagnosticError for what is no overlay, with the place inside the file."""
    try:
        return Overlay.model_validate(files.load(path))
    except ValidationError as error:
        raise DiagnosticError(
            *(
                Diagnostic("SPC060", problem["msg"], Location(str(path)), pointer=pointers.join("", *problem["loc"]))
                for problem in error.errors(include_url=False, include_input=False)
            )
        ) from error


def apply_overlay(document: dict[str, Any], overlay: Overlay, source: str = "overlay") -> Passed:
    """Carry out the actions in turn; `update` merges objects, appends to lists, and joins lists inside objects.

    `source` is what findings call the overlay. Gives a departure for each place that an action changed. Raises
    DiagnosticError with every action that matches nothing or cannot be applied.
    """
    document = copied(document)
    departures: list[Departure] = []
    problems: list[Diagnostic] = []
    for number, action in enumerate(overlay.actions, 1):
        location = Location(source, trail=(f"action {number}", action.target))
        try:
            departures += _apply(document, action)
        except _ActionError as error:
            problems.append(Diagnostic(error.code, error.message, location, action.description))
    if problems:
        raise DiagnosticError(*problems)
    return Passed(document, tuple(departures))


def operation_names(overlays: Iterable[Overlay]) -> dict[str, str]:
    """Give the operationIds that overlays set, by `METHOD path`: what schemas are named after.

    Read from actions whose target is one operation, as `$.paths['/v1/things'].get`.
    """
    names: dict[str, str] = {}
    for action in (a for overlay in overlays for a in overlay.actions):
        target = _OPERATION.fullmatch(action.target)
        if target and isinstance(action.update, dict) and isinstance(action.update.get("operationId"), str):
            names[f"{target['method'].upper()} {target['path']}"] = action.update["operationId"]
    return names


class _ActionError(Exception):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def _apply(document: dict[str, Any], action: Action) -> list[Departure]:
    places = _find(document, action.target)
    if not places:
        raise _ActionError("SPC061", "the target matches nothing")
    # from the end, so that what is removed from a list does not move what is still to come
    for place in reversed(places):
        if not action.remove:
            _update(_at(document, place), copied(action.update))
        elif not place:
            raise _ActionError("SPC063", "the whole document cannot be removed")
        else:
            _remove(document, place)
    return [Departure(pointers.join("", *place), "overlay", action.description) for place in places]


def _find(document: dict[str, Any], target: str) -> list[tuple[str | int, ...]]:
    """Give the places that a JSONPath selects, each once: outer ones first, those of a list in its order."""
    import jsonpath_rfc9535

    try:
        nodes = jsonpath_rfc9535.find(target, document)
    except jsonpath_rfc9535.JSONPathError as error:
        raise _ActionError("SPC062", str(error)) from error
    return sorted({node.location for node in nodes})


def _at(document: dict[str, Any], place: tuple[str | int, ...]) -> Any:
    value: Any = document
    for step in place:
        value = value[step]
    return value


def _remove(document: dict[str, Any], place: tuple[str | int, ...]) -> None:
    parent = _at(document, place[:-1])
    del parent[place[-1]]


def _update(target: Any, update: Any) -> None:
    if isinstance(target, list):
        target.append(update)
    elif isinstance(target, dict) and isinstance(update, dict):
        _merge(target, update)
    else:
        raise _ActionError("SPC063", "update needs an object or a list as its target, and an object for an object")


def _merge(target: dict[str, Any], update: dict[str, Any]) -> None:
    for key, value in update.items():
        there = target.get(key)
        if isinstance(there, dict) and isinstance(value, dict):
            _merge(there, value)
        elif isinstance(there, list) and isinstance(value, list):
            there.extend(value)
        else:
            target[key] = value
