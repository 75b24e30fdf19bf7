"""Python files as ruff writes them: line breaks and the order of imports, nothing else."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from generator.output import GenerationError, OutputFile
from generator.write import write_files

_COMMANDS = (
    ("check", "--isolated", "--no-cache", "--quiet", "--line-length", "120", "--select", "I", "--fix", "."),
    ("format", "--isolated", "--no-cache", "--quiet", "--line-length", "120", "--target-version", "py311", "."),
)
SECONDS = 120


def format_python(files: Sequence[OutputFile]) -> list[OutputFile]:
    """Give the files with every Python one formatted; where ruff refuses one, GenerationError says what it said."""
    with tempfile.TemporaryDirectory(prefix="apiscribe-") as name:
        folder = Path(name) / "files"
        write_files([file for file in files if file.path.endswith(".py")], folder)
        for command in _COMMANDS:
            _run_ruff(command, folder)
        return [
            replace(file, text=(folder / file.path).read_text(encoding="utf-8")) if file.path.endswith(".py") else file
            for file in files
        ]


def _run_ruff(command: Sequence[str], folder: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - a fixed list of words, no shell
            [sys.executable, "-m", "ruff", *command],
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
