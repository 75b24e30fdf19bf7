"""The mock of the published document over HTTP: every operation, and every kind of thing from its making to its end."""

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from mock_of_modelarts import Published, import_mock, load_document, served

from generator import Settings, generate
from generator.planning.document import Operation
from generator.planning.kinds import Kind
from generator.runtime.mock.views import find
from generator.write import write_tree

ALL_STEPS = 100_000.0
"""Seconds after which every transition is over."""


@pytest.fixture(scope="module")
def published() -> Published:
    """The published document."""
    return Published(load_document())


@pytest.fixture(scope="module")
def mock(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, httpx.Client]]:
    """The mock of it, served, and a client."""
    folder = tmp_path_factory.mktemp("published")
    settings = Settings("published-mock", "published_mock", "Published", "0.1.0")
    write_tree(generate(published.root, "mock", settings), folder)
    sys.path.insert(0, str(folder))
    with served(import_mock("published_mock")) as (app, url), httpx.Client(base_url=url) as client:
        yield app, client
    sys.path.remove(str(folder))


def send(
    client: httpx.Client,
    published: Published,
    operation: Operation,
    path_values: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    **fields: Any,
) -> httpx.Response:
    """Send a request with what is required; the answer must be as documented."""
    request = published.request(operation, path_values, **fields)
    sent = {**request.headers, **(headers or {})}
    url = httpx.URL(str(client.base_url).rstrip("/") + request.path, params=request.params)
    answer = client.request(request.method, url, headers=sent, content=request.body)
    assert not (problem := published.problem(operation, answer.status_code, answer.content)), problem
    return answer


