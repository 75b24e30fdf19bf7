"""A comparison finds every change and no other: against order, references, mangled documents, names and aliases."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from diff_cases import BASE, CASES, changed, documents
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spec.diagnostics import DiagnosticError
from spec.diff import Aliases, Diff, Effect, Part, compare
from spec.diff.as_json import as_dict
from spec.diff.markdown import as_markdown
from spec.diff.text import as_text
from spec.files import load
from spec.location import Location
from spec.model import copied
from spec.passes.downgrade import to_3_0

PUBLISHED = Path(__file__).resolve().parents[2] / "spec" / "documents" / "modelarts"
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def shuffled(value: Any, random: Random) -> Any:
    """Give a value with its keys in another order, and the lists whose order means nothing too."""
    if isinstance(value, list):
        return [shuffled(item, random) for item in value]
    if not isinstance(value, dict):
        return value
    keys = list(value)
    random.shuffle(keys)
    result = {key: shuffled(value[key], random) for key in keys}
    for key in ("enum", "required", "type", "parameters"):
        if isinstance(result.get(key), list):
            random.shuffle(result[key])
    return result


def inlined(value: Any, root: dict[str, Any], open_: tuple[str, ...] = ()) -> Any:
    """Give a value with what it refers to in its place; circles stay references."""
    if isinstance(value, list):
        return [inlined(item, root, open_) for item in value]
    if not isinstance(value, dict):
        return value
    reference = value.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/components/schemas/") and reference not in open_:
        target = root["components"]["schemas"][reference.rpartition("/")[2]]
        return inlined({**target, **{k: v for k, v in value.items() if k != "$ref"}}, root, (*open_, reference))
    return {key: inlined(item, root, open_) for key, item in value.items()}


def places(value: Any, trail: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Give the trails of all values inside a value."""
    found = [trail]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        found += places(item, (*trail, key))
    return found


def test_nothing_changed_in_an_equal_document() -> None:
    """A document that equals another one, and shares no object with it, differs in nothing."""
    found = compare(BASE, copied(BASE))
    assert (found.changes, found.effect) == ((), Effect.NONE)


@QUICK
@given(st.randoms(use_true_random=False))
def test_order_means_nothing(random: Random) -> None:
    """Keys, values of enums, required names and parameters may stand in any order."""
    assert compare(BASE, shuffled(BASE, random)).changes == ()


@pytest.mark.parametrize("name", CASES)
def test_references_mean_nothing(name: str) -> None:
    """What is written in the place of a reference to it is no change, both ways, for every document of the table."""
    document = changed(CASES[name])
    written = {**document, "paths": inlined(document["paths"], document)}
    assert compare(document, written).changes == ()
    assert compare(written, document).changes == ()


@pytest.mark.parametrize("name", CASES)
def test_older_form_means_nothing(name: str) -> None:
    """The form of OpenAPI 3.0 says the same as that of 3.1."""
    document = changed(CASES[name])
    if "webhooks" in document:
        return
    found = compare(document, to_3_0(document).document).changes
    assert [c for c in found if c.effect is not Effect.DOCUMENTATION] == []


@pytest.mark.parametrize("name", CASES)
def test_both_ways_find_a_change(name: str) -> None:
    """What is a change one way is one the other way, and concerns as many operations at most."""
    old, new = documents(CASES[name])
    assert bool(compare(old, new).changes) == bool(compare(new, old).changes)


def test_published_forms_say_the_same() -> None:
    """The published document of 3.1 and that of 3.0 derived from it differ in nothing."""
    forms = [load(PUBLISHED / name) for name in ("openapi.json", "openapi-3.0.json")]
    assert compare(*forms).changes == ()


@QUICK
@given(st.randoms(use_true_random=False))
def test_every_seeded_mutation_is_found(random: Random) -> None:
    """A field, parameter or response that is taken out, a field that is new, a type that is another: each is found."""
    document = copied(BASE)
    schemas = [s for s in document["components"]["schemas"].values() if len(s.get("properties", ())) > 1]
    operations = [o for item in document["paths"].values() for o in item.values() if isinstance(o, dict)]
    match random.randrange(5):
        case 0:
            properties = random.choice(schemas)["properties"]
            del properties[random.choice(sorted(properties))]
        case 1:
            properties = random.choice(schemas)["properties"]
            properties[random.choice(sorted(properties))] = {"type": "boolean"}
        case 2:
            operation = random.choice(operations)
            del operation["parameters"][random.randrange(len(operation["parameters"]))]
        case 3:
            responses = random.choice(operations)["responses"]
            del responses[random.choice(sorted(responses))]
        case 4:
            random.choice(schemas)["properties"]["brand_new"] = {"type": "string"}
    found = compare(BASE, document)
    assert found.effect.rank >= Effect.COMPATIBLE.rank
    assert as_text(found) != as_text(compare(BASE, BASE))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False), JSON)
