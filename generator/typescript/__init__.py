"""The target `typescript`: a client for Node and browsers, its types by openapi-typescript."""

from collections.abc import Mapping
from typing import Any

from generator.output import OutputFile, check_distinct, lock_file
from generator.planning.document import clean_document
from generator.settings import Settings
from generator.typescript.planning import plan_script
from generator.typescript.render import render_script
from generator.typescript.tool import Tool, ToolError
from generator.typescript.types_file import TypeSources
from spec.passes.upgrade import to_3_1

__all__ = ["TYPES_FILE", "Tool", "ToolError", "TypeSources", "generate_typescript"]

TYPES_FILE = "src/schema.ts"
"""Where the types stand in the package."""


def generate_typescript(
    document: Mapping[str, Any], settings: Settings, sources: TypeSources, changelog: str = ""
) -> list[OutputFile]:
    """Give the files of the package, sorted by path; the same document and types give the same bytes.

    Raises GenerationError where the document cannot be followed or a file would hold code that no template writes,
    ToolError where there are no types of it and none can be made.
    """
    root = to_3_1(clean_document(document)).document
    files = list(render_script(plan_script(root, settings, sources)))
    if changelog:
        files.append(OutputFile("CHANGELOG.md", changelog))
    check_distinct(files)
    return sorted([*files, lock_file(files, root, settings.generator_version)], key=lambda file: file.path)
