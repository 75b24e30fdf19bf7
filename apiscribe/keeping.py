"""Versions that were published once: they are kept as they were, and none is ever another under the same number."""

from collections.abc import Iterable
from pathlib import Path

from apiscribe.packing import files_below
from apiscribe.site_folder import kept_files
from spec.diagnostics import Diagnostic, DiagnosticError
from spec.files import load
from spec.location import Location
from spec.site.files import is_api_document
from spec.site.pages import INDEX
from spec.versions import is_version, sort_key

Versions = dict[str, dict[str, bytes]]
"""The files of each version by their paths below its folder; the newest version first."""

MAX_NAMED = 5


def kept_versions(folders: Iterable[Path]) -> Versions:
    """Give the versions of sites, and of folders of documents, which are of the version that their document says.

    Of one version the first counts. Raises DiagnosticError for a folder that is neither (SIT003), and for a version of
    a site that somebody has changed since (SIT004).
    """
    found: Versions = {}
    for folder in folders:
        for version, files in _versions_in(folder).items():
            found.setdefault(version, files)
    return found


def _versions_in(folder: Path) -> Versions:
    if (folder / "openapi.json").is_file():
        info = load(folder / "openapi.json").get("info")
        version = str(info.get("version", "")) if isinstance(info, dict) else ""
        if is_version(version):
            return {version: files_below(folder)}
    elif (folder / "versions.json").is_file():
        return _versions_of_site(folder)
    raise _error("SIT003", "neither a site nor a folder of documents with a version", folder)


def _versions_of_site(site: Path) -> Versions:
    """Give what was written below the versions of a site; their first pages are made anew."""
    found: Versions = {}
    changed = []
    for name, content in kept_files(site).items():
        folder, _, path = name.partition("/")
        if not folder.startswith("v") or not is_version(folder[1:]):
            continue
        if content is None:
            changed.append(name)
        elif path != INDEX:
            found.setdefault(folder[1:], {})[path] = content
    if changed:
        raise _error("SIT004", f"changed since it was published: {', '.join(changed[:MAX_NAMED])}", site)
    return found


def with_version(earlier: Versions, version: str, files: dict[str, bytes]) -> Versions:
    """Give the versions, the newest first, with one more, or with the same one if it is published already.

    What stands under a version stays as it was first published. Raises DiagnosticError (SIT004) where a form of the
    document is another one now, or a newer version is out: the version has to be raised.
    """
    newer = max((one for one in earlier if "-" not in one), key=sort_key, default=version)
    if sort_key(newer) > sort_key(version):
        raise DiagnosticError(
            Diagnostic("SIT004", f"{newer} is published already, which is newer", Location(f"v{version}"))
        )
    known = earlier.get(version)
    if known is not None:
        forms = {
            name for source in (known, files) for name, content in source.items() if is_api_document(name, content)
        }
        changed = sorted(name for name in forms if name in known and known[name] != files.get(name))
        if changed:
            more = f" and {len(changed) - MAX_NAMED} more" if len(changed) > MAX_NAMED else ""
            message = f"{version} is published already, with another {', '.join(changed[:MAX_NAMED])}{more}"
            raise DiagnosticError(Diagnostic("SIT004", message, Location(f"v{version}")))
    versions = {**earlier, version: known if known is not None else files}
    return {one: versions[one] for one in sorted(versions, key=sort_key, reverse=True)}


def _error(code: str, message: str, path: Path) -> DiagnosticError:
    return DiagnosticError(Diagnostic(code, message, Location(path.as_posix())))