def test_every_operation_answers(published: Published, mock: tuple[Any, httpx.Client]) -> None:
    """Each of the 283 operations gives its documented answer, or says that what the path names does not exist."""
    app, client = mock
    app.reset()
    assert len(published.operations) == 283
    statuses = [send(client, published, operation).status_code for operation in published.operations]
    assert {status // 100 for status in statuses} == {2, 4}
    assert {status for status in statuses if status >= 400} == {404}


def test_every_operation_gives_its_documented_answer_when_asked(
    published: Published, mock: tuple[Any, httpx.Client]
) -> None:
    """`Prefer: code=2XX` gives the documented answer of each operation whatever exists; no answer has a field too much
    or a wrong value, and a 204 has no body."""
    _, client = mock
    for operation in published.operations:
        answer = send(client, published, operation, headers={"Prefer": "code=2XX"})
        assert answer.is_success, operation.id
        assert answer.status_code != 204 or not answer.content


def operations_of(published: Published, kind: Kind, verb: str) -> list[Operation]:
    """Give the operations that do something with a kind."""
    return [o for o in published.operations if (deed := published.deeds[o.pointer]).verb == verb and deed.kind == kind]


def make(client: httpx.Client, published: Published, kind: Kind, above: Mapping[Kind, str]) -> str:
    """Make a thing, and give its id: as the answer shows it, else as the list does."""
    maker = next(o for o in published.operations if o.method == "POST" and published.deeds[o.pointer].kind == kind
                 and published.deeds[o.pointer].verb in ("create", "create_each")
                 and not published.deeds[o.pointer].check)  # fmt: skip
    deed = published.deeds[maker.pointer]
    options = dict(deed.options)
    answer = send(client, published, maker, values_of(published, maker, above))
    assert answer.is_success, (maker.id, answer.text)
    if "shown" in options:
        return str(find(answer.json(), options.get("at", "") + options["shown"]))
    lister = operations_of(published, kind, "list")[0]
    shown = dict(published.deeds[lister.pointer].options)
    listed = send(client, published, lister, values_of(published, lister, above)).json()
    things = find(listed, shown["items"])
    assert things, f"{kind.name}: nothing is listed after {maker.id}"
    return str(find(things[-1], shown["shown"])) if "shown" in shown else ""


def values_of(published: Published, operation: Operation, ids: Mapping[Kind, str]) -> dict[str, str]:
    """Give the path of an operation the ids of these things."""
    deed = published.deeds[operation.pointer]
    values = dict.fromkeys(("project_id",), "p1")
    if deed.kind is not None:
        line = deed.kind.line[: len(deed.names) - 1]
        values |= dict(zip(deed.names[1:], (ids[kind] for kind in line), strict=True))
    return values


def test_every_kind_of_thing_is_made_shown_listed_and_removed(
    published: Published, mock: tuple[Any, httpx.Client]
) -> None:
    """A thing that was made is shown under its id and listed once, keeps its id when it is changed, and is gone after
    its deletion, with all that was below it."""
    app, client = mock
    app.reset()
    assert len(published.kinds) > 30
    for kind in published.kinds:
        ids: dict[Kind, str] = {}
        for one in kind.line:
            ids[one] = make(client, published, one, ids)
        for verb in ("get", "update"):
            for operation in operations_of(published, kind, verb):
                answer = send(client, published, operation, values_of(published, operation, ids))
                assert answer.is_success, (operation.id, answer.text)
                options = dict(published.deeds[operation.pointer].options)
                if "shown" in options:
                    assert str(find(answer.json(), options.get("at", "") + options["shown"])) == ids[kind], operation.id
        for operation in operations_of(published, kind, "list"):
            options = dict(published.deeds[operation.pointer].options)
            paging = operation.spec.get("x-pagination", {})
            first = {paging["position"]["name"]: paging.get("first", 0)} if "position" in paging else {}
            answer = send(client, published, operation, values_of(published, operation, ids), **first).json()
            shown = [str(find(thing, options.get("shown", "/-"))) for thing in find(answer, options["items"])]
            assert shown.count(ids[kind]) == 1 or "shown" not in options, operation.id
        for operation in operations_of(published, kind, "delete")[:1]:
            assert send(client, published, operation, values_of(published, operation, ids)).is_success
            app.clock.advance(ALL_STEPS)
            for shower in operations_of(published, kind, "get"):
                assert send(client, published, shower, values_of(published, shower, ids)).status_code == 404


def test_things_below_go_with_what_they_are_in(published: Published, mock: tuple[Any, httpx.Client]) -> None:
    """A kind below another cannot be made in what does not exist, and goes with it."""
    app, client = mock
    app.reset()
    below = [kind for kind in published.kinds if kind.parent and operations_of(published, kind.parent, "delete")]
    assert below
    for kind in below:
        ids: dict[Kind, str] = {}
        for one in kind.line:
            ids[one] = make(client, published, one, ids)
        assert kind.parent is not None
        remover = operations_of(published, kind.parent, "delete")[0]
        send(client, published, remover, values_of(published, remover, ids))
        app.clock.advance(ALL_STEPS)
        maker = [*operations_of(published, kind, "create"), *operations_of(published, kind, "create_each")][0]
        assert send(client, published, maker, values_of(published, maker, ids)).status_code == 404, maker.id
        assert app.store.count(kind.name, f"p1/{kind.parent.name}/{ids[kind.parent]}") == 0


def test_what_is_taken_is_refused(published: Published, mock: tuple[Any, httpx.Client]) -> None:
    """A second thing with an id that its maker gives is refused with 409; the first stays as it was."""
    app, client = mock
    app.reset()
    named = [(o, deed.kind) for o in published.operations if (deed := published.deeds[o.pointer]).verb == "create"
             and "given" in dict(deed.options) and deed.kind]  # fmt: skip
    assert named
    for operation, kind in named:
        ids: dict[Kind, str] = {}
        for one in kind.line[:-1]:
            ids[one] = make(client, published, one, ids)
        first, second = (send(client, published, operation, values_of(published, operation, ids)) for _ in range(2))
        assert (first.is_success, second.status_code) == (True, 409)
        assert set(json.loads(second.content)) == {"error_code", "error_msg"}


PARTS: dict[str, dict[str, Any]] = {
    "RenewLease": {"duration": 7_200_000},
    "UpdateWorkspaceQuotas": {"quotas": [{"resource": "notebook.quota", "quota": 7}]},
}
"""The operations that change a part of a thing, and fields for each."""


def test_parts_of_things_keep_what_they_are_given(published: Published, mock: tuple[Any, httpx.Client]) -> None:
    """What is changed on a path of its own below a thing is shown there, of this thing and of no other; where there
    is no thing there is no part."""
    app, client = mock
    app.reset()
    parts = [(o, deed) for o in published.operations if (deed := published.deeds[o.pointer]).verb == "part"]
    changes = [(o, deed.kind) for o, deed in parts if o.method != "GET" and deed.kind]
    assert {o.id for o, _ in changes} == PARTS.keys()
    for change, kind in changes:
        show = next(o for o, deed in parts if o.method == "GET" and deed.kind is kind)
        first, second = ({kind: make(client, published, kind, {})} for _ in range(2))
        before = send(client, published, show, values_of(published, show, second)).json()
        answer = send(client, published, change, values_of(published, change, first), **PARTS[change.id])
        assert answer.is_success, answer.text
        shown = send(client, published, show, values_of(published, show, first)).json()
        assert {name: shown[name] for name in PARTS[change.id]} == PARTS[change.id]
        assert {name: before.get(name) for name in PARTS[change.id]} != PARTS[change.id]
        assert send(client, published, show, values_of(published, show, second)).json() == before
        nothing = values_of(published, change, {kind: "none"})
        assert send(client, published, change, nothing, **PARTS[change.id]).status_code == 404


def test_ids_and_answers_follow_from_the_seed(published: Published, mock: tuple[Any, httpx.Client]) -> None:
    """After a reset the same requests give the same ids."""
    app, client = mock
    seen = []
    for _ in range(2):
        app.reset()
        seen.append([make(client, published, kind, {}) for kind in published.kinds if kind.parent is None])
    assert seen[0] == seen[1]
    assert len(set(seen[0])) > 15


def test_lists_search_and_sort_by_what_the_things_are_called(
    published: Published, mock: tuple[Any, httpx.Client]
) -> None:
    """A search goes to the name of the thing itself; what stands beside its id inside of it sorts too."""
    app, client = mock
    app.reset()
    by_line = {f"{operation.method} {operation.path}": operation for operation in published.operations}
    for number in range(12):
        send(client, published, by_line["POST /v2/{project_id}/datasets"], dataset_name=f"ds-{number}")
        send(client, published, by_line["POST /v2/{project_id}/algorithms"], metadata={"name": f"alg-{number}"})
    project = published.request(by_line["GET /v2/{project_id}/datasets"]).path
    found = client.get(project, params={"search_content": "ds-3"}).json()
    assert [one["dataset_name"] for one in found["datasets"]] == ["ds-3"] and found["total_number"] == 1
    algorithms = project.replace("datasets", "algorithms")
    found = client.get(algorithms, params={"sort_by": "name", "order": "desc", "limit": 3}).json()
    assert [one["metadata"]["name"] for one in found["items"]] == ["alg-9", "alg-8", "alg-7"]
    assert client.get(algorithms, params={"searches": "name:alg-3"}).json()["total"] == 1
