"""Pages that were fetched as sources: what a page is called in every message and in provenance is its URL.

The URL outlives snapshots and machines, it is what a reader can open, and what links between pages refer to.
"""

import hashlib
from collections.abc import Callable, Iterable

from scraper.fetch.model import Page
from scraper.fetch.names import readable
from scraper.sources import Collected, Source, left_out
from spec.diagnostics import Diagnostic
from spec.location import Location
from spec.report import Account, Reason


def page_sources(pages: Iterable[Page], content: Callable[[Page], bytes], date: str = "") -> Collected:
    """Give pages as sources in the order given; one with the content of another is left out, as of files.

    `content` gives the bytes of a page. A content that is not what it was is a finding (FET017).
    """
    sources: list[Source] = []
    accounts: list[Account] = []
    diagnostics: list[Diagnostic] = []
    seen: set[str] = set()
    for page in pages:
        name = readable(page.url, page.member)
        if page.sha256 in seen:
            accounts.append(left_out(name, Reason.SAME_FILE))
            diagnostics.append(Diagnostic("DOC006", f"left out: {Reason.SAME_FILE}", Location(name)))
            continue
        seen.add(page.sha256)
        try:
            data = content(page)
        except OSError as error:
            diagnostics.append(Diagnostic("FET017", f"cannot be read: {error.strerror or error}", Location(name)))
            continue
        if hashlib.sha256(data).hexdigest() != page.sha256:
            diagnostics.append(Diagnostic("FET017", "its content is not what was fetched", Location(name)))
            continue
        sources.append(Source(name, data, date))
    return Collected(tuple(sources), tuple(accounts), tuple(diagnostics))
