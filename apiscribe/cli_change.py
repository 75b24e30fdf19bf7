"""The commands for a reference that changes: one function each. They are registered in `apiscribe.cli`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from apiscribe.cli_options import (
    AllowHost,
    AllowPrivate,
    CacheFolder,
    FollowLinks,
    Format,
    Jobs,
    OutputFormat,
    Scheduler,
    configuration,
    workers_of,
)
from scraper.fetch.follow import Follow


class ConflictFormat(StrEnum):
    """How conflicts are told."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


_FOR_URLS = ("output", "follow", "depth", "allow_host", "allow_private", "rate", "max_pages")


class DiffFormat(StrEnum):
    """How a diff is told."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class FailOn(StrEnum):
    """The least effect that makes a comparison fail."""

    BREAKING = "breaking"
    COMPATIBLE = "compatible"


def diff(
    old: Annotated[Path, typer.Argument(help="the OpenAPI document as it was", show_default=False)],
    new: Annotated[Path, typer.Argument(help="as it is", show_default=False)],
    diff_format: Annotated[
        DiffFormat, typer.Option("--format", help="text for people, json for programs, markdown for pull requests")
    ] = DiffFormat.TEXT,
    show_all: Annotated[bool, typer.Option("--all", help="list changes of the documentation, too")] = False,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(help="exit with 1 where a change has this effect or a worse one", show_default=False),
    ] = None,
) -> None:
    """Tell what changed from one OpenAPI document to another, and what that does to callers and clients.

    A `provenance.json` beside a document says where the reference states each change.
    """
    from apiscribe.diffing import diff_as, diff_of, fails

    found = diff_of(old, new)
    sys.stdout.write(diff_as(diff_format, found, every=show_all))
    if fail_on and fails(found, fail_on):
        raise typer.Exit(1)


def fetch(
    context: typer.Context,
    urls: Annotated[
        list[str] | None, typer.Argument(help="what to fetch [default: the URLs of the configuration]")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="the folder of snapshots", show_default=False)
    ] = None,
    config: Annotated[Path | None, typer.Option(help="the configuration, where no URL is given")] = None,
    follow: FollowLinks = Follow.PAGE,
    depth: Annotated[int, typer.Option(min=1, max=10, help="how many links away, with --follow links")] = 1,
    allow_host: AllowHost = None,
    allow_private: AllowPrivate = None,
    cache: CacheFolder = None,
    rate: Annotated[float, typer.Option(min=0.01, max=1000, help="requests per second to one host")] = 10.0,
    max_pages: Annotated[int, typer.Option(min=1, max=20_000, help="how many pages at most")] = 5_000,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Fetch pages into a dated snapshot and tell what changed since the last one."""
    from apiscribe.collecting import Asked
    from apiscribe.fetching import refresh, refresh_configured, settings_of, targets_of, tell_refreshed
    from apiscribe.tell import tell_findings
    from spec.diagnostics import has_errors

    if urls:
        if output is None:
            raise typer.BadParameter("URLs need a folder for their snapshots", param_hint="--output")
        asked = Asked(follow, depth, allow_host or (), allow_private or (), cache, rate, max_pages)
        refreshed = refresh(targets_of(urls, asked), settings_of(asked), output)
    else:
        sources = {name: context.get_parameter_source(name) for name in _FOR_URLS}
        given = [name for name, source in sources.items() if source and source.name == "COMMANDLINE"]
        if given:
            message = "without a URL the configuration says it: see [fetch] and [[source]]"
            raise typer.BadParameter(message, param_hint=f"--{given[0].replace('_', '-')}")
        file, settings = configuration(config)
        if not settings.has_urls:
            raise typer.BadParameter(f"no URL is given, and {file} has none", param_hint="URLS")
        refreshed = refresh_configured(settings, file.parent, cache)
    tell_refreshed(refreshed, output_format)
    if output_format is OutputFormat.TEXT:
        tell_findings(refreshed.fetched.diagnostics, output_format)
    if has_errors(refreshed.fetched.diagnostics):
        raise typer.Exit(1)


