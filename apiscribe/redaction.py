"""The facts edition of files and folders, checked: what is written states the same as the original."""

from collections.abc import Sequence
from pathlib import Path

from apiscribe.outputs import check_outputs
from scraper import Source, collect_sources, scrape
from scraper.redact import facts_differences, redact_document
from spec.diagnostics import Diagnostic, DiagnosticError, has_errors
from spec.files import write_files
from spec.location import Location


def redact_paths(paths: Sequence[Path], output: Path, keep: Sequence[str]) -> tuple[int, list[Diagnostic]]:
    """Write the facts edition of each source into `output`; gives how many, and what is wrong.

    Nothing is written where a source cannot be read, or a facts edition would state otherwise than the original.
    """
    collected = collect_sources(paths)
    diagnostics = list(collected.diagnostics)
    written: list[tuple[Path, str]] = []
    redacted: list[Source] = []
    for source in collected.sources:
        try:
            text = redact_document(source.name, source.data, keep)
        except DiagnosticError as error:
            diagnostics += error.diagnostics
            continue
        redacted.append(Source(source.name, text.encode()))
        written.append((output / _relative(Path(source.name), paths), text))
    check_outputs((path for path, _ in written), (s.name for s in collected.sources))
    apart = list(facts_differences(scrape(collected.sources).document, scrape(redacted).document))
    for line in apart[:20]:
        diagnostics.append(Diagnostic("RED001", line, Location(output.as_posix())))
    if has_errors(diagnostics):
        return 0, diagnostics
    write_files(dict(written))
    return len(written), diagnostics


def _relative(path: Path, roots: Sequence[Path]) -> Path:
    return next(
        (path.relative_to(root) for root in roots if root.is_dir() and path.is_relative_to(root)), Path(path.name)
    )
