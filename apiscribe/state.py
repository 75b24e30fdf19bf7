"""What the last build was made of: where nothing has changed since, there is nothing to build.

The state is kept in a folder beside the output, for this machine only. It is trusted for speed alone: `apiscribe check`
builds.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from apiscribe import __version__
from apiscribe.config import Config

MAX_FORMATTED = 5_000
"""How many files are kept as they were formatted; with more of them those of the last run are."""

_FILE_NAME = "state.json"
_FORMATTED_NAME = "formatted.json"

_ROOT = Path(__file__).resolve().parents[1]
_PACKAGES = ("apiscribe", "generator", "scraper", "spec")
_WRITTEN = frozenset(Path("spec", name) for name in ("documents", "names", "types", "versions"))
"""Where builds write in the folder of the tool itself: what they read of it counts by its content, and is no code."""
_CODE = (".py", ".toml", ".jinja", ".yaml", ".css", ".js", ".ts")


def workspace(out: Path) -> Path:
    """Give the folder under an output where runs keep what is theirs: the state, and what is not in its place yet."""
    return out / ".apiscribe"


def fingerprint(config_file: Path, config: Config, inputs: Iterable[Path]) -> str:
    """Give a digest of the configuration, all inputs and the tool itself."""
    digest = hashlib.sha256(_tool().encode())
    digest.update(config_file.read_bytes())
    for path in sorted({p for root in inputs for p in _files(root)}):
        digest.update(f"\0{path}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _tool() -> str:
    """Give a digest of the tool, its Python and its formatter."""
    digest = hashlib.sha256(f"{__version__} {sys.version} {version('ruff')}\n".encode())
    found = (path for name in _PACKAGES for path in (_ROOT / name).rglob("*") if path.suffix in _CODE)
    for path in sorted(p for p in found if _WRITTEN.isdisjoint(p.relative_to(_ROOT).parents)):
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
        state = json.loads((workspace(out) / _FILE_NAME).read_text(encoding="utf-8"))
        if state["key"] != key or state["files"] != _stamps(out, (name for name, _, _ in state["files"])):
            return None
        summary = state["summary"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return summary if isinstance(summary, dict) else None


def remember(out: Path, key: str, files: Iterable[Path], summary: dict[str, object]) -> None:
    """Write the state of a build that has just been written."""
    names = sorted(p.relative_to(out).as_posix() for p in files if p.is_relative_to(out))
    _keep(out, _FILE_NAME, {"key": key, "summary": summary, "files": _stamps(out, names)})


@contextmanager
def formatted_before(out: Path) -> Iterator[dict[str, str]]:
    """Give the generated files that earlier runs of this tool formatted, as `generator.generate` takes them.

    What is added is kept where nothing goes wrong.
    """
    tool = _tool()
    try:
        state = json.loads((workspace(out) / _FORMATTED_NAME).read_text(encoding="utf-8"))
        kept = {str(key): str(text) for key, text in state["files"].items()} if state["tool"] == tool else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        kept = {}
    known = dict(kept)
    yield known
    added = {key: text for key, text in known.items() if key not in kept}
    if added:
        _keep(out, _FORMATTED_NAME, {"tool": tool, "files": known if len(known) < MAX_FORMATTED else added})


def _keep(out: Path, name: str, state: object) -> None:
    """Write what saves the next run time. It comes after what was asked for: that it cannot be kept is no failure."""
    folder = workspace(out)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        (folder / name).write_text(json.dumps(state), encoding="utf-8")


def _stamps(out: Path, names: Iterable[str]) -> list[list[object]]:
    stamps: list[list[object]] = []
    for name in names:
        status = (out / name).stat()
        stamps.append([name, status.st_size, status.st_mtime_ns])
    return stamps
