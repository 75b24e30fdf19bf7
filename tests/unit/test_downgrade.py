"""OpenAPI 3.1 to 3.0.3: what 3.0 can say it says, what it cannot is told, and nothing that was right becomes wrong."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec import files
from spec.passes import Passed
from spec.passes.downgrade import to_3_0
from spec.rules.examples import _with_json_schemas
from spec.validate import validate

Document = dict[str, Any]

PUBLISHED = Path(__file__).resolve().parents[2] / "spec" / "documents" / "modelarts" / "openapi.json"


def holding(schemas: Document, **more: Any) -> Document:
    """Make the least document of 3.1 with these component schemas."""
    return {
        "openapi": "3.1.1",
        "info": {"title": "Things", "version": "1"},
        "paths": {},
        **more,
        "components": {"schemas": schemas, **more.get("components", {})},
    }


def downgraded(document: Document) -> Passed:
    """Derive 3.0, and check that the given document stays as it is and that both validators take the derived one."""
    before = json.dumps(document)
    passed = to_3_0(document)
    assert json.dumps(document) == before
    for reference in (False, True):
        broken = [f for f in validate(passed.document, reference=reference) if f.code.startswith("SPC00")]
        assert broken == []
    return passed


def schema_3_0(schema: Any) -> Document:
    """Give one schema of 3.0, derived without a loss."""
    passed = downgraded(holding({"Thing": schema}))
    assert passed.departures == ()
    derived: Document = passed.document["components"]["schemas"]["Thing"]
    return derived


def losses(schema: Any) -> tuple[Document, list[str]]:
    """Give one schema of 3.0 and the places inside the original that were lost."""
    passed = downgraded(holding({"Thing": schema}))
    places = [d.pointer.removeprefix("/components/schemas/Thing/") for d in passed.departures]
    return passed.document["components"]["schemas"]["Thing"], places


@pytest.mark.parametrize(
    ("schema", "derived"),
    [
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        ({"type": ["string", "null"], "enum": ["a", None]}, {"type": "string", "nullable": True, "enum": ["a", None]}),
        ({"type": ["string", "null"], "enum": ["a"]}, {"type": "string", "enum": ["a"]}),
        ({"type": "null"}, {"enum": [None]}),
        ({"type": ["integer", "string"]}, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        ({"type": ["integer", "number"]}, {"type": "number"}),
        (
            {"type": ["array", "boolean", "null"]},
            {"anyOf": [{"type": "array", "items": {}, "nullable": True}, {"type": "boolean"}]},
        ),
        ({"type": "array"}, {"type": "array", "items": {}}),
        ({"type": "array", "items": True}, {"type": "array", "items": {}}),
        ({"type": "object", "additionalProperties": True}, {"type": "object", "additionalProperties": True}),
        ({"properties": {"type": {"const": 1}}}, {"properties": {"type": {"enum": [1]}}}),
        ({"const": 1, "enum": [1, 2]}, {"enum": [1, 2], "allOf": [{"enum": [1]}]}),
        ({"enum": []}, {"allOf": [{"not": {}}]}),
        ({"enum": [1, True, 1.0, "1", [1], [1]]}, {"enum": [1, True, "1", [1]]}),
        ({"exclusiveMinimum": 1}, {"minimum": 1, "exclusiveMinimum": True}),
        ({"exclusiveMinimum": 1, "minimum": 2}, {"minimum": 2}),
        ({"exclusiveMaximum": 1, "maximum": 1}, {"maximum": 1, "exclusiveMaximum": True}),
        ({"examples": ["a"]}, {"example": "a"}),
        ({"type": "string", "contentEncoding": "base64"}, {"type": "string", "format": "byte"}),
        ({"contentMediaType": "application/octet-stream"}, {"format": "binary"}),
        (
            {"properties": {"a": {"$ref": "#/components/schemas/Thing", "description": "d"}}},
            {"properties": {"a": {"allOf": [{"$ref": "#/components/schemas/Thing"}], "description": "d"}}},
        ),
        ({"x-enumDescriptions": {"a": "b"}, "required": []}, {"x-enumDescriptions": {"a": "b"}}),
        (True, {}),
        ({"properties": {"a": False}}, {"properties": {"a": {"not": {}}}}),
    ],
)
def test_what_3_0_says_in_other_words(schema: Any, derived: Document) -> None:
    """Types, bounds, constants, examples and references keep their meaning in the words of 3.0, with nothing lost."""
    assert schema_3_0(schema) == derived


def test_patterns_of_names_stay_allowed() -> None:
    """Where other names are forbidden or bound, names that a pattern allowed are still allowed."""
    text, number = {"type": "string"}, {"type": "integer"}
    assert losses({"patternProperties": {"^x": text}}) == ({}, ["patternProperties"])
    closed, places = losses({"patternProperties": {"^x": text}, "additionalProperties": False})
    assert (closed, places) == ({"additionalProperties": text}, ["patternProperties"])
    bound, _ = losses({"patternProperties": {"^x": text}, "additionalProperties": number})
    assert bound == {"additionalProperties": {"anyOf": [number, text]}}


def test_tuples_and_conditions_are_dropped_and_told() -> None:
    """Items behind a tuple bind no element of the whole; conditions and unevaluated parts go; each is told."""
    schema = {
        "type": "array",
        "prefixItems": [{"type": "string"}],
        "items": False,
        "if": {"minItems": 1},
        "then": {"maxItems": 2},
        "unevaluatedItems": False,
        "nullable": True,
        "examples": [[], ["a"]],
    }
    derived, places = losses(schema)
    assert derived == {"type": "array", "items": {}, "example": []}
    assert sorted(places) == ["examples", "if", "nullable", "prefixItems", "then", "unevaluatedItems"]


def test_looser_parts_do_not_narrow_the_whole() -> None:
    """Below `not` and `oneOf`, accepting more means accepting less outside: the keyword gives way, by reference too."""
    loose = {"propertyNames": {"minLength": 2}}
    schemas = {
        "Loose": loose,
        "Refused": {"not": {"$ref": "#/components/schemas/Loose"}},
        "One": {"oneOf": [{"items": {"$ref": "#/components/schemas/Loose"}}, {"type": "object"}]},
        "Kept": {"not": {"type": "string"}, "oneOf": [{"type": "object"}, {"type": "array"}]},
    }
    passed = downgraded(holding(schemas))
    derived = passed.document["components"]["schemas"]
    assert derived["Refused"] == {}
    assert list(derived["One"]) == ["anyOf"]
    assert derived["Kept"] == {"not": {"type": "string"}, "oneOf": [{"type": "object"}, {"type": "array", "items": {}}]}
    assert {d.pointer.removeprefix("/components/schemas/") for d in passed.departures} == {
        "Loose/propertyNames",
        "Refused/not",
        "One/oneOf",
    }


def test_references_to_what_is_gone_open_up() -> None:
    """A schema that refers to an anchor or a dropped place takes everything; what was broken stays as it is."""
    schemas = {
        "A": {"$anchor": "here", "$defs": {"part": {"type": "string"}}},
        "B": {"properties": {"a": {"$ref": "#here"}, "b": {"$ref": "#/components/schemas/A/$defs/part"}}},
    }
    passed = downgraded(holding(schemas))
    assert passed.document["components"]["schemas"]["B"] == {"properties": {"a": {}, "b": {}}}
    assert [d.pointer for d in passed.departures if "/B/" in d.pointer] == [
        "/components/schemas/B/properties/a",
        "/components/schemas/B/properties/b",
    ]
    broken = to_3_0(holding({"A": {"$ref": "#/components/schemas/None"}})).document
    assert broken["components"]["schemas"]["A"] == {"$ref": "#/components/schemas/None"}


def test_document_parts() -> None:
    """What 3.0 lacks around the schemas is moved aside or dropped, and told; extensions stay."""
    reference = {"$ref": "#/components/pathItems/Item"}
    item = {"get": {"summary": "s", "operationId": "a"}}
    form = {"encoding": {"a": {"headers": {"B": {"schema": {"type": ["string", "null"]}}}}}}
    body = {"content": {"multipart/form-data": form}}
    post = {"operationId": "b", "requestBody": body, "responses": {"200": {"$ref": "#/components/responses/R"}}}
    document = holding(
        {},
        info={"title": "T", "version": "1", "summary": "s", "x-a": 1, "license": {"name": "MIT", "identifier": "MIT"}},
        jsonSchemaDialect="https://json-schema.org/draft/2020-12/schema",
        paths={"/a": reference, "/b": {"post": post}},
        webhooks={"w": {"post": {"operationId": "c", "responses": {"200": {"description": "ok"}}}}},
        security=[{"M": []}, {"K": []}],
        components={
            "pathItems": {"Item": item},
            "responses": {"R": {"description": "ok"}, "S": {"$ref": "#/components/responses/R", "description": "d"}},
            "securitySchemes": {"M": {"type": "mutualTLS"}, "K": {"type": "apiKey", "in": "header", "name": "k"}},
        },
    )
    derived, departures = downgraded(document)
    assert derived["openapi"] == "3.0.3"
    assert derived["info"]["x-a"] == 1
    assert derived["info"]["license"] == {"name": "MIT", "url": "https://spdx.org/licenses/MIT.html"}
    assert derived["paths"]["/a"] == {"$ref": "#/components/x-pathItems/Item"}
    assert derived["components"]["x-pathItems"]["Item"]["get"]["responses"] == {
        "default": {"description": "Not documented"}
    }
    headers = derived["paths"]["/b"]["post"]["requestBody"]["content"]["multipart/form-data"]["encoding"]["a"][
        "headers"
    ]
    assert headers == {"B": {"schema": {"type": "string", "nullable": True}}}
    assert derived["security"] == [{"K": []}]
    assert list(derived["components"]["securitySchemes"]) == ["K"]
    assert "webhooks" not in derived
    assert sorted(d.pointer for d in departures) == [
        "/components/responses/S",
        "/info/summary",
        "/jsonSchemaDialect",
        "/security",
        "/webhooks",
    ]


def test_document_of_3_0_is_given_back() -> None:
    """A document of 3.0 is what it should be already."""
    document = {"openapi": "3.0.1", "info": {"title": "T", "version": "1"}, "paths": {}}
    assert to_3_0(document) == Passed(document)


@pytest.mark.parametrize("value", [None, 1, "a", [], [1], {}, {"a": 1}, {"$ref": 1}, {"$ref": "#/" + "9" * 5000}])
def test_what_is_no_openapi_does_not_crash(value: Any) -> None:
    """Values of the wrong kind anywhere are passed on or dropped; finding them is the validator's work."""
    keys = sorted({keyword for group in GROUPS for keyword in group.split()})
    schemas = {f"S{n}": {key: value, "exclusiveMinimum": value, "$defs": value} for n, key in enumerate(keys)}
    for document in (
        holding(schemas),
        holding({}, info=value, security=value, webhooks=value, paths={"/a": value, "/b": {"get": value}}),
        {"openapi": "3.1.1", "components": value, "paths": value, "info": {"license": value}},
        {"openapi": value, "components": {"securitySchemes": {"a": {"type": "mutualTLS"}, "b": value}}},
    ):
        assert str(to_3_0(document).document["openapi"]).startswith("3.0")


