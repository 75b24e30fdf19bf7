"""Which resource and method an operation becomes."""

from typing import Any

import pytest

from generator import GenerationError
from generator.method_names import name_methods
from generator.planning.document import Document
from generator.planning.resources import place_operations, scope_of
from spec.model import operations
from spec.passes.names import method_of


def names_of(*operations: tuple[Any, ...]) -> list[str]:
    """Give the call of each operation, stated as (method, path, id, tag, more)."""
    paths: dict[str, Any] = {}
    for method, path, operation_id, *rest in operations:
        tag = rest[0] if rest else "Things"
        spec = {"operationId": operation_id, "tags": [tag], "responses": {}, **(rest[1] if len(rest) > 1 else {})}
        paths.setdefault(path, {})[method.lower()] = spec
    placed = place_operations(list(Document({"paths": paths}).operations()))
    calls = {(p.operation.method, p.operation.path): ".".join((*p.trail, p.name)) for p in placed}
    return [calls[operation[0], operation[1]] for operation in operations]


def test_collections_of_the_path_are_the_resource() -> None:
    """A segment with an item after it is a resource of its own, below the one before it."""
    assert names_of(
        ("GET", "/v2/{project_id}/datasets", "ListDatasets"),
        ("POST", "/v2/{project_id}/datasets", "CreateDataset"),
        ("GET", "/v2/{project_id}/datasets/{id}", "ShowDataset"),
        ("POST", "/v2/{project_id}/datasets/{id}/sync", "SyncDataset"),
        ("GET", "/v2/{project_id}/datasets/{id}/versions", "ListDatasetVersions"),
        ("GET", "/v2/{project_id}/datasets/{id}/versions/{version_id}", "GetDatasetVersion"),
        ("GET", "/v2/{project_id}/datasets/{id}/stats", "ShowDatasetStats"),
    ) == [
        "datasets.list", "datasets.create", "datasets.get", "datasets.sync", "datasets.versions.list",
        "datasets.versions.get", "datasets.get_stats",
    ]  # fmt: skip


def test_lone_segment_joins_the_collection_that_begins_its_name() -> None:
    """`job-flavors` belongs to `jobs` of the same tag, not to that of another one."""
    jobs = ("GET", "/v1/jobs/{id}", "ShowJob")
    assert names_of(jobs, ("GET", "/v1/job-flavors", "ListJobFlavors"))[1] == "jobs.list_flavors"
    assert names_of(jobs, ("GET", "/v1/job-flavors", "ListJobFlavors", "Else"))[1] == "job_flavors.list"


def test_one_name_written_in_two_ways_is_one_resource() -> None:
    """Singular and plural of one word are one resource, called as most paths call it."""
    assert names_of(
        ("GET", "/v1/pools", "ListPools"), ("GET", "/v1/pools/{id}", "ShowPool"), ("POST", "/v1/pool", "CreatePool")
    )[2] == "pools.create"  # fmt: skip


def test_deprecated_tag_that_collides_is_legacy() -> None:
    """Only a tag that is deprecated as a whole moves, and only where a current one has the resource."""
    old = {"deprecated": True}
    assert names_of(
        ("POST", "/v2/{p}/jobs", "CreateJob", "Jobs"),
        ("POST", "/v1/{p}/jobs", "CreateJobV1", "Old", old),
        ("GET", "/v1/{p}/charts", "ListCharts", "Old", old),
        ("DELETE", "/v2/{p}/jobs/{id}", "DeleteJob", "Jobs", old),
    ) == ["jobs.create", "legacy.jobs.create", "charts.list", "jobs.delete"]


def test_clash_gets_the_nearest_differing_word() -> None:
    """Of two methods with one name the one on the shorter path keeps it, the other gets a word, never a number."""
    assert names_of(
        ("GET", "/v1/books", "ListBooks"),
        ("GET", "/v1/books/archive", "listBook"),
        ("GET", "/v1/books/{id}", "ShowBook"),
        ("GET", "/v1/books/{id}/{page}", "GetBook"),
    ) == ["books.list", "books.list_archive", "books.get", "books.get_by_page"]


def test_id_that_repeats_the_path_gets_the_usual_verb() -> None:
    """Ids made of method and path, and none at all, give the verbs that a person would take."""
    assert names_of(
        ("GET", "/v2/{project_id}/boxes", "GetV2ByProjectIdBoxes"),
        ("POST", "/v2/{project_id}/boxes", "PostV2ByProjectIdBoxes"),
        ("GET", "/v2/{project_id}/boxes/{id}", ""),
    ) == ["boxes.list", "boxes.create", "boxes.get"]


def test_stated_names_win() -> None:
    """`x-resource` and `x-method` decide; two operations that state one name are an error."""
    stated = {"x-resource": "pens.ink", "x-method": "fill"}
    assert names_of(("POST", "/v1/a", "A", "T", stated)) == ["pens.ink.fill"]
    with pytest.raises(GenerationError, match=r"pens\.ink\.fill"):
        names_of(("POST", "/v1/a", "A", "T", stated), ("POST", "/v1/b", "B", "T", stated))