def test_mangled_documents_are_compared(random: Random, value: Any) -> None:
    """Whatever stands anywhere in a document, comparing and telling it give an answer, both ways."""
    document = copied(BASE)
    *above, last = random.choice(places(document)[1:])
    holder = document
    for step in above:
        holder = holder[step]
    holder[last] = value
    for found in (compare(BASE, document), compare(document, BASE), compare(document, copied(document))):
        assert json.dumps(as_dict(found)) and as_text(found, every=True) and as_markdown(found)
    assert compare(document, copied(document)).changes == ()


def test_circles_and_depth_are_bounded() -> None:
    """Schemas that hold themselves by allOf, by reference alone or a thousand deep end with an answer or a finding."""
    schemas: dict[str, Any] = {
        "A": {"allOf": [{"$ref": "#/components/schemas/A"}], "properties": {"a": {"$ref": "#/components/schemas/A"}}},
        "B": {"$ref": "#/components/schemas/B"},
        "C": {"anyOf": [{"$ref": "#/components/schemas/C"}, {"type": "null"}]},
        "D": {"oneOf": [{"$ref": "#/components/schemas/D"}, {"type": "object", "properties": {"a": {}}}]},
    }
    deep: dict[str, Any] = {}
    for _ in range(3_000):
        deep = {"items": deep, "not": {"not": deep} if not deep else {}}
    for name, schema in (*schemas.items(), ("deep", deep)):
        document = json.loads(json.dumps(BASE))
        document["components"]["schemas"]["Error"] = schema if name == "deep" else schemas[name]
        document["components"]["schemas"] |= schemas
        try:
            assert isinstance(compare(BASE, document), Diff)
        except DiagnosticError as error:
            assert [d.code for d in error.diagnostics] == ["SPC084"]


