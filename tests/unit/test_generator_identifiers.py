"""Names made of any text."""

import keyword

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.identifiers import (
    ClassName,
    PythonIdentifier,
    distinct_names,
    safe_file_name,
    split_words,
)


@settings(deadline=None)
@given(st.text())
def test_any_text_gives_an_identifier(raw: str) -> None:
    """Whatever the text, the name is an ASCII identifier, no keyword, and making it again changes nothing."""
    name = PythonIdentifier(raw)
    assert name.isidentifier() and name.isascii() and not keyword.iskeyword(name) and name == name.lower()
    assert not name.startswith("_") and len(name) <= 82


@settings(deadline=None)
@given(st.text())
def test_any_text_gives_a_class_name(raw: str) -> None:
    """Whatever the text, the class name is an ASCII identifier that begins with a capital."""
    name = ClassName(raw)
    assert name.isidentifier() and name.isascii() and not keyword.iskeyword(name) and name[0].isupper()


@settings(deadline=None)
@given(st.text())
def test_any_text_gives_a_file_name(raw: str) -> None:
    """Whatever the text, the file name has no separator, no leading dot, and is its own file name."""
    name = safe_file_name(raw)
    assert name and "/" not in name and "\\" not in name and not name.startswith((".", "-"))
    assert safe_file_name(name) == name


@settings(deadline=None)
@given(st.lists(st.text(max_size=6), unique=True, max_size=12), st.randoms())
def test_distinct_names_are_distinct_in_any_order(raws: list[str], random: object) -> None:
    """Different texts get different names, whatever case counts, and their order does not matter."""
    names = distinct_names(raws, PythonIdentifier)
    assert len({name.lower() for name in names.values()}) == len(raws)
    shuffled = list(raws)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert distinct_names(shuffled, PythonIdentifier) == names


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("os.modelarts/workspace.id", "os_modelarts_workspace_id"),
        ("@modelarts:hard", "modelarts_hard"),
        ("projectID", "project_id"),
        ("ListDatasetVersions", "list_dataset_versions"),
        ("OBSPath", "obs_path"),
        ("x-trace-ID", "x_trace_id"),
        ("gpuIDs", "gpu_ids"),
        ("ipv4", "ipv4"),
        ("from", "from_"),
        ("class", "class_"),
        ("self", "self_"),
        ("type", "type"),
        ("2fa", "n2fa"),
        ("名称", "u540d_u79f0"),
        ("Größe", "grosse" if "ß".isascii() else "gro_e"),
        ("", "empty"),
    ],
)
def test_identifier_of_a_json_name(raw: str, name: str) -> None:
    """Names of JSON become the Python name one expects."""
    assert PythonIdentifier(raw) == name


def test_names_that_differ_in_signs_are_spelt_out() -> None:
    """What only signs tell apart gets the signs as words; a name that is written so already stays."""
    assert distinct_names(["+1", "-1"], PythonIdentifier) == {"+1": "plus_1", "-1": "minus_1"}
    assert distinct_names(["user_id", "userId"], PythonIdentifier) == {"user_id": "user_id", "userId": "userid"}
    assert distinct_names(["name", "Name"], PythonIdentifier) == {"name": "name", "Name": "capital_name"}


def test_class_name_keeps_capitals_and_avoids_names_in_use() -> None:
    """A schema called as a name that the file imports gets another one."""
    assert ClassName("GPUInfo") == "GPUInfo"
    assert ClassName("Literal") == "LiteralModel"
    assert ClassName("sample list") == "SampleList"


def test_words_of_mixed_styles() -> None:
    """Capitals, digits and signs all end words."""
    assert split_words("HTTPServer2-fooBar_v2") == ["HTTP", "Server2", "foo", "Bar", "v2"]
