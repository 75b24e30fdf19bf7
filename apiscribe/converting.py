"""A document in another form, as files."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from apiscribe.cli_profile import Profile
from apiscribe.outputs import check_outputs
from spec.diagnostics import Diagnostic, DiagnosticError, has_errors
from spec.files import dump_json, dump_yaml, load, write_files
from spec.location import Location
from spec.passes.downgrade import to_3_0
from spec.profiles.apig import Refused, to_apig
from spec.profiles.codegen import to_codegen
from spec.profiles.codegen.departures import Refused as Unsayable
from spec.profiles.forms import SPLIT_MARK, apig_names, made_splits
from spec.profiles.split import split_by_tag
from spec.report import Departure
from spec.validate import validate

JsonObject = dict[str, Any]


def convert_file(file: Path, profile: Profile, output: Path) -> tuple[list[Path], list[Diagnostic]]:
    """Write the forms of a document to the file `output`, the splits into the folder of that name; give what was
    written, and what was found: all that the form leaves out (PRO003) included.

    Of several imports each has a number behind its name. Splits that an earlier run made go. Raises DiagnosticError for
    a document that is not valid, or that the form cannot hold (PRO002, PRO005); nothing is written then.
    """
    document = load(file)
    findings = validate(document, str(file))
    if has_errors(findings):
        raise DiagnosticError(*findings)
    is_split = profile is Profile.SPLIT
    made, departures = _converted(document, profile, file, output)
    stale = made_splits(output) if is_split else []
    check_outputs(dict.fromkeys((*made, *stale)), [str(file)])
    texts = {path: dump_json(one) if path.suffix == ".json" else dump_yaml(one) for path, one in made.items()}
    marked: dict[Path, str | bytes] = {path: SPLIT_MARK * is_split + text for path, text in texts.items()}
    write_files(marked, stale)
    lost = [Diagnostic("PRO003", one.why, Location(str(file)), pointer=one.pointer) for one in departures]
    return list(marked), [*findings, *lost]


def _converted(
    document: JsonObject, profile: Profile, file: Path, output: Path
) -> tuple[dict[Path, JsonObject], tuple[Departure, ...]]:
    """Give the documents by the file that each goes to, and what they leave out."""
    if profile is Profile.OPENAPI_3_0:
        derived = to_3_0(document)
        return {output: derived.document}, derived.departures
    if profile is Profile.SPLIT:
        return {output / f"{name}.yaml": one for name, one in split_by_tag(document).items()}, ()
    if profile is Profile.CODEGEN:
        codegen = to_codegen(document)
        _raise_if_refused("PRO005", codegen.refused, file)
        return {output: codegen.document or {}}, codegen.departures
    apig = to_apig(document)
    _raise_if_refused("PRO002", apig.refused, file)
    named = apig_names(apig.documents, output.stem)
    return {output.with_name(name + output.suffix): one for name, one in named.items()}, apig.departures


def _raise_if_refused(code: str, refused: Iterable[Refused | Unsayable], file: Path) -> None:
    found = [Diagnostic(code, one.message, Location(str(file)), one.operation, one.pointer) for one in refused]
    if found:
        raise DiagnosticError(*found)
