"""What a target consists of: files with a safe relative path and their text."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.identifiers import MAX_FILE_NAME, safe_file_name


class GenerationError(Exception):
    """The document cannot be made into files: what is wrong, and the JSON pointer to where."""

    def __init__(self, message: str, pointer: str = "") -> None:
        super().__init__(f"{message} (at {pointer})" if pointer else message)
        self.message = message
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One file to write. `path` is relative, with `/` between its parts; any other path raises GenerationError.

    `copied`: it is our own file as it is, with no text of a document in it.
    """

    path: str
    text: str
    copied: bool = False

    def __post_init__(self) -> None:
        parts = PurePosixPath(self.path).parts
        safe = bool(parts) and "/".join(parts) == self.path and all(part == safe_file_name(part) for part in parts)
        if not safe:
            raise GenerationError(f"not a safe relative path: {self.path[:MAX_FILE_NAME]!r}")


LOCK_NAME = "apiscribe.lock"
"""The file that says which files are ours; a folder that has it may be replaced."""


def lock_file(files: Iterable[OutputFile], document: object, generator_version: str) -> OutputFile:
    """Give the lock of an output: the version of the generator, the hash of the document and of each file."""
    lock = {
        "generator": generator_version,
        "document": _hash(json.dumps(document, sort_keys=True, separators=(",", ":"))),
        "files": {file.path: _hash(file.text) for file in sorted(files, key=lambda file: file.path)},
    }
    return OutputFile(LOCK_NAME, json.dumps(lock, indent=1) + "\n")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def check_distinct(files: Iterable[OutputFile]) -> None:
    """Raise GenerationError when two files have one path, also where the file system ignores case."""
    counts = Counter(file.path.lower() for file in files)
    twice = sorted(path for path, count in counts.items() if count > 1)
    if twice:
        raise GenerationError(f"two files with one path: {', '.join(twice)}")
