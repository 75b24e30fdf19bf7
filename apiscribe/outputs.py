"""Where a command may write: never over what it reads, never two things to one place."""

from collections.abc import Iterable
from pathlib import Path

from spec.diagnostics import Diagnostic, DiagnosticError
from spec.location import Location


def check_outputs(outputs: Iterable[Path], inputs: Iterable[str]) -> None:
    """Refuse outputs that are an input (CFG003) or the same as another (CFG004), with a DiagnosticError."""
    read = {Path(name).resolve() for name in inputs}
    seen: set[Path] = set()
    for output in outputs:
        place = output.resolve()
        if place in read:
            raise DiagnosticError(Diagnostic("CFG003", "this file is read too", Location(output.as_posix())))
        if place in seen:
            raise DiagnosticError(
                Diagnostic("CFG004", "two results would be written here", Location(output.as_posix()))
            )
        seen.add(place)
