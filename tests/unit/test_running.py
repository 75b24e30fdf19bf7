"""Feeding workers: in order, a few batches at a time, and how many processes pay."""

from collections.abc import Iterator
from concurrent.futures import Executor, Future
from typing import Any

import pytest

from scraper import Source, reading
from scraper.reading import crashed
from scraper.running import BYTES_PER_JOB, Running, jobs_for
from scraper.workers import HERE


class Late(Executor):
    """Ends what it is given when asked to, the last first."""

    def __init__(self) -> None:
        self.given: list[Future[Any]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Take a task; `end` does it."""
        future: Future[Any] = Future()
        self.given.append(future)
        self.tasks = [*getattr(self, "tasks", []), (future, fn, args)]
        return future

    def end(self) -> None:
        """Do what has been given and is not yet done, the last first."""
        for future, fn, args in reversed(self.tasks):
            if not future.done():
                future.set_result(fn(*args))


def test_results_come_in_order_and_few_are_under_way() -> None:
    """Whatever ends first, results come in the order of the items, and never are more items taken than go ahead."""
    late = Late()
    taken, under_way = 0, []

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(20):
            taken += 1
            yield number

    def wait(future: Future[int]) -> int:
        late.end()
        return future.result(0)

    results = []
    for result in Running(late, 4, wait).in_turn(str, items()):
        results.append(result)
        under_way.append(taken - len(results))
    assert results == [str(number) for number in range(20)]
    assert max(under_way) < 4


def test_processes_are_started_where_they_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little is read by this process; much by one process per so many bytes, one for each core at most."""
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(4)), raising=False)
    sizes = (0, 1, BYTES_PER_JOB, 2 * BYTES_PER_JOB, 3 * BYTES_PER_JOB, 100 * BYTES_PER_JOB)
    assert [jobs_for(size) for size in sizes] == [1, 1, 1, 2, 3, 4]


def test_a_reader_that_crashes_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that makes its reader crash is a finding that names it; the others are read."""
    read = reading.read_document

    def crash(name: str, data: bytes) -> Any:
        return {}["no such key"] if name == "bad.md" else read(name, data)

    monkeypatch.setattr(reading, "read_document", crash)
    monkeypatch.setattr(reading, "crashed", crashed)
    sources = [Source(name, b"# GET\n\nGET /v1/lamps\n") for name in ("a.md", "bad.md", "b.md")]
    told: list[tuple[int, int]] = []
    pages, (finding,) = reading.read_pages(sources, HERE, lambda done, of: told.append((done, of)))
    assert [page.outline.document.name for page, _ in pages] == ["a.md", "b.md"]
    assert (finding.code, finding.location.document) == ("DOC007", "bad.md")
    assert "KeyError" in finding.message and "test_running.py" in finding.message
    assert told[-1] == (3, 3)
