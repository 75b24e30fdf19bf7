"""Workflows: what a file of them may hold, what must fit the document, what is published."""

import json
from pathlib import Path
from typing import Any

import pytest

from apiscribe.build import Clock, build
from apiscribe.config import input_paths, load_config
from spec import files
from spec.arazzo import Workflows, arazzo_document, load_workflows
from spec.diagnostics import DiagnosticError

SPEC = Path(__file__).resolve().parents[2] / "spec"
GOLDEN = SPEC.parent / "tests" / "golden"
FILE = SPEC / "workflows" / "modelarts.yaml"
PUBLISHED = SPEC / "documents" / "modelarts"

Json = dict[str, Any]

BODY = {"guest": "$inputs.name", "words": "hello"}


def lamp_document() -> Json:
    """Make a document in which lamps are made, looked at and taken away."""
    lamp = {
        "properties": {"id": {"type": "string"}, "state": {"type": "string"}, "parts": {"items": {"type": "string"}}}
    }
    answer = {"content": {"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Lamp"}]}}}}
    fields = {"name": {"type": "string"}, "kind": {"enum": ["desk", "wall"]}, "bulbs": {"items": {"$ref": "#/b"}}}
    body = {"required": True, "content": {"application/json": {"schema": {"properties": fields, "required": ["name"]}}}}
    waiter = {
        "field": "/state", "states": ["WARM", "LIT", "BROKEN", "OFF"], "success": ["LIT", "OFF"], "failure": ["BROKEN"],
        "final": True, "interval": 2, "timeout": 60, "deleted": {"states": ["OFF"], "error_codes": ["L.1"]},
    }  # fmt: skip
    place = [{"name": "id", "in": "path", "required": True}, {"name": "house", "in": "path", "required": True}]
    shown = {"operationId": "ShowLamp", "responses": {"200": answer}, "x-waiter": waiter}
    return {
        "info": {"version": "7"},
        "paths": {
            "/{house}/lamps": {
                "parameters": place[1:],
                "post": {"operationId": "CreateLamp", "requestBody": body, "responses": {"201": answer, "202": {}}},
            },
            "/{house}/lamps/{id}": {
                "parameters": place,
                "get": shown,
                "delete": {"operationId": "DeleteLamp", "responses": {"default": {}}},
            },
        },
        "components": {"schemas": {"Lamp": lamp}},
        "b": {"properties": {"watt": {"type": "integer"}}},
    }


def lamp_workflows(**step: Any) -> Json:
    """Make a file with one workflow; `step` changes its second step."""
    create = {
        "step": "make", "operation": "CreateLamp", "summary": "Make one.", "outputs": {"id": "/id"},
        "body": {"name": "$inputs.name", "kind": "desk", "bulbs": [{"watt": 7}]},
    }  # fmt: skip
    show = {"step": "look", "operation": "ShowLamp", "summary": "Look.", "parameters": {"id": "$steps.make.outputs.id"}}
    workflow = {
        "workflow": "lamp", "summary": "A lamp.", "description": "It is made.", "steps": [create, show | step],
        "inputs": {"name": {"type": "string", "default": "it's"}}, "outputs": {"id": "$steps.make.outputs.id"},
    }  # fmt: skip
    house = {"house": {"type": "string"}}
    return {"title": "T", "summary": "S", "description": "D", "parameters": house, "workflows": [workflow]}


def made(tmp_path: Path, content: Json) -> Json:
    """Load a file of workflows and make the document of it."""
    file = tmp_path / "lamps.yaml"
    file.write_text(json.dumps(content), encoding="utf-8")
    return arazzo_document(load_workflows(file), lamp_document(), "lamps.yaml")


def test_steps_are_written_out(tmp_path: Path) -> None:
    """Statuses of success, places of parameters and the media type are those of the document; what has no default is
    a required input."""
    document = made(tmp_path, lamp_workflows(expect={"/parts/0": "it's", "/id": "$steps.make.outputs.id"}))
    (workflow,) = document["workflows"]
    make, look = workflow["steps"]
    assert (document["arazzo"], document["info"]["version"]) == ("1.0.1", "7")
    assert workflow["inputs"]["required"] == ["house"]
    assert make["successCriteria"] == [{"condition": "$statusCode == 201 || $statusCode == 202"}]
    assert make["requestBody"]["contentType"] == "application/json"
    assert make["outputs"] == {"id": "$response.body#/id"}
    assert look["parameters"] == [
        {"name": "house", "in": "path", "value": "$inputs.house"},
        {"name": "id", "in": "path", "value": "$steps.make.outputs.id"},
    ]
    assert [one["condition"] for one in look["successCriteria"]] == [
        "$statusCode == 200",
        "$response.body#/parts/0 == 'it''s'",
        "$response.body#/id == $steps.make.outputs.id",
    ]


