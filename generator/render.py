"""Plans to files, by templates. A template has the name of the file that it makes, with `.jinja` at its end."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.filters import FILTERS
from generator.output import OutputFile
from generator.plan import ClientPlan, MockPlan

_HERE = Path(__file__).parent
HEADER = (_HERE / "templates" / "_header.jinja").read_text(encoding="utf-8")

_INVISIBLE = re.compile(
    "[\\x7f-\\xa0\\xad\\u0600-\\u0605\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ud800-\\udfff"
    "\\ufeff\\ufff0-\\ufffb\\U000e0000-\\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class Mode:
    """How the two kinds of client differ in their source."""

    define: str
    wait: str
    prefix: str
    base: str


SYNC = Mode("def", "", "", "Sync")
ASYNC = Mode("async def", "await ", "Async", "Async")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the output is Python, TOML and Markdown; each has its own filter
    )
    environment.filters |= FILTERS
    environment.globals["modes"] = (SYNC, ASYNC)
    return environment


def _render(template: str, path: str, **values: object) -> OutputFile:
    return OutputFile(path, _environment().get_template(f"{template}.jinja").render(**values))


def render_python(plan: ClientPlan) -> Iterator[OutputFile]:
    """Give the files of the Python client."""
    package = plan.settings.package
    errors = _classes_of("python", "errors.py")
    own = {f"Async{plan.settings.class_name}", plan.settings.class_name}
    exported = sorted({*own, *errors, "AccessKey", "NOT_GIVEN", "NotGiven", "Token", "__version__", "models"})
    for name in ("pyproject.toml", "README.md", "api.md"):
        yield _render(f"python/{name}", name, plan=plan)
    yield _render("_version.py", f"{package}/_version.py", plan=plan)
    yield _render("python/package/__init__.py", f"{package}/__init__.py", plan=plan, errors=errors, exported=exported)
    for name in ("_client.py", "resources/__init__.py", "models/__init__.py"):
        yield _render(f"python/package/{name}", f"{package}/{name}", plan=plan)
    for resource in plan.resources:
        path = f"{package}/resources/{resource.module}.py"
        yield _render("python/package/resources/resource.py", path, resource=resource)
    for model in plan.models:
        yield _render("python/package/models/model.py", f"{package}/models/{model.module}.py", model=model)
    yield OutputFile(f"{package}/py.typed", "")
    yield from _runtime("python", package)


def render_mock(plan: MockPlan, document: Mapping[str, Any]) -> Iterator[OutputFile]:
    """Give the files of the mock, which carries the document itself."""
    package = plan.settings.package
    for name in ("pyproject.toml", "README.md"):
        yield _render(f"mock/{name}", name, plan=plan)
    yield _render("_version.py", f"{package}/_version.py", plan=plan)
    for name in ("__init__.py", "__main__.py", "routes.py", "handlers/__init__.py"):
        yield _render(f"mock/package/{name}", f"{package}/{name}", plan=plan)
    for module in plan.modules:
        yield _render("mock/package/handlers/handler.py", f"{package}/handlers/{module.module}.py", module=module)
    yield OutputFile(f"{package}/openapi.json", document_text(document))
    yield OutputFile(f"{package}/py.typed", "")
    yield from _runtime("mock", package)


def document_text(document: Mapping[str, Any]) -> str:
    """Write a document as JSON, one value a line, characters that do not show as escapes."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return _INVISIBLE.sub(lambda match: json.dumps(match[0])[1:-1], text) + "\n"


def _runtime(target: str, package: str) -> Iterator[OutputFile]:
    for source in sorted((_HERE / "runtime" / target).glob("*.py")):
        yield OutputFile(f"{package}/_runtime/{source.name}", HEADER + source.read_text(encoding="utf-8"))


def _classes_of(target: str, name: str) -> list[str]:
    tree = ast.parse((_HERE / "runtime" / target / name).read_text(encoding="utf-8"))
    return sorted(node.name for node in tree.body if isinstance(node, ast.ClassDef))
