"""Bytes to text: which encoding, one kind of line end, nothing that breaks a terminal or a parser."""

import re

from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location

MAX_BYTES = 256 * 1024 * 1024
MIN_ZEROS = 4
MAX_LINE = 4 * 1024 * 1024

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SUBSETS_OF_GB18030 = frozenset({"gb2312", "gb_2312-80", "gbk", "x-gbk", "cp936"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decode(name: str, data: bytes) -> str:
    """Give the text of `data` with "\\n" as its only line end.

    UTF-8 and UTF-16 with or without a byte order mark, the encoding that HTML declares, and GB18030 are tried in this
    order. Raises DiagnosticError (DOC002, DOC004) for what is no text or too large.
    """
    if len(data) > MAX_BYTES:
        raise _error("DOC004", f"the file has {len(data):,} bytes, more than {MAX_BYTES:,}", name)
    text = _decoded(data)
    if text is None:
        raise _error("DOC002", "the file is not text in UTF-8, UTF-16 or GB18030", name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_long_lines(name, text)
    return _CONTROL.sub("", text)


def _decoded(data: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding)
    wide = _utf16_without_mark(data)
    if wide:
        return _strict(data, wide)
    utf8 = _strict(data, "utf-8")
    zeros = data.count(b"\0")
    if utf8 is not None and zeros * 100 <= len(data):
        return utf8
    if zeros:
        return None
    # Most documents are UTF-8; the library takes a tenth of a second to load.
    from bs4.dammit import EncodingDetector

    declared = EncodingDetector.find_declared_encoding(data, is_html=True, search_entire_document=False)
    if declared and declared.casefold() in _SUBSETS_OF_GB18030:
        # pages that name a subset use the characters of the whole, as browsers know
        declared = None
    for guess in (declared, "gb18030"):
        text = _strict(data, guess) if guess else None
        if text is not None and _is_plausible(text):
            return text
    return None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _utf16_without_mark(data: bytes) -> str | None:
    """Tell UTF-16 by its zero bytes: markup and blanks have one in every pair, and always on the same side."""
    sample = data[:8192]
    if len(sample) < 8 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if even + odd < MIN_ZEROS:
        return None
    if odd > len(sample) // 50 and even * 20 < odd:
        return "utf-16-le"
    if even > len(sample) // 50 and odd * 20 < even:
        return "utf-16-be"
    return None


def _is_plausible(text: str) -> bool:
    """Random bytes decode as GB18030 now and then, but then into private-use and unassigned characters."""
    sample = text[:20_000]
    odd = sum(1 for c in sample if "\ue000" <= c <= "\uf8ff" or c > "\uffff" or c == "\ufffd")
    return odd * 50 <= len(sample)


def _refuse_long_lines(name: str, text: str) -> None:
    if len(text) <= MAX_LINE:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            message = f"a line has {len(line):,} characters, more than {MAX_LINE:,}"
            raise DiagnosticError(Diagnostic("DOC004", message, Location(name, number), line[:80]))


def _error(code: str, message: str, name: str) -> DiagnosticError:
    return DiagnosticError(Diagnostic(code, message, Location(name)))
