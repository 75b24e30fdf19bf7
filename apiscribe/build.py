"""Everything from the configuration: documents to a published OpenAPI document to packages, in this order.

Written at the end.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from apiscribe.artefacts import Published, document_files, generation_told, packages, with_samples
from apiscribe.config import (
    Config,
    glossary_file,
    names_file,
    overlay_file,
    versions_file,
    waiters_file,
    workflows_file,
    written_name,
)
from apiscribe.releasing import Release, give_version
from apiscribe.snapshots import snapshot_sources
from apiscribe.state import workspace
from apiscribe.typescript import kept_types
from generator.format import Formatted
from generator.method_names import name_methods
from generator.output import OutputFile
from generator.write import tree_contents
from scraper import Collected, Precedence, Scraped, Source, collect_sources, scrape
from scraper.reading import Reader, read_pages
from scraper.workers import HERE, Workers
from spec.arazzo import Workflows, arazzo_document, load_workflows
from spec.diagnostics import DiagnosticError, has_errors, in_order
from spec.passes import Pass, Passed, run
from spec.passes.complete import describe_operations
from spec.passes.examples import attach_examples
from spec.passes.fake import make_ids_fake
from spec.passes.glossary import NO_GLOSSARY, Glossary, describe_fields, load_glossary, stale_entries
from spec.passes.names import Names, ids_of, read_names, record_names
from spec.passes.order import order
from spec.passes.overlay import Overlay, apply_overlay, load_overlay, operation_names
from spec.passes.pagination import decide_pagination
from spec.passes.places import published_places
from spec.passes.publish import bodies_have_a_status, keep_documented_titles, name_responses_by_status, with_server
from spec.passes.same import merge_same_schemas
from spec.passes.waiters import NO_WAITERS, Waiters, apply_waiters, load_waiters
from spec.profiles.forms import CANONICAL, forms_of, stale_files
from spec.report import Kind, Report
from spec.transaction import Changes, commit, compare
from spec.validate import validate

JsonObject = dict[str, Any]

STAGES = ("read", "publish", "validate", "generate", "write")


@dataclass(slots=True)
class Built:
    """What a build made, before and after it is on disk. `seconds` is the time of each stage."""

    document: dict[str, Any]
    report: Report
    documents: dict[Path, str]
    packages: dict[Path, list[OutputFile]]
    names: Names
    out: Path
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def files(self) -> int:
        """How many files the build consists of."""
        return len(self.documents) + sum(len(files) for files in self.packages.values())

    def folders(self, out: Path) -> dict[str, int]:
        """How many files go into each folder; names relative to `out` where they are in it."""
        counts = Counter(path.parent for path in self.documents)
        counts.update({folder: len(files) for folder, files in self.packages.items()})
        return {(p.relative_to(out) if p.is_relative_to(out) else p).as_posix(): n for p, n in sorted(counts.items())}

    def paths(self) -> list[Path]:
        """All files of the build."""
        return [*self.documents, *(folder / f.path for folder, files in self.packages.items() for f in files)]

    def count(self, kind: Kind) -> int:
        """How many things of a kind all sources hold."""
        return sum(account.found(kind) for account in self.report.accounts)


class Clock:
    """Measures the stages and says which one runs, and how many sources have been read."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.on_stage: Callable[[str], None] = lambda stage: None
        self.on_read: Callable[[int, int], None] = lambda done, of: None

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time of a block as that of a stage."""
        self.on_stage(name)
        start = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start


def build(
    config: Config,
    folder: Path,
    out: Path,
    clock: Clock,
    release: Release | None = None,
    workers: Workers = HERE,
    *,
    record: Names | None = None,
    read: Reader = read_pages,
    known: Formatted | None = None,
    online: bool = False,
) -> Built:
    """Make everything that `config` asks for; nothing is written yet.

    `folder` is where the sources are, which `workers` read, `out` where the output goes. `release` decides on the
    version; without it, that on record stays. With it, a method that an overlay calls otherwise keeps its old name as
    an alias. `record` are the names given out, those on file if there is none; `read` reads the sources, and generated
    files that are `known` are not formatted again. Only `online` may a program that makes some of them be fetched.

    Raises DiagnosticError with all findings where one of them is an error.
    """
    with clock.stage("read"):
        collected = read_sources(config, folder)
        ours = _load_corrections(config, folder)
        record = (record or read_names(names_file(config, out))).renamed()
        scraped = _scrape(config, collected.sources, record.joined(ours.names), workers, read, clock)
    diagnostics = (*collected.diagnostics, *scraped.report.diagnostics)
    if has_errors(diagnostics):
        raise DiagnosticError(*diagnostics)
    with clock.stage("publish"), generation_told(config.service.name):
        published = run(scraped.document, _passes(config, ours, record))
        names = replace(record.joined(scraped.names), operations=record.operations)
        names = record_names(published.document, names, adopt=release is not None)
        places = published_places(scraped.provenance, scraped.document, published)
        sampled = with_samples(config, published.document, known)
        numbered = give_version(sampled.document, places, names, versions_file(config, out), release)
        document, provenance = numbered.document, numbered.provenance
        arazzo = arazzo_document(ours.workflows, document, ours.workflows_name) if ours.workflows else None
    with clock.stage("validate"):
        findings = [
            *validate(document, config.service.name, provenance),
            *stale_entries(ours.glossary, document, written_name(config.glossary or "")),
            *sampled.diagnostics,
            *numbered.diagnostics,
        ]
    diagnostics = tuple(in_order((*diagnostics, *findings)))
    if has_errors(diagnostics):
        raise DiagnosticError(*diagnostics)
    with clock.stage("publish"):
        forms = forms_of(document, config.service.name)
    departures = (*published.departures, *numbered.departures, *forms.departures)
    diagnostics = tuple(in_order((*diagnostics, *forms.diagnostics)))
    report = Report((*collected.accounts, *scraped.report.accounts), diagnostics, departures)
    with clock.stage("generate"), generation_told(config.service.name):
        targets = packages(config, out, numbered, known, online=online)
    documents = document_files(config, out, Published(numbered, forms, report, scraped.conflicts, arazzo))
    documents |= kept_types(config, out, targets)
    return Built(document, report, documents, targets, numbered.names, out, clock.seconds)


def _scrape(
    config: Config, sources: Sequence[Source], names: Names, workers: Workers, read: Reader, clock: Clock
) -> Scraped:
    return scrape(
        sources,
        with_descriptions=config.descriptions,
        names=names,
        precedence=Precedence(config.merge.precedence, config.merge.languages, config.merge.kinds),
        workers=workers,
        on_read=clock.on_read,
        read=read,
    )


def changes_of(built: Built) -> Changes:
    """Give what a build would change on disk. Raises OSError where something else stands in its place."""
    wanted = {path: text.encode() for path, text in built.documents.items()}
    for folder, files in built.packages.items():
        wanted |= tree_contents(files, folder)
    folder = next(path.parent for path in built.documents if path.name == CANONICAL[0])
    return compare(wanted, built.packages, stale_files(folder))


def write(built: Built, clock: Clock) -> Changes:
    """Put a build on disk, all of it or nothing, only files that differ; gives what has changed."""
    with clock.stage("write"):
        changes = changes_of(built)
        commit(changes, workspace(built.out), root=built.out)
    return changes


def read_sources(config: Config, folder: Path) -> Collected:
    """Read the configured sources, of URLs the last snapshot: no socket is opened.

    Names in messages are relative to the configuration, or URLs.
    """
    found = Collected((), (), ())
    for entry in config.source:
        if entry.url:
            one = snapshot_sources(entry, folder / config.fetch.snapshots)
        else:
            one = collect_sources([folder / entry.path])
            named = (replace(s, name=_relative(s.name, folder), date=entry.date) for s in one.sources)
            one = replace(one, sources=tuple(named))
        found = found.joined(one)
    return found


def _relative(name: str, folder: Path) -> str:
    path = Path(name)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else name


@dataclass(frozen=True, slots=True)
class _Corrections:
    """What is written by hand beside the reference. `workflows_name` is what messages call the file of workflows."""

    overlays: Mapping[str, Overlay]
    glossary: Glossary
    waiters: Waiters
    workflows: Workflows | None
    workflows_name: str

    @property
    def names(self) -> Names:
        """What the overlays call operations."""
        return Names(operation_names(self.overlays.values()))


def _load_corrections(config: Config, folder: Path) -> _Corrections:
    return _Corrections(
        overlays={name: load_overlay(overlay_file(name, folder)) for name in config.overlays},
        glossary=load_glossary(glossary_file(config.glossary, folder)) if config.glossary else NO_GLOSSARY,
        waiters=load_waiters(waiters_file(config.waiters, folder)) if config.waiters else NO_WAITERS,
        workflows=load_workflows(workflows_file(config.workflows, folder)) if config.workflows else None,
        workflows_name=written_name(config.workflows or ""),
    )


def _passes(config: Config, ours: _Corrections, record: Names) -> list[Pass]:
    service = config.service
    passes: list[Pass] = [keep_documented_titles]
    if not config.descriptions:
        passes.append(name_responses_by_status)
    if service.server:
        passes.append(with_server(service.server, service.variables, service.title))
    corrections: list[Pass] = [
        partial(apply_overlay, overlay=overlay, source=written_name(name)) for name, overlay in ours.overlays.items()
    ]

    def named(document: JsonObject) -> Passed:
        return name_methods(document, record.moved(ids_of(document)).methods, record.method_aliases)

    described = partial(describe_fields, glossary=ours.glossary)
    waited = partial(apply_waiters, waiters=ours.waiters, source=written_name(config.waiters or ""))
    last: list[Pass] = [
        merge_same_schemas, decide_pagination, describe_operations, named, make_ids_fake, attach_examples, described,
        waited, order,
    ]  # fmt: skip
    return [*passes, bodies_have_a_status, *corrections, *last]
