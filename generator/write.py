"""Files to disk, whole or not at all."""

import uuid
from collections.abc import Sequence
from errno import EEXIST, ENOTDIR
from pathlib import Path

from generator.output import LOCK_NAME, OutputFile, check_distinct
from spec import transaction


def write_tree(files: Sequence[OutputFile], folder: Path) -> None:
    """Make `folder` hold exactly `files`, or change nothing in it: see `tree_contents` and `spec.transaction`.

    Files that have their content already are left alone.
    """
    changes = transaction.compare(tree_contents(files, folder), [folder])
    transaction.commit(changes, transaction.nearest_folder(folder.parent) / f".{folder.name}-{uuid.uuid4().hex}")


def tree_contents(files: Sequence[OutputFile], folder: Path) -> dict[Path, bytes]:
    """Give the contents of a folder that is to hold exactly `files`; others of an earlier run vanish.

    So that nothing else does, a folder with something in it must have the lock of an earlier run; else FileExistsError.
    A symbolic link or a file in its place raises NotADirectoryError, two files of one path GenerationError.
    """
    check_distinct(files)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotADirectoryError(ENOTDIR, "not a folder", str(folder))
    if folder.exists() and any(folder.iterdir()) and not (folder / LOCK_NAME).is_file():
        raise FileExistsError(EEXIST, f"has files in it and no {LOCK_NAME}: not written by this tool", str(folder))
    return {folder / file.path: file.text.encode("utf-8") for file in files}


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
