"""A document of names and shapes that stop the generators, or the compilers, of one language or another."""

from typing import Any

from spec.profiles.codegen.reserved import OPERATIONS, PARAMETERS, SCHEMAS

Json = dict[str, Any]

_KEYWORDS = (
    "abstract as assert async await boolean break byte case catch chan char class const continue crate default defer do"
    " double dyn else enum extends extern fallthrough false final finally float fn for func go goto if impl implements"
    " import in instanceof int interface let long loop macro map match mod move mut native new null override package"
    " priv private protected pub public range ref return select self Self short static strictfp string struct super"
    " switch synchronized this throw throws trait transient true try type typeof unsafe unsized use var virtual void"
    " volatile where while yield"
)
KEYWORDS = _KEYWORDS.split()
WORDS = sorted({*KEYWORDS, *OPERATIONS, *PARAMETERS, *SCHEMAS})
TEXT: Json = {"type": "string"}


def ref(name: str) -> Json:
    """Refer to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def answer(schema: Json | None = None) -> Json:
    """Give a response with a body of JSON, or with none."""
    return {"description": "x", **({"content": {"application/json": {"schema": schema}}} if schema is not None else {})}


def holding(**properties: Any) -> Json:
    """Give an object with these properties."""
    return {"type": "object", "properties": properties}


def hostile_document() -> Json:
    """Give the document: every keyword in every place for a name, and all that falls together or holds itself."""
    paths: Json = {}
    schemas = _clashing() | _shapes()
    for at, word in enumerate(WORDS):
        schemas.setdefault(word, holding(**{word: TEXT, "of": ref(word)}))
        paths[f"/words/{at}/{{{word}}}"] = _operations_of(word)
    for at, name in enumerate(schemas):
        body = {"content": {"application/json": {"schema": ref(name)}}}
        paths[f"/schemas/{at}"] = {
            "post": {"operationId": f"use{name}", "requestBody": body, "responses": {"200": answer(ref(name))}}
        }
    return {
        "openapi": "3.1.1",
        "info": {"title": "Names", "version": "1"},
        "servers": [{"url": "https://names.example"}],
        "paths": paths | _messages(),
        "components": {"schemas": schemas},
    }


def _operations_of(word: str) -> Json:
    segment = {"name": word, "in": "path", "required": True, "schema": TEXT}
    header = {"name": f"x-{word}", "in": "header", "schema": {"type": "integer"}}
    many = {"name": f"{word}s", "in": "query", "schema": {"type": "array", "items": TEXT}}
    body = {"content": {"application/json": {"schema": ref(word)}}}
    return {
        "get": {
            "operationId": word,
            "parameters": [segment, header, many],
            "responses": {"200": answer(ref(word)), "default": answer(ref("Err"))},
        },
        "put": {
            "operationId": f"put {word}",
            "parameters": [segment, {"name": word, "in": "query", "schema": TEXT}],
            "requestBody": body,
            "responses": {"204": answer()},
        },
    }


def _clashing() -> Json:
    """Names that become one identifier, in a type, in an enum, or with what is made of another name."""
    same = dict.fromkeys(("a-b", "a_b", "@a:b", "+1", "-1", "", "数据", "项目", "$", "additionalProperties"), TEXT)
    return {
        "Thing": holding(**dict.fromkeys(KEYWORDS, TEXT)),
        "thing": holding(a={"type": "integer"}),
        "thi.ng": holding(b=TEXT),
        "2ndOne": holding(**{"2x": TEXT}),
        "Same": {**holding(aB={"type": "integer"}, **same), "required": ["a-b"]},
        "Open": {**holding(additional_properties=TEXT, extra=TEXT), "additionalProperties": TEXT},
        "Signs": holding(
            sign={"type": "string", "enum": ["+1", "-1", "a-b", "a_b", "A B", "", "*", "class", "Class", "CLASS"]},
            count={"type": "integer", "enum": [1, -1, 0]},
            mixed={"enum": ["1", 1, True, None]},
            ratio={"type": "number", "enum": [1, -1.5]},
        ),
        "Sort": holding(kind={"type": "string", "enum": ["u", "v"]}, items={"type": "array", "items": holding(z=TEXT)}),
        "SortKind": holding(z=TEXT),
        "SortItemsItem": holding(y=TEXT),
        "listThingsResponse": holding(things={"type": "array", "items": ref("Thing")}),
        "ListThingsRequest": holding(x=TEXT),
        "ListThingsParams": holding(x=TEXT),
        "ListThingsType": holding(x=TEXT),
        "NewUseInlineRequestWithBody": holding(x=TEXT),
        "UseInline": holding(response={"type": "string", "enum": ["a", "b"]}),
        "NewListThingsRequest": holding(x=TEXT),
        "Err": holding(code=TEXT),
    }


def _shapes() -> Json:
    """Recursion, unions, much of everything, and schemas that are only other schemas."""
    many = [f"field_{at}" for at in range(400)]
    listed = {"type": "array", "items": ref("Node")}
    return {
        "Many": {**holding(**dict.fromkeys(many, TEXT)), "required": many},
        "Values": {"type": "string", "enum": [f"VALUE_{at}" for at in range(400)]},
        "Node": {**holding(next=ref("Node"), all=listed), "required": ["next", "all"]},
        "Ping": {**holding(pong={"allOf": [ref("Pong")], "description": "x"}), "required": ["pong"]},
        "Pong": {**holding(ping=ref("Ping")), "required": ["ping"]},
        "Base": {**holding(derived=ref("Derived")), "required": ["derived"]},
        "Derived": {"allOf": [ref("Base"), holding(more=TEXT)]},
        "Unions": holding(
            a={"type": ["string", "integer"]},
            b={"oneOf": [TEXT, {"type": "array", "items": TEXT}]},
            c={"anyOf": [ref("Thing"), ref("Node"), {"type": "null"}]},
            d={"type": ["object", "null"], "properties": {"x": TEXT}},
            e={"not": TEXT},
            f={"allOf": [ref("Thing"), holding(more=TEXT)]},
            g={"allOf": [ref("Thing")], "description": 'told */ " ${x} `'},
            h={"const": "only"},
            i={},
            j={"type": "array"},
            k={"type": ["string", "null"], "enum": ["a", None]},
            m={"oneOf": [ref("Thing"), ref("Err")]},
        ),
        "Titled": holding(a={**holding(x=TEXT), "title": "Thing"}, b={**holding(y=TEXT), "title": "Client"}),
        "NodeOnce": {**holding(all=ref("NodeWhole"), more=ref("NodeAlias")), "required": ["all", "more"]},
        "NodeWhole": {"allOf": [ref("NodeOnce")]},
        "NodeAlias": ref("NodeWhole"),
        "NodeInline": {
            **holding(x={"allOf": [{**holding(y=ref("NodeInline")), "required": ["y"]}]}),
            "required": ["x"],
        },
        "NodeLater": {"allOf": [ref("NodeBase"), {"required": ["next"]}]},
        "NodeBase": holding(next=ref("NodeLater")),
        "Alias": ref("Thing"),
        "Inner": ref("Sort/properties/kind"),
        "Listing": {"type": "array", "items": holding(x={"type": "string", "enum": ["a", "A"]})},
        "Anything": {},
        "Dict": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}},
        "Closed": {
            **holding(
                n={"type": "integer", "default": 5, "minimum": 1, "exclusiveMaximum": 10},
                e={"type": "string", "enum": ["x", "y"], "default": "y"},
                f={"type": "string", "format": "date-time"},
                p={"type": "string", "pattern": "^(?!x)a+$"},
                u={"type": "string", "format": "uuid"},
            ),
            "additionalProperties": False,
        },
    }


def _messages() -> Json:
    """Operations with several of everything, and names that fall together."""
    inline = holding(id=TEXT, state={"type": "string", "enum": ["a", "b"]})
    form = {"application/x-www-form-urlencoded": {"schema": holding(**{"class": TEXT})}}
    parameters = [
        {"name": "type", "in": "query", "schema": {"type": "string", "enum": ["a-b", "a_b"]}},
        {"name": "a-b", "in": "query", "schema": TEXT},
        {"name": "a_b", "in": "query", "schema": TEXT},
        {"name": "aB", "in": "header", "schema": TEXT},
        {"name": "session", "in": "cookie", "schema": TEXT},
        {"name": "filter", "in": "query", "style": "deepObject", "schema": holding(x=TEXT)},
        {"name": "ids", "in": "query", "style": "pipeDelimited", "schema": {"type": "array", "items": TEXT}},
        {"name": "json", "in": "query", "content": {"application/json": {"schema": ref("Thing")}}},
        {"name": "body", "in": "query", "schema": TEXT},
    ]
    get = {
        "operationId": "listThings",
        "parameters": parameters,
        "responses": {
            "200": answer(ref("listThingsResponse")), "201": answer(ref("Thing")), "204": answer(), "304": answer(),
            "404": answer(ref("Err")), "default": answer(ref("Thing")),
        },
    }  # fmt: skip
    several = {"application/json": {"schema": ref("Unions")}, "application/xml": {"schema": ref("Unions")}}
    text = {"description": "x", "content": {"text/plain": {"schema": TEXT}, "application/json": {}}}
    return {
        "/things": {
            "get": get,
            "post": {"operationId": "list_things", "requestBody": {"content": several}, "responses": {"200": text}},
            "put": {"operationId": "Listthings", "requestBody": {"content": form}, "responses": {"204": answer()}},
            "delete": {"responses": {"default": answer()}},
        },
        **{
            f"/methods/{name}": {
                "post": {"operationId": name, "requestBody": {"content": several}, "responses": {"200": text}}
            }
            for name in ("useMoreWithBody", "useMore", "useMoreRequestBuilder", "useMoreWithResponse")
        },
        "/inline/{body}": {
            "parameters": [{"name": "body", "in": "path", "required": True, "schema": TEXT}],
            "post": {
                "operationId": "useInline",
                "requestBody": {"content": {"application/json": {"schema": inline}}},
                "responses": {
                    "200": answer(inline),
                    "201": answer(inline),
                    "400": answer({"type": "array", "items": inline}),
                },
            },
        },
    }