def renamed() -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the base document, and one in which a schema and a method have other names."""
    document = json.loads(json.dumps(BASE).replace("#/components/schemas/Person", "#/components/schemas/Human"))
    document["components"]["schemas"]["Human"] = document["components"]["schemas"].pop("Person")
    document["paths"]["/v1/{project_id}/ships"]["get"]["x-method"] = "find"
    return BASE, document


def test_renamed_schema_breaks_code_alone() -> None:
    """New names of a schema and of a method are nothing on the wire, and break code."""
    found = compare(*renamed()).changes
    assert {(c.kind, c.wire, c.clients["python"], c.old, c.new) for c in found} == {
        ("schema-renamed", Effect.NONE, Effect.BREAKING, "Person", "Human"),
        ("method-renamed", Effect.NONE, Effect.BREAKING, "ships.list", "ships.find"),
    }


def test_aliases_keep_old_names() -> None:
    """A new name is compatible where the client keeps the old one, and only then."""
    aliases = Aliases({"Person": "Human"}, {"ships.list": "ships.find"})
    assert compare(*renamed(), aliases=aliases).effect is Effect.COMPATIBLE
    stale = Aliases({"Person": "Nobody"}, {"ships.list": "ships.search"})
    assert compare(*renamed(), aliases=stale).effect is Effect.BREAKING


def test_rule_that_is_another_may_let_anything_come() -> None:
    """Rules that are not compared in detail break readers, too, where they are others."""
    documents = [copied(BASE), copied(BASE)]
    for document, first in zip(documents, ("string", "number"), strict=True):
        document["components"]["schemas"]["Ship"]["properties"]["flags"] = {
            "type": "array",
            "prefixItems": [{"type": first}],
        }
    (change,) = compare(*documents).changes
    assert (change.kind, change.wire, len(change.operations)) == ("constraint-changed", Effect.BREAKING, 4)


def test_callback_is_compared_with_what_it_refers_to() -> None:
    """A change of a schema that only a callback sends is one."""
    documents = [copied(BASE), copied(BASE)]
    for document, kind in zip(documents, ("string", "integer"), strict=True):
        document["components"]["schemas"]["Event"] = {"properties": {"a": {"type": kind}}}
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}}
        callback = {"{$request.body#/url}": {"post": {"requestBody": {"content": content}, "responses": {}}}}
        document["paths"]["/v1/{project_id}/ships"]["post"]["callbacks"] = {"built": callback}
    assert [change.kind for change in compare(*documents).changes] == ["callback-changed"]


def test_success_under_another_status_is_compared() -> None:
    """The bodies of the two statuses are one body."""
    document = copied(BASE)
    responses = document["paths"]["/v1/{project_id}/ships"]["post"]["responses"]
    responses["200"] = responses.pop("201")
    responses["200"]["content"]["application/json"]["schema"] = {"$ref": "#/components/schemas/Person"}
    kinds = {change.kind for change in compare(BASE, document).changes}
    assert kinds == {
        "response-status-changed",
        "schema-replaced",
        "field-removed",
        "field-added",
        "required-field-added",
    }


def test_json_beside_another_media_type_breaks_code() -> None:
    """The client takes JSON where it can, so what was bytes becomes an object; beside JSON others change nothing."""
    kinds = []
    for types in (["text/csv"], ["application/json"], []):
        documents = [copied(BASE), copied(BASE)]
        for document, names in zip(documents, (types, ["text/csv", "application/json"]), strict=True):
            body = document["paths"]["/v1/{project_id}/ships"]["post"]["responses"]["201"]
            body["content"] = {name: {"schema": {"type": "string"}} for name in names}
        kinds.append([change.kind for change in compare(*documents).changes])
    assert kinds == [["preferred-media-type-added"], ["media-type-added"], ["media-type-added"] * 2]


def test_fewer_scopes_break_nobody() -> None:
    """Who has the credentials and scopes that were demanded is let in where fewer are."""
    old, new = ({**BASE, "security": [{"OAuth": scopes}]} for scopes in (["read", "write"], ["read"]))
    assert [change.kind for change in compare(old, new).changes] == ["security-added"]
    assert "security-removed" in {change.kind for change in compare(new, old).changes}


def test_two_servers_in_another_order_change_the_default() -> None:
    """Which server comes first is what the client goes to."""
    one, other = {"url": "https://a.example.com"}, {"url": "https://b.example.com"}
    found = compare({**BASE, "servers": [one, other]}, {**BASE, "servers": [other, one]}).changes
    assert [change.kind for change in found] == ["default-server-changed"]


def test_change_says_where_the_reference_states_it() -> None:
    """The place is that of the pointer, or of the nearest one above that has one, on both sides."""
    pointer = "/components/schemas/Person/properties/rank"
    old, new = Location("old.txt", 7), Location("new.txt", 9)
    document = copied(BASE)
    document["components"]["schemas"]["Person"]["properties"]["rank"]["enum"] = ["mate"]
    found = compare(BASE, document, old_places={pointer: old}, new_places={pointer.rpartition("/")[0]: new})
    assert {(change.old_place, change.new_place) for change in found.changes} == {(old, new)}
    assert "[new.txt:9]" in as_text(found)


def test_shared_change_names_every_operation() -> None:
    """A change of a schema that others hold is one change, and names each operation that comes to it."""
    document = copied(BASE)
    del document["components"]["schemas"]["Person"]["properties"]["age"]
    (change,) = compare(BASE, document).changes
    assert change.operations == ("ListShips", "CreateShip", "ShowShip", "UpdateShip")
    assert (change.part, change.subject) == (Part.DOCUMENT, "schema `Person` field `age`")


def test_single_change_is_told_as_its_operation_sees_it() -> None:
    """Where one operation alone comes to a change, the subject is the path from that operation."""
    document = copied(BASE)
    document["components"]["schemas"]["ShipList"]["properties"]["ships"]["maxItems"] = 5
    (change,) = compare(BASE, document).changes
    assert change.subject == "response 200 field `ships`, maxItems"


def test_text_of_a_document_does_not_act() -> None:
    """Control characters, Markdown and HTML in names reach neither a terminal nor a pull request as such."""
    document = copied(BASE)
    evil = "\x1b[31m`<img src=x>`\n# title"
    document["components"]["schemas"]["Person"]["properties"][evil] = {"type": "string"}
    found = compare(BASE, document)
    for text in (as_text(found), as_markdown(found)):
        assert "\x1b" not in text
        assert "\n# title" not in text
    assert "<img" not in as_markdown(found).replace("\\<img", "")


def test_name_cannot_leave_its_code_span() -> None:
    """Backticks in a name do not let what follows act."""
    for evil in ("`<img src=x>`", "``x`<img src=x>", "x``<img src=x>``y", "`"):
        document = copied(BASE)
        document["components"]["schemas"]["Person"]["properties"][evil] = {"type": "string"}
        document["paths"]["/evil"] = {"get": {"operationId": evil, "responses": {}}}
        assert "<img" not in as_markdown(compare(BASE, document)).replace("\\<img", "")


def test_same_change_of_many_operations_is_told_once() -> None:
    """What is said of three operations in the same words is one line, which names them; three fields are one, too."""
    document = copied(BASE)
    for item in document["paths"].values():
        for operation in item.values():
            operation["responses"]["429"] = {"description": "Too Many Requests"}
    for name in ("a", "b", "c"):
        document["components"]["schemas"]["ShipList"]["properties"][name] = {"type": "string"}
    found = compare(BASE, document)
    assert len(found.changes) == 7
    for text in (as_text(found), as_markdown(found).replace("`", "")):
        assert text.count("response 429") == 1
        assert "ListShips, CreateShip, ShowShip and 1 more" in text
    assert "response 200: optional field added (3): `a`, `b`, `c`" in as_text(found)


def test_bound_is_told_with_both_values() -> None:
    """One can see whether a bound is new, gone or another, and whether the limit itself is excluded."""
    old, new = copied(BASE), copied(BASE)
    for document, bound in ((old, {"maximum": 9}), (new, {"exclusiveMinimum": 0})):
        document["components"]["schemas"]["ShipRequest"]["properties"]["speed"] |= bound
    text = as_text(compare(old, new))
    assert "minimum: tighter bound (none → excluding 0)" in text
    assert "maximum: looser bound (9 → none)" in text


def test_counts_say_what_breaks_code_alone() -> None:
    """The counts tell those whom a new name breaks from those whom the service refuses."""
    assert "2 breaking (2 for code only)" in as_text(compare(*renamed()))
