"""One URL at a time: redirects, robots.txt, attempts, and what the cache has of it."""

import asyncio
import random
from base64 import b64encode
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType

from scraper.fetch.cache import Cache
from scraper.fetch.exchange import Answer, Exchange
from scraper.fetch.model import MAX_REDIRECTS, FetchError, Page, Settings
from scraper.fetch.pace import Pace
from scraper.fetch.robots import MAX_BYTES as MAX_ROBOTS
from scraper.fetch.robots import Rules, rules_of
from scraper.fetch.urls import Origin, absolute, given, origin_of

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_MAX_CRAWL_DELAY = 60.0
_MAX_VALIDATOR = 1000


class Client:
    """Fetches URLs into the cache, at the pace that their hosts ask for."""

    def __init__(self, settings: Settings, cache: Cache) -> None:
        self.not_modified = 0
        self.exchange = Exchange(settings, cache)
        self._settings = settings
        self._cache = cache
        self._paces: dict[Origin, Pace] = {}
        self._rules: dict[Origin, asyncio.Task[Rules]] = {}
        self._credentials: dict[Origin, str] = {}

    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._rules.values():
            task.cancel()
        await self.exchange.close()

    def take(self, text: str) -> str:
        """Take a URL as a user gives it; credentials in it are sent to its origin and nowhere else.

        Raises FetchError (FET001).
        """
        url, user, password = given(text)
        if user or password:
            token = b64encode(f"{user}:{password}".encode()).decode()
            self._credentials[origin_of(url)] = f"Basic {token}"
        return url

    async def fetch(self, url: str, source: str, hosts: Collection[str]) -> Page:
        """Give the page of a URL: its content is in the cache then.

        `hosts` are those that redirects may lead to. Raises FetchError.
        """
        known = self._cache.find(url)
        current = url
        for _ in range(MAX_REDIRECTS + 1):
            if not origin_of(current).is_one_of(hosts):
                raise FetchError("FET002", f"redirects to {current}, which is another host", gone=True)
            if why := (await self.rules(current)).why_not(current):
                raise FetchError("FET009", why, gone=True)
            current_known = known if known and known.final_url == current else None
            answer = await self._ask(current, current_known)
            if answer.status not in _REDIRECTS:
                return self._page(answer, current_known, Page(source, url, current, answer.status, _now(), "", 0))
            previous, current = origin_of(current), _redirected(answer, current)
            if previous.scheme == "https" and not self._is_trusted(origin_of(current)):
                raise FetchError("FET002", f"redirects from https to {current}", gone=True)
        raise FetchError("FET008", f"more than {MAX_REDIRECTS} redirects, the last one to {current}")

    def _is_trusted(self, origin: Origin) -> bool:
        return origin.scheme == "https" or origin.is_one_of(self._settings.allow_hosts)

    def _page(self, answer: Answer, known: Page | None, page: Page) -> Page:
        if answer.status == 304 and known:
            self.not_modified += 1
            return replace(known, source=page.source)
        if not answer.sha256:
            raise FetchError("FET005", f"status {answer.status}", gone=answer.status in _GONE)
        page = replace(
            page,
            date=known.date if known and known.sha256 == answer.sha256 else page.date,
            sha256=answer.sha256,
            size=answer.size,
            content_type=answer.headers.get("content-type", "")[:200],
            etag=_validator(answer, "etag"),
            last_modified=_validator(answer, "last-modified"),
        )
        self._cache.remember(page)
        return page

    async def rules(self, url: str) -> Rules:
        """Give what the robots.txt of a URL's site says; it is asked for once. Raises FetchError (FET002, FET003)."""
        origin = origin_of(url)
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(self._read_rules(origin))
        return await self._rules[origin]

    async def _read_rules(self, origin: Origin) -> Rules:
        """Read robots.txt. What it redirects to on another host is not looked at, and so nothing is allowed."""
        current = origin.url("/robots.txt")
        agent = self._settings.user_agent.partition("/")[0]
        try:
            for _ in range(MAX_REDIRECTS + 1):
                answer = await self._ask(current, None, MAX_ROBOTS)
                if answer.status not in _REDIRECTS:
                    body = self._cache.path(answer.sha256).read_bytes() if answer.sha256 else b""
                    rules = rules_of(answer.status, body, agent)
                    self._pace(origin).slow_down(min(rules.crawl_delay, _MAX_CRAWL_DELAY))
                    return rules
                current = _redirected(answer, current)
                if not origin_of(current).is_one_of(origin.named):
                    return Rules(refusal=f"robots.txt redirects to {current}, which is another host")
        except FetchError as error:
            if error.code in ("FET002", "FET003"):
                raise  # it is the host that cannot be had, not its robots.txt
            return Rules(refusal=f"robots.txt cannot be read: {error.message}")
        return Rules(agent=agent)

    def _pace(self, origin: Origin) -> Pace:
        return self._paces.setdefault(origin, Pace(1.0 / self._settings.rate))

    async def _ask(self, url: str, known: Page | None, cut_at: int = 0) -> Answer:
        """Send a request until its answer is final, or attempts are used up."""
        origin, limits = origin_of(url), self._settings.limits
        for attempt in range(1, limits.attempts + 1):
            await self._pace(origin).turn()
            try:
                return await self.exchange.get(url, self._credentials.get(origin, ""), known, cut_at)
            except FetchError as error:
                patient = (error.seconds or 0) <= limits.retry_after_seconds
                if not error.passing or not patient or attempt == limits.attempts:
                    raise _told(error, attempt, patient) from error
                if error.seconds is not None:
                    self._pace(origin).pause(error.seconds)
                else:
                    longer = 2 ** (attempt - 1) * random.uniform(0.75, 1.25)  # noqa: S311
                    await asyncio.sleep(limits.backoff_seconds * longer)
        raise AssertionError("there is at least one attempt")


def _told(error: FetchError, attempts: int, patient: bool) -> FetchError:
    if not patient:
        return FetchError(error.code, f"{error.message}; the server asks to wait {error.seconds:,.0f} seconds")
    return FetchError(error.code, f"{error.message}, after {attempts} attempts" if attempts > 1 else error.message)


def _validator(answer: Answer, name: str) -> str:
    """Give a header that is sent back word by word with the next request; "" for one that cannot be."""
    value = answer.headers.get(name, "")
    return value if len(value) <= _MAX_VALIDATOR and value.isascii() else ""


def _redirected(answer: Answer, current: str) -> str:
    place = answer.headers.get("location", "")
    target = absolute(place, current) if place else None
    if target is None:
        raise FetchError("FET008", f"redirects to {place or 'nowhere'}, which is not fetched", gone=True)
    return target


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
