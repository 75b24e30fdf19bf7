"""Files to disk, whole or not at all."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from errno import EEXIST, ENOTDIR
from pathlib import Path

from generator.output import LOCK_NAME, OutputFile, check_distinct


def write_tree(files: Sequence[OutputFile], folder: Path) -> None:
    """Make `folder` hold exactly `files`; see `staged_tree`."""
    with staged_tree(files, folder) as swap:
        swap()


@contextmanager
def staged_tree(files: Sequence[OutputFile], folder: Path) -> Iterator[Callable[[], None]]:
    """Write `files` beside `folder`; the function that is given makes the folder hold exactly them.

    Nothing changes in `folder` before that, and an error inside the block brings back what was there. Files of an
    earlier run that are not in `files` vanish. So that nothing else does, a folder with something in it is replaced
    only if it has the lock of an earlier run; else FileExistsError. A symbolic link or a file in its place raises
    NotADirectoryError.
    """
    check_distinct(files)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotADirectoryError(ENOTDIR, "not a folder", str(folder))
    if folder.exists() and any(folder.iterdir()) and not (folder / LOCK_NAME).is_file():
        raise FileExistsError(EEXIST, f"has files in it and no {LOCK_NAME}: not written by this tool", str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A sibling, because a move is one step only within a file system.
    workspace = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    fresh, stale = workspace / "new", workspace / "old"

    def swap() -> None:
        if folder.exists():
            folder.replace(stale)
        fresh.replace(folder)

    try:
        write_files(files, fresh)
        yield swap
    except BaseException:
        if not fresh.exists() and folder.exists():
            folder.replace(fresh)
        if stale.exists():
            stale.replace(folder)
        raise
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def write_files(files: Sequence[OutputFile], folder: Path) -> None:
    """Write `files` into `folder`, a new one, with line feeds and UTF-8 on every system."""
    folder.mkdir(parents=True)
    made = {folder}
    for file in files:
        path = folder / file.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(file.text.encode("utf-8"))
