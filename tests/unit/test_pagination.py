"""How operations page, by their parameters and answers: what the pass decides, and what the rules tell."""

from pathlib import Path
from typing import Any

import pytest

from spec import files
from spec import pointer as pointers
from spec.model import operations
from spec.passes.downgrade import to_3_0
from spec.passes.pagination import decide_pagination
from spec.rules.contract import Contract
from spec.rules.pagination import check_pagination

Document = dict[str, Any]

PUBLISHED = Path(__file__).resolve().parents[2] / "spec" / "documents" / "modelarts" / "openapi.json"
NUMBER: Document = {"type": "integer"}
TEXT: Document = {"type": "string"}
THINGS: Document = {"type": "array", "items": {"type": "object", "properties": {"id": TEXT}}}
NAMES: Document = {"type": "array", "items": TEXT}


def query(**schemas: Document) -> list[Document]:
    """Make query parameters."""
    return [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]


def document(parameters: list[Document], answer: Document, body: Document | None = None, **stated: Any) -> Document:
    """Make a document of one operation; `answer` are the properties of its answer, or a schema with a type."""
    schema = answer if isinstance(answer.get("type"), str) else {"type": "object", "properties": answer}
    operation: Document = {
        "operationId": "ListThings",
        "parameters": parameters,
        "responses": {"200": {"description": "OK", "content": {"application/json": {"schema": schema}}}},
        **stated,
    }
    if body:
        operation["requestBody"] = {"content": {"application/json": {"schema": {"type": "object", "properties": body}}}}
    return {"openapi": "3.1.1", "info": {"title": "T", "version": "1"}, "paths": {"/v1/things": {"post": operation}}}


def decided(parameters: list[Document], answer: Document, body: Document | None = None, **stated: Any) -> Any:
    """Give what the pass decides of such an operation, None for nothing."""
    passed = decide_pagination(document(parameters, answer, body, **stated)).document
    return passed["paths"]["/v1/things"]["post"].get("x-pagination")


def told(parameters: list[Document], answer: Document, **stated: Any) -> list[str]:
    """Give the codes that the rules tell of such an operation."""
    return [finding.code for finding in check_pagination(Contract(document(parameters, answer, **stated)))]


LIMITED = query(limit={**NUMBER, "default": 10}, offset=NUMBER)


@pytest.mark.parametrize(
    ("parameters", "style", "position", "size", "first"),
    [
        (query(limit=NUMBER, offset=NUMBER), "offset", "offset", "limit", 0),
        (query(limit=TEXT, offset=TEXT), "offset", "offset", "limit", 0),
        (query(skip=NUMBER, top=NUMBER), "offset", "skip", "top", 0),
        (query(start=NUMBER, count=NUMBER), "offset", "start", "count", 0),
        (query(offset=NUMBER), "offset", "offset", None, 0),
        (query(offset={**NUMBER, "minimum": 1}), "offset", "offset", None, 1),
        (query(page=NUMBER, per_page=NUMBER), "page", "page", "per_page", 1),
        (query(page={**NUMBER, "default": "0"}, page_size=NUMBER), "page", "page", "page_size", 0),
        (query(pageNum=NUMBER, pageSize=NUMBER), "page", "pageNum", "pageSize", 1),
        (query(**{"page-no": NUMBER, "size": NUMBER}), "page", "page-no", "size", 1),
        (query(currentPage={**NUMBER, "minimum": 0}), "page", "currentPage", None, 0),
        (query(offset=NUMBER, page=NUMBER, limit=NUMBER), "offset", "offset", "limit", 0),
    ],
)
def test_position_and_size_are_known_by_their_names(
    parameters: list[Document], style: str, position: str, size: str | None, first: int
) -> None:
    """Standard words, however they are written, say what a position counts, and where it begins."""
    found = decided(parameters, {"things": THINGS, "total": NUMBER})
    assert (found["style"], found["position"]) == (style, {"in": "query", "name": position})
    assert (found.get("size"), found["first"]) == (size and {"in": "query", "name": size}, first)


