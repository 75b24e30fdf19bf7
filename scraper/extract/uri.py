"""Request lines: method and path, however the document writes them."""

import re
from dataclasses import dataclass

from scraper.profiles.profile import load_profile

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
MAX_PATH = 600
MAX_REQUEST_LINES = 4

_REQUEST = re.compile(
    r"^\W{0,3}(?P<method>GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\W{0,2}\s*"
    r"(?P<host>[a-z]+://[^/\s{}]*(?:\{+[^{}]*\}+[^/\s{}]*)*|\{[^{}]*endpoint[^{}]*\}+)?(?P<path>/.*)$",
    re.IGNORECASE,
)
_MORE = re.compile(r"^[\w{}$&=?/.,:~%\[\]<>-]+$")
_HOLE = re.compile(r"\{\s*([^{}]*?)\s*\}")
_OTHER_BRACKETS = (
    (re.compile(r"\$?\{\{([^{}]*)\}\}|\$\{([^{}]*)\}"), r"{\1\2}"),
    (re.compile(r"\$?\(([\w-]+)\)s?|%\(([\w-]+)\)s"), r"{\1\2}"),
    (re.compile(r"<([\w-]+)>"), r"{\1}"),
    (re.compile(r"｛([^｛｝]*)｝"), r"{\1}"),
)
_QUERY_VALUE = re.compile(r"=[^&]*")
_QUERY_NAME = re.compile(r"(?:^|[?&{])\s*([\w.\-\[\]:]+)(?==|&|$|\})")


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A method, a path as OpenAPI writes it, and the names in the query string that follows it in the document."""

    method: str
    path: str
    query: tuple[str, ...] = ()
    host: str = ""


def parse_request_line(lines: list[str]) -> RequestLine | None:
    """Read a request line from `lines`, whose first begins with it; the others may go on with it.

    A line goes on where the path so far ends in the middle (`/`, `?`, `&`, `=`, an open brace), or where the next line
    begins with `?`, `&` or `/`.
    """
    if not lines:
        return None
    match = _REQUEST.match(_unprefixed(lines[0].strip()))
    if not match:
        return None
    path = match["path"].strip()
    for line in lines[1:]:
        piece = line.strip()
        if not _MORE.match(piece) or not _is_open(path, piece) or len(path) > MAX_PATH:
            break
        path += piece
    return _request(match["method"].upper(), path, match["host"] or "")


def count_request_lines(lines: list[str]) -> int:
    """Tell over how many of `lines`, whose first begins with it, a request goes; 0 for none."""
    request = parse_request_line(lines)
    return next((n for n in range(1, len(lines) + 1) if request and parse_request_line(lines[:n]) == request), 0)


def _unprefixed(line: str) -> str:
    line = line.strip("`* ")
    for pattern in load_profile().line("uri_prefix"):
        line = pattern.sub("", line)
    return line


def _is_open(path: str, piece: str) -> bool:
    return path.endswith(("/", "?", "&", "=", "-", "_")) or path.count("{") > path.count("}") or piece[0] in "?&/"


def make_request_line(method: str, path: str) -> RequestLine | None:
    """Make a request line of a method and a path that the document states apart."""
    return _request(method.strip().upper(), path.strip(), "") if method.strip().upper() in METHODS else None


def _request(method: str, path: str, host: str) -> RequestLine | None:
    for pattern, plain in _OTHER_BRACKETS:
        path = pattern.sub(plain, path)
    path, query = _split_query(path[:MAX_PATH])
    path = _HOLE.sub(lambda m: "{" + "".join(m[1].split()) + "}", path)
    path = path.split()[0].rstrip("`*。.,，;；") if path.split() else ""
    if not path.startswith("/") or "{}" in path or path.count("{") != path.count("}"):
        return None
    return RequestLine(method, path, query, host)


def _split_query(path: str) -> tuple[str, tuple[str, ...]]:
    cut = path.find("?")
    if cut < 0:
        return path, ()
    head, query = path[:cut], path[cut:]
    if head.endswith("{"):
        head = head[:-1]
        query = query if "=" in query else query.replace(",", "&")
    if head.endswith("["):
        head = head[:-1]
    return head, tuple(dict.fromkeys(_QUERY_NAME.findall(_QUERY_VALUE.sub("=", query))))


def placeholders(path: str) -> tuple[str, ...]:
    """Give the names of the placeholders in a path, in order."""
    return tuple(dict.fromkeys(re.findall(r"\{([^{}]+)\}", path)))