def conflicts(
    documents: Annotated[
        Path | None,
        typer.Option(help="the folder of the published documents [default: that of the configuration]"),
    ] = None,
    config: Annotated[Path | None, typer.Option(help="the configuration")] = None,
    output_format: Annotated[
        ConflictFormat | None,
        typer.Option("--format", help="how they are told [default: text, or as -o ends]"),
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="the file to write [default: stdout]")] = None,
) -> None:
    """Show what the reference states twice and not the same: every reading with its place, and which one counts."""
    from apiscribe.conflicts import conflicts_as, form_of
    from apiscribe.where import documents_folder
    from spec.files import write_files

    folder = documents or documents_folder(configuration(config)[1])
    text = conflicts_as(output_format or form_of(output), folder)
    if output:
        write_files({output: text})
        print(f"{output}: {len(text.encode()):,} bytes", file=sys.stderr)
    else:
        sys.stdout.write(text)


def update(
    config: Annotated[
        Path | None, typer.Option(help="the configuration; without one, the embedded reference is taken")
    ] = None,
    out: Annotated[Path, typer.Option(help="the folder that holds the output of a build")] = Path(),
    offline: Annotated[
        bool, typer.Option("--offline", help="never open a socket: of URLs the last snapshot is read")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="tell what would be done; write nothing")] = False,
    summary: Annotated[
        Path | None, typer.Option(help="write the Markdown for a pull request there, too", show_default=False)
    ] = None,
    jobs: Jobs = None,
    scheduler: Scheduler = "",
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Fetch the reference, tell what changed, raise the version, and write what that changes: all of it or nothing.

    Exit codes: 0 nothing has changed, 10 only what does no harm, 11 something that breaks callers or code, 1 an error.
    """
    from apiscribe.telling_updates import as_json, as_summary, as_text
    from apiscribe.updating import update as bring_up_to_date
    from spec.diagnostics import DiagnosticError
    from spec.files import write_files

    file, settings = configuration(config)
    workers = workers_of(jobs, scheduler)
    try:
        updated = bring_up_to_date(file, settings, out, offline=offline, dry_run=dry_run, workers=workers)
    except (DiagnosticError, OSError):
        print(f"{out}: nothing is written; what was published stays", file=sys.stderr)
        raise
    if summary:
        write_files({summary: as_summary(updated)})
    sys.stdout.write(as_json(updated) if output_format is OutputFormat.JSON else as_text(updated))
    raise typer.Exit(updated.exit_code)


def watch(
    sources: Annotated[list[Path] | None, typer.Argument(help="files and folders", show_default=False)] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="the file to write, .json or .yaml", show_default=False)
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="build this configuration instead of scraping files", show_default=False)
    ] = None,
    out: Annotated[Path, typer.Option(help="with --config: the folder under which everything is written")] = Path(),
    once: Annotated[bool, typer.Option("--once", help="do it once, and do not wait for a change")] = False,
) -> None:
    """Scrape or build whenever a file is saved; tell which findings are new or gone, and what the change means."""
    from apiscribe.watching import PageMemory, building, configured_files, scraping
    from apiscribe.watching import watch as keep_watching

    memory = PageMemory()
    if config and not sources and not output:
        work, watched = building(config, out, memory), configured_files(config, out)
    elif sources and output and not config:
        if output.suffix not in (".json", ".yaml", ".yml"):
            raise typer.BadParameter(f"{output} ends neither in .json nor in .yaml", param_hint="--output")
        if any(source == output or source in output.parents for source in sources):
            raise typer.BadParameter(f"{output} stands among what is watched", param_hint="--output")
        work, watched = scraping(sources, output, memory), sources.copy
    else:
        raise typer.BadParameter("either files and --output, or --config is needed")

    def say(line: str) -> None:
        print(line, flush=True)

    if not keep_watching(work, watched, memory, say, once=once):
        raise typer.Exit(1)
