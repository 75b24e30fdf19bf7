"""Documents that try to become code in TypeScript, or names that it cannot have."""

from typing import Any

EVIL = "*/ alert(1); /* ${process.exit(1)} `x` </script> \u2028 @deprecated \" \\ '\r\n// x"
WORDS = (
    "__proto__",
    "constructor",
    "valueOf",
    "hasOwnProperty",
    "class",
    "default",
    "a b",
    "数",
    "*/",
    "${x}",
    "`",
    "enum",
    "toString",
    "",
    "😀",
)

TYPES = """/**
 * Made by a tool.
 */
export interface paths {
    "/v1/lamps": {
        get: operations["ListLamps"];
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @enum {string} */
        Lamp: "on" | "off";
    };
}
export type $defs = Record<string, never>;
export interface operations {
    ListLamps: {
        responses: { 200: { content: { "application/json": components["schemas"]["Lamp"][] } } };
    };
}
"""
"""A file of types as the tool writes it."""

_THING = {"$ref": "#/components/schemas/thing"}


def _parameter(name: str, where: str = "path") -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": {"type": "string"}, "description": EVIL}


def _operation(name: str, *parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": _THING}}
    return {
        "operationId": name,
        "tags": [EVIL],
        "summary": EVIL,
        "description": EVIL,
        "parameters": [_parameter("project_id"), *parameters],
        "responses": {"200": {"description": EVIL, "content": content}},
        **more,
    }


def _schemas() -> dict[str, Any]:
    many = {f"field_{number}": {"type": "string", "default": "x"} for number in range(400)}
    thing: dict[str, Any] = {name: {"type": "string", "description": EVIL} for name in WORDS}
    thing["type"] = {"type": "string", "enum": ["a", "A", "a-b", "a_b", "a b", "", EVIL]}
    thing["items"] = {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
    thing["self"] = _THING
    other = {"name": {"type": ["string", "null"], "description": EVIL}, "thing": {"$ref": "#/components/schemas/THING"}}
    return {
        "thing": {"type": "object", "properties": thing, "description": EVIL},
        "Thing": {"type": "object", "required": ["name"], "properties": other},
        "THING": {"type": "object", "properties": many},
        "Old": {"type": "object", "properties": {"x": {"type": "null"}}, "x-aliases": {"Older": "2.0.0"}},
        "Array": {"type": "array", "items": {"type": "string"}},
        "Promise": {"type": "string", "enum": ["*/", "`"]},
        "components": {"type": "object"},
        "*/": {"type": "string"},
        "__proto__": {"type": "object", "properties": {"x": {"type": "string"}}},
        "a.b": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    }


def _paths() -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    binary = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
    paging = {"style": "offset", "position": {"in": "query", "name": "offset"}, "items": "/items"}
    query = (_parameter(name, "query") for name in ("offset", "__proto__", "*/"))
    one, two = _parameter("class"), (_parameter("a-b"), _parameter("a_b"))
    locals_ = [_parameter(name) for name in ("waiter", "ask", "more", "poll", "undefined", "arguments")]
    waiter = {"x-waiter": {"field": "/name", "success": [EVIL], "labels": {EVIL: EVIL}}}
    return {
        "/v1/{project_id}/things": {
            "get": _operation("ListThings", *query, **{"x-pagination": paging}),
            "post": _operation("class", requestBody=body),
        },
        "/v1/{project_id}/things/{class}": {
            "get": _operation("Show`thing`${x}*/", one),
            "put": _operation("constructor", one, _parameter("X-A", "header"), _parameter("X-Auth-Token", "header")),
            "delete": _operation("delete", one),
        },
        "/v1/{project_id}/things/{class}/constructor/{default}": {
            "get": _operation("toString", one, _parameter("default"))
        },
        "/v1/{project_id}/__proto__/{a-b}/{a_b}": {
            "get": _operation("then#x", *two),
            "post": _operation("Upload", *two, requestBody=binary),
        },
        "/v1/{project_id}/request/{waiter}/{ask}/{more}/{poll}/{undefined}/{arguments}": {
            "get": _operation("Show`waits`", *locals_, **waiter)
        },
        "/v1/{project_id}/zero": {"get": _operation("0")},
        "/v1/{project_id}/then": {"get": _operation("then", **{"x-aliases": {"old.to_string": "2.0.0"}})},
    }


def hostile_document() -> dict[str, Any]:
    """Give a document with text of every kind where names and prose stand."""
    variables = {"region": {"default": "r", "description": EVIL}, "auth": {"default": EVIL}}
    token = {"type": "apiKey", "in": "header", "name": "X-Auth-Token"}
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Hostile {EVIL}", "version": "1.0.0", "description": EVIL},
        "servers": [{"url": "https://{region}.{auth}.example.com", "variables": variables}],
        "tags": [{"name": EVIL, "description": EVIL}],
        "paths": _paths(),
        "components": {"securitySchemes": {"token": token}, "schemas": _schemas()},
    }