def test_deep_schemas() -> None:
    """Schemas nest as deep as a file may."""
    schema: Document = {"type": ["string", "null"]}
    for _ in range(95):
        schema = {"properties": {"a": schema}}
    assert files.parse(json.dumps(holding({"Deep": schema})), "deep") == holding({"Deep": schema})
    assert to_3_0(holding({"Deep": schema})).departures == ()


@pytest.mark.skipif(not PUBLISHED.exists(), reason="no published document")
def test_published_document_loses_nothing() -> None:
    """The published document becomes one of 3.0 without a loss and without a finding."""
    passed = downgraded(files.load(PUBLISHED))
    assert passed.departures == ()
    assert validate(passed.document) == []


TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")
NAMES = st.sampled_from(("a", "b", "ab"))
SCALARS = (None, True, False, 0, 1, 1.0, 2, 0.5, "", "a", "ab")
LISTS = ([], [0], ["a"], ["a", "a"], ["a", 1], [None, "ab", 2])
OBJECTS = ({}, {"a": 0}, {"a": "ab"}, {"b": 1}, {"ab": None}, {"a": 1, "b": "a"}, {"a": ["a"], "ab": {"a": 1}})
VALUES = (*SCALARS, *LISTS, *OBJECTS)
SIZES = st.integers(0, 2)
TEXTS = st.sampled_from(("^a", "b$"))
GROUPS = (
    "type enum const nullable examples",
    "type minimum exclusiveMinimum maximum exclusiveMaximum multipleOf",
    "type minLength maxLength pattern contentEncoding",
    "type minItems maxItems uniqueItems items prefixItems contains unevaluatedItems",
    "type properties patternProperties additionalProperties propertyNames unevaluatedProperties",
    "required dependentRequired dependentSchemas minProperties maxProperties properties",
    "$ref not allOf anyOf oneOf type if then else $defs",
    "$ref not oneOf",
)
REFERENCES = {
    "Root": ("#/components/schemas/Upper", "#/components/schemas/Lower", "#/components/schemas/Lower/not"),
    "Upper": ("#/components/schemas/Lower", "#/components/schemas/Lower/$defs/a"),
    "Lower": (),
}
TYPE = st.sampled_from(TYPES)
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "type": TYPE | st.lists(TYPE, min_size=1, max_size=3, unique=True),
    "enum": st.lists(st.sampled_from(SCALARS), max_size=3),
    "const": st.sampled_from(SCALARS),
    "examples": st.lists(st.sampled_from(SCALARS), max_size=2),
    "nullable": st.booleans(),
    "pattern": TEXTS,
    "required": st.lists(NAMES, max_size=2, unique=True),
    "dependentRequired": st.dictionaries(NAMES, st.lists(NAMES, max_size=2, unique=True), max_size=1),
    "contentEncoding": st.sampled_from(("base64", "quoted-printable")),
    "uniqueItems": st.booleans(),
    "multipleOf": st.just(2),
}


