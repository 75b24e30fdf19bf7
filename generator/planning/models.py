"""The models that the types have met, as files: one for each top-level resource, one for what several share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.identifiers import VALUE_NAMES, ClassName, PythonIdentifier, distinct_names, module_name
from generator.plan import Field, Model, ModelImport, ModelModule
from generator.planning.docs import describe
from generator.planning.document import Document, Operation, object_of
from generator.planning.graph import parts_first, reachable
from generator.planning.imports import import_lines
from generator.planning.schemas import Property, SchemaTypes
from generator.planning.types import Style, Type, annotate, dict_name, models_in, nullable

SHARED = PythonIdentifier("shared")
MODEL_ATTRIBUTES = frozenset(
    {
        "construct", "copy", "dict", "from_orm", "from_parts", "json", "parse_file", "parse_obj", "parse_raw", "schema",
        "schema_json", "update_forward_refs", "validate", "model_computed_fields", "model_config", "model_construct",
        "model_copy", "model_dump", "model_dump_json", "model_extra", "model_fields", "model_fields_set",
        "model_json_schema", "model_parametrized_name", "model_post_init", "model_rebuild", "model_validate",
        "model_validate_json", "model_validate_strings", "to_json",
    }
)  # fmt: skip
"""Attributes of the base of all models: a field of such a name gets an underscore at its end."""


@dataclass(frozen=True, slots=True)
class ModelUse:
    """The models that one operation names itself: in its answers, and in what it takes."""

    group: str
    answers: frozenset[ClassName]
    takes: frozenset[ClassName]


@dataclass(frozen=True, slots=True)
class PlacedModels:
    """Every model with its module. `holds` has the models inside each, parts before wholes; `answered` those that an
    answer holds and `taken` those that a request may, however deep."""

    holds: Mapping[ClassName, Sequence[ClassName]]
    modules: Mapping[ClassName, PythonIdentifier]
    groups: Mapping[PythonIdentifier, str]
    answered: frozenset[ClassName]
    taken: frozenset[ClassName]

    def imports(self, folder: str, names: Iterable[ClassName]) -> tuple[ModelImport, ...]:
        """Give the imports that bring the names, or the dicts of these names, from the modules of a folder."""
        found: dict[PythonIdentifier, list[ClassName]] = {}
        for name in sorted(names):
            found.setdefault(self.modules[name], []).append(name if folder == "models" else dict_name(name))
        return tuple(ModelImport(folder, module, tuple(found[module])) for module in sorted(found))


def models_used(
    document: Document, types: SchemaTypes, operation: Operation, group: str, takes: Iterable[ClassName]
) -> ModelUse:
    """Give the models that an operation names: those of its arguments are in `takes`, its body's own is found here."""
    body = object_of(operation.spec.get("requestBody"))
    if body:
        body, _ = document.follow(body, f"{operation.pointer}/requestBody")
    schemas = [object_of(content).get("schema") for content in object_of(body.get("content")).values()]
    bodies = {ClassName(name) for schema in schemas if (name := types.hint_for(schema, "")) in types.models}
    answers = _response_types(document, types, operation)
    return ModelUse(group, frozenset(models_in(answers)), frozenset(takes) | bodies)


def place_models(types: SchemaTypes, uses: Sequence[ModelUse]) -> PlacedModels:
    """Give each model its module: its group's where one group alone comes to it, else the shared one.

    What a shared model holds is shared as well, so the modules of groups import that one and no other.
    """
    holds = {name: sorted(models_in(type_ for _, type_ in types.models[name][1])) for name in sorted(types.models)}
    groups: dict[ClassName, set[str]] = {}
    for group in dict.fromkeys(use.group for use in uses):
        starts = {name for use in uses if use.group == group for name in use.answers | use.takes}
        for name in reachable(holds, starts):
            groups.setdefault(name, set()).add(group)
    names = distinct_names(sorted({use.group for use in uses}), module_name, {SHARED})
    modules = {
        name: names[min(groups[name])] if len(groups.get(name, ())) == 1 else SHARED for name in parts_first(holds)
    }
    return PlacedModels(
        holds={name: holds[name] for name in modules},
        modules=modules,
        groups={module: group for group, module in names.items()},
        answered=frozenset(reachable(holds, {name for use in uses for name in use.answers})),
        taken=frozenset(reachable(holds, {name for use in uses for name in use.takes})),
    )


def plan_models(types: SchemaTypes, placed: PlacedModels) -> tuple[ModelModule, ...]:
    """Give the modules of models. A field is required where the schema says so and no response holds the model: what
    servers leave out must not stop a program."""
    return tuple(
        _plan_module(module, [name for name in placed.holds if placed.modules[name] == module], types, placed)
        for module in sorted(set(placed.modules.values()))
    )


def _plan_module(
    module: PythonIdentifier, names: Sequence[ClassName], types: SchemaTypes, placed: PlacedModels
) -> ModelModule:
    models = []
    waiting = set(names)
    for name in names:
        models.append(_plan_model(name, types, name in placed.answered, frozenset(waiting)))
        waiting.discard(name)
    fields = [field for model in models for field in model.fields]
    imports = {"Model"}.union(*(field.annotation.names for field in fields))
    if any(field.json_name for field in fields):
        imports |= {"Annotated", "JsonName"}
    elsewhere = {part for name in names for part in placed.holds[name]} - set(names)
    return ModelModule(
        module=module,
        docs=module_docs("Models", module, placed),
        imports=import_lines(imports),
        shared=placed.imports("models", elsewhere),
        models=tuple(models),
    )


def module_docs(what: str, module: PythonIdentifier, placed: PlacedModels) -> str:
    """Say what a module of models, or of dicts, is for."""
    group = placed.groups.get(module)
    return f"{what} of `client.{group}`." if group else f"{what} that several resources share, or none."


def _plan_model(name: ClassName, types: SchemaTypes, answered: bool, unknown: frozenset[ClassName]) -> Model:
    """Plan one model; what is in `unknown` stands further down in the file."""
    docs, properties = types.models[name]
    names = distinct_names(
        (item.json_name for item, _ in properties), lambda raw: PythonIdentifier(raw, MODEL_ATTRIBUTES | VALUE_NAMES)
    )
    fields = [_plan_field(item, type_, names[item.json_name], answered, unknown) for item, type_ in properties]
    return Model(name, docs or f"{name}.", tuple(sorted(fields, key=lambda field: not field.required)))


def _plan_field(
    item: Property, type_: Type, name: PythonIdentifier, answered: bool, unknown: frozenset[ClassName]
) -> Field:
    required = item.required and not answered
    annotation = annotate(type_ if required else nullable(type_), Style.FIELD)
    return Field(
        name=name,
        json_name="" if name == item.json_name else item.json_name,
        annotation=annotation,
        required=required,
        docs=describe(item.schema),
        quoted=not annotation.models.isdisjoint(unknown),
    )


def _response_types(document: Document, types: SchemaTypes, operation: Operation) -> list[Type]:
    """Give the types of every response body of an operation, errors included."""
    found = []
    for response in document.responses(operation):
        for media_type, content in response.content.items():
            pointer = response.schema_pointer(media_type)
            found.append(types.type_of(object_of(content).get("schema"), pointer, response.hint))
    return found
