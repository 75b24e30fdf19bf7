"""What URLs stand for: pages, the pages that they link to, sitemaps, archives; and how far it goes."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from scraper.fetch.archives import is_archive, read_archive
from scraper.fetch.cache import Cache, Journal
from scraper.fetch.client import Client
from scraper.fetch.follow import Follow
from scraper.fetch.links import is_sitemap, is_text, page_links, sitemap_links
from scraper.fetch.model import Fetched, FetchError, OnProgress, Page, Settings, Target
from scraper.fetch.names import behind_at, readable, target_name
from scraper.fetch.urls import absolute, folder_of, origin_of
from scraper.sources import reason_to_leave
from spec.diagnostics import Diagnostic, in_order
from spec.location import Location
from spec.report import Reason

_MAX_FAILURES = 20
_MAX_SITEMAPS = 100
_MIN_CONTENTS = 3
"""A page without a table that links to so many pages is a table of contents."""


def fetch_pages(targets: Sequence[Target], settings: Settings, on_progress: OnProgress | None = None) -> Fetched:
    """Fetch what the targets stand for into the cache.

    What cannot be had is a finding; the rest is fetched all the same. A run that is interrupted leaves a journal: the
    next one with the same targets does not ask again for what it has. Raises OSError where the cache cannot be written.
    """
    return asyncio.run(_run(targets, settings, on_progress or (lambda done, known: None)))


async def _run(targets: Sequence[Target], settings: Settings, on_progress: OnProgress) -> Fetched:
    cache = Cache(settings.cache)
    journal = cache.journal(repr((targets, sorted(settings.allow_hosts))))
    async with Client(settings, cache) as client:
        crawl = _Crawl(client, cache, journal, settings, on_progress)
        try:
            async with asyncio.timeout(settings.limits.total_seconds):
                for target in targets:
                    await crawl.take(target)
        except TimeoutError:
            message = f"not all is fetched after {settings.limits.total_seconds:,.0f} seconds"
            crawl.tell("FET004", message, target_name(target.url))
        else:
            journal.close()
        exchange = client.exchange
        return Fetched(
            tuple(crawl.pages),
            tuple(in_order(crawl.diagnostics)),
            exchange.requests,
            client.not_modified,
            crawl.resumed,
            exchange.received,
        )


@dataclass(frozen=True, slots=True)
class _Scope:
    """Which URLs a target may lead to: pages below `folder`, and those of other hosts that are allowed."""

    source: str
    follow: Follow
    depth: int
    folder: str
    hosts: frozenset[str]
    allowed: frozenset[str]

    def holds(self, url: str) -> bool:
        return url.startswith(self.folder) or origin_of(url).is_one_of(self.allowed)

    def may_ask(self, url: str) -> bool:
        return origin_of(url).is_one_of(self.hosts)


@dataclass(slots=True)
class _Step:
    """URLs that are to be fetched next. `depth` is how many links away from the target they are."""

    urls: tuple[str, ...]
    depth: int
    given: bool = False


class _Crawl:
    def __init__(
        self, client: Client, cache: Cache, journal: Journal, settings: Settings, on_progress: OnProgress
    ) -> None:
        self.pages: list[Page] = []
        self.diagnostics: list[Diagnostic] = []
        self.resumed = 0
        self._client = client
        self._cache = cache
        self._journal = journal
        self._settings = settings
        self._on_progress = on_progress
        self._gate = asyncio.Semaphore(settings.connections)
        self._known = self._done = self._failures = self._sitemaps = self._unpacked_bytes = 0

    def tell(self, code: str, message: str, name: str) -> None:
        """Note a finding about a page."""
        self.diagnostics.append(Diagnostic(code, message, Location(name)))

    async def take(self, target: Target) -> None:
        """Fetch what one target stands for."""
        try:
            start = self._client.take(target.url)
            scope = self._scope(start, target)
            urls = await self._sitemaps_of(start, scope) if target.follow is Follow.SITEMAP else (start,)
        except FetchError as error:
            is_url = error.code != "FET001"
            self.diagnostics.append(error.diagnostic(target_name(target.url) if is_url else behind_at(target.url)))
            return
        found: list[Page] = []
        steps = [_Step(urls, 0, given=True)]
        seen: set[str] = set(urls)
        self._sitemaps, failures = 0, self._failures
        while steps:
            step = steps.pop(0)
            for page in await self._fetch_all(step, scope):
                if step.given and scope.follow is Follow.LINKS:
                    scope = replace(scope, folder=folder_of(page.final_url))
                found += self._taken(page, step, scope, steps, seen)
            if len(seen) > self._settings.limits.pages:
                message = f"{len(seen):,} pages, more than {self._settings.limits.pages:,}: none further is fetched"
                self.tell("FET007", message, scope.source)
                break
        self.pages += _each_once(found)
        if not found and self._failures == failures < _MAX_FAILURES:
            self.tell("FET012", "no sitemap leads to a page that is read", scope.source)

    def _scope(self, start: str, target: Target) -> _Scope:
        allowed = self._settings.allow_hosts
        hosts = origin_of(start).named | allowed
        return _Scope(target_name(target.url), target.follow, target.depth, folder_of(start), hosts, allowed)

    async def _sitemaps_of(self, start: str, scope: _Scope) -> tuple[str, ...]:
        named = (absolute(link, start) for link in (await self._client.rules(start)).sitemaps[:_MAX_SITEMAPS])
        found = dict.fromkeys(url for url in named if url and scope.may_ask(url))
        return tuple(found) or (origin_of(start).url("/sitemap.xml"),)

    async def _fetch_all(self, step: _Step, scope: _Scope) -> list[Page]:
        self._known += len(step.urls)
        found = await asyncio.gather(*(self._fetch(url, step, scope) for url in step.urls))
        return [page for page in found if page]

    async def _fetch(self, url: str, step: _Step, scope: _Scope) -> Page | None:
        async with self._gate:
            try:
                return await self._page(url, scope) if self._failures < _MAX_FAILURES else None
            except FetchError as error:
                self._failed(error, url, step)
                return None
            finally:
                self._done += 1
                self._on_progress(self._done, self._known)

    async def _page(self, url: str, scope: _Scope) -> Page:
        if url in self._journal and (page := self._cache.find(url)):
            self.resumed += 1
            return replace(page, source=scope.source)
        page = await self._client.fetch(url, scope.source, scope.hosts)
        self._journal.add(url)
        return page

    def _failed(self, error: FetchError, url: str, step: _Step) -> None:
        if error.gone and not step.given:
            self.tell("FET013", error.message, readable(url))
            return
        self.diagnostics.append(error.diagnostic(readable(url)))
        self._failures += 1
        if self._failures == _MAX_FAILURES:
            self.tell("FET014", f"{_MAX_FAILURES} pages could not be had: no further one is asked for", readable(url))

    def _taken(self, page: Page, step: _Step, scope: _Scope, steps: list[_Step], seen: set[str]) -> list[Page]:
        """Give the pages that a fetched file holds, and note the URLs that it leads to."""
        file = self._cache.path(page.sha256)
        try:
            if is_archive(file):
                unpacked = self._unpacked(page)
                if len(unpacked) > 1 or not is_sitemap(self._cache.content(unpacked[0])):
                    return unpacked
                file = self._cache.path(unpacked[0].sha256)
            data = file.read_bytes()
            if is_sitemap(data):
                self._sitemaps += 1
                self._add(self._listed(page, data, scope), step.depth, scope, steps, seen)
                return []
        except FetchError as error:
            self._failed(error, page.url, _Step((), 0, given=True))
            return []
        if not self._is_page(data, page, step):
            return []
        if scope.follow is Follow.LINKS and step.depth < scope.depth:
            links, _ = page_links(data, page.final_url)
            self._add((url for url in links if scope.holds(url)), step.depth + 1, scope, steps, seen)
        elif scope.follow is Follow.PAGE and step.given:
            self._hint(page, data, scope)
        return [page]

    def _is_page(self, data: bytes, page: Page, step: _Step) -> bool:
        """Tell of a file that is no page. What is asked for by name must be one, and is if it is any text."""
        reason = reason_to_leave(data)
        if not reason or (step.given and reason is not Reason.EMPTY and is_text(data)):
            return True
        if step.given:
            self._failed(FetchError("FET006", f"it is no page: {reason}"), page.url, step)
        else:
            # a page that was there, and is empty now, must not go unseen
            code = "FET013" if reason is Reason.EMPTY else "DOC006"
            self.tell(code, f"left out: {reason}", readable(page.url))
        return False

    def _hint(self, page: Page, data: bytes, scope: _Scope) -> None:
        links, has_table = page_links(data, page.final_url)
        inside = [url for url in links if url.startswith(folder_of(page.final_url))]
        if not has_table and len(inside) >= _MIN_CONTENTS:
            self.tell("FET015", f"it has no table, and links to {len(inside)} pages of its folder", scope.source)

    def _listed(self, page: Page, data: bytes, scope: _Scope) -> list[str]:
        """Give the URLs of a sitemap that count: of this host; below the target's folder where it asked for that."""
        if self._sitemaps > _MAX_SITEMAPS:
            raise FetchError("FET012", f"more than {_MAX_SITEMAPS} sitemaps lead to one another")
        urls = [
            url
            for url in sitemap_links(data, page.final_url, self._settings.limits.pages)
            if scope.may_ask(url) and (scope.follow is not Follow.SITEMAP or scope.holds(url) or _is_xml(url))
        ]
        if not urls:
            raise FetchError("FET012", "the sitemap lists no page of this host")
        return urls

    def _add(self, urls: Iterable[str], depth: int, scope: _Scope, steps: list[_Step], seen: set[str]) -> None:
        new = tuple(dict.fromkeys(url for url in urls if url not in seen and scope.may_ask(url)))
        seen.update(new)
        if new and len(seen) <= self._settings.limits.pages:
            steps.append(_Step(new, depth))

    def _unpacked(self, page: Page) -> list[Page]:
        name = PurePosixPath(urlsplit(page.url).path).name
        limits = replace(self._settings.limits, total_bytes=self._settings.limits.total_bytes - self._unpacked_bytes)
        members = read_archive(self._cache.path(page.sha256), name, self._cache, limits)
        self._unpacked_bytes += sum(member.size for member in members)
        for member in members:
            if member.left_out:
                code = "FET011" if member.suspect else "DOC006"
                self.tell(code, f"left out: {member.left_out}", readable(page.url, member.name))
        return [replace(page, member=m.name, sha256=m.sha256, size=m.size) for m in members if m.sha256]


def _is_xml(url: str) -> bool:
    return url.partition("?")[0].endswith((".xml", ".xml.gz"))


def _each_once(pages: Iterable[Page]) -> list[Page]:
    """Give the pages by name; of several URLs that redirects lead to one page the first counts."""
    by_place: dict[tuple[str, str], Page] = {}
    for page in pages:
        by_place.setdefault((page.final_url, page.member), page)
    return sorted(by_place.values(), key=lambda page: (readable(page.url), page.member))
