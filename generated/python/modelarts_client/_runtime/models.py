# Copied from apiscribe; do not edit.
"""The base of all models, and how one is written as JSON: exactly what was set, in the words of the API."""

import copy
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema, to_jsonable_python

from .json_text import MAX_DIGITS

JsonObject = Mapping[str, Any]

_PARTS = ("schema", "items_schema", "values_schema")


class Model(BaseModel):
    """An object of the API. Fields that the document does not know are kept and written back.

    An absent field reads as None; `model_fields_set` tells it from one that is null.
    """

    model_config = ConfigDict(
        extra="allow", validate_by_name=True, validate_by_alias=True, defer_build=True, protected_namespaces=(),
        allow_inf_nan=False,
    )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Give the object as it is sent: names of the API, only what was set, None as null.

        A value that was converted when the object was read, and not changed since, is given as it came. NaN and the
        infinities, which JSON cannot hold, raise ValueError, and so do numbers of thousands of digits.
        """
        converted: dict[str, Any] = self.__pydantic_private__ or {}
        extra = self.__pydantic_extra__ or {}
        written = {}
        for name, field in type(self).model_fields.items():
            value = self.__dict__[name]
            # pydantic counts an unknown field among those that are set: it may be called as this one is in Python
            if name in self.__pydantic_fields_set__ and (value is not None or name not in extra):
                original = converted.get(name)
                if isinstance(original, _Converted) and original.still_is(value):
                    value = original.came
                written[_json_name(name, field.validation_alias)] = json_of(value)
        return written | {name: json_of(value) for name, value in extra.items()}

    @classmethod
    def from_parts(cls, fields: dict[str, Any], extra: dict[str, Any], converted: Mapping[str, Any]) -> Self:
        """Make an object without validation. `converted` has, for fields whose value is not what came, what came."""
        model = cls.__new__(cls)
        object.__setattr__(model, "__dict__", dict.fromkeys(cls.model_fields) | fields)
        object.__setattr__(model, "__pydantic_fields_set__", {*fields, *extra})
        object.__setattr__(model, "__pydantic_extra__", extra)
        kept = {name: _Converted(copy.deepcopy(fields[name]), came) for name, came in converted.items()}
        object.__setattr__(model, "__pydantic_private__", kept or None)
        return model

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        inner: Any = handler.resolve_ref_schema(schema)
        while inner["type"] != "model-fields":
            inner = inner["schema"]
        for field in inner["fields"].values():
            field["schema"] = _open(field["schema"])
        inner["extras_schema"] = _ANY
        return schema


@dataclass(frozen=True, slots=True)
class _Converted:
    """What a value became when it was read, and what came."""

    read: Any
    came: Any

    def still_is(self, value: Any) -> bool:
        return type(value) is type(self.read) and value == self.read


def JsonName(name: str) -> Any:
    """Say what a field is called in JSON, where Python cannot call it so."""
    return Field(validation_alias=name, serialization_alias=name)


def json_of(value: Any) -> Any:
    """Give a value as JSON can hold it: models as they were set.

    NaN, the infinities and numbers of more digits than can be written raise ValueError.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Model):
        return value.to_json()
    if isinstance(value, Mapping):
        return {str(key): json_of(item) for key, item in value.items()}
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"JSON has no {value}")
        return value
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [json_of(item) for item in value]
    return to_jsonable_python(value)


def _plain(value: Decimal) -> int | float:
    """Give a number as JSON text can hold it here. One that no int or float can hold raises ValueError."""
    if not value.is_finite():
        raise ValueError(f"JSON has no {value}")
    if value.adjusted() < MAX_DIGITS and value == value.to_integral_value():
        return int(value)
    number = float(value)
    if not math.isfinite(number) or Decimal(repr(number)) != value:
        raise ValueError(f"the number {value:.5g} has more digits than can be written")
    return number


def _json_name(name: str, alias: object) -> str:
    return alias if isinstance(alias, str) else name


def _finite(value: Any) -> Any:
    """Refuse what JSON has no word for: pydantic reads NaN and the infinities where any value may stand."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"JSON has no {value}")
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            _finite(item)
    return value


_ANY = core_schema.no_info_after_validator_function(_finite, core_schema.any_schema())


def _open(schema: Any) -> Any:
    """Make the schema of a field take any value of the base of an enum, and leave a whole number whole in a float.

    The annotation still shows the documented values to type checkers; validation does not pay for them.
    """
    if schema["type"] == "union":
        choices = [_open(choice) for choice in schema["choices"]]
        kinds = {choice["type"] for choice in choices}
        if kinds == {"literal", "str"} or kinds == {"literal", "int"}:
            return next(choice for choice in choices if choice["type"] != "literal")
        return {**schema, "choices": choices}
    if schema["type"] == "any":
        return _ANY
    if schema["type"] == "float":
        whole = core_schema.int_schema(strict=True)
        return core_schema.union_schema([whole, schema], mode="left_to_right")
    if schema["type"] in ("default", "nullable", "list", "dict"):
        return schema | {key: _open(schema[key]) for key in _PARTS if key in schema}
    return schema
