"""Tools from npm for the heavy tests."""

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from commands import run

TOOLS = Path(__file__).parent / "tools"


@pytest.fixture(scope="session")
def tools() -> Path:
    """Give the folder of the commands, installed once into a cache outside of the checkout."""
    if not (npm := shutil.which("npm")) or not shutil.which("node"):
        pytest.skip("redocly, spectral and pyright: no node and npm")
    wanted = (TOOLS / "package.json").read_bytes()
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "apiscribe-test-tools"
    cache = home / f"tools-{hashlib.sha256(wanted).hexdigest()[:16]}"
    if not cache.exists():
        home.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(dir=home))
        (staged / "package.json").write_bytes(wanted)
        done = run(npm, "install", "--no-audit", "--no-fund", folder=staged, minutes=5)
        if done.returncode == 0:
            # another worker may have been first
            with suppress(OSError):
                staged.rename(cache)
        shutil.rmtree(staged, ignore_errors=True)
        if done.returncode:
            pytest.skip(f"redocly, spectral and pyright: npm cannot install them: {done.stderr[-300:]}")
    return cache / "node_modules" / ".bin"
