"""One broken document for each rule: one finding, with the rule's code and the place of the defect, and nothing else.

Every case is a small right document with one defect seeded.
"""

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from spec.codes import CODES
from spec.diagnostics import has_errors
from spec.location import Location
from spec.model import copied
from spec.rules import RULES, Contract
from spec.validate import validate

Document: TypeAlias = Any

GOOD: Document = {
    "openapi": "3.1.1",
    "info": {"title": "Things", "version": "1"},
    "security": [{"token": []}],
    "tags": [{"name": "things"}],
    "paths": {
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "put": {
                "operationId": "UpdateThing",
                "tags": ["things"],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "responses": {"200": {"$ref": "#/components/responses/Done"}},
            },
            "get": {
                "operationId": "ShowThing",
                "tags": ["things"],
                "responses": {
                    "200": {
                        "description": "OK",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Thing"},
                                "examples": {"one": {"value": {"name": "a", "size": 3}}},
                            }
                        },
                    }
                },
            },
        }
    },
    "components": {
        "responses": {"Done": {"description": "Done"}},
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[a-z]+$"},
                    "size": {"type": "integer", "minimum": 1, "maximum": 9, "default": 3},
                    "state": {"type": "string", "enum": ["on", "off"], "default": "on"},
                    "kinds": {"type": "array", "items": {"enum": ["x", "y"]}, "default": ["x"]},
                    "next": {"$ref": "#/components/schemas/Thing"},
                },
            }
        },
        "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "X-Auth-Token"}},
    },
}

GET = "/paths/~1things~1{id}/get"
THING = "/components/schemas/Thing"


def operation(document: Document) -> Document:
    """Give the operation that most defects are put into."""
    return document["paths"]["/things/{id}"]["get"]


def thing(document: Document) -> Document:
    """Give the properties of the schema that most defects are put into."""
    return document["components"]["schemas"]["Thing"]["properties"]


def add_path(document: Document, path: str, **values: Any) -> None:
    """Put one more right operation into a document, but for what is given."""
    responses = {"200": {"description": "OK"}}
    document["paths"][path] = {"get": {"operationId": "More", "tags": ["things"], "responses": responses, **values}}


def content(document: Document) -> Document:
    """Give the JSON content of the response."""
    return operation(document)["responses"]["200"]["content"]["application/json"]


