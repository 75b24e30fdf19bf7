"""What type checkers say of the client: nothing of itself, and something of every wrong use."""

import ast
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import Settings, generate
from generator.output import OutputFile

CALLS = Path(__file__).parent / "typed_calls.py"
DOCUMENT = Path(__file__).parents[2] / "spec" / "documents" / "modelarts" / "openapi.json"
MYPY = {
    "attribute": {"attr-defined"},
    "argument": {"arg-type", "call-arg", "misc", "call-overload"},
    "key": {"typeddict-unknown-key", "list-item"},
    "type": {"typeddict-item", "list-item"},
    "operand": {"operator"},
}
PYRIGHT = {
    "attribute": {"reportAttributeAccessIssue"},
    "argument": {"reportArgumentType", "reportCallIssue"},
    "key": {"reportArgumentType"},
    "type": {"reportArgumentType"},
    "operand": {"reportOptionalOperand", "reportOperatorIssue"},
}


def expected() -> dict[int, str]:
    """Give the lines of the calls that are wrong, and the kind of what is wrong."""
    lines = CALLS.read_text(encoding="utf-8").splitlines()
    return {n: match[1] for n, line in enumerate(lines, 1) if (match := re.search(r"# E: (\w+)", line))}


def check(found: dict[int, set[str]], codes: dict[str, set[str]]) -> None:
    """Assert that each wrong line was found, for the right reason, and no other."""
    wrong = expected()
    assert len(wrong) > 15 and set(found) == set(wrong)
    assert not {n: found[n] for n, kind in wrong.items() if not found[n] & codes[kind]}


def test_mypy_finds_each_wrong_use(packages: Path) -> None:
    """A wrong type, a misspelt keyword, key or attribute and a missing argument are found; right calls are not."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--no-error-summary", str(CALLS)]
    done = subprocess.run(command, cwd=packages / "python", capture_output=True, text=True)
    found: dict[int, set[str]] = {}
    for line in done.stdout.splitlines():
        match = re.fullmatch(r"[^:]+:(\d+): error: .*\[([\w-]+)\]", line)
        if match:
            found.setdefault(int(match[1]), set()).add(match[2])
    check(found, MYPY)


@pytest.mark.skipif(shutil.which("pyright") is None, reason="pyright is not installed")
def test_pyright_finds_each_wrong_use(packages: Path) -> None:
    """pyright finds the same."""
    copy = packages / "python" / CALLS.name
    copy.write_text(CALLS.read_text(encoding="utf-8"), encoding="utf-8")
    command = ["pyright", "--outputjson", "--pythonpath", sys.executable, copy.name]
    done = subprocess.run(command, cwd=copy.parent, capture_output=True, text=True)
    copy.unlink()
    found: dict[int, set[str]] = {}
    for item in json.loads(done.stdout)["generalDiagnostics"]:
        if item["severity"] == "error":
            found.setdefault(item["range"]["start"]["line"] + 1, set()).add(item["rule"])
    check(found, PYRIGHT)


@pytest.mark.skipif(shutil.which("pyright") is None, reason="pyright is not installed")
def test_package_is_clean_for_pyright(packages: Path) -> None:
    """pyright finds nothing in the package itself."""
    command = ["pyright", "--pythonpath", sys.executable, "harbour_client"]
    done = subprocess.run(command, cwd=packages / "python", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def anything_in(annotation: ast.expr) -> Iterator[str]:
    """Give, for every `Any` in an annotation, what it stands in: `dict`, `list`, or nothing."""
    for node in ast.walk(annotation):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            inside = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            yield from (node.value.id for item in inside if isinstance(item, ast.Name) and item.id == "Any")
        if isinstance(node, ast.BinOp):
            yield from ("" for item in (node.left, node.right) if isinstance(item, ast.Name) and item.id == "Any")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "Any" in node.value.split("[")[0]:
            yield "quoted"
    if isinstance(annotation, ast.Name) and annotation.id == "Any":
        yield ""


def public_annotations(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Give the annotations of everything in a file whose name does not begin with an underscore."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.annotation
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            yield from ((f"{node.name}.{a.arg}", a.annotation) for a in arguments if a.annotation)
            if node.returns:
                yield node.name, node.returns


def counted(files: list[OutputFile]) -> Counter[tuple[str, str]]:
    """Count `Any` in public annotations by the folder of the file and what it stands in."""
    found: Counter[tuple[str, str]] = Counter()
    for file in files:
        parts = file.path.split("/")
        if file.path.endswith(".py") and not file.copied and len(parts) > 1:
            for _, annotation in public_annotations(ast.parse(file.text)):
                found.update((parts[1], where) for where in anything_in(annotation))
    return found


def undocumented(node: object) -> Counter[str]:
    """Count the schemas inside a document's node that say no type of their values, by how they say it."""
    found: Counter[str] = Counter()
    if isinstance(node, dict):
        kinds = node.get("type")
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            free = not {"properties", "allOf"} & node.keys() and node.get("additionalProperties", True) in (True, {})
            found["dict"] += kind == "object" and free
            found["list"] += kind == "array" and node.get("items", {}) in ({}, True)
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        found += undocumented(part)
    return found


def test_any_stands_only_where_the_document_says_nothing() -> None:
    """What methods take is never Any; in what they give it stands for objects and lists of which nothing is said."""
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    files = generate(document, "python", Settings.for_document(document, "python", "0"))
    found = counted(files)
    assert set(found) <= {("models", "dict"), ("models", "list")}
    said = undocumented(document["components"])
    assert found["models", "dict"] <= said["dict"] and found["models", "list"] <= said["list"]
    assert 0 < sum(found.values()) < 100
