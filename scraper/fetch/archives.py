"""Archives to pages: members are read one after the other into the cache, and never put anywhere by their names.

ZIP, tar, tar.gz, and a single file in gzip. How much they hold is bounded: it is not believed what they say of it.
"""

import gzip
import hashlib
import io
import stat
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, Self

from scraper.fetch.cache import Cache
from scraper.fetch.inflate import GZIP_MAGIC
from scraper.fetch.model import FetchError, Limits
from scraper.sources import MAX_FILES, reason_to_leave

_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
_ZIP_END = struct.Struct("<4s4H2LH")
_ZIP64_LOCATOR = b"PK\x06\x07"
_MAX_DIRECTORY = 8 * 1024 * 1024
_TAR_BLOCK = 512
_TAR_MAGIC = slice(257, 262)
_MAX_TAR_HEADER = 16 * 1024
"""How long an extended header may be: it holds a name and attributes, and is parsed as a whole."""
_EXTENDED = frozenset({
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK,
})  # fmt: skip
_PIECE = 1 << 18
_BOMB_RATIO = 200
_BOMB_BYTES = 32 * 1024 * 1024
_READ_ERRORS = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, struct.error, NotImplementedError,
    RuntimeError, UnicodeDecodeError, OverflowError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its content is in the cache. `left_out` says why it is no page, where it is none."""

    name: str
    sha256: str = ""
    size: int = 0
    left_out: str = ""
    suspect: bool = False


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def is_archive(file: Path) -> bool:
    """Tell an archive by its first bytes."""
    with file.open("rb") as content:
        head = content.read(_TAR_BLOCK)
    return head.startswith((*_ZIP_MAGICS, GZIP_MAGIC)) or head[_TAR_MAGIC] == b"ustar"


def read_archive(file: Path, name: str, cache: Cache, limits: Limits) -> list[Member]:
    """Read the members of an archive into the cache; `name` is its file name.

    Raises FetchError: FET010 for what cannot be read, FET007 for what holds too much, FET004 for what takes too long.
    """
    budget = _Budget(file.stat().st_size, limits)
    found: dict[str, Member] = {}
    try:
        for member, content in _members(file, name, budget):
            why = _suspicion(member, found)
            if content is None or why:
                found.setdefault(member, Member(member, left_out=why or "it is no regular file", suspect=True))
            else:
                found[member] = _received(member, content, cache, budget)
    except _READ_ERRORS as error:
        raise FetchError("FET010", f"the archive cannot be read: {error or type(error).__name__}") from error
    if not any(member.sha256 for member in found.values()):
        raise FetchError("FET010", "no file in the archive is a page")
    return sorted(found.values(), key=lambda member: member.name)


class _Budget:
    """Counts what comes out of an archive, and how long that takes."""

    def __init__(self, packed: int, limits: Limits) -> None:
        self._bomb = max(packed * _BOMB_RATIO, _BOMB_BYTES)
        self._limits = limits
        self._all = self._entries = 0
        self._end = time.monotonic() + limits.request_seconds

    def enter(self) -> None:
        """Count an entry: a file, a folder or anything else. Raises FetchError (FET007, FET004)."""
        self._entries += 1
        if self._entries > MAX_FILES:
            raise FetchError("FET007", f"the archive lists more than {MAX_FILES:,} files and folders")
        self._look_at_the_clock()

    def _look_at_the_clock(self) -> None:
        if time.monotonic() > self._end:
            raise FetchError("FET004", f"the archive is not read within {self._limits.request_seconds:g} seconds")

    def take(self, piece: int) -> None:
        """Take up so many bytes. Raises FetchError (FET007, FET004) where all of them are too many."""
        self._look_at_the_clock()
        self._all += piece
        if self._all > min(self._bomb, self._limits.total_bytes):
            raise FetchError("FET007", f"the archive unpacks to more than {self._all - piece:,} bytes")

    def check(self, size: int) -> None:
        """Raise FetchError (FET007) for a file of that size, if it is too large."""
        if size > self._limits.file_bytes:
            raise FetchError("FET007", f"a file in the archive has more than {self._limits.file_bytes:,} bytes")


def _suspicion(name: str, found: dict[str, Member]) -> str:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in (path.parts[:1] or ("",))[0] or "\0" in name:
        return "its name leads out of the archive"
    return "its name occurs twice" if name in found else ""


def _received(name: str, content: _Readable, cache: Cache, budget: _Budget) -> Member:
    digest, size = hashlib.sha256(), 0
    with cache.receiving() as (beside, file):
        while piece := content.read(_PIECE):
            if not size and (reason := reason_to_leave(piece)):
                return Member(name, left_out=str(reason))
            size += len(piece)
            budget.check(size)
            digest.update(piece)
            file.write(piece)
        file.flush()
        if not size:
            return Member(name, left_out="it is empty")
        cache.keep(beside, digest.hexdigest())
    return Member(name, digest.hexdigest(), size)


def _members(file: Path, name: str, budget: _Budget) -> Iterator[tuple[str, _Readable | None]]:
    """Yield name and content of each file; no content for what is no regular file, or is encrypted."""
    with file.open("rb") as packed:
        head = packed.read(_TAR_BLOCK)
        packed.seek(0)
        if head.startswith(_ZIP_MAGICS):
            yield from _zip_members(packed, budget)
        elif head.startswith(GZIP_MAGIC):
            with gzip.GzipFile(fileobj=packed) as unpacked:
                bounded = _Bounded(unpacked, budget)
                start = bounded.read(_TAR_BLOCK)
                bounded.give_back(start)
                if start[_TAR_MAGIC] == b"ustar":
                    yield from _tar_members(bounded, budget)
                else:
                    yield name.removesuffix(".gz"), bounded
        else:
            yield from _tar_members(_Bounded(packed, budget), budget)


def _zip_members(packed: IO[bytes], budget: _Budget) -> Iterator[tuple[str, _Readable | None]]:
    _check_zip_directory(packed)
    with zipfile.ZipFile(packed) as archive:
        for info in archive.infolist():
            budget.enter()
            if info.is_dir() or _is_hidden(info.filename):
                continue
            mode = info.external_attr >> 16
            usual = not stat.S_IFMT(mode) or stat.S_ISREG(mode)
            plain = not info.flag_bits & 1 and info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
            if not usual or not plain:
                yield info.filename, None
                continue
            with archive.open(info) as content:
                yield info.filename, _Bounded(content, budget)


def _check_zip_directory(packed: IO[bytes]) -> None:
    """Refuse a directory that would fill the memory before the first member is read. Raises FetchError."""
    packed.seek(0, io.SEEK_END)
    packed.seek(max(0, packed.tell() - 65_536 - _ZIP_END.size))
    tail = packed.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _ZIP_END.size > len(tail):
        raise FetchError("FET010", "the archive is cut off")
    directory = _ZIP_END.unpack_from(tail, at)[5]
    if directory > _MAX_DIRECTORY or tail[:at][-20:].startswith(_ZIP64_LOCATOR):
        raise FetchError("FET007", f"the archive lists its files in more than {_MAX_DIRECTORY:,} bytes")
    packed.seek(0)


class _BoundedHeader(tarfile.TarInfo):
    """A header of a tar; one that announces a long header, which is read and parsed as a whole, is refused."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Read a header. Raises FetchError (FET007)."""
        info = super().frombuf(buf, encoding, errors)
        if info.type in _EXTENDED and info.size > _MAX_TAR_HEADER:
            raise FetchError("FET007", f"the archive has a header of {info.size:,} bytes")
        return info


