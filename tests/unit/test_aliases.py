"""Names that move and names that change: the record, the document, and what a comparison makes of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.method_names import name_methods
from spec.diagnostics import DiagnosticError
from spec.diff import Effect, compare
from spec.passes.aliases import aliases_in, dated, dropped_aliases, state_aliases
from spec.passes.names import Alias, Names, dump_names, ends, read_names, record_names

Document = dict[str, Any]


def document(schema: str = "Rose", method: str = "list", path: str = "/roses") -> Document:
    """Make a document of one operation that gives one schema."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    operation = {
        "operationId": "ListRoses",
        "responses": {"200": {"description": "ok", "content": content}},
        "x-resource": "roses",
        "x-method": method,
    }
    schemas = {schema: {"type": "object", "properties": {"colour": {"type": "string"}}}}
    return {
        "openapi": "3.1.1",
        "info": {"title": "T", "version": "1.0.0"},
        "paths": {path: {"get": operation}},
        "components": {"schemas": schemas},
    }


RECORD = Names({"GET /roses": "ListRoses"}, {"Rose": "GET /roses 200"}, {"GET /roses": "roses.list"})


def test_an_alias_takes_the_place_of_the_old_name() -> None:
    """A schema gets the new name at the place of the old one, once; a method likewise; the old names stay reserved."""
    record = Names(
        RECORD.operations, RECORD.schemas, RECORD.methods, {"Rose": Alias("Bush")}, {"roses.list": Alias("roses.all")}
    )
    renamed = record.renamed()
    assert renamed.schemas == {"Rose": "", "Bush": "GET /roses 200"}
    assert renamed.methods == {"GET /roses": "roses.all"}
    assert renamed.renamed() == renamed
    with pytest.raises(DiagnosticError, match="SPC073"):
        record_names(document(method="list"), record)
    assert record_names(document(method="all"), record).methods == {"GET /roses": "roses.all"}


def test_a_schema_of_the_new_name_keeps_its_place() -> None:
    """Where the new name is on record, the alias changes no place: both have been there before."""
    record = Names(schemas={"Rose": "GET /a 200", "Bush": "GET /b 200"}, schema_aliases={"Rose": Alias("Bush")})
    assert record.renamed().schemas == record.schemas


def test_no_new_thing_gets_an_old_name() -> None:
    """An operation that comes later is not called by rule as another one was before."""
    shop = document(method="all")
    shop["paths"]["/v2/roses"] = {"get": {"operationId": "ListRosesV2", "responses": {}}}
    record = Names({}, {}, {"GET /roses": "roses.all"}, {}, {"roses.list": Alias("roses.all")})
    named = name_methods(shop, record.methods, record.method_aliases).document
    assert named["paths"]["/v2/roses"]["get"]["x-method"] != "list"
    shop["paths"]["/v2/roses"]["get"] |= {"x-resource": "roses", "x-method": "list"}
    with pytest.raises(DiagnosticError, match="SPC074"):
        record_names(shop, record)


@pytest.mark.parametrize(
    ("new", "aliases"),
    [
        ("all", {"roses.list": Alias("roses.all")}),
        ("list", {}),
    ],
)
def test_adopted_names(new: str, aliases: dict[str, Alias]) -> None:
    """A method that is called otherwise than on record keeps its old name as an alias, where that is asked for."""
    names = record_names(document(method=new), RECORD, adopt=True)
    assert names.method_aliases == aliases and names.methods == {"GET /roses": f"roses.{new}"}
    again = record_names(document(method=new), names, adopt=True)
    assert again == names
    back = record_names(document(method="list"), names, adopt=True)
    assert back.methods == {"GET /roses": "roses.list"} and "roses.list" not in back.method_aliases


def test_two_methods_do_not_swap() -> None:
    """Two methods that take each other's names are refused, asked or not."""
    shop = document(method="cut")
    shop["paths"]["/beds"] = {"get": {"operationId": "B", "x-resource": "roses", "x-method": "list"}}
    record = Names(methods={"GET /roses": "roses.list", "GET /beds": "roses.cut"})
    for adopt in (False, True):
        with pytest.raises(DiagnosticError, match="SPC073"):
            record_names(shop, record, adopt=adopt)


