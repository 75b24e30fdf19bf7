"""Sources to pages: documents are independent, so that each is read by whoever is free."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from traceback import extract_tb

from scraper.extract import Page, read_page
from scraper.readers import read_document
from scraper.running import started
from scraper.sources import Source
from scraper.workers import HERE, Workers
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location

BATCH_BYTES = 256 * 1024
BATCH_FILES = 16

Batch = tuple[Source, ...]
Outcome = Page | tuple[Diagnostic, ...]
OnRead = Callable[[int, int], None]
"""Takes how many sources have been read, and of how many."""
Pages = tuple[list[tuple[Page, str]], list[Diagnostic]]
Reader = Callable[[Sequence[Source], Workers, OnRead], Pages]
"""Reads sources as `read_pages` does."""


def told_nothing(done: int, of: int) -> None:
    """Take no notice of how far reading is."""


def read_pages(sources: Sequence[Source], workers: Workers = HERE, on_read: OnRead = told_nothing) -> Pages:
    """Give the page of each source that can be read, with the date of the source, and what is wrong with the others."""
    pages: list[tuple[Page, str]] = []
    diagnostics: list[Diagnostic] = []
    dates = iter([source.date for source in sources])
    done = 0
    with started(workers, sum(source.size for source in sources)) as running:
        for outcomes in running.in_turn(read_batch, _batches(sources)):
            for outcome, date in zip(outcomes, dates, strict=False):
                if isinstance(outcome, Page):
                    pages.append((outcome, date))
                else:
                    diagnostics += outcome
            done += len(outcomes)
            on_read(done, len(sources))
    return pages, diagnostics


def read_batch(batch: Batch) -> list[Outcome]:
    """Read some sources: this is what a worker does. Gives a page or findings for each of them."""
    return [_outcome(source) for source in batch]


def _outcome(source: Source) -> Outcome:
    try:
        return read_page(read_document(source.name, source.data))
    except DiagnosticError as error:
        return error.diagnostics
    except Exception as error:  # whatever a document makes a reader do, the others are read
        return (crashed(source, error),)


def crashed(source: Source, error: Exception) -> Diagnostic:
    """Give the finding of a source that its reader crashed on: it says where."""
    last = extract_tb(error.__traceback__)[-1]
    reason = f"{type(error).__name__}: {str(error)[:200]}".rstrip(": ")
    return Diagnostic("DOC007", f"{reason} ({Path(last.filename).name}:{last.lineno})", Location(source.name))


def _batches(sources: Iterable[Source]) -> Iterator[Batch]:
    """Yield the sources with their bytes: a worker may have no access to the files."""
    batch: list[Source] = []
    size = 0
    for source in sources:
        batch.append(_loaded(source))
        size += source.size
        if size >= BATCH_BYTES or len(batch) >= BATCH_FILES:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)


def _loaded(source: Source) -> Source:
    """Give a source with its bytes; of one that cannot be read any more, the reader says so."""
    try:
        return Source(source.name, source.data, source.date)
    except DiagnosticError:
        return source
