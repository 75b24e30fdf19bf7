"""The command that gives a document another form. It is registered in `apiscribe.cli`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from apiscribe.cli_options import All, OutputFormat


class Profile(StrEnum):
    """The forms that a document can be given."""

    OPENAPI_3_0 = "3.0"
    APIG = "apig"
    SPLIT = "split"
    CODEGEN = "codegen"


def convert(
    file: Annotated[Path, typer.Argument(help="an OpenAPI document, YAML or JSON", show_default=False)],
    profile: Annotated[
        Profile,
        typer.Option(
            help="3.0.3, what Huawei Cloud's APIG imports, a file for each tag, or what generators of clients take",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="the file to write; with split, the folder", show_default=False)
    ],
    show_all: All = False,
) -> None:
    """Write an OpenAPI document in another form; --all tells what that form cannot say."""
    from apiscribe.converting import convert_file
    from apiscribe.tell import tell_findings

    if (output.suffix in (".json", ".yaml", ".yml")) == (profile is Profile.SPLIT):
        wanted = "the name of a folder" if profile is Profile.SPLIT else "a name that ends in .json or .yaml"
        raise typer.BadParameter(f"{output}: {profile.value} needs {wanted}", param_hint="--output")
    written, findings = convert_file(file, profile, output)
    for path in written:
        print(path, file=sys.stderr)
    tell_findings(findings, OutputFormat.TEXT, every=show_all)
