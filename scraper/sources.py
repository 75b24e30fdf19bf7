"""Files and folders to named bytes: what is read, and what is left out with a reason."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spec.diagnostics import Diagnostic, DiagnosticError, has_errors
from spec.location import Location
from spec.report import Account, Accounting, Kind, Reason

MAX_FILES = 20_000
MAX_BYTES = 256 * 1024 * 1024

# PDF, PNG, GIF, JPEG, ZIP (office documents too), gzip
_OTHER_FORMATS = (b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b")


@dataclass(frozen=True, slots=True)
class Source:
    """One document to read: its name in every message, its bytes or its file, and the date that its user gives it.

    A date is as in ISO 8601, "" where it is not known. A file is read when `data` is asked for, and not kept: thousands
    of pages take no memory.
    """

    name: str
    content: bytes | Path
    date: str = ""

    @property
    def data(self) -> bytes:
        """The bytes. Raises DiagnosticError (DOC001) for a file that can no longer be read."""
        if isinstance(self.content, bytes):
            return self.content
        try:
            return self.content.read_bytes()
        except OSError as error:
            message = f"cannot read the file: {error.strerror or error}"
            raise DiagnosticError(Diagnostic("DOC001", message, Location(self.name))) from error

    @property
    def size(self) -> int:
        """The number of bytes, 0 for a file that is gone."""
        if isinstance(self.content, bytes):
            return len(self.content)
        return self.content.stat().st_size if self.content.exists() else 0


@dataclass(frozen=True, slots=True)
class Collected:
    """The sources that were found, the account of files left out, and what could not be read."""

    sources: tuple[Source, ...]
    accounts: tuple[Account, ...]
    diagnostics: tuple[Diagnostic, ...]

    def joined(self, other: "Collected") -> "Collected":
        """Give both, this one first."""
        return Collected(
            (*self.sources, *other.sources),
            (*self.accounts, *other.accounts),
            (*self.diagnostics, *other.diagnostics),
        )


def collect_sources(paths: Sequence[Path]) -> Collected:
    """Find files, and all files of folders, in the order of their names.

    Symbolic links inside folders are not followed.
    """
    sources: list[Source] = []
    accounts: list[Account] = []
    diagnostics: list[Diagnostic] = []
    seen: dict[bytes, str] = {}
    for path, in_folder in _files(paths, diagnostics):
        name = path.as_posix()
        try:
            if not path.is_file():
                diagnostics.append(Diagnostic("DOC001", "not a regular file", Location(name)))
                continue
            if path.stat().st_size > MAX_BYTES:
                diagnostics.append(Diagnostic("DOC004", f"the file has more than {MAX_BYTES:,} bytes", Location(name)))
                continue
            data = path.read_bytes()
        except OSError as error:
            diagnostics.append(Diagnostic("DOC001", f"cannot read the file: {error.strerror or error}", Location(name)))
            continue
        reason = reason_to_leave(data) if in_folder else None
        digest = hashlib.sha256(data).digest()
        if digest in seen:
            reason = Reason.SAME_FILE
        seen.setdefault(digest, name)
        if reason:
            accounts.append(left_out(name, reason))
            diagnostics.append(Diagnostic("DOC006", f"left out: {reason}", Location(name)))
        else:
            sources.append(Source(name, path))
    if not sources and not has_errors(diagnostics):
        diagnostics.append(Diagnostic("DOC005", "none of the files is a document", Location(paths[0].as_posix())))
    return Collected(tuple(sources), tuple(accounts), tuple(diagnostics))


def _files(paths: Sequence[Path], diagnostics: list[Diagnostic]) -> Iterator[tuple[Path, bool]]:
    for path in paths:
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.is_file() and not p.is_symlink() and not _is_hidden(p, path))
            if len(found) > MAX_FILES:
                message = f"the folder holds {len(found):,} files, more than {MAX_FILES:,}"
                diagnostics.append(Diagnostic("DOC004", message, Location(path.as_posix())))
                found = []
            if not found:
                diagnostics.append(Diagnostic("DOC005", "the folder holds no file to read", Location(path.as_posix())))
            yield from ((p, True) for p in found)
        elif path.exists():
            yield path, False
        else:
            diagnostics.append(Diagnostic("DOC001", "there is no such file or folder", Location(path.as_posix())))


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def reason_to_leave(data: bytes) -> Reason | None:
    """Say why a file of a folder is no document: it is data, an image, or empty.

    One that is named by the user is read and refused aloud.
    """
    head = data[:4096]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return Reason.UNKNOWN_FORMAT
    if head.startswith(_OTHER_FORMATS):
        return Reason.UNKNOWN_FORMAT
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) and head[:64].count(0) * 3 < len(head[:64]):
        return Reason.UNKNOWN_FORMAT
    return None if data.strip() else Reason.EMPTY


def left_out(name: str, reason: Reason) -> Account:
    """Give the account of a file that is left out."""
    accounting = Accounting(name)
    accounting.expect(Kind.FILE, name, 0)
    accounting.leave_out(reason, name)
    return accounting.freeze()
