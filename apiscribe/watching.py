"""The command `watch`: a document is read again whenever it is saved, for an author at work on it.

Files are looked at a few times a second, which costs a millisecond for 200 of them and needs nothing of the system.
Pages that are as they were are not read again; all that follows is done anew: the result is that of a fresh run.
"""

import gc
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from apiscribe.scraping import scrape_paths
from scraper import Source
from scraper.extract import Page
from scraper.reading import OnRead, Outcome, Pages, read_batch
from scraper.workers import Workers
from spec.diagnostics import Diagnostic, DiagnosticError, Severity, in_order, shown
from spec.diff import NO_ALIASES, compare
from spec.diff.model import Effect
from spec.diff.text import as_text
from spec.files import dump_json, dump_yaml, write_files
from spec.passes import run
from spec.passes.examples import attach_examples
from spec.passes.order import order

INTERVAL = 0.1
"""Seconds between two looks at the files. What has changed is read when two looks in turn see the same."""

Stamp = frozenset[tuple[str, int, int, int]]
Say = Callable[[str], None]


@dataclass(slots=True)
class PageMemory:
    """What was read of each source, by its name and content; sources that are gone are forgotten."""

    outcomes: dict[tuple[str, bytes], Outcome] = field(default_factory=dict)
    was_read: int = 0

    def read(self, sources: Sequence[Source], workers: Workers, on_read: OnRead) -> Pages:
        """Read sources as `scraper.reading.read_pages` does, those with new content only."""
        pages: list[tuple[Page, str]] = []
        diagnostics: list[Diagnostic] = []
        kept: dict[tuple[str, bytes], Outcome] = {}
        self.was_read = 0
        for source in sources:
            try:
                key = source.name, hashlib.sha256(source.data).digest()
            except DiagnosticError as error:
                diagnostics += error.diagnostics
                continue
            if key not in self.outcomes:
                (self.outcomes[key],) = read_batch((source,))
                self.was_read += 1
            outcome = kept[key] = self.outcomes[key]
            if isinstance(outcome, tuple):
                diagnostics += outcome
            else:
                pages.append((outcome, source.date))
        self.outcomes = kept
        return pages, diagnostics


@dataclass(frozen=True, slots=True)
class Round:
    """What one reading gave. `document` is None where there is none to write."""

    document: dict[str, Any] | None
    diagnostics: tuple[Diagnostic, ...]


Work = Callable[[], Round]


def scraping(places: Sequence[Path], output: Path, memory: PageMemory) -> Work:
    """Give the work of `watch SOURCE...`: what `apiscribe scrape` does."""

    def work() -> Round:
        scraped, diagnostics = scrape_paths(places, read=memory.read)
        if not scraped.operations:
            return Round(None, diagnostics)
        document = run(scraped.document, (attach_examples, order)).document
        dump = dump_yaml if output.suffix in (".yaml", ".yml") else dump_json
        write_files({output: dump(document)})
        return Round(document, diagnostics)

    return work


def building(file: Path, out: Path, memory: PageMemory) -> Work:
    """Give the work of `watch --config`: what `apiscribe build --offline` does."""
    from apiscribe.build import Clock, build, write
    from apiscribe.config import load_config
    from apiscribe.holding import held

    known: dict[str, str] = {}

    def work() -> Round:
        clock = Clock()
        with held(out):
            built = build(load_config(file), file.parent, out, clock, read=memory.read, known=known)
            write(built, clock)
        return Round(built.document, built.report.diagnostics)

    return work


def configured_files(file: Path, out: Path) -> Callable[[], list[Path]]:
    """Give what says which files a configuration is made of: as it stands then, but for records that a build writes."""
    from apiscribe.config import input_paths, load_config, names_file, versions_file

    def files() -> list[Path]:
        try:
            config = load_config(file)
            written = {names_file(config, out), versions_file(config, out)}
            return [file, *(path for path in input_paths(config, file.parent, out) if path not in written)]
        except DiagnosticError:
            return [file]

    return files


