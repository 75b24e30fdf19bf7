"""Names of operations and schemas: unique, safe, and independent of the order in which pages come."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.contract.names import operation_ids, pascal_case
from scraper.contract.schema_names import Node, Use, assign_names, equal_classes
from scraper.extract.uri import METHODS
from scraper.reference import Operation
from spec.location import Location

_SEGMENTS = st.sampled_from(
    ["v1", "v2.0", "roses", "rose", "{rose_id}", "{id}", "batch-delete", "status", "export-tasks", "..", "{{7*7}}",
    "名称", "a", "A", "a_b", "a-b", "acl"]
)  # fmt: skip
_PATHS = st.lists(_SEGMENTS, max_size=5).map(lambda parts: "/" + "/".join(parts))
_ANCHORS = st.sampled_from(["", "ListRoses", "ShowRose", "topic_001", "../../x", "x; rm -rf"])


def operation(method: str, path: str, anchor: str = "", document: str = "page.html") -> Operation:
    """Make an operation that only names matter of."""
    place = Location(document, 1)
    return Operation(method, path, "", "", (), anchor, False, "", (), (), (), (), None, (), (), place)


_OPERATIONS = st.lists(
    st.tuples(st.sampled_from(METHODS), _PATHS, _ANCHORS), max_size=12, unique_by=lambda o: (o[0],
    re.sub(r"\{[^}]*\}", "{}", o[1]))
)  # fmt: skip


@given(_OPERATIONS, st.randoms(use_true_random=False))
def test_operation_ids_do_not_depend_on_order(drawn: list[tuple[str, str, str]], random: object) -> None:
    """Each operation has an identifier of its own, and the same one wherever it stands among the others."""
    operations = [operation(*parts) for parts in drawn]
    ids = operation_ids(operations)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", name) for name in ids)
    assert len(set(ids)) == len(ids)
    by_key = dict(zip((o.key for o in operations), ids, strict=True))
    random.shuffle(operations)  # type: ignore[attr-defined]
    assert dict(zip((o.key for o in operations), operation_ids(operations), strict=True)) == by_key


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/v1/{project_id}/roses", "ListRoses"),
        ("GET", "/v1/{project_id}/roses/{rose_id}", "ShowRose"),
        ("POST", "/v1/{project_id}/roses", "CreateRose"),
        ("PUT", "/v1/{project_id}/roses/{rose_id}", "UpdateRose"),
        ("DELETE", "/v1/{project_id}/roses/{rose_id}", "DeleteRose"),
        ("POST", "/v1/roses/{rose_id}/start", "StartRose"),
        ("POST", "/v1/roses/batch-delete", "BatchDeleteRoses"),
        ("GET", "/v1/roses/{rose_id}/status", "ShowRoseStatus"),
        ("GET", "/v1/roses/{rose_id}/export-tasks", "ListRoseExportTasks"),
        ("GET", "/", "ShowRoot"),
    ],
)
def test_made_names(method: str, path: str, name: str) -> None:
    """A name is made of the method and the nouns of the path as people would name it."""
    assert operation_ids([operation(method, path)]) == [name]


def test_the_own_name_of_a_page_comes_first() -> None:
    """The anchor of a title or the file name is the operation's name where it is one, but never for two operations."""
    one, two = operation("GET", "/v1/roses", "QueryRoses"), operation("GET", "/v1/tulips", "", "docs/QueryTulips.html")
    assert operation_ids([one, two]) == ["QueryRoses", "QueryTulips"]
    again = operation("PUT", "/v1/roses", "QueryRoses")
    assert "QueryRoses" not in operation_ids([one, again])


def test_names_that_clash_get_a_word_more() -> None:
    """Operations that would share a name differ in their verb, then their version, then every word of their paths."""
    clash = [operation("PUT", "/v1/roses/{a}"), operation("PATCH", "/v1/roses/{a}"), operation("PUT", "/v2/roses/{a}")]
    assert operation_ids(clash) == ["UpdateV1Rose", "PatchRose", "UpdateV2Rose"]


@given(st.text(max_size=300))
def test_pascal_case_gives_an_identifier(text: str) -> None:
    """Any text gives one word of ASCII letters and digits that begins with a letter, or nothing."""
    assert re.fullmatch(r"(?:[A-Za-z][A-Za-z0-9]*)?", pascal_case(text))


@st.composite
def graphs(draw: st.DrawFn) -> dict[Node, tuple[str, dict[str, object]]]:
    """Draw schemas that refer to each other in any way, in circles too."""
    nodes = [Node(str(i), "request") for i in range(draw(st.integers(1, 7)))]
    fields = st.dictionaries(st.sampled_from("xy"), st.sampled_from(nodes) | st.none(), max_size=2)
    return {
        node: (
            draw(st.sampled_from(["A", "B"])),
            {
                "type": "object",
                "properties": {k: {"$ref": v} if v else {"type": "string"} for k, v in draw(fields).items()},
            },
        )
        for node in nodes
    }


@given(graphs())
def test_equal_schemas_are_one_class(drawn: dict[Node, tuple[str, dict[str, object]]]) -> None:
    """Two schemas are one exactly where names and fields are equal, and what they refer to is one, in any order."""
    classes = equal_classes(drawn)
    again = equal_classes(dict(reversed(drawn.items())))
    for a in drawn:
        for b in drawn:
            same = classes[a] == classes[b]
            assert same == (again[a] == again[b])
            assert not same or _look(drawn[a], classes) == _look(drawn[b], classes)
    merged = {}
    for node, (base, schema) in drawn.items():
        merged.setdefault((base, _look((base, schema), classes)), set()).add(classes[node])
    assert all(len(found) == 1 for found in merged.values())


def _look(drawn: tuple[str, dict[str, object]], classes: dict[Node, int]) -> str:
    """Show a schema with the classes of what it refers to."""
    base, schema = drawn
    properties = schema["properties"]
    assert isinstance(properties, dict)
    return base + str(sorted((k, classes[v["$ref"]] if "$ref" in v else "") for k, v in properties.items()))


def test_circles_of_equal_schemas_are_one() -> None:
    """Schemas that refer to themselves, and to each other, are one where nothing tells them apart."""
    a, b = Node("a", "response"), Node("b", "response")
    nodes = {n: ("Rose", {"type": "object", "properties": {"next": {"$ref": m}}}) for n, m in ((a, b), (b, a))}
    classes = equal_classes(nodes)
    assert classes[a] == classes[b]
    nodes[b] = ("Tulip", nodes[b][1])
    classes = equal_classes(nodes)
    assert classes[a] != classes[b]


def test_schema_names_differ_in_more_than_case() -> None:
    """Of two schemas whose documented names differ in case only one gets a word more; a record decides which."""
    nodes = {"GPUInfo": Node("a", "response"), "GpuInfo": Node("b", "response")}
    uses = {node: Use(base, {f"Show{base}"}, set(), {f"GET /{base} 200"}) for base, node in nodes.items()}
    schemas: dict[Node, dict[str, object]] = {
        node: {"type": "object", "properties": {node.structure: {"type": "string"}}} for node in nodes.values()
    }
    for record, kept in (({}, "GPUInfo"), ({"GpuInfo": "GET /GpuInfo 200"}, "GpuInfo")):
        names = assign_names(uses, schemas, record)
        assert names[nodes[kept]] == kept
        assert len({name.casefold() for name in names.values()}) == 2
