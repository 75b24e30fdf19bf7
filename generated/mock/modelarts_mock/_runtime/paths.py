# Copied from apiscribe; do not edit.
"""Paths that are tricks: what other servers on the way would read in another way is refused."""

import re
from urllib.parse import unquote_to_bytes

_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def path_problem(path: bytes) -> str:
    """Say what is wrong with the path of a request as it came; empty for nothing. Most paths cost three searches."""
    if not path.startswith(b"/"):
        return "the path does not begin with a slash"
    if b"%" not in path and b"//" not in path and b"/." not in path:
        return ""
    *segments, last = path.removeprefix(b"/").split(b"/")
    if b"" in segments:
        return "the path has an empty segment"
    if _BROKEN.search(path):
        return "the path has a % that encodes nothing"
    for segment in (*segments, last):
        try:
            text = unquote_to_bytes(segment).decode()
        except UnicodeDecodeError:
            return "the path is not in UTF-8"
        if text in (".", ".."):
            return "the path has a segment of dots"
        if "\0" in text:
            return "the path has a null character"
    return ""
