"""Where the viewer of the reference page comes from: a file that is given, the cache, or once the npm registry.

What npm gives is held against the digest in `spec.site.viewer`, also when it comes from the cache; no code of it runs.
"""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs

from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location
from spec.site.viewer import REDOC, Package, Viewer

MAX_BYTES = 32 * 1024 * 1024
NPM_SECONDS = 180
_INIT = re.compile(r"\binit\b")


def viewer(given: Path | None, package: Package = REDOC) -> Viewer:
    """Give the viewer: of `given`, an archive of the package or a script of one's own, else of the cache or of npm.

    Raises DiagnosticError: SIT001 where there is none, SIT002 where what there is is something else.
    """
    if given is None:
        return _unpacked(_cached(package), package, package.archive)
    try:
        content = given.read_bytes()
    except OSError as error:
        raise _error("SIT001", f"cannot read the viewer: {error.strerror or error}", given) from error
    if given.suffix == ".tgz":
        _check(content, package, given)
        return _unpacked(content, package, given)
    if given.suffix not in (".js", ".mjs"):
        raise _error("SIT002", "neither an archive of npm (.tgz) nor a script (.js)", given)
    if len(content) > MAX_BYTES:
        raise _error("SIT002", f"more than {MAX_BYTES:,} bytes", given)
    try:
        script = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _error("SIT002", "not UTF-8", given) from error
    if not _INIT.search(script):
        raise _error("SIT002", "a script without `init`", given)
    return Viewer(given.name, script)


def cache_folder() -> Path:
    """Give the folder that keeps archives of npm."""
    return platformdirs.user_cache_path("apiscribe", appauthor=False) / "npm"


def _cached(package: Package) -> bytes:
    file = cache_folder() / package.archive
    try:
        content = file.read_bytes()
        _check(content, package, file)
        return content
    except (OSError, DiagnosticError):
        content = _packed(package)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f"{file.name}.{os.getpid()}")
        beside.write_bytes(content)
        beside.replace(file)
    except OSError:
        # the cache saves the next run time, no more
        pass
    return content


def _packed(package: Package) -> bytes:
    """Give the archive as npm fetches it. Nothing is installed: no script of the package runs."""
    wanted = f"{package.name}@{package.version}"
    npm = shutil.which("npm")
    if npm is None:
        raise _missing(package, "there is no `npm` here to fetch it with")
    with TemporaryDirectory(prefix="apiscribe-") as name:
        command = [npm, "pack", wanted, "--ignore-scripts", "--loglevel=error", "--pack-destination", name]
        try:
            done = subprocess.run(command, cwd=name, capture_output=True, text=True, timeout=NPM_SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _missing(package, f"npm does not answer: {type(error).__name__}") from error
        file = Path(name) / package.archive
        if done.returncode or not file.is_file():
            lines = [line for line in done.stderr.splitlines() if "npm error" in line or "ERR!" in line]
            raise _missing(package, f"npm cannot fetch it: {' '.join(lines)[:300] or f'exit code {done.returncode}'}")
        content = file.read_bytes()
    _check(content, package, package.archive)
    return content


def _check(content: bytes, package: Package, name: object) -> None:
    kind, _, wanted = package.integrity.partition("-")
    found = base64.b64encode(hashlib.new(kind, content).digest()).decode()
    if found != wanted:
        raise _error("SIT002", f"not {package.name} {package.version}: another {kind} digest", name)


def _unpacked(content: bytes, package: Package, name: object) -> Viewer:
    try:
        with tarfile.open(fileobj=BytesIO(content), mode="r:gz") as archive:
            script, licence = (_member(archive, member) for member in (package.script, package.licence))
    except (tarfile.TarError, KeyError, OSError, EOFError, ValueError) as error:
        raise _error("SIT002", f"not an archive with {package.script} in it: {error}", name) from error
    for address, picture in package.drawn.items():
        script = script.replace(address, picture)
    return Viewer(f"{package.name} {package.version}", script, licence)


def _member(archive: tarfile.TarFile, name: str) -> str:
    member = archive.getmember(name)
    file = archive.extractfile(member)
    if file is None or member.size > MAX_BYTES:
        raise ValueError(f"{name} is no file, or too large")
    return file.read().decode("utf-8")


def _missing(package: Package, why: str) -> DiagnosticError:
    message = f"the reference page needs {package.name} {package.version}, and {why}"
    return _error("SIT001", message, package.archive)


def _error(code: str, message: str, name: object) -> DiagnosticError:
    return DiagnosticError(Diagnostic(code, message, Location(str(name))))
