"""Everything from the configuration: documents to a published OpenAPI document to packages, in this order.

Written at the end.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from apiscribe import __version__
from apiscribe.config import (
    Config,
    PackageConfig,
    glossary_file,
    names_file,
    overlay_file,
    waiters_file,
    workflows_file,
)
from generator import GenerationError, Settings, generate
from generator.method_names import name_methods
from generator.output import OutputFile
from generator.write import staged_tree
from scraper import Collected, Source, collect_sources, scrape
from spec.arazzo import arazzo_document, load_workflows
from spec.diagnostics import Diagnostic, DiagnosticError, has_errors, in_order
from spec.files import dump_json, dump_yaml, staged_files
from spec.location import Location
from spec.passes import Pass, run
from spec.passes.complete import describe_operations
from spec.passes.downgrade import to_3_0
from spec.passes.examples import attach_examples
from spec.passes.fake import make_ids_fake
from spec.passes.glossary import NO_GLOSSARY, Glossary, describe_fields, load_glossary, stale_entries
from spec.passes.names import Names, dump_names, read_names, record_names
from spec.passes.order import order
from spec.passes.overlay import Overlay, apply_overlay, load_overlay, operation_names
from spec.passes.pagination import decide_pagination
from spec.passes.places import published_places
from spec.passes.publish import bodies_have_a_status, keep_documented_titles, name_responses_by_status, with_server
from spec.passes.same import merge_same_schemas
from spec.passes.waiters import NO_WAITERS, Waiters, apply_waiters, load_waiters
from spec.provenance import Provenance
from spec.provenance import dump as dump_provenance
from spec.report import Kind, Report
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
    """Measures the stages and says which one runs."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.on_stage: Callable[[str], None] = lambda stage: None

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time of a block as that of a stage."""
        self.on_stage(name)
        start = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start


@contextmanager
def generation_told(name: str) -> Iterator[None]:
    """Tell what the generator refuses as a diagnostic of the document of that name (GEN001)."""
    try:
        yield
    except GenerationError as error:
        raise DiagnosticError(Diagnostic("GEN001", str(error), Location(name))) from error


def build(config: Config, folder: Path, out: Path, clock: Clock) -> Built:
    """Make everything that `config` asks for; nothing is written yet.

    `folder` is where the sources are, `out` where the output goes.

    Raises DiagnosticError with all findings where one of them is an error.
    """
    record_file = names_file(config, out)
    with clock.stage("read"):
        collected = read_sources(config, folder)
        overlays = {name: load_overlay(overlay_file(name, folder)) for name in config.overlays}
        glossary = load_glossary(glossary_file(config.glossary, folder)) if config.glossary else NO_GLOSSARY
        waiters = load_waiters(waiters_file(config.waiters, folder)) if config.waiters else NO_WAITERS
        workflows = load_workflows(workflows_file(config.workflows, folder)) if config.workflows else None
        record = read_names(record_file)
        given = record.joined(Names(operation_names(overlays.values())))
        scraped = scrape(collected.sources, with_descriptions=config.descriptions, names=given)
    diagnostics = (*collected.diagnostics, *scraped.report.diagnostics)
    if has_errors(diagnostics):
        raise DiagnosticError(*diagnostics)
    with clock.stage("publish"), generation_told(config.service.name):
        published = run(scraped.document, _passes(config, overlays, record, glossary, waiters))
        arazzo = arazzo_document(workflows, published.document, config.workflows or "") if workflows else None
        derived = to_3_0(published.document)
        names = record.joined(scraped.names)
        names = record_names(published.document, replace(names, operations=record.operations))
        provenance = published_places(scraped.provenance, scraped.document, published)
    with clock.stage("validate"):
        findings = [
            *validate(published.document, config.service.name, provenance),
            *stale_entries(glossary, published.document, config.glossary or ""),
        ]
    diagnostics = tuple(in_order((*diagnostics, *findings)))
    departures = (*published.departures, *derived.departures)
    report = Report((*collected.accounts, *scraped.report.accounts), diagnostics, departures)
    if has_errors(diagnostics):
        raise DiagnosticError(*diagnostics)
    with clock.stage("generate"), generation_told(config.service.name):
        packages = {
            out / config.output.generated / target: generate(
                published.document, target, settings_for(published.document, target, _package(config, target))
            )
            for target in config.output.targets
        }
    documents = _documents(config, out, published.document, derived.document, provenance, report)
    if arazzo:
        documents[out / config.output.documents / config.service.name / "arazzo.yaml"] = dump_yaml(arazzo)
    documents[record_file] = dump_names(names)
    return Built(published.document, report, documents, packages, clock.seconds)


def write(built: Built, clock: Clock) -> None:
    """Put a build on disk: everything is written beside its place before the first of it is put there."""
    with clock.stage("write"), ExitStack() as stack:
        swaps = [stack.enter_context(staged_tree(files, folder)) for folder, files in built.packages.items()]
        replace_documents = stack.enter_context(staged_files(built.documents))
        for swap in swaps:
            swap()
        replace_documents()


def differences(built: Built) -> list[str]:
    """Give a line for each file that a build would add, change or remove."""
    lines: list[str] = []
    wanted = {path: text.encode() for path, text in built.documents.items()}
    for folder, files in built.packages.items():
        wanted |= {folder / f.path: f.text.encode() for f in files}
        kept = {folder / f.path for f in files}
        there = (p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
        lines += [f"no longer made: {p}" for p in sorted(there) if p not in kept]
    for path, content in wanted.items():
        if not path.is_file():
            lines.append(f"missing: {path}")
        elif path.read_bytes() != content:
            lines.append(f"differs: {path}")
    return sorted(lines)


def read_sources(config: Config, folder: Path) -> Collected:
    """Read the configured sources; names in messages are relative to the configuration."""
    sources: list[Source] = []
    found = Collected((), (), ())
    for entry in config.source:
        one = collect_sources([folder / entry.path])
        sources += [replace(s, name=_relative(s.name, folder), date=entry.date) for s in one.sources]
        found = Collected((), (*found.accounts, *one.accounts), (*found.diagnostics, *one.diagnostics))
    return replace(found, sources=tuple(sources))


def _relative(name: str, folder: Path) -> str:
    path = Path(name)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else name


def _passes(
    config: Config, overlays: Mapping[str, Overlay], record: Names, glossary: Glossary, waiters: Waiters
) -> list[Pass]:
    service = config.service
    passes: list[Pass] = [keep_documented_titles]
    if not config.descriptions:
        passes.append(name_responses_by_status)
    if service.server:
        passes.append(with_server(service.server, service.variables, service.title))
    corrections: list[Pass] = [
        partial(apply_overlay, overlay=overlay, source=name) for name, overlay in overlays.items()
    ]
    named = partial(name_methods, recorded=record.methods)
    described = partial(describe_fields, glossary=glossary)
    waited = partial(apply_waiters, waiters=waiters, source=config.waiters or "")
    last: list[Pass] = [
        merge_same_schemas, decide_pagination, describe_operations, named, make_ids_fake, attach_examples, described,
        waited, order,
    ]  # fmt: skip
    return [*passes, bodies_have_a_status, *corrections, *last]


def _package(config: Config, target: str) -> PackageConfig:
    return config.mock if target == "mock" else config.python


def settings_for(document: Mapping[str, Any], target: str, package: PackageConfig) -> Settings:
    """Give the names of a package: the configured ones, else those that the document's title gives.

    Raises DiagnosticError (CFG001).
    """
    derived = Settings.for_document(document, target, __version__)
    try:
        return Settings(
            distribution=package.distribution or derived.distribution,
            package=package.package or derived.package,
            class_name=package.class_name or derived.class_name,
            generator_version=__version__,
        )
    except ValueError as error:
        raise DiagnosticError(Diagnostic("CFG001", str(error), Location(target))) from error


def _documents(
    config: Config, out: Path, document: JsonObject, derived: JsonObject, provenance: Provenance, report: Report
) -> dict[Path, str]:
    folder = out / config.output.documents / config.service.name
    return {
        folder / "openapi.yaml": dump_yaml(document),
        folder / "openapi.json": dump_json(document),
        folder / "openapi-3.0.json": dump_json(order(derived).document),
        folder / "provenance.json": dump_provenance(provenance),
        folder / "report.json": dump_json(report.as_dict()),
    }
