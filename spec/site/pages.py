"""The pages of a site around the reference page: the first page, Markdown as pages, and the record of versions."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath, relpath

from markupsafe import Markup

from spec.page import render_without_script
from spec.site.figures import Figures
from spec.site.files import Download, downloads
from spec.site.markdown import render_markdown

LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a page: where it leads, from the page, and its words."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Artefact:
    """Something generated that the site offers as one archive, with the pages of its documentation."""

    name: str
    archive: Download
    pages: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """What the first page tells. `reading` are the pages to read, `versions` all that are kept, the newest first."""

    title: str
    version: str
    description: str
    figures: Figures
    reading: tuple[Link, ...]
    artefacts: tuple[Artefact, ...]
    versions: tuple[str, ...]
    has_reference: bool


def front_page(front: Front, files: Mapping[str, bytes]) -> bytes:
    """Give the first page; `files` are those of the site so far."""
    found = downloads(files, LATEST)
    open_list = [item for item in found if item.path.count("/") == 1]
    below: dict[str, list[Download]] = {}
    for item in found:
        if item.path.count("/") > 1:
            below.setdefault(dirname(item.path).removeprefix(f"{LATEST}/"), []).append(item)
    return render_without_script(
        "site",
        front=front,
        figures=front.figures,
        files=open_list,
        below=below,
        old=[(version, downloads(files, f"v{version}")) for version in front.versions],
    ).encode()


def markdown_page(path: str, text: str, site: Iterable[str], up: tuple[Link, ...]) -> bytes:
    """Give a Markdown file as the page at `path`. Links to other Markdown lead to its page; those to what `site` does
    not have are no links. `up` are links to the pages above it, from the site's root."""
    there = set(site)

    def resolve(href: str) -> str | None:
        address, _, fragment = href.partition("#")
        if ":" in address or address.startswith("/"):
            return None
        target = normpath(join(dirname(path), address))
        if target.endswith(".md") and f"{target[:-3]}.html" in there:
            target = f"{target[:-3]}.html"
        elif target not in there:
            return None
        return relpath(target, dirname(path) or ".") + (f"#{fragment}" if fragment and target.endswith(".html") else "")

    rendered = render_markdown(text, resolve)
    return render_without_script(
        "markdown",
        title=rendered.title or PurePosixPath(path).stem,
        content=Markup(rendered.html),  # noqa: S704 made by a renderer that passes no HTML on
        up=[Link(relpath(link.href, dirname(path) or "."), link.words) for link in up],
    ).encode()


def versions_file(title: str, latest: str, versions: Iterable[str], files: Mapping[str, bytes]) -> bytes:
    """Give the record of what is published, for programs: each version with the digests of its files."""
    record = {
        "title": title,
        "latest": latest,
        "versions": {
            version: {item.path: item.sha256 for item in downloads(files, f"v{version}")} for version in versions
        },
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
