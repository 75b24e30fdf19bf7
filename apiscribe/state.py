"""What the last build was made of: where nothing has changed since, there is nothing to build.

The state is a file beside the output, for this machine only. It is trusted for speed alone: `apiscribe check` builds.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from apiscribe import __version__
from apiscribe.config import Config

FILE_NAME = ".apiscribe-state.json"

_ROOT = Path(__file__).resolve().parents[1]
_PACKAGES = ("apiscribe", "generator", "scraper", "spec")
_CODE = (".py", ".toml", ".jinja", ".yaml")


def fingerprint(config_file: Path, config: Config, inputs: Iterable[Path]) -> str:
    """Give a digest of the configuration, all inputs and the tool itself."""
    digest = hashlib.sha256(f"{__version__} {sys.version}".encode())
    digest.update(config_file.read_bytes())
    for path in sorted({p for root in inputs for p in _files(root)}):
        digest.update(f"\0{path}\0".encode())
        digest.update(path.read_bytes())
    for path in sorted(p for name in _PACKAGES for p in (_ROOT / name).rglob("*") if p.suffix in _CODE):
        status = path.stat()
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    if root.is_dir():
        yield from (p for p in root.rglob("*") if p.is_file() and not p.is_symlink())
    elif root.exists():
        yield root


def recall(out: Path, key: str) -> dict[str, Any] | None:
    """Give the summary of the last build if it had this fingerprint and its files are as it left them, else None."""
    try:
        state = json.loads((out / FILE_NAME).read_text(encoding="utf-8"))
        if state["key"] != key or state["files"] != _stamps(out, (name for name, _, _ in state["files"])):
            return None
        summary = state["summary"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return summary if isinstance(summary, dict) else None


def remember(out: Path, key: str, files: Iterable[Path], summary: dict[str, object]) -> None:
    """Write the state of a build that has just been written."""
    names = sorted(p.relative_to(out).as_posix() for p in files if p.is_relative_to(out))
    state = {"key": key, "summary": summary, "files": _stamps(out, names)}
    (out / FILE_NAME).write_text(json.dumps(state), encoding="utf-8")


def _stamps(out: Path, names: Iterable[str]) -> list[list[object]]:
    stamps: list[list[object]] = []
    for name in names:
        status = (out / name).stat()
        stamps.append([name, status.st_size, status.st_mtime_ns])
    return stamps
