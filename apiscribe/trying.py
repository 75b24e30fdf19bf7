"""Generated packages are tried before they are written: every module of one that changes is imported."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from generator.output import OutputFile
from generator.write import write_files
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location
from spec.transaction import Changes

SECONDS = 120

_SCRIPT = """
import importlib, json, sys
folder, names = json.load(sys.stdin)
sys.path.insert(0, folder)
for name in names:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        if not error.name or error.name.partition(".")[0] == name.partition(".")[0]:
            raise
"""


def try_packages(packages: Mapping[Path, Sequence[OutputFile]], changes: Changes) -> tuple[str, ...]:
    """Import all modules of the packages that change, each package in a process of its own; gives what was imported.

    What a package needs and this environment lacks is no failure. Raises DiagnosticError (GEN002).
    """
    touched = {*changes.added, *changes.changed, *changes.removed}
    wanted = [folder for folder in packages if any(path.is_relative_to(folder) for path in touched)]
    with TemporaryDirectory(prefix="apiscribe-") as name, ThreadPoolExecutor() as pool:
        places = [Path(name) / str(number) for number in range(len(wanted))]
        return tuple(filter(None, pool.map(_try, wanted, (packages[folder] for folder in wanted), places)))


def _try(folder: Path, files: Sequence[OutputFile], place: Path) -> str:
    modules = [_module(f.path) for f in files if _is_module(f.path)]
    if not modules:
        return ""
    write_files(files, place)
    _import(place, modules, folder)
    return f"{modules[0].partition('.')[0]}: {len(modules):,} modules imported"


def _is_module(path: str) -> bool:
    return path.endswith(".py") and "/" in path and not path.startswith("tests/") and not path.endswith("/__main__.py")


def _module(path: str) -> str:
    return ".".join(PurePosixPath(path).with_suffix("").parts).removesuffix(".__init__")


def _import(place: Path, modules: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell
            [sys.executable, "-I", "-B", "-c", _SCRIPT],
            input=json.dumps([str(place), modules]),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        said = done.stderr.strip().rpartition("\n")[2] if done.returncode else ""
    except subprocess.TimeoutExpired:
        said = f"not imported within {SECONDS} seconds"
    if said:
        raise DiagnosticError(Diagnostic("GEN002", said, Location(folder.as_posix())))
