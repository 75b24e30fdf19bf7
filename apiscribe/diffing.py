"""What changed from one OpenAPI document to another, told to people and to programs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spec.diagnostics import Diagnostic, DiagnosticError
from spec.diff import Diff, Effect, compare
from spec.diff.as_json import as_dict
from spec.diff.markdown import as_markdown
from spec.diff.text import as_text
from spec.files import dump_json, load
from spec.location import Location
from spec.provenance import PlacesInFile


def diff_of(old: Path, new: Path) -> Diff:
    """Compare two files; what stands in `provenance.json` beside each says where the reference states it.

    Raises DiagnosticError for files that cannot be read or compared.
    """
    before, after = comparable(old), comparable(new)
    return compare(before, after, old_places=places_beside(old), new_places=places_beside(new))


def comparable(path: Path) -> dict[str, Any]:
    """Read a document that can be compared: of OpenAPI 3.0 or 3.1, and in one file.

    Raises DiagnosticError for one that is not (SPC003, SPC011): what differs in other files would not be found.
    """
    document = load(path)
    version = document.get("openapi")
    if not str(version).startswith(("3.0", "3.1")):
        message = "`openapi` is neither 3.0 nor 3.1"
        raise DiagnosticError(Diagnostic("SPC003", message, Location(str(path)), subject=str(version or "")))
    if not _has_reference_out(document):
        return document
    # only the slower walk tells a reference from an example of one
    from spec.rules.contract import Contract

    for pointer, reference in Contract(document).references:
        if not reference.startswith("#"):
            message = "the reference leaves the document"
            raise DiagnosticError(
                Diagnostic("SPC011", message, Location(str(path)), subject=reference, pointer=pointer)
            )
    return document


def _has_reference_out(document: dict[str, Any]) -> bool:
    """Tell whether a `$ref` anywhere, examples included, leads out of the document."""
    waiting: list[Any] = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str) and not reference.startswith("#"):
                return True
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return False


def places_beside(document: Path) -> Mapping[str, Location]:
    """Give the places that stand in `provenance.json` beside a document, none where there is no such file."""
    beside = document.parent / "provenance.json"
    return PlacesInFile(beside) if beside.is_file() else {}


def diff_as(form: str, diff: Diff, *, every: bool = False) -> str:
    """Give a diff as text, json or markdown. `every`: text lists changes of the documentation, too."""
    if form == "json":
        return dump_json(as_dict(diff))
    return as_markdown(diff) if form == "markdown" else as_text(diff, every=every)


def fails(diff: Diff, limit: str) -> bool:
    """Tell whether a diff has a change that is as bad as a limit, or worse."""
    return diff.effect.rank >= Effect(limit).rank
