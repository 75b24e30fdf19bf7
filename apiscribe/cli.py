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
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from apiscribe.config import Config

app = typer.Typer(
    name="apiscribe",
    help="Read a vendor's API reference; write the OpenAPI document that it never had, and clients and mocks from it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class OutputFormat(StrEnum):
    """How a command tells its answer."""

    TEXT = "text"
    JSON = "json"


class ReportFormat(StrEnum):
    """How a report is told."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


Format = Annotated[OutputFormat, typer.Option("--format", help="text for people, json for programs")]
All = Annotated[bool, typer.Option("--all", help="show every finding, notes included")]
Sources = Annotated[list[Path], typer.Argument(help="files or folders", show_default=False)]
OpenApiFile = Annotated[Path, typer.Argument(help="an OpenAPI document, YAML or JSON", show_default=False)]


@app.command()
def scrape(
    sources: Sources,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="the file to write, .json or .yaml", show_default=False)
    ],
    report: Annotated[Path | None, typer.Option(help="write the account of every table, row and example there")] = None,
    provenance: Annotated[Path | None, typer.Option(help="write the place of every part of the document there")] = None,
    output_format: Format = OutputFormat.TEXT,
    show_all: All = False,
) -> None:
    """Write one OpenAPI document of what the sources state.

    Where some of it cannot be read, the rest is written all the same, and the exit code is 1.
    """
    from apiscribe.outputs import check_outputs
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
    scraped, diagnostics = scrape_paths(sources)
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
    file: OpenApiFile,
    reference: Annotated[
        bool, typer.Option(help="check with the reference implementation of the standard's rules")
    ] = False,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Check an OpenAPI document against the standard and against rules of our own."""
    from apiscribe.tell import tell_findings
    from spec.diagnostics import has_errors
    from spec.files import load
    from spec.validate import validate as check

    diagnostics = check(load(file), str(file), reference=reference)
    tell_findings(diagnostics, output_format, every=True)
    if has_errors(diagnostics):
        raise typer.Exit(1)
    if output_format is OutputFormat.TEXT:
        print(f"{file}: valid", file=sys.stderr)


@app.command()
def generate(
    file: OpenApiFile,
    target: Annotated[str, typer.Option(help="python or mock", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="the folder to write", show_default=False)],
) -> None:
    """Write one artefact from an OpenAPI document."""
    from apiscribe.build import generation_told, settings_for
    from apiscribe.config import PackageConfig
    from generator import TARGETS
    from generator import generate as make
    from generator.write import write_tree
    from spec.diagnostics import DiagnosticError, has_errors
    from spec.files import load
    from spec.validate import validate as check

    if target not in TARGETS:
        raise typer.BadParameter(f"{target!r} is none of {', '.join(TARGETS)}", param_hint="--target")
    document = load(file)
    findings = check(document, str(file))
    if has_errors(findings):
        raise DiagnosticError(*findings)
    with generation_told(str(file)):
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
        bool, typer.Option("--offline", help="never open a socket (all sources are files so far)")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="build also where nothing has changed")] = False,
    output_format: Format = OutputFormat.TEXT,
) -> None:
    """Make everything from the configuration: the published document, the client, the mock."""
    from apiscribe.config import input_paths
    from apiscribe.state import fingerprint, recall, remember
    from apiscribe.tell import tell_build

    file, settings = _configuration(config)
    inputs = input_paths(settings, file.parent, out)
    summary = None if force else recall(out, fingerprint(file, settings, inputs))
    if summary is None:
        from apiscribe.build import build as make
        from apiscribe.build import write
        from apiscribe.progress import clock_on_terminal
        from apiscribe.tell import build_summary

        with clock_on_terminal() as clock:
            built = make(settings, file.parent, out, clock)
            write(built, clock)
        summary = build_summary(built, out)
        remember(out, fingerprint(file, settings, inputs), built.paths(), summary)
    else:
        summary["seconds"] = {}
    tell_build(summary, output_format)


@app.command()
def check(
    config: Annotated[
        Path | None, typer.Option(help="the configuration; without one, that of the embedded reference")
    ] = None,
    out: Annotated[Path, typer.Option(help="the folder that holds the output of a build")] = Path(),
) -> None:
    """Tell whether what stands in the output folders is what a build would write there."""
    from apiscribe.build import Clock, differences
    from apiscribe.build import build as make

    file, settings = _configuration(config)
    stale = differences(make(settings, file.parent, out, Clock()))
    for line in stale:
        print(line)
    if stale:
        print(f"{len(stale)} files differ: run `apiscribe build`", file=sys.stderr)
        raise typer.Exit(1)
    print("up to date", file=sys.stderr)


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

    file, settings = _configuration(config)
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
    folder = documents or documents_folder(_configuration(config)[1])
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
) -> None:
    """Write the facts edition of documents: the same layout and facts, without the prose."""
    from apiscribe.redaction import redact_paths
    from apiscribe.tell import tell_findings
    from spec.diagnostics import has_errors

    written, diagnostics = redact_paths(sources, output, keep or [])
    print(f"{output}: {written} files", file=sys.stderr)
    tell_findings(diagnostics, OutputFormat.TEXT)
    if has_errors(diagnostics):
        raise typer.Exit(1)


def _configuration(path: Path | None) -> tuple[Path, "Config"]:
    """Give the configuration and its file: the one that is named, the one of this folder, else the embedded one."""
    from importlib import resources

    from apiscribe.config import FILE_NAME, load_config

    if path is None:
        own = Path(FILE_NAME)
        path = own if own.exists() else Path(str(resources.files("scraper.corpus").joinpath("modelarts", FILE_NAME)))
    return path, load_config(path)


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
