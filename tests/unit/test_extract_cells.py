"""What single cells and lines say: types, request lines, names."""

import pytest
from documents import ANY_TEXT
from hypothesis import given
from hypothesis import strategies as st

from scraper.extract.fields import MAX_NAME, field_name
from scraper.extract.types import parse_type
from scraper.extract.uri import METHODS, make_request_line, parse_request_line, placeholders
from scraper.phrases.reading import Kind
from scraper.reference import Type

STRING, INTEGER, OBJECT, DOUBLE = Type(Kind.STRING), Type(Kind.INTEGER), Type(Kind.OBJECT), Type(Kind.NUMBER, "double")
ROSE = Type(Kind.OBJECT, name="Rose")


def array(item: Type | None) -> Type:
    """Make an array type."""
    return Type(Kind.ARRAY, item=item)


def map_of(item: Type) -> Type:
    """Make a map type."""
    return Type(Kind.OBJECT, item=item)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("String", STRING), ("string", STRING), ("String。", STRING), ("字符串", STRING), ("Enum", STRING),
        ("Int", INTEGER), ("Integer", INTEGER), ("Long", Type(Kind.INTEGER, "int64")), ("Double", DOUBLE),
        ("Boolean", Type(Kind.BOOLEAN)), ("布尔", Type(Kind.BOOLEAN)),
        ("Object", OBJECT), ("JSON", OBJECT), ("Dict", OBJECT), ("字典数据结构，请参见表3。", OBJECT),
        ("Array", array(None)), ("JSON Array", array(None)), ("List data structure. For details, see Table 3.",
        array(None)),
        ("Array of strings", array(STRING)), ("Array of String", array(STRING)), ("String Array", array(STRING)),
        ("List<String>", array(STRING)), ("String[]", array(STRING)), ("Array(String)", array(STRING)),
        ("Array of strin gs", array(STRING)), ("字符串数组", array(STRING)), ("String列表", array(STRING)),
        ("Array of doubles", array(DOUBLE)), ("Array<Array<Integer>>", array(array(INTEGER))), ("Array of arrays",
        array(array(None))),
        ("Rose object", ROSE), ("Rose", ROSE), ("Rose结构", ROSE), ("Ro se object", ROSE), ("Object Rose", ROSE),
        ("Rose\nobject", ROSE),
        ("Array of Rose objects", array(ROSE)), ("Array<Rose>", array(ROSE)), ("Array<Rose >", array(ROSE)),
        ("Rose[]", array(ROSE)),
        ("Rose结构数组", array(ROSE)), ("Rose structure array", array(ROSE)), ("Rose列表", array(ROSE)),
        ("Array of objects", array(OBJECT)), ("Array<Object>", array(OBJECT)), ("对象数组", array(None)),
        ("Map<String,String>", map_of(STRING)), ("Map<String, Rose >", map_of(ROSE)), ("Map<String,Object>",
        map_of(OBJECT)),
        ("Map<String,Array<Rose>>", map_of(array(ROSE))), ("Map<String,Map<String,Integer>>", map_of(map_of(INTEGER))),
        ("Array of Map<String,String> objects", array(map_of(STRING))),
    ],
)  # fmt: skip
def test_type_cells(text: str, type_: Type) -> None:
    """Every wording of a type that references use gives that type."""
    assert parse_type(text) == type_


@pytest.mark.parametrize("text", ["", "-", "...", "，", "{{ 7*7 }}", "<>", "Array<"])
def test_what_words_no_type(text: str) -> None:
    """Text that words no type gives none."""
    assert parse_type(text) is None


@given(ANY_TEXT | st.text(st.sampled_from("ArayofMp<>[](), objects数组结构"), max_size=400))
def test_any_type_cell_is_read(text: str) -> None:
    """Any text of a type cell is read, to a bounded depth."""
    type_ = parse_type(text)
    depth = 0
    while type_ is not None:
        type_, depth = type_.item, depth + 1
    assert depth < 40


