"""The form for generators of clients: made by rule, and nothing that was right becomes wrong in it."""

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec import pointer as pointers
from spec.files import dump_json, load
from spec.model import operations, walk
from spec.passes.downgrade import to_3_0
from spec.profiles.codegen import CodegenProfile, to_codegen
from spec.profiles.codegen.identifiers import folded
from spec.profiles.codegen.reserved import OPERATIONS, SCHEMAS
from spec.rules.examples import _with_json_schemas
from spec.validate import validate

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))

from hostile_names import answer, holding, hostile_document, ref

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
TEXT = {"type": "string"}


def document(schemas: Json | None = None, **operation: Any) -> Json:
    """Make a document of one operation, with these schemas."""
    operation = {"operationId": "makeThing", "responses": {"200": answer()}, **operation}
    return {
        "openapi": "3.1.1",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://things.example"}],
        "paths": {"/things": {"post": operation}},
        "components": {"schemas": schemas or {}},
    }


def made(given_document: Json) -> Json:
    """Give the form, which must be a valid document, the same again from itself, and leave the given one as it is."""
    before = json.dumps(given_document)
    profile = to_codegen(given_document)
    assert json.dumps(given_document) == before
    assert profile.document is not None, profile.refused
    assert to_codegen(profile.document) == CodegenProfile(profile.document)
    assert not [finding for finding in validate(profile.document) if finding.code.startswith("SPC00")]
    return profile.document


def only(derived: Json) -> Json:
    """Give the one operation of a document."""
    value: Json = next(operations(derived)).value
    return value


def names_of(derived: Json) -> tuple[list[str], list[str]]:
    """Give the names of operations and of schemas, folded."""
    ids = [folded(operation.value["operationId"]) for operation in operations(derived)]
    return ids, [folded(name) for name in derived["components"]["schemas"]]


def test_names_are_told_apart_in_every_language() -> None:
    """No two operations, schemas, or parameters of an operation share what all identifiers have; none is reserved."""
    derived = made(hostile_document())
    ids, schemas = names_of(derived)
    assert len(ids) > 300
    assert len(schemas) > 150
    assert len(set(ids)) == len(ids)
    assert len(set(schemas)) == len(schemas)
    assert not OPERATIONS & set(ids)
    assert not SCHEMAS & set(schemas)
    assert not {f"{one}response" for one in ids} & set(schemas)
    for operation in operations(derived):
        parameters = [folded(parameter["name"]) for parameter in operation.value.get("parameters", ())]
        assert len(set(parameters)) == len(parameters), operation.pointer


def test_every_operation_stays() -> None:
    """The hostile document keeps its operations, and each departure says where and why."""
    given_document = hostile_document()
    profile = to_codegen(given_document)
    assert profile.document
    assert len(list(operations(profile.document))) == len(list(operations(given_document)))
    assert all(one.by == "codegen" and one.why for one in profile.departures)
    assert [one.why.split(",")[0] for one in profile.departures if not one.pointer] == [
        "titles of schemas", "integers without a format",
    ]  # fmt: skip


def test_properties_that_fall_together_are_left_to_the_further_ones() -> None:
    """Of `a-b` and `a_b` the required one stays; an instance with both is accepted."""
    schema = {**holding(**{"a-b": TEXT, "a_b": TEXT, "c": TEXT}), "required": ["a_b"], "additionalProperties": False}
    derived = made(document({"Same": schema}))
    same = derived["components"]["schemas"]["Same"]
    assert list(same["properties"]) == ["a_b", "c"]
    assert same["required"] == ["a_b"]
    assert same["additionalProperties"] is True


def test_values_of_one_name_leave_any_text() -> None:
    """An enum whose values become one constant is any text; one whose values do not stays."""
    derived = made(document({"Signs": holding(a={"enum": ["a-b", "A_B"]}, b={"enum": ["+1", "-1", "x"]})}))
    properties = derived["components"]["schemas"]["Signs"]["properties"]
    assert properties["a"] == TEXT
    assert properties["b"] == {"type": "string", "enum": ["+1", "-1", "x"]}


