"""The stages of the scraper in order: bytes -> Document -> ApiReference -> OpenAPI document."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scraper.document import Document
from scraper.extract import extract_reference
from scraper.merge import merge_operations
from scraper.readers import read_document
from scraper.sources import Source
from scraper.to_openapi import to_openapi
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.disagreements import find_disagreements
from spec.location import Location
from spec.passes.names import NO_NAMES, Names
from spec.provenance import Provenance
from spec.report import Report


@dataclass(frozen=True, slots=True)
class Scraped:
    """An OpenAPI document, the places that state it, and the account of everything that was in the sources."""

    document: dict[str, Any]
    provenance: Provenance
    report: Report
    operations: int
    names: Names


def scrape(sources: Sequence[Source], *, with_descriptions: bool = True, names: Names = NO_NAMES) -> Scraped:
    """Give the OpenAPI document that `sources` state together.

    Where several describe one operation, the newest counts, then the first.

    `with_descriptions=False` leaves the documents' own wording out. A source that cannot be read is a finding, not an
    exception; the others are read all the same.
    """
    documents: list[Document] = []
    diagnostics: list[Diagnostic] = []
    for source in sorted(sources, key=lambda s: s.date, reverse=True):
        try:
            documents.append(read_document(source.name, source.data))
        except DiagnosticError as error:
            diagnostics += error.diagnostics
    extraction = extract_reference(documents)
    diagnostics += extraction.diagnostics
    reference, found = merge_operations(extraction.reference)
    diagnostics += found
    if sources and not reference.operations and not diagnostics:
        place = Location(sources[0].name if len(sources) == 1 else "the given sources")
        diagnostics.append(
            Diagnostic("DOC005", "no operation in it: no line with method and path under a URI title", place)
        )
    contract = to_openapi(reference, with_descriptions=with_descriptions, names=names)
    diagnostics += contract.diagnostics
    diagnostics += find_disagreements(contract.document, contract.provenance)
    for account in extraction.accounts:
        diagnostics += account.check_complete()
    return Scraped(
        contract.document,
        contract.provenance,
        Report(extraction.accounts, tuple(diagnostics)),
        len(reference.operations),
        contract.names,
    )
