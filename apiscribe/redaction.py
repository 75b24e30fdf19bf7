"""The facts edition of files, folders and URLs, checked: what is written states the same as the original."""

from collections.abc import Collection, Sequence
from itertools import count
from os import PathLike, fspath
from pathlib import Path

from apiscribe.collecting import Asked, collect
from apiscribe.outputs import check_outputs
from scraper import Source, scrape
from scraper.fetch import file_name, is_url
from scraper.redact import facts_differences, redact_document
from spec.diagnostics import Diagnostic, DiagnosticError, has_errors
from spec.files import write_files
from spec.location import Location


def redact_paths(
    places: Sequence[str | PathLike[str]], output: Path, keep: Sequence[str], asked: Asked | None = None
) -> tuple[int, list[Diagnostic]]:
    """Write the facts edition of each source into `output`; gives how many, and what is wrong.

    Nothing is written where a source cannot be read, or a facts edition would state otherwise than the original.
    """
    collected = collect([fspath(place) for place in places], asked)
    diagnostics = list(collected.diagnostics)
    roots = [Path(place) for place in places]
    written: list[tuple[Path, str]] = []
    redacted: list[Source] = []
    for source in collected.sources:
        try:
            text = redact_document(source.name, source.data, keep)
        except DiagnosticError as error:
            diagnostics += error.diagnostics
            continue
        redacted.append(Source(source.name, text.encode()))
        written.append((output / _place(source.name, roots, {path.name.casefold() for path, _ in written}), text))
    check_outputs((path for path, _ in written), (s.name for s in collected.sources))
    apart = list(facts_differences(scrape(collected.sources).document, scrape(redacted).document))
    for line in apart[:20]:
        diagnostics.append(Diagnostic("RED001", line, Location(output.as_posix())))
    if has_errors(diagnostics):
        return 0, diagnostics
    write_files(dict(written))
    return len(written), diagnostics


def _place(name: str, roots: Sequence[Path], taken: Collection[str]) -> Path:
    """Give the path of a facts edition: that of the file in its folder, or a safe file name for a URL."""
    if is_url(name):
        stem, _, suffix = file_name(name).rpartition(".")
        names = (f"{stem}{f'-{number}' if number > 1 else ''}.{suffix}" for number in count(1))
        return Path(next(unused for unused in names if unused.casefold() not in taken))
    path = Path(name)
    return next(
        (path.relative_to(root) for root in roots if root.is_dir() and path.is_relative_to(root)), Path(path.name)
    )
