"""What the fields of a schema show: where a thing has its id, and where several things stand."""

from generator.identifiers import split_words
from generator.planning.document import Document, JsonObject, object_of

_HEAD = "metadata"
"""The part of a thing that says what it is, where it is in parts."""


_MAX_NAME_DEPTH = 4
_MAX_FIELDS = 1_000
"""How deep a name may stand, and how many fields are looked through for it at each depth."""

_OTHER_IDS = ("uuid", "uid")


def schema_at(document: Document, node: object) -> JsonObject:
    """Give a schema with its reference followed."""
    found, _ = document.follow_any(node, "") if isinstance(node, dict) else ({}, "")
    return object_of(found)


def properties_of(document: Document, node: object) -> dict[str, JsonObject]:
    """Give the properties of a schema, those of its parts (`allOf`) included."""
    schema = schema_at(document, node)
    found: dict[str, JsonObject] = {}
    parts = schema.get("allOf")
    for part in parts if isinstance(parts, list) else []:
        if schema_at(document, part) is not schema:
            found |= {str(k): object_of(v) for k, v in object_of(schema_at(document, part).get("properties")).items()}
    return found | {str(name): object_of(value) for name, value in object_of(schema.get("properties")).items()}


def field_names(document: Document, node: object) -> set[str]:
    """Give the names of the properties of a schema."""
    return set(properties_of(document, node))


def node_at(document: Document, node: object, pointer: str) -> JsonObject:
    """Give the schema of what a JSON pointer names in a value, an empty one where there is none."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        properties = properties_of(document, node)
        node = properties.get(name) or (schema_at(document, node).get("items", {}) if name == "0" else {})
    return schema_at(document, node)


def array_pointers(document: Document, node: object, *, objects: bool = True) -> list[str]:
    """Give where arrays stand in a value: the value itself (empty pointer) or fields of it; of objects alone, or of
    anything."""
    schema = schema_at(document, node)
    places = {"": schema} if "items" in schema else {}
    places |= {f"/{_escaped(name)}": value for name, value in properties_of(document, schema).items()}
    found = []
    for pointer, value in places.items():
        items = schema_at(document, schema_at(document, value).get("items"))
        if _is(document, value, "array") and (not objects or properties_of(document, items)):
            found.append(pointer)
    return found


def id_pointer(document: Document, node: object, key: str, noun: str) -> str:
    """Give where a value shows the id of a thing, empty where it does not.

    `key` is the placeholder of the id in paths, `noun` what the thing is called.
    """
    properties = properties_of(document, node)
    last = "name" if is_name(key) else "id"
    head = properties_of(document, properties.get(_HEAD, {}))
    fitting = [name for name in properties if _is(document, properties[name], "string", "integer")]
    plain = {_plain(name): name for name in reversed(fitting)}
    if found := plain.get(_plain(key)):
        return f"/{_escaped(found)}"
    if last in head:
        return f"/{_HEAD}/{last}"
    for name in (last, f"{noun}_{last}", *(_OTHER_IDS if last == "id" else ())):
        if found := plain.get(_plain(name)):
            return f"/{_escaped(found)}"
    for name in properties:
        longer, shorter = sorted(([w.lower() for w in split_words(n)] for n in (name, key)), key=len, reverse=True)
        if len(shorter) > 1 and longer[-len(shorter) :] == shorter and name in fitting:
            return f"/{_escaped(name)}"
    return ""


def thing_pointers(document: Document, node: object, key: str, noun: str) -> tuple[str, str]:
    """Give where a value shows a thing, empty for the value itself, and where that has its id: a thing may stand alone
    in an object around it."""
    if found := id_pointer(document, node, key, noun):
        return "", found
    for name, value in properties_of(document, node).items():
        if properties_of(document, value) and (found := id_pointer(document, value, key, noun)):
            return (f"/{_escaped(name)}", found) if _plain(name) == _plain(noun) else ("", "")
    return "", ""


def name_pointer(document: Document, node: object) -> str:
    """Give where a value has the name that tells it from others, empty where it has none: a text whose name says so,
    one that must be there rather than another, the outermost and the first of these."""
    found: list[tuple[bool, int, str]] = []
    level = [("", schema_at(document, node), True)]
    for depth in range(_MAX_NAME_DEPTH):
        below = []
        for pointer, schema, must in level:
            required = schema.get("required")
            for name, value in properties_of(document, schema).items():
                place = f"{pointer}/{_escaped(name)}"
                is_must = must and isinstance(required, list) and name in required
                if is_name(name) and _is(document, value, "string"):
                    found.append((not is_must, depth, place))
                below.append((place, schema_at(document, value), is_must))
        level = below[:_MAX_FIELDS]
    return min(found, key=lambda one: one[:2])[2] if found else ""


def is_name(key: str) -> bool:
    """Tell whether a placeholder stands for a name, which the caller chooses, rather than for an id."""
    words = split_words(key)
    return bool(words) and words[-1].lower() == "name"


def _is(document: Document, node: object, *types: str) -> bool:
    stated = schema_at(document, node).get("type")
    return any(kind in types for kind in (stated if isinstance(stated, list) else [stated]))


def _plain(name: str) -> str:
    return "".join(split_words(name)).lower()


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
