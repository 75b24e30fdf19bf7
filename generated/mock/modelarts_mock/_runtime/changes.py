# Copied from apiscribe; do not edit.
"""What is changed while the mock runs, seen by every worker: a list that only grows, and that each worker replays."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Change = Mapping[str, Any]


class Changes:
    """The changes of one mock. With a folder they are lines of a file in it, so that other workers replay them too."""

    def __init__(self, folder: Path | None, apply: Callable[[Change], None]) -> None:
        self._folder = folder
        self._apply = apply
        self._read = 0
        self._rest = b""
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        self._file = os.open(folder / "changes.jsonl", flags, 0o600) if folder else None
        self.catch_up()

    def add(self, change: Change) -> None:
        """Apply a change here, and leave it to the other workers."""
        if self._file is None:
            self._apply(change)
        else:
            os.write(self._file, json.dumps(change).encode() + b"\n")  # one write, so lines never mix
            self.catch_up()

    def catch_up(self) -> None:
        """Apply what was added since the last time; the price where nothing was is one look at the file's size."""
        if self._file is None:
            return
        size = os.fstat(self._file).st_size
        if size == self._read:
            return
        with os.fdopen(os.dup(self._file), "rb") as file:
            file.seek(self._read)
            data = file.read(size - self._read)
        self._read += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._apply(json.loads(line))

    def claim(self, name: str, turns: range) -> int | None:
        """Take the first of these turns that no worker took yet, None where all are taken."""
        if self._folder is None:
            return next(iter(turns), None)
        for turn in turns:
            try:
                os.close(os.open(self._folder / f"{name}.{turn}", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError:
                continue
            return turn
        return None

    @property
    def shared(self) -> bool:
        """Whether other workers see the changes."""
        return self._file is not None

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
