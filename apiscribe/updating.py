"""The command `update`: from a reference that may have changed to a published version that says so, or to nothing.

fetch -> build, where the comparison with what is published decides on the version -> try -> write, all or nothing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from apiscribe.config import Config, input_paths, names_file, versions_file
from apiscribe.holding import end_interrupted, held
from apiscribe.state import fingerprint, formatted_before, recall, remember
from scraper.workers import HERE, Workers
from spec.diagnostics import Diagnostic, DiagnosticError, has_errors
from spec.diff.model import Diff, Effect
from spec.location import Location

if TYPE_CHECKING:
    from apiscribe.fetching import Refreshed
    from apiscribe.releasing import Candidate
    from spec.transaction import Changes
    from spec.versions import Versions


class ExitCode(IntEnum):
    """What `update` ends with where there is no error."""

    UNCHANGED = 0
    COMPATIBLE = 10
    BREAKING = 11


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did, or would do: `files` by what becomes of them, relative to the output where they are in it.

    `is_first`: nothing was published before.
    """

    service: str
    diff: Diff
    files: dict[str, list[str]] = field(default_factory=dict)
    is_first: bool = False
    is_plan: bool = False
    tried: tuple[str, ...] = ()
    fetched: "Refreshed | None" = None
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def exit_code(self) -> ExitCode:
        """COMPATIBLE too where only the documentation changed, or only files, as a new version of the tool makes them:
        there is something to commit."""
        if self.diff.effect is Effect.BREAKING:
            return ExitCode.BREAKING
        changed = self.diff.effect is not Effect.NONE or any(self.files.values())
        return ExitCode.COMPATIBLE if changed else ExitCode.UNCHANGED


def _apart(path: Path, message: str) -> DiagnosticError:
    return DiagnosticError(Diagnostic("SPC086", message, Location(path.as_posix())))


def _version_of(document: Mapping[str, Any]) -> str:
    info = document.get("info")
    return str(info.get("version", "")) if isinstance(info, dict) else ""


@dataclass(slots=True)
class _Comparison:
    """Decides on the version: compares what is to be published with what is, and keeps what it found."""

    published: Path
    record: Path
    diff: Diff | None = None

    @property
    def is_first(self) -> bool:
        """Whether nothing is published yet."""
        return not self.published.is_file()

    def release(self, candidate: "Candidate") -> "Versions":
        """Give the record with the next version and its entry, the same record where nothing changed.

        Raises DiagnosticError where document or record is gone (SPC086: the next version would be one that is out), or
        where the document is none (SPC003, SPC011).
        """
        from dataclasses import replace

        from apiscribe.diffing import comparable, places_beside
        from spec.changelog import Names, released
        from spec.diff import compare
        from spec.passes.aliases import aliases_in
        from spec.versions import is_before, is_version

        recorded = candidate.versions.version
        if self.is_first:
            if self.record.exists():
                raise _apart(self.published, f"not there, but {self.record.as_posix()} says {recorded}")
            return candidate.versions
        old, new = comparable(self.published), candidate.document
        published = _version_of(old)
        if is_version(published) and is_before(recorded, published):
            raise _apart(self.record, f"{recorded if self.record.exists() else 'not there'}, but {published} is out")
        diff = compare(
            old,
            new,
            old_places=places_beside(self.published),
            new_places=candidate.provenance,
            aliases=aliases_in(new),
        )
        versions = released(candidate.versions, diff, f"{datetime.now(UTC):%Y-%m-%d}", Names.of(old, new))
        self.diff = replace(diff, new_version=versions.version)
        return versions


def update(
    file: Path,
    config: Config,
    out: Path,
    *,
    offline: bool = False,
    dry_run: bool = False,
    workers: Workers = HERE,
) -> Updated:
    """Bring what stands under `out` up to date with the reference; with `dry_run` only say what that would do.

    Raises DiagnosticError or OSError with everything as it was, but for the snapshot of what was fetched.
    """
    if dry_run:
        end_interrupted(out)
        with _fetched_aside(file, config, offline=offline) as (aside, refreshed):
            return _updated(file, aside, out, refreshed, workers, dry_run=True, online=not offline)
    with held(out):
        refreshed = _fetched(file, config, offline=offline)
        return _updated(file, config, out, refreshed, workers, dry_run=False, online=not offline)


