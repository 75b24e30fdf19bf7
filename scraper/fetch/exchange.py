"""One request and its answer: sent under conditions, received into the cache, bounded in size and time."""

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpcore
import httpx

from scraper.fetch.cache import Cache
from scraper.fetch.inflate import DamagedError, Inflater
from scraper.fetch.model import FetchError, Page, Settings
from scraper.fetch.transport import CheckedTransport, RefusedAddressError

_ACCEPT = "text/html, application/xhtml+xml, text/markdown, text/plain, application/xml;q=0.9, */*;q=0.5"
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_PAGES = frozenset({200, 203})
_IDLE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A final answer; one with a success status has its content in the cache, under its hash."""

    status: int
    headers: httpx.Headers
    sha256: str = ""
    size: int = 0


class Exchange:
    """Sends requests, one at a time or several; counts them and what was received."""

    def __init__(self, settings: Settings, cache: Cache) -> None:
        self.requests = self.received = self.stored = 0
        self._limits = settings.limits
        self._cache = cache
        # No httpx.AsyncClient: it would keep cookies, and look at redirects before we do.
        self._transport = CheckedTransport(settings.allow_private, settings.connections)
        self._headers = {"User-Agent": settings.user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip"}
        idle = min(_IDLE_SECONDS, settings.limits.request_seconds)
        self._extensions = {"timeout": httpx.Timeout(idle, pool=None).as_dict()}

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def get(self, url: str, credentials: str, known: Page | None, cut_at: int = 0) -> Answer:
        """Ask for a URL; `known` is what the cache has of it, `cut_at` how much of the body counts, if not all.

        `credentials` is the value of the Authorization header, "" for none.

        Raises FetchError: `passing` for statuses and failures that another attempt may not meet.
        """
        seconds = self._limits.request_seconds
        try:
            async with asyncio.timeout(seconds):
                return await self._exchange(url, credentials, known, cut_at)
        except RefusedAddressError as error:
            raise FetchError("FET002", str(error)) from error
        except TimeoutError as error:
            raise FetchError("FET004", f"no whole answer within {seconds:g} seconds", passing=True) from error
        except httpcore.TimeoutException as error:
            raise FetchError("FET004", "the server does not answer in time", passing=True) from error
        except httpcore.ConnectError as error:
            trusted = not isinstance(error.__context__, ssl.SSLCertVerificationError)
            raise FetchError("FET003", f"cannot connect: {error}", passing=trusted) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, DamagedError) as error:
            raise FetchError("FET006", f"the answer is broken: {error}", passing=True) from error

    async def _exchange(self, url: str, credentials: str, known: Page | None, cut_at: int) -> Answer:
        headers = self._headers | _conditions(known) | ({"Authorization": credentials} if credentials else {})
        self.requests += 1
        answer = await self._transport.handle_async_request(
            httpx.Request("GET", url, headers=headers, extensions=self._extensions)
        )
        try:
            status = answer.status_code
            if status in _TRY_AGAIN:
                raise FetchError("FET005", f"status {status}", passing=True, seconds=_retry_after(answer.headers))
            if status in _PAGES:
                return await self._receive(answer, cut_at)
            return Answer(status, answer.headers)
        finally:
            await answer.aclose()

    async def _receive(self, answer: httpx.Response, cut_at: int) -> Answer:
        limit = cut_at or self._limits.file_bytes
        length = answer.headers.get("content-length", "")
        if not cut_at and length.isdecimal() and int(length) > limit:
            raise FetchError("FET007", f"the file has {int(length):,} bytes, more than {limit:,}")
        digest, size = hashlib.sha256(), 0
        with self._cache.receiving() as (beside, file):
            async for piece in self._pieces(answer):
                taken = piece[: limit - size]
                digest.update(taken)
                file.write(taken)
                size += len(taken)
                self.stored += len(taken)
                if self.stored > self._limits.total_bytes:
                    raise FetchError("FET007", f"more than {self._limits.total_bytes:,} bytes in all")
                if len(taken) < len(piece):
                    if cut_at:
                        break
                    raise FetchError("FET007", f"the file has more than {limit:,} bytes")
            file.flush()
            self._cache.keep(beside, digest.hexdigest())
        return Answer(answer.status_code, answer.headers, digest.hexdigest(), size)

    async def _pieces(self, answer: httpx.Response) -> AsyncIterator[bytes]:
        """Give the body as it is meant, decompressed where it is compressed. Raises DamagedError."""
        coding = answer.headers.get("content-encoding", "").strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip"):
            raise FetchError("FET006", f"the answer is compressed as {coding}, which was not asked for")
        inflater = Inflater() if "gzip" in coding else None
        async for chunk in answer.aiter_raw():
            self.received += len(chunk)
            for piece in inflater.feed(chunk) if inflater else (chunk,):
                yield piece
        if inflater:
            inflater.finish()


def _conditions(known: Page | None) -> dict[str, str]:
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified} if known else {}
    return {name: value for name, value in conditions.items() if value}


def _retry_after(headers: httpx.Headers) -> float | None:
    """Give the seconds that Retry-After asks to wait: a number, or a date. None where it says nothing."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal() and value.isascii():
        return float(value[:9])
    try:
        date = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