def test_a_type_that_requires_itself_may_do_without() -> None:
    """Of each cycle of required properties one is cut, also where `allOf` is part of it; lists are no cycle."""
    schemas = {
        "Node": {**holding(next=ref("Node"), all={"type": "array", "items": ref("Node")}), "required": ["next", "all"]},
        "Base": {**holding(derived=ref("Derived")), "required": ["derived"]},
        "Derived": {"allOf": [ref("Base"), holding(more=TEXT)]},
    }
    derived = made(document(schemas))["components"]["schemas"]
    assert derived["Node"]["required"] == ["all"]
    assert "required" not in derived["Base"]


NODE = ref("Node")


@pytest.mark.parametrize(
    "schemas",
    [
        # two ways to it, the second one by a schema that the first has passed
        {
            "Node": {**holding(x=ref("All"), y=ref("Alias")), "required": ["x", "y"]},
            "All": {"allOf": [NODE]},
            "Alias": ref("All"),
        },
        {"Node": {**holding(x={"allOf": [{**holding(y=NODE), "required": ["y"]}]}), "required": ["x"]}},
        {"Node": {"allOf": [ref("Base"), {"required": ["next"]}]}, "Base": holding(next=NODE)},
        {"Node": {"allOf": [holding(next=NODE), {"required": ["next"]}]}},
    ],
)
def test_no_type_holds_itself_by_any_way(schemas: Json) -> None:
    """Whatever a type is made of, as a whole or by properties that it requires, it is not found in it again."""

    def held(schema: Json, required: frozenset[str]) -> list[str]:
        required |= frozenset(schema.get("required", ()))
        required |= {name for part in schema.get("allOf", ()) for name in part.get("required", ())}
        inner = [value for key, value in schema.get("properties", {}).items() if key in required]
        found = [name for value in inner for name in held(value, frozenset())]
        found += [name for part in schema.get("allOf", ()) for name in held(part, required)]
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            assert name != "Node"
            return [name, *held(derived[name], required)]
        return found

    derived = made(document({**schemas, "User": holding(node=NODE)}))["components"]["schemas"]
    assert "Node" not in held(derived["Node"], frozenset())


def test_a_schema_of_nothing_but_itself_is_refused() -> None:
    """There is no form of a document with such a schema: the refusal names it, the rule and the way out."""
    profile = to_codegen(document({"A": {"allOf": [ref("B")]}, "B": {"allOf": [ref("A")]}}))
    assert profile.document is None
    assert [(one.operation, one.pointer) for one in profile.refused] == [("A", "/components/schemas/A")]
    assert "made of nothing but itself; state what it holds" in profile.refused[0].message


def test_a_long_chain_of_types_is_no_depth_of_calls() -> None:
    """Five thousand schemas that require one another are looked through."""
    last = 5_000
    schemas = {f"T{at}": {**holding(n=ref(f"T{(at + 1) % last}")), "required": ["n"]} for at in range(last)}
    profile = to_codegen(document(schemas))
    assert [one.why for one in profile.departures] == ["a property may be absent: no type can hold itself"]


def test_successes_share_a_body_and_so_do_failures() -> None:
    """A success without a body takes that of the other, a 204 goes, other differences leave anything; `default` is
    4XX and 5XX beside a success."""
    things = {"Thing": holding(a=TEXT), "Err": holding(code=TEXT)}
    responses = {
        "200": answer(ref("Thing")), "201": answer(), "204": answer(), "404": answer(ref("Err")),
        "default": answer(ref("Thing")),
    }  # fmt: skip
    kept = only(made(document(things, responses=responses)))["responses"]
    schemas = {status: response["content"]["application/json"]["schema"] for status, response in kept.items()}
    assert schemas == {"200": ref("Thing"), "201": ref("Thing"), "404": {}, "4XX": {}, "5XX": {}}


def test_bodies_with_a_shape_have_a_name() -> None:
    """An object that stands in a body becomes a schema, one where two bodies are equal."""
    inline = holding(a=TEXT)
    content = {"content": {"application/json": {"schema": inline}}}
    responses = {"200": answer(inline), "400": answer({"type": "array", "items": inline})}
    derived = made(document(requestBody=content, responses=responses))
    assert list(derived["components"]["schemas"]) == [
        "MakeThingRequestBody", "MakeThingResponseBody", "MakeThingErrorBody",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("operation", "rule"),
    [
        ({"requestBody": {"content": {"multipart/form-data": {"schema": holding(f=TEXT)}}}}, "no body of multipart"),
        (
            {"parameters": [{"name": "s", "in": "cookie", "required": True, "schema": TEXT}]},
            "the parameter s is required, where progenitor sends no cookies",
        ),
        (
            {
                "parameters": [
                    {"name": name, "in": "query", "required": True, "schema": TEXT} for name in ("a-b", "a_b")
                ]
            },
            "the parameter a_b is required, where some language has no name for it",
        ),
    ],
)
def test_what_no_rule_helps_is_refused(operation: Json, rule: str) -> None:
    """There is no form then: the refusal names operation, rule and way out."""
    profile = to_codegen(document(**operation))
    assert profile.document is None
    (refused,) = profile.refused
    assert (refused.operation, refused.pointer) == ("makeThing", "/paths/~1things/post")
    assert rule in refused.message
    assert "overlay" in refused.message


