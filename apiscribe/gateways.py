"""The configuration of gateways: the settings and refusals of the generator as the command tells them."""

from collections.abc import Mapping, Sequence
from typing import Any

import typer
from pydantic import ValidationError

from apiscribe import __version__
from apiscribe.config import GatewayConfig
from generator.gateway import GATEWAYS, GatewayRefusedError, GatewaySettings, Refusal, generate_gateways
from generator.output import OutputFile
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location


def asked_for(names: Sequence[str], upstream: str) -> GatewayConfig:
    """Give the configuration that a command line asks for; without names, that of all gateways.

    Raises typer.BadParameter for a gateway that there is not.
    """
    given: dict[str, Any] = {"names": tuple(names)} if names else {}
    try:
        return GatewayConfig(upstream=upstream, **given)
    except ValidationError as error:
        known = ", ".join(GATEWAYS)
        raise typer.BadParameter(f"{' '.join(names)!r}: each once, of {known}", param_hint="--gateway") from error


def gateway_files(
    document: Mapping[str, Any], config: GatewayConfig, name: str, *, folders: bool = True
) -> list[OutputFile]:
    """Give the files of the gateways that are asked for; `name` is what the document is called in findings. Without
    `folders`, as one gateway may be asked for, its files are not in a folder of its name.

    Raises DiagnosticError: CFG001 for a setting that none may have, GAT001 to GAT004 for what a gateway cannot do, and
    GenerationError as the generator does.
    """
    try:
        settings = GatewaySettings(**config.model_dump(exclude={"names"}, exclude_none=True))
    except ValueError as error:
        raise DiagnosticError(Diagnostic("CFG001", f"gateway: {error}", Location(name))) from error
    try:
        return generate_gateways(document, config.names, settings, __version__, folders=folders)
    except GatewayRefusedError as error:
        raise DiagnosticError(*(_told(refusal, name) for refusal in error.refusals)) from error


def _told(refusal: Refusal, name: str) -> Diagnostic:
    return Diagnostic(refusal.code, refusal.message, Location(name), refusal.operation, refusal.pointer)
