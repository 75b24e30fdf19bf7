"""The folder of a site on disk: ours by its lock, replaced whole or not at all."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from errno import EEXIST, ENOTDIR
from pathlib import Path, PurePosixPath

from apiscribe.state import workspace
from generator.output import LOCK_NAME
from spec import transaction

_KIND = "site"


@dataclass(frozen=True, slots=True)
class SiteFolder:
    """A folder that may become a site, or be one already. Raises OSError for one that is somebody else's."""

    path: Path

    def __post_init__(self) -> None:
        if self.path.is_symlink() or (self.path.exists() and not self.path.is_dir()):
            raise NotADirectoryError(ENOTDIR, "not a folder", str(self.path))
        room = workspace(self.path)
        if self.path.exists() and any(path != room for path in self.path.iterdir()) and not self.is_ours:
            message = f"has files in it and no {LOCK_NAME} of a site: not written by this command"
            raise FileExistsError(EEXIST, message, str(self.path))

    @property
    def is_ours(self) -> bool:
        """Tell whether there is a site of an earlier run."""
        return _lock(self.path).get("kind") == _KIND

    def write(self, files: Mapping[str, bytes], generator: str) -> None:
        """Write `files` and their lock, and remove what an earlier run wrote beside them; or change nothing.

        What nobody here wrote stays: a repository, the name of a domain. Raises OSError, also where it is in the way.
        """
        recorded = _recorded(self.path)
        self._check_room(files, recorded)
        wanted = {self.path / name: content for name, content in files.items()}
        wanted[self.path / LOCK_NAME] = _dump(files, generator)
        stale = [path for name in recorded if (path := self.path / name) not in wanted and path.is_file()]
        above = {parent for path in stale for parent in path.parents if self.path in parent.parents}
        emptied = sorted(above, key=lambda folder: -len(folder.parts))
        changes = replace(transaction.compare(wanted), removed=tuple(stale), emptied=tuple(emptied))
        transaction.commit(changes, workspace(self.path), root=self.path)

    def _check_room(self, files: Iterable[str], recorded: Mapping[str, object]) -> None:
        for name in dict.fromkeys((*files, *recorded)):
            if link := _link_above(self.path, name):
                raise NotADirectoryError(ENOTDIR, "a link: nothing is written or removed behind it", str(link))
        for name in files:
            if name not in recorded and os.path.lexists(self.path / name):
                message = "in the way, and not written by this command"
                raise FileExistsError(EEXIST, message, str(self.path / name))


def kept_files(site: Path) -> dict[str, bytes | None]:
    """Give the files that the lock of a site names; None for one that is not there any more as it was written."""
    return {name: _as_written(site, name, digest) for name, digest in _recorded(site).items()}


def _as_written(site: Path, name: str, digest: object) -> bytes | None:
    path = site / name
    if path.is_symlink() or _link_above(site, name):
        return None
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def _link_above(site: Path, name: str) -> Path | None:
    """Give the folder of the site on the way to a file that is a link, if there is one."""
    above = (site / folder for folder in PurePosixPath(name).parents if folder.parts)
    return next((folder for folder in above if folder.is_symlink()), None)


def _recorded(site: Path) -> dict[str, object]:
    """Give the digests of the files that the lock names. It may have been written by anyone: none is outside."""
    files = _lock(site).get("files")
    if not isinstance(files, dict):
        return {}
    return {
        name: digest
        for name, digest in files.items()
        if "\0" not in name and not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts
    }


def _lock(site: Path) -> dict[str, object]:
    try:
        lock = json.loads((site / LOCK_NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return lock if isinstance(lock, dict) else {}


def _dump(files: Mapping[str, bytes], generator: str) -> bytes:
    digests = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    return (json.dumps({"kind": _KIND, "generator": generator, "files": digests}, indent=1) + "\n").encode()
