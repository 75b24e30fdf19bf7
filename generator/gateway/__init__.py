"""One OpenAPI document to the configuration of API gateways: `generate_gateways` gives the files."""

from collections.abc import Mapping, Sequence
from typing import Any

from generator.gateway.check import check_files
from generator.gateway.planning import plan_gateway
from generator.gateway.refusals import GatewayRefusedError, Refusal
from generator.gateway.render import render_gateway
from generator.gateway.rules import refusals
from generator.gateway.settings import GATEWAYS, GatewaySettings
from generator.output import OutputFile, check_distinct, lock_file
from generator.planning.document import clean_document

__all__ = ["GATEWAYS", "GatewayRefusedError", "GatewaySettings", "Refusal", "generate_gateways"]


def generate_gateways(
    document: Mapping[str, Any],
    names: Sequence[str],
    settings: GatewaySettings,
    generator_version: str,
    *,
    folders: bool = True,
) -> list[OutputFile]:
    """Give the files of the gateways of these names, sorted by path, each in a folder of its name unless `folders` is
    false, as it may be for one.

    The same document and settings give the same bytes. Raises ValueError for an unknown name, GatewayRefusedError with
    everything that one of them cannot do, GenerationError where the document cannot be followed.
    """
    if unknown := [name for name in names if name not in GATEWAYS]:
        raise ValueError(f"no gateway {unknown[0]!r}, only {', '.join(GATEWAYS)}")
    root = clean_document(document)
    plan = plan_gateway(root, settings)
    if refused := [refusal for name in names for refusal in refusals(plan, name)]:
        raise GatewayRefusedError(*refused)
    files: list[OutputFile] = []
    for name in names:
        made = list(render_gateway(plan, name, f"{name}/" if folders else ""))
        check_files(plan, made)
        files += made
    check_distinct(files)
    lock = lock_file(files, root, generator_version)
    return sorted([*files, lock], key=lambda file: file.path)
