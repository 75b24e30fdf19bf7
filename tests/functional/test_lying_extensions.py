"""Extensions that are not what they should be: a finding, or left alone; never a crash, and nothing half written."""

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import GenerationError, Settings, generate
from generator.method_names import name_methods
from generator.planning.client import plan_client
from generator.planning.document import clean_document
from generator.planning.mock import plan_mock
from generator.write import write_tree
from spec.diagnostics import DiagnosticError
from spec.model import copied
from spec.passes.fake import make_ids_fake
from spec.passes.glossary import Glossary, describe_fields, stale_entries
from spec.passes.names import NO_NAMES, record_names
from spec.passes.pagination import decide_pagination
from spec.passes.places import published_places
from spec.passes.same import merge_same_schemas
from spec.passes.waiters import Waiters, apply_waiters
from spec.provenance import Provenance
from spec.validate import validate

Document = dict[str, Any]
KILNS: Document = yaml.safe_load((Path(__file__).parent / "kilns.yaml").read_text(encoding="utf-8"))
for path, item in KILNS["paths"].items():
    placeholders = re.findall(r"{(\w+)}", path)
    item["parameters"] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in placeholders
    ]
NAMES = Settings("kiln", "kiln", "Kiln", "0.1.0")
GLOSSARY = Glossary.model_validate({"names": {"id": "Which one."}, "schemas": {"Kiln": "A kiln."}})
WAITERS = Waiters.model_validate(
    {
        "waiters": [
            {
                "operation": "ShowKiln", "field": "/state/phase", "success": ["HOT"], "interval": 1, "timeout": 9,
                "reason": "kilns warm up", "deleted": {"error_codes": ["K.1"]},
                "transitions": [{"on": name, "steps": [{"gone": True}]} for name in ("DeleteKiln", "ListKilns")],
            }
        ]
    }
)  # fmt: skip
LIST, ITEM = ("paths", "/v1/kilns", "get"), ("paths", "/v1/kilns/{kiln_id}", "get")
PLACES: list[tuple[Any, ...]] = [
    *((*LIST, "x-pagination", *rest) for rest in ([], ["style"], ["position"], ["position", "name"], ["first"])),
    *((*LIST, "x-pagination", *rest) for rest in (["size"], ["size", "name"], ["default_size"], ["items"], ["total"])),
    *((*ITEM, "x-waiter", *rest) for rest in ([], ["field"], ["method"], ["states"], ["success"], ["failure"])),
    *((*ITEM, "x-waiter", *rest) for rest in (["labels"], ["interval"], ["timeout"], ["deleted"])),
    *((*ITEM, "x-waiter", "deleted", key) for key in ("states", "failure", "error_codes")),
    *((*ITEM, key) for key in ("x-resource", "x-method", "x-transitions", "operationId", "tags", "responses")),
    (*ITEM, "x-documented-examples"), (*LIST, "x-transitions"), ("$ref",),
    *(("components", "schemas", "Kiln", *rest) for rest in ([], ["x-same-as"], ["properties"])),
    *(("components", "schemas", "Kiln", "properties", "id", key) for key in ("enum", "x-enumDescriptions", "default")),
    ("x-error-codes",), ("x-error-hints",), ("x-tagGroups",), ("tags",), ("tags", 0), ("paths",), ("components",),
]  # fmt: skip
ODD = [
    None,
    True,
    0,
    -1,
    10**400,
    1e308,
    "",
    "/",
    "/nothing",
    "~2",
    "\x00",
    '"""\n{{ 7*7 }}',
    "a" * 300,
    [],
    [[]],
    [{}],
]
ODD += [
    ["x"],
    [10**400],
    {},
    {"a": {"b": []}},
    {"$ref": "#/nothing"},
    {"$ref": "#/servers/" + "9" * 5000},
    [{"code": []}],
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def lying(place: Sequence[Any], value: Any) -> Document:
    """Give the document of kilns with a value at a place."""
    document = copied(KILNS)
    document["components"]["schemas"]["Kiln"]["example"] = {"id": 1}
    node = document
    for step in place[:-1]:
        node = node.setdefault(step, {}) if isinstance(node, dict) else node[step]
    node[place[-1]] = value
    return document


def stages(document: Document) -> Iterator[Callable[[], object]]:
    """Do with a document all that reads its extensions, each by itself."""
    yield lambda: validate(document)
    yield lambda: decide_pagination(document)
    yield lambda: describe_fields(document, GLOSSARY)
    yield lambda: list(stale_entries(GLOSSARY, document, "words.yaml"))
    yield lambda: published_places(Provenance({}, {}), KILNS, merge_same_schemas(document))
    yield lambda: record_names(name_methods(document, {}).document, NO_NAMES)
    yield lambda: apply_waiters(document, WAITERS)
    yield lambda: make_ids_fake(document)
    yield lambda: plan_client(clean_document(document), NAMES)
    yield lambda: plan_mock(clean_document(document), NAMES)


def take(document: Document) -> None:
    """Go through every stage; each may end in a finding, and in nothing else."""
    for stage in stages(document):
        with suppress(DiagnosticError, GenerationError):
            stage()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: "/".join(map(str, place)))
