"""The plan of the TypeScript client to files, by templates, and the runtime beside them."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from generator.filters import FILTERS
from generator.output import OutputFile
from generator.render import document_text
from generator.typescript.check import check_script
from generator.typescript.methods import WORDS
from generator.typescript.plan import ScriptPlan

HEADER = "// Copied from apiscribe; do not edit.\n"
"""The first line of files that are the same for every document."""

_GENERATOR = Path(__file__).resolve().parent.parent
_RUNTIME = _GENERATOR / "runtime"
_TEMPLATES = _GENERATOR / "templates" / "typescript"
_WORD = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_PLAIN = ("package.json", "tsconfig.json", "tsconfig.test.json", "README.md")
_SOURCES = ("src/index.ts", "src/client.ts", "src/service.ts", "src/models.ts", "test/client.ts")


def render_script(plan: ScriptPlan) -> Iterator[OutputFile]:
    """Give the files of the TypeScript client. GenerationError tells of one with code that no template writes."""
    for name in _PLAIN:
        yield _render(name, name, plan)
    words = _words(plan)
    for name in _SOURCES:
        file = _render(name, name, plan)
        check_script(file, words)
        yield file
    for resource in plan.resources:
        file = _render("src/resources/resource.ts", f"src/resources/{resource.module}.ts", plan, resource=resource)
        check_script(file, words)
        yield file
    yield OutputFile("src/schema.ts", plan.types)
    yield OutputFile("test/calls.json", document_text({"calls": plan.calls}))
    for folder, target in (("typescript", "src/runtime"), ("typescript_tests", "test")):
        for source in sorted((_RUNTIME / folder).glob("*.ts")):
            yield OutputFile(f"{target}/{source.name}", HEADER + source.read_text(encoding="utf-8"), copied=True)


def _render(template: str, path: str, plan: ScriptPlan, **values: object) -> OutputFile:
    text = _environment().get_template(f"typescript/{template}.jinja").render(plan=plan, **values)
    return OutputFile(path, text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_GENERATOR / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the output is TypeScript, JSON and Markdown; each has its own filter
    )
    environment.filters |= FILTERS
    return environment


def _words(plan: ScriptPlan) -> frozenset[str]:
    """Give the words that a rendered file may have: those of the templates, and the names in the plan."""
    names = {plan.class_name, f"{plan.class_name}Options", *(model.class_name for model in plan.models)}
    names |= {option.name for option in plan.options} | {option.json_name for option in plan.options}
    for resource in plan.resources:
        names |= {
            resource.class_name,
            *(method.name for method in resource.methods),
            *(w.name for w in resource.waiters),
        }
        names |= {link.name for link in resource.children} | {link.name for link in plan.roots}
        names |= {name for method in resource.methods for name in method.values}
    return _template_words() | WORDS | names


@cache
def _template_words() -> frozenset[str]:
    texts = [path.read_text(encoding="utf-8") for path in _TEMPLATES.rglob("*.ts.jinja")]
    return frozenset(word for text in texts for word in _WORD.findall(re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)))