@pytest.mark.parametrize(
    ("lines", "method", "path", "query"),
    [
        (["GET /v1/{project_id}/roses"], "GET", "/v1/{project_id}/roses", ()),
        (["get  /v1/roses"], "GET", "/v1/roses", ()),
        (["GET/v1/roses"], "GET", "/v1/roses", ()),
        (["**POST** /v1/roses"], "POST", "/v1/roses", ()),
        (["URI：PUT /v1/roses/{ rose_id }"], "PUT", "/v1/roses/{rose_id}", ()),
        (["POST https://{Endpoint}/v1/{a}/roses"], "POST", "/v1/{a}/roses", ()),
        (["POST https://{Rose Endpoint}/v1/roses"], "POST", "/v1/roses", ()),
        (["POST https://{{endpoint}}/v1/roses"], "POST", "/v1/roses", ()),
        (["GET /v1/roses?colour={colour}&limit={limit}"], "GET", "/v1/roses", ("colour", "limit")),
        (["GET /v1/roses{?colour,limit}"], "GET", "/v1/roses", ("colour", "limit")),
        (["GET /v1/roses?limit&offset"], "GET", "/v1/roses", ("limit", "offset")),
        (["PUT /v1/roses/{rose_id}/", "thorns"], "PUT", "/v1/roses/{rose_id}/thorns", ()),
        (["GET /v1/roses?a={a}&", "b={b}"], "GET", "/v1/roses", ("a", "b")),
        (["PUT /RoseName HTTP/1.1"], "PUT", "/RoseName", ()),
        (["GET /v1/$(project_id)/<rose_id>/${x}"], "GET", "/v1/{project_id}/{rose_id}/{x}", ()),
        (["PATCH /v2/{region}:{ip_id}"], "PATCH", "/v2/{region}:{ip_id}", ()),
        (["GET /v1/roses/"], "GET", "/v1/roses/", ()),
        (["GET /v1/roses。"], "GET", "/v1/roses", ()),
    ],
)
def test_request_lines(lines: list[str], method: str, path: str, query: tuple[str, ...]) -> None:
    """Every shape of a request line that references use gives method, path and the names of its query."""
    request = parse_request_line(lines)
    assert request is not None
    assert (request.method, request.path, request.query) == (method, path, query)


@pytest.mark.parametrize(
    "line", ["", "GET", "See GET /v1/roses", "GET roses", "GETTING /v1", "GET /v1/{", "GET /v1/{}", "FETCH /v1"]
)
def test_what_is_no_request_line(line: str) -> None:
    """A line without method and path is no request line."""
    assert parse_request_line([line]) is None


@given(st.lists(ANY_TEXT, max_size=3), st.sampled_from(METHODS))
def test_any_lines_are_read(lines: list[str], method: str) -> None:
    """Any lines are read; a path that comes out begins with a slash and closes its braces."""
    lines = [f"{method} /{lines[0]}", *lines[1:]] if lines else []
    request = parse_request_line(lines)
    if request:
        assert request.method == method
        assert request.path.startswith("/")
        assert not set(request.path) & set("? \t\n")
        assert request.path.count("{") == request.path.count("}")
        assert all(f"{{{hole}}}" in request.path for hole in placeholders(request.path))


@given(st.sampled_from([*METHODS, "get", "FETCH", ""]), ANY_TEXT)
def test_method_and_path_apart(method: str, path: str) -> None:
    """A method and a path that stand apart make a request line where the method is one."""
    request = make_request_line(method, path)
    assert request is None or request.method in METHODS


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("colour", "colour"), ("resource_reserved_time stamp", "resource_reserved_timestamp"),
        ("garden.example/ node.prefix", "garden.example/node.prefix"),
        ("@rose:colour", "@rose:colour"), ("tags（可选）", "tags"), ("name*", "name"), ("tags (optional)", "tags"),
        ("[数组元素]", "[数组元素]"),
        ("颜色 名称", "颜色 名称"), ("", ""), ("$ref", "$ref"),
    ],
)  # fmt: skip
def test_name_cells(cell: str, name: str) -> None:
    """A blank inside a name comes from a page break in the cell; remarks behind it are no part of it."""
    assert field_name(cell) == name


@given(ANY_TEXT)
def test_names_are_one_line(text: str) -> None:
    """A name is one line without blanks at its ends, however long and odd the cell."""
    name = field_name(text)
    assert len(name) <= MAX_NAME
    assert name == " ".join(name.split())
