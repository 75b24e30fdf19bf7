# Copied from apiscribe; do not edit.
"""The temporary folder that workers share; those that a killed command left behind are removed by the next one."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # a system without such locks: nothing is removed there
    fcntl = None  # type: ignore[assignment]

_PREFIX = "mock-"
_MARK = b"the shared folder of a mock's workers\n"


@contextmanager
def shared_folder() -> Iterator[Path]:
    """Give a folder that is removed in the end."""
    _remove_left()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        marked = folder / "marked"
        with marked.open("wb") as file:
            file.write(_MARK)
            file.flush()
            _lock(file)
            marked.rename(folder / "owner")  # who sees it sees it locked
            yield folder


def _remove_left() -> None:
    """Remove the folders whose owner holds no lock any more: it is gone."""
    if fcntl is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            with (folder / "owner").open("rb") as file:
                if file.read(len(_MARK) + 1) == _MARK and _lock(file):
                    shutil.rmtree(folder)


def _lock(file: BinaryIO) -> bool:
    """Take the lock of a file, which ends with the process; tells whether nobody has it."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
