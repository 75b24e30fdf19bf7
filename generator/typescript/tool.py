"""openapi-typescript, which is a program of npm: run in a folder of its own, on a file, with limits."""

import shutil
import subprocess
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
        try:
            done = subprocess.run(  # noqa: S603 - a fixed list of words, no shell
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ToolError(f"{TOOL} took more than {SECONDS} seconds") from error
        except OSError as error:
            raise ToolError(f"{TOOL} cannot be started: {error.strerror}") from error
        if done.returncode:
            said = " ".join((done.stderr or done.stdout).split())
            raise ToolError(f"{TOOL} {VERSION} failed: {said[-_SHOWN:]}")


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ToolError(f"{TOOL} wrote more than {MAX_BYTES:,} bytes")
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ToolError(f"{TOOL} wrote nothing that can be read") from error
