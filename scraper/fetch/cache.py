"""What was fetched before, on disk: contents under their hashes, a record for each URL, the journal of a run.

Every file is written beside its place and renamed: a run that is killed leaves whole files, or none.
"""

import hashlib
import json
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO

import platformdirs
from pydantic import TypeAdapter, ValidationError

from scraper.fetch.model import Page

_LAYOUT = "1"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ADAPTER = TypeAdapter(Page)
_JOURNAL_SECONDS = 24 * 3600
_CHUNK = 1 << 20


def default_cache() -> Path:
    """Give the folder for caches that the platform has, below which ours is."""
    return platformdirs.user_cache_path("apiscribe", appauthor=False)


class Cache:
    """A folder of contents and records. What cannot be read in it counts as not there."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / f"fetch-{_LAYOUT}"
        self._beside = self._root / "unfinished"
        self._beside.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._forget_unfinished()

    def _forget_unfinished(self) -> None:
        for left in self._beside.iterdir():
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > _JOURNAL_SECONDS:
                    left.unlink()

    @contextmanager
    def receiving(self) -> Iterator[tuple[Path, IO[bytes]]]:
        """Give a new file to write into; it is gone at the end unless `keep` took it.

        Raises OSError that names the file, also where the system does not: for a disk that is full.
        """
        beside = self._beside / uuid.uuid4().hex
        try:
            with beside.open("wb") as file:
                yield beside, file
        except OSError as error:
            error.filename = error.filename or str(beside)
            raise
        finally:
            beside.unlink(missing_ok=True)

    def keep(self, file: Path, sha256: str) -> None:
        """Take a file that is written, under the hash of its content."""
        place = self.path(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        file.replace(place)

    def path(self, sha256: str) -> Path:
        """Give the place of a content, whether it is there or not."""
        return self._root / "contents" / sha256[:2] / sha256

    def content(self, page: Page) -> bytes:
        """Read the content of a page that was found or kept. Raises OSError."""
        return self.path(page.sha256).read_bytes()

    def find(self, url: str) -> Page | None:
        """Give the record of a URL whose content is there and whole."""
        try:
            page = _ADAPTER.validate_json(self._record(url).read_bytes())
            if page.url != url or not _SHA256.fullmatch(page.sha256) or hash_of(self.path(page.sha256)) != page.sha256:
                return None
        except (OSError, ValidationError):
            return None
        return page

    def remember(self, page: Page) -> None:
        """Write the record of a URL whose content was kept."""
        record = self._record(page.url)
        record.parent.mkdir(parents=True, exist_ok=True)
        with self.receiving() as (beside, file):
            file.write(json.dumps(asdict(page), ensure_ascii=False).encode())
            file.flush()
            beside.replace(record)

    def _record(self, url: str) -> Path:
        digest = hashlib.sha256(url.encode()).hexdigest()
        return self._root / "urls" / digest[:2] / f"{digest}.json"

    def journal(self, request: str) -> "Journal":
        """Give the journal of a run, which is known by what was asked for."""
        folder = self._root / "runs"
        folder.mkdir(exist_ok=True)
        return Journal(folder / f"{hashlib.sha256(request.encode()).hexdigest()}.txt")


class Journal:
    """The URLs that a run has fetched so far. One that was left by a run within a day says where to go on."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._done: set[str] = set()
        with suppress(OSError, UnicodeDecodeError):
            if time.time() - file.stat().st_mtime <= _JOURNAL_SECONDS:
                # the last line of a run that was killed may be half of one
                self._done = {
                    line[:-1] for line in file.read_text("utf-8").splitlines(keepends=True) if line[-1] == "\n"
                }
            else:
                file.unlink()

    def __contains__(self, url: str) -> bool:
        return url in self._done

    def add(self, url: str) -> None:
        """Note a URL that has been fetched."""
        with self._file.open("a", encoding="utf-8") as file:
            file.write(url + "\n")

    def close(self) -> None:
        """End the run: the next one begins anew."""
        self._file.unlink(missing_ok=True)


def hash_of(file: Path) -> str:
    """Give the SHA-256 of a file's content. Raises OSError."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
