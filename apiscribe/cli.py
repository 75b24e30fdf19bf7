"""The command line: one function per command, no logic of the stages.

Exit codes: 0 fine (warnings included), 1 a finding of severity error, 2 wrong usage or a crash.
"""

import gc
import os
import sys
from enum import StrEnum
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from apiscribe import cli_change, cli_profile, cli_publish
from apiscribe.cli_options import (
    All,
    AllowHost,
    AllowPrivate,
    CacheFolder,
    FollowLinks,
    Format,
    Jobs,
    OutputFormat,
    Scheduler,
    Sources,
    configuration,
    workers_of,
)
from scraper.fetch.follow import Follow

app = typer.Typer(
    name="apiscribe",
    help="Read a vendor's API reference; write the OpenAPI document that it never had, and clients and mocks from it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class ReportFormat(StrEnum):
    """How a report is told."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


OpenApiFile = Annotated[Path, typer.Argument(help="an OpenAPI document, YAML or JSON", show_default=False)]


@app.command()
def scrape(
    sources: Sources,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="the file to write, .json or .yaml", show_default=False)
    ],
    report: Annotated[Path | None, typer.Option(help="write the account of every table, row and example there")] = None,
    provenance: Annotated[Path | None, typer.Option(help="write the place of every part of the document there")] = None,
    follow: FollowLinks = Follow.PAGE,
    allow_host: AllowHost = None,
    allow_private: AllowPrivate = None,
    cache: CacheFolder = None,
    jobs: Jobs = None,
    scheduler: Scheduler = "",
    output_format: Format = OutputFormat.TEXT,
    show_all: All = False,
) -> None:
    """Write one OpenAPI document of what the sources state.

    Where some of it cannot be read, the rest is written all the same, and the exit code is 1.
    """
    from apiscribe.collecting import Asked
    from apiscribe.outputs import check_outputs
    from apiscribe.progress import reading_on_terminal
    from apiscribe.scraping import scrape_paths
    from apiscribe.tell import tell_findings
    from spec.diagnostics import has_errors
    from spec.files import dump_json, dump_yaml, write_files
    from spec.passes import run
    from spec.passes.examples import attach_examples
    from spec.passes.order import order
    from spec.provenance import dump as dump_provenance

    if output.suffix not in (".json", ".yaml", ".yml"):
        raise typer.BadParameter(f"{output} ends neither in .json nor in .yaml", param_hint="--output")
    asked = Asked(follow, allow_hosts=allow_host or (), allow_private=allow_private or (), cache=cache)
    with reading_on_terminal() as on_read:
        scraped, diagnostics = scrape_paths(sources, asked, workers_of(jobs, scheduler), on_read)
    check_outputs([p for p in (output, report, provenance) if p], [a.document for a in scraped.report.accounts])
    if scraped.operations:
        document = run(scraped.document, (attach_examples, order)).document
        dump = dump_yaml if output.suffix in (".yaml", ".yml") else dump_json
        files: dict[Path, str | bytes] = {output: dump(document)}
        if report:
            files[report] = dump_json(scraped.report.as_dict())
        if provenance:
            files[provenance] = dump_provenance(scraped.provenance)
        write_files(files)
        print(f"{output}: {scraped.operations} operations", file=sys.stderr)
    tell_findings(diagnostics, output_format, every=show_all)
    if has_errors(diagnostics):
        raise typer.Exit(1)


@app.command()
def validate(
    files: Annotated[list[Path], typer.Argument(help="OpenAPI documents, YAML or JSON", show_default=False)],
    reference: Annotated[
        bool, typer.Option(help="check with the reference implementation of the standard's rules")
    ] = False,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Check OpenAPI documents against the standard and against rules of our own."""
    from apiscribe.tell import tell_findings
    from spec.diagnostics import has_errors
    from spec.files import load
    from spec.validate import validate as check

    found = {file: check(load(file), str(file), reference=reference) for file in files}
    diagnostics = [diagnostic for findings in found.values() for diagnostic in findings]
    tell_findings(diagnostics, output_format, every=True)
    if output_format is OutputFormat.TEXT:
        for file in (file for file, findings in found.items() if not has_errors(findings)):
            print(f"{file}: valid", file=sys.stderr)
    if has_errors(diagnostics):
        raise typer.Exit(1)


@app.command()
def generate(
    file: OpenApiFile,
    target: Annotated[str, typer.Option(help="python, mock, typescript or gateway", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="the folder to write", show_default=False)],
    gateway: Annotated[
        list[str] | None, typer.Option(help="a gateway, such as nginx; may be given more than once [default: all]")
    ] = None,
    upstream: Annotated[str, typer.Option(help="the URL behind a gateway [default: the document's server]")] = "",
) -> None:
    """Write one artefact from an OpenAPI document."""
    from apiscribe.artefacts import generation_told, settings_for
    from apiscribe.config import PackageConfig
    from apiscribe.gateways import asked_for, gateway_files
    from apiscribe.typescript import TARGET as TYPESCRIPT
    from apiscribe.typescript import typescript_files
    from generator import TARGETS
    from generator import generate as make
    from generator.typescript import TYPES_FILE
    from generator.write import write_tree
    from spec.diagnostics import DiagnosticError, has_errors
    from spec.files import load
    from spec.validate import validate as check

    known = (*TARGETS, TYPESCRIPT, "gateway")
    if target not in known:
        raise typer.BadParameter(f"{target!r} is none of {', '.join(known)}", param_hint="--target")
    if target != "gateway" and (gateway or upstream):
        raise typer.BadParameter("only for --target gateway", param_hint="--gateway, --upstream")
    gateways = asked_for(gateway or [], upstream)
    document = load(file)
    findings = check(document, str(file))
    if has_errors(findings):
        raise DiagnosticError(*findings)
    with generation_told(str(file)):
        if target == "gateway":
            files = gateway_files(document, gateways, str(file), folders=len(gateways.names) > 1)
        elif target == TYPESCRIPT:
            settings = settings_for(document, target, PackageConfig())
            files = typescript_files(document, settings, [output / TYPES_FILE], str(file), online=True)
        else:
            files = make(document, target, settings_for(document, target, PackageConfig()))
    write_tree(files, output)
    print(f"{output}: {len(files)} files", file=sys.stderr)


@app.command()
def build(
    config: Annotated[
        Path | None, typer.Option(help="the configuration; without one, the embedded reference is built")
    ] = None,
    out: Annotated[Path, typer.Option(help="the folder under which everything is written")] = Path(),
    offline: Annotated[
        bool, typer.Option("--offline", help="never open a socket: of URLs the last snapshot is read")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="build also where nothing has changed")] = False,
    jobs: Jobs = None,
    scheduler: Scheduler = "",
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Make everything from the configuration: the published document, the client, the mock."""
    from apiscribe.building import build_into
    from apiscribe.tell import tell_build

    file, settings = configuration(config)
    workers = workers_of(jobs, scheduler)
    tell_build(build_into(out, file, settings, offline=offline, force=force, workers=workers), output_format)


@app.command()
def check(
    config: Annotated[
        Path | None, typer.Option(help="the configuration; without one, that of the embedded reference")
    ] = None,
    out: Annotated[Path, typer.Option(help="the folder that holds the output of a build")] = Path(),
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Tell whether what stands in the output folders is what a build would write there."""
    from apiscribe.building import check_output

    file, settings = configuration(config)
    if not check_output(out, file, settings, output_format):
        raise typer.Exit(1)


@app.command()
def where(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="POINTER", help="a JSON pointer, an operationId, `METHOD path` or a schema", show_default=False
        ),
    ],
    documents: Annotated[
        Path | None,
        typer.Option(help="the folder of the published documents [default: that of the configuration]"),
    ] = None,
    source: Annotated[
        list[Path] | None,
        typer.Option(help="your own copy of a document, to show its text; may be given more than once"),
    ] = None,
    config: Annotated[Path | None, typer.Option(help="the configuration")] = None,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Say where a part of the published document is documented: document, section, table, row, line and text."""
    import json

    from apiscribe.where import documents_folder, find, sources_at_hand, text_lines

    file, settings = configuration(config)
    found = find(asked, documents or documents_folder(settings), sources_at_hand(source or [], settings, file.parent))
    if output_format is OutputFormat.JSON:
        print(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(text_lines(found)))


@app.command()
def report(
    documents: Annotated[
        Path | None,
        typer.Option(help="the folder of the published documents [default: that of the configuration]"),
    ] = None,
    config: Annotated[Path | None, typer.Option(help="the configuration")] = None,
    report_format: Annotated[
        ReportFormat | None,
        typer.Option("--format", help="text and html for people, json for programs [default: text, or as -o ends]"),
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="the file to write [default: stdout]")] = None,
) -> None:
    """Show what became of every table, row and example, the findings, and where the document departs from the page."""
    from apiscribe.reporting import report_as
    from apiscribe.where import documents_folder
    from spec.files import write_files

    suffix = output.suffix.lstrip(".") if output else ""
    wanted = report_format or (ReportFormat(suffix) if suffix in ("html", "json") else ReportFormat.TEXT)
    folder = documents or documents_folder(configuration(config)[1])
    text = report_as(wanted, folder, to_terminal=output is None and sys.stdout.isatty())
    if output:
        write_files({output: text})
        print(f"{output}: {len(text.encode()):,} bytes", file=sys.stderr)
    else:
        sys.stdout.write(text)


@app.command()
def redact(
    sources: Sources,
    output: Annotated[Path, typer.Option("-o", "--output", help="the folder to write", show_default=False)],
    keep: Annotated[list[str] | None, typer.Option(help="a text to keep too; may be given more than once")] = None,
    follow: FollowLinks = Follow.PAGE,
    allow_host: AllowHost = None,
    allow_private: AllowPrivate = None,
    cache: CacheFolder = None,
) -> None:
    """Write the facts edition of documents: the same layout and facts, without the prose."""
    from apiscribe.collecting import Asked
    from apiscribe.redaction import redact_paths
    from apiscribe.tell import tell_findings
    from spec.diagnostics import has_errors

    asked = Asked(follow, allow_hosts=allow_host or (), allow_private=allow_private or (), cache=cache)
    written, diagnostics = redact_paths(sources, output, keep or [], asked)
    print(f"{output}: {written} files", file=sys.stderr)
    tell_findings(diagnostics, OutputFormat.TEXT)
    if has_errors(diagnostics):
        raise typer.Exit(1)


app.command()(cli_change.fetch)
app.command()(cli_change.conflicts)
app.command()(cli_change.diff)
app.command()(cli_change.update)
app.command()(cli_change.watch)
app.command()(cli_publish.page)
app.command()(cli_publish.publish)
app.command()(cli_profile.convert)


def main() -> None:
    """Run the command. A crash is reported in one line, with exit code 2; APISCRIBE_DEBUG=1 shows its traceback."""
    from spec.diagnostics import DiagnosticError

    # Each command builds one large tree of objects that lives until it ends: looking for garbage in it costs half of
    # the time.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except DiagnosticError as error:
        from apiscribe.tell import tell_findings

        tell_findings(error.diagnostics, _format_asked_for())
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"apiscribe: {place}{error.strerror or error or 'cannot be written'}", file=sys.stderr)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("APISCRIBE_DEBUG"):
            raise
        kind = type(error).__name__
        print(
            f"apiscribe: crashed ({kind}: {str(error)[:200]}); APISCRIBE_DEBUG=1 shows where. Please report it.",
            file=sys.stderr,
        )
        sys.exit(2)


def _format_asked_for() -> OutputFormat:
    """Give the format that the command line asks for: a finding may end a command before its options are at hand."""
    words = sys.argv[1:]
    asked = "--format=json" in words or ("--format", "json") in pairwise(words)
    return OutputFormat.JSON if asked else OutputFormat.TEXT
