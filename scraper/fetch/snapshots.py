"""Dated snapshots: what a reference was on a day, kept in a folder beside the configuration.

    DIR/2026-01-31T120000Z.json      a manifest: every page with URL, hash, date
    DIR/pages/CreateTask.1a2b….html  the contents, each once for all snapshots

A manifest is written last, by renaming: a snapshot is there whole, or not at all. Where nothing has changed since the
last one, none is written.
"""

import re
import shutil
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from scraper.fetch.cache import hash_of
from scraper.fetch.model import Page
from scraper.fetch.names import file_name, manifests, readable
from spec.diagnostics import Diagnostic, DiagnosticError, first_refusal
from spec.files import dump_json, write_files
from spec.location import Location

_PAGES = "pages"
_UNFINISHED = re.compile(r"\.[0-9a-f]{32}\.tmp")
_OLD_SECONDS = 3600
_FORMAT: Literal["apiscribe snapshot 1"] = "apiscribe snapshot 1"


_FILE = re.compile(r"[\w-]{1,220}\.[0-9a-f]{16}\.[a-z]{2,8}")


def _content_file(name: str) -> str:
    if not _FILE.fullmatch(name):
        raise ValueError("not a file name that a snapshot gives")
    return name


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Entry(_Strict):
    source: str
    url: str
    member: str = ""
    final_url: str
    status: int
    date: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    file: Annotated[str, AfterValidator(_content_file)]


class _Manifest(_Strict):
    format: Literal["apiscribe snapshot 1"]
    date: str = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
    pages: tuple[_Entry, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The pages of one day. `manifest` is its file, `files` the name of each page's content."""

    manifest: Path
    date: str
    pages: tuple[Page, ...]
    files: Mapping[Page, str]

    def content(self, page: Page) -> bytes:
        """Read the content of a page of this snapshot. Raises OSError."""
        return (self.manifest.parent / _PAGES / self.files[page]).read_bytes()

    def of(self, source: str) -> tuple[Page, ...]:
        """Give the pages that a target stood for; `source` is its URL as `readable` gives it."""
        return tuple(page for page in self.pages if page.source == source)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a snapshot says otherwise than the one before: names of pages."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def last_snapshot(folder: Path) -> Snapshot | None:
    """Give the newest snapshot of a folder, None where there is none. Raises DiagnosticError (FET017)."""
    found = manifests(folder)
    if not found:
        return None
    try:
        manifest = _Manifest.model_validate_json(found[-1].read_bytes())
    except (OSError, ValidationError) as error:
        message = first_refusal(error) if isinstance(error, ValidationError) else str(error.strerror)
        raise DiagnosticError(Diagnostic("FET017", f"not a manifest: {message}", Location(str(found[-1])))) from error
    pages = tuple(Page(**entry.model_dump(exclude={"file"})) for entry in manifest.pages)
    files = {page: entry.file for page, entry in zip(pages, manifest.pages, strict=True)}
    return Snapshot(found[-1], manifest.date, pages, files)


def changes_between(old: Sequence[Page], new: Sequence[Page]) -> Changes:
    """Compare pages by name and content."""
    before = {(page.source, readable(page.url, page.member)): page.sha256 for page in old}
    after = {(page.source, readable(page.url, page.member)): page.sha256 for page in new}
    return Changes(
        tuple(dict.fromkeys(name for source, name in after if (source, name) not in before)),
        tuple(dict.fromkeys(key[1] for key, sha256 in after.items() if before.get(key, sha256) != sha256)),
        tuple(dict.fromkeys(name for source, name in before if (source, name) not in after)),
        sum(1 for key, sha256 in after.items() if before.get(key) == sha256),
    )


def write_snapshot(
    folder: Path, pages: Sequence[Page], path: Callable[[str], Path], now: datetime | None = None
) -> tuple[Snapshot, Changes]:
    """Write a snapshot of pages where they differ from the last one; gives the newest snapshot, and the changes.

    `path` gives the file of a content by its hash. Contents that are damaged are written anew in any case. Raises
    OSError with the last snapshot as it was, and DiagnosticError (FET017) where its manifest cannot be read.
    """
    last = last_snapshot(folder)
    (folder / _PAGES).mkdir(parents=True, exist_ok=True)
    _remove_unfinished(folder)
    names = {page.sha256: file for page, file in last.files.items()} if last else {}
    for page in pages:
        name = names.setdefault(page.sha256, _content_name(page))
        _copy(path(page.sha256), folder / _PAGES / name, page.sha256)
    changes = changes_between(last.pages if last else (), pages)
    if last and not changes:
        return last, changes
    moment = now or datetime.now(UTC)
    dates = {(page.url, page.member, page.sha256): page.date for page in last.pages} if last else {}
    dated = [replace(page, date=dates.get((page.url, page.member, page.sha256), page.date)) for page in pages]
    date = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    entries = [asdict(page) | {"file": names[page.sha256]} for page in dated]
    manifest = _manifest_file(folder, moment, last)
    write_files({manifest: dump_json({"format": _FORMAT, "date": date, "pages": entries})})
    return Snapshot(manifest, date, tuple(dated), {page: names[page.sha256] for page in dated}), changes


def _remove_unfinished(folder: Path) -> None:
    """Remove what a run that was killed while it wrote has left."""
    for left in (*folder.glob(".*.tmp"), *(folder / _PAGES).glob(".*.tmp")):
        if _UNFINISHED.fullmatch(left.name) and time.time() - left.stat().st_mtime > _OLD_SECONDS:
            left.unlink(missing_ok=True)


def _manifest_file(folder: Path, moment: datetime, last: Snapshot | None) -> Path:
    """Give a name that sorts after that of the last snapshot, also where two are made within a second."""
    name = moment.strftime("%Y-%m-%dT%H%M%SZ")
    if last is None or last.manifest.stem < name:
        return folder / f"{name}.json"
    stem, _, number = last.manifest.stem.partition("Z-")
    return folder / f"{stem.removesuffix('Z')}Z-{int(number or 0) + 1:03}.json"


def _content_name(page: Page) -> str:
    stem, _, suffix = file_name(readable(page.url, page.member)).rpartition(".")
    return f"{stem}.{page.sha256[:16]}.{suffix}"


def _copy(content: Path, place: Path, sha256: str) -> None:
    if place.exists() and hash_of(place) == sha256:
        return
    beside = place.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        shutil.copyfile(content, beside)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