@pytest.mark.parametrize(
    "parameters",
    [
        query(limit=NUMBER),
        query(status=TEXT, sort_by=TEXT),
        query(offset={"type": "object"}, limit=NUMBER),
        query(page={"type": "boolean"}),
        [{"name": "offset", "in": "header", "schema": NUMBER}],
        [],
    ],
)
def test_without_a_position_nothing_is_decided(parameters: list[Document]) -> None:
    """A limit alone, a parameter of another type and one in another place do not page."""
    assert decided(parameters, {"things": THINGS, "total": NUMBER}) is None


def test_a_body_pages_with_position_and_size_only() -> None:
    """A search with both in its body pages; a body that only has an `offset` may mean anything."""
    both = decided([], {"things": THINGS}, {"offset": NUMBER, "limit": NUMBER, "filters": NAMES})
    assert (both["position"], both["size"]) == ({"in": "body", "name": "offset"}, {"in": "body", "name": "limit"})
    assert decided([], {"things": THINGS}, {"offset": NUMBER}) is None


@pytest.mark.parametrize(("default", "expected"), [(10, 10), ("25", 25), (0, None), ("all", None), (True, None)])
def test_documented_size_is_a_whole_number_above_zero(default: Any, expected: int | None) -> None:
    """The default of the size is kept as a number; 0, which means all, and what is no number are not."""
    found = decided(query(limit={"default": default}, offset=NUMBER), {"things": THINGS})
    assert found.get("default_size") == expected


@pytest.mark.parametrize(
    ("answer", "items"),
    [
        (THINGS, ""),
        ({"things": THINGS, "total": NUMBER}, "/things"),
        ({"jobs": THINGS}, "/jobs"),
        ({"data": THINGS, "things": THINGS, "total": NUMBER}, "/data"),
        ({"labels": NAMES, "things": THINGS}, "/things"),
        ({"events": THINGS, "things": NAMES}, "/things"),
        ({"labels": NAMES, "jobs": THINGS}, "/jobs"),
        ({"labels": NAMES, "scores": NAMES}, None),
        ({"jobs": THINGS, "events": THINGS}, None),
        ({"total": NUMBER, "name": TEXT}, None),
        (
            {"result": {"type": "object", "properties": {"header": NAMES, "data": NAMES}}, "total": NUMBER},
            "/result/data",
        ),
        ({"errors": THINGS, "page": {"type": "object", "properties": {"jobs": THINGS, "total": NUMBER}}}, "/page/jobs"),
        ({"metadata": {"type": "object", "properties": {"tags": THINGS}}}, None),
        ({"a/b": THINGS}, "/a~1b"),
        ({"jobs": {"type": ["array", "null"], "items": TEXT}}, "/jobs"),
    ],
)
def test_items_are_found(answer: Document, items: str | None) -> None:
    """The array beside a total, with a standard name, named like the resource, of objects: in this order; else none."""
    found = decided(LIMITED, answer)
    assert (found and found["items"]) == items


@pytest.mark.parametrize(
    ("numbers", "total"),
    [
        ({"total": NUMBER, "count": NUMBER}, "/total"),
        ({"count": NUMBER, "total_count": NUMBER}, "/total_count"),
        ({"totalNumber": NUMBER}, "/totalNumber"),
        ({"total": TEXT}, "/total"),
        ({"total": THINGS | {"items": TEXT}, "total_count": NUMBER}, "/total_count"),
        ({"job_total_count": NUMBER, "job_count_limit": NUMBER}, "/job_total_count"),
        ({"job_total_count": NUMBER, "run_total_count": NUMBER}, None),
        ({"count": NUMBER}, None),
        ({"sample_count": NUMBER, "subtotal": NUMBER}, None),
        ({"page_info": {"type": "object", "properties": {"total": NUMBER}}}, "/page_info/total"),
        ({"status": {"type": "object", "properties": {"total": NUMBER}}}, None),
    ],
)
def test_total_is_found(numbers: Document, total: str | None) -> None:
    """The number of all items has a standard name; a bare count may be that of one page, and is not taken."""
    assert decided(LIMITED, {"things": THINGS, **numbers}).get("total") == total


