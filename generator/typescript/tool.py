"""openapi-typescript, which is a program of npm: run in a folder of its own, on a file, with limits."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

TOOL, VERSION = "openapi-typescript", "7.13.0"
FLAGS = ("--default-non-nullable=false", "--empty-objects-unknown")
"""A default leaves a field optional; an object whose fields are unknown may have any."""

SECONDS = 300
MAX_BYTES = 100 * 2**20
_SHOWN = 500


class ToolError(Exception):
    """The tool is not there, or has made nothing that can be used."""


@dataclass(frozen=True, slots=True)
class Tool:
    """How the tool is found: by `npx`, from npm's cache alone where not `online`."""

    online: bool = True
    npx: str = "npx"

    def run(self, document: str) -> str:
        """Give the types of a document, which is JSON. Raises ToolError."""
        npx = shutil.which(self.npx)
        if npx is None or shutil.which("node") is None:
            raise ToolError("Node is not there")
        with tempfile.TemporaryDirectory(prefix="apiscribe-") as name:
            folder = Path(name)
            (folder / "document.json").write_text(document, encoding="utf-8")
            words = [npx, "--yes"] if self.online else [npx, "--yes", "--offline"]
            self._run([*words, f"{TOOL}@{VERSION}", "document.json", "--output", "schema.ts", *FLAGS], folder)
            return _read(folder / "schema.ts")

    def _run(self, command: list[str], folder: Path) -> None:
        pipe = subprocess.PIPE
        try:
            process = subprocess.Popen(  # noqa: S603 - a fixed list of words, no shell
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, start_new_session=True
            )
        except OSError as error:
            raise ToolError(f"{TOOL} cannot be started: {error.strerror}") from error
        with process:
            try:
                written, told = process.communicate(timeout=SECONDS)
            except subprocess.TimeoutExpired as error:
                _end(process)
                raise ToolError(f"{TOOL} took more than {SECONDS} seconds") from error
            except BaseException:
                _end(process)
                raise
        if process.returncode:
            said = (told or written).decode("utf-8", "replace")
            raise ToolError(f"{TOOL} {VERSION} failed: {_problem(said)}")


def _problem(said: str) -> str:
    """Give the line that names an error, of a stack that Node shows around it; else how the text ends."""
    found = re.search(r"^[ \t]*(\w*Error: .*)", said, re.MULTILINE)
    return found[1].strip()[:_SHOWN] if found else " ".join(said.split())[-_SHOWN:]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it has started: npx is but the parent of the tool."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ToolError(f"{TOOL} wrote more than {MAX_BYTES:,} bytes")
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ToolError(f"{TOOL} wrote nothing that can be read") from error