def strategy(keyword: str, references: tuple[str, ...], depth: int) -> st.SearchStrategy[Any]:
    """Give the values that a keyword may have."""
    if keyword in PLAIN:
        return PLAIN[keyword]
    if keyword.startswith(("min", "max", "exclusive")):
        return SIZES
    if keyword == "$ref":
        return st.sampled_from(references)
    inner = schemas(references, depth - 1)
    if keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
        return st.lists(inner, min_size=1, max_size=2)
    if keyword in ("properties", "dependentSchemas", "$defs"):
        return st.dictionaries(NAMES, inner, max_size=2)
    return st.dictionaries(TEXTS, inner, min_size=1, max_size=2) if keyword == "patternProperties" else inner


@st.composite
def schemas(draw: st.DrawFn, references: tuple[str, ...], depth: int = 2) -> Any:
    """Draw a schema of keywords that bear on each other; references lead to components below, in no circle."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.booleans())
    group = draw(st.sampled_from(GROUPS)) if depth else "type enum minimum minLength required"
    keywords = [keyword for keyword in group.split() if references or keyword != "$ref"]
    chosen = draw(st.lists(st.sampled_from(keywords), min_size=1, max_size=3, unique=True))
    return {keyword: draw(strategy(keyword, references, depth)) for keyword in chosen}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw a document of 3.1 with three schemas that refer to each other, every reference leading somewhere."""
    drawn: Document = {name: draw(schemas(references)) for name, references in REFERENCES.items()}
    lower = drawn["Lower"] if isinstance(drawn["Lower"], dict) else {}
    drawn["Lower"] = lower | {"not": draw(schemas((), 1)), "$defs": {"a": draw(schemas((), 1))}}
    return holding(drawn)


def validator(document: Document, name: str) -> jsonschema_rs.Draft202012Validator:
    """Compile a component schema of a document."""
    registry = jsonschema_rs.Registry([("urn:d", document)], draft=jsonschema_rs.Draft202012)
    return jsonschema_rs.Draft202012Validator({"$ref": f"urn:d#/components/schemas/{name}"}, registry=registry)


@settings(max_examples=150, deadline=None)
@given(documents())
def test_what_3_1_accepts_3_0_accepts(document: Document) -> None:
    """What a schema of 3.1 accepts, the derived one accepts; where nothing was lost it accepts nothing else."""
    passed = to_3_0(document)
    assert [f for f in validate(passed.document) if f.code in ("SPC004", "SPC005", "SPC010")] == []
    lossless = all(departure.pointer.endswith(("/$defs", "/nullable")) for departure in passed.departures)
    derived = _with_json_schemas(passed.document)
    for name in REFERENCES:
        narrow, wide = validator(document, name), validator(derived, name)
        for value in VALUES:
            if narrow.is_valid(value):
                assert wide.is_valid(value)
            elif lossless:
                assert not wide.is_valid(value)
