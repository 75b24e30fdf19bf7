"""Many files to disk in one step: all of them or none, and only those whose content differs.

    compare   what is wanted against what is there -> Changes
    commit    every new content into a workspace; the journal; then each file to its place by renaming
    repair    what a run that was killed left: forward where its journal is complete, else back

Until the journal stands nothing has changed. From then on every step can be done again, and the next run ends what was
begun. What a step takes away is kept in the workspace until the end, so that an error brings everything back, with its
inode and times. This holds for a process that dies at any point; whether it does for a machine that loses power depends
on its file system.
"""

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from errno import EEXIST, EINVAL, EISDIR, ENOTEMPTY
from pathlib import Path, PurePosixPath

from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location

_FORMAT = "apiscribe journal 1"
_JOURNAL = "journal.json"
_UNDONE = "journal.undone.json"
JOURNALS = (_JOURNAL, _UNDONE)
"""The files that say that a run was killed."""
TOOLS = frozenset({"__pycache__", "dist", "node_modules", "package-lock.json"})
"""What Python and npm put beside generated files."""


class Disk:
    """The steps that change a disk, each its own method."""

    def write(self, path: Path, data: bytes) -> None:
        """Write a file that is not there yet."""
        path.write_bytes(data)

    def link(self, path: Path, name: Path) -> None:
        """Give a file a second name; where the file system has none such, the other name only."""
        try:
            os.link(path, name, follow_symlinks=False)
        except (OSError, NotImplementedError):
            path.replace(name)

    def replace(self, path: Path, target: Path) -> None:
        """Rename a file, over another where there is one."""
        path.replace(target)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        path.unlink(missing_ok=True)

    def make_folder(self, path: Path) -> None:
        """Make a folder where there is none."""
        path.mkdir(exist_ok=True)

    def remove_folder(self, path: Path) -> None:
        """Remove a folder if there is one and it is empty."""
        try:
            path.rmdir()
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            if error.errno not in (ENOTEMPTY, EEXIST):
                raise


DISK = Disk()


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between the files that are wanted and those on disk. `emptied`: folders, the innermost first."""

    added: Mapping[Path, bytes] = field(default_factory=dict)
    changed: Mapping[Path, bytes] = field(default_factory=dict)
    removed: tuple[Path, ...] = ()
    emptied: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.emptied)

    def __len__(self) -> int:
        return len(self.added) + len(self.changed) + len(self.removed)


class Repaired(StrEnum):
    """What became of a run that was killed."""

    FORWARD = "finished"
    BACK = "undone"


def compare(files: Mapping[Path, bytes], owned: Iterable[Path] = (), made: Iterable[Path] = ()) -> Changes:
    """Compare contents with what is on disk.

    Of an `owned` folder nothing else stays than `files`, but for what Python and npm put beside them (`TOOLS`);
    links in it are not followed.
    `made` are files of earlier runs: those that are not among `files` go, whatever else is in their folders.
    Raises OSError or ValueError where a file cannot be: a folder or a device in its place, a name that is too long.
    """
    found: dict[Path, bool] = {}
    emptied: list[Path] = []
    roots = [root for root in owned if root.is_dir() and not root.is_symlink()]
    for root in roots:
        needed = {parent for path in files if path.is_relative_to(root) for parent in path.parents}
        found.update(_walk(root, needed, emptied))
    added: dict[Path, bytes] = {}
    changed: dict[Path, bytes] = {}
    for path, content in files.items():
        is_owned = any(path.is_relative_to(root) for root in roots)
        regular = found.get(path, False) if is_owned else _is_regular(path)
        there = path in found if is_owned else os.path.lexists(path)
        if regular and path.stat().st_size == len(content) and path.read_bytes() == content:
            continue
        (changed if there else added)[path] = content
    stale = {path for path in made if path not in files}
    removed = sorted(stale.union(path for path in found if path not in files))
    emptied += sorted({path.parent for path in stale} - {parent for path in files for parent in path.parents})
    return Changes(added, changed, tuple(removed), tuple(emptied))


def _walk(folder: Path, needed: set[Path], emptied: list[Path]) -> Iterator[tuple[Path, bool]]:
    """Yield every file below a folder, and whether it is a regular one; note the folders that are not needed."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = folder / entry.name
            if entry.name in TOOLS and folder in needed and path not in needed:
                continue
            if not entry.is_dir(follow_symlinks=False):
                yield path, entry.is_file(follow_symlinks=False)
            else:
                yield from _walk(path, needed, emptied)
    if folder not in needed:
        emptied.append(folder)


