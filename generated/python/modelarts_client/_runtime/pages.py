# Copied from apiscribe; do not edit.
"""Lists that come in pages: iterating walks all of them, and each page leads to the next.

    for thing in client.things.list():           # every item of every page
    async for thing in client.things.list():     # the same, asynchronously
    page = client.things.list()                  # one page: items, total, next_page(), body, response

How an operation pages stands in its method as data. Nothing in here sends.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, Self, TypeVar

from .errors import APIResponseError
from .models import Model
from .not_given import NotGiven

if TYPE_CHECKING:
    import httpx

    from .requests import CallOptions

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pagination:
    """How an operation pages. `items`, `total` and `next` are JSON pointers in the answer.

    `position` and `size` are parameters in the query or the body. A position counts items (`offset`) or pages (`page`)
    from `first` on, or is what the answer before it said under `next` (`marker`).
    """

    style: Literal["offset", "page", "marker"]
    position: str
    items: str
    place: Literal["query", "body"] = "query"
    first: int = 0
    size: str | None = None
    default_size: int | None = None
    total: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    """Where a page stands in a walk: its position, the items passed so far, the page before it.

    `mark` is a marker of an earlier page, another one at each power of two: a circle of markers is sure to meet it.
    """

    position: Any
    number: int = 1
    passed: int = 0
    before: Sequence[Any] = ()
    mark: Any = None


class _AnyPage(Generic[Item, Answer]):
    """What pages of both clients know: their own items, and where the next ones begin."""

    def __init__(
        self, pagination: Pagination, options: CallOptions, step: _Step, response: httpx.Response, body: Answer
    ) -> None:
        self.response = response
        """The answer over HTTP, of this page."""
        self.body = body
        """The whole answer."""
        self.items: list[Item] = self._new_items(pagination, options, step)
        """The items of this page."""
        self._pagination = pagination
        self._options = options
        self._step = step

    def _new_items(self, pagination: Pagination, options: CallOptions, step: _Step) -> list[Item]:
        """Give the items of the answer; none where they are those of the page before, and no more are due.

        Raises APIResponseError where the list could only be walked with gaps. Items that may well be equal, and that
        the total accounts for, are taken as they come: the walk ends with the total.
        """
        items = _at(self.body, pagination.items)
        if items is None:
            return []
        if not isinstance(items, list):
            raise APIResponseError(f"no array at {pagination.items!r} of the answer", response=self.response)
        if pagination.style == "marker" or not step.before or not items:
            return items
        if items == step.before:
            total, size = _total(self.body, pagination), _size(pagination, options)
            if total is not None and step.passed + len(items) <= total and _may_repeat(items):
                return items
            if (total is not None and total > step.passed) or (size is not None and len(items) >= size):
                raise APIResponseError("the page is the same as the one before it", response=self.response)
            return []
        shared = items[:-1]
        if (
            pagination.style == "page"
            and len(items) > 2
            and shared == step.before[1 : len(items)]
            and not _are_equal(shared)
        ):
            message = f"the pages overlap: {pagination.position!r} counts items, not pages as documented"
            raise APIResponseError(message, response=self.response)
        return items

    @property
    def total(self) -> int | None:
        """How many items all pages hold; None where the answer does not say."""
        return _total(self.body, self._pagination)

    def has_next_page(self) -> bool:
        """Tell whether there may be another page; it can turn out to be empty where the answers give no total."""
        return self._next_position() is not None

    def _next_position(self) -> Any:
        pagination, step, count = self._pagination, self._step, len(self.items)
        if pagination.style == "marker":
            marker = _at(self.body, pagination.next or "")
            return marker if isinstance(marker, str | int) and marker else None
        if not count:
            return None
        if step.position is None:
            raise ValueError(f"{pagination.position!r} must be a whole number for the page after it to be known")
        total = self.total
        # a total below what this page holds alone is no total
        if (total is not None and count <= total <= self._passed()) or (total is None and count < len(step.before)):
            return None
        advanced = step.position + (count if pagination.style == "offset" else 1)
        return str(advanced) if isinstance(_given(self._options, pagination, pagination.position), str) else advanced

    def _passed(self) -> int:
        """Count the items up to the end of this page, also those before the position that the caller began with."""
        step, count = self._step, len(self.items)
        if step.number > 1:
            return step.passed + count
        skipped = step.position - self._pagination.first if self._pagination.style != "marker" else 0
        return skipped * (1 if self._pagination.style == "offset" else count) + count

    def _following(self) -> tuple[CallOptions, _Step]:
        """Give the options of the next page, and its step."""
        position, step = self._next_position(), self._step
        if position is None:
            raise IndexError("this is the last page; ask has_next_page() first")
        mark = step.mark
        if self._pagination.style == "marker":
            if position == mark:
                raise APIResponseError(f"the marker {position!r} came before", response=self.response)
            mark = position if step.number & (step.number - 1) == 0 else mark
        options = _moved(self._options, self._pagination, position)
        number = position if self._pagination.style == "marker" else int(position)
        return options, _Step(number, step.number + 1, self._passed(), self.items, mark)

    def __len__(self) -> int:
        """Count the items of this page alone."""
        return len(self.items)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self.items)} items, total {self.total}>"


Fetch = Callable[["CallOptions"], "tuple[httpx.Response, Answer]"]
AsyncFetch = Callable[["CallOptions"], Awaitable["tuple[httpx.Response, Answer]"]]


class Page(_AnyPage[Item, Answer]):
    """One page of a list. Iterating gives its items, then those of all pages after it, fetched as they are needed."""

    def __init__(
        self, fetch: Fetch[Answer], pagination: Pagination, options: CallOptions, step: _Step | None = None
    ) -> None:
        at = step or first_step(pagination, options)
        super().__init__(pagination, options, at, *fetch(options))
        self._fetch = fetch

    def next_page(self) -> Self:
        """Fetch the next page. IndexError where this is the last, APIResponseError where the list runs in a circle."""
        options, step = self._following()
        return type(self)(self._fetch, self._pagination, options, step)

    def pages(self) -> Iterator[Self]:
        """Yield this page and all after it."""
        page = self
        yield page
        while page.has_next_page():
            page = page.next_page()
            yield page

    def __iter__(self) -> Iterator[Item]:
        """Yield the items of this page and of all after it."""
        for page in self.pages():
            yield from page.items


class AsyncPage(_AnyPage[Item, Answer]):
    """One page of a list. Iterating gives its items, then those of all pages after it, fetched as they are needed."""

    def __init__(
        self,
        fetch: AsyncFetch[Answer],
        pagination: Pagination,
        options: CallOptions,
        step: _Step,
        fetched: tuple[httpx.Response, Answer],
    ) -> None:
        super().__init__(pagination, options, step, *fetched)
        self._fetch = fetch

    async def next_page(self) -> Self:
        """Fetch the next page. IndexError where this is the last, APIResponseError where the list runs in a circle."""
        options, step = self._following()
        return type(self)(self._fetch, self._pagination, options, step, await self._fetch(options))

    async def pages(self) -> AsyncIterator[Self]:
        """Yield this page and all after it."""
        page = self
        yield page
        while page.has_next_page():
            page = await page.next_page()
            yield page

    async def __aiter__(self) -> AsyncIterator[Item]:
        """Yield the items of this page and of all after it."""
        async for page in self.pages():
            for item in page.items:
                yield item


class AsyncPages(Generic[Item, Answer]):
    """A list that is not fetched yet: `await` gives its first page, `async for` all items."""

    def __init__(self, fetch: AsyncFetch[Answer], pagination: Pagination, options: CallOptions) -> None:
        self._fetch = fetch
        self._pagination = pagination
        self._options = options
        self._step = first_step(pagination, options)

    async def _first(self) -> AsyncPage[Item, Answer]:
        fetched = await self._fetch(self._options)
        return AsyncPage(self._fetch, self._pagination, self._options, self._step, fetched)

    def __await__(self) -> Generator[Any, None, AsyncPage[Item, Answer]]:
        return self._first().__await__()

    async def pages(self) -> AsyncIterator[AsyncPage[Item, Answer]]:
        """Yield all pages."""
        async for page in (await self).pages():
            yield page

    async def __aiter__(self) -> AsyncIterator[Item]:
        """Yield the items of all pages."""
        async for item in await self:
            yield item


def first_step(pagination: Pagination, options: CallOptions) -> _Step:
    """Give the step of the page that the caller asks for."""
    given = _given(options, pagination, pagination.position)
    if pagination.style == "marker":
        return _Step(given)
    return _Step(pagination.first if given is None else _whole(given))


def _given(options: CallOptions, pagination: Pagination, name: str) -> Any:
    """Give what the caller gave for a parameter, None where nothing."""
    if pagination.place == "query":
        holders = (options.get("extra_query"), options.get("query"))
    else:
        holders = (options.get("extra_body"), options.get("body"))
    for holder in holders:
        value = holder.get(name) if isinstance(holder, Mapping) else None
        if value is not None and not isinstance(value, NotGiven):
            return value
    return None


def _moved(options: CallOptions, pagination: Pagination, position: Any) -> CallOptions:
    """Give the options with another position, as an extra, which wins; everything else that the caller gave stays."""
    changed = options.copy()
    if pagination.place == "query":
        changed["extra_query"] = {**(options.get("extra_query") or {}), pagination.position: position}
    elif isinstance(extra := options.get("extra_body") or {}, Mapping):
        changed["extra_body"] = {**extra, pagination.position: position}
    return changed


def _size(pagination: Pagination, options: CallOptions) -> int | None:
    """Give how many items a page should have: what was asked for, else what is documented; None where neither is."""
    asked = _whole(_given(options, pagination, pagination.size)) if pagination.size else None
    return asked if asked else pagination.default_size


def _total(body: object, pagination: Pagination) -> int | None:
    total = _whole(_at(body, pagination.total)) if pagination.total is not None else None
    return total if total is not None and total >= 0 else None


def _may_repeat(items: Sequence[Any]) -> bool:
    """Tell whether another page may hold the same: no objects stand in it that differ, and so would come once."""
    return _are_equal(items) or not any(isinstance(item, Model | Mapping | list) for item in items)


def _are_equal(items: Sequence[Any]) -> bool:
    return all(item == items[0] for item in items[1:])


def _whole(value: object) -> int | None:
    """Give a whole number, also one that is written as text or with a point; None for anything else."""
    if isinstance(value, str):
        return int(value) if _WHOLE.fullmatch(value) else None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _at(value: Any, pointer: str) -> Any:
    """Give what a JSON pointer names in an answer, None where there is nothing."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Model):
            value = _property(value, name)
        else:
            value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _property(model: Model, json_name: str) -> Any:
    """Give a property of a model by its name in JSON, None where it has none."""
    for name, field in type(model).model_fields.items():
        if (field.validation_alias or name) == json_name:
            return getattr(model, name)
    return (model.model_extra or {}).get(json_name)