def test_waiting_is_what_the_waiter_says(tmp_path: Path) -> None:
    """A step that waits is retried as often as fits into the time, and ends in states that lead nowhere else."""
    look = made(tmp_path, lamp_workflows(wait="LIT"))["workflows"][0]["steps"][1]
    assert look["successCriteria"][-1] == {"condition": "$response.body#/state == 'LIT'"}
    end, retry = look["onFailure"]
    assert end["criteria"] == [{"condition": "$response.body#/state == 'BROKEN' || $response.body#/state == 'OFF'"}]
    assert (retry["type"], retry["retryAfter"], retry["retryLimit"]) == ("retry", 2, 30)
    assert retry["criteria"] == [{"condition": "$statusCode == 200"}]


def test_what_is_gone_is_not_known_any_more(tmp_path: Path) -> None:
    """A deletion has ended with a 404, and with whatever else the waiter takes for one."""
    look = made(tmp_path, lamp_workflows(gone=True))["workflows"][0]["steps"][1]
    (criterion,) = look["successCriteria"]
    parts = ("$statusCode == 404", "$response.body#/state == 'OFF'", "$response.body#/error_code == 'L.1'")
    assert criterion["condition"] == " || ".join(parts)
    assert [action["type"] for action in look["onFailure"]] == ["retry"]


@pytest.mark.parametrize("key", ["field", "states", "final", "interval", "deleted"])
def test_a_waiter_that_lacks_something_is_none(key: str) -> None:
    """A document may have a waiter of another hand; what cannot be followed is told and never guessed."""
    document = lamp_document()
    del document["paths"]["/{house}/lamps/{id}"]["get"]["x-waiter"][key]
    with pytest.raises(DiagnosticError, match="not waited for until a deletion"):
        arazzo_document(Workflows.model_validate(lamp_workflows(gone=True)), document)


