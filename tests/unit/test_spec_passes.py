"""Passes: overlays with reasons, names that stay, one order of keys; none changes the document it is given."""

import json
from pathlib import Path
from typing import Any

import pytest

from spec import files
from spec.diagnostics import DiagnosticError
from spec.passes import Passed, run
from spec.passes.names import Names, dump_names, read_names, record_names
from spec.passes.order import order
from spec.passes.overlay import Overlay, apply_overlay, load_overlay
from spec.passes.publish import name_responses_by_status

Document = dict[str, Any]

DOCUMENT: Document = {
    "openapi": "3.1.1",
    "info": {"title": "Things", "version": "1"},
    "tags": [{"name": "a"}, {"name": "b"}, {"name": "c"}],
    "paths": {
        "/v1/jobs/{id}": {"get": {"operationId": "ShowJob", "tags": ["a"]}, "put": {"operationId": "EditJob"}},
        "/v1/pools": {"get": {"operationId": "ListPools"}},
    },
}


def overlay(*actions: Document) -> Overlay:
    """Make an overlay of actions; each gets a reason."""
    listed = [{"description": "because", **action} for action in actions]
    return Overlay.model_validate(
        {"overlay": "1.0.0", "info": {"title": "corrections", "version": "1"}, "actions": listed}
    )


def applied(*actions: Document) -> Document:
    """Give the document with actions applied, and check that the given one stays as it is."""
    before = json.dumps(DOCUMENT)
    document = apply_overlay(DOCUMENT, overlay(*actions)).document
    assert json.dumps(DOCUMENT) == before
    return document


def test_update_merges() -> None:
    """An update merges objects to any depth, replaces values, joins lists inside objects and appends to a list."""
    document = applied(
        {"target": "$", "update": {"info": {"version": "2", "x-a": {"b": 1}}}},
        {"target": "$.paths['/v1/jobs/{id}'].get", "update": {"tags": ["b"], "deprecated": True}},
        {"target": "$.tags", "update": {"name": "d"}},
        {"target": "$.paths[*].get", "update": {"x-mark": []}},
        {"target": "$.tags[?(@.name=='b')]", "update": {"description": "B"}},
    )
    assert document["info"] == {"title": "Things", "version": "2", "x-a": {"b": 1}}
    job = {"operationId": "ShowJob", "tags": ["a", "b"], "deprecated": True, "x-mark": []}
    assert document["paths"]["/v1/jobs/{id}"]["get"] == job
    assert document["paths"]["/v1/pools"]["get"]["x-mark"] == []
    assert document["tags"] == [{"name": "a"}, {"name": "b", "description": "B"}, {"name": "c"}, {"name": "d"}]


def test_remove_takes_away() -> None:
    """Remove takes away keys and items of lists, several of one list too, whatever order they are selected in."""
    document = applied({"target": "$.tags[2,0]", "remove": True}, {"target": "$..operationId", "remove": True})
    assert document["tags"] == [{"name": "b"}]
    assert "operationId" not in json.dumps(document)


def test_update_is_copied_to_each_place() -> None:
    """Two places that get the same update do not share it: a later action on one leaves the other alone."""
    document = applied(
        {"target": "$.paths[*].get", "update": {"x-a": {"n": 1}}},
        {"target": "$.paths['/v1/pools'].get", "update": {"x-a": {"n": 2}}},
    )
    assert document["paths"]["/v1/jobs/{id}"]["get"]["x-a"] == {"n": 1}


def test_departures_name_place_and_reason() -> None:
    """Each place that an overlay changes is told, with the reason of the action."""
    action = {"target": "$.paths[*].get", "update": {"deprecated": True}, "description": "old"}
    departures = apply_overlay(DOCUMENT, overlay(action)).departures
    assert [(d.pointer, d.by, d.why) for d in departures] == [
        ("/paths/~1v1~1jobs~1{id}/get", "overlay", "old"),
        ("/paths/~1v1~1pools/get", "overlay", "old"),
    ]


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ({"target": "$.nothing", "update": {}}, "SPC061"),
        ({"target": "$.tags[?(@.name=='z')]", "remove": True}, "SPC061"),
        ({"target": "$[", "update": {}}, "SPC062"),
        ({"target": "info", "update": {}}, "SPC062"),
        ({"target": "$.info.title", "update": "x"}, "SPC063"),
        ({"target": "$.info", "update": ["x"]}, "SPC063"),
        ({"target": "$", "remove": True}, "SPC063"),
    ],
)
def test_an_action_that_cannot_be_is_an_error(action: Document, code: str) -> None:
    """An action that matches nothing, or cannot be read or applied, is an error that names it; all are told at once."""
    good = {"target": "$.info", "update": {"x-a": 1}}
    with pytest.raises(DiagnosticError) as raised:
        apply_overlay(DOCUMENT, overlay(good, action, action), "things.yaml")
    assert [(d.code, d.location.document, d.location.trail) for d in raised.value.diagnostics] == [
        (code, "things.yaml", ("action 2", action["target"])),
        (code, "things.yaml", ("action 3", action["target"])),
    ]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"overlay": "2.0.0"}, "/overlay"),
        ({"info": {"title": "t"}}, "/info/version"),
        ({"actions": [{"target": "$", "update": {}}]}, "/actions/0/description"),
        ({"actions": [{"target": "$", "update": {}, "description": ""}]}, "/actions/0/description"),
        ({"actions": [{"target": "$", "description": "d"}]}, "/actions/0"),
        ({"actions": [{"target": "$", "description": "d", "update": 1, "remove": True}]}, "/actions/0"),
        ({"actions": [{"target": "$", "description": "d", "updat": 1}]}, "/actions/0/updat"),
        ({"more": 1}, "/more"),
    ],
)
def test_a_file_that_is_no_overlay_is_an_error(change: Document, place: str, tmp_path: Path) -> None:
    """A misspelt key, a missing reason or a wrong version is an error with its place in the file."""
    path = tmp_path / "overlay.yaml"
    right = {"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": []}
    path.write_text(files.dump_yaml(right | change))
    with pytest.raises(DiagnosticError) as raised:
        load_overlay(path)
    assert {d.code for d in raised.value.diagnostics} == {"SPC060"}
    assert place in [d.pointer for d in raised.value.diagnostics]


