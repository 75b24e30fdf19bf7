"""The typed dicts that may stand for models in requests: a misspelt key is found before anything is sent."""

import keyword
from collections.abc import Sequence

from generator.identifiers import VALUE_NAMES, ClassName, PythonIdentifier
from generator.plan import DictModule, Key, ModelDict
from generator.planning.imports import import_lines
from generator.planning.models import PlacedModels, module_docs
from generator.planning.schemas import Property, SchemaTypes
from generator.planning.types import Style, Type, annotate, dict_name, nullable


def plan_dicts(types: SchemaTypes, placed: PlacedModels) -> tuple[DictModule, ...]:
    """Give the modules of typed dicts: one for each module of models of which a request may hold one."""
    taken = sorted(placed.taken)
    return tuple(
        _plan_module(module, [name for name in taken if placed.modules[name] == module], types, placed)
        for module in sorted({placed.modules[name] for name in taken})
    )


def _plan_module(
    module: PythonIdentifier, names: Sequence[ClassName], types: SchemaTypes, placed: PlacedModels
) -> DictModule:
    dicts = [_plan_dict(name, types) for name in names]
    keys = [key for item in dicts for key in item.keys]
    imports = {"TypedDict"}.union(*(key.annotation.names for key in keys))
    if any(key.required for key in keys):
        imports.add("Required")
    parts = frozenset[ClassName]().union(*(key.annotation.models for key in keys))
    if parts:
        imports.add("TYPE_CHECKING")
    return DictModule(
        module=module,
        docs=module_docs("Dicts for the models", module, placed),
        imports=import_lines(imports),
        models=placed.imports("models", parts),
        shared=placed.imports("params", parts - set(names)),
        dicts=tuple(dicts),
    )


def _plan_dict(name: ClassName, types: SchemaTypes) -> ModelDict:
    _, properties = types.models[name]
    keys = [_plan_key(item, type_) for item, type_ in properties if item.writable]
    annotations = [key.annotation for key in keys]
    used = {*VALUE_NAMES, "Required"}.union(*(a.names | a.models | set(map(dict_name, a.dicts)) for a in annotations))
    return ModelDict(
        class_name=dict_name(name),
        model=name,
        keys=tuple(sorted(keys, key=lambda key: not key.required)),
        functional=not all(_is_plain(key.name) and key.name not in used for key in keys),
    )


def _plan_key(item: Property, type_: Type) -> Key:
    annotation = annotate(type_ if item.required else nullable(type_), Style.ARGUMENT)
    return Key(item.json_name, annotation, item.required)


def _is_plain(name: str) -> bool:
    """Whether a class can hold the name as it is; one with two underscores before it would be mangled."""
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("__")
