# Copied from apiscribe; do not edit.
"""How one operation shows things, as JSON text: what does not change is written once."""

import re
from collections.abc import Mapping
from typing import Any

from .service import json_text
from .views import MISSING, Shape, find, merged, put, steps_of

_NOTES = frozenset(
    {"additionalProperties", "description", "example", "examples", "properties", "required", "title", "type"}
)
"""The parts of a schema that do not tie fields of an object to one another."""

_MARK = "\x00"


class Frame:
    """An answer around one place in it."""

    def __init__(self, whole: Any, at: str) -> None:
        self._before, _, self._after = json_text(put(whole, at, _MARK)).partition(json_text(_MARK))

    def around(self, text: str) -> str:
        """Give the answer with a text at the place."""
        return f"{self._before}{text}{self._after}"


class View:
    """How an operation shows one thing: `base` is what it shows by itself, `id` the place of the id."""

    def __init__(self, shape: Shape, base: Mapping[str, Any], id: str) -> None:
        self._shape = shape
        self._base = base
        self._id = id
        self._id_shape = shape.at(steps_of(id)) if id else None
        required = shape.node.get("required")
        self._required = frozenset(required if isinstance(required, list) else ())
        self._is_plain = shape.node.get("type") == "object" and not {
            key for key in shape.node.keys() - _NOTES if not key.startswith("x-")
        }
        self._parts = {name: f"{json_text(name)}:{json_text(value)}" for name, value in base.items()}
        self._heads = {name: f"{json_text(name)}:" for name in shape.names}

    def text(self, fields: Mapping[str, Any], id: str) -> str:
        """Give a thing with these fields and this id."""
        fields = self._with_id(fields, id)
        if not self._is_plain:
            value = self._shape.fit(fields, self._base)
            return json_text(self._base if value is MISSING else value)
        parts = {**self._parts}
        for name, value in fields.items():
            part = self._shape.part(name)
            if part is None:
                continue
            fitting = part.fit(value, self._base.get(name, MISSING))
            if fitting is not MISSING:
                parts[name] = self._heads[name] + json_text(fitting)
            elif value is None and name not in self._required:
                parts.pop(name, None)
        return f"{{{','.join(parts.values())}}}"

    def _with_id(self, fields: Mapping[str, Any], id: str) -> Mapping[str, Any]:
        """Give the fields with the id at its place, as a number where it is one."""
        part = self._id_shape
        if part is None:
            return fields
        forms = (id, int(id)) if re.fullmatch("[0-9]{1,18}", id) else (id,)
        form = next((form for form in forms if part.accepts(form)), MISSING)
        if form is MISSING or find(fields, self._id) == form:
            return fields
        changed: Mapping[str, Any] = merged(fields, put({}, self._id, form))
        return changed
