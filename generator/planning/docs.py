"""What a docstring says about a value: its description, then the documented facts that it does not state."""

from generator.planning.document import JsonObject, object_of, text_of
from spec.facts import facts


def describe(schema: object, description: str = "", *, deprecated: bool = False) -> str:
    """Give the description (the schema's own when none is given), then limits, default and meanings of values."""
    node = object_of(schema)
    text = description.strip() or text_of(node.get("description")).strip() or text_of(node.get("title")).strip()
    return facts(node, deprecated=deprecated).after(text)


def describe_parameter(parameter: JsonObject) -> str:
    """Give what a docstring says about a parameter."""
    description = text_of(parameter.get("description"))
    return describe(parameter.get("schema"), description, deprecated=parameter.get("deprecated") is True)