@pytest.mark.parametrize(
    ("position", "answer", "following"),
    [
        ("marker", {"page_info": {"type": "object", "properties": {"next_marker": TEXT}}}, "/page_info/next_marker"),
        ("continue", {"metadata": {"type": "object", "properties": {"continue": TEXT}}}, "/metadata/continue"),
        ("pageToken", {"nextPageToken": TEXT}, "/nextPageToken"),
        ("cursor", {"next": TEXT}, "/next"),
        ("marker", {"total": NUMBER}, None),
        ("marker", {"next_marker": {"type": "boolean"}}, None),
        ("marker", {"spec": {"type": "object", "properties": {"next_marker": TEXT}}}, None),
    ],
)
def test_a_marker_needs_its_next_one(position: str, answer: Document, following: str | None) -> None:
    """A marker pages where the answer names the next one: under a standard word, or the parameter's own name."""
    found = decided(query(**{position: TEXT}, limit=NUMBER), {"things": THINGS, **answer})
    assert (found and (found["style"], found["next"], "first" in found)) == (following and ("marker", following, False))


def test_a_marker_is_preferred_to_a_number() -> None:
    """Where an operation takes both, the marker is followed if the answer gives the next one, else the number."""
    parameters = query(limit=NUMBER, offset=NUMBER, marker=TEXT)
    assert decided(parameters, {"things": THINGS, "next_marker": TEXT})["style"] == "marker"
    assert decided(parameters, {"things": THINGS, "total": NUMBER})["style"] == "offset"


def test_references_and_parts_are_followed() -> None:
    """Parameters of the path item, references and `allOf` count like what is written out."""
    made = document([], {"type": "object", "allOf": [{"$ref": "#/components/schemas/All"}]})
    path_item = made["paths"]["/v1/things"]
    path_item["parameters"] = [{"$ref": "#/components/parameters/Offset"}]
    made["components"] = {
        "parameters": {"Offset": query(offset=NUMBER)[0]},
        "schemas": {
            "All": {
                "type": "object",
                "properties": {"things": {"$ref": "#/components/schemas/Things"}, "total": NUMBER},
            },
            "Things": THINGS,
        },
    }
    found = decide_pagination(made).document["paths"]["/v1/things"]["post"]["x-pagination"]
    assert (found["items"], found["total"]) == ("/things", "/total")


def test_what_is_stated_wins_key_by_key() -> None:
    """A statement is merged over what is seen; null takes a key away; the keys keep one order."""
    answer = {"things": THINGS, "total": NUMBER, "count": NUMBER}
    stated = {"total": None, "style": "page", "first": 1}
    found = decided(LIMITED, answer, **{"x-pagination": stated})
    assert found == {
        "style": "page",
        "position": {"in": "query", "name": "offset"},
        "first": 1,
        "size": {"in": "query", "name": "limit"},
        "default_size": 10,
        "items": "/things",
    }
    assert list(found) == ["style", "position", "first", "size", "default_size", "items"]


def test_false_switches_paging_off() -> None:
    """An operation of which `false` is stated does not page, and the published document says so."""
    answer = {"things": THINGS, "total": NUMBER}
    assert decided(LIMITED, answer) is not None
    assert decided(LIMITED, answer, **{"x-pagination": False}) is False


def test_statement_of_another_kind_stays() -> None:
    """What others mean by the same key is left alone."""
    assert decided(LIMITED, {"things": THINGS}, **{"x-pagination": "cursor"}) == "cursor"