def _updated(
    file: Path,
    config: Config,
    out: Path,
    refreshed: "Refreshed | None",
    workers: Workers,
    *,
    dry_run: bool,
    online: bool,
) -> Updated:
    inputs = input_paths(config, file.parent, out)
    seconds = {"fetch": refreshed.seconds} if refreshed else {}
    known = recall(out, fingerprint(file, config, inputs))
    if known is not None:
        version = str(known.get("version", ""))
        return Updated(config.service.name, Diff(version, version), is_plan=dry_run, fetched=refreshed, seconds=seconds)
    from apiscribe.build import build, changes_of, write
    from apiscribe.progress import clock_on_terminal
    from apiscribe.tell import build_summary
    from apiscribe.trying import try_packages
    from spec.passes.names import read_names

    published = out / config.output.documents / config.service.name / "openapi.json"
    comparison = _Comparison(published, versions_file(config, out))
    with clock_on_terminal() as clock:
        clock.seconds |= seconds
        with formatted_before(out) as known:
            # of a plan nothing is kept
            known = dict(known) if dry_run else known
            release = comparison.release
            built = build(config, file.parent, out, clock, release, workers, known=known, online=online)
            if not comparison.is_first and built.names != read_names(names_file(config, out)):
                # names that are new change what the next build gives: what is published is what that gives
                names = built.names
                built = build(
                    config, file.parent, out, clock, release, workers, record=names, known=known, online=online
                )
        changes = changes_of(built)
        with clock.stage("try"):
            tried = try_packages(built.packages, changes)
        if not dry_run:
            write(built, clock)
            remember(out, fingerprint(file, config, inputs), built.paths(), build_summary(built, out))
    version = str(built.document["info"]["version"])
    return Updated(
        config.service.name,
        comparison.diff or Diff("", version),
        _names(changes, out),
        is_first=comparison.diff is None,
        is_plan=dry_run,
        tried=tried,
        fetched=refreshed,
        seconds=clock.seconds,
    )


def _names(changes: "Changes", out: Path) -> dict[str, list[str]]:
    kinds = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
    return {
        kind: sorted((path.relative_to(out) if path.is_relative_to(out) else path).as_posix() for path in paths)
        for kind, paths in kinds.items()
    }


def _fetched(file: Path, config: Config, *, offline: bool) -> "Refreshed | None":
    """Fetch the URLs of a configuration into a new snapshot; None where there is nothing to fetch."""
    if offline or not config.has_urls:
        return None
    from apiscribe.fetching import refresh_configured
    from apiscribe.tell import tell_findings

    refreshed = refresh_configured(config, file.parent)
    if has_errors(refreshed.fetched.diagnostics):
        raise DiagnosticError(*refreshed.fetched.diagnostics)
    if refreshed.fetched.diagnostics:
        tell_findings(refreshed.fetched.diagnostics, "text")
    return refreshed


@contextmanager
def _fetched_aside(file: Path, config: Config, *, offline: bool) -> "Iterator[tuple[Config, Refreshed | None]]":
    """Fetch into a folder that goes afterwards; gives the configuration that reads it."""
    if offline or not config.has_urls:
        yield config, None
        return
    import shutil

    with TemporaryDirectory(prefix="apiscribe-") as name:
        kept, aside = file.parent / config.fetch.snapshots, Path(name) / "snapshots"
        if kept.is_dir():
            shutil.copytree(kept, aside)
        moved = config.model_copy(update={"fetch": config.fetch.model_copy(update={"snapshots": str(aside)})})
        yield moved, _fetched(file, moved, offline=False)
