"""One run at a time on one output: a lock that ends with its process, and the repair of what a killed run left."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from apiscribe.state import workspace
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location
from spec.transaction import JOURNALS, Repaired, repair

LOCK_NAME = "lock"

_TOLD = {
    Repaired.FORWARD: "the run before was interrupted: what it began is finished",
    Repaired.BACK: "the run before was interrupted: what it began is undone",
}


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Keep an output for this process; first end what a killed run began there.

    Raises DiagnosticError (OUT002 with the process that has it, OUT001), OSError where nothing can be written there.
    """
    folder = workspace(out)
    made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    lock = _taken(folder / LOCK_NAME)
    try:
        if repaired := repair(out, folder):
            print(f"{out}: {_TOLD[repaired]}", file=sys.stderr)
        yield
    finally:
        # while it is still held, so that nobody takes a file that is about to go
        (folder / LOCK_NAME).unlink(missing_ok=True)
        os.close(lock)
        for parent in dict.fromkeys((folder, *made)):
            with suppress(OSError):
                parent.rmdir()


def end_interrupted(out: Path) -> None:
    """End what a killed run began, where there is such; raises as `held` does. Nothing is written otherwise."""
    if any((workspace(out) / name).exists() for name in JOURNALS):
        with held(out):
            pass


def _taken(file: Path) -> int:
    """Open and lock a file with our process id in it; the lock goes with the process, however it ends."""
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(handle)
            if _is_still(file, handle):
                # whose it is, is for the message of others; on a full disk the lock holds without it
                with suppress(OSError):
                    os.truncate(handle, 0)
                    os.write(handle, str(os.getpid()).encode())
                return handle
        except BlockingIOError as error:
            owner = os.read(handle, 20).decode("ascii", "replace") or "of another user"
            os.close(handle)
            message = f"process {owner} is at work there"
            raise DiagnosticError(Diagnostic("OUT002", message, Location(str(file.parent.parent)))) from error
        os.close(handle)


def _is_still(file: Path, handle: int) -> bool:
    """Whether the file that is locked is still the one of that name: its owner removes it at the end."""
    try:
        return file.stat().st_ino == os.fstat(handle).st_ino
    except FileNotFoundError:
        return False


def _lock(handle: int) -> None:
    """Lock an open file; raises BlockingIOError where another process has it."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(*error.args) from error
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
