"""The stage as a whole: what each document states by itself, then what needs all of them: links, conflicts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scraper.document import Document
from scraper.extract.assemble import assemble
from scraper.extract.conflicts import find_conflicts
from scraper.extract.general import Facts, join_facts, page_key, title_key
from scraper.extract.links import Linker, TableIndex
from scraper.extract.pages import Page, read_page
from scraper.extract.scopes import Scope
from scraper.reference import ApiReference, Operation, Structure
from spec.conflicts import Conflict
from spec.diagnostics import Diagnostic
from spec.report import Account


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read of one or more documents."""

    reference: ApiReference
    accounts: tuple[Account, ...]
    diagnostics: tuple[Diagnostic, ...]
    conflicts: tuple[Conflict, ...]


def extract_reference(documents: Iterable[Document]) -> Extraction:
    """Give what the documents state. Operations come in document order; the same one on two pages comes twice."""
    return join_pages([read_page(document) for document in documents])


def join_pages(pages: Sequence[Page]) -> Extraction:
    """Give what the documents state together: with links between them, and what one of them says for all."""
    facts = join_facts(page.facts for page in pages)
    read = [one for page in pages for one in page.read]
    diagnostics = [diagnostic for page in pages for diagnostic in page.diagnostics]
    index = TableIndex()
    for tables, _ in read:
        index.add(tables.scope.document, tables.tables)
    structures: dict[str, Structure] = {}
    operations: list[Operation] = []
    headers = list(facts.headers)
    for tables, request in read:
        linker = Linker(index, structures)
        operation, found = assemble(tables, request, linker, _chapters(tables.scope, facts))
        diagnostics += found + linker.diagnostics
        headers += [f.name for f in operation.header_parameters]
        operations.append(operation)
    conflicts = find_conflicts([page.outline for page in pages], [tables for tables, _ in read], operations)
    reference = ApiReference(
        facts.title,
        facts.version,
        tuple(operations),
        structures,
        tuple(dict.fromkeys(headers)),
        facts.envelope,
        facts.places,
        tuple(facts.permissions),
        tuple(facts.error_codes),
        tuple(facts.status_meanings),
    )
    accounts = tuple(page.account for page in pages)
    return Extraction(reference, accounts, tuple(diagnostics), tuple(conflicts))


def _chapters(scope: Scope, facts: Facts) -> tuple[str, ...]:
    page = page_key(scope.document)
    return (
        scope.chapters
        or facts.groups.get(page)
        or facts.overview.get(page)
        or facts.overview.get(title_key(scope.title.text), ())
    )