def watch(work: Work, watched: Callable[[], Sequence[Path]], memory: PageMemory, say: Say, *, once: bool) -> bool:
    """Do the work, then again whenever a file has changed, until Ctrl-C; `once`: only the first time.

    Tells how long it took, which findings are new and which are gone, and what the change means. Gives whether the last
    round had no error.
    """
    last = Round(None, ())
    try:
        stamp = _stamp(watched())
        while True:
            start = time.perf_counter()
            last = _told(work, last, memory, say, start)
            if once:
                break
            # nothing is collected while a round runs: this is when nobody waits
            gc.collect()
            stamp = _changed(stamp, watched)
    except KeyboardInterrupt:
        say("")
    return not any(found.severity is Severity.ERROR for found in last.diagnostics)


def _told(work: Work, last: Round, memory: PageMemory, say: Say, start: float) -> Round:
    """Do one round and tell it; where it ends in findings alone, the document of the last one stays to compare with."""
    try:
        now = work()
    except DiagnosticError as error:
        now = Round(None, error.diagnostics)
    except OSError as error:
        say(f"{error.filename or 'a file'}: {error.strerror or error}")
        return last
    seconds = time.perf_counter() - start
    for line in _findings(last.diagnostics, now.diagnostics, is_first=last.document is None):
        say(line)
    if now.document is None:
        say(f"{seconds:.2f} s: nothing is written, there are errors")
        return Round(last.document, now.diagnostics)
    operations = sum(len(item.keys() & _METHODS) for item in now.document["paths"].values())
    if last.document is not None:
        diff = compare(last.document, now.document, aliases=NO_ALIASES)
        say(as_text(diff, every=True).rstrip().rpartition("\n")[0].rstrip() if diff.effect is not Effect.NONE else "")
    say(f"{seconds:.2f} s: {memory.was_read:,} read, {operations:,} operations, {len(now.diagnostics):,} findings")
    return now


_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


def _findings(old: Sequence[Diagnostic], new: Sequence[Diagnostic], *, is_first: bool) -> Iterator[str]:
    """Yield what is told of findings: at first the errors, then those that are new and those that are gone.

    A finding that only moved to another line is neither.
    """
    if is_first:
        yield from (d.render() for d in in_order(new) if d.severity is Severity.ERROR)
        return
    before, after = Counter(map(_key, old)), Counter(map(_key, new))
    for word, found, left in (("gone", old, before - after), ("new", new, after - before)):
        for diagnostic in in_order(found):
            if left[_key(diagnostic)] > 0:
                left[_key(diagnostic)] -= 1
                yield f"{word:>5}  {diagnostic.render() if word == 'new' else _line(diagnostic)}"


def _key(diagnostic: Diagnostic) -> tuple[str, ...]:
    place = diagnostic.location
    return diagnostic.code, diagnostic.message, place.document, *place.trail, diagnostic.subject


def _line(diagnostic: Diagnostic) -> str:
    return f"{shown(str(diagnostic.location))}: {diagnostic.severity} {diagnostic.code}: {shown(diagnostic.message)}"


def _changed(before: Stamp, watched: Callable[[], Sequence[Path]]) -> Stamp:
    """Wait until the files are others than before, and the same for two looks in turn; gives how they are then."""
    seen = before
    while True:
        time.sleep(INTERVAL)
        now = _stamp(watched())
        if now == seen != before:
            return now
        seen = now


def _stamp(paths: Sequence[Path]) -> Stamp:
    """Give the files at and below paths with size, time and inode. What is not there has none."""
    files = (file for path in paths for file in (path.rglob("*") if path.is_dir() else (path,)))
    return frozenset(found for file in files if (found := _look(file)))


def _look(file: Path) -> tuple[str, int, int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return str(file), status.st_size, status.st_mtime_ns, status.st_ino