def test_operations_move_with_all_their_names() -> None:
    """An operation under a new path that has the operationId of one that is gone is that one; else it is a new one."""
    moved = record_names(document(path="/v2/roses"), RECORD)
    assert moved.operations == {"GET /v2/roses": "ListRoses"} and moved.methods == {"GET /v2/roses": "roses.list"}
    assert moved.schemas == {"Rose": "GET /v2/roses 200"}
    both = document(path="/v2/roses")
    both["paths"]["/roses"] = {"get": {"operationId": "Other"}}
    with pytest.raises(DiagnosticError, match="SPC071"):
        record_names(both, RECORD)


def test_the_document_states_what_is_given() -> None:
    """Old names stand with the versions since which they are old; of what is over or stands for nothing is a note."""
    names = Names(
        schema_aliases={"A": Alias("Rose", "1.0.0"), "B": Alias("A", "2.0.0"), "C": Alias("Gone", "2.0.0")},
        method_aliases={"beds.list": Alias("roses.list")},
    )
    stated = state_aliases(document(), names, "2.5.0")
    assert stated.document["components"]["schemas"]["Rose"]["x-aliases"] == {"A": "1.0.0", "B": "2.0.0"}
    assert stated.document["paths"]["/roses"]["get"]["x-aliases"] == {"beds.list": ""}
    assert [(d.code, d.subject) for d in stated.diagnostics] == [("SPC075", "C")]
    later = state_aliases(stated.document, dated(names, "2.5.0"), "3.0.0")
    assert later.document["components"]["schemas"]["Rose"]["x-aliases"] == {"B": "2.0.0"}
    assert later.document["paths"]["/roses"]["get"]["x-aliases"] == {"beds.list": "2.5.0"}
    assert dropped_aliases(names, "2.5.0", "3.0.0") == {"models.A": "models.Rose"}
    assert state_aliases(stated.document, Names(), "3.0.0").document == document()


def test_a_name_is_not_old_and_in_use() -> None:
    """An old name that a schema or a method of the document has is an error."""
    for names in (Names(schema_aliases={"Rose": Alias("X")}), Names(method_aliases={"roses.list": Alias("x.y")})):
        with pytest.raises(DiagnosticError, match="SPC076"):
            state_aliases(document(), names, "1.0.0")


def test_what_keeps_its_old_name_breaks_nothing() -> None:
    """A renamed schema and a renamed method break code, unless the new document states the old names."""
    old, new = document(), document("Bush", "all")
    assert compare(old, new).effect is Effect.BREAKING
    names = Names(schema_aliases={"Rose": Alias("Bush")}, method_aliases={"roses.list": Alias("roses.all")})
    kept = state_aliases(new, names, "1.0.0").document
    diff = compare(old, kept, aliases=aliases_in(kept))
    assert diff.effect is Effect.COMPATIBLE
    assert {c.kind for c in diff.changes} == {"schema-renamed-with-alias", "method-renamed-with-alias"}
    assert compare(kept, state_aliases(new, dated(names, "1.1.0"), "1.1.0").document).changes == ()


NAMES = st.sampled_from(["A", "B", "C", "D", "E"])


@given(st.dictionaries(NAMES, NAMES.map(Alias)))
def test_chains_end_or_are_refused(aliases: dict[str, Alias]) -> None:
    """Each old name leads to one that is in use, however many lie between; a circle is an error."""
    try:
        found = ends(aliases)
    except DiagnosticError as error:
        assert error.diagnostics[0].code == "SPC072"
        name, seen = error.diagnostics[0].subject, set[str]()
        while name not in seen:
            seen.add(name)
            name = aliases[name].name
    else:
        assert found.keys() == aliases.keys() and not set(found.values()) & aliases.keys()


def test_the_record_keeps_aliases(tmp_path: Any) -> None:
    """Aliases are written and read as they are, sorted."""
    path = tmp_path / "names.json"
    names = Names(schema_aliases={"B": Alias("C", "1.0.0"), "A": Alias("C")}, method_aliases={"a.b": Alias("a.c")})
    path.write_text(dump_names(names))
    assert read_names(path) == names and list(read_names(path).schema_aliases) == ["A", "B"]
