"""A report as a file, read back: the accounts, findings and departures that `Report.as_dict` wrote."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from spec import files
from spec.codes import CODES
from spec.diagnostics import Diagnostic, refused
from spec.location import Location
from spec.report import Account, Departure, Kind, Reason, Report

MAX_MORE = 10_000_000


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Contents(_Strict):
    found: int = Field(ge=0)
    used: int = Field(ge=0)
    left_out: dict[Reason, tuple[int, ...]] = {}
    more: dict[Reason, int] = {}

    def lines(self, reason: Reason) -> tuple[int, ...]:
        """Give the lines of a reason, 0 for each that the file does not list."""
        return self.left_out[reason] + (0,) * min(self.more.get(reason, 0), MAX_MORE)


class _Document(_Strict):
    document: str
    contents: dict[Kind, _Contents]


class _Place(_Strict):
    document: str
    line: int = 0
    trail: tuple[str, ...] = ()

    def location(self) -> Location:
        return Location(self.document, self.line, self.trail)


def _known(code: str) -> str:
    if code not in CODES:
        raise ValueError("no code of a finding")
    return code


class _Finding(_Place):
    code: Annotated[str, AfterValidator(_known)]
    severity: str
    message: str
    pointer: str = ""
    subject: str = ""
    against: _Place | None = None
    help: str


class _Departure(_Strict):
    pointer: str
    by: str
    why: str


class _File(_Strict):
    totals: dict[str, object]
    documents: tuple[_Document, ...]
    diagnostics: tuple[_Finding, ...]
    departures: tuple[_Departure, ...] = ()


def load(path: Path) -> Report:
    """Read a report. Raises DiagnosticError for a file that cannot be read or holds something else (SPC081)."""
    try:
        file = _File.model_validate(files.load(path))
        return Report(
            tuple(_account(document) for document in file.documents),
            tuple(_finding(finding) for finding in file.diagnostics),
            tuple(Departure(d.pointer, d.by, d.why) for d in file.departures),
        )
    except ValidationError as error:
        raise refused("SPC081", error, str(path)) from error


def _account(document: _Document) -> Account:
    return Account(
        document.document,
        {kind: contents.used for kind, contents in document.contents.items() if contents.used},
        {(kind, reason): held.lines(reason) for kind, held in document.contents.items() for reason in held.left_out},
        {},
    )


def _finding(finding: _Finding) -> Diagnostic:
    against = finding.against.location() if finding.against else None
    return Diagnostic(finding.code, finding.message, finding.location(), finding.subject, finding.pointer, against)
