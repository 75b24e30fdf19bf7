"""The environment of the peers: libraries and generators that do the same work, installed beside the project."""

import hashlib
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
_WANTED = Path(__file__).parent / "peers.txt"
_SHOWN = ("httpx", "pydantic", VENDOR, PYTHON_CLIENT, GENERATOR)


@dataclass(frozen=True, slots=True)
class Peers:
    """The interpreter that all clients are measured in, and the version of each distribution that is there."""

    python: Path
    versions: dict[str, str]

    def lacks(self, name: str) -> str | None:
        """Say why a peer cannot be measured, None where it can."""
        if name not in self.versions:
            return "not there: make bench-peers installs it"
        if name == GENERATOR and not shutil.which("java"):
            return "no java"
        return None

    @property
    def commands(self) -> Path:
        """The folder of the commands that the peers install."""
        return self.python.parent


def find() -> Peers:
    """Give the environment of the peers where it is installed, else that of this process without them."""
    folder = _folder()
    python = folder / "bin" / "python" if _stamp(folder).exists() else Path(sys.executable)
    return Peers(python, probe(python, "versions", *_SHOWN))


def install() -> None:
    """Install the peers, once for each edition of peers.txt. Where that fails, pip has said why."""
    folder = _folder()
    if _stamp(folder).exists():
        return
    venv.create(folder, clear=True, with_pip=True)
    pip = (folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    subprocess.run((*pip, "-r", _WANTED), check=True, timeout=900)  # noqa: S603
    _stamp(folder).touch()


def _folder() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    edition = hashlib.sha256(_WANTED.read_bytes() + sys.version.encode()).hexdigest()[:16]
    return home / "apiscribe-benchmarks" / f"peers-{edition}"


def _stamp(folder: Path) -> Path:
    """Give the file that says that everything was installed; commands name their folder, so it cannot be moved."""
    return folder / "installed"