def test_each_decision_is_a_departure_and_the_given_document_stays() -> None:
    """The report tells where something was decided; the document that was given is not changed."""
    made = document(LIMITED, {"things": THINGS})
    passed = decide_pagination(made)
    assert [d.pointer for d in passed.departures] == ["/paths/~1v1~1things/post/x-pagination"]
    assert "x-pagination" not in made["paths"]["/v1/things"]["post"]


@pytest.mark.parametrize(
    ("answer", "stated", "codes"),
    [
        ({"things": THINGS}, {}, []),
        ({"name": TEXT}, {}, ["SPC034"]),
        ({"name": TEXT}, {"x-pagination": False}, []),
        ({"things": THINGS}, {"x-pagination": {"style": "page"}}, ["SPC036"]),
        ({"things": THINGS}, {"x-pagination": ["page"]}, ["SPC036"]),
    ],
)
def test_rules_tell_of_paging_that_nobody_can_follow(answer: Document, stated: Document, codes: list[str]) -> None:
    """Parameters that page beside an answer that does not, and a statement that leads nowhere, are told."""
    assert told(LIMITED, answer, **stated) == codes


@pytest.mark.parametrize(
    "change",
    [
        {"style": "scroll"},
        {"position": {"in": "query", "name": "begin"}},
        {"position": "offset"},
        {"size": {"in": "header", "name": "limit"}},
        {"items": "/nothing"},
        {"items": "/total"},
        {"items": None},
        {"total": "/nothing"},
        {"style": "marker"},
        {"style": "marker", "next": "/nothing"},
    ],
)
def test_every_part_of_a_statement_is_checked(change: Document) -> None:
    """One wrong part is enough for the rule; the statement without it is fine."""
    answer = {"things": THINGS, "total": NUMBER}
    good = decided(LIMITED, answer)
    assert told(LIMITED, answer, **{"x-pagination": good}) == []
    assert told(LIMITED, answer, **{"x-pagination": {**good, **change}}) == ["SPC036"]


def published() -> Document:
    """Give the published document."""
    return files.load(PUBLISHED)


def test_published_operations_that_page() -> None:
    """55 published operations page: 16 count items, 34 pages, 5 follow a marker; all of it can be followed."""
    stated = [o.value["x-pagination"] for o in operations(published()) if o.value.get("x-pagination")]
    styles = [paging["style"] for paging in stated]
    assert {style: styles.count(style) for style in styles} == {"offset": 16, "page": 34, "marker": 5}
    assert all(paging["items"].startswith("/") and paging["size"] for paging in stated)
    assert [f for f in check_pagination(Contract(published())) if f.code == "SPC036"] == []


def test_published_operations_with_both_parameters_page() -> None:
    """Each published operation with a position and a size pages, but for one whose answer is a single object."""
    pairs = ({"offset", "limit"}, {"page", "per_page"}, {"continue", "limit"})
    silent = []
    for operation in operations(published()):
        names = {parameter.get("name") for parameter in operation.value.get("parameters", ())}
        if any(pair <= names for pair in pairs) and not operation.value.get("x-pagination"):
            silent.append(operation.value["operationId"])
    assert silent == ["ShowNodePool"]


def test_published_totals_are_documented_as_such() -> None:
    """Six of the operations that count have no total: they state none, or one that may be that of a single page."""
    without = [
        operation.value["operationId"]
        for operation in operations(published())
        if (paging := operation.value.get("x-pagination")) and paging["style"] != "marker" and "total" not in paging
    ]
    assert sorted(without) == [
        "ListAutoAnnotationSamples",
        "ListPoolTags",
        "ListSamples",
        "ListWorkforceTaskSamples",
        "ListWorkloads",
        "ShowModelEngineAndRuntime",
    ]


def test_document_for_3_0_keeps_the_statements() -> None:
    """The document of the older standard states the same paging."""
    document_ = published()
    older = to_3_0(document_).document
    for operation in operations(document_):
        if paging := operation.value.get("x-pagination"):
            assert pointers.resolve(older, operation.pointer)["x-pagination"] == paging
