"""The stages of the scraper in order: bytes -> Document -> ApiReference -> OpenAPI document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scraper.extract import Extraction, Page, join_pages
from scraper.merging import DEFAULT, Merged, Precedence, in_precedence, merge_operations
from scraper.reading import OnRead, Reader, read_pages, told_nothing
from scraper.sources import Source
from scraper.to_openapi import Contract, to_openapi
from scraper.workers import HERE, Workers
from spec.conflicts import Conflict, Conflicts, SourceDocument
from spec.conflicts.examples import find_example_conflicts
from spec.diagnostics import Diagnostic
from spec.location import Location
from spec.passes.fake import make_ids_fake
from spec.passes.names import NO_NAMES, Names
from spec.provenance import Provenance
from spec.report import Report


@dataclass(frozen=True, slots=True)
class Scraped:
    """An OpenAPI document, the places that state it, and the account of everything that was in the sources.

    `conflicts` are what the sources state twice and not the same.
    """

    document: dict[str, Any]
    provenance: Provenance
    report: Report
    operations: int
    names: Names
    conflicts: Conflicts


def scrape(
    sources: Sequence[Source],
    *,
    with_descriptions: bool = True,
    names: Names = NO_NAMES,
    precedence: Precedence = DEFAULT,
    workers: Workers = HERE,
    on_read: OnRead = told_nothing,
    read: Reader = read_pages,
) -> Scraped:
    """Give the OpenAPI document that `sources` state together.

    Where several describe one operation, `precedence` says which of them counts.

    `with_descriptions=False` leaves the documents' own wording out. A source that cannot be read is a finding, not an
    exception; the others are read all the same. `workers` read them, and `on_read` is told how many have been read;
    `read` says how. Raises DiagnosticError where the workers fail (RUN001 and on).
    """
    pages, diagnostics = read(sources, workers, on_read)
    documents, extraction = _joined(pages, precedence)
    diagnostics += extraction.diagnostics
    del pages  # what the facts were read from is as large as all that follows
    merged = merge_operations(extraction.reference)
    reference = merged.reference
    diagnostics += merged.diagnostics
    if sources and not reference.operations and not diagnostics:
        place = Location(sources[0].name if len(sources) == 1 else "the given sources")
        diagnostics.append(
            Diagnostic("DOC005", "no operation in it: no line with method and path under a URI title", place)
        )
    contract = to_openapi(reference, with_descriptions=with_descriptions, names=names)
    diagnostics += contract.diagnostics
    conflicts = [*extraction.conflicts, *contract.conflicts, *_of_examples(contract)]
    diagnostics += (conflict.finding() for conflict in conflicts if conflict.told)
    others = _of_other_examples(merged, with_descriptions=with_descriptions)
    for account in extraction.accounts:
        diagnostics += account.check_complete()
    return Scraped(
        contract.document,
        contract.provenance,
        Report(extraction.accounts, tuple(diagnostics)),
        len(reference.operations),
        contract.names,
        Conflicts(documents, (*merged.conflicts, *conflicts, *others)),
    )


def _joined(pages: Sequence[tuple[Page, str]], precedence: Precedence) -> tuple[tuple[SourceDocument, ...], Extraction]:
    """Give what pages state together; of several descriptions the one that counts comes first."""
    by_document = {id(page.outline.document): page for page, _ in pages}
    read = in_precedence(((page.outline.document, date) for page, date in pages), precedence)
    return tuple(about for about, _ in read), join_pages([by_document[id(document)] for _, document in read])


def _of_other_examples(merged: Merged, *, with_descriptions: bool) -> Iterator[Conflict]:
    """Yield where the examples of the descriptions that do not count differ from the tables beside them."""
    for reference in merged.others:
        contract = to_openapi(reference, with_descriptions=with_descriptions)
        yield from _of_examples(contract)


def _of_examples(contract: Contract) -> Iterator[Conflict]:
    """Give where examples and tables differ. What is shown of the examples is no id or host of a real project."""
    return find_example_conflicts(make_ids_fake(contract.document).document, contract.provenance)