DEFECTS: dict[str, tuple[Callable[[Document], Any], str, str]] = {
    "version": (lambda d: d.update(openapi="2.0"), "SPC003", ""),
    "half of a surrogate pair": (lambda d: thing(d).update({"\ud800": {}}), "SPC006", ""),
    "not a number": (lambda d: thing(d)["size"].update(maximum=float("nan")), "SPC006", ""),
    "paths is no object": (lambda d: d.update(paths=[]), "SPC003", "/paths"),
    "info without version": (lambda d: d["info"].pop("version"), "SPC004", "/info"),
    "unknown place of a parameter": (
        lambda d: operation(d).update(parameters=[{"name": "a", "in": "body", "schema": {}}]),
        "SPC004",
        GET + "/parameters/0/in",
    ),
    "dangling reference": (
        lambda d: thing(d).update(next={"$ref": "#/components/schemas/Nothing"}),
        "SPC010",
        THING + "/properties/next",
    ),
    "reference to a file": (
        lambda d: thing(d).update(next={"$ref": "other.yaml#/a"}),
        "SPC011",
        THING + "/properties/next",
    ),
    "reference to the network": (
        lambda d: thing(d).update(next={"$ref": "http://127.0.0.1:9/a"}),
        "SPC011",
        THING + "/properties/next",
    ),
    "reference to itself": (
        lambda d: thing(d).update(next={"$ref": f"#{THING}/properties/next"}),
        "SPC012",
        THING + "/properties/next",
    ),
    "operationId twice": (
        lambda d: add_path(d, "/more", operationId="ShowThing"),
        "SPC020",
        "/paths/~1more/get/operationId",
    ),
    "placeholder without parameter": (lambda d: add_path(d, "/more/{x}"), "SPC021", "/paths/~1more~1{x}/get"),
    "parameter without placeholder": (
        lambda d: operation(d).update(
            parameters=[{"name": "x", "in": "path", "required": True, "schema": {"type": "string"}}]
        ),
        "SPC022",
        GET + "/parameters/0",
    ),
    "same path but for names": (
        lambda d: add_path(
            d,
            "/things/{thing}",
            parameters=[{"name": "thing", "in": "path", "required": True, "schema": {"type": "string"}}],
        ),
        "SPC023",
        "/paths/~1things~1{thing}",
    ),
    "response without description": (
        lambda d: operation(d)["responses"]["200"].pop("description"),
        "SPC024",
        GET + "/responses/200",
    ),
    "GET with a body": (
        lambda d: operation(d).update(requestBody={"content": {"application/json": {}}}),
        "SPC025",
        GET + "/requestBody",
    ),
    "204 with a body": (
        lambda d: operation(d)["responses"].update({"204": {"description": "", "content": {"application/json": {}}}}),
        "SPC026",
        GET + "/responses/204",
    ),
    "tag not declared": (lambda d: operation(d)["tags"].append("more"), "SPC027", GET + "/tags/1"),
    "security scheme not defined": (
        lambda d: operation(d).update(security=[{"key": []}]),
        "SPC028",
        GET + "/security/0",
    ),
    "no success response": (
        lambda d: operation(d).update(responses={"404": {"description": "none"}}),
        "SPC029",
        GET,
    ),
    "no operationId": (lambda d: operation(d).pop("operationId"), "SPC030", GET),
    "parameter twice": (
        lambda d: operation(d).update(parameters=[{"name": "a", "in": "query", "schema": {}}] * 2),
        "SPC032",
        GET + "/parameters/1",
    ),
    "tag declared twice": (lambda d: d["tags"].append({"name": "things"}), "SPC033", "/tags/1"),
    "paging without a list": (
        lambda d: operation(d).update(
            parameters=[{"name": name, "in": "query", "schema": {"type": "string"}} for name in ("marker", "limit")]
        ),
        "SPC034",
        GET,
    ),
    "x-pagination that leads nowhere": (
        lambda d: operation(d).update({"x-pagination": {"style": "page", "items": "/items"}}),
        "SPC036",
        GET + "/x-pagination",
    ),
    "x-waiter for what the answer lacks": (
        lambda d: operation(d).update({"x-waiter": {"field": "/name/phase", "success": ["a"]}}),
        "SPC037",
        GET + "/x-waiter/field",
    ),
    "unknown type": (lambda d: thing(d)["name"].update(type="text"), "SPC035", THING + "/properties/name/type"),
    "example of another type": (
        lambda d: content(d)["examples"]["one"]["value"].update(size="3"),
        "SPC040",
        GET + "/responses/200/content/application~1json/examples/one",
    ),
    "example in a schema": (
        lambda d: thing(d)["size"].update(examples=[3, 10]),
        "SPC040",
        THING + "/properties/size/examples/1",
    ),
    "default outside the enum": (
        lambda d: thing(d)["state"].update(default="up"),
        "SPC041",
        THING + "/properties/state/default",
    ),
    "default outside the enum of items": (
        lambda d: thing(d)["kinds"].update(default=["z"]),
        "SPC041",
        THING + "/properties/kinds/default",
    ),
    "enum of another type": (
        lambda d: thing(d)["size"].update(enum=[3, "4"]),
        "SPC042",
        THING + "/properties/size/enum/1",
    ),
    "default of another type": (
        lambda d: thing(d)["size"].update(default="3"),
        "SPC043",
        THING + "/properties/size/default",
    ),
    "minimum above maximum": (
        lambda d: thing(d).update(more={"type": "integer", "minimum": 5, "maximum": 1}),
        "SPC044",
        THING + "/properties/more/minimum",
    ),
    "minLength above maxLength": (
        lambda d: thing(d).update(more={"type": "string", "minLength": 2, "maxLength": 1}),
        "SPC044",
        THING + "/properties/more/minLength",
    ),
    "required without property": (
        lambda d: thing(d).update(more={"type": "object", "properties": {}, "required": ["a"]}),
        "SPC045",
        THING + "/properties/more/required/0",
    ),
    "array without items": (lambda d: thing(d).update(list={"type": "array"}), "SPC046", THING + "/properties/list"),
    "default out of bounds": (
        lambda d: thing(d)["size"].update(default=10),
        "SPC047",
        THING + "/properties/size/default",
    ),
    "default at an excluded bound": (
        lambda d: thing(d).update(more={"type": "integer", "exclusiveMinimum": 0, "default": 0}),
        "SPC047",
        THING + "/properties/more/default",
    ),
    "default that breaks its pattern": (
        lambda d: thing(d)["name"].update(default="A"),
        "SPC047",
        THING + "/properties/name/default",
    ),
    "excluded bounds that leave no room": (
        lambda d: thing(d).update(more={"type": "integer", "exclusiveMinimum": 5, "maximum": 5}),
        "SPC044",
        THING + "/properties/more/exclusiveMinimum",
    ),
    "pattern": (lambda d: thing(d)["name"].update(pattern="(a"), "SPC048", THING + "/properties/name/pattern"),
    "enum value twice": (
        lambda d: thing(d)["state"]["enum"].append("on"),
        "SPC049",
        THING + "/properties/state/enum/2",
    ),
    "unused component": (
        lambda d: d["components"]["schemas"].update(More={"type": "string"}),
        "SPC050",
        "/components/schemas/More",
    ),
}


def broken(defect: str) -> Document:
    """Give the right document with a defect put in."""
    document: Document = copied(GOOD)
    DEFECTS[defect][0](document)
    return document


