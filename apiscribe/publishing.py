"""The command `publish`: the output of a build as a static site that stands at any path, whole or not at all.

Nothing is built here but pages. What a folder of the output holds comes along because it is there: a new form of the
document, a new package needs no change here.
"""

from collections.abc import Iterable, Mapping
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
from spec.conflicts.page import render_conflicts
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.files import load
from spec.location import Location
from spec.page import Link
from spec.provenance import Provenance
from spec.provenance import load as load_provenance
from spec.report import Report
from spec.report_file import load as load_report
from spec.report_page import render_page
from spec.site.figures import figures_of
from spec.site.files import downloads
from spec.site.links import broken_links
from spec.site.pages import (
    INDEX,
    LATEST,
    Artefact,
    Front,
    first_samples,
    folder_page,
    front_page,
    markdown_page,
    versions_file,
)
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
    _check_place(site, out / config.output.documents, out / config.output.generated)
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
    title = _words(document, "title") or config.service.name
    files["versions.json"] = versions_file(title, version, versions, files)
    up = (Link(INDEX, title),)
    for name in (LATEST, *(f"v{kept}" for kept in versions)):
        files[f"{name}/{INDEX}"] = folder_page(name, title, files, up)
    account, conflicts = _accounts(documents)
    reading = _pages(files, title, up, account, conflicts)
    _package_pages(files, found, up)
    if viewer:
        places = documents / "provenance.json"
        known = load_provenance(places) if places.is_file() else Provenance()
        files["reference.html"] = _encoded(render_reference(document, known, viewer, up))
    summary, samples = first_samples(document)
    front = Front(
        title=title,
        version=version,
        description=_words(document, "description"),
        figures=figures_of(document, account, conflicts),
        reading=reading,
        artefacts=_artefacts(found, files),
        versions=tuple(versions),
        has_reference=viewer is not None,
        summary=summary,
        samples=samples,
    )
    files[INDEX] = front_page(front, files)
    _check_links(files)
    return Site(files, version, tuple(versions))


def _check_place(site: Path, *read: Path) -> None:
    """Refuse a site below what it is made of (CFG003): the next one would have it in it."""
    if any(site.resolve().is_relative_to(folder.resolve()) for folder in read):
        raise _error("CFG003", "a folder that is published is no place for the site", site)


def _documents(documents: Path, config: Config, folder: Path) -> dict[str, bytes]:
    """Give everything in the folder of the documents, and the overlays they were made with."""
    if not (documents / "openapi.json").is_file():
        raise _error("SIT003", "no openapi.json: nothing has been built here", documents)
    files = files_below(documents)
    for name in config.overlays:
        written = Path(written_name(name)).name
        files[f"overlays/{written}"] = overlay_file(name, folder).read_bytes()
    if INDEX in files:
        raise _error("SIT006", "the site has a page of its own of this name", documents / INDEX)
    return files


def _encoded(text: str) -> bytes:
    return without_surrogates(text).encode()


def _words(document: Mapping[str, object], name: str) -> str:
    """Give a text of the document's `info`; empty where there is none."""
    info = document.get("info")
    return str(info.get(name) or "") if isinstance(info, dict) else ""


def _version_of(document: Mapping[str, object], file: Path) -> str:
    version = _words(document, "version")
    if not is_version(version):
        raise _error("SIT003", f"{version!r} is no semantic version: `apiscribe build` gives one", file)
    return version


def _accounts(documents: Path) -> tuple[Report | None, Conflicts | None]:
    report, conflicts = documents / "report.json", documents / "conflicts.json"
    return (
        load_report(report) if report.is_file() else None,
        load_conflicts(conflicts) if conflicts.is_file() else None,
    )


def _pages(
    files: dict[str, bytes], title: str, up: tuple[Link, ...], account: Report | None, conflicts: Conflicts | None
) -> tuple[Link, ...]:
    """Add the pages about the document to the files of a site; gives links to them."""
    reading = []
    if account:
        files["quality.html"] = _encoded(render_page(account, title, up))
        reading.append(Link("quality.html", "Quality report"))
    if conflicts:
        files["conflicts.html"] = _encoded(render_conflicts(conflicts, title, up))
        reading.append(Link("conflicts.html", "Conflicts"))
    if changelog := files.get(f"{LATEST}/CHANGELOG.md"):
        text = changelog.decode("utf-8", "replace")
        files["changelog.html"] = markdown_page("changelog.md", text, (), up)
        reading.append(Link("changelog.html", "Changelog"))
    return tuple(reading)


def _package_pages(files: dict[str, bytes], found: list[Unit], up: tuple[Link, ...]) -> None:
    """Add the Markdown of what is generated as pages."""
    texts = {f"packages/{unit.name}/{name}": text for unit in found for name, text in unit.texts.items()}
    addresses = {path: f"{path[:-3]}.html" for path in texts}
    there = [*files, *addresses.values(), INDEX]
    for path, text in texts.items():
        files[addresses[path]] = markdown_page(path, text, there, up)


def _artefacts(found: list[Unit], files: dict[str, bytes]) -> tuple[Artefact, ...]:
    archives = {item.path: item for item in downloads(files, "packages")}
    return tuple(
        Artefact(
            unit.name,
            archives[f"packages/{unit.name}.zip"],
            tuple(Link(f"packages/{unit.name}/{name[:-3]}.html", name) for name in sorted(unit.texts)),
            unit.install,
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