def test_a_style_becomes_the_text_that_is_sent() -> None:
    """Parameters with JSON or a style of their own are texts, optional cookies go, JSON wins over other types."""
    parameters = [
        {"name": "json", "in": "query", "content": {"application/json": {"schema": TEXT}}},
        {"name": "ids", "in": "query", "style": "pipeDelimited", "schema": {"type": "array", "items": TEXT}},
        {"name": "session", "in": "cookie", "schema": TEXT},
    ]
    content = {"application/xml": {"schema": TEXT}, "application/json": {"schema": TEXT}}
    value = only(made(document(parameters=parameters, requestBody={"content": content})))
    assert [(one["name"], one["schema"]) for one in value["parameters"]] == [("json", TEXT), ("ids", TEXT)]
    assert list(value["requestBody"]["content"]) == ["application/json"]


def test_the_same_bytes_whatever_comes_first() -> None:
    """The form of a document is that of its 3.0 form, byte for byte, and not told by chance."""
    given_document = hostile_document()
    first, again = to_codegen(given_document), to_codegen(to_3_0(given_document).document)
    assert first.departures == again.departures
    assert dump_json(first.document or {}) == dump_json(again.document or {})


def test_parts_that_operations_share_stand_in_each() -> None:
    """A parameter and a response by reference stand in place, and lead to their schemas by the new names."""
    schemas = {"Client": holding(a=TEXT), "ClientModel": holding(b=TEXT)}
    given_document = document(schemas)
    given_document["components"] |= {
        "parameters": {"Sort": {"name": "sort", "in": "query", "schema": ref("Client")}},
        "responses": {"Made": answer(ref("Client"))},
    }
    shared = {
        "parameters": [{"$ref": "#/components/parameters/Sort"}],
        "responses": {"200": {"$ref": "#/components/responses/Made"}},
    }
    for method in ("get", "put"):
        given_document["paths"]["/things"][method] = {"operationId": method, **shared}
    derived = made(given_document)
    assert list(derived["components"]) == ["schemas"]
    named = {"a": "#/components/schemas/ClientModel2", "b": "#/components/schemas/ClientModel"}
    assert {f"#/components/schemas/{name}" for name in derived["components"]["schemas"]} == set(named.values())
    for method in ("get", "put"):
        value = derived["paths"]["/things"][method]
        assert value["parameters"][0]["schema"] == {"$ref": named["a"]}
        assert value["responses"]["200"]["content"]["application/json"]["schema"] == {"$ref": named["a"]}


def test_every_departure_has_a_place() -> None:
    """The pointer of each departure leads to something in the 3.0 document, or to where it would be stated."""
    derived = to_3_0(hostile_document()).document
    for one in to_codegen(derived).departures:
        assert pointers.resolve(derived, one.pointer.rpartition("/")[0]) is not None, one


def test_departures_name_the_place_in_the_given_document() -> None:
    """What stands in a body, in a parameter of all operations of a path, or where a reference leads, is named there."""
    signs = {"type": "string", "enum": ["a-b", "a_b"]}
    given_document = document(
        {"Some": holding(s=signs), "Inner": ref("Some/properties/s")}, responses={"200": answer(holding(s=signs))}
    )
    item = given_document["paths"]["/things"]
    item["parameters"] = [{"name": "sort", "in": "query", "schema": signs}]
    item["post"]["parameters"] = [{"name": "s", "in": "cookie", "schema": signs}]
    derived = to_3_0(given_document).document
    why = "any text: in some language two values have one name"
    places = [one.pointer for one in to_codegen(derived).departures if one.why == why]
    post = "/paths/~1things/post"
    assert sorted(places) == [
        "/components/schemas/Some/properties/s/enum",
        "/paths/~1things/parameters/0/schema/enum",
        f"{post}/parameters/0/schema/enum",
        f"{post}/responses/200/content/application~1json/schema/properties/s/enum",
    ]
    assert all(pointers.resolve(derived, place) == signs["enum"] for place in places)