def _is_regular(path: Path) -> bool:
    """Tell whether there is a regular file. Raises OSError or ValueError where none could be."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(mode):
        kind = (EISDIR, "is a folder") if stat.S_ISDIR(mode) else (EINVAL, "not a regular file")
        raise OSError(*kind, str(path))
    return not path.is_symlink()


@dataclass(frozen=True, slots=True)
class _Step:
    """One file: `staged` is its new content (None: it goes), `kept` where the old one is kept, if there `was` one."""

    path: Path
    kept: Path
    was: bool
    staged: Path | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class _Journal:
    steps: tuple[_Step, ...]
    emptied: tuple[Path, ...]
    made: tuple[Path, ...]
    rooms: tuple[Path, ...]


def commit(changes: Changes, workspace: Path, *, root: Path | None = None, disk: Disk = DISK) -> None:
    """Make changes on disk, all or none; raises OSError or ValueError with nothing changed.

    `workspace` is a folder that is made and removed, on the file system of the files. Given `root`, a folder above all
    that changes, a journal in the workspace lets `repair` end what a killed run began.
    """
    if not changes:
        return
    journal = _plan(changes, workspace)
    try:
        _stage(journal, {**changes.added, **changes.changed}, disk)
        if root:
            beside = workspace / f"{_JOURNAL}.new"
            disk.write(beside, _dump(journal, root))
            disk.replace(beside, workspace / _JOURNAL)
    except BaseException:
        disk.remove(workspace / _JOURNAL)
        _clean(journal, workspace, disk)
        raise
    _apply(journal, workspace, disk)


def repair(root: Path, workspace: Path, disk: Disk = DISK) -> Repaired | None:
    """End what a killed run began; None where there is nothing to end.

    Raises OSError where it can neither be finished nor undone: nothing is lost, and it may be tried again.
    """
    file, undone = workspace / _JOURNAL, workspace / _UNDONE
    if undone.exists():
        _undo(_load(undone, root), workspace, disk)
        return Repaired.BACK
    if not file.exists():
        _clean(_Journal((), (), (), (workspace,)), workspace, disk)
        return None
    journal = _load(file, root)
    if not all(map(_is_whole, journal.steps)):
        _undo(journal, workspace, disk)
        return Repaired.BACK
    _apply(journal, workspace, disk)
    return Repaired.FORWARD


_ROOMS = ("new", "old")


def _plan(changes: Changes, workspace: Path) -> _Journal:
    """Decide where each content is staged and kept, and which folders are made."""
    contents = {**changes.added, **changes.changed}
    rooms: dict[Path, Path] = {}
    device = nearest_folder(workspace).stat().st_dev
    steps = []
    for number, path in enumerate((*changes.removed, *contents)):
        folder = path.parent
        if folder not in rooms:
            place = nearest_folder(folder)
            rooms[folder] = workspace if place.stat().st_dev == device else place / workspace.name
        kept, staged = (rooms[folder] / name / str(number) for name in ("old", "new"))
        if path in contents:
            sha256 = hashlib.sha256(contents[path]).hexdigest()
            steps.append(_Step(path, kept, path in changes.changed, staged, sha256))
        else:
            steps.append(_Step(path, kept, was=True))
    return _Journal(
        tuple(steps), changes.emptied, _missing(changes), tuple(dict.fromkeys((*rooms.values(), workspace)))
    )


def _missing(changes: Changes) -> tuple[Path, ...]:
    """Give the folders that are to be made, the outermost first."""
    gone = {*changes.removed, *changes.emptied}
    folders = {parent for path in (*changes.added, *changes.changed) for parent in path.parents}
    return tuple(
        folder
        for folder in sorted(folders, key=lambda folder: len(folder.parts))
        if not folder.is_dir() or not gone.isdisjoint((folder, *folder.parents))
    )


def nearest_folder(path: Path) -> Path:
    """Give the nearest folder at or above a path that is there."""
    return next((folder for folder in (path, *path.parents) if folder.is_dir()), Path())


def _stage(journal: _Journal, contents: Mapping[Path, bytes], disk: Disk) -> None:
    """Write each new content into its room, with the mode of what it replaces."""
    for room in journal.rooms:
        for name in _ROOMS:
            (room / name).mkdir(parents=True, exist_ok=True)
    for step in journal.steps:
        if step.staged is None:
            continue
        with _told_of(step.path):
            disk.write(step.staged, contents[step.path])
            if step.was and not step.path.is_symlink():
                shutil.copymode(step.path, step.staged)


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Name the file that is wanted in an error, not the one that is staged for it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, f"{error.strerror}; nothing has changed", str(path)) from error


def _apply(journal: _Journal, workspace: Path, disk: Disk) -> None:
    """Put everything in its place; where that fails, everything back."""
    try:
        for step in journal.steps:
            with _told_of(step.path):
                if step.staged is None and not os.path.lexists(step.kept):
                    disk.replace(step.path, step.kept)
        for folder in journal.emptied:
            disk.remove_folder(folder)
        for folder in journal.made:
            with _told_of(folder):
                disk.make_folder(folder)
        for step in journal.steps:
            with _told_of(step.path):
                _put(step, disk)
    except BaseException:
        _undo(journal, workspace, disk)
        raise
    disk.remove(workspace / _JOURNAL)
    _clean(journal, workspace, disk)


def _put(step: _Step, disk: Disk) -> None:
    if step.staged is None or not step.staged.exists():
        return
    if step.was and not os.path.lexists(step.kept):
        disk.link(step.path, step.kept)
    disk.replace(step.staged, step.path)


def _undo(journal: _Journal, workspace: Path, disk: Disk) -> None:
    """Bring everything back, however far it came. From the first step on the journal says that this is what happens."""
    if (workspace / _JOURNAL).exists():
        disk.replace(workspace / _JOURNAL, workspace / _UNDONE)
    for step in reversed(journal.steps):
        if step.staged is None:
            continue
        if os.path.lexists(step.kept):
            disk.replace(step.kept, step.path)
        elif not step.was and not step.staged.exists():
            disk.remove(step.path)
    for folder in reversed(journal.made):
        if folder.is_dir():
            disk.remove_folder(folder)
    for folder in reversed(journal.emptied):
        disk.make_folder(folder)
    for step in journal.steps:
        if step.staged is None and os.path.lexists(step.kept):
            disk.replace(step.kept, step.path)
    disk.remove(workspace / _UNDONE)
    _clean(journal, workspace, disk)


def _clean(journal: _Journal, workspace: Path, disk: Disk) -> None:
    """Remove what was staged and kept. It is in nobody's way: that it cannot be removed is no failure."""
    with suppress(OSError):
        disk.remove(workspace / f"{_JOURNAL}.new")
        for room in journal.rooms:
            for folder in (room / name for name in _ROOMS):
                for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                    disk.remove(path)
                disk.remove_folder(folder)
            disk.remove_folder(room)


