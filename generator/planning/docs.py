"""What a docstring says about a value: its description, then the documented facts about it."""

from generator.filters import comment
from generator.planning.document import JsonObject, object_of, text_of

_BOUNDS = (
    ("at least", "minimum", ""),
    ("at most", "maximum", ""),
    ("more than", "exclusiveMinimum", ""),
    ("less than", "exclusiveMaximum", ""),
    ("at least", "minLength", " characters"),
    ("at most", "maxLength", " characters"),
    ("at least", "minItems", " items"),
    ("at most", "maxItems", " items"),
)
MAX_VALUES = 200


def describe(schema: object, description: str = "") -> str:
    """Give the description (the schema's own when none is given), the limits, the default and the labels of values."""
    node = object_of(schema)
    text = description.strip() or text_of(node.get("description")).strip() or text_of(node.get("title")).strip()
    labels = _labels(node) or _labels(object_of(node.get("items")))
    lines = [text, _facts(node), *(f"- {value}: {label}" for value, label in labels if label not in text)]
    return "\n".join(line for line in lines if line)


def _facts(node: JsonObject) -> str:
    facts = [f"{word} {text_of(node[key])}{unit}" for word, key, unit in _BOUNDS if text_of(node.get(key))]
    if isinstance(node.get("pattern"), str):
        facts.append(f"pattern {node['pattern']}")
    if "default" in node and isinstance(node["default"], str | int | float):
        facts.append(f"default {comment(str(node['default'])) or 'empty'}")
    text = "; ".join(facts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _labels(node: JsonObject) -> list[tuple[str, str]]:
    labels = object_of(node.get("x-enumDescriptions"))
    return [(comment(str(value)), comment(text_of(label))) for value, label in list(labels.items())[:MAX_VALUES]]
