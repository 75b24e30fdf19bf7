"""The command `publish`: the output of a build as a static site that stands at any path, whole or not at all.

Nothing is built here but pages. What a folder of the output holds comes along because it is there: a new form of the
document, a new package needs no change here.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from apiscribe import __version__
from apiscribe.config import Config, overlay_file, written_name
from apiscribe.holding import held
from apiscribe.keeping import Versions, kept_versions, with_version
from apiscribe.packing import Unit, files_below, units
from apiscribe.site_folder import SiteFolder
from spec.conflicts import Conflicts
from spec.conflicts.file import load as load_conflicts
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.files import load
from spec.location import Location
from spec.provenance import Provenance
from spec.provenance import load as load_provenance
from spec.report import Report
from spec.report_file import load as load_report
from spec.report_page import render_page
from spec.site.figures import figures_of
from spec.site.files import downloads, is_api_document
from spec.site.links import broken_links
from spec.site.pages import LATEST, Artefact, Front, Link, front_page, markdown_page, versions_file
from spec.site.reference import render_reference
from spec.site.viewer import Viewer
from spec.versions import is_version
from spec.yamlio import without_surrogates

MAX_BROKEN = 20


@dataclass(frozen=True, slots=True)
class Site:
    """A site that is made and not yet written: its files by path, its version, and the versions that it has."""

    files: dict[str, bytes]
    version: str
    versions: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return sum(map(len, self.files.values()))


def publish(config: Config, folder: Path, out: Path, site: Path, viewer: Viewer | None, keep: Iterable[Path]) -> Site:
    """Write the site of what a build of `config`, which stands in `folder`, has left under `out`.

    Without a viewer there is no reference page. `keep` are earlier sites, or folders of documents of earlier versions.
    Raises DiagnosticError or OSError with `site` as it was.
    """
    with held(site):
        target = SiteFolder(site)
        made = make_site(config, folder, out, viewer, kept_versions([*([site] if target.is_ours else []), *keep]))
        target.write(made.files, __version__)
    return made


def make_site(config: Config, folder: Path, out: Path, viewer: Viewer | None, earlier: Versions) -> Site:
    """Give the site. Raises DiagnosticError for output that is not whole (SIT003), a version that has changed (SIT004),
    a link that leads nowhere (SIT005)."""
    documents = out / config.output.documents / config.service.name
    published = _documents(documents, config, folder)
    document = load(documents / "openapi.json")
    version = _version_of(document, documents / "openapi.json")
    versions = with_version(earlier, version, published)
    files = {f"{LATEST}/{name}": content for name, content in published.items()}
    for kept, contents in versions.items():
        files |= {f"v{kept}/{name}": content for name, content in contents.items()}
    found = units(out / config.output.generated)
    for unit in found:
        files[f"packages/{unit.name}.zip"] = unit.archive
    info = document.get("info")
    info = info if isinstance(info, dict) else {}
    title = str(info.get("title") or config.service.name)
    reading = _pages(files, documents, title, found)
    if viewer:
        places = documents / "provenance.json"
        known = load_provenance(places) if places.is_file() else Provenance()
        files["reference.html"] = _encoded(render_reference(document, known, viewer))
    files["versions.json"] = versions_file(title, version, versions, files)
    front = Front(
        title=title,
        version=version,
        description=str(info.get("description") or ""),
        figures=figures_of(document, *_accounts(documents)),
        reading=reading,
        artefacts=_artefacts(found, files),
        versions=tuple(versions),
        has_reference=viewer is not None,
    )
    files["index.html"] = front_page(front, files)
    _check_links(files)
    return Site(files, version, tuple(versions))


def _documents(documents: Path, config: Config, folder: Path) -> dict[str, bytes]:
    """Give everything in the folder of the documents, the overlays they were made with, and JSON without blanks."""
    if not (documents / "openapi.json").is_file():
        raise _error("SIT003", "no openapi.json: nothing has been built here", documents)
    files = files_below(documents)
    for name in config.overlays:
        written = Path(written_name(name)).name
        files[f"overlays/{written}"] = overlay_file(name, folder).read_bytes()
    for name, content in list(files.items()):
        if name.endswith(".json") and is_api_document(name, content):
            small = json.dumps(json.loads(content), ensure_ascii=False, separators=(",", ":"))
            files[f"{name.removesuffix('.json')}.min.json"] = _encoded(small)
    return files


def _encoded(text: str) -> bytes:
    return without_surrogates(text).encode()


def _version_of(document: dict[str, object], file: Path) -> str:
    info = document.get("info")
    version = str(info.get("version", "")) if isinstance(info, dict) else ""
    if not is_version(version):
        raise _error("SIT003", f"{version!r} is no semantic version: `apiscribe build` gives one", file)
    return version


def _accounts(documents: Path) -> tuple[Report | None, Conflicts | None]:
    report, conflicts = documents / "report.json", documents / "conflicts.json"
    return (
        load_report(report) if report.is_file() else None,
        load_conflicts(conflicts) if conflicts.is_file() else None,
    )


def _pages(files: dict[str, bytes], documents: Path, title: str, found: list[Unit]) -> tuple[Link, ...]:
    """Add the pages for people to the files of a site; gives links to the first of them."""
    reading = []
    if (documents / "report.json").is_file():
        report = load_report(documents / "report.json")
        files["quality.html"] = _encoded(render_page(report, title))
        reading.append(Link("quality.html", "Quality report"))
    if f"{LATEST}/conflicts.html" in files:
        reading.append(Link(f"{LATEST}/conflicts.html", "Conflicts"))
    texts = {f"packages/{unit.name}/{name}": text for unit in found for name, text in unit.texts.items()}
    if f"{LATEST}/CHANGELOG.md" in files:
        texts["changelog.md"] = files[f"{LATEST}/CHANGELOG.md"].decode()
        reading.append(Link("changelog.html", "Changelog"))
    addresses = {path: f"{path[:-3]}.html" for path in texts}
    there = [*files, *addresses.values(), "index.html"]
    up = (Link("index.html", title),)
    for path, text in texts.items():
        files[addresses[path]] = markdown_page(path, text, there, up)
    return tuple(reading)


def _artefacts(found: list[Unit], files: dict[str, bytes]) -> tuple[Artefact, ...]:
    archives = {item.path: item for item in downloads(files, "packages")}
    return tuple(
        Artefact(
            unit.name,
            archives[f"packages/{unit.name}.zip"],
            tuple(Link(f"packages/{unit.name}/{name[:-3]}.html", name) for name in sorted(unit.texts)),
        )
        for unit in found
    )


def _check_links(files: dict[str, bytes]) -> None:
    broken = broken_links(files)
    if broken:
        raise DiagnosticError(
            *(Diagnostic("SIT005", link.why, Location(link.page), subject=link.address) for link in broken[:MAX_BROKEN])
        )


def _error(code: str, message: str, path: Path) -> DiagnosticError:
    return DiagnosticError(Diagnostic(code, message, Location(path.as_posix())))
