"""What a build makes of the published document: the files of the document itself, and packages for each target."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apiscribe import __version__
from apiscribe.config import Config, PackageConfig, names_file, types_file, versions_file
from apiscribe.gateways import gateway_files
from apiscribe.releasing import Numbered
from apiscribe.typescript import typescript_files
from generator import GenerationError, Settings, generate
from generator.format import Formatted
from generator.output import OutputFile
from generator.samples import Sampled, add_code_samples
from spec.changelog import TARGETS, render_changelog
from spec.conflicts import Conflicts
from spec.conflicts.file import as_dict as conflicts_as_dict
from spec.conflicts.markdown import render_markdown
from spec.conflicts.page import render_conflicts
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.files import dump_json, dump_yaml
from spec.location import Location
from spec.passes.names import dump_names
from spec.postman import postman_collection
from spec.profiles.forms import Forms, form_files
from spec.provenance import dump as dump_provenance
from spec.report import Report
from spec.versions import Versions, dump_versions

JsonObject = dict[str, Any]


@contextmanager
def generation_told(name: str) -> Iterator[None]:
    """Tell what the generator refuses as a diagnostic of the document of that name (GEN001)."""
    try:
        yield
    except GenerationError as error:
        raise DiagnosticError(Diagnostic("GEN001", str(error), Location(name))) from error


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


def with_samples(config: Config, document: JsonObject, known: Formatted | None) -> Sampled:
    """Give a document with code samples, those in Python where there is a client. Raises DiagnosticError (CFG001)."""
    client = settings_for(document, "python", config.python) if "python" in config.output.targets else None
    return add_code_samples(document, client, known, config.service.name)


@dataclass(frozen=True, slots=True)
class Published:
    """What files of the document are written from. `forms` are its other forms, `arazzo` its workflows."""

    numbered: Numbered
    forms: Forms
    report: Report
    conflicts: Conflicts
    arazzo: JsonObject | None


def document_files(config: Config, out: Path, published: Published) -> dict[Path, str]:
    """Give the files of the published document, and the records that the next build reads."""
    numbered = published.numbered
    files = {
        "openapi.yaml": dump_yaml(numbered.document),
        "openapi.json": dump_json(numbered.document),
        **form_files(published.forms),
        "postman.json": dump_json(postman_collection(numbered.document)),
        "provenance.json": dump_provenance(numbered.provenance),
        "report.json": dump_json(published.report.as_dict()),
        "CHANGELOG.md": _changelog(config, numbered.versions),
        **_conflict_files(published.conflicts.located(numbered.provenance), config.service.name),
    }
    if published.arazzo:
        files["arazzo.yaml"] = dump_yaml(published.arazzo)
    folder = out / config.output.documents / config.service.name
    return {
        **{folder / name: text for name, text in files.items()},
        names_file(config, out): dump_names(numbered.names),
        versions_file(config, out): dump_versions(numbered.versions),
    }


def packages(
    config: Config, out: Path, numbered: Numbered, known: Formatted | None, *, online: bool
) -> dict[Path, list[OutputFile]]:
    """Give the files of each target, by their folder; files that are `known` are not formatted again.

    Only `online` may a program that makes some of them be fetched.
    """
    document, name = numbered.document, config.service.name

    def files_of(target: str) -> list[OutputFile]:
        if target == "gateway":
            return gateway_files(document, config.gateway, name)
        if target == "typescript":
            names = PackageConfig(**config.typescript.model_dump(by_alias=True))
            settings, standing = settings_for(document, target, names), [types_file(config, out)]
            return typescript_files(
                document, settings, standing, name, _changelog(config, numbered.versions), online=online
            )
        changelog = _changelog(config, numbered.versions, target) if target in TARGETS else ""
        return generate(document, target, settings_for(document, target, _package(config, target)), changelog, known)

    return {out / config.output.generated / target: files_of(target) for target in config.output.targets}


def _changelog(config: Config, versions: Versions, target: str | None = None) -> str:
    return render_changelog(versions, config.service.title or config.service.name, target)


def _conflict_files(conflicts: Conflicts, title: str) -> dict[str, str]:
    return {
        "conflicts.json": dump_json(conflicts_as_dict(conflicts)),
        "conflicts.md": render_markdown(conflicts, title),
        "conflicts.html": render_conflicts(conflicts, title),
    }