def _tar_members(stream: "_Bounded", budget: _Budget) -> Iterator[tuple[str, _Readable | None]]:
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_BoundedHeader) as archive:
        for info in archive:
            budget.enter()
            archive.members.clear()  # type: ignore[attr-defined] # it would keep them all, with all their headers
            if info.isdir() or _is_hidden(info.name):
                continue
            content = archive.extractfile(info) if info.isreg() and not info.issparse() else None
            yield info.name, content
    stream.drain()
    if stream.tail.strip(b"\0"):
        raise FetchError("FET010", "the archive does not end as a tar does: it is cut off, or damaged")


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part.startswith(".") and part != ".." for part in parts) or "__MACOSX" in parts


class _Bounded(io.RawIOBase):
    """A stream whose bytes count as they are read, headers of members too."""

    def __init__(self, stream: _Readable, budget: _Budget) -> None:
        self._stream = stream
        self._budget = budget
        self._start = b""
        self.tail = b""

    def drain(self) -> None:
        """Read to the end; `tail` is the last block then."""
        while self.read(_PIECE):
            pass

    def give_back(self, start: bytes) -> None:
        """Give bytes once more."""
        self._start = start

    def read(self, size: int = -1, /) -> bytes:
        """Read at most `size` bytes, and no more than a piece."""
        if self._start:
            taken, self._start = self._start[:size], self._start[size:]
            return taken
        data = self._stream.read(min(size, _PIECE) if size >= 0 else _PIECE)
        self._budget.take(len(data))
        self.tail = (self.tail + data)[-_TAR_BLOCK:]
        return data
