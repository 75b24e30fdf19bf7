"""The environment of the peers: what does the same work, installed beside the project."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from .processes import probe

VENDOR = "huaweicloudsdkmodelarts"
PYTHON_CLIENT = "openapi-python-client"
GENERATOR = "openapi-generator-cli"
PRISM = "@stoplight/prism-cli"
STEADY = "@stdy/cli"
REDOCLY = "@redocly/cli"
SPECSHIFT = "specshift"
_OF_NODE = (PRISM, STEADY, REDOCLY)
_WANTED = Path(__file__).parent / "peers.txt"
_WANTED_OF_NODE = Path(__file__).parent / "peers.json"
_SHOWN = ("httpx", "pydantic", VENDOR, PYTHON_CLIENT, GENERATOR, SPECSHIFT)


@dataclass(frozen=True, slots=True)
class Peers:
    """The interpreter that all clients are measured in, and the version of each distribution that is there."""

    python: Path
    versions: dict[str, str]

    def lacks(self, name: str) -> str | None:
        """Say why a peer cannot be measured, None where it can."""
        if name not in self.versions:
            return "not there: make bench-peers installs it"
        if name in _OF_NODE and not shutil.which("node"):
            return "no node"
        if name == GENERATOR and not shutil.which("java"):
            return "no java"
        return None

    @property
    def commands(self) -> Path:
        """The folder of the commands that the peers install."""
        return self.python.parent

    @property
    def node_commands(self) -> Path:
        """The folder of the commands that the peers in JavaScript install."""
        return _node_folder() / "node_modules" / ".bin"


def find() -> Peers:
    """Give the environment of the peers where it is installed, else that of this process without them."""
    folder = _folder()
    python = folder / "bin" / "python" if _stamp(folder).exists() else Path(sys.executable)
    return Peers(python, probe(python, "versions", *_SHOWN) | _node_versions())


def install() -> None:
    """Install the peers, once for each edition of their lists. Where that fails, pip or npm has said why."""
    _install_node()
    folder = _folder()
    if _stamp(folder).exists():
        return
    venv.create(folder, clear=True, with_pip=True)
    pip = (folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    subprocess.run((*pip, "-r", _WANTED), check=True, timeout=900)  # noqa: S603
    _stamp(folder).touch()


def _install_node() -> None:
    folder, npm = _node_folder(), shutil.which("npm")
    if _stamp(folder).exists():
        return
    if npm is None:
        print(f"no npm: {', '.join(_OF_NODE)} are left out", file=sys.stderr)
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(_WANTED_OF_NODE, folder / "package.json")
    command = (npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    subprocess.run(command, cwd=folder, check=True, timeout=900)  # noqa: S603
    _stamp(folder).touch()


def _node_versions() -> dict[str, str]:
    folder = _node_folder()
    if not _stamp(folder).exists():
        return {}
    described = {name: folder / "node_modules" / name / "package.json" for name in _OF_NODE}
    return {name: json.loads(file.read_bytes())["version"] for name, file in described.items() if file.exists()}


def _folder() -> Path:
    edition = hashlib.sha256(_WANTED.read_bytes() + sys.version.encode()).hexdigest()[:16]
    return _cache() / f"peers-{edition}"


def _node_folder() -> Path:
    return _cache() / f"node-peers-{hashlib.sha256(_WANTED_OF_NODE.read_bytes()).hexdigest()[:16]}"


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "apiscribe-benchmarks"


def _stamp(folder: Path) -> Path:
    """Give the file that says that everything was installed; commands name their folder, so it cannot be moved."""
    return folder / "installed"
