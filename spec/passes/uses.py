"""Who uses what: the fields of a document with the place where each stands, and what refers to a named schema."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from spec import pointer as pointers
from spec.facts import code, sentence
from spec.model import Part, operations, walk

_SCHEMAS = "/components/schemas/"
_MAX_DEPTH = 20
_SHOWN = 2
"""How many operations that share a body are named."""


class DocumentField(NamedTuple):
    """A parameter, header or property: `node` describes it, `schema` says what it may hold.

    `place` is the name of the schema that it is part of, else the operationId of its operation.
    """

    pointer: str
    name: str
    place: str
    node: dict[str, Any]
    schema: Any


class Reference(NamedTuple):
    """The schema that another one refers to, and whether as what it holds many of."""

    name: str
    inside: bool


def document_fields(document: dict[str, Any]) -> Iterator[DocumentField]:
    """Yield every parameter, header and property, wherever it stands; references to parameters and headers are not."""
    places = [("", "")]
    for part, pointer, value in walk(document):
        while not pointer.startswith(places[-1][0]):
            places.pop()
        if part is Part.OPERATION:
            places.append((pointer + "/", str(value.get("operationId", ""))))
        elif part is Part.SCHEMA:
            if pointer.startswith(_SCHEMAS) and pointer.count("/") == _SCHEMAS.count("/"):
                places.append((pointer + "/", pointers.split(pointer)[-1]))
            properties = value.get("properties")
            for name, schema in properties.items() if isinstance(properties, dict) else ():
                if isinstance(schema, dict):
                    place = pointers.join(pointer, "properties", name)
                    yield DocumentField(place, name, places[-1][1], schema, schema)
        elif part in (Part.PARAMETER, Part.HEADER) and "$ref" not in value:
            name = str(value.get("name", "")) if part is Part.PARAMETER else pointers.split(pointer)[-1]
            yield DocumentField(pointer, name, places[-1][1], value, value.get("schema"))


def reference_of(schema: Any) -> Reference | None:
    """Give the named schema that a schema stands for, or that its items or further properties are."""
    inside = False
    for _ in range(_MAX_DEPTH):
        if not isinstance(schema, dict):
            return None
        target = schema.get("$ref")
        if isinstance(target, str):
            pointer = target.removeprefix("#")
            return Reference(pointers.split(pointer)[-1], inside) if pointer.startswith(_SCHEMAS) else None
        inside = True
        schema = schema.get("items") or schema.get("additionalProperties")
    return None


def bodies(document: dict[str, Any]) -> dict[str, str]:
    """Give a sentence for each named schema that is the body of a request or response: which, and of which operations.

    "Request body of `CreateThing`: create a thing."
    """
    users: dict[str, dict[str, dict[str, str]]] = {}
    for operation in operations(document):
        value = operation.value
        name = str(value.get("operationId") or f"{operation.method.upper()} {operation.path}")
        for kind, content in _contents(value):
            for media_type in content.values() if isinstance(content, dict) else ():
                found = reference_of(media_type.get("schema")) if isinstance(media_type, dict) else None
                if found:
                    words = f"item of the {kind}" if found.inside else kind
                    users.setdefault(found.name, {}).setdefault(words, {})[name] = str(value.get("summary", ""))
    return {name: _body_sentence(kinds) for name, kinds in users.items()}


def _contents(operation: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if isinstance(body := operation.get("requestBody"), dict):
        yield "request body", body.get("content")
    responses = operation.get("responses")
    for status, response in responses.items() if isinstance(responses, dict) else ():
        if isinstance(response, dict):
            yield (
                "response body" if str(status).startswith("2") else "body of the error responses",
                response.get("content"),
            )


def _body_sentence(kinds: dict[str, dict[str, str]]) -> str:
    phrases = []
    for kind, users in kinds.items():
        names = [code(name) for name in users]
        if len(names) > _SHOWN + 1:
            names = [*names[:_SHOWN], f"{len(names) - _SHOWN} other operations"]
        phrases.append(f"{kind} of {' and '.join(filter(None, (', '.join(names[:-1]), names[-1])))}")
    summaries = {summary for users in kinds.values() for summary in users.values() if summary}
    text = " and ".join(phrases)
    if len(summaries) == 1 and all(len(users) == 1 for users in kinds.values()):
        text += f": {uncapitalized(summaries.pop())}"
    return sentence(text[0].upper() + text[1:])


def uncapitalized(text: str) -> str:
    """Give a sentence as it stands behind a colon; a first word such as `URL` or `I18n` stays."""
    rest = text.split(" ", 1)[0][1:]
    return text if any(c.isupper() or c.isdigit() for c in rest) else text[:1].lower() + text[1:]
