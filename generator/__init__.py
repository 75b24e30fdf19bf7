"""One OpenAPI document to packages: `generate` gives the files of a target, `generator.write` puts them on disk."""

from collections.abc import Mapping
from typing import Any

from generator.format import Formatted, format_python
from generator.output import GenerationError, OutputFile, check_distinct, lock_file
from generator.planning.client import plan_client
from generator.planning.document import clean_document
from generator.planning.mock import plan_mock
from generator.render import render_mock, render_python
from generator.settings import Settings
from spec.passes.upgrade import to_3_1

__all__ = ["TARGETS", "GenerationError", "OutputFile", "Settings", "generate"]

TARGETS = ("python", "mock")


def generate(
    document: Mapping[str, Any], target: str, settings: Settings, changelog: str = "", known: Formatted | None = None
) -> list[OutputFile]:
    """Give the files of a target, sorted by path; the same document and settings give the same bytes.

    `changelog` is the text of its `CHANGELOG.md`; there is none without it. `known` are files that this version
    formatted before: they save time, and change nothing.

    Raises ValueError for an unknown target, GenerationError where the document cannot be followed or a file would hold
    code that no template writes.
    """
    root = clean_document(document)
    if target == "python":
        files = list(render_python(plan_client(root, settings)))
    elif target == "mock":
        root = to_3_1(root).document
        files = list(render_mock(plan_mock(root, settings), root))
    else:
        raise ValueError(f"no target {target!r}, only {', '.join(TARGETS)}")
    if changelog:
        files.append(OutputFile("CHANGELOG.md", changelog))
    check_distinct(files)
    formatted = format_python(files, known)
    lock = lock_file(formatted, root, settings.generator_version)
    return sorted([*formatted, lock], key=lambda file: file.path)
