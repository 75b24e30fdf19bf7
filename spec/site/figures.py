"""What a published document is worth, in numbers: what it holds, how much of it is described, what was found wrong."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spec.codes import CODES
from spec.conflicts import Conflicts
from spec.diagnostics import Severity
from spec.model import Part, operations, walk
from spec.report import Report


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of one document. `fields` are parameters, headers and properties; `codes` are the findings by kind and
    `conflicts` those by kind, the most first; `lint` are the findings of the standard's rules and of our own, by
    severity."""

    operations: int
    deprecated: int
    schemas: int
    fields: int
    described: int
    codes: tuple[tuple[str, int], ...]
    lint: Mapping[str, int]
    conflicts: tuple[tuple[str, int], ...]

    @property
    def percent(self) -> str:
        """The described part of the fields; 100 only where all of them are."""
        if not self.fields or self.described == self.fields:
            return "100"
        return f"{min(99.9, 100 * self.described / self.fields):.1f}"

    @property
    def conflicting(self) -> int:
        """How many conflicts there are."""
        return sum(number for _, number in self.conflicts)


def figures_of(document: Mapping[str, Any], report: Report | None, conflicts: Conflicts | None) -> Figures:
    """Count what a document holds, and what its report and its conflicts say; without these, nothing is found."""
    whole = dict(document)
    found = [operation.value for operation in operations(whole)]
    fields = described = schemas = 0
    for node in walk(whole):
        above = node.pointer.split("/")[-2:-1]
        schemas += node.pointer.count("/") == 3 and node.pointer.startswith("/components/schemas/")
        if node.part in (Part.PARAMETER, Part.HEADER) or (node.part is Part.SCHEMA and above == ["properties"]):
            fields += 1
            described += bool(node.value.get("description"))
    diagnostics = report.diagnostics if report else ()
    codes = Counter(finding.code for finding in diagnostics)
    lint = Counter(CODES[code].severity for code in codes.elements() if code.startswith("SPC"))
    kinds = Counter(str(conflict.kind) for conflict in conflicts.conflicts) if conflicts else Counter[str]()
    return Figures(
        operations=len(found),
        deprecated=sum(bool(operation.get("deprecated")) for operation in found),
        schemas=schemas,
        fields=fields,
        described=described,
        codes=tuple((f"{CODES[code].severity} {code}: {CODES[code].title}", n) for code, n in codes.most_common()),
        lint={str(severity): lint[severity] for severity in Severity},
        conflicts=tuple(kinds.most_common()),
    )
