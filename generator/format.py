"""Python files as ruff writes them: line breaks and the order of imports, nothing else."""

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import replace
from pathlib import Path

from generator.check import check_source
from generator.output import GenerationError, OutputFile
from generator.write import write_files

_COMMANDS = (
    ("check", "--isolated", "--no-cache", "--quiet", "--line-length", "120", "--select", "I", "--fix"),
    ("format", "--isolated", "--no-cache", "--quiet", "--line-length", "120", "--target-version", "py311"),
)
SECONDS = 120

Formatted = MutableMapping[str, str]
"""The text of files that were checked and formatted before, by a hash of what they were made of."""


def format_python(
    files: Sequence[OutputFile], known: Formatted | None = None, check: Callable[[OutputFile], None] = check_source
) -> list[OutputFile]:
    """Give the files with every Python one checked, by default by `generator.check`, and formatted.

    What is `known` from an earlier run is taken from there; the rest is added. Where ruff refuses a file,
    GenerationError says what it said.
    """
    sources = [file for file in files if file.path.endswith(".py")]
    known = {} if known is None else known
    keys = _keys(sources)
    new = [file for file in sources if keys[file.path] not in known]
    for file in new:
        check(file)
    if new:
        with tempfile.TemporaryDirectory(prefix="apiscribe-") as name:
            folder = Path(name) / "files"
            # all of them: what a module imports is sorted by what is there
            write_files(sources, folder)
            for command in _COMMANDS:
                _run_ruff(command, [file.path for file in new] if len(new) < len(sources) else ["."], folder)
            known.update((keys[file.path], (folder / file.path).read_text(encoding="utf-8")) for file in new)
    return [replace(file, text=known[keys[file.path]]) if file.path in keys else file for file in files]


def _keys(files: Sequence[OutputFile]) -> dict[str, str]:
    """Give a hash for each file: of its path and text, and of the packages beside it."""
    packages = sorted({file.path.partition("/")[0] for file in files})
    beside = "\0".join(packages)
    return {f.path: hashlib.sha256(f"{beside}\0{f.path}\0{f.text}".encode()).hexdigest() for f in files}


def _run_ruff(command: Sequence[str], paths: Sequence[str], folder: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed list of words and safe paths, no shell
            [sys.executable, "-m", "ruff", *command, "--", *paths],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise GenerationError(f"ruff {command[0]} took more than {SECONDS} seconds") from error
    if done.returncode:
        raise GenerationError(f"ruff {command[0]} refused the output: {(done.stderr or done.stdout).strip()[:2000]}")