def test_order_is_the_standards() -> None:
    """Keys stand as the standard lists them, extensions last; names and lists keep their order, and nothing is lost."""
    document = {
        "x-b": 1,
        "paths": {"/z": {"put": {}, "get": {"x-a": 1, "responses": {"404": {}, "200": {}}, "tags": []}}, "/a": {}},
        "components": {
            "schemas": {"B": {"properties": {"z": {"maximum": 1, "type": "integer"}, "a": {}}, "type": "object"}}
        },
        "openapi": "3.1.1",
        "unknown": 1,
    }
    before = json.dumps(document)
    ordered = order(document).document
    assert json.dumps(document) == before
    assert ordered == document
    assert json.dumps(ordered) == (
        '{"openapi": "3.1.1", "paths": {"/z": {"get": {"tags": [], "responses": {"404": {}, "200": {}}, "x-a": 1},'
        ' "put": {}}, "/a": {}}, "components": {"schemas": {"B": {"type": "object", "properties": {"z":'
        ' {"type": "integer", "maximum": 1}, "a": {}}}}}, "unknown": 1, "x-b": 1}'
    )


def named(*names: tuple[str, str]) -> Document:
    """Make a document of operations: pairs of `METHOD path` and operationId."""
    document: Document = {"paths": {}}
    for key, name in names:
        method, path = key.split(" ")
        document["paths"].setdefault(path, {})[method.lower()] = {"operationId": name} if name else {}
    return document


def test_the_record_grows_and_refuses_moves() -> None:
    """New names are added and old ones kept; a name that changes, or goes to another operation, is an error."""
    names = record_names(named(("GET /a", "A"), ("GET /b", "B")), Names())
    later = record_names(named(("GET /c", "C")), names)
    assert later.operations == {"GET /a": "A", "GET /b": "B", "GET /c": "C"}
    with pytest.raises(DiagnosticError) as raised:
        record_names(named(("GET /a", "Z"), ("GET /c", "A")), names)
    assert [(d.code, d.pointer) for d in raised.value.diagnostics] == [
        ("SPC070", "/paths/~1a/get/operationId"),
        ("SPC071", "/paths/~1c/get/operationId"),
    ]


def test_the_record_holds_the_methods_of_clients() -> None:
    """What an operation is called in clients is recorded; one that moves, or takes another's name, is an error."""
    first = named(("GET /a", ""), ("GET /b", ""))
    first["paths"]["/a"]["get"] |= {"x-resource": "cats", "x-method": "list"}
    names = record_names(first, Names())
    assert names.methods == {"GET /a": "cats.list"}
    second = named(("GET /a", ""), ("GET /b", ""))
    second["paths"]["/a"]["get"] |= {"x-resource": "cats", "x-method": "get"}
    second["paths"]["/b"]["get"] |= {"x-resource": "cats", "x-method": "list"}
    with pytest.raises(DiagnosticError) as raised:
        record_names(second, names)
    assert [(d.code, d.pointer) for d in raised.value.diagnostics] == [
        ("SPC073", "/paths/~1a/get/x-method"),
        ("SPC074", "/paths/~1b/get/x-method"),
    ]


def test_the_record_is_a_file(tmp_path: Path) -> None:
    """A record is read as it was written, sorted; no file is an empty record; another file is an error."""
    path = tmp_path / "names.json"
    assert read_names(path) == Names()
    path.write_text(dump_names(Names({"GET /b": "B", "GET /a": "A"}, {"Thing": "GET /a 200"})))
    assert list(read_names(path).operations.items()) == [("GET /a", "A"), ("GET /b", "B")]
    assert read_names(path).schemas == {"Thing": "GET /a 200"}
    path.write_text('{"operations": {"GET /a": 1}}')
    with pytest.raises(DiagnosticError):
        read_names(path)


def test_passes_run_in_turn() -> None:
    """Passes follow one another and their departures add up."""

    def note(document: Document) -> Passed:
        """Apply an overlay of one action."""
        return apply_overlay(document, overlay({"target": "$.info", "update": {"x-seen": [1]}}))

    document, departures = run(DOCUMENT, [note, order, note])
    assert document["info"]["x-seen"] == [1, 1]
    assert len(departures) == 2


def test_responses_are_called_by_their_status() -> None:
    """A response gets the phrase of its status; documented words stay beside it, and a range keeps its own."""
    responses = {"201": {"description": "made"}, "404": {"description": "Not Found"}, "5XX": {"description": "failed"}}
    document = {"paths": {"/a": {"post": {"responses": responses}}}}
    assert name_responses_by_status(document).document["paths"]["/a"]["post"]["responses"] == {
        "201": {"description": "Created", "x-title": "made"},
        "404": {"description": "Not Found"},
        "5XX": {"description": "failed"},
    }
    assert responses["201"] == {"description": "made"}
