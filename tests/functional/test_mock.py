"""The generated mock over HTTP, and its answers against the document's own schemas."""

import importlib
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
from mock_of_modelarts import Published


def test_every_operation_answers_as_documented(document: dict[str, Any], mock_url: str) -> None:
    """Each operation answers with its documented status and a body that its schema accepts."""
    reader = Published(document)
    assert len(reader.operations) == 13
    for operation in reader.operations:
        request = reader.request(operation)
        headers = {**request.headers, "prefer": "code=2XX"}
        answer = httpx.request(request.method, mock_url + request.path, headers=headers, content=request.body)
        response = reader.document.success(operation)
        assert response is not None and answer.status_code == response.status, operation.id
        media = response.content.get("application/json")
        if media and "examples" not in media:
            schema = {**media["schema"], "components": document["components"]}
            assert jsonschema_rs.is_valid(schema, answer.json()), operation.id


def test_no_content_has_no_body(mock_url: str) -> None:
    """A 204 has neither body nor length."""
    ship = httpx.post(f"{mock_url}/v1/p1/ships", json={"name": "Clara", "class": "barge"}).json()
    answer = httpx.delete(f"{mock_url}/v1/p1/ships/{ship['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-length" not in answer.headers


def test_literal_wins_over_placeholder(mock_url: str) -> None:
    """A literal segment is tried before a placeholder, and an encoded slash does not split a segment."""
    assert isinstance(httpx.get(f"{mock_url}/v1/p/ships/all").json(), list)
    assert "'a/b' among ships" in httpx.get(f"{mock_url}/v1/p/ships/a%2Fb").json()["error_msg"]


def test_paths_that_are_ambiguous_both_ways_fall_back(packages: Path) -> None:
    """Where the literal way ends nowhere the placeholder way is taken."""
    app = importlib.import_module("harbour_mock").create_app()
    assert app.router.find("GET", ["v1", "p", "pilots", "boats", "b1", "crew"]).target.operation_id == "ListBoatCrew"
    assert app.router.find("GET", ["v1", "p", "pilots", "boats", "logs", "l1"]).target.operation_id == "ShowPilotLog"
    assert app.router.find("GET", ["v1", "p", "pilots", "boats", "logs", "crew"]).target.operation_id == "ListBoatCrew"


def test_wrong_method_says_which_are_allowed(mock_url: str) -> None:
    """A known path with another method gives 405, the methods in `Allow`, the vendor's envelope."""
    answer = httpx.patch(f"{mock_url}/v1/p1/ships/s1")
    assert (answer.status_code, answer.headers["allow"]) == (405, "DELETE, GET, HEAD, PUT")
    assert set(answer.json()) == {"error_code", "error_msg"}


def test_unknown_path_is_not_found(mock_url: str) -> None:
    """A path that nothing documents gives 404 in the vendor's envelope."""
    answer = httpx.get(f"{mock_url}/v9/none")
    assert answer.status_code == 404
    assert answer.json()["error_code"] == "Mock.0404"


def test_answers_are_the_same_each_time(mock_url: str) -> None:
    """A made answer is deterministic."""
    first, second = (httpx.get(f"{mock_url}/v2/p1/docks").content for _ in range(2))
    assert first == second
