"""The commands for readers in a browser: one function each. They are registered in `apiscribe.cli`."""

import sys
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from apiscribe.cli_options import configuration

PageAssets = Annotated[
    Path | None,
    typer.Option(
        help="the viewer of the reference page: what `npm pack` gives of it, or a script of your own "
        "[default: the cache, else npm]",
        show_default=False,
    ),
]


def publish(
    output: Annotated[Path, typer.Option("-o", "--output", help="the folder of the site", show_default=False)],
    config: Annotated[
        Path | None, typer.Option(help="the configuration; without one, that of the embedded reference")
    ] = None,
    out: Annotated[Path, typer.Option(help="the folder that holds the output of a build")] = Path(),
    page: Annotated[bool, typer.Option("--page/--no-page", help="with or without the reference page")] = True,
    page_assets: PageAssets = None,
    keep: Annotated[
        list[Path] | None,
        typer.Option(help="an earlier site, or the folder of documents of an earlier version: its versions are kept"),
    ] = None,
) -> None:
    """Write a static site of the output of a build: pages, the document in all forms, packages, all versions.

    Versions that stand in the folder stay as they are; it is written whole or not at all.
    """
    from apiscribe.page_assets import viewer
    from apiscribe.publishing import publish as make

    start = perf_counter()
    if page_assets and not page:
        raise typer.BadParameter("there is no page to be made with it", param_hint="--page-assets")
    file, settings = configuration(config)
    shows = viewer(page_assets) if page else None
    site = make(settings, file.parent, out, output, shows, keep or ())
    counts = f"{len(site.files)} files, {site.size / 1e6:.1f} MB, {perf_counter() - start:.1f} s"
    print(f"{output}: {site.version} published: {counts}; versions: {', '.join(site.versions)}", file=sys.stderr)
    if not page:
        print(f"{output}: there is no reference page (--no-page)", file=sys.stderr)


def page(
    file: Annotated[Path, typer.Argument(help="an OpenAPI document, YAML or JSON", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="the file to write, .html", show_default=False)],
    provenance: Annotated[
        Path | None,
        typer.Option(help="where its parts are documented [default: provenance.json beside it]", show_default=False),
    ] = None,
    page_assets: PageAssets = None,
) -> None:
    """Write the reference page of a document: one HTML file that loads nothing."""
    from apiscribe.outputs import check_outputs
    from apiscribe.page_assets import viewer
    from spec.diagnostics import DiagnosticError, has_errors
    from spec.files import load, write_files
    from spec.provenance import Provenance
    from spec.provenance import load as load_provenance
    from spec.site.reference import render_reference
    from spec.validate import validate

    beside = file.with_name("provenance.json")
    places = provenance or (beside if beside.is_file() else None)
    check_outputs([output], [str(path) for path in (file, places, page_assets) if path])
    document = load(file)
    findings = validate(document, str(file))
    if has_errors(findings):
        raise DiagnosticError(*findings)
    text = render_reference(document, load_provenance(places) if places else Provenance(), viewer(page_assets))
    write_files({output: text})
    print(f"{output}: {len(text.encode()):,} bytes", file=sys.stderr)