@pytest.mark.parametrize("key", ["x-resource", "x-method"])
@pytest.mark.parametrize("stated", ["a" * 81, "a." * 41, "", " . ", ["fill"], {"fill": 1}, 7, True])
def test_a_stated_name_is_never_cut_or_guessed(key: str, stated: Any) -> None:
    """What is no name, or one of more than 80 characters, is refused with its place."""
    with pytest.raises(GenerationError, match="at most 80 characters") as caught:
        names_of(("POST", "/v1/a", "A", "T", {key: stated}))
    assert caught.value.pointer == f"#/paths/~1v1~1a/post/{key}"


@pytest.mark.parametrize("word", ["request", "close", "with_options", "stream", "with_raw_response", "class", "list"])
def test_a_stated_name_never_hides_what_a_client_has(word: str) -> None:
    """A resource with the name of a keyword, or of something that every client has, gets an underscore at its end."""
    expected = word if word == "list" else f"{word}_"
    assert names_of(("POST", "/v1/a", "A", "T", {"x-resource": word, "x-method": "fill"})) == [f"{expected}.fill"]


def test_path_without_words_takes_the_tag() -> None:
    """A path of placeholders alone belongs to its tag; a Chinese tag is spelt in ASCII."""
    assert names_of(("GET", "/{id}", "ShowThing", "Things")) == ["things.get"]
    assert names_of(("GET", "/{id}", "ShowThing", "库"))[0].isascii()


def test_lead_that_all_paths_share_does_not_count() -> None:
    """`/api/rest` before every path is no resource."""
    assert names_of(("GET", "/api/rest/cats", "ListCats"), ("GET", "/api/rest/dogs", "ListDogs")) == [
        "cats.list", "dogs.list",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "scope"),
    [("/v1/{project_id}/jobs/{id}", ["project_id"]), ("/jobs/{id}", []), ("/v1/{id}", []), ("/", []),
     ("/v3/{domain}/{project}/x", ["domain", "project"])],
)  # fmt: skip
def test_scope_is_what_stands_before_any_resource(path: str, scope: list[str]) -> None:
    """Placeholders before the first word of a path belong to the client."""
    assert scope_of(path) == scope


def test_one_thing_has_one_verb() -> None:
    """What vendors call describe, show or query is `get`, change and patch are `update`; `details` says nothing."""
    assert names_of(
        ("GET", "/v1/cats", "QueryCats"),
        ("GET", "/v1/cats/{id}", "DescribeCatDetails"),
        ("PATCH", "/v1/cats/{id}", "ChangeCat"),
        ("GET", "/v1/cats/{id}/mood", "ShowCatMood"),
        ("GET", "/v1/dogs/{id}", "ShowDogByUuid"),
        ("GET", "/v1/config", "ShowConfig"),
    ) == ["cats.list", "cats.get", "cats.update", "cats.get_mood", "dogs.get", "config.get"]


def test_words_written_as_one_are_the_resource_too() -> None:
    """`CreateNodePool` under `/nodepools` is `nodepools.create`, below `pools` as well."""
    assert names_of(
        ("GET", "/v1/pools/{id}", "ShowPool"),
        ("POST", "/v1/pools/{id}/nodepools", "CreateNodePool"),
        ("GET", "/v1/pools/{id}/nodepools/{name}", "ShowNodePool"),
    ) == ["pools.get", "pools.nodepools.create", "pools.nodepools.get"]


def named(document: dict[str, Any], recorded: dict[str, str]) -> dict[str, str]:
    """Give the dotted names that a document has after the pass."""
    passed = name_methods(document, recorded).document
    return {operation.path: method_of(operation) for operation in operations(passed)}


def test_recorded_names_stay() -> None:
    """A recorded name wins over the rules, a stated one over both; what is gone keeps its name from new operations."""
    document: dict[str, Any] = {
        "paths": {
            "/v1/cats": {"get": {"operationId": "ListCats", "responses": {}}},
            "/v1/cats/{id}": {"get": {"operationId": "ShowCat", "responses": {}}},
            "/v1/dogs": {"get": {"operationId": "ListDogs", "x-resource": "pets", "x-method": "dogs", "responses": {}}},
        }
    }
    assert named(document, {}) == {"/v1/cats": "cats.list", "/v1/cats/{id}": "cats.get", "/v1/dogs": "pets.dogs"}
    recorded = {"GET /v1/cats": "cats.every", "GET /v1/old/{id}": "cats.get"}
    after = named(document, recorded)
    assert after["/v1/cats"] == "cats.every"
    assert after["/v1/cats/{id}"] not in {"cats.get", "cats.every"}
    assert "x-method" not in document["paths"]["/v1/cats"]["get"]


def test_stated_names_are_published_as_clients_write_them() -> None:
    """Text that is no name in Python stands in the document as the client has it, recorded names notwithstanding."""
    stated = {"x-resource": "Pens.Blue Ink", "x-method": "fill\n{{ 7*7 }}"}
    document: dict[str, Any] = {"paths": {"/v1/a": {"post": {"operationId": "A", "responses": {}, **stated}}}}
    assert named(document, {"POST /v1/a": "pens.empty"}) == {"/v1/a": "pens.blue_ink.fill_7_7"}


@pytest.mark.parametrize("paths", [None, [], "x", 7])
def test_paths_of_another_kind_stay(paths: Any) -> None:
    """Names are given to operations alone; what is none is for the standard's rules to tell."""
    assert name_methods({"paths": paths}, {}).document["paths"] == paths
