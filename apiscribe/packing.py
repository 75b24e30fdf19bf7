"""What a build has generated, as it is given away: one archive for each package, and the Markdown to read."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from generator.identifiers import safe_file_name
from generator.output import LOCK_NAME
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location
from spec.transaction import TOOLS

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16
_INSTALLED = (
    ("pyproject.toml", "pip install {0}.zip"),
    ("package.json", "unzip {0}.zip -d {0} && npm install ./{0}"),
)
_HIDDEN = (".yaml", ".yml", ".json")
"""Files whose name begins with a dot come along where they end so: other programs' settings, and no leftovers."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One generated package, or the files for one gateway: `name` is its path below the folder of what is generated,
    `texts` are its Markdown files by path, `install` is how its archive is installed, where a tool does that."""

    name: str
    archive: bytes
    texts: dict[str, str]
    install: str


def files_below(folder: Path) -> dict[str, bytes]:
    """Give the files below a folder by path; links and leftovers of other programs are passed by.

    Raises DiagnosticError (SIT006) for a name that not every file system and web server takes.
    """
    found: dict[str, bytes] = {}
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        if any(part.removeprefix(".") != safe_file_name(part.removeprefix(".")) for part in name.split("/")):
            message = "a name that a site cannot have"
            raise DiagnosticError(Diagnostic("SIT006", message, Location(path.as_posix())))
        found[name] = path.read_bytes()
    return found


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        hidden = path.name.startswith(".")
        if path.is_symlink() or path.name in TOOLS:
            continue
        if path.is_dir() and not hidden:
            yield from _walk(path)
        elif path.is_file() and (not hidden or path.suffix in _HIDDEN):
            yield path


def units(generated: Path) -> list[Unit]:
    """Give what is generated, by name. A folder of a target that holds nothing but folders is as many things."""
    found = []
    folders = sorted(generated.iterdir()) if generated.is_dir() else []
    for target in folders:
        if target.is_symlink() or not (target / LOCK_NAME).is_file():
            continue
        files = {name: content for name, content in files_below(target).items() if name != LOCK_NAME}
        if any("/" not in name for name in files):
            found.append(_unit(target.name, files))
            continue
        for part in sorted({name.partition("/")[0] for name in files}):
            below = {name.removeprefix(f"{part}/"): c for name, c in files.items() if name.startswith(f"{part}/")}
            found.append(_unit(f"{target.name}/{part}", below))
    return found


def _unit(name: str, files: dict[str, bytes]) -> Unit:
    texts = {path: content.decode("utf-8", "replace") for path, content in files.items() if path.endswith(".md")}
    return Unit(name, archive(files), texts, next((way for file, way in _INSTALLED if file in files), "").format(name))


def archive(files: dict[str, bytes]) -> bytes:
    """Give a zip of files, the same bytes for the same files whenever it is made."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _MODE
            entry.create_system = 3
            file.writestr(entry, content)
    return buffer.getvalue()
