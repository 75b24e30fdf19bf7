"""Where a part of a published document is documented: its places, and their text where the sources are at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any

from apiscribe.build import read_sources
from apiscribe.collecting import collect
from apiscribe.config import Config
from scraper import Source
from scraper.passages import passage
from scraper.readers import read_document
from spec import files, provenance, report_file
from spec.diagnostics import DiagnosticError, has_errors, shown
from spec.location import Location
from spec.lookup import find_pointer
from spec.report import Departure

MAX_TEXT = 500


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where something is documented. `nearest` is the pointer whose places these are: that asked for, or one above it.

    `texts` holds what stands at each of the places, "" where its document is not at hand; `departures` are the
    corrections that explain why the document says more or something else.
    """

    pointer: str
    nearest: str
    places: tuple[Location, ...]
    texts: tuple[str, ...]
    departures: tuple[Departure, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give the same in JSON types."""
        places = [
            provenance.place_as_dict(place) | ({"text": text} if text else {})
            for place, text in zip(self.places, self.texts, strict=True)
        ]
        record = {"pointer": self.pointer, "nearest": self.nearest, "places": places}
        return record | {"departures": [departure.as_dict() for departure in self.departures]}


def documents_folder(config: Config) -> Path:
    """Give the folder of the published documents: below the working folder, else that of the package."""
    own = Path(config.output.documents) / config.service.name
    packaged = Path(str(resources.files("spec"))) / "documents" / config.service.name
    return own if own.is_dir() or not packaged.is_dir() else packaged


def find(asked: str, documents: Path, sources: Sequence[Source]) -> Whereabouts:
    """Say where `asked` (a pointer, an operationId, `METHOD path`, a schema) is documented.

    `documents` is a folder with openapi.json or .yaml and provenance.json; of `sources` only those are read that the
    places name. Raises DiagnosticError for files that cannot be read and for what is not in the document.
    """
    document = documents / "openapi.json"
    if not document.exists():
        document = documents / "openapi.yaml"
    pointer = find_pointer(files.load(document), asked, str(document))
    known = provenance.load(documents / "provenance.json")
    nearest = known.nearest(pointer)
    places = known.places(nearest) if nearest is not None else ()
    report = documents / "report.json"
    departures = report_file.load(report).departures if report.exists() else ()
    return Whereabouts(
        pointer,
        nearest or "",
        places,
        _texts(places, sources),
        tuple(d for d in departures if _explains(d.pointer, pointer, nearest or "")),
    )


def _explains(departed: str, pointer: str, nearest: str) -> bool:
    """Tell whether a correction is about a pointer: it was made there, or between it and the nearest place above."""
    if departed == pointer:
        return True
    return departed.startswith(nearest) and pointer.startswith(departed + "/") and nearest != pointer


def sources_at_hand(paths: Sequence[Path], config: Config, folder: Path) -> tuple[Source, ...]:
    """Give the sources to look in: those of the command line, else those of the configuration.

    Raises DiagnosticError where one of the command line cannot be read.
    """
    if not paths:
        return read_sources(config, folder).sources
    collected = collect([str(path) for path in paths])
    if has_errors(collected.diagnostics):
        raise DiagnosticError(*collected.diagnostics)
    return collected.sources


def _texts(places: Sequence[Location], sources: Sequence[Source]) -> tuple[str, ...]:
    found: dict[str, Any] = {}
    for name in dict.fromkeys(place.document for place in places):
        source = _source_of(name, sources)
        try:
            found[name] = read_document(source.name, source.data) if source else None
        except DiagnosticError:
            found[name] = None
    return tuple(
        shown(passage(found[place.document], place.line), MAX_TEXT) if found[place.document] else "" for place in places
    )


def _source_of(name: str, sources: Sequence[Source]) -> Source | None:
    """Give the source that provenance calls `name`: of that name, else the only one of that file name."""
    exact = [source for source in sources if source.name == name]
    alike = [source for source in sources if PurePosixPath(source.name).name == PurePosixPath(name).name]
    return exact[0] if exact else alike[0] if len(alike) == 1 else None


def text_lines(found: Whereabouts) -> list[str]:
    """Give the answer as people read it, one line for each fact; control characters in it are escaped."""
    lines = ["#" + shown(found.pointer, MAX_TEXT)]
    if found.nearest != found.pointer:
        nearest = "#" + shown(found.nearest, MAX_TEXT) if found.places else "nothing above it is documented"
        lines.append(_line("nearest", nearest))
    if found.places:
        first = provenance.place_as_dict(found.places[0])
        names = ("document", "section", "table", "row", "line")
        lines += [_line(name, shown(str(first[name]))) for name in names if name in first]
        if found.texts[0]:
            lines.append(_line("text", found.texts[0]))
    for place, text in zip(found.places[1:], found.texts[1:], strict=True):
        steps = " > ".join(shown(step) for step in place.trail)
        lines.append(_line("also", f"{shown(str(place))}  {steps}"))
        if text:
            lines.append(_line("", text))
    lines += [_line("differs", f"{d.by}: {shown(d.why)}") for d in found.departures]
    return lines


def _line(name: str, value: str) -> str:
    return f"  {name:<9} {value}".rstrip()
