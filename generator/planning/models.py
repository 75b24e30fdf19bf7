"""The models that the types have met, as files: fields with names, annotations and imports."""

from collections.abc import Iterable, Mapping

from generator.identifiers import VALUE_NAMES, ClassName, PythonIdentifier, distinct_names, module_name
from generator.plan import Field, Model, ModelLink
from generator.planning.docs import describe
from generator.planning.document import Document, object_of
from generator.planning.graph import cycles, reachable
from generator.planning.imports import import_lines
from generator.planning.schemas import Property, SchemaTypes
from generator.planning.types import ListOf, MapOf, ModelRef, Style, Type, UnionOf, annotate, optional

MODEL_ATTRIBUTES = frozenset(
    {
        "construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw", "schema",
        "schema_json", "update_forward_refs", "validate", "model_computed_fields", "model_config", "model_construct",
        "model_copy", "model_dump", "model_dump_json", "model_extra", "model_fields", "model_fields_set",
        "model_json_schema", "model_parametrized_name", "model_post_init", "model_rebuild", "model_validate",
        "model_validate_json", "model_validate_strings", "to_json",
    }
)  # fmt: skip
"""Attributes of the base of all models: a field of such a name gets an underscore at its end."""


def plan_models(document: Document, types: SchemaTypes) -> tuple[Model, ...]:
    """Give every model of the document, sorted by name. A field is required where the schema says so and no response
    holds the model: what servers leave out must not stop a program."""
    graph = {name: _models_in(type_ for _, type_ in parts) for name, (_, parts) in types.models.items()}
    answered = reachable(graph, _models_in(_response_types(document, types)))
    component = cycles(graph)
    files = distinct_names(graph, module_name)
    modules = {name: files[name] for name in graph}
    return tuple(
        _plan_model(name, types, name in answered, modules, {n for n in graph[name] if component[n] == component[name]})
        for name in sorted(graph)
    )


def _plan_model(
    name: ClassName,
    types: SchemaTypes,
    answered: bool,
    modules: Mapping[ClassName, PythonIdentifier],
    cyclic: set[ClassName],
) -> Model:
    docs, properties = types.models[name]
    names = distinct_names(
        (item.json_name for item, _ in properties), lambda raw: PythonIdentifier(raw, MODEL_ATTRIBUTES | VALUE_NAMES)
    )
    fields = tuple(_plan_field(item, type_, names[item.json_name], answered) for item, type_ in properties)
    imports = set[str]().union(*(field.annotation.names for field in fields))
    if any(field.json_name for field in fields):
        imports |= {"Annotated", "JsonName"}
    links = [ModelLink(other, modules[other]) for other in sorted(_models_in(type_ for _, type_ in properties))]
    return Model(
        class_name=name,
        module=modules[name],
        docs=docs or f"{name}.",
        fields=tuple(sorted(fields, key=lambda field: not field.required)),
        imports=import_lines(imports | {"Model"}),
        models=tuple(link for link in links if link.class_name not in cyclic),
        cyclic=tuple(link for link in links if link.class_name in cyclic and link.class_name != name),
    )


def _plan_field(item: Property, type_: Type, name: PythonIdentifier, answered: bool) -> Field:
    required = item.required and not answered
    written = annotate(type_, Style.FIELD)
    return Field(
        name=name,
        json_name="" if name == item.json_name else item.json_name,
        annotation=written if required else optional(written),
        required=required,
        docs=describe(item.schema),
    )


def _models_in(types: Iterable[Type]) -> set[ClassName]:
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


def _response_types(document: Document, types: SchemaTypes) -> list[Type]:
    """Give the types of every response body, errors included."""
    found = []
    for operation in document.operations():
        for response in document.responses(operation):
            for media_type, content in response.content.items():
                pointer = response.schema_pointer(media_type)
                found.append(types.type_of(object_of(content).get("schema"), pointer, response.hint))
    return found
