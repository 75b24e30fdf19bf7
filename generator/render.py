"""Plans to files, by templates. A template has the name of the file that it makes, with `.jinja` at its end."""

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.filters import FILTERS
from generator.identifiers import ClassName
from generator.mock_plan import MockPlan
from generator.output import OutputFile
from generator.plan import ClientPlan
from spec.files import dump_json

_HERE = Path(__file__).parent
HEADER = "# Copied from apiscribe; do not edit.\n"
"""The first line of files that are the same for every document; what is made of one names it (`_header.jinja`)."""

_EXPORTS = {
    "_runtime.auth": ("AccessKey", "Token"),
    "_runtime.not_given": ("NOT_GIVEN", "NotGiven"),
    "_runtime.reading": ("ResponseTypeWarning",),
    "_runtime.raw": ("RawResponse",),
    "_runtime.waiters": ("WaitFailedError", "WaitTimeoutError"),
    "_version": ("__version__",),
}
"""What the package itself offers beside clients and errors: module to names."""

_MOCK_EXPORTS = {
    "_app": ("create_app",),
    "_runtime.app": ("MockApp",),
    "_runtime.call": ("Call",),
    "_runtime.service": ("Answer",),
    "_runtime.serving": ("serve",),
    "_runtime.settings": ("Settings",),
    "_runtime.testing": ("RunningMock",),
    "_version": ("__version__",),
}
"""What the mock offers: module to names."""

SHARED = {
    **{name: _HERE / "runtime" / "python" / name for name in ("lazy.py", "redaction.py", "signing.py")},
    "samples.py": _HERE.parent / "spec" / "samples" / "values.py",
}
"""Modules of the mock that are those of the client's runtime or of the contract; its own folder only says so."""

_PAGE = ("docs.css", "docs.html", "docs.js")
"""The page of the mock."""

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
    page: str


SYNC = Mode("def", "", "", "Sync", "Page")
ASYNC = Mode("async def", "await ", "Async", "Async", "AsyncPages")


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


def _render(template: str, path: str, plan: ClientPlan | MockPlan, **values: object) -> OutputFile:
    return OutputFile(path, _environment().get_template(f"{template}.jinja").render(plan=plan, **values))


def render_python(plan: ClientPlan) -> Iterator[OutputFile]:
    """Give the files of the Python client."""
    package = plan.settings.package
    for name in ("pyproject.toml", "README.md", "api.md"):
        yield _render(f"python/{name}", name, plan)
    yield _render("_version.py", f"{package}/_version.py", plan)
    own = plan.settings.class_name
    errors = _classes_of("python", "errors.py")
    exports = {**_EXPORTS, "_client": (own, f"Async{own}"), "_runtime.errors": errors, "": ("models", "params")}
    yield _render_lazy("__init__.py", plan, exports)
    for name in ("_client.py", "_service.py", "error_codes.py", "resources/__init__.py", "resources/_raw/__init__.py"):
        yield _render(f"python/package/{name}", f"{package}/{name}", plan)
    for resource in plan.resources:
        path = f"{package}/resources/{resource.module}.py"
        yield _render("python/package/resources/resource.py", path, plan, resource=resource)
        if resource.calls:
            raw = f"{package}/resources/_raw/{resource.module}.py"
            yield _render("python/package/resources/_raw/resource.py", raw, plan, resource=resource)
    yield from _models(plan)
    yield OutputFile(f"{package}/py.typed", "")
    yield from _runtime("python", package)
    yield from _client_tests(plan)


def _models(plan: ClientPlan) -> Iterator[OutputFile]:
    """Give the modules of models and of typed dicts, and for each folder what loads them."""
    models = {str(module.module): [model.class_name for model in module.models] for module in plan.models}
    dicts = {str(module.module): [item.class_name for item in module.dicts] for module in plan.dicts}
    yield _render_lazy("models/__init__.py", plan, models, aliases=plan.model_aliases)
    yield _render_lazy("params/__init__.py", plan, dicts, aliases=plan.dict_aliases)
    for model_module in plan.models:
        path = f"{plan.settings.package}/models/{model_module.module}.py"
        yield _render("python/package/models/module.py", path, plan, module=model_module)
    for dict_module in plan.dicts:
        path = f"{plan.settings.package}/params/{dict_module.module}.py"
        yield _render("python/package/params/module.py", path, plan, module=dict_module)


def _render_lazy(
    name: str,
    plan: ClientPlan | MockPlan,
    exports: Mapping[str, Sequence[str]],
    target: str = "python",
    aliases: Mapping[ClassName, ClassName] | None = None,
) -> OutputFile:
    """Give the file that loads the names of modules when they are asked for; those of `""` are modules themselves.

    `aliases` are old names of such names.
    """
    imports = {module: sorted(names) for module, names in sorted(exports.items())}
    places = {name: f".{module or name}" for module, names in imports.items() for name in names}
    path = f"{plan.settings.package}/{name}"
    return _render(
        f"{target}/package/{name}",
        path,
        plan,
        imports=imports,
        places=dict(sorted(places.items())),
        aliases=aliases or {},
    )


def _client_tests(plan: ClientPlan) -> Iterator[OutputFile]:
    for name in ("conftest.py", "test_calls.py"):
        yield _copied(_HERE / "runtime" / "python_tests" / name, f"tests/{name}")
    calls = {"package": plan.settings.package, "client": plan.settings.class_name, "calls": plan.calls}
    yield OutputFile("tests/calls.json", document_text(calls))


def render_mock(plan: MockPlan, document: Mapping[str, Any]) -> Iterator[OutputFile]:
    """Give the files of the mock, which carries the document itself."""
    package = plan.settings.package
    for name in ("pyproject.toml", "README.md"):
        yield _render(f"mock/{name}", name, plan)
    yield _render("_version.py", f"{package}/_version.py", plan)
    yield _render_lazy("__init__.py", plan, _MOCK_EXPORTS, "mock")
    for name in ("__main__.py", "_app.py", "pytest_plugin.py", "resources.py", "routes.py", "handlers/__init__.py"):
        yield _render(f"mock/package/{name}", f"{package}/{name}", plan)
    for module in plan.modules:
        yield _render("mock/package/handlers/handler.py", f"{package}/handlers/{module.module}.py", plan, module=module)
    yield OutputFile(f"{package}/openapi.json", document_text(document))
    yield OutputFile(f"{package}/py.typed", "")
    yield from _runtime("mock", package)
    for page in _PAGE:
        text = (_HERE / "runtime" / "mock" / page).read_text(encoding="utf-8")
        yield OutputFile(f"{package}/_runtime/{page}", text, copied=True)


def document_text(document: Mapping[str, Any]) -> str:
    """Write a document as JSON, one value a line, characters that do not show as escapes."""
    return visible_json(dump_json(document, indent=1))


def visible_json(text: str) -> str:
    """Give JSON with escapes for the characters that do not show."""
    return _INVISIBLE.sub(lambda match: json.dumps(match[0])[1:-1], text)


def _runtime(target: str, package: str) -> Iterator[OutputFile]:
    for source in sorted((_HERE / "runtime" / target).glob("*.py")):
        original = SHARED.get(source.name, source) if target == "mock" else source
        yield _copied(original, f"{package}/_runtime/{source.name}")


def _copied(source: Path, path: str) -> OutputFile:
    return OutputFile(path, HEADER + source.read_text(encoding="utf-8"), copied=True)


def _classes_of(target: str, name: str) -> list[str]:
    tree = ast.parse((_HERE / "runtime" / target / name).read_text(encoding="utf-8"))
    return sorted(node.name for node in tree.body if isinstance(node, ast.ClassDef))
