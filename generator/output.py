"""What a target consists of: files with a safe relative path and their text."""

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
    """One file to write. `path` is relative, with `/` between its parts; any other path raises GenerationError."""

    path: str
    text: str

    def __post_init__(self) -> None:
        parts = PurePosixPath(self.path).parts
        safe = bool(parts) and "/".join(parts) == self.path and all(part == safe_file_name(part) for part in parts)
        if not safe:
            raise GenerationError(f"not a safe relative path: {self.path[:MAX_FILE_NAME]!r}")


def check_distinct(files: Iterable[OutputFile]) -> None:
    """Raise GenerationError when two files have one path, also where the file system ignores case."""
    counts = Counter(file.path.lower() for file in files)
    twice = sorted(path for path, count in counts.items() if count > 1)
    if twice:
        raise GenerationError(f"two files with one path: {', '.join(twice)}")
