"""Waiters: what a file of them may hold, what must fit the document, what is published."""

import json
from pathlib import Path
from typing import Any

import pytest

from apiscribe.build import Clock, build
from apiscribe.config import input_paths, load_config
from spec import files
from spec.diagnostics import DiagnosticError
from spec.model import operations
from spec.passes.waiters import apply_waiters, load_waiters

SPEC = Path(__file__).resolve().parents[2] / "spec"
GOLDEN = SPEC.parent / "tests" / "golden"
FILE = SPEC / "waiters" / "modelarts.yaml"
PUBLISHED = SPEC / "documents" / "modelarts" / "openapi.json"

Document = dict[str, Any]


def lamp_document() -> Document:
    """Make a document in which lamps are made, asked for, dimmed and taken away."""
    status = {"type": "string", "enum": ["WARMING", "LIT", "BROKEN", "OFF"]}
    lamp = {"properties": {"id": {"type": "string"}, "status": {"allOf": [{"$ref": "#/components/schemas/Status"}]}}}
    answer = {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Lamp"}}}}}
    level = {"properties": {"level": {"type": "integer"}}}
    body = {"content": {"application/json": {"schema": level}}}
    return {
        "paths": {
            "/lamps": {"post": {"operationId": "CreateLamp", "responses": answer}},
            "/lamps/{id}": {
                "get": {"operationId": "ShowLamp", "responses": answer},
                "put": {"operationId": "DimLamp", "requestBody": body, "responses": answer},
                "delete": {"operationId": "DeleteLamp", "responses": {"204": {}}},
            },
        },
        "components": {
            "schemas": {
                "Lamp": {"allOf": [lamp]},
                "Status": {"properties": {"phase": status, "code": {"type": "integer"}}},
            }
        },
        "x-error-codes": [{"code": "L.1", "status": 400}],
    }


def lamp_waiter(**changes: Any) -> dict[str, Any]:
    """Make the entry of a waiter for lamps."""
    waiter: dict[str, Any] = {
        "operation": "ShowLamp",
        "field": "/status/phase",
        "success": ["LIT"],
        "failure": ["BROKEN"],
        "interval": 1,
        "timeout": 60,
        "deleted": {"error_codes": ["L.1"]},
        "reason": "lamps warm up",
        "transitions": [
            {"on": "CreateLamp", "id": "/id", "steps": [{"state": "WARMING", "seconds": 2}, {"state": "LIT"}]},
            {"on": "DimLamp", "when": {"level": 0}, "steps": [{"state": "OFF"}]},
            {"on": "DeleteLamp", "steps": [{"gone": True}]},
        ],
    }
    return {**waiter, **changes}


def followed(on: str, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Make the entry of a waiter for lamps with one transition."""
    return lamp_waiter(transitions=[{"on": on, **more, "steps": steps}])


def numbered(**changes: Any) -> dict[str, Any]:
    """Make the entry of a waiter for the numeric state of lamps, which the document does not list."""
    labels = {"0": "warming", "1": "lit", "2": "broken"}
    return lamp_waiter(
        **{"field": "/status/code", "success": [1], "failure": [2], "labels": labels, "transitions": [], **changes}
    )


def applied(tmp_path: Path, *waiters: dict[str, Any]) -> Document:
    """Load a file with the waiters and apply it to the lamps."""
    file = tmp_path / "lamps.yaml"
    file.write_text(json.dumps({"waiters": waiters}), encoding="utf-8")
    return apply_waiters(lamp_document(), load_waiters(file), "lamps.yaml").document


def test_a_waiter_stands_on_its_operation_and_transitions_on_theirs(tmp_path: Path) -> None:
    """The polled operation gets the waiter with the documented states, each cause gets what follows it."""
    paths = applied(tmp_path, lamp_waiter())["paths"]
    assert paths["/lamps/{id}"]["get"]["x-waiter"] == {
        "method": "wait",
        "field": "/status/phase",
        "states": ["WARMING", "LIT", "BROKEN", "OFF"],
        "success": ["LIT"],
        "failure": ["BROKEN"],
        "final": False,
        "interval": 1,
        "timeout": 60,
        "deleted": {"error_codes": ["L.1"]},
    }
    common = {"operation": "ShowLamp", "field": "/status/phase"}
    steps = [{"state": "WARMING", "seconds": 2}, {"state": "LIT"}]
    assert paths["/lamps"]["post"]["x-transitions"] == [{**common, "id": "/id", "steps": steps}]
    assert paths["/lamps/{id}"]["put"]["x-transitions"] == [
        {**common, "when": {"level": 0}, "steps": [{"state": "OFF"}]}
    ]
    assert paths["/lamps/{id}"]["delete"]["x-transitions"] == [{**common, "steps": [{"gone": True}]}]


def test_numeric_states_come_from_their_labels(tmp_path: Path) -> None:
    """Where the document lists no states, those with labels are the known ones, as numbers."""
    waiter = applied(tmp_path, numbered())["paths"]["/lamps/{id}"]["get"]["x-waiter"]
    assert waiter["states"] == [0, 1, 2]
    assert waiter["labels"] == {"0": "warming", "1": "lit", "2": "broken"}


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (lamp_waiter(colour="red"), "Extra inputs are not permitted"),
        (lamp_waiter(field="status"), "String should match pattern"),
        (lamp_waiter(method="wait for it"), "String should match pattern"),
        (lamp_waiter(success=[]), "at least 1 item"),
        (lamp_waiter(failure=["LIT"]), "success and failure at once: LIT"),
        (lamp_waiter(failure=[4]), "either all text or all numbers"),
        (lamp_waiter(reason=""), "at least 1 character"),
        (lamp_waiter(interval=0), "greater than 0"),
        (lamp_waiter(deleted={"states": ["OFF"], "failure": ["OFF"]}), "deleted and never to be deleted: OFF"),
        (followed("DimLamp", {"gone": True, "state": "OFF"}), "either a state or gone"),
        (followed("DimLamp", {"state": "OFF", "seconds": 1}), "the last one has none"),
        (followed("DimLamp", {"state": "OFF"}, {"state": "LIT"}), "has its seconds"),
        (numbered(labels={"1": "lit"}), "without a label: 2"),
    ],
)  # fmt: skip
def test_what_is_no_waiter_is_refused(tmp_path: Path, entry: dict[str, Any], words: str) -> None:
    """An entry that says too much, too little or two things at once is refused, with its place in the file."""
    with pytest.raises(DiagnosticError) as caught:
        applied(tmp_path, entry)
    found = caught.value.diagnostics[0]
    assert (found.code, found.pointer.startswith("/waiters/0")) == ("SPC090", True)
    assert words in found.message


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (lamp_waiter(operation="ShowLantern"), "no operation is called ShowLantern"),
        (lamp_waiter(field="/status/mood", transitions=[]), "the answer has no property /status/mood"),
        (lamp_waiter(failure=["DIM"]), "not among the documented states: DIM"),
        (lamp_waiter(states=["LIT"]), "the document lists the states itself"),
        (lamp_waiter(deleted={"states": ["GONE"]}), "not among the documented states: GONE"),
        (lamp_waiter(deleted={"error_codes": ["L.2"]}), "no documented error codes: L.2"),
        (lamp_waiter(labels={"DIM": "dim"}), "labels of no state: DIM"),
        (followed("BreakLamp", {"state": "OFF"}), "no operation is called BreakLamp"),
        (followed("DimLamp", {"state": "DIM"}), "not among the documented states: DIM"),
        (followed("DimLamp", {"gone": True}, when={"mood": 1}), "no property mood"),
        (followed("CreateLamp", {"gone": True}, id="/lamp"), "no property /lamp"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_document_is_refused(tmp_path: Path, entry: dict[str, Any], words: str) -> None:
    """An operation, property, state or error code that the document lacks is told with the file and the waiter."""
    with pytest.raises(DiagnosticError) as caught:
        applied(tmp_path, entry)
    found = caught.value.diagnostics[0]
    assert (found.code, found.location.document) == ("SPC091", "lamps.yaml")
    assert words in found.message


def test_an_operation_has_one_waiter(tmp_path: Path) -> None:
    """Two entries for one operation are refused."""
    with pytest.raises(DiagnosticError, match="an operation has one waiter: ShowLamp"):
        applied(tmp_path, lamp_waiter(), lamp_waiter())


def test_all_that_does_not_fit_is_told_at_once(tmp_path: Path) -> None:
    """One run tells every problem of the file."""
    with pytest.raises(DiagnosticError) as caught:
        applied(tmp_path, lamp_waiter(failure=["DIM"]), lamp_waiter(operation="ShowLantern", transitions=[]))
    assert len(caught.value.diagnostics) == 2


def test_the_document_that_is_given_is_not_changed(tmp_path: Path) -> None:
    """The pass gives a new document."""
    file = tmp_path / "lamps.yaml"
    file.write_text(json.dumps({"waiters": [lamp_waiter()]}), encoding="utf-8")
    document = lamp_document()
    apply_waiters(document, load_waiters(file))
    assert document == lamp_document()


def test_waiters_beside_the_configuration_are_used_and_kept(tmp_path: Path) -> None:
    """A build reads the configured file, tells by its name what does not fit, and counts it among its inputs."""
    (tmp_path / "page.html").write_text((GOLDEN / "hello" / "page.html").read_text(encoding="utf-8"), encoding="utf-8")
    file = tmp_path / "lamps.yaml"
    file.write_text(json.dumps({"waiters": [lamp_waiter()]}), encoding="utf-8")
    configuration = tmp_path / "apiscribe.toml"
    configuration.write_text(
        'waiters = "lamps.yaml"\n[service]\nname = "hello"\n[[source]]\npath = "page.html"\n', encoding="utf-8"
    )
    config = load_config(configuration)
    assert file in input_paths(config, tmp_path, tmp_path)
    with pytest.raises(DiagnosticError) as caught:
        build(config, tmp_path, tmp_path / "out", Clock())
    assert {(found.code, found.location.document) for found in caught.value.diagnostics} == {("SPC091", "lamps.yaml")}


def published() -> Document:
    """Load the published document; skip the test where it is not built yet."""
    if not PUBLISHED.exists():
        pytest.skip(f"{PUBLISHED.name} of ModelArts is not built")
    return files.load(PUBLISHED)


def test_every_waiter_of_the_file_is_in_the_published_document() -> None:
    """Each waiter and each transition of the file stands in the document, and there are no others."""
    waiters = load_waiters(FILE).waiters
    found = {str(o.value["operationId"]): o.value for o in operations(published())}
    assert {name for name, value in found.items() if "x-waiter" in value} == {w.operation for w in waiters}
    for waiter in waiters:
        stated = found[waiter.operation]["x-waiter"]
        assert stated == waiter.published(stated["states"])
    made = sum(len(value.get("x-transitions", ())) for value in found.values())
    assert made == sum(len(waiter.transitions) for waiter in waiters)


def test_a_path_that_leads_into_success_exists_for_every_waiter() -> None:
    """After some operation each thing comes into a state that is waited for, so that a mock can play it."""
    for waiter in load_waiters(FILE).waiters:
        ends = {transition.steps[-1].state for transition in waiter.transitions}
        assert ends & set(waiter.success), waiter.operation


def test_what_can_be_deleted_can_be_waited_for() -> None:
    """Where a transition ends in nothing, the waiter says how one sees that; and the other way round."""
    for waiter in load_waiters(FILE).waiters:
        goes = any(transition.steps[-1].gone for transition in waiter.transitions)
        assert goes == (waiter.deleted is not None), waiter.operation
