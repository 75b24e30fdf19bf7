"""The base of all models, and how an answer becomes one.

An answer is validated; where it is not what the document says, what does not fit is kept as it came: documents are
wrong at times and servers move on.
"""

import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

T = TypeVar("T")
JsonObject = Mapping[str, Any]

_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


class Model(BaseModel):
    """An object of the API. Fields that the document does not know are kept and written back."""

    model_config = ConfigDict(
        extra="allow", validate_by_name=True, validate_by_alias=True, defer_build=True, protected_namespaces=()
    )

    def to_json(self) -> dict[str, Any]:
        """Give the object as it is sent: names of the API, only what was set."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True, warnings=False)


def JsonName(name: str) -> Any:
    """Say what a field is called in JSON, where Python cannot call it so."""
    return Field(validation_alias=name, serialization_alias=name)


def read_value(cast_to: type[T], value: Any) -> T:
    """Give a JSON value as `cast_to`, a model or a generic of models."""
    if cast_to is object:
        return cast(T, value)
    adapter = _ADAPTERS.get(cast_to)
    if adapter is None:
        adapter = _ADAPTERS[cast_to] = TypeAdapter(cast_to)
    try:
        return cast(T, adapter.validate_python(value, by_alias=True, by_name=False))
    except ValidationError:
        return cast(T, _read_loosely(cast_to, value))


def _read_loosely(annotation: Any, value: Any) -> Any:
    """Build models without validation; a value that does not fit its annotation stays as it is."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Model) and isinstance(value, dict):
        return _build(annotation, value)
    if origin is list and isinstance(value, list):
        return [_read_loosely(arguments[0], item) for item in value]
    if origin is dict and isinstance(value, dict):
        return {key: _read_loosely(arguments[1], item) for key, item in value.items()}
    if origin in (typing.Union, types.UnionType):
        for member in arguments:
            read = _read_loosely(member, value)
            if read is not value:
                return read
    return value


def _build(model: type[Model], value: dict[str, Any]) -> Model:
    model.model_rebuild()
    fields = {field.validation_alias or name: (name, field.annotation) for name, field in model.model_fields.items()}
    values = {}
    for key, item in value.items():
        name, annotation = fields.get(key, (key, None))
        values[name] = _read_loosely(annotation, item)
    return model.model_construct(set(values), **values)