def test_one_workflow_comes_after_another(tmp_path: Path) -> None:
    """What a workflow comes after is published as what it depends on."""
    content = lamp_workflows()
    content["workflows"].append(content["workflows"][0] | {"workflow": "second", "after": ["lamp"]})
    assert [one.get("dependsOn") for one in made(tmp_path, content)["workflows"]] == [None, ["lamp"]]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"operation": "PaintLamp"}, "no operation is called PaintLamp"),
        ({"parameters": {"id": "1", "colour": "red"}}, "has no parameter colour"),
        ({"parameters": {}}, "needs the parameter id"),
        ({"parameters": {"id": "$steps.look.outputs.id"}}, r"nothing before it gives \$steps.look.outputs.id"),
        ({"parameters": {"id": "lamp-{$inputs.number}"}}, r"nothing before it gives \$inputs.number"),
        ({"parameters": {"id": "$inputs.name/1"}}, r"nothing before it gives \$inputs.name/1"),
        ({"outputs": {"id": "/metadata/id"}}, "has no /metadata/id"),
        ({"outputs": {"id": "id"}}, "has no id"),
        ({"expect": {"/parts/first": "x"}}, "has no /parts/first"),
        ({"wait": "MELTED"}, "not waited for until MELTED"),
        ({"operation": "DeleteLamp", "gone": True}, "not waited for until a deletion"),
        ({"operation": "DeleteLamp", "wait": "LIT"}, "not waited for until LIT"),
        ({"operation": "CreateLamp", "parameters": {}}, "needs a body"),
        ({"operation": "CreateLamp", "parameters": {}, "body": {"kind": "desk"}}, "needs /name"),
        ({"operation": "CreateLamp", "parameters": {}, "body": {"name": "x", "size": 1}}, "has no /size"),
        ({"operation": "CreateLamp", "parameters": {}, "body": {"name": "x", "kind": "floor"}}, "takes no 'floor'"),
        ({"operation": "CreateLamp", "parameters": {}, "body": {"name": "x", "bulbs": [{}, {"volt": 1}]}}, "/1/volt"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_document_is_told(tmp_path: Path, step: Json, words: str) -> None:
    """An operation, parameter, field, state or expression that is not there is an error that names the step."""
    with pytest.raises(DiagnosticError, match=words) as caught:
        made(tmp_path, lamp_workflows(**step))
    first = caught.value.diagnostics[0]
    assert (first.code, first.location.trail) == ("SPC093", ("lamp", "look"))


@pytest.mark.parametrize(
    "changes",
    [
        {"outputs": {"id": "$steps.look.outputs.id"}},
        {"after": ["other"]},
        {"after": ["lamp"]},
    ],
)
def test_workflows_use_what_comes_before_them(tmp_path: Path, changes: Json) -> None:
    """What a workflow gives is given by its steps, and what it comes after stands before it."""
    content = lamp_workflows()
    content["workflows"][0] |= changes
    with pytest.raises(DiagnosticError) as caught:
        made(tmp_path, content)
    assert [one.code for one in caught.value.diagnostics] == ["SPC093"]


@pytest.mark.parametrize(
    "step",
    [
        {"step": "make"},
        {"step": "two words"},
        {"colour": "red"},
        {"gone": True, "wait": "LIT"},
        {"gone": True, "outputs": {"id": "/id"}},
        {"summary": ""},
        {"wait": True},
    ],
)
def test_what_is_no_file_of_workflows_is_refused(tmp_path: Path, step: Json) -> None:
    """A key or value that means nothing is an error with its place in the file."""
    with pytest.raises(DiagnosticError) as caught:
        made(tmp_path, lamp_workflows(**step))
    first = caught.value.diagnostics[0]
    assert (first.code, first.pointer.startswith("/workflows/0")) == ("SPC092", True)


def greeting(tmp_path: Path, operation: str) -> Json:
    """Build the smallest page with a workflow that calls an operation; gives the Arazzo document."""
    (tmp_path / "page.html").write_text((GOLDEN / "hello" / "page.html").read_text(encoding="utf-8"), encoding="utf-8")
    content = lamp_workflows()
    step = {"step": "greet", "operation": operation, "summary": "Say hello.", "body": BODY}
    content["workflows"][0] |= {"outputs": {}, "steps": [step]}
    file = tmp_path / "calls.yaml"
    file.write_text(json.dumps(content), encoding="utf-8")
    configuration = tmp_path / "apiscribe.toml"
    configuration.write_text(
        'workflows = "calls.yaml"\n[service]\nname = "hello"\n[[source]]\npath = "page.html"\n', encoding="utf-8"
    )
    config = load_config(configuration)
    assert file in input_paths(config, tmp_path, tmp_path)
    documents = build(config, tmp_path, tmp_path, Clock()).documents
    return files.parse(documents[tmp_path / "spec" / "documents" / "hello" / "arazzo.yaml"], "arazzo.yaml")


def test_workflows_beside_the_configuration_are_published(tmp_path: Path) -> None:
    """A build reads them, counts their file among its inputs, and writes `arazzo.yaml` beside the document."""
    written = greeting(tmp_path, "CreateGreeting")
    (step,) = written["workflows"][0]["steps"]
    assert step["requestBody"]["payload"] == BODY
    assert written["sourceDescriptions"][0]["url"] == "openapi.yaml"


def test_a_build_tells_of_workflows_that_do_not_fit(tmp_path: Path) -> None:
    """What does not fit stops a build, and is told by the name of the configured file."""
    with pytest.raises(DiagnosticError) as caught:
        greeting(tmp_path, "CreateLamp")
    assert {(found.code, found.location.document) for found in caught.value.diagnostics} == {("SPC093", "calls.yaml")}


def test_the_published_workflows_are_those_of_the_file() -> None:
    """What is published is made of the file and of the published document, and has six workflows."""
    document = arazzo_document(load_workflows(FILE), files.load(PUBLISHED / "openapi.json"))
    assert document == files.load(PUBLISHED / "arazzo.yaml")
    assert len(document["workflows"]) == 6