def _is_whole(step: _Step) -> bool:
    """Tell whether what is staged, if it is not in its place yet, is what the journal says."""
    if step.staged is None or not step.staged.exists():
        return True
    return hashlib.sha256(step.staged.read_bytes()).hexdigest() == step.sha256


def _dump(journal: _Journal, root: Path) -> bytes:
    def name(path: Path | None) -> str:
        return path.relative_to(root).as_posix() if path else ""

    steps = [[name(s.path), name(s.kept), s.was, name(s.staged), s.sha256] for s in journal.steps]
    folders = {key: [name(f) for f in getattr(journal, key) if f != root] for key in ("emptied", "made", "rooms")}
    return json.dumps({"format": _FORMAT, "steps": steps, **folders}).encode()


def _load(file: Path, root: Path) -> _Journal:
    """Read a journal. It may have been made by anyone: it names nothing outside of `root`.

    Raises DiagnosticError (OUT001).
    """

    def place(name: str) -> Path:
        path = PurePosixPath(name)
        if not path.parts or path.is_absolute() or ".." in path.parts:
            raise ValueError(f"{name!r} is outside of the folder")
        return root / path

    try:
        record = json.loads(file.read_bytes())
        if record["format"] != _FORMAT:
            raise ValueError(f"not {_FORMAT!r}")
        steps = [
            _Step(place(path), place(kept), bool(was), place(staged) if staged else None, str(sha256))
            for path, kept, was, staged, sha256 in record["steps"]
        ]
        emptied, made, rooms = (tuple(map(place, record[key])) for key in ("emptied", "made", "rooms"))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"not a journal: {error}"
        raise DiagnosticError(Diagnostic("OUT001", message, Location(str(file)))) from error
    return _Journal(tuple(steps), emptied, made, rooms)