def test_what_is_done_everywhere_is_told_once() -> None:
    """Integers without a format and titles are one departure each; names with one suffix have one reason."""
    number = {"type": "integer", "title": "Client"}
    schemas = {name: holding(a=number, b=number) for name in ("Client", "Error")}
    told = to_codegen(document(schemas)).departures
    assert [(one.pointer, one.why) for one in told] == [
        ("", "titles of schemas, 4, are left out: some generators call types by them"),
        ("", "integers without a format, 4, are int64: some languages would take 32 bits"),
        ("/components/schemas/Client", "a type that every language can name: `Model` is put behind its name"),
        ("/components/schemas/Error", "a type that every language can name: `Model` is put behind its name"),
    ]


def test_a_body_that_gets_a_name_is_told() -> None:
    """The departure has the place of the body and the name of its type."""
    (told,) = to_codegen(document(responses={"200": answer(holding(a=TEXT))})).departures
    assert told.pointer == "/paths/~1things/post/responses/200/content/application~1json"
    assert told.why.endswith(": MakeThingResponseBody")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.sampled_from(["", "a", "a-b", "+1", "x" * 5]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a-b", "a_b", "b", "n"]), inner),
    max_leaves=8,
)
PLAIN = st.sampled_from(
    [
        TEXT, {"type": ["integer", "null"]}, {"type": "integer", "minimum": 2}, {"enum": ["a-b", "a_b", None]}, {},
        {"enum": ["+1", "a"]}, {"enum": [1, "a"]}, {"type": "boolean", "enum": [True]}, {"const": "a"},
        {"type": "string", "maxLength": 3},
    ]
)  # fmt: skip


def _combined(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    named = st.dictionaries(st.sampled_from(["a-b", "a_b", "b", "n"]), inner, max_size=3)
    objects = st.builds(
        lambda properties, required, others: {
            "type": "object", "properties": properties, "required": required, "additionalProperties": others,
        },
        named, st.lists(st.sampled_from(["a-b", "a_b", "n"]), unique=True, max_size=2), st.booleans() | inner,
    )  # fmt: skip
    several = st.lists(inner, min_size=1, max_size=3)
    return (
        objects
        | st.builds(lambda key, options: {key: options}, st.sampled_from(["oneOf", "anyOf", "allOf"]), several)
        | st.builds(lambda inner: {"not": inner}, inner)
        | st.builds(lambda inner: {"type": "array", "items": inner}, inner)
    )


@settings(max_examples=150)
@given(schema=st.recursive(PLAIN, _combined, max_leaves=6), values=st.lists(VALUES, min_size=1, max_size=6))
def test_what_was_accepted_is_accepted(schema: Json, values: list[Any]) -> None:
    """Whatever a schema accepts, that of the form accepts too."""
    profile = to_codegen(document({"Thing": schema}))
    assert profile.document
    derived = _with_json_schemas(profile.document)["components"]["schemas"]["Thing"]
    before = jsonschema_rs.Draft202012Validator(schema)
    after = jsonschema_rs.Draft202012Validator(derived)
    for value in values:
        if before.is_valid(value):
            assert after.is_valid(value), (schema, derived, value)


def test_only_operations_have_parameters() -> None:
    """What an extension of a path holds is not looked at, whatever it looks like."""
    given_document = document()
    given_document["paths"]["/things"]["x-before"] = {"parameters": [{"$ref": "#/components/parameters/Gone"}, 5]}
    assert list(names_of(made(given_document))[0]) == [folded("makeThing")]


def test_the_published_document_keeps_its_operations() -> None:
    """All 283 operations of ModelArts have names, none is refused, and no schema refers to what is not there."""
    given_document = load(ROOT / "spec" / "documents" / "modelarts" / "openapi.json")
    derived = made(given_document)
    ids, schemas = names_of(derived)
    assert len(set(ids)) == len(ids) == 283
    assert len(set(schemas)) == len(schemas) >= 860
    known = {f"#/components/schemas/{name}" for name in derived["components"]["schemas"]}
    assert {node.value["$ref"] for node in walk(derived) if "$ref" in node.value} <= known
