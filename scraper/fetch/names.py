"""URLs as names: in messages, in provenance, and on disk; and the names of manifests.

No text of a URL becomes a path but through `file_name`.
"""

import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit, urlunsplit

MEMBER_MARK = "!/"
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_ENCODED = re.compile(r"(?:%[89a-fA-F][0-9a-fA-F])+")
_UNSAFE = re.compile(r"[^\w-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_MANIFEST = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z(?:-\d+)?\.json$")
_MAX_STEM = 200
_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".md", ".markdown", ".txt"})


def is_url(text: str) -> bool:
    """Tell a URL (of any scheme) from the path of a file."""
    return bool(_URL.match(text))


def target_name(text: str) -> str:
    """Give the name of a target in messages and snapshots: its URL as given, without fragment, user and password."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return behind_at(text)
    return readable(urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, "")))


def behind_at(text: str) -> str:
    """Give what stands behind the last `@` of what is no URL: what stands before it may be a password."""
    return text.rpartition("@")[2]


def readable(url: str, member: str = "") -> str:
    """Give the name of a page in messages and provenance: its URL, without a fragment, as browsers show it.

    Letters beyond ASCII stand as they are; a member of an archive follows the archive's URL after `!/`.
    """
    name = _ENCODED.sub(_decoded, url.partition("#")[0])
    return f"{name}{MEMBER_MARK}{member}" if member else name


def _decoded(encoded: re.Match[str]) -> str:
    try:
        text = unquote(encoded[0], errors="strict")
    except UnicodeDecodeError:
        return encoded[0]
    return text if text.isprintable() else encoded[0]


def file_name(name: str) -> str:
    """Give a file name for a page: one path segment of letters, digits, `_` and `-`, with a suffix of a closed list.

    It never begins with a dot, fits into 255 bytes, and is no name that a system reserves.
    Different pages may get the same one.
    """
    path = name.rpartition(MEMBER_MARK)[2] if MEMBER_MARK in name else urlsplit(name).path
    last = PurePosixPath(unquote(path).replace("\\", "/").replace("\0", "")).name
    suffix = PurePosixPath(last).suffix.lower()
    known = suffix in _SUFFIXES
    stem = last[: -len(suffix)] if known else last
    stem = _UNSAFE.sub("-", stem).strip("-").encode(errors="replace")[:_MAX_STEM].decode(errors="ignore")
    if not stem:
        stem = "page"
    elif _RESERVED.match(stem):
        stem = f"page-{stem}"
    return stem + (suffix if known else ".html")


def manifests(folder: Path) -> list[Path]:
    """Give the manifests of a folder of snapshots, the oldest first; none where it is another folder."""
    if not folder.is_dir():
        return []
    found = (file for file in folder.iterdir() if _MANIFEST.fullmatch(file.name) and file.is_file())
    return sorted(found, key=lambda file: file.stem)
