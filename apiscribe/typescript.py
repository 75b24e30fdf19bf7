"""The target `typescript` as the command makes it: where the types of a document are kept, and what is told without."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from apiscribe.config import Config, types_file
from generator.output import OutputFile
from generator.settings import Settings
from generator.typescript import TYPES_FILE, Tool, ToolError, TypeSources, generate_typescript
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location

TARGET = "typescript"


def typescript_files(
    document: Mapping[str, Any],
    settings: Settings,
    standing: Iterable[Path],
    name: str,
    changelog: str = "",
    *,
    online: bool,
) -> list[OutputFile]:
    """Give the files of the package. `name` is what the document is called in findings.

    Types that stand in one of the files, or came with this tool, are used where they are those of the document; else
    the program that makes them is run, fetched from npm where `online`.

    Raises DiagnosticError (TSC001) where it cannot be, and GenerationError as the generator does.
    """
    shipped = Path(str(resources.files("spec"))) / "types"
    sources = TypeSources((*standing, *sorted(shipped.glob("*.ts"))), Tool(online=online))
    try:
        return generate_typescript(document, settings, sources, changelog)
    except ToolError as error:
        raise DiagnosticError(Diagnostic("TSC001", str(error), Location(name))) from error


def kept_types(config: Config, out: Path, packages: Mapping[Path, Sequence[OutputFile]]) -> dict[Path, str]:
    """Give the record of the types, for the next build: nothing where there is no such target."""
    files = packages.get(out / config.output.generated / TARGET, ())
    return {types_file(config, out): file.text for file in files if file.path == TYPES_FILE}
