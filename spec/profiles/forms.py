"""All forms of one published document, as files beside it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spec.diagnostics import Diagnostic
from spec.files import dump_json, dump_yaml
from spec.location import Location
from spec.passes.downgrade import to_3_0
from spec.profiles.apig import to_apig
from spec.profiles.codegen import to_codegen
from spec.profiles.rulesets import rulesets
from spec.profiles.split import split_by_tag
from spec.report import Departure

JsonObject = dict[str, Any]

CANONICAL = ("openapi.yaml", "openapi.json")
APIG_FILE = "openapi-apig"
CODEGEN_FILE = "openapi-codegen.json"
SPLIT_FOLDER = "split"
_MADE_NAME = re.compile(rf"{APIG_FILE}(-[0-9]+)?[.](yaml|json)|{re.escape(CODEGEN_FILE)}")
SPLIT_MARK = "# One tag of a published document, made by apiscribe; do not edit.\n"
"""The first line of each file in the folder of splits, which tells them from files of somebody else."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a document: that of 3.0, those that APIG imports (none where it cannot), one for each tag, and that
    for generators of clients (None where one of them cannot take it).

    `departures` say what a form leaves out, `diagnostics` which form there is not, and why.
    """

    document: JsonObject
    openapi_3_0: JsonObject
    apig: tuple[JsonObject, ...]
    split: Mapping[str, JsonObject]
    codegen: JsonObject | None = None
    departures: tuple[Departure, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def forms_of(document: JsonObject, name: str) -> Forms:
    """Give the forms of a valid document, which findings call `name`. What APIG cannot take is a warning (PRO001), and
    what a generator of clients cannot (PRO004)."""
    derived, apig = to_3_0(document), to_apig(document)
    codegen = to_codegen(derived.document)
    refused = tuple(
        Diagnostic(code, one.message, Location(name), one.operation, one.pointer)
        for code, profile in (("PRO001", apig), ("PRO004", codegen))
        for one in profile.refused
    )
    departures = (*derived.departures, *apig.departures, *codegen.departures)
    split = split_by_tag(document)
    return Forms(document, derived.document, apig.documents, split, codegen.document, departures, refused)


def form_files(forms: Forms) -> dict[str, str]:
    """Give the files of the forms but the canonical one, and the rulesets of all, by their names."""
    documents = dict.fromkeys(CANONICAL, forms.document)
    written = {"openapi-3.0": forms.openapi_3_0} | apig_names(forms.apig)
    files: dict[str, str] = {}
    for name, document in written.items():
        files |= {f"{name}.yaml": dump_yaml(document), f"{name}.json": dump_json(document)}
        documents |= {f"{name}.yaml": document, f"{name}.json": document}
    if forms.codegen:
        files[CODEGEN_FILE] = dump_json(forms.codegen)
        documents[CODEGEN_FILE] = forms.codegen
    for name, document in forms.split.items():
        file = f"{SPLIT_FOLDER}/{name}.yaml"
        files[file] = SPLIT_MARK + dump_yaml(document)
        documents[file] = document
    return files | rulesets(documents)


def stale_files(folder: Path) -> list[Path]:
    """Give the files of a folder of documents that an earlier run has made and that another may not make again: those
    for APIG and for generators by their names, those of tags by their first line."""
    return [path for path in _files_in(folder) if _MADE_NAME.fullmatch(path.name)] + made_splits(folder / SPLIT_FOLDER)


def made_splits(folder: Path) -> list[Path]:
    """Give the files of a folder that are documents of one tag, as their first line says."""
    mark = SPLIT_MARK.encode()
    found = []
    for path in _files_in(folder):
        if path.suffix == ".yaml":
            with path.open("rb") as file:
                found += [path] if file.read(len(mark)) == mark else []
    return found


def _files_in(folder: Path) -> list[Path]:
    """Give the regular files of a folder, none where there is no such folder; links are not followed."""
    if not folder.is_dir() or folder.is_symlink():
        return []
    with os.scandir(folder) as entries:
        return sorted(Path(entry.path) for entry in entries if entry.is_file(follow_symlinks=False))


def apig_names(documents: tuple[JsonObject, ...], stem: str = APIG_FILE) -> dict[str, JsonObject]:
    """Give the documents of imports by names without a suffix: numbered where there are several."""
    if len(documents) == 1:
        return {stem: documents[0]}
    return {f"{stem}-{number}": document for number, document in enumerate(documents, 1)}
