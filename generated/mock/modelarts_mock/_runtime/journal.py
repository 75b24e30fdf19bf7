# Copied from apiscribe; do not edit.
"""What was seen: the last requests, the last violations. Secrets are hidden in what is shown."""

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Generic, NamedTuple, TypeVar

from .redaction import HIDDEN, is_secret, redact_text, redact_url

MAX_SHOWN_BODY = 2_000

T = TypeVar("T")


class Seen(NamedTuple):
    """A request and what it was answered; `body` is its beginning."""

    time: float
    method: str
    operation: str
    status: int
    path: bytes
    query: bytes
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes

    def shown(self) -> dict[str, Any]:
        """Give the request as JSON, without its secrets."""
        target = self.path.decode("latin-1") + ("?" + self.query.decode("latin-1") if self.query else "")
        return {
            "time": self.time,
            "method": self.method,
            "target": redact_url(target),
            "operation": self.operation,
            "status": self.status,
            "headers": shown_headers(self.headers),
            "body": redact_text(self.body.decode("utf-8", "replace")),
        }


def shown_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Give headers by name, those that are secrets hidden."""
    pairs = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
    return {name: HIDDEN if is_secret(name) else value for name, value in pairs}


class Journal(Generic[T]):
    """The last `size` entries. With a folder they are lines of files in it, one for each worker, which all can read."""

    def __init__(self, name: str, show: Callable[[T], dict[str, Any]], size: int, folder: Path | None = None) -> None:
        self._name = name
        self._show = show
        self._size = size
        self._entries: deque[T] = deque(maxlen=size)
        self._folder = folder
        self._path = folder / f"{name}-{os.getpid()}.jsonl" if folder else None
        self._file: BinaryIO | None = None
        self._written = 0
        self.cleared = 0.0
        """When the entries were last forgotten, in seconds since 1970."""

    def add(self, entry: T) -> None:
        """Note something. It is put into words when somebody asks for it."""
        if self._path is None:
            self._entries.append(entry)
            return
        if self._file is None:
            self._file = self._path.open("ab", buffering=0)
        self._file.write(json.dumps(self._show(entry)).encode() + b"\n")  # one write, so that lines are whole
        self._written += 1
        if self._written >= self._size:  # the old file and this one have the last ones together
            self._written = 0
            self.close()
            self._path.replace(self._path.with_suffix(".old"))

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def last(self) -> list[dict[str, Any]]:
        """Give the entries, the last one first, those of all workers together."""
        found = self._lines() if self._folder else [self._show(entry) for entry in self._entries]
        kept = [entry for entry in found if entry["time"] >= self.cleared]
        return sorted(kept, key=lambda entry: -entry["time"])[: self._size]

    def clear(self, moment: float) -> None:
        """Forget the entries up to now."""
        self.cleared = moment
        self._entries.clear()

    def _lines(self) -> list[dict[str, Any]]:
        folder = self._folder or Path()
        lines: list[bytes] = []
        for suffix in ("old", "jsonl"):
            for path in folder.glob(f"{self._name}-*.{suffix}"):
                lines += path.read_bytes().split(b"\n")[:-1]
        return [json.loads(line) for line in lines]
