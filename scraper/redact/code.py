"""Code and examples without prose: structure, names and values stay; strings and comments that are sentences go."""

import re
from collections.abc import Iterator, Sequence

from scraper.extract.uri import MAX_REQUEST_LINES, count_request_lines
from scraper.redact.prose import count_han, count_words, hide, is_prose, is_wordy

MAX_STRING_LINES = 20
OUTSIDE_WORDS = 8

_QUOTE = re.compile(r"\\*\"|\\*(?<![A-Za-z])'|\\*'(?![A-Za-z])|[“”]|<[^<>\n]*>")
_BEFORE = " \t\r\n{}[]():,;=#/*>|&\\$+!-"
_BEHIND = " \t\r\n{}[]():,;=\\*|"
_FUNCTION_WORD = re.compile(
    r"(?<![\w.-])(?:the|a|an|is|are|be|was|of|to|for|in|on|that|this|you|your|and|or|not|with|can|if|by|from|has|have)(?![\w.(=-])",
    re.IGNORECASE,
)
_ESCAPED_BREAK = re.compile(r"(\\+[nrt])")


def redact_code(text: str, keep: Sequence[str] = ()) -> str:
    """Give `text` with each string and comment that is prose replaced by a mark. The number of lines stays."""
    lines = text.split("\n")
    cut = [_segments(line) for line in lines]
    _hide_strings_over_lines(lines, cut, keep)
    requests = set(_request_lines(lines))
    return "\n".join(
        line if number in requests else "".join(_redacted(parts, i, keep) for i in range(len(parts)))
        for number, (line, parts) in enumerate(zip(lines, cut, strict=True))
    )


def _request_lines(lines: list[str]) -> Iterator[int]:
    """Yield the numbers of the lines that a request stands on, which may be broken over several."""
    for number, line in enumerate(lines):
        if "/" in line and not is_wordy(line):
            count = count_request_lines(lines[number : number + MAX_REQUEST_LINES])
            yield from range(number, number + count)


def _segments(line: str) -> list[str]:
    """Cut a line into quotes and tags (odd places) and what stands between them (even places)."""
    parts: list[str] = []
    position = 0
    for quote in _QUOTE.finditer(line):
        parts += [line[position : quote.start()], quote[0]]
        position = quote.end()
    parts.append(line[position:])
    return parts


def _is_prose(text: str, *, inside: bool) -> bool:
    if inside:
        return is_wordy(text) or is_prose(text)
    words = count_words(text)
    return count_han(text) >= 4 or words >= OUTSIDE_WORDS or (words >= 4 and bool(_FUNCTION_WORD.search(text)))


def _redacted(parts: list[str], index: int, keep: Sequence[str]) -> str:
    part = parts[index]
    core = part.lstrip(_BEFORE).rstrip(_BEHIND)
    if index % 2 or not core:
        return part
    start = len(part) - len(part.lstrip(_BEFORE))
    inside = 0 < index < len(parts) - 1 and parts[index - 1][0] != "<" and parts[index + 1][0] != "<"
    if not _is_prose(_ESCAPED_BREAK.sub(" ", core), inside=inside):
        return part
    return part[:start] + hide(core, keep) + part[start + len(core) :]


def _hide_strings_over_lines(lines: list[str], cut: list[list[str]], keep: Sequence[str]) -> None:
    """A string that a page broke over several lines is judged as one."""
    index = 0
    while index < len(lines):
        if lines[index].count('"') % 2 == 0:
            index += 1
            continue
        end = next((i for i in range(index + 1, min(len(lines), index + MAX_STRING_LINES)) if '"' in lines[i]), None)
        if end is None or lines[end].count('"') % 2 == 0:
            index += 1
            continue
        inner = [cut[index][-1], *lines[index + 1 : end], cut[end][0]]
        if not any(re.search(r"[{}\[\]]|\w:\s", t) for t in inner) and _is_prose(" ".join(inner), inside=True):
            cut[index][-1] = _hidden(cut[index][-1], keep)
            for i in range(index + 1, end):
                cut[i] = [_hidden(lines[i], keep)]
            cut[end][0] = _hidden(cut[end][0], keep)
        index = end + 1


def _hidden(text: str, keep: Sequence[str]) -> str:
    core = text.strip()
    return text.replace(core, hide(core, keep), 1) if core else text
