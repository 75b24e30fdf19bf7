"""The head of a request example: request line, headers and command, apart from the body."""

import re
from typing import NamedTuple

MAX_HEAD_LINES = 40
MAX_REQUEST = 2_000

_METHOD = r"GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS"
_REQUEST_LINE = re.compile(
    rf"(?:{_METHOD})\b\s*[^\w\s,:\"]|(?:{_METHOD})\s+[\w/]+|(?:https?://|/v\d|\{{[\w-]{{1,40}}\}}/)[^\s\"]*\s*$",
    re.ASCII,
)
_URL = r"[\w{}$&=?/.,:~%\[\]<>+@-]+"
_MORE_OF_URL = re.compile(rf"{_URL}(?:(?<=[&?=]) +{_URL})*(?:\s+HTTP/[\d.]+)?\s*$")
_PROTOCOL = re.compile(r"\s+HTTP/[\d.]+$")
_HEADER = re.compile(r"(?:[A-Za-z][\w-]{0,60}\s*:\s+\S|[A-Za-z][\w-]{0,60}\s*:\s*$|HTTP/\d[\d.]*\s+\d{3})")
_BODY = re.compile(r'\s*(?:[{\[}\]]\s*$|\{\s*["}\n]|\[\s*["{\]\n]|\\?"|[}\]],|[{\[].*[}\]]\s*$)')
_CURL = re.compile(r"\s*(?:\$\s*)?curl\b")
_CURL_METHOD = re.compile(rf"(?:-X|--request)[ =]*['\"]?(?P<method>{_METHOD})\b")
_CURL_URL = re.compile(r"['\"]?(?P<url>https?://[^\s'\"]{1,1900})")
_CURL_DATA = re.compile(r"(?:-d|--data(?:-raw|-binary|-ascii)?)[ =\t]*\$?(?P<quote>['\"])")
_END_OF_DATA = {
    "'": re.compile(r"'(?=\s*(?:\\?$|-|['\"]?https?://|>|\||;))", re.MULTILINE),
    '"': re.compile(r'(?<!\\)"(?=\s*(?:\\?$|-))', re.MULTILINE),
}


class Split(NamedTuple):
    """The request line of an example, without line breaks, "" where it has none, and its body."""

    request: str
    body: str


def split_request(text: str) -> Split:
    """Take the request line and the headers off `text`, or the request and its data out of a curl command."""
    if _CURL.match(text):
        return _curl(text)
    lines = text.split("\n")
    at = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    request, start = "", at
    if at < len(lines) and _REQUEST_LINE.match(lines[at].strip()):
        request, at = lines[at].strip(), at + 1
        while at < len(lines) and _MORE_OF_URL.match(lines[at].strip()) and not _BODY.match(lines[at]):
            request += lines[at].strip()
            at += 1
    while at < min(len(lines), start + MAX_HEAD_LINES) and _HEADER.match(lines[at].strip()):
        at += 1
    if not request and not (at < len(lines) and (not lines[at].strip() or _BODY.match(lines[at]))):
        return Split("", text)
    return Split(_PROTOCOL.sub("", request)[:MAX_REQUEST], "\n".join(lines[at:]))


def _curl(text: str) -> Split:
    url = _CURL_URL.search(text)
    data = _CURL_DATA.search(text)
    named = _CURL_METHOD.search(text)
    method = named["method"] if named else "POST" if data else "GET"
    request = f"{method} {url['url']}" if url else ""
    if data is None:
        return Split(request, "")
    body = text[data.end() :]
    end = _END_OF_DATA[data["quote"]].search(body)
    body = body[: end.start()] if end else body
    return Split(request, body.replace('\\"', '"') if data["quote"] == '"' else body)