def test_odd_values_are_taken_or_told(place: tuple[Any, ...]) -> None:
    """A value of another kind, a huge number or a long text at a place that is read ends no stage in a crash."""
    for value in ODD:
        take(lying(place, value))


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(PLACES), VALUES)
def test_any_value_is_taken_or_told(place: tuple[Any, ...], value: Any) -> None:
    """So does any JSON value."""
    take(lying(place, value))


@pytest.mark.parametrize(
    ("place", "value", "code", "said"),
    [
        ((*ITEM, "x-waiter", "interval"), 10**400, "GEN001", "below a thousand million"),
        ((*ITEM, "x-waiter", "method"), "a" * 300, "GEN001", "at most 66 characters"),
        ((*ITEM, "x-waiter", "field"), "/state/nothing", "SPC037", "the field leads to nothing"),
        ((*ITEM, "x-method"), "a" * 300, "GEN001", "at most 80 characters"),
        ((*ITEM, "x-resource"), ["kilns"], "GEN001", "at most 80 characters"),
        ((*ITEM, "x-method"), "list", "GEN001", "two things are called kilns.list"),
    ],
    ids=["interval", "long waiter", "field", "long method", "resource", "twice"],
)
def test_a_lie_is_one_finding_and_nothing_is_written(
    place: tuple[Any, ...], value: Any, code: str, said: str, tmp_path: Path
) -> None:
    """The command ends with exit code 1 and one finding with its place, and makes no folder."""
    document = lying(place, value)
    if said.startswith("two things"):
        document["paths"]["/v1/kilns"]["get"] |= {"x-resource": "kilns", "x-method": "list"}
        document["paths"]["/v1/kilns/{kiln_id}"]["get"]["x-resource"] = "kilns"
    (tmp_path / "kilns.json").write_text(json.dumps(document), encoding="utf-8")
    command = [sys.executable, "-m", "apiscribe", "generate", "kilns.json", "--target", "python", "-o", "out"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    (finding,) = [line for line in done.stderr.splitlines() if ": error " in line]
    assert code in finding and said in finding
    assert not (tmp_path / "out").exists()


def test_names_of_what_a_file_uses_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Resources and methods that are called as a decorator, a class or a module of their own file hide none of it."""
    words = ["cached_property", "builtins", "client", "pages", "resource", "thing", "async_thing", "given", "types"]
    document = copied(KILNS)
    for word in words:
        listed = {**KILNS["paths"]["/v1/kilns"]["get"], "operationId": f"List {word}"}
        document["paths"][f"/v1/in/{word}"] = {"get": {**listed, "x-resource": word, "x-method": "list"}}
        named = {**listed, "operationId": f"Do {word}", "x-resource": "kilns", "x-method": word}
        document["paths"][f"/v1/do/{word}"] = {"get": named}
        inner = {**listed, "operationId": f"Inner {word}", "x-resource": f"kilns.inner.{word}", "x-method": "list"}
        document["paths"][f"/v1/inner/{word}"] = {"get": inner}
    write_tree(generate(document, "python", Settings("thing", "thing_client", "Thing", "0.1.0")), tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    with importlib.import_module("thing_client").Thing(auth=None) as client:
        for word in words:
            name = f"{word}_" if word in ("builtins", "cached_property") else word
            assert callable(getattr(client, name).list) and callable(getattr(client.kilns, name))
            assert callable(getattr(client.kilns.inner, name).list)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "-p", "thing_client"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
