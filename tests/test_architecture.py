"""What the code must look like, beyond what linters know: who imports whom, sizes, names, docstrings of tests."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from generator.render import SHARED

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {
    "spec": {"spec"},
    "scraper": {"scraper", "spec"},
    "generator": {"generator", "spec"},
    "apiscribe": {"apiscribe", "scraper", "spec", "generator"},
}
"""Each package, with the packages of this project that it may import."""
NETWORK = {
    "socket", "ssl", "asyncio", "http.client", "urllib.request", "httpx", "httpcore", "anyio", "requests", "aiohttp",
    "urllib3",
}  # fmt: skip
FETCH = "scraper/fetch/"
RUNTIME = "generator/runtime/"
NOT_OURS = ("generated/", "generator/templates/", "tests/golden/")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MACHINE_PATH = re.compile(r"(?<![\w.}/*-])/(?:work|root|farm|home)/")
REGISTRY_HOST = re.compile(
    r"\b(?:pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|crates\.io|proxy\.golang\.org"
    r"|repo1?\.maven\.(?:apache\.)?org|deb\.debian\.org)\b"
)
DOCUMENTED_TEXT = ("scraper/corpus/", "spec/documents/", "spec/types/", "generated/", "tests/golden/")


@cache
def project_files() -> tuple[str, ...]:
    """Give the files that git tracks or would track, as paths from the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(sorted(path for path in listed.split("\0") if path and (ROOT / path).is_file()))


def python_files(*folders: str) -> list[str]:
    """Give our own Python files, of some folders or of all."""
    return [
        path
        for path in project_files()
        if path.endswith(".py") and not path.startswith(NOT_OURS) and (not folders or path.startswith(folders))
    ]


@cache
def tree(path: str) -> ast.Module:
    """Parse a Python file."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), path)


def imports(path: str) -> Iterator[tuple[int, str]]:
    """Yield the line and full name of every module that a file imports, inside functions too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def functions(path: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions and methods of a file, inner ones too."""
    yield from (n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_one_way(package: str) -> None:
    """Scraper and generator import spec and never each other; spec imports neither; only the command imports all."""
    wrong = [
        f"{path}:{line}: imports {name}"
        for path in python_files(package + "/")
        for line, name in imports(path)
        if (top := name.partition(".")[0]) in PACKAGES and top not in PACKAGES[package]
    ]
    assert not wrong, "\n".join(wrong)


def test_the_runtime_stands_alone() -> None:
    """What is copied into generated packages imports nothing of this project."""
    stand_ins = {f"{RUNTIME}mock/{name}": source.relative_to(ROOT).as_posix() for name, source in SHARED.items()}
    wrong = [
        f"{path}:{line}: imports {name}"
        for path in {stand_ins.get(path, path) for path in python_files(RUNTIME)}
        for line, name in imports(path)
        if name.partition(".")[0] in PACKAGES
    ]
    assert not wrong, "\n".join(wrong)


def test_only_fetching_opens_a_socket() -> None:
    """All but fetching works on files alone: nothing else imports a module that talks to the network."""
    wrong = [
        f"{path}:{line}: imports {name}"
        for path in python_files("scraper/", "spec/", "generator/", "apiscribe/")
        if not path.startswith((RUNTIME, FETCH))
        for line, name in imports(path)
        if name in NETWORK
    ]
    assert not wrong, "\n".join(wrong)


def test_files_are_read_without_an_http_client(tmp_path: Path) -> None:
    """Scraping files loads no HTTP client: it would cost a third of the time that a page takes."""
    script = (
        "import sys\n"
        "from apiscribe.cli import app\n"
        f"app(['scrape', 'tests/golden/hello/page.html', '-o', {str(tmp_path / 'o.json')!r}], standalone_mode=False)\n"
        "print(sorted({'httpx', 'httpcore', 'asyncio', 'protego'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_files_stay_short() -> None:
    """A Python file has fewer than 400 lines."""
    lengths = {path: (ROOT / path).read_bytes().count(b"\n") for path in python_files()}
    wrong = [f"{path}: {lines} lines" for path, lines in lengths.items() if lines >= MAX_FILE_LINES]
    assert not wrong, "\n".join(wrong)


def test_functions_stay_short() -> None:
    """A function has fewer than 60 lines."""
    wrong = [
        f"{path}:{function.lineno}: {function.name} has {lines} lines"
        for path in python_files()
        for function in functions(path)
        if (lines := (function.end_lineno or function.lineno) - function.lineno + 1) >= MAX_FUNCTION_LINES
    ]
    assert not wrong, "\n".join(wrong)


def test_no_module_is_a_drawer() -> None:
    """No module is called after nothing in particular."""
    drawers = ("utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py")
    assert not [path for path in python_files() if Path(path).name in drawers]


def test_no_two_test_modules_have_one_name() -> None:
    """Modules of tests stand in no package: two of one name in different folders could not both be collected."""
    names = [Path(path).name for path in project_files() if path.startswith("tests/") and path.endswith(".py")]
    ours = [name for name in names if name.startswith("test_")]
    assert len(ours) > 100
    assert sorted(ours) == sorted(set(ours))


def test_tests_say_what_must_hold() -> None:
    """Every test has a docstring: a sentence that says what must hold."""
    wrong = [
        f"{path}:{function.lineno}: {function.name}"
        for path in python_files("tests/")
        for function in functions(path)
        if function.name.startswith("test_") and not (ast.get_docstring(function) or "").rstrip().endswith(".")
    ]
    assert not wrong, "\n".join(wrong)


def test_files_name_no_machine() -> None:
    """No file of ours holds a path of the machine that it was written on, or the address of a package registry."""
    wrong = []
    for path in project_files():
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found = [] if path.startswith(DOCUMENTED_TEXT) else [*MACHINE_PATH.finditer(text)]
        for match in (*found, *REGISTRY_HOST.finditer(text)):
            wrong.append(f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}")
    assert not wrong, "\n".join(wrong)