@pytest.mark.parametrize("reference", [False, True])
def test_the_right_document_has_no_findings(reference: bool) -> None:
    """Neither the standard's rules nor ours find anything in a document without a defect."""
    assert validate(GOOD, reference=reference) == []


@pytest.mark.parametrize("reference", [False, True])
@pytest.mark.parametrize("defect", DEFECTS)
def test_each_defect_is_found_where_it_is(defect: str, reference: bool) -> None:
    """A seeded defect gives one finding, with its code and at its place, with either library."""
    _, code, place = DEFECTS[defect]
    found = validate(broken(defect), "openapi.yaml", reference=reference)
    assert [(diagnostic.code, diagnostic.pointer) for diagnostic in found] == [(code, place)]
    assert all(len(diagnostic.render()) < 700 for diagnostic in found)


@pytest.mark.parametrize("reference", [False, True])
@pytest.mark.parametrize("defect", [defect for defect, (_, code, _) in DEFECTS.items() if code == "SPC011"])
def test_nothing_is_fetched(defect: str, reference: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reference out of the document names is never opened, be it a file or an address."""

    def refuse(*arguments: object, **_: object) -> None:
        """Stand in for every way to a file or address."""
        raise AssertionError(arguments)

    document = broken(defect)
    validate(GOOD, reference=reference)  # the libraries read their own files when first used
    for opener in ("socket.socket", "urllib.request.urlopen", "builtins.open"):
        monkeypatch.setattr(opener, refuse)
    assert [diagnostic.code for diagnostic in validate(document, reference=reference)] == ["SPC011"]


@pytest.mark.parametrize("defect", [defect for defect, (_, code, _) in DEFECTS.items() if code != "SPC011"])
def test_what_the_standard_refuses_is_an_error(defect: str) -> None:
    """A document that the reference implementation of the standard's rules refuses never passes with a warning."""
    document = broken(defect)
    try:
        refused = list(OpenAPIV31SpecValidator(document).iter_errors())
    except Exception as error:
        refused = [error]
    assert has_errors(validate(document)) or not refused


def test_every_code_of_the_contract_has_a_defect() -> None:
    """No rule is without its example: the codes of rules and those of the seeded defects are the same."""
    elsewhere = {"SPC001", "SPC002", "SPC005", "SPC031"}
    rules = {code for code in CODES if code.startswith("SPC") and code < "SPC060"}
    assert {code for _, code, _ in DEFECTS.values()} == rules - elsewhere


@pytest.mark.parametrize("defect", DEFECTS)
def test_rules_change_nothing(defect: str) -> None:
    """Checking a document leaves it as it was."""
    document = broken(defect)
    before = json.dumps(document)
    validate(document)
    assert json.dumps(document) == before


def test_a_method_in_capitals_is_told() -> None:
    """An operation under GET in place of get, which no reader sees, is an error at its place."""
    document = copied(GOOD)
    add_path(document, "/more")
    document["paths"]["/more"]["GET"] = document["paths"]["/more"].pop("get")
    assert ("SPC031", "/paths/~1more/GET") in {(d.code, d.pointer) for d in validate(document)}


def test_findings_have_the_place_in_the_reference() -> None:
    """With provenance, a finding stands at the line of the reference that it comes from: the nearest known above it."""
    document = broken("default of another type")
    row = Location("page.html", 42, ("Show a thing", "Table 2", "row 3"))
    (found,) = validate(document, provenance={THING + "/properties/size": row, THING: Location("page.html", 1)})
    assert found.location == row
    assert found.render().splitlines()[0] == "page.html:42: error SPC043: not of type integer"


def test_3_0_has_its_own_schemas() -> None:
    """In 3.0 `nullable` allows null, a bound may be exclusive by a flag, and examples are checked by that."""
    document = copied(GOOD)
    document["openapi"] = "3.0.3"
    schema = thing(document)
    schema["kinds"]["items"]["type"] = "string"
    schema["size"] |= {"nullable": True, "exclusiveMaximum": True}
    value = content(document)["examples"]["one"]["value"]
    value["size"] = None
    assert validate(document) == []
    value["size"] = 9
    assert [diagnostic.code for diagnostic in validate(document)] == ["SPC040"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("junk", [None, 1, "x", [], {}, [1], {"a": 1}, {"$ref": 1}, [{}], [[]], {"$ref": "#"}])
def test_no_shape_breaks_a_rule(rule: Any, junk: Any) -> None:
    """A rule passes over what is not as the standard has it, wherever it stands: other rules tell of that."""

    def replaced(value: Any) -> list[Any]:
        """Give every variant of a value with one thing in it replaced."""
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        variants = [junk]
        for key, item in items:
            for variant in replaced(item):
                changed = value.copy()
                changed[key] = variant
                variants.append(changed)
        return variants

    for document in replaced(GOOD):
        if isinstance(document, dict):
            list(rule(Contract(document)))
