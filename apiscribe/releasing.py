"""The version under which a document is published: that of the record, unless who asks for the build raises it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spec.changelog import first_release, with_dropped
from spec.diagnostics import Diagnostic
from spec.passes.aliases import dated, dropped_aliases, state_aliases
from spec.passes.names import Names
from spec.passes.publish import DOCUMENTED_VERSION, with_version
from spec.provenance import Provenance
from spec.report import Departure
from spec.versions import Versions, read_versions


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that is to be published, under the version of the record so far, with the places of its parts."""

    document: dict[str, Any]
    provenance: Provenance
    versions: Versions
    names: Names


Release = Callable[[Candidate], Versions]
"""Gives the record of versions to publish under, the same one or one with another version."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A document with its version and aliases, and the records that it was made from."""

    document: dict[str, Any]
    provenance: Provenance
    versions: Versions
    names: Names
    departures: tuple[Departure, ...]
    diagnostics: tuple[Diagnostic, ...]


def give_version(
    document: dict[str, Any], provenance: Provenance, names: Names, record: Path, release: Release | None = None
) -> Numbered:
    """Give a document the version of the record, or the first one, or the one that `release` decides on.

    Raises DiagnosticError (SPC072, SPC076, SPC085) for records that cannot be followed.
    """
    versions = read_versions(record) or first_release(document)
    places = provenance.moved({"/info/version": f"/info/{DOCUMENTED_VERSION}"})
    passed = with_version(versions.version)(document)
    stated = state_aliases(passed.document, names, versions.version)
    if release is not None:
        before = versions.version
        versions = release(Candidate(stated.document, places, versions, names))
        versions = with_dropped(versions, dropped_aliases(names, before, versions.version))
        names = dated(names, versions.version)
        passed = with_version(versions.version)(document)
        stated = state_aliases(passed.document, names, versions.version)
    return Numbered(
        stated.document,
        places.within(stated.document),
        versions,
        names,
        passed.departures,
        stated.diagnostics,
    )
